"""What was read long ago gives its units back, and is the same when somebody returns. Counts."""

import gc
import weakref

import pytest
from PySide6.QtCore import QRect

from desktop_app.widgets.transcript import nearby
from desktop_app.widgets.transcript.layout import MOST_DOCUMENTS
from tests.widgets.transcript.screens import Live, answer, differ, painted, settle, shown

TEXT = (
    "Words with **weight**.\n\n- one\n- two\n\n```python\nprint(1)\n```\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n"
)
MOST = 60


@pytest.fixture
def few(monkeypatch) -> None:
    monkeypatch.setattr(nearby, "MOST_UNITS", MOST)


def built(view) -> list[int]:
    """The messages that have units."""
    entries = enumerate(view.layout_.entries)
    return [place for place, entry in entries if entry is not None and entry.is_built]


def test_units_and_documents_are_bounded_while_answers_come_for_hours(qtbot, few) -> None:
    view = shown(qtbot, [], height=300)
    for number in range(60):
        live = Live(view, f"live{number}")
        for line in TEXT.splitlines(keepends=True):
            live.write(line)
        live.end()
        assert view.layout_.nearby.units <= MOST + 20
        assert view.layout_.alive <= MOST_DOCUMENTS
    assert len(built(view)) < 20
    assert view.layout_.nearby.units == sum(
        len(entry.units) for entry in view.layout_.entries if entry is not None
    )


def test_what_is_given_back_needs_no_collection(qtbot, few) -> None:
    view = shown(qtbot, [answer(TEXT, number) for number in range(30)], height=300)
    settle(qtbot, view)
    units = [weakref.ref(unit) for unit in view.layout_.entries[29].units]
    assert all(unit() is not None for unit in units)
    gc.disable()
    try:
        for _ in range(30):
            view.scroll_by(-300)
        settle(qtbot, view)
        assert not view.layout_.entries[29].is_built
        assert all(unit() is None for unit in units)
    finally:
        gc.enable()


def test_coming_back_shows_the_same_at_the_same_place(qtbot, few) -> None:
    view = shown(qtbot, [answer(TEXT, number) for number in range(40)], height=300)
    for _ in range(3):
        view.scroll_by(-500)
    settle(qtbot, view)
    before, place = painted(view), view.places.told()
    for _ in range(40):
        view.scroll_by(-300)
    settle(qtbot, view)
    assert len(built(view)) < 20
    view.places.go(place)
    settle(qtbot, view)
    left = QRect(0, 0, view.width() - 40, view.height())  # the bar knows other heights
    assert not differ(painted(view).copy(left), before.copy(left))


def test_what_was_opened_or_moved_stays(qtbot, few) -> None:
    view = shown(qtbot, [answer(TEXT, number) for number in range(40)], height=300)
    settle(qtbot, view)
    card = next(unit.card for unit in view.layout_.entries[39].units if hasattr(unit, "card"))
    card.toggle_wrap()
    for _ in range(80):
        view.scroll_by(-300)
    assert 39 in built(view)
    assert 37 not in built(view)
