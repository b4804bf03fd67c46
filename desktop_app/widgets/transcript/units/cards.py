"""What cards have in common that stand for something else than text: frame and buttons."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.drawing import paint_frame, paint_ring
from desktop_app.widgets.transcript.units.painted import PaintedUnit, width_of
from desktop_app.widgets.transcript.units.spots import Spot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a card: the action's name and payload, its words, its icon or key behind them."""

    name: str
    label: str
    is_primary: bool = False
    payload: str = ""
    is_danger: bool = False
    key: str = ""
    icon: str = ""


class CardUnit(PaintedUnit):
    """A framed row with an icon, words and buttons."""

    is_card = True

    def paint_card(self, painter: QPainter, rect: QRect, border: QColor | None = None) -> None:
        """The frame."""
        theme = self.style.theme
        paint_frame(
            painter,
            rect,
            self.style,
            is_first=True,
            is_last=True,
            fill=theme.canvas,
            border=border or theme.border,
        )

    def paint_buttons(
        self,
        painter: QPainter,
        rect: QRect,
        spots: list[Spot],
        buttons: list[Button],
        marks: Marks,
        *,
        first: int = 0,
    ) -> None:
        """Framed buttons, at most one the primary one; `first` is their place among the spots."""
        style, theme = self.style, self.style.theme
        for number, (spot, button) in enumerate(zip(spots, buttons, strict=True), first):
            area = spot.rect.translated(rect.topLeft())
            is_hot = number == marks.hover
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if button.is_primary:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.accent_press if is_hot else theme.accent)
                painter.drawRoundedRect(area, style.px(8), style.px(8))
            else:
                painter.setPen(theme.border_strong)
                painter.setBrush(theme.hover if is_hot else theme.canvas)
                outline = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(outline, style.px(8), style.px(8))
            if number == marks.focus:
                paint_ring(painter, area.adjusted(-3, -3, 3, 3), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            self._paint_label(painter, area, button)

    def _paint_label(self, painter: QPainter, area: QRect, button: Button) -> None:
        style, theme = self.style, self.style.theme
        ink = theme.danger if button.is_danger else theme.text
        ink = theme.on_accent if button.is_primary else ink
        room = area.adjusted(style.px(12) + 1, 0, -style.px(12), 0)
        painter.setFont(style.label_medium.font)
        painter.setPen(ink)
        painter.drawText(room, _LEFT, button.label)
        room.setLeft(room.left() + width_of(button.label, style.label_medium) + style.px(8))
        if button.icon:
            y = area.y() + (area.height() - style.px(14)) // 2
            self.icon(painter, button.icon, QPoint(room.x(), y), ink)
        elif button.key:
            painter.setFont(style.small.font)
            painter.drawText(room.adjusted(0, 0, 2, 0), _LEFT, button.key)

    def button_width(self, button: Button) -> int:
        """Pixels that a button takes."""
        style = self.style
        width = width_of(button.label, style.label_medium) + 2 * (style.px(12) + 1)
        if button.icon:
            return width + style.px(8 + 14)
        return width + style.px(8) + width_of(button.key, style.small) if button.key else width

    def button_spots(self, buttons: list[Button], x: int, y: int, right: int) -> list[Spot]:
        """Where the buttons are: beside each other, on a further line where room ends."""
        style = self.style
        made = []
        left, tall = x, style.px(32)
        for button in buttons:
            width = self.button_width(button)
            if x > left and x + width > right:
                x, y = left, y + tall + style.px(8)
            made.append(Spot(QRect(x, y, width, tall), button.name, button.label, button.payload))
            x += width + style.px(8)
        return made
