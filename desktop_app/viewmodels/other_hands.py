"""What other processes change in the settings and the keys, seen while windows are open.

Files are replaced whole, so their folder is watched too. It must not know what changed.
"""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from desktop_app.domain.errors import SettingsError
from desktop_app.services.core import Core

_SETTLED = 100  # ms; whoever writes is about to write the other file as well


class OtherHands(QObject):
    """Reads the files anew when one of them is another than before. Lives as long as its parent."""

    def __init__(self, core: Core, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._files = (core.locations.settings, core.locations.state)
        self._seen = self._signs()
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED)
        self._timer.timeout.connect(self._look)
        folders = {str(path.parent) for path in self._files if path.parent.is_dir()}
        watcher = QFileSystemWatcher([*folders], self)
        watcher.directoryChanged.connect(lambda _folder: self._timer.start())

    def _signs(self) -> list[tuple[int, int]]:
        return [_sign(path) for path in self._files]

    def _look(self) -> None:
        before, self._seen = self._seen, self._signs()
        if before == self._seen:
            return
        try:
            self._core.take_changes()
        except SettingsError:  # unreadable at this moment: what is known stays in force
            self._seen = before


def _sign(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (0, 0)
    return (facts.st_mtime_ns, facts.st_ino)
