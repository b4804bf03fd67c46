"""Messages that wait."""

import pytest
from PySide6.QtCore import QObject

from desktop_app.viewmodels.draft import Written
from desktop_app.viewmodels.queue import Queue

A, B, NOW, SAME = (Written(text) for text in ("a", "b", "now", "same"))


@pytest.fixture
def queue(qapp) -> Queue:
    return Queue(QObject(qapp))


def test_first_in_first_out(queue: Queue) -> None:
    queue.append(A)
    queue.append(B)
    assert (queue.take(), queue.take(), queue.take()) == (A, B, None)


def test_equal_texts_are_told_apart(queue: Queue) -> None:
    queue.append(SAME)
    queue.append(SAME)
    second = queue.messages[1].number
    assert queue.take(second) == SAME
    assert [message.number for message in queue.messages] == [second - 1]
    assert queue.take(second) is None


def test_a_held_queue_gives_nothing_by_itself(queue: Queue) -> None:
    queue.append(A)
    queue.hold()
    assert queue.take() is None
    assert queue.held_words == "held after Stop"
    assert queue.take(queue.messages[0].number) == A
    assert queue.held_words == ""
    queue.append(B)
    queue.release()
    assert queue.take() == B


def test_put_first_goes_before_all(queue: Queue) -> None:
    queue.append(A)
    queue.put_first(NOW)
    assert queue.take() == NOW


def test_each_change_is_told_once(queue: Queue, qtbot) -> None:
    told = []
    queue.changed.connect(lambda: told.append(1))
    queue.append(A)
    queue.take()
    queue.take()
    assert len(told) == 2


def test_what_hurries_is_not_held(queue: Queue) -> None:
    queue.append(B)
    queue.put_first(A)
    queue.hurry()
    queue.hold()
    assert queue.take() == A
    queue.hold()
    assert queue.take() is None
