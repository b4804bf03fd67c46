"""One window process per profile: a second start brings the first one to the front.

A lock file tells who is first, so that the first window need not load the network to open. It must
not know what a window is; it tells that one is wanted.
"""

import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from desktop_app.paths import make_private_dir

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_PATIENCE = 3.0  # seconds for a process that has only just started itself
_CALL = 250  # ms for one try


class SingleInstance(QObject):
    """Named after the profile's folder; only this person's processes may call."""

    called = Signal()  # another process was started and has ended again

    def __init__(self, profile: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(profile).encode()).hexdigest()[:16]
        owner = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
        self._name = f"rivulet-{owner}-{digest}"
        self._lock = QLockFile(str(_made(profile) / "window.lock"))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, not by age
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Whether no other window process runs; a folder that cannot be written has none."""
        is_locked = self._lock.tryLock(0)
        return is_locked or self._lock.error() is not QLockFile.LockError.LockFailedError

    def call_first(self) -> bool:
        """Ask the first process to come to the front; False if it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(_CALL):
                socket.abort()
                return True
            time.sleep(0.05)
        return False

    def listen(self) -> None:
        """Take calls as the first process. What a killed one left behind is cleared away."""
        from PySide6.QtNetwork import QLocalServer

        server = self._server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._take_call)
        if not server.listen(self._name):
            QLocalServer.removeServer(self._name)
            server.listen(self._name)

    def close(self) -> None:
        """Take no more calls; the next process is the first."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _take_call(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.called.emit()


def _made(folder: Path) -> Path:
    """The folder, created if that is possible; where it is not, the store says why."""
    try:
        return make_private_dir(folder)
    except OSError:
        return folder
