"""Diagrams of finished mermaid blocks, drawn one after the other by a process that may be ended.

A source that is too long, unreadable or too slow stays shown as code.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer
from PySide6.QtGui import QPixmap

from desktop_app.widgets.theme import Theme
from desktop_app.widgets.transcript.units.code import CodeCard, CodeUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

LONGEST = 20_000  # characters of one diagram
PATIENCE = 5_000  # ms for one diagram
WIDEST = 728  # pixels of the visual targets: the column without the card's padding


def command() -> list[str]:
    """How the process is started: a frozen app starts itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--draw-diagram"]
    return [sys.executable, str(Path(__file__).with_name("diagram_process.py"))]


class Diagrams(QObject):
    """Looks for diagrams on the screen and has them drawn."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._card: CodeCard | None = None
        self._process: QProcess | None = None
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(PATIENCE)
        self._limit.timeout.connect(self._give_up)

    @property
    def is_idle(self) -> bool:
        """Whether every diagram on the screen is drawn or given up."""
        return self._process is None and self._next() is None

    def look(self) -> None:
        """See whether something on the screen waits to be drawn."""
        if self._process is None:
            card = self._next()
            if card is not None:
                self._start(card)

    def restyle(self) -> None:
        """Another theme: draw anew what is seen again; until then the picture stays as it was."""
        for entry in self._view.layout_.entries:
            for unit in entry.units if entry is not None else ():
                if isinstance(unit, CodeUnit) and unit.card.language == "mermaid":
                    unit.card.is_drawn = False

    def _next(self) -> CodeCard | None:
        for placed in self._view.layout_.shown:
            unit = placed.unit
            if isinstance(unit, CodeUnit) and _is_waiting(unit.card):
                return unit.card
        return None

    def _start(self, card: CodeCard) -> None:
        program, *arguments = command()
        self._card = card
        card.is_drawn = True
        process = self._process = QProcess(self)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        process.start(program, arguments)
        theme = self._view.around.style.theme
        dpr = self._view.around.dpr
        asked = {
            "ground": theme.code.name(),
            "width": round(self._view.around.style.px(WIDEST) * dpr),
            "scale": theme.px(1000) / 1000 * dpr,
            "variables": _variables(theme),
        }
        process.write(f"{json.dumps(asked)}\n{card.code}".encode())
        process.closeWriteChannel()
        self._limit.start()

    def _give_up(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end()

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        process, card = self._process, self._card
        if process is None or card is None:
            return
        picture = QPixmap()
        if code == 0 and status is QProcess.ExitStatus.NormalExit:
            picture.loadFromData(process.readAllStandardOutput().data())
        self._end()
        if not picture.isNull():
            picture.setDevicePixelRatio(self._view.around.dpr)
            card.picture = picture
            self._view.moving.card_changed(card)
        self.look()

    def _end(self) -> None:
        self._limit.stop()
        if self._process is not None:
            self._process.deleteLater()
        self._process = self._card = None

    def close(self) -> None:
        """End what is being drawn."""
        if self._process is not None:
            self._process.blockSignals(True)
            self._process.kill()
            self._process.waitForFinished(1000)
            self._end()


def _variables(theme: Theme) -> dict[str, str]:
    """The theme's tokens by Mermaid's names."""
    slices = (
        theme.accent,
        theme.syntax_function,
        theme.syntax_keyword,
        theme.syntax_string,
        theme.syntax_number,
        theme.danger,
        theme.warning,
        theme.muted,
    )
    text, quiet, ground = theme.text, theme.muted, theme.code
    colours = {
        "background": ground,
        "primaryColor": theme.surface,
        "primaryTextColor": text,
        "primaryBorderColor": quiet,
        "lineColor": quiet,
        "textColor": text,
        "secondaryColor": theme.selected,
        "tertiaryColor": theme.accent_soft,
        "edgeLabelBackground": ground,
        "noteBkgColor": theme.warning_soft,
        "noteTextColor": text,
        "pieTitleTextColor": text,
        "pieLegendTextColor": text,
        "pieSectionTextColor": theme.on_accent,
        "pieStrokeColor": ground,
        "pieOuterStrokeColor": ground,
        **{f"pie{number}": colour for number, colour in enumerate(slices, 1)},
    }
    names = {name: colour.name() for name, colour in colours.items()}
    return names | {"fontFamily": f"{theme.font(15).family()}, sans-serif", "pieOpacity": "1"}


def _is_waiting(card: CodeCard) -> bool:
    is_diagram = card.language == "mermaid" and card.is_closed and not card.is_drawn
    return is_diagram and len(card.code) <= LONGEST
