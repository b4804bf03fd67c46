"""The viewport of a view, asked for without making every class of widgets that Qt has."""

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea

from desktop_app.widgets.controls.viewport import viewport_of

MADE = """
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from desktop_app.widgets.controls.viewport import viewport_of
app = QApplication([])
view = QScrollArea()
{0}(view).setAutoFillBackground(False)
print(view.viewport().autoFillBackground(), any(
    one.__name__ == "QCalendarWidget" for one in QWidget.__subclasses__()
))
"""


def test_it_is_the_same_viewport(qtbot) -> None:
    view = QScrollArea()
    qtbot.addWidget(view)
    inner = QScrollArea()
    view.setWidget(inner)
    assert viewport_of(view) is view.viewport()
    assert viewport_of(inner) is inner.viewport()
    view.setWidget(QLabel("other"))
    assert viewport_of(view) is view.viewport()


@pytest.mark.parametrize(
    ("how", "said"), [("viewport_of", "False False"), ("QScrollArea.viewport", "False True")]
)
def test_no_other_class_of_widgets_is_made_for_it(how, said) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MADE.format(how)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == said
