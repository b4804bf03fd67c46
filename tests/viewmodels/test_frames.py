"""The frame timer: first at once, then in time, never for nothing. Counts paints, not time."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.viewmodels.frames import LONGEST, SHARE, FrameTimer


class Clock:
    """Time that passes only when told to."""

    def __init__(self, monkeypatch) -> None:
        self.now = 1000.0
        self.waited = 0.0  # while another process had the processor
        monkeypatch.setattr("time.monotonic", lambda: self.now)
        monkeypatch.setattr("time.perf_counter", lambda: self.now + self.waited)
        monkeypatch.setattr("time.thread_time", lambda: self.now)


def timer(qapp, paint, base: float = 16) -> FrameTimer:
    return FrameTimer(paint, base, QObject(qapp))


def test_first_request_paints_at_once_and_the_next_waits(qapp) -> None:
    painted = []
    frames = timer(qapp, lambda: painted.append(1), base=10_000)
    frames.request()
    frames.request()
    frames.request()
    assert len(painted) == 1


def test_what_waits_is_painted_by_the_timer(qtbot) -> None:
    painted = []
    owner = QObject()
    frames = FrameTimer(lambda: painted.append(1), 16, owner)
    frames.request()
    frames.request()
    qtbot.waitUntil(lambda: len(painted) == 2)
    assert not frames._timer.isActive()


def test_flush_paints_what_waits_once(qapp) -> None:
    painted = []
    frames = timer(qapp, lambda: painted.append(1), base=10_000)
    frames.request()
    frames.flush()
    assert len(painted) == 1
    frames.request()
    frames.flush()
    frames.flush()
    assert len(painted) == 2


def test_dropped_frames_are_not_painted(qapp) -> None:
    painted = []
    frames = timer(qapp, lambda: painted.append(1), base=10_000)
    frames.request()
    frames.request()
    frames.drop()
    frames.flush()
    assert len(painted) == 1


def test_interval_follows_the_cost_within_its_bounds(qapp, monkeypatch) -> None:
    clock = Clock(monkeypatch)
    cost = [0.0]

    def paint() -> None:
        clock.now += cost[0] / 1000

    frames = timer(qapp, paint)
    for spent, wanted in ((0.0, 16), (1.0, 16), (5.0, 5 * SHARE), (40.0, LONGEST)):
        cost[0] = spent
        clock.now += 10
        frames.request()
        assert round(frames.interval, 3) == wanted


class Slow(QWidget):
    """Takes a while to paint."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.cost = 0.0
        self.painted = 0

    def paintEvent(self, _event) -> None:
        self.painted += 1
        self.clock.now += self.cost


def test_the_cost_of_a_frame_is_also_what_it_takes_to_paint(qtbot, monkeypatch) -> None:
    widget = Slow(Clock(monkeypatch))
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    QApplication.processEvents()
    before, widget.cost = widget.painted, 0.010
    frames = FrameTimer(widget.update, 16, widget)
    frames.request()
    assert frames.interval == 16
    QApplication.processEvents()
    assert widget.painted == before + 1
    assert round(frames.interval, 3) == 10 * SHARE
    hidden = FrameTimer(lambda: None, 16, widget)  # nothing to paint
    hidden.request()
    QApplication.processEvents()
    assert hidden.interval == 16


def test_after_a_pause_the_next_delta_is_painted_at_once(qapp, monkeypatch) -> None:
    clock = Clock(monkeypatch)
    painted = []
    frames = timer(qapp, lambda: painted.append(1))
    frames.request()
    clock.now += 0.5
    frames.request()
    assert len(painted) == 2


def test_a_frame_that_another_process_held_up_slows_nothing_down(qapp, monkeypatch) -> None:
    clock = Clock(monkeypatch)
    held = [0.0]

    def paint() -> None:
        clock.waited += held[0]

    frames = timer(qapp, paint)
    for seconds, wanted in ((0.010, 16), (0.0, 16), (0.010, 16), (0.012, 10 * SHARE), (0.0, 16)):
        held[0] = seconds
        clock.now += 10
        frames.request()
        assert round(frames.interval, 3) == wanted


def test_what_arrives_nearly_in_time_does_not_wait(qapp, monkeypatch) -> None:
    clock = Clock(monkeypatch)
    painted = []
    frames = timer(qapp, lambda: painted.append(1))
    for seconds in (0.0, 0.0145, 0.0145):
        clock.now += seconds
        frames.request()
    assert len(painted) == 3
    clock.now += 0.013
    frames.request()
    assert len(painted) == 3
    frames.drop()
