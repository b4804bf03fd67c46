"""What the tokens make of Qt's own tooltips, menus, lists that drop down, and scroll bars.

Everything else paints itself from the Theme, or takes Qt's palette. Fields are transparent: what
they stand in paints their ground and their frame.
"""

from string import Template

from desktop_app.widgets.theme import Theme

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $border_strong;
  padding: ${p2}px ${p4}px; border-radius: ${p8}px; }
QMenu { background: $raised; color: $text; border: 1px solid $border_strong; padding: ${p4}px;
  border-radius: ${p8}px; }
QMenu::item { min-height: ${p32}px; padding: 0 ${p24}px 0 ${p8}px; border-radius: ${p8}px; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: ${p4}px ${p8}px; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $border_strong;
  selection-background-color: $selected; selection-color: $text; outline: none; }
QLineEdit, QPlainTextEdit { background: transparent; border: none;
  selection-background-color: $accent; selection-color: $on_accent; }
QFrame[kind="rule"] { background: $border; border: none; }
QScrollBar:vertical { background: transparent; width: ${p14}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p14}px; margin: 0; }
QScrollBar::handle { background: $handle; border-radius: ${p3}px; margin: ${p4}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { margin: ${p2}px; border-radius: ${p5}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0; }
""")

_MEASURES = (2, 3, 4, 5, 8, 14, 24, 32)


def stylesheet(theme: Theme) -> str:
    """The sheet for `QApplication.setStyleSheet`, with this theme's colours and zoom."""
    measures = {f"p{size}": str(theme.px(size)) for size in _MEASURES}
    return _SHEET.substitute(theme.tokens() | measures)
