"""Messages that wait."""

import pytest
from PySide6.QtCore import QObject

from desktop_app.viewmodels.queue import Queue


@pytest.fixture
def queue(qapp) -> Queue:
    return Queue(QObject(qapp))


def test_first_in_first_out(queue: Queue) -> None:
    queue.append("a")
    queue.append("b")
    assert (queue.take(), queue.take(), queue.take()) == ("a", "b", None)


def test_equal_texts_are_told_apart(queue: Queue) -> None:
    queue.append("same")
    queue.append("same")
    second = queue.messages[1].number
    assert queue.take(second) == "same"
    assert [message.number for message in queue.messages] == [second - 1]
    assert queue.take(second) is None


def test_a_held_queue_gives_nothing_by_itself(queue: Queue) -> None:
    queue.append("a")
    queue.hold("held after Stop")
    assert queue.take() is None
    assert queue.held_words == "held after Stop"
    assert queue.take(queue.messages[0].number) == "a"
    assert queue.held_words == ""
    queue.append("b")
    queue.release()
    assert queue.take() == "b"


def test_put_first_goes_before_all(queue: Queue) -> None:
    queue.append("a")
    queue.put_first("now")
    assert queue.take() == "now"


def test_each_change_is_told_once(queue: Queue, qtbot) -> None:
    told = []
    queue.changed.connect(lambda: told.append(1))
    queue.append("a")
    queue.take()
    queue.take()
    assert len(told) == 2


def test_what_hurries_is_not_held(queue: Queue) -> None:
    queue.append("b")
    queue.put_first("a")
    queue.hurry()
    queue.hold("held after Stop")
    assert queue.take() == "a"
    queue.hold("held after Stop")
    assert queue.take() is None
