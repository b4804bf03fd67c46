"""What cards have in common that stand for something else than text: frame and buttons."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.widgets.transcript.units.base import Marks, Spot
from desktop_app.widgets.transcript.units.drawing import paint_frame, paint_ring
from desktop_app.widgets.transcript.units.painted import PaintedUnit, width_of


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a card: the action's name and payload, and its words."""

    name: str
    label: str
    is_primary: bool = False
    payload: str = ""


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
        self, painter: QPainter, rect: QRect, spots: list[Spot], buttons: list[Button], marks: Marks
    ) -> None:
        """Framed buttons; at most one is the primary one."""
        style, theme = self.style, self.style.theme
        for number, (spot, button) in enumerate(zip(spots, buttons, strict=True)):
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
            painter.setFont(style.label_medium.font)
            painter.setPen(theme.on_accent if button.is_primary else theme.text)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, button.label)

    def button_spots(self, buttons: list[Button], x: int, y: int, right: int) -> list[Spot]:
        """Where the buttons are: beside each other, on a further line where room ends."""
        style = self.style
        made = []
        left, tall = x, style.px(32)
        for button in buttons:
            width = width_of(button.label, style.label_medium) + 2 * style.px(12)
            if x > left and x + width > right:
                x, y = left, y + tall + style.px(8)
            made.append(Spot(QRect(x, y, width, tall), button.name, button.label, button.payload))
            x += width + style.px(8)
        return made
