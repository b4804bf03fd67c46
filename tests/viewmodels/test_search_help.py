"""The words around a search: what can be typed, what fits, and what was not understood."""

import pytest

from desktop_app.viewmodels.search_help import HINTS, NOTHING, Hint, completed, note
from tests.viewmodels.scripted import until


async def test_all_is_offered_for_a_question_mark_and_values_behind_an_operator(
    desk,
) -> None:
    async with desk() as all_:
        store = all_.core.store
        await store.create_conversation("x", folder="Work/Big plans", tags=("green", "blue"))
        values = all_.conversations.listing.values
        await values.load()
        assert values.hints("?") == list(HINTS)
        assert values.hints("words") == []
        assert values.hints("https://x") == []
        found = [hint.text for hint in values.hints("words in:")]
        assert found == ["Work", '"Work/Big plans"', "trash", "archive"]
        assert [hint.text for hint in values.hints("in:big")] == ['"Work/Big plans"']
        assert [hint.text for hint in values.hints('in:"big pl')] == ['"Work/Big plans"']
        assert [hint.text for hint in values.hints("tag:GR")] == ["green"]
        assert values.hints("tag:green") == []  # it stands there already
        assert [hint.text for hint in values.hints("has:")] == ["code", "image"]


@pytest.mark.parametrize(
    ("typed", "hint", "becomes"),
    [
        ("?", HINTS[0], "in:"),
        ("?", HINTS[2], "from:me "),
        ("words tag:gr", Hint("green", "", is_whole=True), "words tag:green "),
        ('in:"big', Hint('"Big plans"', "", is_whole=True), 'in:"Big plans" '),
    ],
)
def test_what_is_chosen_takes_the_place_of_what_was_begun(typed, hint, becomes) -> None:
    assert completed(typed, hint) == becomes


def test_a_value_that_makes_no_sense_is_told_and_nothing_else_is() -> None:
    assert note("garlic before:2026-05 from:me has:code", is_empty=False) == ""
    assert "“soon” is no date" in note("before:soon", is_empty=False)
    assert "not “you”" in note("from:you", is_empty=False)
    assert "not “video”" in note("has:video x", is_empty=False)
    assert note("see https://example.org tag:none", is_empty=True) == NOTHING
    assert note("before:soon", is_empty=True).endswith(NOTHING)


async def test_a_row_shows_the_find_however_far_in_it_is(desk) -> None:
    async with desk() as all_:
        await all_.answered("Where does garlic grow?", "word " * 40 + "and wild garlic here")
        listing, found = all_.conversations.listing, all_.conversations.found
        listing.search("garlic")
        await until(lambda: found.entries)
        hits = [entry for entry in found.entries if entry.message_id]
        assert len(hits) == 2
        for entry in hits:
            words = found.title_of(entry)
            ((start, end),) = found.marks_of(entry)
            assert words[start:end] == "garlic"
            assert start < 24
            assert found.word_of(entry.id, entry.message_id) == "garlic"
        assert found.note == ""
        listing.search("zebra")
        await until(lambda: found.note)
        assert found.note == NOTHING
        assert not found.entries
