"""Finding by a few letters."""

import pytest

from desktop_app.viewmodels.fuzzy import match


def test_nothing_wanted_fits_everything() -> None:
    found = match("", "anything")
    assert found is not None
    assert found.places == ()


@pytest.mark.parametrize(
    ("wanted", "text", "places"),
    [
        ("mod", "Model: choose…", (0, 1, 2)),
        ("mod", "Data model for lists", (5, 6, 7)),
        ("choose model", "Model: choose…", (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12)),
        ("nc", "New conversation", (0, 4)),
        ("na", "New conversation with an assistant", (0, 22)),
        ("neco", "New conversation", (0, 1, 4, 5)),
        ("über", "Der Überblick", (4, 5, 6, 7)),
    ],
)
def test_places(wanted: str, text: str, places: tuple[int, ...]) -> None:
    found = match(wanted, text)
    assert found is not None
    assert found.places == places


@pytest.mark.parametrize(("wanted", "text"), [("xyz", "Settings"), ("ae", "a" + "b" * 40 + "e")])
def test_no_match(wanted: str, text: str) -> None:
    assert match(wanted, text) is None


def test_start_of_a_word_beats_its_middle_and_words_beat_letters() -> None:
    scores = [
        found.score
        for text in ("mode of work", "dark mode", "commode", "my old dog is here")
        if (found := match("mod", text))
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 4


def test_letters_that_change_length_when_folded_keep_their_places() -> None:
    found = match("x", "ßßx")
    assert found is not None
    assert found.places == (2,)
