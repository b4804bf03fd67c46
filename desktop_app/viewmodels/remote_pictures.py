"""Pictures that an answer points at: none is fetched before the person asks for that very one.

What was loaded is kept as long as its conversation is open and never written to the disk.
"""

import asyncio
import enum
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError
from desktop_app.services import remote_pictures
from desktop_app.services.core import Core
from desktop_app.viewmodels.told_work import ToldWork

_TELL_EVERY = 100_000  # bytes
MOST_KEPT = 40_000_000  # bytes of all pictures of one conversation


class Loading(enum.Enum):
    """How far one picture is."""

    NOT = "not loaded"
    NOW = "loading"
    FAILED = "failed"
    DONE = "loaded"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a picture: `words` say what is wrong, `size` counts bytes that came."""

    loading: Loading = Loading.NOT
    words: str = ""
    size: int = 0
    data: bytes = b""


_NOT_LOADED = Standing()


class RemotePictures(QObject):
    """What stands where, by address. Says what is wanted; someone else brings it."""

    wanted = Signal(str)
    unwanted = Signal(str)
    changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known: dict[str, Standing] = {}

    def standing(self, address: str) -> Standing:
        """How far a picture is."""
        return self._known.get(address, _NOT_LOADED)

    def load(self, address: str) -> None:
        """The person wants to see this one."""
        if self.standing(address).loading not in {Loading.NOW, Loading.DONE}:
            self.set(address, Standing(Loading.NOW))
            self.wanted.emit(address)

    def cancel(self, address: str) -> None:
        """The person does not want it any more."""
        if self.standing(address).loading is Loading.NOW:
            self.set(address, _NOT_LOADED)
            self.unwanted.emit(address)

    def set(self, address: str, standing: Standing) -> None:
        """Take over what happened to it; the oldest pictures go where all are too many."""
        self._known.pop(address, None)
        self._known[address] = standing
        self.changed.emit(address)
        kept = sum(len(each.data) for each in self._known.values())
        for old in list(self._known) if kept > MOST_KEPT else ():
            if kept > MOST_KEPT and old != address and self._known[old].data:
                kept -= len(self._known[old].data)
                self._known[old] = _NOT_LOADED
                self.changed.emit(old)


class Fetching(QObject):
    """Brings what a conversation's `RemotePictures` want."""

    def __init__(self, core: Core, pictures: RemotePictures, work: ToldWork) -> None:
        super().__init__(pictures)
        self._core = core
        self._pictures = pictures
        self._work = work
        self._tasks: dict[str, asyncio.Task[None]] = {}
        pictures.wanted.connect(self._start)
        pictures.unwanted.connect(self._stop)

    def _start(self, address: str) -> None:
        self._tasks[address] = self._work.start("remote picture", self._fetch, address)

    def _stop(self, address: str) -> None:
        if task := self._tasks.pop(address, None):
            task.cancel()

    async def _fetch(self, address: str) -> None:
        def progressed(size: int) -> None:
            if size - self._pictures.standing(address).size >= _TELL_EVERY:
                self._pictures.set(address, Standing(Loading.NOW, size=size))

        core = self._core
        try:
            data = await remote_pictures.fetch(core.http, core.network, address, progressed)
            self._pictures.set(address, Standing(Loading.DONE, size=len(data), data=data))
        except AppError as error:
            self._pictures.set(address, Standing(Loading.FAILED, f"{error} {error.hint}".strip()))
        self._tasks.pop(address, None)
