"""`rivulet --self-check` tells of each thing it needs, and changes nothing."""

import sys

import pytest

from desktop_app.cli import self_check

NAMES = ["imports", "resources", "settings", "database", "keyring", "model", "crash"]


def lines_of(done):
    return {line.split()[1].rstrip(":"): line for line in done.stdout.splitlines()}


def test_each_thing_has_a_line_and_nothing_is_written(rivulet, home):
    done = rivulet("--self-check", "--console")
    lines = lines_of(done)
    assert list(lines) == NAMES
    assert done.returncode == 0
    assert lines["imports"].startswith("ok imports: ")
    assert lines["keyring"].startswith("warn keyring: This computer has no key store")
    assert not home.exists()


def test_the_window_is_tried_too(rivulet):
    done = rivulet("--self-check")
    assert lines_of(done)["window"] == "ok window: Qt starts on the platform offscreen"
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only X11 and Wayland need a display")
def test_no_display_is_a_warning(rivulet):
    nowhere = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":987"}
    done = rivulet("--self-check", environment=nowhere)
    assert lines_of(done)["window"].startswith("warn window: no display")
    assert done.returncode == 0


def test_a_qt_that_cannot_be_loaded_is_a_failure():
    command = [sys.executable, "-c", "import PySide6_that_is_missing"]
    assert self_check._window(command)[0] == "fail"


def test_a_missing_library_is_a_failure():
    assert self_check._imports(("json", "no_such_library"))[0] == "fail"


def test_a_crash_and_broken_settings_are_told(rivulet, home):
    (home / "logs").mkdir(parents=True)
    (home / "logs" / "crash.txt").write_text("Fatal Python error: Segmentation fault")
    (home / "settings.toml").write_text('[appearance]\ntheme = "pink"')
    lines = lines_of(rivulet("--self-check", "--console"))
    assert lines["crash"].startswith("warn crash: Rivulet crashed on ")
    assert lines["settings"].startswith("warn settings: ")


def test_settings_that_cannot_be_read_are_a_failure(rivulet, home):
    home.write_text("a file where a folder should be")
    done = rivulet("--self-check", "--console")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("fail settings: settings.toml cannot be read.")


def test_a_damaged_database_is_a_failure(rivulet, home):
    home.mkdir()
    (home / "rivulet.db").write_bytes(b"no database at all" * 1000)
    done = rivulet("--self-check", "--console")
    assert lines_of(done)["database"].startswith("fail database: ")
    assert done.returncode == 1
