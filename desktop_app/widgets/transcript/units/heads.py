"""Who answered, and which version of a message is shown."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.drawing import paint_button
from desktop_app.widgets.transcript.units.painted import PaintedUnit, say, width_of
from desktop_app.widgets.transcript.units.spots import Spot

Version = tuple[int, int]  # which, of how many


def switch_width(version: Version, style: Style) -> int:
    """Pixels that the two arrows and the figures between them take."""
    return 2 * style.px(20) + 2 * style.px(2) + _figures(version, style)


def _figures(version: Version, style: Style) -> int:
    return width_of(f"{version[0]} / {version[1]}", style.small)


def switch_spots(version: Version, style: Style, x: int, tall: int) -> list[Spot]:
    """Where the arrows are, from `x` on in a row `tall` high."""
    size = style.px(20)
    y = (tall - size) // 2
    right = x + size + 2 * style.px(2) + _figures(version, style)
    back, on = QRect(x, y, size, size), QRect(right, y, size, size)
    which, count = version
    return [
        Spot(back, "version_previous", "Previous version", is_off=which <= 1),
        Spot(on, "version_next", "Next version", is_off=which >= count),
    ]


def paint_switch(
    painter: QPainter,
    at: QPoint,
    spots: list[Spot],
    version: Version,
    style: Style,
    *,
    marks: Marks,
    dpr: float,
) -> None:
    """The arrows with the figures between them; `at` is the unit's top left."""
    which, count = version
    for number, spot in enumerate(spots):
        painter.setOpacity(0.4 if spot.is_off else 1)
        paint_button(
            painter,
            spot.rect.translated(at),
            "chevron-right" if number else "chevron-left",
            style,
            is_hovered=number == marks.hover and not spot.is_off,
            is_focused=number == marks.focus,
            dpr=dpr,
            size=14,
        )
        painter.setOpacity(1)
    left = spots[0].rect.translated(at)
    area = QRect(left.right() + 1 + style.px(2), left.y(), _figures(version, style) + 2, 0)
    area.setHeight(left.height())
    say(painter, area, f"{which} / {count}", style.small.font, style.theme.muted)


class HeadUnit(PaintedUnit):
    """Model, provider and the version switch above an answer."""

    tall = 24

    def __init__(self, head: str, version: Version) -> None:
        super().__init__()
        self.model, _, self.provider = head.partition("\n")
        self.version = version

    def words(self) -> str:
        return f"{self.model} {self.provider}".strip()

    def _room(self) -> int:
        """Pixels that the words may take."""
        if self.version[1] < 2:
            return self._width
        return max(0, self._width - switch_width(self.version, self.style) - self.style.px(12))

    def _switch_x(self) -> int:
        style = self.style
        x = width_of(self.model, style.label_strong)
        if self.provider:
            x += style.px(8) + width_of(self.provider, style.label)
        return min(x, self._room()) + style.px(12)

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        room = QRect(rect.x(), rect.y(), self._room(), rect.height())
        x = say(painter, room, self.model, style.label_strong.font, theme.text)
        room.setLeft(x + style.px(8))
        say(painter, room, self.provider, style.label.font, theme.muted)
        if spots := self.spots():
            paint_switch(
                painter, rect.topLeft(), spots, self.version, style, marks=marks, dpr=self.dpr
            )

    def spots(self) -> list[Spot]:
        if self.version[1] < 2 or self._around is None:
            return []
        return switch_spots(self.version, self.style, self._switch_x(), self.height)


class VersionUnit(PaintedUnit):
    """The version switch under an own message that was edited, at the right."""

    tall = 24

    def __init__(self, version: Version) -> None:
        super().__init__()
        self.version = version

    def words(self) -> str:
        return f"{self.version[0]} / {self.version[1]}"

    @property
    def left(self) -> int:
        """Where it begins in the column."""
        return self._width - switch_width(self.version, self.style)

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        at, spots = rect.topLeft(), self.spots()
        paint_switch(painter, at, spots, self.version, self.style, marks=marks, dpr=self.dpr)

    def spots(self) -> list[Spot]:
        if self._around is None:
            return []
        return switch_spots(self.version, self.style, self.left, self.height)
