"""The table of commands: complete, free of clashes, and the keys of EXPERIENCE.md section 5."""

import dataclasses

import pytest
from PySide6.QtGui import QKeySequence

from desktop_app import paths
from desktop_app.commands import COMMANDS, GROUPS, TABLES
from desktop_app.commands.declared import Command, command
from desktop_app.commands.keys import caps, clashes, keys_of, shown_keys

EXPECTED = {
    "Return": "composer.send",
    "Shift+Return": "composer.new_line",
    "Ctrl+K": "window.palette",
    "Ctrl+Shift+P": "window.palette",
    "Esc": "window.escape",
    "Ctrl+Shift+F": "conversation.search",
    "Ctrl+N": "conversation.new",
    "Ctrl+Shift+O": "conversation.new",
    "Ctrl+F": "conversation.find",
    "F3": "conversation.find_next",
    "Shift+F3": "conversation.find_previous",
    "Ctrl+Shift+M": "model.choose",
    "Ctrl+B": "window.sidebar",
    "Ctrl+I": "window.inspector",
    "F6": "window.enter_inspector",
    "Ctrl+Tab": "conversation.next",
    "Ctrl+Shift+Tab": "conversation.previous",
    "Ctrl+1": "conversation.nth_1",
    "Ctrl+9": "conversation.nth_9",
    "Alt+Up": "message.previous",
    "Alt+Down": "message.next",
    "Ctrl+L": "composer.focus",
    "Ctrl+U": "composer.attach",
    "Shift+Esc": "composer.focus",
    "Up": "composer.edit_last",
    "Ctrl+Shift+C": "answer.copy",
    "Ctrl+Shift+;": "answer.copy_code",
    "Ctrl+R": "answer.retry",
    "Alt+Left": "answer.version_previous",
    "Alt+Right": "answer.version_next",
    "Ctrl+Shift+Backspace": "conversation.delete",
    "Ctrl+Z": "conversation.undo_delete",
    "Ctrl+,": "window.settings",
    "Ctrl+/": "window.shortcuts",
    "F1": "window.shortcuts",
    "Ctrl++": "window.zoom_in",
    "Ctrl+-": "window.zoom_out",
    "Ctrl+0": "window.zoom_reset",
    "Ctrl+End": "transcript.latest",
    "Ctrl+Shift+N": "window.new",
}


def test_keys_are_those_that_people_were_promised() -> None:
    found = {key: each.id for each in COMMANDS.values() for key in each.keys}
    assert EXPECTED.items() <= found.items()


def test_no_key_runs_two_commands() -> None:
    assert clashes({}) == []


def test_a_clash_is_seen() -> None:
    assert ("Ctrl+N", "conversation.new", "window.settings") in clashes(
        {"window.settings": "Ctrl+N"}
    )


def test_places_keep_keys_apart_but_anywhere_meets_all() -> None:
    def made(name: str, place: str) -> Command:
        return Command(name, name, lambda _context: None, GROUPS[0], ("Ctrl+J",), place=place)

    apart = [made("a", "sidebar"), made("b", "composer")]
    assert clashes({}, apart) == []
    assert clashes({}, [*apart, made("c", "")]) == [("Ctrl+J", "a", "c"), ("Ctrl+J", "b", "c")]


def test_two_commands_cannot_share_an_id() -> None:
    with pytest.raises(ValueError, match="two commands"):
        command("window.palette", "Again", group=GROUPS[0])(lambda _context: None)


@pytest.mark.parametrize("each", COMMANDS.values(), ids=COMMANDS.keys())
def test_each_command_is_fit_to_be_shown(each: Command) -> None:
    assert each.group in GROUPS
    assert each.title
    assert each.run.__doc__ or each.row
    assert not each.icon or (paths.resources() / "icons" / f"{each.icon}.svg").is_file()
    for key in each.keys + each.mac_keys:
        assert QKeySequence(key).toString(), key


def test_every_module_of_the_package_fills_the_table() -> None:
    folder = paths.resources().parent / "desktop_app" / "commands"
    others = {"__init__", "context", "declared", "keys"}
    modules = {path.stem for path in folder.glob("*.py")} - others
    assert modules == {table.__name__.rpartition(".")[2] for table in TABLES}


def test_overrides_replace_and_take_away() -> None:
    settings = COMMANDS["window.settings"]
    assert keys_of(settings, {}) == ("Ctrl+,",)
    assert keys_of(settings, {"window.settings": "F9, Ctrl+J"}) == ("F9", "Ctrl+J")
    assert keys_of(settings, {"window.settings": ""}) == ()


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("Ctrl+Shift+M", ("Ctrl", "Shift", "M")),
        ("Ctrl++", ("Ctrl", "+")),
        ("Alt+Left", ("Alt", "←")),
        ("Return", ("Enter",)),
        ("Ctrl+-", ("Ctrl", "−")),
    ],
)
def test_caps(keys: str, shown: tuple[str, ...]) -> None:
    assert caps(keys) == shown


def test_keys_in_words() -> None:
    assert shown_keys(COMMANDS["window.palette"], {}) == "Ctrl K"
    assert shown_keys(COMMANDS["answer.stop"], {}) == ""


def test_every_group_and_field_of_a_command_is_used() -> None:
    assert {each.group for each in COMMANDS.values()} == set(GROUPS)
    for field in dataclasses.fields(Command):
        assert any(getattr(each, field.name) for each in COMMANDS.values()), field.name
