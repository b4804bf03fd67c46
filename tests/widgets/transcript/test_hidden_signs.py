"""Signs that hide or turn words (Trojan source): seen in code and names, copied as they are."""

from PySide6.QtGui import QFont

from desktop_app.widgets.controls.painting import MOST_IN_LINE, elided
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.painted import broken
from tests.widgets.transcript.screens import Live, answer, question, shown

CODE = 'if access != "user\u202e \u2066// admin\u2069 \u2066":\n    run("\x1b[31m\u200b")\n' + (
    "x = '" + "\u202eab" * 900 + "'\n"
)
SEEN = 'if access != "user\ufffd \ufffd// admin\ufffd \ufffd":'


def code(view):
    return next(each.unit for each in view.layout_.shown if isinstance(each.unit, CodeUnit))


def test_code_shows_them_and_is_copied_as_it_came(qtbot):
    view = shown(qtbot, [answer(f"```python\n{CODE}```\n")])
    unit = code(view)
    assert unit.laid().firstBlock().text() == SEEN
    assert unit.card.hides
    assert unit.text_between(0, unit.length) == CODE.removesuffix("\n")
    assert unit.text_between(3, 20) == CODE[3:20]
    assert unit.card.code == CODE
    assert not set("\u202e\u2066\u2069\x1b\u200b") & set(unit.laid().toPlainText())
    view.grab()


def test_code_that_grows_shows_them_too(qtbot):
    view = shown(qtbot, [question("Code.")])
    live = Live(view, "a1")
    live.write("```python\n")
    assert not code(view).card.hides
    for sign in CODE:
        live.write(sign)
    live.end()
    unit = code(view)
    assert unit.laid().firstBlock().text() == SEEN
    assert unit.text_between(0, unit.length) == CODE.removesuffix("\n")


def test_words_of_any_length_are_shaped_for_one_line_only(qapp, monkeypatch):
    del qapp
    shaped = []
    from desktop_app.widgets.controls import painting

    real = painting.QFontMetricsF

    class Counted(real):
        def elidedText(self, text, *more):
            shaped.append(len(text))
            return real.elidedText(self, text, *more)

    monkeypatch.setattr(painting, "QFontMetricsF", Counted)
    words = elided("a\u202eb" + "title " * 200_000, QFont(), 300)
    assert words.startswith("a⟨U+202E⟩b")
    assert words.endswith("…")
    assert max(shaped) <= 2 * MOST_IN_LINE


def test_lines_of_words_with_emoji_lose_nothing(qapp):
    del qapp
    text = "👩‍👩‍👧 went wrong 🎉 " * 12
    assert "".join(broken(text, QFont(), 160)) == text
