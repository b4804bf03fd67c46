"""A picture in a real window: chosen by key, still there after a restart, and on the wire."""

import base64
import struct
import time
import zlib
from pathlib import Path

import pytest

from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.end_to_end.test_main_job import SteadyServer

pytestmark = pytest.mark.real_window


def png(side: int) -> bytes:
    """A square picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x0b\x6e\x78" * side) * side
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def choose(app: App, path: Path) -> None:
    """Attach a file by keys alone."""

    def dialog() -> str:
        return app.desktop.xdotool("search", "--onlyvisible", "--name", "Attach files")

    def opened() -> str:
        app.key("ctrl+u")  # heard once the services are there
        time.sleep(0.5)
        return dialog()

    wait_for(opened, "the dialog")
    app.type(str(path))
    app.key("Return")
    wait_for(lambda: not dialog(), "the dialog to close")
    app.focus()


def test_a_picture_is_chosen_kept_and_sent(desktop: Desktop, home: Path, tmp_path: Path) -> None:
    picture, notes = tmp_path / "chart.png", tmp_path / "notes.md"
    picture.write_bytes(png(64))
    notes.write_text("# Notes")
    server = SteadyServer()
    try:
        desktop.add_provider(home, server.gateway.url("steady"))
        app = desktop.start(home)
        for path in (picture, notes):
            choose(app, path)
        state = home / "unsent.json"
        wait_for(lambda: state.exists() and "notes.md" in state.read_text(), "the draft", 10)
        app.shot(tmp_path / "chips.png")
        app.kill()
        again = desktop.start(home)
        again.type("What is this?")
        wait_for(lambda: "What is this?" in state.read_text(), "the words in the draft", 10)
        again.shot(tmp_path / "kept.png")
        again.key("Return")
        wait_for(lambda: len(server.sent) > 3, "some words")
        again.shot(tmp_path / "sent.png")
        again.key("Escape")
        again.answer("stopped")
        asked = [each for each in server.gateway.received if each.method == "POST"][-1].json
        image, text, words = asked["messages"][-1]["content"]
        sent = base64.b64encode(picture.read_bytes()).decode()
        assert image["image_url"]["url"] == f"data:image/png;base64,{sent}"
        assert "# Notes" in text["text"]
        assert words["text"] == "What is this?"
        assert again.quit() == 0
    finally:
        server.close()
