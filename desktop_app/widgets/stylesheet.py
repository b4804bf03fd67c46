"""What the tokens make of Qt's own controls: one style sheet for the application.

Controls say what they are by the dynamic property `kind`: a QPushButton is plain, `primary`,
`quiet` or `danger`; a QLabel may be `muted`, `caption`, `title` or `group`; a QFrame a `card`.
A QToolButton is an icon button. Whatever paints itself takes its colours from the Theme instead.
"""

from string import Template

from desktop_app.widgets.theme import Theme

# Focus frames are drawn inwards and borders keep their width in every state, so nothing moves.
_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $border_strong;
  padding: ${p4}px ${p8}px; }
QMenu { background: $raised; color: $text; border: 1px solid $border_strong; padding: ${p4}px;
  border-radius: ${p8}px; }
QMenu::item { height: ${p32}px; padding: 0 ${p12}px 0 ${p8}px; border-radius: ${p8}px; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: ${p4}px ${p8}px; }

QPushButton { background: $canvas; color: $text; border: 1px solid $border_strong;
  border-radius: ${p8}px; padding: 0 ${p12}px; min-height: ${p30}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $border; }
QPushButton:disabled { background: $surface; color: $muted; border-color: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 0 ${p12less1}px; min-height: ${p28}px; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
  background: $accent_press; border-color: $accent_press; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $surface; color: $muted;
  border-color: $surface; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:pressed { background: $border; }
QPushButton[kind="quiet"]:focus { border-color: $accent; }
QPushButton[kind="danger"] { color: $danger; }
QPushButton[size="small"] { min-height: ${p26}px; padding: 0 ${p8}px; }
QPushButton[size="small"]:focus { min-height: ${p24}px; padding: 0 ${p8less1}px; }

QToolButton { background: transparent; color: $text; border: 2px solid transparent;
  border-radius: ${p8}px; }
QToolButton:hover, QToolButton:pressed, QToolButton:checked { background: $hover; }
QToolButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QAbstractSpinBox, QComboBox { background: $canvas; color: $text;
  border: 1px solid $border_strong; border-radius: ${p8}px; padding: 0 ${p10}px;
  min-height: ${p30}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid $accent;
  padding: 0 ${p10less1}px; min-height: ${p28}px; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { background: $surface;
  color: $muted; border-color: $border; }
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:focus { border: none; background: transparent;
  padding: 0; }
QLineEdit[is_wrong="true"] { border-color: $danger; }
QComboBox::drop-down { border: none; width: ${p24}px; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $border_strong;
  selection-background-color: $selected; selection-color: $text; outline: none; }
QPlainTextEdit, QTextEdit, QTextBrowser { background: $canvas; color: $text; border: none;
  selection-background-color: $accent; selection-color: $on_accent; }

QLabel { background: transparent; color: $text; }
QLabel[kind="muted"], QLabel[kind="caption"], QLabel[kind="group"] { color: $muted; }
QLabel[kind="danger"] { color: $danger; }
QFrame[kind="card"] { background: $canvas; border: 1px solid $border; border-radius: ${p12}px; }
QFrame[kind="rule"] { background: $border; border: none; max-height: 1px; min-height: 1px; }

QScrollBar:vertical { background: transparent; width: ${p14}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p14}px; margin: 0; }
QScrollBar::handle { background: $handle; border-radius: ${p3}px; margin: ${p4}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { margin: ${p2}px; border-radius: ${p5}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0; }
QSplitter::handle { background: $border; }
""")

_MEASURES = (2, 3, 4, 5, 8, 10, 12, 14, 24, 26, 28, 30, 32)


def stylesheet(theme: Theme) -> str:
    """The sheet for `QApplication.setStyleSheet`, with this theme's colours and zoom."""
    measures = {f"p{size}": str(theme.px(size)) for size in _MEASURES}
    focused = {f"p{size}less1": str(theme.px(size) - 1) for size in (8, 10, 12)}
    return _SHEET.substitute(theme.tokens() | measures | focused)
