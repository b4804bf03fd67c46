"""Export, import, backup and restore from the console."""

import io
import json
import signal
import sys
import zipfile

import pytest

from desktop_app.cli import main, transfer


@pytest.fixture
def asked(rivulet, added):
    """The id of a conversation that was really held."""
    added("plain")
    return json.loads(rivulet("ask", "Who are you?", "--json").stdout)["conversation"]


def titles(rivulet):
    rows = json.loads(rivulet("conversations", "list", "--json").stdout)
    return [row["title"] for row in rows]


def test_the_console_knows_every_format():
    from desktop_app.services.export import FORMATS

    assert set(transfer.FORMATS) == set(FORMATS) - {"pdf"}


@pytest.mark.parametrize("name", ["md", "html", "txt", "json"])
def test_export_to_standard_output(rivulet, asked, name):
    done = rivulet("export", "--conversation", asked, "--format", name, "-")
    assert done.returncode == 0
    assert "Who are you?" in done.stdout
    assert "Hello from the gateway." in done.stdout
    assert done.stderr == "1 conversation written\n"


@pytest.mark.parametrize("name", ["docx", "zip"])
def test_export_to_a_file(rivulet, asked, tmp_path, name):
    out = tmp_path / f"all.{name}"
    assert rivulet("export", "--all", "--format", name, str(out)).returncode == 0
    assert zipfile.is_zipfile(out)


def test_what_cannot_be_exported_is_said(rivulet, asked):
    assert "window" in rivulet("export", "--all", "--format", "pdf", "-").stderr
    assert rivulet("export", "--all", "--format", "odt", "-").returncode == 2
    assert rivulet("export", "--format", "md", "-").returncode == 2
    assert rivulet("export", "--conversation", "nothing", "--format", "md", "-").returncode == 2


def test_json_comes_back_once(rivulet, asked, tmp_path):
    out = tmp_path / "all.json"
    rivulet("export", "--all", "--format", "json", str(out))
    elsewhere = {"RIVULET_HOME": str(tmp_path / "elsewhere")}
    first = rivulet("import", str(out), "--json", environment=elsewhere)
    assert json.loads(first.stdout) == {
        "conversations": 1,
        "messages": 2,
        "skipped": [],
        "duplicates": 0,
    }
    again = rivulet("import", str(out), "--json", environment=elsewhere)
    assert json.loads(again.stdout)["duplicates"] == 1
    shown = rivulet("conversations", "show", asked, "--json", environment=elsewhere)
    assert shown.stdout == rivulet("conversations", "show", asked, "--json").stdout


def test_an_import_that_is_none_is_one_line(rivulet, tmp_path):
    (tmp_path / "x.json").write_text("[[[")
    for file in ("x.json", "missing.json", "."):
        done = rivulet("import", str(tmp_path / file))
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "fault of Rivulet" not in done.stderr


def test_a_backup_that_cannot_be_written_names_its_own_place(rivulet, asked, tmp_path):
    done = rivulet("backup", str(tmp_path / "nowhere" / "all.backup"))
    assert done.returncode == 1
    assert f"There is no folder {tmp_path / 'nowhere'}." in done.stderr


def test_what_is_no_backup_is_called_so(rivulet, asked, tmp_path):
    (tmp_path / "no.backup").write_bytes(b"nonsense" * 100)
    done = rivulet("restore", str(tmp_path / "no.backup"), "--yes")
    assert done.returncode == 1
    assert f"{tmp_path / 'no.backup'} is no backup of Rivulet. Nothing was changed." in done.stderr


def test_ctrl_c_answers_the_question(monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

        def readline(self):
            signal.raise_signal(signal.SIGINT)
            pytest.fail("Ctrl+C was not heard while it waited")

    monkeypatch.setattr(sys, "stdin", Terminal())
    assert main.run(["restore", "all.backup"], list) == 130
    assert "[y/N]" in capsys.readouterr().err


def test_a_backup_brings_everything_back(rivulet, asked, tmp_path):
    backup = tmp_path / "all.backup"
    assert rivulet("backup", str(backup)).returncode == 0
    rivulet("ask", "Something newer")
    assert len(titles(rivulet)) == 2
    done = rivulet("restore", str(backup), "--yes")
    assert done.returncode == 0
    assert "kept in" in done.stderr
    assert titles(rivulet) == ["Who are you?"]
    elsewhere = {"RIVULET_HOME": str(tmp_path / "elsewhere")}
    assert rivulet("restore", str(backup), "--yes", environment=elsewhere).returncode == 0


def test_restore_wants_to_be_meant(rivulet, asked, tmp_path):
    backup = tmp_path / "all.backup"
    rivulet("backup", str(backup))
    done = rivulet("restore", str(backup))
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert titles(rivulet) == ["Who are you?"]
