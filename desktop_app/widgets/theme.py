"""The look as tokens: every colour, measure and font of the window, light and dark.

No widget carries a literal colour or a pixel that does not scale: both come from a `Theme`. What
the tokens make of Qt's own controls stands in `widgets/stylesheet.py`.
Source of all values: EXPERIENCE.md section 2 and the visual targets.
"""

from dataclasses import dataclass, fields, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QGuiApplication,
    QPalette,
)

from desktop_app.domain.zoom import LARGEST, SMALLEST

COLUMNS = {"narrow": 600, "normal": 760, "wide": 960, "full": 4000}  # px at 100 %


@dataclass(frozen=True, slots=True)
class Theme:
    """One look at one zoom. `zoom` is the person's zoom times the system's font size over ours."""

    canvas: QColor
    sidebar: QColor
    surface: QColor  # cards, own messages
    border: QColor
    border_strong: QColor  # fields, key caps
    text: QColor
    muted: QColor
    accent: QColor
    accent_press: QColor  # hovered too
    accent_soft: QColor
    on_accent: QColor
    success: QColor
    success_soft: QColor
    warning: QColor
    warning_soft: QColor
    danger: QColor
    danger_soft: QColor
    code: QColor
    raised: QColor  # layers, menus
    hover: QColor
    selected: QColor
    handle: QColor  # of scroll bars
    scrim: QColor
    syntax_keyword: QColor
    syntax_string: QColor
    syntax_number: QColor
    syntax_comment: QColor
    syntax_function: QColor
    syntax_type: QColor
    is_dark: bool = False
    zoom: float = 1.0
    column: int = 760  # the widest that messages get, in px at 100 %
    family: str = ""  # of the interface; empty for the system's
    fixed_family: str = ""  # of code; empty for the system's

    def px(self, size: float) -> int:
        """A measure of the visual targets in pixels at this zoom, at least 1 for what is drawn."""
        return max(1, round(size * self.zoom)) if size > 0 else 0

    def font(self, px: float, weight: int = 400) -> QFont:
        """The interface font. `px` as in the visual targets, `weight` from 100 to 900."""
        return self._sized(QFontDatabase.SystemFont.GeneralFont, px, weight, self.family)

    def fixed_font(self, px: float) -> QFont:
        """The fixed-width font, without ligatures."""
        font = self._sized(QFontDatabase.SystemFont.FixedFont, px, 400, self.fixed_family)
        font.setStyleHint(QFont.StyleHint.Monospace)
        for feature in ("liga", "calt"):
            font.setFeature(QFont.Tag.fromString(feature), 0)
        return font

    def _sized(self, kind: QFontDatabase.SystemFont, px: float, weight: int, family: str) -> QFont:
        font = QFont(QFontDatabase.systemFont(kind))
        if family:
            font.setFamily(family)
        # Half pixels matter for code (13.5), and only point sizes can say them.
        font.setPointSizeF(px * self.zoom * 72 / _dots_per_inch())
        font.setWeight(QFont.Weight(weight))
        return font

    def palette(self) -> QPalette:
        """The tokens as Qt's roles, for everything that asks a palette instead of us."""
        palette = QPalette()
        role = QPalette.ColorRole
        for colour_role, colour in (
            (role.Window, self.canvas),
            (role.Base, self.canvas),
            (role.AlternateBase, self.surface),
            (role.ToolTipBase, self.raised),
            (role.Button, self.canvas),
            (role.Text, self.text),
            (role.WindowText, self.text),
            (role.ButtonText, self.text),
            (role.ToolTipText, self.text),
            (role.BrightText, self.danger),
            (role.PlaceholderText, self.muted),
            (role.Highlight, self.accent),
            (role.HighlightedText, self.on_accent),
            (role.Accent, self.accent),
            (role.Link, self.accent),
            (role.LinkVisited, self.accent),
        ):
            palette.setColor(colour_role, colour)
        for colour_role in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, colour_role, self.muted)
        return palette

    def tokens(self) -> dict[str, str]:
        """Every colour by its name as `#rrggbb`, or `rgba(…)` where it is see-through."""
        colours = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: _spelled(colour) for name, colour in colours if isinstance(colour, QColor)}


def _spelled(colour: QColor) -> str:
    if colour.alpha() == 255:
        return colour.name()
    return f"rgba({colour.red()},{colour.green()},{colour.blue()},{colour.alpha()})"


def _dots_per_inch() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.logicalDotsPerInchY() if screen else 96.0


