"""A transcript on an offscreen screen, an answer that streams into it, and its pixels."""

from dataclasses import replace

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop_app.domain.delta import ReasoningDelta, TextDelta, ToolCallDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.viewmodels.transcript import TranscriptItem, TranscriptModel
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.view import TranscriptView

HEAD = "model\nprovider"
_kept = []


def answer(text, number=1, state=State.COMPLETE, **more):
    """A whole answer."""
    message = Message(f"a{number}", Role.ASSISTANT, state, (TextPart(text),), float(number), **more)
    return TranscriptItem(message, head=HEAD)


def question(text, number=0):
    """An own message."""
    return TranscriptItem(
        Message(f"q{number}", Role.USER, State.COMPLETE, (TextPart(text),), float(number))
    )


def shown(qtbot, items, theme=LIGHT, width=800, height=600, zoom=1.0):
    """A view of these messages, laid out and painted."""
    model = TranscriptModel()
    model.set_messages(list(items))
    view = TranscriptView(model, replace(theme, zoom=zoom))
    model.setParent(view)
    qtbot.addWidget(view)
    # A window without a parent belongs to Python: collected in the middle of its own timers else.
    _kept.append(view)
    del _kept[:-6]
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    QApplication.processEvents()
    return view


class Live:
    """An answer that streams into a view."""

    def __init__(self, view, message_id="live"):
        self.view = view
        self.id = message_id
        self.builder = MessageBuilder()
        message = Message(message_id, Role.ASSISTANT, State.STREAMING, (), 9.0)
        view.model.begin(TranscriptItem(message, head=HEAD))
        self.text = ""

    def write(self, text, key=0):
        """One frame with more words."""
        self.text += text
        self.builder.apply(TextDelta(key, text))
        self.view.model.sync(self.id, self.builder)

    def think(self, text):
        """One frame with more reasoning."""
        self.builder.apply(ReasoningDelta("r", text))
        self.view.model.sync(self.id, self.builder)

    def call(self, name):
        """One frame with a tool call."""
        self.builder.apply(ToolCallDelta("c", "call-1", name, "{}"))
        self.view.model.sync(self.id, self.builder)

    def end(self, state=State.COMPLETE, **more):
        """The answer is over."""
        message = Message(self.id, Role.ASSISTANT, state, self.builder.parts(), 9.0, **more)
        self.view.model.end(self.id, message)


def settle(qtbot, view):
    """Wait for colours, formulas and diagrams."""
    qtbot.waitUntil(lambda: view.is_settled, timeout=20_000)


def backing(view):
    """What is on the screen, after copying pixels and partial repaints."""
    QApplication.processEvents()
    window = view.window()
    at = view.viewport().mapTo(window, view.viewport().rect().topLeft())
    size = view.viewport().size()
    picture = view.screen().grabWindow(window.winId(), at.x(), at.y(), size.width(), size.height())
    return picture.toImage().convertToFormat(QImage.Format.Format_RGB32)


def painted(view):
    """What a full repaint gives."""
    return view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def differ(one, other, most=40):
    """Whether two pictures differ by more than the smoothing of edges (`most` of 255)."""
    if one.size() != other.size():
        return True
    first, second = bytes(one.constBits()), bytes(other.constBits())
    if first == second:
        return False
    return any(abs(a - b) > most for a, b in zip(first, second, strict=True) if a != b)


def is_on_the_screen(view):
    """Whether the screen shows what a full repaint gives.

    What a timer changed in the meantime is painted by the next round; stale pixels stay stale.
    """
    return any(not differ(backing(view), painted(view)) for _ in range(4))
