"""Calling a prompt: a slash that begins the message lists them, a letter or two find one.

Only a slash that was typed there calls; a path that is pasted never does. It must not know where
prompts are kept.
"""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from desktop_app.domain.library import Prompt
from desktop_app.viewmodels import fuzzy
from desktop_app.widgets.composer.blanks import Blanks
from desktop_app.widgets.composer.composer import Composer
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.composer.prompt_menu import PromptMenu

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Calling(QObject):
    """Between a composer and the prompts.

    `prompts` gives them, `manage` opens the place where they are written, `selected` gives what is
    selected in the transcript.
    """

    def __init__(
        self,
        composer: Composer,
        prompts: Callable[[], Sequence[Prompt]],
        manage: Callable[[], None],
        selected: Callable[[], str],
        appearance: Appearance,
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._field = composer.field
        self._prompts = prompts
        self._manage = manage
        self._selected = selected
        self._all: Sequence[Prompt] = ()
        self._found: list[Prompt] = []
        self._is_calling = False
        self._appearance = appearance
        self.blanks = Blanks(self._field, appearance.theme)
        self.blanks.changed.connect(self._show_hint)
        appearance.changed.connect(self.blanks.set_theme)
        self._field.slash_typed.connect(self._begin)
        self._field.textChanged.connect(self._look)
        self._field.cursorPositionChanged.connect(self._look)
        self._field.key_taker = self._take_key
        self._field.tab_taker = self._take_tab
        self._field.takes_escape = lambda: self.is_open or bool(self.blanks)
        self._field.installEventFilter(self)
        composer.installEventFilter(self)
        composer.holds_back.append(self.blanks.go_to_open)

    @property
    def is_open(self) -> bool:
        """Whether the list of prompts can be seen."""
        return "_menu" in self.__dict__ and not self._menu.isHidden()

    @functools.cached_property
    def _menu(self) -> "PromptMenu":
        from desktop_app.widgets.composer.prompt_menu import PromptMenu

        menu = PromptMenu(self._composer, self._appearance)
        menu.chosen.connect(self._take)
        return menu

    def put(self, prompt: Prompt) -> None:
        """Write a prompt at the cursor, in the place of what is selected."""
        cursor = self._field.textCursor()
        self._put(prompt, cursor.selectionStart(), cursor.selectionEnd())

    def _put(self, prompt: Prompt, start: int, end: int) -> None:
        self._end()
        self.blanks.put(prompt.text, self._value, start, end)
        self._composer.focus()

    def _value(self, name: str) -> str:
        """What a variable of a known name is filled with."""
        known: dict[str, Callable[[], str]] = {
            "date": lambda: QDate.currentDate().toString(Qt.DateFormat.ISODate),
            "clipboard": QGuiApplication.clipboard().text,
            "selection": self._selected,
        }
        return known[name]() if name in known else ""

    def _begin(self) -> None:
        self._is_calling = True
        self._all = self._prompts()
        self._look()

    def _end(self) -> None:
        self._is_calling = False
        if self.is_open:
            self._menu.hide()

    def _look(self) -> None:
        """Find the prompts for what stands between the slash and the cursor."""
        if not self._is_calling:
            return
        text, cursor = self._field.toPlainText(), self._field.textCursor()
        wanted = text[1 : cursor.position()]
        if not text.startswith("/") or cursor.position() < 1 or "\n" in wanted:
            self._end()
            return
        self._found = found(self._all, wanted)
        rows = [(one.name, " ".join(one.text.split())[:200], "quote") for one in self._found]
        if not wanted:
            words = self.tr("Texts that you write often") if not rows else ""
            rows.append((self.tr("Write and change prompts…"), words, "pencil"))
        self._menu.show_rows(rows)

    def _take(self, row: int) -> None:
        if row < len(self._found):
            self._put(self._found[row], 0, self._field.textCursor().position())
        else:
            self._end()
            self._field.clear()
            self._manage()

    def _take_key(self, event: QKeyEvent) -> bool:
        """A key for the list or for the blanks; tells whether it was one."""
        is_plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if not self.is_open or not is_plain:
            return self.blanks.take_key(event)
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._menu.move_by(_MOVES[key])
        elif key in _ENTER:
            self._take(self._menu.row)
        elif key == Qt.Key.Key_Escape:
            self._end()
        else:
            return False
        return True

    def _take_tab(self, is_next: bool) -> bool:
        if self.is_open and is_next:
            self._take(self._menu.row)
        elif self.blanks and not self.is_open:
            self.blanks.step(1 if is_next else -1)
        else:
            return False
        return True

    def _show_hint(self) -> None:
        words = ""
        if self.blanks:
            opened = self.blanks.open_name
            ends = self.tr("Enter sends")
            ends = self.tr("“{0}” is not filled in").format(opened) if opened else ends
            words = self.tr("Tab goes on  ·  {0}").format(ends)
        self._composer.show_hint(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and event.type() == QEvent.Type.FocusOut:
            self._end()
        elif event.type() in {QEvent.Type.Resize, QEvent.Type.Move} and self.is_open:
            self._menu.place()
        return False


def found(prompts: Sequence[Prompt], wanted: str) -> list[Prompt]:
    """The prompts whose name fits, best first; with nothing wanted all, as they are ordered."""
    hits = [(fuzzy.match(wanted, prompt.name), prompt) for prompt in prompts]
    scored = [(hit.score, prompt) for hit, prompt in hits if hit]
    if wanted.strip():
        scored.sort(key=lambda pair: -pair[0])
    return [prompt for _, prompt in scored]