LIGHT = Theme(
    canvas=QColor("#FFFFFF"),
    sidebar=QColor("#F6F6F4"),
    surface=QColor("#F1F1EE"),
    border=QColor("#E4E3DE"),
    border_strong=QColor("#C9C8C2"),
    text=QColor("#1F1F1D"),
    muted=QColor("#65645F"),
    accent=QColor("#0B6E78"),
    accent_press=QColor("#09585F"),
    accent_soft=QColor("#E4F1F2"),
    on_accent=QColor("#FFFFFF"),
    success=QColor("#287046"),
    success_soft=QColor("#E9F4ED"),
    warning=QColor("#8A5A00"),
    warning_soft=QColor("#FAF3E3"),
    danger=QColor("#B42318"),
    danger_soft=QColor("#FCF0EE"),
    code=QColor("#F7F7F5"),
    raised=QColor("#FFFFFF"),
    hover=QColor("#EAEAE6"),
    selected=QColor("#DFECEC"),
    handle=QColor("#BDBCB6"),
    scrim=QColor(31, 31, 29, 82),
    syntax_keyword=QColor("#7A3E9D"),
    syntax_string=QColor("#2B7549"),
    syntax_number=QColor("#96490A"),
    syntax_comment=QColor("#6B6A65"),
    syntax_function=QColor("#0B659A"),
    syntax_type=QColor("#0C707A"),
)

DARK = Theme(
    canvas=QColor("#1B1C1E"),
    sidebar=QColor("#161718"),
    surface=QColor("#26282B"),
    border=QColor("#34373B"),
    border_strong=QColor("#4A4E53"),
    text=QColor("#E8E8E6"),
    muted=QColor("#9FA09D"),
    accent=QColor("#4FB3BF"),
    accent_press=QColor("#7CC9D2"),
    accent_soft=QColor("#1F3033"),
    on_accent=QColor("#0B1F22"),
    success=QColor("#6CC08B"),
    success_soft=QColor("#1C2C23"),
    warning=QColor("#E0B25A"),
    warning_soft=QColor("#302817"),
    danger=QColor("#F2857B"),
    danger_soft=QColor("#33211F"),
    code=QColor("#141517"),
    raised=QColor("#232528"),
    hover=QColor("#2C2F33"),
    selected=QColor("#22373A"),
    handle=QColor("#54585D"),
    scrim=QColor(0, 0, 0, 133),
    syntax_keyword=QColor("#C9A0E8"),
    syntax_string=QColor("#8CCB9B"),
    syntax_number=QColor("#E3AE7A"),
    syntax_comment=QColor("#8E908D"),
    syntax_function=QColor("#7FB8E8"),
    syntax_type=QColor("#6CC7D1"),
    is_dark=True,
)


class Appearance(QObject):
    """Which theme is on: light, dark, or as the system says at this moment.

    Lives as long as the application; needs a QGuiApplication.
    """

    changed = Signal(object)  # the Theme, after any of choice, zoom or the system's scheme changed

    def __init__(
        self, choice: str = "system", zoom: float = 1.0, column: int = 760, *families: str
    ) -> None:
        super().__init__()
        self._choice = choice
        self._zoom = zoom
        self._column = column
        self._families = families or ("", "")
        self._hints = QGuiApplication.styleHints()
        self._ask_platform()
        self._theme = self._made()
        self._hints.colorSchemeChanged.connect(self._refresh)

    @property
    def theme(self) -> Theme:
        """What is to be painted with now."""
        return self._theme

    @property
    def choice(self) -> str:
        """`light`, `dark` or `system`."""
        return self._choice

    @property
    def zoom(self) -> float:
        """The person's own zoom, without the system's font size."""
        return self._zoom

    def set_choice(self, choice: str) -> None:
        """Take `light`, `dark` or `system`, at once."""
        self._choice = choice
        self._ask_platform()
        self._refresh()

    def set_zoom(self, zoom: float) -> None:
        """Take a zoom at once; 1 is as the system has it."""
        self._zoom = min(LARGEST / 100, max(SMALLEST / 100, zoom))
        self._refresh()

    def set_shape(self, column: int, family: str, fixed_family: str) -> None:
        """Take a widest column in px at 100 %, and fonts; empty ones are the system's."""
        self._column, self._families = column, (family, fixed_family)
        self._refresh()

    def _ask_platform(self) -> None:
        # Window frames and native menus are the platform's to colour.
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._hints.setColorScheme(schemes.get(self._choice, Qt.ColorScheme.Unknown))

    def _refresh(self) -> None:
        theme = self._made()
        if theme != self._theme:
            self._theme = theme
            self.changed.emit(theme)

    def _made(self) -> Theme:
        is_dark = self._choice == "dark" or (
            self._choice == "system" and self._hints.colorScheme() is Qt.ColorScheme.Dark
        )
        family, fixed_family = self._families
        return replace(
            DARK if is_dark else LIGHT,
            zoom=self._zoom * system_font_scale(),
            column=self._column,
            family=family,
            fixed_family=fixed_family,
        )


def system_font_scale() -> float:
    """How much larger than our 13 px the system's own font is; never below 1."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return max(1.0, QFontInfo(font).pixelSize() / 13)
