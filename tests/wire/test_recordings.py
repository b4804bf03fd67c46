"""Recordings of our own: every one, however its bytes are cut.

Made by hand after the protocols' documents, or taken from the built-in model (`built_in_…`).
`NAME.expected.json` beside each says what a client has to end with. The larger corpus of real
recordings is read by `test_corpus`.
"""

import json
import re
from pathlib import Path

import pytest

from desktop_app.cli.replay import read
from desktop_app.wire import PROTOCOLS

FOLDER = Path(__file__).parent / "recordings"
RECORDINGS = sorted(FOLDER.glob("*/*.sse"))
SIZES = (1, 2, 3, 7, 64, None)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", RECORDINGS, ids=_name)
def test_recording_ends_as_expected_at_every_chunk_size(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    answers = [read(path.read_bytes(), path.parent.name, size) for size in SIZES]
    assert {key: answers[0][key] for key in expected} == expected
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("path", RECORDINGS, ids=_name)
def test_cut_at_an_event_it_ends_truncated_or_equal(path: Path) -> None:
    body, protocol = path.read_bytes(), path.parent.name
    whole = read(body, protocol)
    for boundary in re.finditer(rb"\r\n\r\n|\n\n|\r\r", body):
        cut = read(body[: boundary.end()], protocol)
        is_equal = (cut["state"], cut["text"]) == (whole["state"], whole["text"])
        assert cut["state"] == "truncated" or is_equal


def test_every_protocol_has_recordings_and_every_folder_a_protocol() -> None:
    assert {path.parent.name for path in RECORDINGS} == set(PROTOCOLS)
    assert {folder.name for folder in FOLDER.iterdir()} == set(PROTOCOLS)


def test_a_changed_word_is_noticed() -> None:
    """Negative control: the comparison above is not blind."""
    path = FOLDER / "chat" / "connection_lost.sse"
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    changed = path.read_bytes().replace(b"here", b"there")
    assert read(changed, "chat")["text"] == "As far as there" != expected["text"]
