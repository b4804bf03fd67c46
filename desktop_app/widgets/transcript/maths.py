"""Formulas, drawn lazily: until one is ready its source stands in its place.

The only module that knows the library that typesets, which works beside the frames. A picture is
kept by source, size, colour and resolution. Positions in the text stay one character.
"""

import functools
import warnings
from concurrent.futures import Future
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QByteArray,
    QObject,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSizeF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPixmap,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from desktop_app.domain.formulas import LONGEST
from desktop_app.services.mathml import understood, unreadable
from desktop_app.widgets.transcript.beside import beside
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.drawing import put

OBJECT_TYPE = QTextFormat.ObjectTypes.UserObject.value + 1
KEY = QTextFormat.Property.UserProperty.value + 1
_SIZE = KEY + 1
OFFSET = "sideways"  # of a document: pixels by which formulas that are too wide are moved
MOST_BYTES = 32_000_000  # of pictures that are kept: several screens full, or they would take turns
TURN = 4  # ms between two formulas
_SMALL = 1000  # bytes of what is no picture
_INLINE, _DISPLAY = 17, 18


class Formula(NamedTuple):
    """What is to be drawn. Documents name it by `key`, so it lives no longer than they do."""

    size: int
    colour: str
    dpr: float
    is_display: bool
    source: str

    @property
    def key(self) -> str:
        """As a text that no other formula has."""
        return "\n".join(map(str, self))

    @classmethod
    def of(cls, key: str) -> "Formula":
        """The formula of a key."""
        size, colour, dpr, is_display, source = key.split("\n", 4)
        return cls(int(size), colour, float(dpr), is_display == "True", source)


class Drawn(NamedTuple):
    """A picture, or on paper its lines; `ascent` is what stands above the line of the text."""

    picture: QPixmap | QSvgRenderer
    ascent: float
    format: QTextCharFormat


class _Object(QPyTextObject):
    """Tells Qt how large a formula is and paints it."""

    def __init__(self, formulas: "Formulas") -> None:
        super().__init__(formulas)
        self._formulas = formulas

    def intrinsicSize(self, document: QTextDocument, _at: int, format_: QTextFormat) -> QSizeF:
        """Width, and height above and below the line together; never wider than the lines."""
        size: QSizeF = format_.property(_SIZE)
        room = document.textWidth()
        return size.boundedTo(QSizeF(room, size.height())) if room > 0 else size

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        at: int,
        format_: QTextFormat,
    ) -> None:
        """Paint with the formula's own line on the text's; Qt centres `rect` in the line."""
        drawn = self._formulas.of_key(format_.stringProperty(KEY))
        if drawn is not None:
            block = document.findBlock(at)
            line = block.layout().lineForTextPosition(at - block.position())
            base = QRectF(rect).center().y() + (line.ascent() - line.descent()) / 2
            if isinstance(drawn.picture, QPixmap):
                _paint_part(painter, QRectF(rect), base - drawn.ascent, drawn.picture, document)
            else:
                source = Formula.of(format_.stringProperty(KEY)).source
                _print(painter, QRectF(rect), base, drawn, source)


def _paint_part(
    painter: QPainter, rect: QRectF, top: float, picture: QPixmap, document: QTextDocument
) -> None:
    """Paint what fits into `rect` of a formula, as far sideways as its document was moved."""
    wide = picture.deviceIndependentSize().width()
    hidden = wide - rect.width() - 1  # beside the pixel that every picture has to spare
    if hidden <= 0:
        put(painter, QPoint(round(rect.left()), round(top)), picture)
        return
    left = rect.left() - min(hidden, document.property(OFFSET) or 0)
    painter.save()
    painter.setClipRect(
        QRectF(rect.left(), top, rect.width(), picture.height()), Qt.ClipOperation.IntersectClip
    )
    put(painter, QPoint(round(left), round(top)), picture)
    painter.restore()


def _print(painter: QPainter, rect: QRectF, base: float, drawn: Drawn, source: str) -> None:
    """Put a formula on paper, smaller where it would be wider than the lines."""
    if isinstance(drawn.picture, QPixmap):
        return
    size = drawn.picture.viewBoxF().size()
    scale = min(1.0, rect.width() / max(1.0, size.width()))
    corner = QPointF(rect.left(), base - drawn.ascent * scale)
    drawn.picture.render(painter, QRectF(corner, size * scale))
    _write_unseen(painter, QPointF(corner.x(), base), size.width() * scale, source)


def _write_unseen(painter: QPainter, start: QPointF, width: float, source: str) -> None:
    """Put TeX where its formula stands on paper: to be found, selected, copied, read aloud.

    As small as it takes; narrowed instead, readers of PDF take two equal letters for one.
    """
    words = " ".join(source.split())
    font = QFont()
    font.setPixelSize(100)
    scale = width / max(1, QFontMetrics(font).horizontalAdvance(words))
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.translate(start)
    painter.scale(scale, scale)
    painter.drawText(0, 0, words)
    painter.restore()


def width_of(format_: QTextFormat) -> float:
    """Pixels that a formula takes where there is room."""
    size = format_.property(_SIZE)
    return size.width() if isinstance(size, QSizeF) else 0.0


