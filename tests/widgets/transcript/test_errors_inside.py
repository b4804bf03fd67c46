"""An error in a handler is reported, and the window lives on."""

import subprocess
import sys

import pytest

_PROGRAM = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.view import TranscriptView

def fail(*_):
    return [][3]

app = QApplication([])
sys.excepthook = lambda kind, *_: print("told", kind.__name__, flush=True)
view = TranscriptView(TranscriptModel(), LIGHT)
if sys.argv[1] == "paint":
    view.painting.paint_rect = fail
view.show()
app.processEvents()
view.keys.press = fail
QApplication.postEvent(view, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.NoModifier))
app.processEvents()
print("alive")
os._exit(0)
"""


@pytest.mark.parametrize("where", ["paint", "key"])
def test_an_error_below_the_view_ends_nothing(where):
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, where],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "told IndexError" in done.stdout
    assert "alive" in done.stdout
