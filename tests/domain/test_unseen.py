"""Signs that hide or turn words: told by number, or marked in the same length."""

from desktop_app.domain import unseen

TURNED = "invoice\u202efdp.exe"


def test_names_tell_them_by_number():
    assert unseen.told(TURNED) == "invoice⟨U+202E⟩fdp.exe"
    assert unseen.told("a\x1b[31m\u200b\u2066b") == "a⟨U+001B⟩[31m⟨U+200B⟩⟨U+2066⟩b"


def test_where_positions_count_each_is_one_sign_that_is_seen():
    text = "if a\u202e\u2066 \x08b\x1b\tc\n\ufeff"
    assert unseen.marked(text) == "if a\ufffd\ufffd \u2408b\u241b\tc\n\ufffd"
    assert len(unseen.marked(text)) == len(text)
    assert unseen.is_in(text)


def test_letters_and_emoji_keep_their_joiners_and_running_text_its_isolates():
    text = "می‌خواهم 👩‍👩‍👧 \u2067עברית\u2069"
    assert not unseen.is_in("می‌خواهم 👩‍👩‍👧")
    assert unseen.without_overrides(text) == text
    assert unseen.without_overrides(TURNED) == "invoice\ufffdfdp.exe"