class Formulas(QObject):
    """Draws formulas when there is time; for paper at once and with lines instead of pixels."""

    drawn = Signal()  # at least one more is ready

    def __init__(self, parent: QObject, *, is_printed: bool = False) -> None:
        super().__init__(parent)
        self.dpr = 1.0
        self._is_printed = is_printed
        self._wanted: list[str] = []
        self.bytes = 0  # of what is kept
        self._typeset: tuple[str, Future[str]] | None = None  # what is being worked on
        self._known: dict[str, Drawn | None] = {}  # by key, the last one looked for at the end
        self._object = _Object(self)
        self._timer = QTimer(self)
        self._timer.setInterval(TURN)
        self._timer.timeout.connect(self._turn)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be drawn."""
        return not self._wanted and self._typeset is None

    def serve(self, document: QTextDocument) -> None:
        """Teach a document to show formulas."""
        document.documentLayout().registerHandler(OBJECT_TYPE, self._object)

    def pause(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def go_on(self) -> None:
        """Somebody looks again."""
        if not self.is_idle:
            self._timer.start()

    def restyle(self) -> None:
        """Another theme: pictures are made anew as they are asked for."""
        self._wanted.clear()

    def format_for(self, source: str, *, is_display: bool, style: Style) -> QTextCharFormat | None:
        """How a formula is put into a text, or None while it is not drawn or cannot be."""
        size = style.px(_DISPLAY if is_display else _INLINE)
        formula = Formula(size, style.theme.text.name(), self.dpr, is_display, source)
        drawn = self.of_key(formula.key) if 0 < len(source) <= LONGEST else None
        return drawn.format if drawn else None

    def of_key(self, key: str) -> Drawn | None:
        """The picture of a formula. One that is not there, or no more, is drawn soon."""
        if key in self._known:
            drawn = self._known[key] = self._known.pop(key)
            return drawn
        if self._is_printed:
            return self._keep(key, typeset(Formula.of(key)))
        is_under_way = self._typeset is not None and self._typeset[0] == key
        if not is_under_way and key not in self._wanted:
            self._wanted.append(key)
            self._timer.start()
        return None

    def _turn(self) -> None:
        """Draw what is typeset, and begin with the newest wish: it is what is being looked at."""
        if self._typeset is not None:
            key, svg = self._typeset
            if not svg.done():
                return
            self._typeset = None
            if self._keep(key, svg.result()) is not None:
                self.drawn.emit()
        if self._wanted:
            key = self._wanted.pop()
            self._typeset = key, beside(typeset, Formula.of(key))
        else:
            self._timer.stop()

    def _keep(self, key: str, svg: str) -> Drawn | None:
        drawn = self._known[key] = self._draw(Formula.of(key), svg)
        self.bytes += _bytes(drawn)
        while self.bytes > MOST_BYTES:
            oldest = next(iter(self._known))
            self.bytes -= _bytes(self._known.pop(oldest))
        return drawn

    def _draw(self, formula: Formula, svg: str) -> Drawn | None:
        if self._is_printed:  # Qt draws an outline of 1 pixel on paper where none is named
            thin = f'<path stroke="{formula.colour}" stroke-width="0" '
            svg = svg.replace("<path ", thin)
        renderer = QSvgRenderer(QByteArray(svg.encode())) if svg else None
        if renderer is None or not renderer.isValid():
            return None
        box = renderer.viewBoxF()
        if self._is_printed:
            return _placed(formula, renderer, box)
        pixmap = QPixmap(
            round(box.width() * formula.dpr) + 1, round(box.height() * formula.dpr) + 1
        )
        pixmap.setDevicePixelRatio(formula.dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, box.width(), box.height()))
        painter.end()
        return _placed(formula, pixmap, box)


def _bytes(drawn: Drawn | None) -> int:
    picture = drawn.picture if drawn else None
    return picture.width() * picture.height() * 4 if isinstance(picture, QPixmap) else _SMALL


def _placed(formula: Formula, picture: QPixmap | QSvgRenderer, box: QRectF) -> Drawn:
    """Qt makes room around half the small letters' height: a font with which it fits."""
    ascent, descent = -box.y(), box.y() + box.height()
    above = max(ascent, descent + 1)
    format_ = QTextCharFormat()
    format_.setObjectType(OBJECT_TYPE)
    format_.setFont(_font_of(max(0, round(2 * (above - descent)))))
    format_.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    format_.setProperty(KEY, formula.key)
    format_.setProperty(_SIZE, QSizeF(box.width(), above + descent))
    return Drawn(picture, ascent, format_)


def _font_of(x_height: int) -> QFont:
    """A font whose small letters are about so high."""
    font = QFont()
    font.setPixelSize(100)
    per_pixel = max(1, QFontMetrics(font).xHeight()) / 100
    font.setPixelSize(max(1, round(x_height / per_pixel)))
    return font


@functools.cache
def load() -> Any:
    """The library that typesets, told what Qt can draw. It takes 0.1 s."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the library's own, at import
        import ziamath

    vars(ziamath)["config"].svg2 = False  # Qt draws no <use>
    return ziamath


def typeset(formula: Formula) -> str:
    """The formula as SVG, empty if it cannot be read."""
    library = load()
    try:
        latex = library.Latex(
            understood(formula.source),
            size=formula.size,
            color=formula.colour,
            inline=not formula.is_display,
        )
        return str(latex.svg())
    except unreadable():
        return ""
