"""What assistive technology is offered that is no widget: painted things, and words of the moment.

Knows nothing of what is painted. Qt holds these interfaces weakly: whoever makes one keeps it, and
says when it is gone.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from shiboken6 import Shiboken, VoidPtr

_NOTHING = VoidPtr(0)


class Offered(QAccessibleInterface):
    """Says and does nothing by itself; Qt takes None for "there is none", its stubs do not say so.

    `more` holds what else it can do, such as being read letter by letter or pressed.
    """

    def __init__(self, parent: QAccessibleInterface | None = None) -> None:
        super().__init__()
        self._parent = parent
        self.more: dict[QAccessible.InterfaceType, object] = {}
        QAccessible.registerAccessibleInterface(self)

    def isValid(self) -> bool:
        return True

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        return self.more.get(kind, _NOTHING)  # type: ignore[return-value]  # an object's address

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._parent.window() if self._parent is not None else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._parent

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = (self.child(index) for index in range(self.childCount()))
        return next((each for each in children if each and each.rect().contains(x, y)), None)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
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
        for each in self.made():
            each.take_back()
        if Shiboken.isValid(self):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(self))
