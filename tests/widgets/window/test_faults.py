"""A fault of our own is reported, and the window lives on with what was written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ALIVE = """
import asyncio, os, sys
import desktop_app.app.application
from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from desktop_app.services.core import Core
from desktop_app.widgets.composer.text_field import TextField
from desktop_app.widgets.main_window import MainWindow
from desktop_app.widgets.sidebar import sidebar as sidebar_module

def once(kind, name):
    old = getattr(kind, name)
    def fail(*_):
        setattr(kind, name, old)
        return [][3]  # raised by C code
    setattr(kind, name, fail)

def press(window, letter):
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key[f"Key_{letter.upper()}"], Qt.NoModifier, letter)
    QApplication.postEvent(window.composer.field, key)

def key(window):
    once(TextField, "_press")

def sidebar(window):
    window._panes.show_sidebar()
    once(sidebar_module, "QPainter")
    window._sidebar.update()

def resize(window):
    once(TextField, "_fit")
    size = QSize(window.width() - 200, window.height())
    QTimer.singleShot(0, window, lambda: window.resize(size))

look_after = Core.look_after
async def settled(core):
    await look_after(core)
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    for step in (lambda: press(window, "a"), lambda: globals()[sys.argv[1]](window),
                 lambda: press(window, "x"), lambda: press(window, "b")):
        step()
        await asyncio.sleep(0.2)
    print(window.composer.text(), flush=True)
    os._exit(0)
Core.look_after = settled
from desktop_app import app
if "bare" in sys.argv:
    app.run_whole = lambda run: run()
app.run_window([])
"""


def run(home: Path, *words: str) -> tuple[int, str, str]:
    """The exit status, what is written in the composer, and the log."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "RIVULET_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", ALIVE, *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=20,
    )  # fmt: skip
    log = "".join(path.read_text() for path in home.rglob("*.log"))
    return done.returncode, done.stdout.strip() or done.stderr, log


@pytest.mark.parametrize(
    ("where", "written"), [("key", "ab"), ("sidebar", "axb"), ("resize", "axb")]
)
def test_the_window_outlives_it(home: Path, where: str, written: str) -> None:
    status, text, log = run(home, where)
    assert (status, text) == (0, written)
    assert log.count("a fault of our own") == 1
    assert log.count("IndexError") == 1
    assert "_Handled" not in log


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="there every error is whole")
@pytest.mark.parametrize("where", ["key", "resize"])
def test_without_care_it_would_not(home: Path, where: str) -> None:
    assert run(home, where, "bare")[0] < 0
