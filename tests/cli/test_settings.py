"""`rivulet settings` over the real file."""

import json

import pytest

from desktop_app.settings.declared import SETTINGS


def test_a_value_is_set_got_and_reset(rivulet, home):
    assert rivulet("settings", "get", "appearance.theme").stdout == "system\n"
    assert rivulet("settings", "set", "appearance.theme", "dark").returncode == 0
    assert rivulet("settings", "get", "appearance.theme").stdout == "dark\n"
    assert 'theme = "dark"' in (home / "settings.toml").read_text()
    assert rivulet("settings", "reset", "appearance.theme").returncode == 0
    assert rivulet("settings", "get", "appearance.theme").stdout == "system\n"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_get_prints_set_takes_back(setting):
    from desktop_app.cli.settings import _shown

    assert setting.parse(_shown(setting.default)) == setting.default


def test_the_list_names_them_all(rivulet):
    rivulet("settings", "set", "appearance.zoom", "125")
    rows = json.loads(rivulet("settings", "list", "--json").stdout)
    assert [row["key"] for row in rows] == [setting.key for setting in SETTINGS]
    zoom = next(row for row in rows if row["key"] == "appearance.zoom")
    assert (zoom["value"], zoom["default"], zoom["is_default"]) == (125, 100, False)
    done = rivulet("settings", "list")
    assert len(done.stdout.splitlines()) == len(SETTINGS)
    assert "125*" in done.stdout


def test_json_is_one_ascii_line(rivulet):
    done = rivulet("settings", "list", "--json")
    assert done.stdout.isascii()
    assert done.stdout.count("\n") == 1
    assert "\\u2212" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("settings", "get", "appearance.theme"), "system\n"),
        (("conversations", "list"), ""),
        (("providers", "list", "--json"), '[{"name": "built-in", '),
    ],
    ids=["settings", "conversations", "providers"],
)
def test_a_broken_file_is_told_and_kept(rivulet, home, words, told):
    home.mkdir()
    (home / "settings.toml").write_text("[[[")
    done = rivulet(*words)
    assert done.stdout.startswith(told)
    assert "damaged" in done.stderr
    assert len(list(home.glob("settings.toml.broken-*"))) == 1
