"""A tool call's card: how far it is, what it asks, and who may answer for it."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest

from desktop_app.domain.message import Role, State
from desktop_app.viewmodels.transcript import ToolFacts, ToolState, TranscriptItem
from desktop_app.widgets.theme import DARK, LIGHT
from desktop_app.widgets.transcript import following
from desktop_app.widgets.transcript.units.json_lines import lines, readable
from desktop_app.widgets.transcript.units.tools import ToolUnit
from tests.widgets.transcript import gallery
from tests.widgets.transcript.screens import (
    answer,
    is_on_the_screen,
    painted,
    question,
    shown,
)


def cards(view):
    return {p.unit.call_id: p for p in view.layout_.shown if isinstance(p.unit, ToolUnit)}


@pytest.fixture
def view(qtbot):
    asked = gallery.message(1, Role.ASSISTANT, parts=gallery.CALLS, state=State.COMPLETE)
    view = shown(qtbot, [question("Clear out the old one."), TranscriptItem(asked, head="m\np")])
    for call_id, facts in gallery.FACTS.items():
        view.model.set_tool(call_id, facts)
    view.answers = []
    view.tool_action_requested.connect(lambda *answer: view.answers.append(answer))
    view.setFocus()
    return view


def test_each_card_says_how_far_its_call_is(view):
    said = {call_id: placed.unit.standing() for call_id, placed in cards(view).items()}
    assert said == {"t1": "declined by you", "t2": "running 1.8 s", "t3": "needs your approval"}


def test_seconds_count_while_a_tool_runs(view, monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: 103.25)
    view.model.set_tool("t2", ToolFacts(ToolState.RUNNING, "documents", began=100.0))
    assert cards(view)["t2"].unit.standing() == "running 3.2 s"
    assert view.following._clock.isActive()
    view.model.set_tool("t2", ToolFacts(ToolState.DONE, "documents", "2 results · 0.2 s"))
    assert cards(view)["t2"].unit.standing() == "2 results · 0.2 s"
    assert not view.following._clock.isActive()


def test_each_button_answers_for_its_own_call(view):
    placed = cards(view)["t3"]
    names = [spot.name for spot in placed.unit.spots()]
    assert names == ["fold", "allow_once", "allow_conversation", "allow_always", "decline"]
    for number in range(1, 5):
        view.press_spot(placed, number)
    view.press_spot(cards(view)["t2"], 1)
    assert view.answers == [(name, "t3") for name in names[1:]] + [("stop_tool", "t2")]


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (Qt.Key.Key_1, "allow_once"),
        (Qt.Key.Key_2, "allow_conversation"),
        (Qt.Key.Key_3, "allow_always"),
        (Qt.Key.Key_Escape, "decline"),
    ],
)
def test_keys_answer_for_the_call_that_waits(view, key, answer):
    QTest.keyClick(view, key)
    assert view.answers == [(answer, "t3")]
    QTest.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
    view.model.set_tool("t3", ToolFacts(ToolState.RUNNING, "documents"))
    QTest.keyClick(view, key)
    assert len(view.answers) == 1


def test_escape_declines_before_the_windows_own_shortcut_hears_it(view):
    heard = []
    shortcut = QShortcut(QKeySequence("Esc"), view)
    shortcut.activated.connect(lambda: heard.append("window"))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert (view.answers, heard) == ([("decline", "t3")], [])
    view.model.set_tool("t3", ToolFacts(ToolState.DECLINED, "documents"))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert heard == ["window"]


def test_keys_answer_only_when_the_buttons_are_seen(view):
    view.scroll_to(0)
    view.resize(800, 300)
    view.scroll_to(0)
    assert not view.layout_.is_at_end
    QTest.keyClick(view, Qt.Key.Key_1)
    assert view.answers == []


def test_a_call_that_waits_is_announced_once(view, monkeypatch):
    heard = []
    monkeypatch.setattr(following, "announce", lambda _view, words: heard.append(words))
    view.model.set_tool("t2", ToolFacts(ToolState.WAITING, "documents"))
    view.model.set_tool("t2", ToolFacts(ToolState.WAITING, "documents"))
    assert heard == ["read_file: needs your approval"]


def test_what_is_approved_is_shown_whole_and_hides_nothing():
    tail = "x" * 300 + "; rm -rf ~"
    shown_lines = lines(readable(json.dumps({"command": tail})), 40, 400)
    assert "rm -rf ~" in "".join(words for line in shown_lines for words, _ in line)
    assert all(sum(len(words) for words, _ in line) <= 40 for line in shown_lines)
    assert readable(json.dumps({"p": "a\u202eb\u200bc"})) == '{\n  "p": "a\\u202eb\\u200bc"\n}'


def test_more_than_can_be_shown_is_told():
    made = lines("\n".join("1" * 500), 40, 60)
    assert len(made) == 61
    assert made[-1][0][0].startswith("… and more (439 further lines)")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "zoom"), [(480, 1.0), (900, 1.0), (900, 1.5)])
def test_facts_that_came_later_look_as_if_known_before(qtbot, theme, width, zoom):
    def made():
        asked = gallery.message(1, Role.ASSISTANT, parts=gallery.CALLS)
        items = [question("Go."), TranscriptItem(asked, head="m\np"), answer("After.", 3)]
        return shown(qtbot, items, theme, width, 800, zoom)

    later, before = made(), made()
    for view, order in ((later, reversed(gallery.FACTS)), (before, gallery.FACTS)):
        for call_id in order:
            view.model.set_tool(call_id, gallery.FACTS[call_id])
            assert is_on_the_screen(view)
        view.scroll_to(0)
        view.jump_to_latest()
    assert painted(later) == painted(before)
