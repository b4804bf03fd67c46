"""The prompts of one window: called into its composer by a slash, or chosen from a list."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.domain.library import Prompt
from desktop_app.widgets.composer.calling import Calling
from desktop_app.widgets.palette_entry import PaletteEntry
from desktop_app.widgets.session import Session
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.main_window import MainWindow


class Prompting(QObject):
    """Brings the library, the composer and the settings together."""

    def __init__(self, window: "MainWindow", session: Session, appearance: Appearance) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._appearance = appearance
        selected = window.transcript.selected_words
        self._calling = Calling(window.composer, self._prompts, self._manage, selected, appearance)
        window.composer.prompt_wanted.connect(self.choose)

    def choose(self) -> None:
        """Open the list of prompts; the chosen one is written at the cursor."""
        from desktop_app.widgets.palette import Palette

        words = self.tr("Search prompts")
        palette = Palette(self._window, self._appearance, self._entries, words)
        palette.closed.connect(palette.deleteLater)
        palette.open()

    def _prompts(self) -> Sequence[Prompt]:
        library = self._session.core.library
        library.refresh()
        return library.prompts.entries

    def _manage(self) -> None:
        self._window.layers.show_settings("Prompts")

    def _entries(self) -> Sequence[PaletteEntry]:
        prompts = [
            PaletteEntry(
                self.tr("Prompts"),
                one.name,
                partial(self._calling.put, one),
                "quote",
                " ".join(one.text.split())[:200],
            )
            for one in self._prompts()
        ]
        words = self.tr("Write and change prompts…")
        return (*prompts, PaletteEntry(self.tr("Other"), words, self._manage, "pencil"))
