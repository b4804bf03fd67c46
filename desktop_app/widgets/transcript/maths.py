"""Formulas, drawn lazily: until one is ready its source stands in its place.

The only module that knows the library that typesets. One formula is drawn per idle turn, its
picture is kept by source, size, colour and resolution. Positions in the text stay one character.
"""

import threading
import warnings
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
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

from desktop_app.widgets.transcript.style import Style

OBJECT_TYPE = QTextFormat.ObjectTypes.UserObject.value + 1
KEY = QTextFormat.Property.UserProperty.value + 1
LONGEST = 1000  # characters of one formula
MOST = 500  # pictures kept
TURN = 4  # ms between two formulas
_INLINE, _DISPLAY = 17, 18
_UNREADABLE: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)  # what the library raises for formulas that it does not understand


@dataclass(frozen=True, slots=True)
class Formula:
    """What is to be drawn."""

    source: str
    size: int
    colour: str
    dpr: float
    is_display: bool


@dataclass(slots=True)
class Drawn:
    """A picture, or on paper its lines; `ascent` is what stands above the line of the text."""

    picture: QPixmap | QSvgRenderer
    width: float
    height: float
    ascent: float
    format: QTextCharFormat


class _Object(QPyTextObject):
    """Tells Qt how large a formula is and paints it."""

    def __init__(self, formulas: "Formulas") -> None:
        super().__init__(formulas)
        self._formulas = formulas

    def intrinsicSize(self, _document: QTextDocument, _at: int, format_: QTextFormat) -> QSizeF:
        """Width, and height above and below the line together."""
        drawn = self._formulas.by_number(format_.intProperty(KEY))
        return QSizeF(drawn.width, drawn.height) if drawn else QSizeF(0, 0)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        at: int,
        format_: QTextFormat,
    ) -> None:
        """Paint with the formula's own line on the text's; Qt centres `rect` in the line."""
        drawn = self._formulas.by_number(format_.intProperty(KEY))
        if drawn is not None:
            block = document.findBlock(at)
            line = block.layout().lineForTextPosition(at - block.position())
            base = QRectF(rect).center().y() + (line.ascent() - line.descent()) / 2
            if isinstance(drawn.picture, QPixmap):
                painter.drawPixmap(round(rect.left()), round(base - drawn.ascent), drawn.picture)
            else:
                corner = QPointF(QRectF(rect).left(), base - drawn.ascent)
                drawn.picture.render(painter, QRectF(corner, drawn.picture.viewBoxF().size()))


class Formulas(QObject):
    """Draws formulas when there is time; for paper at once and with lines instead of pixels."""

    drawn = Signal()  # at least one more is ready

    def __init__(self, parent: QObject, *, is_printed: bool = False) -> None:
        super().__init__(parent)
        self.dpr = 1.0
        self._is_printed = is_printed
        self.wanted: list[Formula] = []
        self._known: dict[Formula, Drawn | None] = {}
        self._numbers: dict[int, Drawn] = {}
        self._object = _Object(self)
        self._library: Any = None
        self._loader: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TURN)
        self._timer.timeout.connect(self._turn)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be drawn."""
        return not self.wanted

    def serve(self, document: QTextDocument) -> None:
        """Teach a document to show formulas."""
        document.documentLayout().registerHandler(OBJECT_TYPE, self._object)

    def pause(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def go_on(self) -> None:
        """Somebody looks again."""
        if self.wanted:
            self._timer.start()

    def restyle(self) -> None:
        """Another theme: pictures are made anew as they are asked for."""
        self.wanted.clear()

    def by_number(self, number: int) -> Drawn | None:
        """The picture that a character format names."""
        return self._numbers.get(number)

    def format_for(self, source: str, *, is_display: bool, style: Style) -> QTextCharFormat | None:
        """How a formula is put into a text, or None while it is not drawn or cannot be."""
        size = style.px(_DISPLAY if is_display else _INLINE)
        formula = Formula(source, size, style.theme.text.name(), self.dpr, is_display)
        if self._is_printed and formula not in self._known and source and len(source) <= LONGEST:
            self._library = self._library or load()
            self._known[formula] = self._draw(formula)
        if formula in self._known:
            drawn = self._known[formula]
            return drawn.format if drawn else None
        if source and len(source) <= LONGEST and formula not in self.wanted:
            self.wanted.append(formula)
            self._timer.start()
        return None

    def _turn(self) -> None:
        """Draw the newest wish: it is the one that is being looked at."""
        if self._library is None:
            self._load()
            return
        if not self.wanted:
            self._timer.stop()
            return
        formula = self.wanted.pop()
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[formula] = self._draw(formula)
        if self._known[formula] is not None:
            self.drawn.emit()

    def _load(self) -> None:
        """The library takes 0.1 s to load: a thread does it."""
        if self._loader is None:
            self._loader = threading.Thread(target=load, name="formulas", daemon=True)
            self._loader.start()
        elif not self._loader.is_alive():
            self._library = load()

    def _draw(self, formula: Formula) -> Drawn | None:
        svg = _typeset(self._library, formula)
        if self._is_printed:  # Qt draws an outline of 1 pixel on paper where none is named
            thin = f'<path stroke="{formula.colour}" stroke-width="0" '
            svg = svg.replace("<path ", thin)
        renderer = QSvgRenderer(QByteArray(svg.encode())) if svg else None
        if renderer is None or not renderer.isValid():
            return None
        box = renderer.viewBoxF()
        if self._is_printed:
            return self._placed(renderer, box)
        pixmap = QPixmap(
            round(box.width() * formula.dpr) + 1, round(box.height() * formula.dpr) + 1
        )
        pixmap.setDevicePixelRatio(formula.dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, box.width(), box.height()))
        painter.end()
        return self._placed(pixmap, box)

    def _placed(self, picture: QPixmap | QSvgRenderer, box: QRectF) -> Drawn:
        """Qt makes room around half the small letters' height: a font with which it fits."""
        ascent, descent = -box.y(), box.y() + box.height()
        above = max(ascent, descent + 1)
        font = _font_of(max(0, round(2 * (above - descent))))
        height = above + descent
        format_ = QTextCharFormat()
        format_.setObjectType(OBJECT_TYPE)
        format_.setFont(font)
        format_.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        number = len(self._numbers) + 1
        format_.setProperty(KEY, number)
        drawn = Drawn(picture, box.width(), height, ascent, format_)
        self._numbers[number] = drawn
        return drawn


def _font_of(x_height: int) -> QFont:
    """A font whose small letters are about so high."""
    font = QFont()
    font.setPixelSize(100)
    per_pixel = max(1, QFontMetrics(font).xHeight()) / 100
    font.setPixelSize(max(1, round(x_height / per_pixel)))
    return font


def load() -> Any:
    """The library that typesets, told what Qt can draw."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the library's own, at import
        import ziamath

    vars(ziamath)["config"].svg2 = False  # Qt draws no <use>
    return ziamath


def _typeset(library: Any, formula: Formula) -> str:
    """The formula as SVG, empty if it cannot be read."""
    from latex2mathml import exceptions

    named = vars(exceptions).values()
    unreadable: list[type[Exception]] = [
        value for value in named if isinstance(value, type) and issubclass(value, Exception)
    ]
    try:
        typeset = library.Latex(
            formula.source, size=formula.size, color=formula.colour, inline=not formula.is_display
        )
        return str(typeset.svg())
    except (*_UNREADABLE, *unreadable):
        return ""
