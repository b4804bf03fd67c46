"""The place of a picture that lies elsewhere: names the host, and fetches nothing by itself."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter

from desktop_app.viewmodels.remote_pictures import Loading, Standing
from desktop_app.widgets.transcript import links
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Surroundings
from desktop_app.widgets.transcript.units.cards import CardUnit
from desktop_app.widgets.transcript.units.painted import paint_words, say, width_of
from desktop_app.widgets.transcript.units.pictures import Drawn
from desktop_app.widgets.transcript.units.spots import Spot

_OPEN = ("open_link", "Open in browser")
_BUTTONS = {
    Loading.NOT: (("load_remote", "Load once"), _OPEN),
    Loading.NOW: (("cancel_remote", "Cancel"),),
    Loading.FAILED: (("load_remote", "Try again"), _OPEN),
    Loading.DONE: (),
}
NARROW = 560  # below this width the buttons stand under the words
_KB = 1000


class RemoteImageUnit(CardUnit):
    """Asks, loads, tells what went wrong, and shows the picture once it is there."""

    def __init__(self, target: str, caption: str) -> None:
        super().__init__()
        self.host = links.shown_host(target) if links.is_web(target) else ""
        self.target = target
        self.caption = caption
        self._standing = Standing()
        self._drawn: Drawn | None = None

    def words(self) -> str:
        return f"{self._title()}. {self.caption}".strip()

    def lay_out(self, around: Surroundings, width: int) -> None:
        now = around.pictures.standing(self.target)
        if now.data is not self._standing.data:
            self._drawn = Drawn(now.data) if now.data else None
        self._standing = now
        super().lay_out(around, width)

    def release(self) -> None:
        if self._drawn is not None:
            self._drawn.release()

    @property
    def _is_shown(self) -> bool:
        return self._drawn is not None and self._drawn.can_be_shown

    def estimate(self, style: Style, width: int) -> None:
        self.height = self._card_height(style, width)

    def tall_for(self, style: Style, width: int) -> int:
        if self._drawn is not None and self._is_shown:
            return self._drawn.size(style, width).height()
        return self._card_height(style, width)

    def _card_height(self, style: Style, width: int) -> int:
        is_narrow = width < style.px(NARROW) and bool(self.host)
        return style.px(58 + 36 if is_narrow else 58)

    def _title(self) -> str:
        standing = self._standing
        if not self.host:
            return "Picture, not loaded"
        if standing.loading is Loading.NOW:
            so_far = f", {standing.size // _KB} kB so far" if standing.size else ""
            return f"Loading the picture from {self.host}{so_far}…"
        if standing.loading is Loading.DONE:
            return f"The picture from {self.host} is too large or damaged"
        return f"Picture from {self.host}, not loaded"

    def _reason(self) -> str:
        if self._around is not None and self._around.is_printed:
            return "  ".join(filter(None, (self.caption, self.target)))
        if not self.host:
            return "Only pictures of web addresses can be loaded."
        if self._standing.loading is Loading.FAILED:
            return self._standing.words
        if self._standing.loading is Loading.NOW:
            return self.caption
        risk = "Loading it tells that host your address."
        return f"{risk}  {self.caption}" if self.caption else risk

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        if self._drawn is not None and self._is_shown:
            size = self._drawn.size(self.style, self._width)
            self._drawn.paint(painter, rect.topLeft(), size, self.dpr)
            return
        self.paint_card(painter, rect)
        self._paint_tile(painter, rect)
        self._paint_words(painter, rect)
        for number, spot in enumerate(self.spots()):
            paint_words(painter, spot, rect.topLeft(), self.style, marks=marks, number=number)

    def _paint_tile(self, painter: QPainter, rect: QRect) -> None:
        style, theme = self.style, self.style.theme
        is_failed = self._standing.loading is Loading.FAILED
        size = style.px(32)
        tile = QRect(rect.x() + style.px(13), rect.y() + style.px(13), size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.warning_soft if is_failed else theme.surface)
        painter.drawRoundedRect(tile, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        inset = QPoint((size - style.px(16)) // 2, (size - style.px(16)) // 2)
        name, colour = ("image-off", theme.warning) if is_failed else ("image", theme.muted)
        self.icon(painter, name, tile.topLeft() + inset, colour, 16)

    def _paint_words(self, painter: QPainter, rect: QRect) -> None:
        style, theme = self.style, self.style.theme
        spots = self.spots()
        is_beside = bool(spots) and spots[0].rect.y() < style.px(58) - style.px(13)
        right = spots[0].rect.x() if is_beside else rect.width()
        left = style.px(13 + 32 + 12)
        line = QRect(rect.x() + left, rect.y() + style.px(9), 0, style.px(20))
        line.setWidth(max(0, right - left - style.px(12)))
        say(painter, line, self._title(), style.label_medium.font, theme.text)
        line.translate(0, style.px(20))
        say(painter, line, self._reason(), style.small.font, theme.muted)

    def spots(self) -> list[Spot]:
        if self._around is None or self._around.is_printed or not self.host or self._is_shown:
            return []
        style = self.style
        buttons = _BUTTONS[self._standing.loading]
        widths = [width_of(label, style.label_medium) + style.px(16) for _, label in buttons]
        is_narrow = self._width < style.px(NARROW)
        right = self._width - style.px(12) - sum(widths)
        x = max(0, min(style.px(13 + 32 + 4), right)) if is_narrow else right
        y = style.px(52 if is_narrow else 13)
        made = []
        for (name, label), width in zip(buttons, widths, strict=True):
            made.append(Spot(QRect(x, y, width, style.px(32)), name, label, self.target))
            x += width
        return made
