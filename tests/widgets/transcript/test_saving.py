"""Code and tables on their way to a file."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from desktop_app.widgets.transcript.saving import as_csv, file_name, save_table
from desktop_app.widgets.transcript.units.code import CodeCard, CodeUnit
from desktop_app.widgets.transcript.units.table import TableUnit
from tests.widgets.transcript.screens import answer, shown

BOTH = "```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | ä |\n\nand $x^2$ too\n"


def chosen(view, path):
    """Answer the dialog that is open."""
    dialog = view.window().findChild(QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    name = dialog.selectedFiles()[0].rpartition("/")[2]
    dialog.fileSelected.emit(str(path))
    dialog.close()
    return name


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("python load.py", "load.py"),
        ("python:src/deep/load.py", "load.py"),
        ("python", "code.py"),
        ("c++", "code.cpp"),
        ("", "code.txt"),
        ("rust ../../.bashrc", "bashrc"),
        ("sh src\\autoexec.bat", "autoexec.bat"),
        ("../../x", "code.-..-x"),
        ("py a\u202eb.exe", "ab.exe"),
    ],
)
def test_the_offered_name_fits_the_language_and_is_safe(info, name):
    offered = file_name(CodeCard(info, 1))
    assert offered == name
    assert "/" not in offered
    assert "\\" not in offered


def test_a_code_card_asks_where_to_and_tells_the_window(qtbot, tmp_path):
    view = shown(qtbot, [answer(BOTH)])
    told = []
    view.save_requested.connect(lambda path, text: told.append((path, text)))
    placed = next(each for each in view.layout_.shown if isinstance(each.unit, CodeUnit))
    view.press_spot(placed, [spot.name for spot in placed.unit.spots()].index("save"))
    assert chosen(view, tmp_path / "x.py") == "code.py"
    assert told == [(str(tmp_path / "x.py"), "x = 1\n")]


def test_a_table_is_saved_for_spreadsheets(qtbot, tmp_path):
    view = shown(qtbot, [answer(BOTH)])
    told = []
    view.save_requested.connect(lambda _path, text: told.append(text))
    unit = next(each.unit for each in view.layout_.shown if isinstance(each.unit, TableUnit))
    save_table(view, unit.card)
    assert chosen(view, tmp_path / "t.csv") == "table.csv"
    assert told == [as_csv(unit.card)]


def test_the_menu_key_offers_all_parts_of_the_message_that_has_the_focus(qtbot):
    view = shown(qtbot, [answer(BOTH)])
    view.actions_.write_keys({"retry": "Ctrl R", "export": "Ctrl E"})
    qtbot.waitUntil(lambda: view.is_settled, timeout=20_000)
    view.move_focus(-1)
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QContextMenuEvent

    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(view.viewport(), event)
    menu = view.findChild(QMenu)
    words = [action.text() for action in menu.actions() if action.text()]
    menu.close()
    assert words[:5] == [
        "Copy code", "Save code…", "Copy table as CSV", "Save table as CSV…", "Copy formula x^2",
    ]  # fmt: skip
    assert words[5:-1] == [
        "Copy message", "Edit", "Try again\tCtrl R", "Try again with another model…",
        "Branch from here", "Details", "Export message…\tCtrl E", "Delete",
    ]  # fmt: skip
    assert Qt.ContextMenuPolicy.DefaultContextMenu is view.contextMenuPolicy()
