"""Cold start and idle memory of the real app beside a bare window, each in a fresh process."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_TELL = """
def tell():
    import os, time
    pages = int(open('/proc/self/statm').read().split()[1])
    print(time.process_time(), pages * os.sysconf('SC_PAGE_SIZE') / 1e6, flush=True)
"""
_BARE = (
    _TELL
    + """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
class Bare(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        tell()
        import os; os._exit(0)
window = Bare()
window.resize(1100, 760)
window.show()
app.exec()
"""
)
_REAL = (
    _TELL
    + """
import os
from desktop_app import app
painted = app.paint_first
def paint_first(qt, window):
    painted(qt, window)
    tell()
    os._exit(0)
app.paint_first = paint_first
app.run_window([])
"""
)
_IDLE_BARE = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1100, 760)
window.show()
app.exec()
"""
_IDLE_REAL = """
import desktop_app.app.application  # before asyncio, as it is without this
from desktop_app.services import listening
async def nobody(ports):
    return []
listening.listening = nobody  # whatever else runs on this computer
from desktop_app.__main__ import main_gui
main_gui()
"""


def _environment(home: str) -> dict[str, str]:
    return {
        **os.environ,
        "RIVULET_HOME": home,
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def _started(code: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=_environment(home),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    if not done.stdout.strip():
        raise RuntimeError(f"the window did not paint: {done.stderr[-500:]}")
    return float(done.stdout.split()[0])


def bare() -> float:
    """Seconds of CPU until a bare widget is painted."""
    return _started(_BARE)


def real() -> float:
    """Seconds of CPU until the app's empty window is painted."""
    return _started(_REAL)


def _memory(pid: int) -> tuple[float, int]:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, int(fields[11]) + int(fields[12])


def _idle(arguments: list[str]) -> float:
    """Megabytes once the process has stopped working, at most 8 s after its start."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=_environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return _until_quiet(process.pid)
        finally:
            process.terminate()
            process.wait(10)


def _until_quiet(pid: int) -> float:
    ends = time.monotonic() + 8
    megabytes, ticks, quiet = 0.0, -1, 0
    while time.monotonic() < ends and quiet < 5:
        time.sleep(0.2)
        megabytes, now = _memory(pid)
        quiet = quiet + 1 if now == ticks and now > 5 else 0
        ticks = now
    return megabytes


def idle_bare() -> float:
    """Resident megabytes of a bare window."""
    return _idle(["-c", _IDLE_BARE])


def idle_real() -> float:
    """Resident megabytes of the app's empty window."""
    return _idle(["-c", _IDLE_REAL])
