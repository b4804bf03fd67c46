"""The gallery's window: errors beside messages and on pages, ends of answers, states of tools."""

from itertools import count

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.message import (
    Message,
    Origin,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.viewmodels.faults import Place, fault_of, recorded
from desktop_app.viewmodels.transcript import (
    ToolFacts,
    ToolState,
    TranscriptItem,
    TranscriptModel,
)
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.page_scroll import PageScroll
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.tabs import Tabs
from desktop_app.widgets.gallery.examples import examples
from desktop_app.widgets.stylesheet import stylesheet
from desktop_app.widgets.theme import Appearance, Theme
from desktop_app.widgets.transcript.view import TranscriptView

_ORIGIN = Origin("naga", "https://api.naga.example/v1", "chat", "qwen3-32b")
_HEAD = "qwen3-32b\nNagaAI"


class GalleryWindow(QWidget):
    """Tabs for the two kinds of places; a choice of theme that acts at once."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setWindowTitle("Rivulet gallery")
        self.resize(1280, 800)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        head = scaled(QHBoxLayout(), appearance, (16, 12, 16, 8), 8)
        tabs = Tabs("Places", ["Beside messages", "On pages"], appearance)
        head.addWidget(tabs)
        head.addStretch(1)
        themes = [("light", "Light"), ("dark", "Dark")]
        theme = Choice("Theme", themes, appearance, width=112)
        theme.set_value(appearance.choice)
        theme.chosen.connect(lambda choice: appearance.set_choice(str(choice)))
        head.addWidget(theme)
        column.addLayout(head)
        self.model = shown(self)
        self._view = TranscriptView(self.model, appearance.theme, self)
        stack = QStackedWidget(self)
        stack.addWidget(self._view)
        stack.addWidget(pages(appearance))
        tabs.chosen.connect(stack.setCurrentIndex)
        column.addWidget(stack, 1)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)
        QTimer.singleShot(0, self, lambda: self._view.scroll_to(0))

    def set_theme(self, theme: Theme) -> None:
        """Colours of this theme, for Qt's own controls too."""
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        qt.setPalette(theme.palette())
        qt.setStyleSheet(stylesheet(theme))
        self._view.set_theme(theme)
        self.setPalette(theme.palette())


def shown(parent: QObject) -> TranscriptModel:
    """A conversation with every error, every end of an answer and every state of a tool call."""
    model = TranscriptModel(parent)
    numbers = count(1)
    items: list[TranscriptItem] = []

    def add(role: Role, state: State, *parts: Part, **more: object) -> None:
        message = Message(f"m{next(numbers)}", role, state, parts, 1_790_000_000.0, **more)  # type: ignore[arg-type]  # fields of Message
        items.append(TranscriptItem(message, head=_HEAD if role is Role.ASSISTANT else ""))

    for error in examples():
        add(Role.USER, State.COMPLETE, TextPart(f"What does {error.name} look like?"))
        add(Role.ASSISTANT, State.FAILED, origin=_ORIGIN, error=recorded(error))
    for state in State:
        add(Role.USER, State.COMPLETE, TextPart(f"And an answer that is {state.value}?"))
        words = (ReasoningPart("First this.", seconds=12.0), TextPart("Some words of it."))
        if state is not State.STREAMING:
            add(Role.ASSISTANT, state, *words, origin=_ORIGIN)
    add(Role.ASSISTANT, State.BLOCKED, RefusalPart("I cannot help with that."), origin=_ORIGIN)
    for how in ToolState:
        call = ToolCallPart(f"call-{how.name}", "search_files", '{"query": "offers"}')
        add(Role.ASSISTANT, State.COMPLETE, call, origin=_ORIGIN)
        if how in {ToolState.DONE, ToolState.FAILED}:
            is_error = how is ToolState.FAILED
            add(Role.TOOL, State.COMPLETE, ToolResultPart(call.id, "3 files", is_error=is_error))
    model.set_messages(items)
    for how in ToolState:
        model.set_tool(f"call-{how.name}", ToolFacts(how, "files"))
    return model


def pages(appearance: Appearance) -> PageScroll:
    """Every error as a card of a page, with the remedies that need no message."""
    scroll, page = PageScroll(), QWidget()
    column = scaled(QVBoxLayout(page), appearance, (24, 12, 24, 24), 12)
    for error in examples():
        column.addWidget(Label(error.name, appearance, size=12, line=16, color="muted"))
        look = fault_of(recorded(error), Place(is_answer=False))
        actions = [(remedy.name, remedy.words) for remedy in look.remedies]
        column.addWidget(ErrorCard(error, appearance, [*actions, ("", "Understood")]))
    column.addStretch(1)
    scroll.show_page(page)
    return scroll
