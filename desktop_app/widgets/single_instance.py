"""One window process per profile: a second start brings the first one to the front.

A lock file tells who is first and a file beside it calls, on every system alike: no name is taken
that somebody else could have, nothing stale stands in the way of the next start, and the window
need not load the network, which is 4 MB. It must not know what a window is; it tells that one is
wanted.
"""

import contextlib
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QTimer, Signal

from desktop_app.paths import make_private_dir

_PATIENCE = 3.0  # seconds for a process that has only just started itself
_PAUSE = 0.03  # seconds between two looks for its answer
_AGAIN = 100  # ms


class SingleInstance(QObject):
    """Lives in the profile's folder; who may write there may call."""

    called = Signal()  # another process was started and has ended again

    def __init__(self, profile: Path) -> None:
        super().__init__()
        folder = _made(profile)
        self._call = folder / "window.call"
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, not by age
        self._watcher: QFileSystemWatcher | None = None

    def is_first(self) -> bool:
        """Whether no other window process runs; a folder that cannot be written has none."""
        is_locked = self._lock.tryLock(0)
        return is_locked or self._lock.error() is not QLockFile.LockError.LockFailedError

    def call_first(self) -> bool:
        """Ask the first process to come to the front: it answers by taking the file away.

        False if it does not answer, or has ended: this process is then the first.
        """
        end = time.monotonic() + _PATIENCE
        with contextlib.suppress(OSError):
            self._call.touch()
            while time.monotonic() < end and not self.is_first():
                time.sleep(_PAUSE)
                if not self._call.exists():
                    return True
            self._call.unlink(missing_ok=True)
        return False

    def listen(self) -> None:
        """Take calls as the first process, also one that came while it was starting."""
        watcher = self._watcher = QFileSystemWatcher([str(self._call.parent)], self)
        watcher.directoryChanged.connect(self._look)
        self._look()

    def close(self) -> None:
        """Take no more calls; the next process is the first."""
        if self._watcher is not None:
            self._watcher.directoryChanged.disconnect(self._look)
        self._lock.unlock()

    def _look(self) -> None:
        try:
            self._call.unlink()
        except FileNotFoundError:
            return
        except OSError:  # Windows: the caller has it open for a moment more
            QTimer.singleShot(_AGAIN, self, self._look)
            return
        self.called.emit()


def _made(folder: Path) -> Path:
    """The folder, created if that is possible; where it is not, the store says why."""
    try:
        return make_private_dir(folder)
    except OSError:
        return folder
