"""The palette and the sheet of keys: both derived from the table of commands."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_app.commands import COMMANDS
from desktop_app.widgets.palette import Palette, found
from desktop_app.widgets.palette_entry import PaletteEntry
from desktop_app.widgets.shortcuts_sheet import sheet_rows


def entry(title: str, run=lambda: None, group: str = "Actions", detail: str = "") -> PaletteEntry:
    return PaletteEntry(group, title, run, "plus", detail, command_id=title)


def test_best_first_within_a_group_and_groups_in_order() -> None:
    entries = [
        entry("Commode"), entry("Model: choose…"), entry("Settings"),
        entry("smollm2", group="Models", detail="Built-in model"),
        entry("Data model", group="Conversations"),
    ]  # fmt: skip
    titles = [each.title for each in found(entries, "mod")]
    assert titles == ["Model: choose…", "Commode", "smollm2", "Data model"]
    assert found(entries, "mod")[0].places == (0, 1, 2)
    assert len(found(entries, "")) == 5


def test_a_word_in_another_group_comes_before_strewn_letters() -> None:
    entries = [
        entry("Export the message…"),
        entry("Import…"),
        entry("fast", group="Models", detail="Poem writers"),
        entry("Translate a poem by Rilke", group="Conversations"),
        entry("Port of Ghent", group="Conversations"),
    ]

    def titles(wanted: str) -> list[str]:
        return [each.title for each in found(entries, wanted)]

    assert titles("poem") == ["fast", "Translate a poem by Rilke"]
    assert titles("xpem") == ["Export the message…"], "better than nothing"
    assert titles("em") == ["fast", "Translate a poem by Rilke", "Export the message…"]
    assert titles("port")[:3] == ["Port of Ghent", "Import…", "Export the message…"]
    assert titles("fast poem") == ["fast"], "a title and what stands beside it fit together"


def test_keys_choose_and_run_after_closing(appearance, qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    ran: list[str] = []
    palette = Palette(
        window, appearance,
        lambda: [entry(name, lambda name=name: ran.append(name)) for name in ("a1", "a2", "a3")],
    )  # fmt: skip
    palette.open()
    field = palette._field.edit
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "a")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ran == ["a1"]
    assert palette.isHidden()
    palette.open()
    wanted = []
    palette.shortcut_wanted.connect(wanted.append)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wanted == ["a1"]
    assert ran == ["a1"]
    palette.open()
    QTest.keyClicks(field, "zzz")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ran == ["a1"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_the_sheet_joins_siblings() -> None:
    rows = {row.title: row.caps for row in sheet_rows({})}
    assert rows["Previous, next version"] == ("Alt", "←", "→")
    assert rows["First to ninth"] == ("Ctrl", "1…9")
    assert rows["Send"] == ("Enter",)
    assert "Stop the answer" not in rows
    assert {row.title: row.caps for row in sheet_rows({"answer.stop": "F8"})}[
        "Stop the answer"
    ] == ("F8",)


def test_commands_are_found_by_the_words_that_people_use() -> None:
    entries = [
        PaletteEntry("Actions", each.title, print, each.icon, also=each.also)
        for each in COMMANDS.values()
        if each.is_listed
    ]
    for wanted, title in (
        ("theme", "Appearance: light mode"),
        ("regenerate", "Try again"),
        ("font size", "Zoom in"),
        ("hide sidebar", "Sidebar"),
        ("new chat", "New conversation"),
        ("delete chat", "Delete"),
    ):
        assert title in [each.title for each in found(entries, wanted)], wanted
    assert found(entries, "try")[0].title == "Try again", "its own words come first"
