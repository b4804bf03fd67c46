"""A recording is the body byte for byte, but for the secrets that went out."""

from pathlib import Path

import pytest

from desktop_app.domain.errors import StoreError
from desktop_app.services.logs import Redactor
from desktop_app.services.recording import opened

BODY = "data: größer sk-secret/1 •\r\n\r\ndata: [DONE]".encode()


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_a_secret_is_taken_out_however_it_is_cut(tmp_path: Path, size: int) -> None:
    redactor = Redactor()
    redactor.learn("sk-secret/1")
    with opened(tmp_path / "body", redactor) as recording:
        for place in range(0, len(BODY), size):
            recording.write(BODY[place : place + size])
    assert (tmp_path / "body").read_bytes() == BODY.replace(b"sk-secret/1", "••••".encode())


def test_a_body_that_begins_anew_leaves_nothing_behind(tmp_path: Path) -> None:
    with opened(tmp_path / "body", Redactor()) as recording:
        recording.write(b"first\nhalf a li")
        assert recording.seekable()
        recording.seek(0)
        recording.truncate()
        recording.write(BODY)
    assert (tmp_path / "body").read_bytes() == BODY


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be written"), opened(tmp_path, Redactor()):
        pass
