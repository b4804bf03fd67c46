"""What was done to conversations and folders, and how each of it is undone.

It must not know what the deeds are, nor where they are shown.
"""

from collections.abc import Awaitable, Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.viewmodels.told_work import ToldWork

_MOST = 100  # deeds that can be taken back


class Deed(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """`words` tell the person; `gone` are conversations that went with it, by their ids."""

    words: str
    icon: str
    undo: Callable[[], Awaitable[None]]
    gone: tuple[str, ...] = ()


class Deeds(QObject):
    """The newest is undone first, or the one whose notice offers it."""

    done = Signal(object)  # a Deed
    undone = Signal(object)  # a Deed

    def __init__(self, work: ToldWork, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._deeds: list[Deed] = []

    def __bool__(self) -> bool:
        return bool(self._deeds)

    @property
    def last(self) -> Deed | None:
        """The one that is undone first."""
        return self._deeds[-1] if self._deeds else None

    def add(self, deed: Deed) -> None:
        """This was done."""
        self._deeds = [*self._deeds[1 - _MOST :], deed]
        self.done.emit(deed)

    def forget(self) -> None:
        """Everything is another: there is no way back."""
        self._deeds.clear()

    def undo(self, deed: Deed | None = None) -> None:
        """Take this one back, else the last; one that was taken back stays so."""
        deed = deed or self.last
        if deed is not None and deed in self._deeds:
            self._deeds.remove(deed)
            self._work.start("undo", self._undo, deed)

    async def _undo(self, deed: Deed) -> None:
        await deed.undo()
        self.undone.emit(deed)
