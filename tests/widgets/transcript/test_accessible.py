"""Assistive technology sees a list of messages, and hears once that an answer ended."""

import pytest
from PySide6.QtGui import QAccessible

from desktop_app.domain.message import ErrorRecord, State
from desktop_app.widgets.transcript import accessible
from tests.widgets.transcript import gallery
from tests.widgets.transcript.screens import Live, answer, question, shown


@pytest.fixture
def said(monkeypatch):
    heard = []
    monkeypatch.setattr(accessible, "announce", lambda _view, words: heard.append(words))
    return heard


def test_the_transcript_is_a_list_of_messages(qtbot):
    view = shown(qtbot, [question("What now?"), answer("**This** with $x^2$.")])
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Transcript"
    assert interface.childCount() == 2
    items = [interface.child(number) for number in range(2)]
    assert [item.role() for item in items] == [QAccessible.Role.ListItem] * 2
    names = [item.text(QAccessible.Text.Name) for item in items]
    assert names[0].startswith("You, ")
    assert names[0].endswith("What now?")
    assert names[1].startswith("model, provider, ")
    assert "x^2" in names[1]
    assert items[0].parent() is interface
    assert not items[0].rect().isEmpty()


def test_every_kind_of_message_says_something(qtbot):
    view = shown(qtbot, gallery.items())
    interface = QAccessible.queryAccessibleInterface(view)
    names = [
        interface.child(number).text(QAccessible.Text.Name)
        for number in range(interface.childCount())
    ]
    assert all(names)
    assert "Stopped by you" in names[3]
    assert "Tool call search_files" in names[7]
    assert "NagaAI refused this key" in names[-1]


def test_the_end_of_an_answer_is_said_once(qtbot, said):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    for word in ["some", "words", "of", "an", "answer"]:
        live.write(word + " ")
    assert said == ["model is answering"]
    live.end()
    assert said == ["model is answering", "model: Finished"]


def test_a_failure_is_said_with_its_reason(qtbot, said):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    error = ErrorRecord("KeyRejected", "NagaAI refused this key", "Paste a new key.", "401")
    live.end(State.FAILED, error=error)
    assert said == ["model: NagaAI refused this key"]


def test_an_answer_that_a_tool_goes_on_from_has_not_ended(qtbot, said):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.call("search")
    live.end()
    assert said == ["model is answering"]


def test_links_and_buttons_are_parts_of_their_message(qtbot):
    text = "A [link](https://example.org/page).\n\n```py\nx = 1\n```\n"
    view = shown(qtbot, [question("What now?"), answer(text)])
    item = QAccessible.queryAccessibleInterface(view).child(1)
    parts = [item.child(number) for number in range(item.childCount())]
    names = [part.text(QAccessible.Text.Name) for part in parts]
    assert names == [
        "link, https://example.org/page", "Wrap long lines", "Save as file…", "Copy code",
    ]  # fmt: skip
    assert parts[0].role() == QAccessible.Role.Link
    assert parts[1].role() == QAccessible.Role.Button
    assert all(item.rect().contains(part.rect()) for part in parts)
    assert [item.indexOfChild(part) for part in parts] == [0, 1, 2, 3]
    view.keys.tab(is_next=True)
    assert [bool(part.state().focused) for part in parts] == [True, False, False, False]
    view.model.set_messages([])
    assert not any(part.isValid() for part in parts)
