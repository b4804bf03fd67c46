"""Log lines are written for the owner alone and hold no secret in any spelling."""

import base64
import faulthandler
import logging
import stat
import sys
from urllib.parse import quote

import pytest

from desktop_app.domain.errors import AppError
from desktop_app.services.logs import Logs, Redactor, crash_was_told, crash_words

KEY = "sk/test+0123=456789&abc"


@pytest.fixture
def logs(tmp_path):
    redactor = Redactor()
    redactor.learn(KEY)
    logs = Logs(tmp_path / "logs", "console", redactor)
    level = logging.getLogger().level
    was_enabled = faulthandler.is_enabled()
    logs.start()
    yield logs
    logs.close()
    logging.getLogger().setLevel(level)
    if was_enabled:
        faulthandler.enable(sys.__stderr__)


@pytest.mark.parametrize("before", ["", "u", "us", "user:", "user2:"])
def test_every_spelling_is_removed(before):
    redactor = Redactor()
    redactor.learn(KEY)
    for spelling in (KEY, quote(KEY), quote(KEY, safe="")):
        assert redactor.clean(f"a {spelling} b") == "a •••• b"
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        line = encode(f"{before}{KEY}:rest".encode()).decode()
        cleaned = redactor.clean(line)
        assert "••••" in cleaned
        assert len(cleaned) < len(line) - 20  # all but the signs shared with its neighbours
    assert redactor.clean("ordinary words") == "ordinary words"


def test_very_short_secrets_do_not_blot_out_words():
    redactor = Redactor()
    redactor.learn("a")
    assert redactor.clean("a banana") == "a banana"


@pytest.mark.logs("refused", "gone wrong")
def test_arguments_and_tracebacks_are_cleaned(logs, tmp_path):
    log = logging.getLogger("rivulet.test")
    log.warning("refused: %s", KEY)
    try:
        raise ValueError(KEY)
    except ValueError:
        log.exception("gone wrong")
    logs.close()
    text = (tmp_path / "logs" / "console.log").read_text()
    assert "refused: ••••" in text
    assert "ValueError: ••••" in text
    assert KEY not in text


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_only_the_owner_may_read_them(logs, tmp_path):
    logging.getLogger("rivulet.test").info("hello")
    folder = tmp_path / "logs"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {0o600}


def test_a_crash_is_told_until_it_was_told(logs, tmp_path):
    folder = tmp_path / "logs"
    assert crash_words(folder) == ""
    (folder / "crash.txt").write_text("Fatal Python error: Aborted")
    assert "crashed on" in crash_words(folder)
    told = crash_was_told(folder, crash_words(folder))
    assert (folder / "crash-told.txt").exists()
    assert told.endswith("crash-told.txt")
    assert crash_words(folder) == ""
    assert "Aborted" in (folder / "crash-told.txt").read_text()
    assert crash_was_told(folder, "words") == "words"


@pytest.mark.skipif(sys.platform != "linux", reason="a disk that is always full is Linux's")
def test_a_full_disk_costs_log_lines_and_nothing_else(tmp_path, capfd):
    (tmp_path / "console.log").symlink_to("/dev/full")
    full = Logs(tmp_path, "console", Redactor())
    full.start()
    logging.getLogger("test").info("does not fit")
    full.close()
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AppError, match="log files"):
        Logs(tmp_path / "file" / "logs", "console", Redactor()).start()


def test_what_an_error_tells_is_cleaned_in_json_spelling_too() -> None:
    secret = 'sk-a/b"c-long'
    redactor = Redactor()
    redactor.learn(secret)
    error = AppError(
        f"No: {secret}", hint=secret, detail='{"key": "sk-a\\/b\\"c-long"}', param=secret
    )
    redactor.clean_error(error)
    assert (str(error), error.hint, error.param) == ("No: ••••", "••••", "••••")
    assert error.detail == '{"key": "••••"}'


def test_a_full_file_is_put_aside_and_the_oldest_is_forgotten(logs, tmp_path, monkeypatch):
    monkeypatch.setattr("desktop_app.services.logs._MOST_BYTES", 300)
    log = logging.getLogger("rivulet.test")
    for number in range(40):
        log.info("line %02d", number)
    folder = tmp_path / "logs"
    files = [folder / "console.log", *(folder / f"console.log.{number}" for number in (1, 2, 3))]
    assert {file.name for file in folder.glob("console*")} == {file.name for file in files}
    said = "".join(file.read_text() for file in reversed(files))
    numbers = [int(line.split()[-1]) for line in said.splitlines()]
    assert numbers == list(range(numbers[0], 40))
    assert numbers[0] > 0
    assert all(file.stat().st_size < 400 for file in files)
    if sys.platform != "win32":
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_full_file_that_cannot_be_put_aside_grows_on(logs, tmp_path, monkeypatch):
    def refuse(_file, _target):
        raise PermissionError

    monkeypatch.setattr("desktop_app.services.logs._MOST_BYTES", 50)
    monkeypatch.setattr("pathlib.Path.replace", refuse)
    for number in range(5):
        logging.getLogger("rivulet.test").info("line %d", number)
    assert (tmp_path / "logs" / "console.log").read_text().count("line") == 5
