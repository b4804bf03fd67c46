"""Pages of paper, and units placed on them one below the other without cutting through a line.

Knows units, not messages. Measures are the pixels of the visual targets: 15 of them are 10 points.
"""

import errno
import os
from collections.abc import Iterator
from typing import BinaryIO

from PySide6.QtCore import QFile, QIODevice, QLocale, QMarginsF, QRect, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import NO_MARKS, Surroundings, Unit
from desktop_app.widgets.transcript.units.margins import indent
from desktop_app.widgets.transcript.units.painted import say
from desktop_app.widgets.transcript.units.table import TableUnit

_POINTS = 10 / 15  # of a pixel of the visual targets
_MARGIN = 20.0  # mm
_FOOT = 44  # pixels at the lower end of a page
_SPILL = 16  # pixels that a unit may paint beside its column
_TOUCH = 4  # pixels
_T = QLocale.Country
_LETTER = {
    _T.UnitedStates, _T.Canada, _T.Mexico, _T.Philippines, _T.Chile, _T.Colombia, _T.CostaRica,
    _T.Guatemala, _T.Nicaragua, _T.Panama, _T.PuertoRico, _T.ElSalvador, _T.Venezuela, _T.Belize,
}  # fmt: skip


def paper_size(locale: QLocale) -> QPageSize:
    """What a printer there is filled with: Letter in the Americas, A4 elsewhere."""
    is_letter = locale.territory() in _LETTER
    return QPageSize(QPageSize.PageSizeId.Letter if is_letter else QPageSize.PageSizeId.A4)


class Pages:
    """The pages of one file. `width` and `height` are what a page has room for."""

    def __init__(self, out: BinaryIO, style: Style, dots_per_inch: float) -> None:
        self._style = style
        self._painter = QPainter()  # before the device, so that it is let go first
        self._device = QFile()
        out.flush()
        self._device.open(out.fileno(), QIODevice.OpenModeFlag.WriteOnly)
        self._pdf = QPdfWriter(self._device)
        # Fonts are measured in points of the screen, so the paper has to be as fine as that.
        self._pdf.setResolution(round(dots_per_inch))
        self._pdf.setCreator("Rivulet")
        margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN * 0.6)
        self._pdf.setPageLayout(
            QPageLayout(
                paper_size(QLocale()),
                QPageLayout.Orientation.Portrait,
                margins,
                QPageLayout.Unit.Millimeter,
            )
        )
        self._scale = _POINTS * round(dots_per_inch) / 72
        self.width = int(self._pdf.width() / self._scale)
        self.height = int(self._pdf.height() / self._scale) - _FOOT
        self.number = 0
        self._title = ""
        self._y = 0

    def begin(self, title: str) -> None:
        """Start a new page; `title` stands at the foot of it and of those that follow."""
        if not self.number:
            self._pdf.setTitle(title)
            self._painter.begin(self._pdf)
            self._painter.scale(self._scale, self._scale)
        else:
            self._end_page()
        self._title = title
        self._start_page()

    def _start_page(self) -> None:
        if self.number:
            self._pdf.newPage()
        self.number += 1
        self._y = 0

    def _turn(self) -> None:
        self._end_page()
        self._start_page()

    def _end_page(self) -> None:
        """Title and number at the foot."""
        small, muted = self._style.small.font, self._style.theme.muted
        foot = QRect(0, self.height + _FOOT - 20, self.width, 20)
        painter = self._painter
        painter.setFont(small)
        painter.setPen(muted)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, str(self.number))
        say(painter, foot.adjusted(0, 0, -60, 0), self._title, small, muted)
        self._check()

    def _check(self) -> None:
        self._device.flush()
        if self._device.error() is not QFile.FileError.NoError:
            words = self._device.errorString()
            is_full = words == os.strerror(errno.ENOSPC)
            raise OSError(errno.ENOSPC if is_full else errno.EIO, words)

    def place(self, unit: Unit, around: Surroundings, following: int = 0) -> Iterator[None]:
        """Put a unit below what is there. `following` pixels of what comes next stay with it."""
        unit.lay_out(around, self.width)
        factor = self._narrowed(unit, around)
        yield
        if unit.height:
            self._break_before(unit, factor, following)
            yield from self._draw(unit, factor)
        unit.release()

    def _narrowed(self, unit: Unit, around: Surroundings) -> float:
        """A table that is too wide for the paper is laid out as wide as it is, and made smaller."""
        if not isinstance(unit, TableUnit):
            return 1.0
        wide = unit.card.width + indent(unit.segment.containers, self._style, self.width)
        if wide <= self.width:
            return 1.0
        unit.forget()
        unit.lay_out(around, wide)
        return self.width / wide

    def _break_before(self, unit: Unit, factor: float, following: int) -> None:
        if self._y:
            self._y += unit.gap
        ends = _ends(unit)
        least = ends[0] if ends else unit.height
        if self._y and self._y + least * factor + following > self.height:
            self._turn()

    def _draw(self, unit: Unit, factor: float) -> Iterator[None]:
        """Paint a unit, on as many pages as it takes."""
        ends = [*_ends(unit), unit.height]
        top = 0
        while top < unit.height:
            room = top + (self.height - self._y) / factor
            fitting = [end for end in ends if top < end <= room]
            # What no page has room for is cut where the page ends.
            bottom = fitting[-1] if fitting else min(unit.height, max(top + 1, int(room)))
            self._paint(unit, top, bottom, factor)
            self._y += round((bottom - top) * factor)
            top = bottom
            if top < unit.height:
                self._turn()
            yield

    def _paint(self, unit: Unit, top: int, bottom: int, factor: float) -> None:
        width = round(self.width / factor)
        seen = QRect(-_SPILL, 0, width + 2 * _SPILL, bottom - top)
        painter = self._painter
        painter.save()
        painter.translate(0, self._y)
        painter.scale(factor, factor)
        if bottom - top < unit.height:
            painter.setClipRect(seen)
            # A line that only touches the edge belongs to the other page.
            seen.adjust(0, _TOUCH if top else 0, 0, -_TOUCH if bottom < unit.height else 0)
        unit.paint(painter, QRect(0, -top, width, unit.height), seen, NO_MARKS)
        painter.restore()

    def close(self) -> None:
        """The last page's foot, and what stands at the end of the file."""
        self._end_page()
        self._painter.end()
        self._check()
        self._device.close()

    def give_up(self) -> None:
        """Let go of the file, whatever is in it."""
        if self._painter.isActive():
            self._painter.end()
        self._device.close()  # the number of the file may be another one's soon


def _ends(unit: Unit) -> list[int]:
    """Where a unit may be cut: two lines stay together at either side."""
    return unit.line_ends()[1:-2]
