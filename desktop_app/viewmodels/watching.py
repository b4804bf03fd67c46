"""Notices that another process (the console) writes into the database, without asking all the time.

It must not know what is in the database.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

_PAUSE = 500  # ms: an answer that streams here writes often, and is no news


class Watching(QObject):
    """Calls `look` soon after something was written, by whomever."""

    def __init__(self, database: Path, look: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(look)
        self._watcher.fileChanged.connect(self._written)
        log = database.with_name(f"{database.name}-wal")  # what is written comes here first
        if log.exists():
            self._watcher.addPath(str(log))

    def _written(self) -> None:
        if not self._pause.isActive():
            self._pause.start()
