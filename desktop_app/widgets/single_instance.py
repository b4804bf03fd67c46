"""One window process per profile: a second start brings the first one to the front.

It must not know what a window is; it tells that one is wanted.
"""

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 500  # ms for a process that is there to take the call


class SingleInstance(QObject):
    """Named after the profile's folder; only this person's processes may call."""

    called = Signal()  # another process was started and has ended again

    def __init__(self, profile: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(profile).encode()).hexdigest()[:16]
        owner = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
        self._name = f"rivulet-{owner}-{digest}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take_call)

    def call_first(self) -> bool:
        """Ask the first process to come to the front; False if there is none."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        is_there = socket.waitForConnected(_PATIENCE)
        socket.abort()
        return is_there

    def listen(self) -> None:
        """Be the first process. What a killed one left behind is cleared away."""
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)

    def close(self) -> None:
        """Take no more calls."""
        self._server.close()

    def _take_call(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.called.emit()
