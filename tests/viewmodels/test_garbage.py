"""Garbage is collected where Qt lives, and not while frames count."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from desktop_app.viewmodels.garbage import Garbage


class Ring(QObject):
    """Unreachable but for itself; notes the thread that destroys it."""

    def __init__(self, destroyed_in: list[int]) -> None:
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: destroyed_in.append(threading.get_ident()))


@pytest.fixture
def taken(qapp):
    taken = Garbage(lambda: False)
    yield taken
    taken.give_back()


def work_hard() -> list[list[object]]:
    return [[] for _ in range(200_000)]


def destroyed_by_a_worker() -> bool:
    destroyed_in: list[int] = []
    gc.collect()
    Ring(destroyed_in)
    worker = threading.Thread(target=work_hard)
    worker.start()
    worker.join()
    gc.collect()
    assert len(destroyed_in) == 1
    return destroyed_in != [threading.get_ident()]


def test_a_worker_destroys_nothing_of_qt(taken) -> None:
    assert not destroyed_by_a_worker()


def test_without_it_a_worker_would(qapp) -> None:
    gc.enable()
    assert destroyed_by_a_worker()


def test_full_collections_wait_until_nothing_streams(qapp, monkeypatch) -> None:
    is_busy = [True]
    garbage = Garbage(lambda: is_busy[0])
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (9_999, 0, 0))
    monkeypatch.setattr(gc, "collect", lambda generation=2: collected.append(generation))
    for _ in range(30):
        garbage.look()
    assert set(collected) == {0}
    is_busy[0] = False
    garbage.look()
    assert collected[-1] == 2
    monkeypatch.setattr(gc, "get_count", lambda: (10, 0, 0))
    count = len(collected)
    garbage.look()
    assert len(collected) == count
    garbage.give_back()
    assert gc.isenabled()
    gc.disable()
