"""Words, help and exit statuses; nothing of Qt comes along."""

import io
import signal
import subprocess
import sys

import pytest

from desktop_app import __version__
from desktop_app.cli import main, settings

QT = ("PySide6", "qasync", "shiboken6", "desktop_app.widgets", "desktop_app.viewmodels")
SLOW = ("httpx", "keyring", "tomlkit", "xllamacpp", "pygments", "ziamath")


def _loaded(statement):
    """The modules that a fresh interpreter has after `statement`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{statement}\nprint(*sys.modules, sep='\\n')"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_version(rivulet):
    done = rivulet("--version")
    assert (done.stdout, done.stderr, done.returncode) == (f"rivulet {__version__}\n", "", 0)


def test_the_version_is_told_without_loading_anything():
    import_main = "from desktop_app.__main__ import main; sys.argv[1:] = ['--version']; main()"
    loaded = _loaded(import_main)
    assert not loaded & {"asyncio", "msgspec", "argparse", "sqlite3", *SLOW, *QT}


def test_no_word_of_the_console_brings_qt_along():
    loaded = _loaded(
        "import pkgutil, importlib, desktop_app.cli as cli\n"
        "for module in pkgutil.walk_packages(cli.__path__, 'desktop_app.cli.'):\n"
        "    importlib.import_module(module.name)\n"
        "import desktop_app.services.core"
    )
    assert "desktop_app.cli.ask" in loaded
    assert not [name for name in loaded if name.startswith(QT)]


def test_the_qt_check_sees_qt():
    assert [name for name in _loaded("import desktop_app.viewmodels.fuzzy, PySide6") if
            name.startswith(QT)]  # fmt: skip


def test_the_core_opens_without_what_is_slow():
    assert not _loaded("import desktop_app.services.core") & {*SLOW}


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["ask", "--help"],
        ["providers", "add", "--help"],
        ["settings", "--help"],
        ["conversations", "list", "--help"],
        ["replay", "--help"],
    ],
)
def test_help_goes_to_standard_output(capsys, words):
    assert main.run(words, list) == 0
    told = capsys.readouterr()
    assert told.out.startswith("usage: ")
    assert told.err == ""


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["--console"],
        ["ask"],
        ["ask", "hello", "--protocol", "smoke"],
        ["ask", " "],
        ["ask", "hello", "--provider", "nobody"],
        ["ask", "hello", "--conversation", "nothing"],
        ["ask", "hello", "--conversation", "x", "--temporary"],
        ["providers"],
        ["providers", "remove", "nobody"],
        ["providers", "check", "nobody"],
        ["providers", "add", "x", "--base-url", "ftp://x", "--protocol", "chat"],
        ["providers", "add", "built-in", "--base-url", "https://x/v1", "--protocol", "chat"],
        ["conversations", "show", "nothing"],
        ["settings", "get", "appearance.tehme"],
        ["settings", "set", "appearance.theme", "pink"],
        ["settings", "reset", "nothing"],
        ["replay", "x"],
        ["replay", "x", "--protocol", "chat", "--chunk-size", "0"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_status_2(capsys, words):
    assert main.run(words, list) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.startswith("rivulet")


def test_a_number_of_bytes_is_one(capsys):
    main.run(["replay", "x", "--protocol", "chat", "--chunk-size", "0"], list)
    assert "“0” is no number of bytes from 1 on" in capsys.readouterr().err


def test_ctrl_c_ends_the_wait_for_standard_input(monkeypatch):
    class Terminal(io.BytesIO):
        def read(self):
            signal.raise_signal(signal.SIGINT)
            pytest.fail("Ctrl+C was not heard while it waited")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Terminal()))
    assert main.run(["ask", "-"], list) == 130


def test_ctrl_c_while_it_loads_is_no_traceback():
    stop_at_import = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'desktop_app.cli.main': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from desktop_app.__main__ import main\n"
        "sys.argv[1:] = ['ask', 'hello']\n"
        "sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", stop_at_import], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_fault_of_our_own_is_one_line_without_what_was_worked_on(monkeypatch, capsys):
    def broken(_arguments):
        raise ValueError("sk-secret")

    monkeypatch.setattr(settings, "_list", broken)
    assert main.run(["settings", "list"], list) == 1
    told = capsys.readouterr().err
    assert "ValueError at main.py:" in told
    assert "sk-secret" not in told
