"""What widgets are to assistive technology where Qt does not know it by itself.

Qt calls a window without menu bars a filler, and offers of a stack nothing but its pages: not what
lies above them.
"""

import functools

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLE = "offered as"
_kept: dict[int, QAccessibleWidget] = {}  # Qt holds interfaces weakly


def offer_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Give a widget this role, and offer all that is inside of it."""
    _install()
    widget.setProperty(_ROLE, role.value)


def _interface(_key: str, described: QObject) -> QAccessibleInterface | None:
    """Qt's factory: nothing for a widget that was given no role."""
    role = described.property(_ROLE) if isinstance(described, QWidget) else None
    if role is None or not isinstance(described, QWidget):
        return None
    made = QAccessibleWidget(described, QAccessible.Role(role), "")
    _kept[id(described)] = made
    described.destroyed.connect(functools.partial(_forget, id(described)))
    return made


def _forget(key: int, _described: QObject | None = None) -> None:
    _kept.pop(key, None)


@functools.cache
def _install() -> None:
    QAccessible.installFactory(_interface)
