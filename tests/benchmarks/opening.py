"""Long conversations: opening them, scrolling, jumping, resizing, streaming at their end."""

import random
from collections.abc import Callable

from PySide6.QtWidgets import QTextBrowser

from desktop_app.viewmodels.transcript import TranscriptItem, TranscriptModel
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.view import TranscriptView
from tests.benchmarks.measuring import HEIGHT, WIDTH, Meter, pump


class Opened:
    """A conversation on the screen."""

    def __init__(self, items: list[TranscriptItem]) -> None:
        self.model = TranscriptModel()
        self.model.set_messages(items)
        self.view = TranscriptView(self.model, LIGHT)
        self.view.resize(WIDTH, HEIGHT)
        self.view.show()
        pump(4)

    def close(self) -> None:
        """Away with the window."""
        self.view.close()
        self.view.deleteLater()
        self.model.deleteLater()
        pump()


def opened(items: list[TranscriptItem]) -> float:
    """Seconds of CPU from the messages to the first paint."""
    meter = Meter()
    with meter.piece():
        window = Opened(items)
    window.close()
    return meter.total


def repaint() -> float:
    """Seconds of CPU for one full repaint of a QTextBrowser: the unit for moving about."""
    from tests.benchmarks import corpus

    browser = QTextBrowser()
    browser.setMarkdown(corpus.answer(20_000))
    browser.resize(WIDTH, HEIGHT)
    browser.show()
    pump()
    meter = Meter()
    for _ in range(20):
        with meter.piece():
            browser.viewport().repaint()
    browser.close()
    browser.deleteLater()
    pump()
    return meter.share(50)


def moved(items: list[TranscriptItem], count: int) -> dict[str, float]:
    """p99 of wheel steps, pages, jumps and width changes, in seconds of CPU."""
    window = Opened(items)
    view = window.view
    chance = random.Random(1)
    steps = {
        "wheel": lambda _: view.scroll_by(-120),
        "page": lambda _: view.scroll_by(-1100),
        "jump": lambda _: view.scroll_to(chance.randint(0, view.layout_.total)),
        "resize": lambda number: view.resize(WIDTH - 7 * (number + 1) % 200, HEIGHT),
    }
    found = {}
    for name, step in steps.items():
        meter = Meter()
        for number in range(count):
            with meter.piece():
                step(number)
                pump()
        found[name] = meter.share(99)
    window.close()
    return found


MOST_TURNS = 2000


class Huge:
    """A conversation whose answer is huge, opened at its end in place of a small one."""

    def __init__(self, small: list[TranscriptItem], huge: list[TranscriptItem]) -> None:
        self._small, self._huge = small, huge
        self._window = Opened(small)
        self.view = self._window.view

    def open(self) -> list[float]:
        """Seconds of CPU of each turn of the loop until all that is seen is there."""
        self._window.model.set_messages(self._small)
        pump(20)
        return self.turns(lambda: self._window.model.set_messages(self._huge))

    def turns(self, step: Callable[[], object]) -> list[float]:
        """Seconds of CPU of a step and of each turn of the loop that has to do with it."""
        meter = Meter()
        with meter.piece():
            step()
        for _ in range(MOST_TURNS):
            with meter.piece():
                pump(1)
            if self.view.catching_up.is_idle:
                break
        return meter.seconds

    def moved(self, count: int) -> dict[str, list[float]]:
        """Every turn of wheel steps and jumps, to places that nobody has read yet."""
        chance, view = random.Random(1), self.view
        steps = {
            "wheel": lambda: view.scroll_by(-120),
            "jump": lambda: view.scroll_to(chance.randint(0, view.layout_.total)),
        }
        return {
            name: [seconds for _ in range(count) for seconds in self.turns(step)]
            for name, step in steps.items()
        }

    def close(self) -> None:
        """Away with the window."""
        self._window.close()
