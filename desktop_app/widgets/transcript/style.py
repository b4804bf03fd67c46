"""Fonts, formats and measures of the transcript for one theme at one zoom.

Made once per theme; everything that lays out or paints a message takes its looks from here.
"""

import functools
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextOption,
)

from desktop_app.widgets.theme import Theme

HEADINGS = ((20.25, 28), (18.0, 28), (16.5, 24), (15.0, 24), (15.0, 24), (15.0, 24))
TAB = 4  # columns of code
MOST_LINKS = 2000  # formats kept
CODE_ROOM = 4  # pixels of the visual targets beside inline code, on its ground
NARROW = 560  # below this width the margins are smaller


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A font with its line height in pixels; `lift` is how far text moves up to sit centred.

    `base` is where the letters then stand, from the line's top.
    """

    font: QFont
    line: int
    lift: int
    base: float


class Style:
    """Looks and measures of one theme. `px` scales what the visual targets say."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.px = functools.cache(theme.px)  # asked for dozens of times a frame
        self.body = self._text(theme.font(15), 24)
        self.heading_sizes = [size for size, _ in HEADINGS]
        self.headings = [self._text(theme.font(size, 600), line) for size, line in HEADINGS]
        self.table = self._text(_tabular(theme.font(14)), 20)
        self.table_head = self._text(theme.font(13, 600), 20)
        self.code = self._text(theme.fixed_font(13.5), 20)
        self.small_code = self._text(theme.fixed_font(13), 20)
        self.code_name = self._text(_strong(theme.fixed_font(13)), 20)
        self.label = self._text(theme.font(13), 20)
        self.label_strong = self._text(theme.font(13, 600), 20)
        self.label_medium = self._text(theme.font(13, 500), 20)
        self.title = self._text(theme.font(14, 600), 20)
        self.small = self._text(theme.font(12), 16)
        self.small_medium = self._text(theme.font(12, 500), 16)
        code = QFontMetricsF(theme.fixed_font(_inline_code(15)))
        self.code_middle = (code.ascent() - code.descent()) / 2  # above the letters' feet
        self.average = QFontMetricsF(self.body.font).averageCharWidth() * 1.05
        self.tab = TAB * QFontMetricsF(self.code.font).horizontalAdvance(" ")
        self.average_code = QFontMetricsF(self.code.font).averageCharWidth()
        self._formats: dict[tuple[frozenset[str], float], QTextCharFormat] = {}
        self._links: dict[tuple[frozenset[str], float, str], QTextCharFormat] = {}
        self._blocks: dict[tuple[int, int, int], QTextBlockFormat] = {}
        self.syntax = _syntax(theme)
        self.found = QColor(theme.warning)
        self.found.setAlpha(70)
        self.found_now = QColor(theme.warning)
        self.found_now.setAlpha(170)
        self.selection = QColor(theme.accent)
        self.selection.setAlpha(90 if theme.is_dark else 60)

    def _text(self, font: QFont, line: int) -> TextStyle:
        height = self.theme.px(line)
        metrics = QFontMetricsF(font)
        lift = round((height - metrics.height()) / 2)
        return TextStyle(font, height, lift, height - metrics.descent() - lift)

    def column(self, width: int) -> tuple[int, int]:
        """Left edge and width of the column in a viewport of `width`."""
        margin = self.px(16 if width < self.px(NARROW) else 24)
        column = max(self.px(120), min(width - 2 * margin, self.px(self.theme.column)))
        return max(margin, (width - column) // 2), column

    def block(
        self, text: TextStyle, alignment: Qt.AlignmentFlag | None = None, above: int = 0
    ) -> QTextBlockFormat:
        """A paragraph with lines at least as high as `text` says; the same object each time.

        `above` are pixels of the visual targets between it and a paragraph of the same block.
        """
        key = (text.line, alignment.value if alignment is not None else 0, above)
        made = self._blocks.get(key)
        if made is None:
            made = self._blocks[key] = QTextBlockFormat()
            made.setLineHeight(text.line, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
            made.setTopMargin(self.px(above))
            if alignment is not None:
                made.setAlignment(alignment)
        return made

    def link_format(self, marks: frozenset[str], size: float, target: str) -> QTextCharFormat:
        """The format of a link's text; the same object each time."""
        key = (marks, size, target)
        made = self._links.get(key)
        if made is None:
            if len(self._links) >= MOST_LINKS:
                self._links.clear()
            made = self._links[key] = QTextCharFormat(self.format(marks, size))
            made.setAnchor(True)
            made.setAnchorHref(target)
        return made

    def format(self, marks: frozenset[str], size: float = 15) -> QTextCharFormat:
        """The character format for a set of marks (strong, emphasis, strike, code, link …)."""
        key = (marks, size)
        made = self._formats.get(key)
        if made is None:
            made = self._formats[key] = self._made(marks, size)
        return made

    def _made(self, marks: frozenset[str], size: float) -> QTextCharFormat:
        made = QTextCharFormat()
        if "code" in marks or "math" in marks:
            fixed = self.theme.fixed_font(_inline_code(size))
            made.setFont(fixed, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesAll)
        elif "head" in marks:
            made.setFont(self.table_head.font)
        if "strong" in marks:
            made.setFontWeight(QFont.Weight.DemiBold)
        if "emphasis" in marks:
            made.setFontItalic(True)
        if "strike" in marks:
            made.setFontStrikeOut(True)
        if "muted" in marks:
            made.setForeground(self.theme.muted)
        if "link" in marks:
            made.setForeground(self.theme.accent)
        if "spaced" in marks:
            made.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            made.setFontLetterSpacing(self.px(CODE_ROOM))
        if "raised" in marks:
            made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        return made


def _strong(font: QFont) -> QFont:
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _inline_code(size: float) -> float:
    """Pixels of code among words of `size`: letters of one width look larger."""
    return size * 0.9


def _tabular(font: QFont) -> QFont:
    """With figures of one width, so that they stand below each other."""
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    return font


def _syntax(theme: Theme) -> dict[str, QTextCharFormat]:
    colours = {
        "keyword": theme.syntax_keyword,
        "string": theme.syntax_string,
        "number": theme.syntax_number,
        "comment": theme.syntax_comment,
        "function": theme.syntax_function,
        "type": theme.syntax_type,
        "inserted": theme.success,
        "deleted": theme.danger,
    }
    made = {}
    for name, colour in colours.items():
        made[name] = QTextCharFormat()
        made[name].setForeground(colour)
    return made


def wrapping(*, is_wrapped: bool, tab: float = 80) -> QTextOption:
    """How a document breaks its lines: anywhere if it must, or not at all. `tab` is in pixels."""
    option = QTextOption()
    option.setTabStopDistance(tab)
    mode = QTextOption.WrapMode
    option.setWrapMode(mode.WrapAtWordBoundaryOrAnywhere if is_wrapped else mode.NoWrap)
    return option
