"""A model's words cannot steer the terminal; piped they are as they came."""

import io

from desktop_app.cli import output

TRICKS = "a\x1b]52;c;AAAA\x07b\x9b31mc\rd\x7f\ttab\nline é 漢 🙂"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_control_signs_are_marks(monkeypatch):
    monkeypatch.setattr("sys.stdout", terminal := Terminal())
    output.put(TRICKS)
    shown = terminal.getvalue()
    assert shown == "a␛]52;c;AAAA␇b<9B>31mc␍d␡\ttab\nline é 漢 🙂"


def test_piped_text_is_raw(monkeypatch):
    monkeypatch.setattr("sys.stdout", pipe := io.StringIO())
    output.put(TRICKS)
    assert pipe.getvalue() == TRICKS


def test_an_error_is_one_plain_line(monkeypatch):
    monkeypatch.setattr("sys.stderr", stream := io.StringIO())
    output.say_error("It broke:\n\x1b[31mbadly", "Try\nagain.")
    assert stream.getvalue() == "rivulet: It broke: ␛[31mbadly. Try again.\n"


def test_json_is_one_ascii_line(monkeypatch):
    monkeypatch.setattr("sys.stdout", stream := io.StringIO())
    output.put_json({"text": "é\n\x1b🙂"})
    assert stream.getvalue() == '{"text": "\\u00e9\\n\\u001b\\ud83d\\ude42"}\n'


def test_streams_speak_utf8_whatever_the_terminal_says(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr("sys.stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    output.prepare()
    output.put("é\ud800\n")
    assert raw.getvalue() == "é?\n".encode()
