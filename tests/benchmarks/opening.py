"""Long conversations: opening them, scrolling, jumping, resizing, streaming at their end."""

import random

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
