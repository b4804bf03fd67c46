"""What assistive technology is offered that is no widget: painted things, and words of the moment.

Knows nothing of what is painted. Qt holds these interfaces weakly: whoever makes one keeps it, and
says when it is gone.
"""

# mypy: disable-error-code="override"
# Qt takes None for "there is none"; its stubs do not say so.

import functools
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from shiboken6 import Shiboken, VoidPtr

_NOTHING = VoidPtr(0)
Asked = Callable[..., Any]


def _no_state() -> QAccessible.State:
    state = QAccessible.State()
    state.invalid = True
    return state


_OF_WHAT_IS_GONE: dict[str, Callable[[], object]] = {
    "isValid": bool,
    "interface_cast": lambda: _NOTHING,
    "window": lambda: None,
    "parent": lambda: None,
    "child": lambda: None,
    "childCount": int,
    "indexOfChild": lambda: -1,
    "childAt": lambda: None,
    "focusChild": lambda: None,
    "text": str,
    "rect": QRect,
    "role": lambda: QAccessible.Role.NoRole,
    "state": _no_state,
}


def _while_there(asked: Asked, nothing: Callable[[], object]) -> Asked:
    """What Qt asks even of what is being deleted: by then there is nothing left to ask."""

    @functools.wraps(asked)
    def answer(self: "Offered", *about: object) -> object:
        return nothing() if self.is_gone else asked(self, *about)

    return answer


class Offered(QAccessibleInterface):
    """Says and does nothing by itself.

    `more` holds what else it can do, such as being read letter by letter or pressed.
    """

    is_gone = False

    def __init_subclass__(cls) -> None:
        for name, nothing in _OF_WHAT_IS_GONE.items():
            if name in cls.__dict__:
                setattr(cls, name, _while_there(cls.__dict__[name], nothing))

    def __init__(self, parent: QAccessibleInterface | None = None) -> None:
        super().__init__()
        self._parent = parent
        self.more: dict[QAccessible.InterfaceType, object] = {}
        QAccessible.registerAccessibleInterface(self)

    def isValid(self) -> bool:
        return True

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        return self.more.get(kind, _NOTHING)  # type: ignore[return-value]  # an object's address

    def object(self) -> QObject | None:
        return None

    def window(self) -> QWindow | None:
        known = None if self.is_gone else self._parent
        return known.window() if known is not None else None

    def parent(self) -> QAccessibleInterface | None:
        return None if self.is_gone else self._parent

    def child(self, _index: int) -> QAccessibleInterface | None:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        children = (self.child(index) for index in range(self.childCount()))
        return next((each for each in children if each and each.rect().contains(x, y)), None)

    def focusChild(self) -> QAccessibleInterface | None:
        return None

    def text(self, _kind: QAccessible.Text) -> str:
        return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        pass

    def rect(self) -> QRect:
        return QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.StaticText

    def state(self) -> QAccessible.State:
        return QAccessible.State()

    def made(self) -> "Iterable[Offered]":
        """What was made below it so far."""
        return ()

    def take_back(self) -> None:
        """It is gone with all below it: who still asks for it hears that there is no such thing."""
        self.is_gone = True
        for each in self.made():
            each.take_back()
        if Shiboken.isValid(self):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(self))
