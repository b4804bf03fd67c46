"""What may go along with a message: told by its bytes, refused in words."""

import os
from pathlib import Path

import pytest

from desktop_app.domain.message import FilePart, ImagePart
from desktop_app.domain.provider import Endpoint
from desktop_app.services import attachments
from desktop_app.services.attachments import AttachmentError, read, recognised, refused
from desktop_app.services.store.files import Files

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
PDF = b"%PDF-1.7\n\x00\xff"


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("x.txt", PNG, ImagePart("image/png", data=PNG, name="x.txt")),
        ("x", b"\xff\xd8\xff\xe0", ImagePart("image/jpeg", data=b"\xff\xd8\xff\xe0", name="x")),
        ("x.gif", b"GIF89a", ImagePart("image/gif", data=b"GIF89a", name="x.gif")),
        ("a.pdf", PDF, FilePart("application/pdf", "a.pdf", data=PDF)),
        ("a.csv", b"1,2", FilePart("text/csv", "a.csv", data=b"1,2")),
        ("a.rs", "fn ä()".encode(), FilePart("text/plain", "a.rs", data="fn ä()".encode())),
        ("a.json", b"{}", FilePart("text/plain", "a.json", data=b"{}")),
        ("old.txt", b"caf\xe9", FilePart("text/plain", "old.txt", data="café".encode())),
        ("w.txt", b"\xff\xfeh\0\xe9\0", FilePart("text/plain", "w.txt", data="hé".encode())),
    ],
)  # fmt: skip
def test_the_bytes_say_what_it_is(name, data, part) -> None:
    assert recognised(data, name) == part


def test_webp_is_a_picture_and_other_riff_is_not() -> None:
    assert recognised(b"RIFF\1\0\0\0WEBPVP8 ", "x").media_type == "image/webp"
    with pytest.raises(AttachmentError):
        recognised(b"RIFF\1\0\0\0WAVEfmt ", "x")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\x14\0\0\0", b"\x7fELF\2\1\1\0", b"a\0b", b"\x80\x01"]
)
def test_what_models_cannot_read_is_refused_in_words(data) -> None:
    with pytest.raises(AttachmentError, match="is of a kind") as told:
        recognised(data, "x.bin")
    assert "PDF" in told.value.hint


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes")
    assert read(path).data == b"# Notes"


def test_bad_files_are_told_in_words(tmp_path: Path, monkeypatch) -> None:
    folder, pipe, empty = tmp_path / "folder", tmp_path / "pipe", tmp_path / "empty"
    folder.mkdir()
    os.mkfifo(pipe)
    empty.touch()
    told = []
    for path in (folder, pipe, empty, tmp_path / "gone"):
        with pytest.raises(AttachmentError) as error:
            read(path)
        told.append(str(error.value))
    assert told == [
        "“folder” is a folder.",
        "“pipe” is not a file.",
        "“empty” is empty.",
        "“gone” is not there any more.",
    ]

    def denied(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    empty.write_text("x")
    with pytest.raises(AttachmentError, match="“empty” cannot be read"):
        read(empty)


def test_limits_are_told_with_their_size(tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(attachments.MOST_BYTES + 1_000_000)
    with pytest.raises(AttachmentError, match=r"too large: 21.0 MB") as told:
        read(huge)
    assert told.value.hint == "Up to 20.0 MB can be attached."
    with pytest.raises(AttachmentError, match=r"too large: 2.5 MB"):
        recognised(b"x" * 2_500_000, "long.txt")


def test_bytes_go_to_the_files_folder(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    part = attachments.kept(files, recognised(PNG, "x.png"))
    assert part.data == b""
    assert files.loaded(part).data == PNG
    assert attachments.kept(None, files.loaded(part)).data == PNG


def test_what_the_protocol_has_no_words_for_is_known_before_sending() -> None:
    parts = (recognised(PNG, "x.png"), recognised(b"words", "x.txt"), recognised(PDF, "a.pdf"))
    plain = Endpoint("p", "Plain", "http://x", "chat", "http://x/chat/completions")
    able = Endpoint("p", "Able", "http://x", "chat", "http://x/c", quirks=("files",))
    told = refused(plain, parts)
    assert told.startswith("Plain does not take PDF files such as “a.pdf”. Attach its text")
    assert refused(plain, parts[:2]) == refused(able, parts) == ""
    for protocol in ("messages", "responses"):
        assert refused(Endpoint("p", "P", "http://x", protocol, "http://x"), parts) == ""


@pytest.mark.parametrize(
    ("size", "words"), [(812, "812 B"), (12_345, "12 kB"), (3_400_000, "3.4 MB")]
)
def test_sizes_are_said_as_people_say_them(size, words) -> None:
    assert attachments.size_in_words(size) == words
