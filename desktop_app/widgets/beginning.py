"""Beginning a conversation with an assistant: the list of them, and what choosing one does."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.library import Assistant
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.palette_entry import PaletteEntry
from desktop_app.widgets.session import Session
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.main_window import MainWindow


class Beginning(QObject):
    """What one window's palette, key and empty page have in common."""

    changed = Signal()  # another assistant was taken, or they are others

    def __init__(self, window: "MainWindow", session: Session, appearance: Appearance) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._appearance = appearance
        self.destroyed.connect(session.core.library.subscribe(self.changed.emit))

    @property
    def chosen_id(self) -> str:
        """The assistant that the conversation on the screen begins with, empty for none."""
        assistant = self._window.conversation.assistant
        return assistant.id if assistant else ""

    def assistants(self) -> Sequence[Assistant]:
        """All of them, in the person's order."""
        return self._session.core.library.assistants.entries

    def described(self, assistant: Assistant) -> str:
        """One line about it."""
        return described(assistant, Who(self._session.core.catalog))

    def begin(self, assistant: Assistant | None) -> None:
        """Begin the conversation on the screen with it if nothing was sent, else a new one."""
        if not self._window.conversation.is_fresh:
            self._window.new_conversation()
        self._window.conversation.begin_with(assistant)
        self._window.composer.focus()
        self.changed.emit()

    def choose(self) -> None:
        """Open the list of assistants."""
        from desktop_app.widgets.palette import Palette

        words = self.tr("Search assistants")
        palette = Palette(self._window, self._appearance, self._choices, words)
        palette.closed.connect(palette.deleteLater)
        palette.open()

    def entries(self) -> list[PaletteEntry]:
        """Each assistant, as the palette shows it."""
        return [
            PaletteEntry(
                self.tr("Assistants"),
                one.name,
                partial(self.begin, one),
                "bot",
                self.described(one),
            )
            for one in self.assistants()
        ]

    def _choices(self) -> Sequence[PaletteEntry]:
        self._session.core.library.refresh()
        others = self.tr("Other")
        none = PaletteEntry(others, self.tr("No assistant"), partial(self.begin, None), "x")
        settings = partial(self._window.layers.show_settings, "Assistants")
        manage = PaletteEntry(others, self.tr("Write and change assistants…"), settings, "pencil")
        return (*self.entries(), none, manage)


def described(assistant: Assistant, who: Who) -> str:
    """One line: the model if it has one of its own, and how its words begin."""
    title = who.title(assistant.provider)
    model = f"{assistant.model} {title}".strip() if assistant.provider else ""
    words = " ".join((assistant.system or assistant.opening).split())[:200]
    return " · ".join(part for part in (model, words) if part)
