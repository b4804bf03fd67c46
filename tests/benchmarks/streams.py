"""Streaming: this transcript, the least that Qt can do, and the design everybody begins with."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit

from desktop_app.domain.delta import TextDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.viewmodels.transcript import TranscriptItem, TranscriptModel
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.view import TranscriptView
from tests.benchmarks.measuring import FLUSH, HEIGHT, WIDTH, Meter, pump

BAR_EVERY = 6  # frames of 33 ms between two looks of the scroll bar
FILL = 4096  # characters of a frame that is not measured


def slices(text: str, step: int = FLUSH) -> list[str]:
    """`text` in the pieces that one frame brings."""
    return [text[start : start + step] for start in range(0, len(text), step)]


def items(texts: list[str]) -> list[TranscriptItem]:
    """Questions and answers in turn."""
    return [
        TranscriptItem(
            Message(
                f"m{number}",
                Role.ASSISTANT if number % 2 else Role.USER,
                State.COMPLETE,
                (TextPart(text),),
                float(number),
            ),
            head="model\nprovider" if number % 2 else "",
        )
        for number, text in enumerate(texts)
    ]


class Ours:
    """The transcript with an answer that streams at its end."""

    def __init__(self, before: list[TranscriptItem] | None = None) -> None:
        self.model = TranscriptModel()
        self.model.set_messages(before or [])
        self.view = TranscriptView(self.model, LIGHT)
        self.view.resize(WIDTH, HEIGHT)
        self.view.show()
        pump()
        self.begin("live")

    def begin(self, name: str) -> None:
        """An answer that streams, at the end."""
        self._name = name
        self._frames = 0
        message = Message(name, Role.ASSISTANT, State.STREAMING, (), 0.0)
        self.model.begin(TranscriptItem(message, head="model\nprovider"))
        self.builder = MessageBuilder()
        pump()

    def flush(self, text: str) -> None:
        """One frame, with its share of the scroll bar, which looks by the clock."""
        self.builder.apply(TextDelta(0, text))
        self.model.sync(self._name, self.builder)
        self._frames += 1
        if self._frames % BAR_EVERY == 0:
            self.view.show_bar()
        pump()

    def end(self) -> None:
        """The answer is whole."""
        parts = self.builder.parts()
        whole = Message(self._name, Role.ASSISTANT, State.COMPLETE, parts, 0.0)
        self.model.end(self._name, whole)
        pump()

    def close(self) -> None:
        """Away with the window."""
        self.view.close()
        self.view.deleteLater()
        self.model.deleteLater()
        pump()


def ours(
    text: str, before: list[TranscriptItem] | None = None, step: int = FLUSH, since: int = 0
) -> Meter:
    """Stream `text` into the transcript; measured is what comes behind its first characters."""
    window = Ours(before)
    meter = Meter()
    for piece in slices(text[:since], FILL):
        window.flush(piece)
    for piece in slices(text[since:], step):
        with meter.piece():
            window.flush(piece)
    window.close()
    return meter


def limit(text: str, step: int = FLUSH) -> Meter:
    """Insert plain text at the end of a bare QTextEdit and follow it."""
    edit = QTextEdit()
    edit.setReadOnly(True)
    edit.setVerticalScrollBarPolicy(edit.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
    edit.setFrameShape(QFrame.Shape.NoFrame)
    edit.document().setUndoRedoEnabled(False)
    edit.resize(WIDTH, HEIGHT)
    edit.show()
    pump()
    cursor = QTextCursor(edit.document())
    cursor.movePosition(QTextCursor.MoveOperation.End)
    bar = edit.verticalScrollBar()
    meter = Meter()
    for piece in slices(text, step):
        with meter.piece():
            cursor.insertText(piece)
            bar.setValue(bar.maximum())
            pump()
    edit.close()
    edit.deleteLater()
    pump()
    return meter


def naive(text: str, samples: int = 40) -> float:
    """Seconds of CPU for setMarkdown of everything per frame, from samples over the length."""
    browser = QTextBrowser()
    browser.resize(WIDTH, HEIGHT)
    browser.show()
    pump()
    bar = browser.verticalScrollBar()
    meter = Meter()
    for number in range(samples):
        end = int(len(text) * (number + 0.5) / samples)
        with meter.piece():
            browser.setMarkdown(text[:end])
            bar.setValue(bar.maximum())
            pump()
    browser.close()
    browser.deleteLater()
    pump()
    return meter.mean * (len(text) / FLUSH)
