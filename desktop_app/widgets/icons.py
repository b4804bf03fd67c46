"""The line icons, drawn sharp in any colour, size and screen resolution.

Sources are Lucide's SVGs in `resources/icons`, recoloured by their `currentColor`. Knows nothing of
what an icon stands for.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app import paths
from desktop_app.widgets.theme import Theme


def pixmap(
    name: str, color: QColor, size: int, dpr: float = 1.0, *, is_filled: bool = False
) -> QPixmap:
    """The icon as `size` × `size` device-independent pixels. Unknown names raise OSError."""
    return _drawn(name, color.name(), size, dpr, is_filled)


def icon(
    name: str, theme: Theme, role: str = "muted", size: int = 16, *, is_filled: bool = False
) -> QIcon:
    """The icon in the theme's colour `role`; `size` in pixels of the visual targets.

    Disabled, it fades towards the canvas as every disabled control does.
    """
    made = QIcon()
    color: QColor = getattr(theme, role)
    for dpr in _resolutions():
        picture = pixmap(name, color, theme.px(size), dpr, is_filled=is_filled)
        made.addPixmap(picture)
        made.addPixmap(_faded(picture), QIcon.Mode.Disabled)
    return made


def _resolutions() -> set[float]:
    return {1.0} | {screen.devicePixelRatio() for screen in QGuiApplication.screens()}


@lru_cache(maxsize=512)
def _drawn(name: str, color: str, size: int, dpr: float, is_filled: bool) -> QPixmap:
    stroke = "1.6" if size >= 20 else "1.75"
    source = _source(name).replace("currentColor", color)
    source = source.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    if is_filled:
        source = source.replace('fill="none"', f'fill="{color}"')
    picture = _transparent(size, dpr)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def _faded(picture: QPixmap) -> QPixmap:
    faint = _transparent(round(picture.deviceIndependentSize().width()), picture.devicePixelRatio())
    painter = QPainter(faint)
    painter.setOpacity(0.4)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return faint


def _transparent(size: int, dpr: float) -> QPixmap:
    picture = QPixmap(round(size * dpr), round(size * dpr))
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
