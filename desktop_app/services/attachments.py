"""Files and pictures that a person lets go along with a message: what may, and in which form.

A file becomes a part by what is in it, not by its name. It must not know how one is chosen.
"""

import stat
from pathlib import Path

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.errors import AppError, RequestRefused
from desktop_app.domain.message import FilePart, ImagePart, Message, Role, State
from desktop_app.domain.provider import Endpoint
from desktop_app.services.store.files import Files

MOST_BYTES = 20_000_000  # of a picture or PDF: what the larger providers take
MOST_TEXT = 2_000_000  # bytes of text: about half a million tokens
MOST = 20  # attachments of one message

Attachment = ImagePart | FilePart

_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_BYTE_ORDERS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class AttachmentError(AppError):
    """Something cannot go along."""


def read(path: Path) -> Attachment:
    """The file as a part with its bytes. Blocks on the disk. Raises AttachmentError."""
    name = path.name or str(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise AttachmentError(f"“{name}” is a folder.", hint="Attach the files in it.")
        if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device may never end
            raise AttachmentError(f"“{name}” is not a file.")
        _check_size(name, found.st_size, MOST_BYTES)
        data = path.read_bytes()
    except FileNotFoundError:
        raise AttachmentError(f"“{name}” is not there any more.") from None
    except OSError as error:
        raise AttachmentError(f"“{name}” cannot be read.", detail=error.strerror or "") from None
    return recognised(data, name)


def recognised(data: bytes, name: str) -> Attachment:
    """Bytes as a picture, a PDF or text. Raises AttachmentError for what models cannot read."""
    if not data:
        raise AttachmentError(f"“{name}” is empty.")
    _check_size(name, len(data), MOST_BYTES)
    if picture := picture_type(data):
        return ImagePart(picture, data=data, name=name)
    if data.startswith(b"%PDF-"):
        return FilePart("application/pdf", name, data=data)
    text = _text(data)
    if text is None:
        raise AttachmentError(
            f"“{name}” is of a kind that models cannot read.",
            hint="Pictures (PNG, JPEG, GIF, WebP), PDF and any kind of text can be attached.",
        )
    _check_size(name, len(text), MOST_TEXT)
    import mimetypes

    guessed = mimetypes.guess_type(name)[0] or ""
    return FilePart(guessed if guessed.startswith("text/") else "text/plain", name, data=text)


def kept(files: Files | None, part: Attachment) -> Attachment:
    """The part with its bytes in the files folder, if there is one. Blocks. Raises StoreError."""
    return files.kept_part(part) if files else part


def refused(endpoint: Endpoint, parts: tuple[Attachment, ...]) -> str:
    """Why the endpoint's protocol has no words for one of these, and what it has words for.

    Empty if it has words for all.
    """
    from desktop_app.wire import PROTOCOLS  # not needed before something is attached

    build = PROTOCOLS[endpoint.protocol].build
    for part in parts:
        told = type(part)(part.media_type, name=part.name, data=b"x")
        question = Message("", Role.USER, State.COMPLETE, (told,), 0.0)
        try:
            build(CompletionRequest(endpoint, "", (question,)))
        except RequestRefused as error:
            return f"{error} {error.hint}"
    return ""


def size_in_words(size: int) -> str:
    """Bytes as people say them: 812 B, 12 kB, 3.4 MB."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def _check_size(name: str, size: int, most: int) -> None:
    if size > most:
        raise AttachmentError(
            f"“{name}” is too large: {size_in_words(size)}.",
            hint=f"Up to {size_in_words(most)} can be attached.",
        )


def picture_type(data: bytes) -> str:
    """The media type of a picture that can be shown, "" for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _PICTURES.items() if data.startswith(start)), "")


def _text(data: bytes) -> bytes | None:
    """The same words in UTF-8, None if there are none."""
    marked = (name for start, name in _BYTE_ORDERS.items() if data.startswith(start))
    encoding = next(marked, "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None if _has_controls(data) else data.decode("cp1252", "replace").encode()
    return None if "\0" in text else text.encode()


def _has_controls(data: bytes) -> bool:
    """Whether there are bytes that no old text file has."""
    return bool(data.translate(None, bytes(range(0x20, 0x100)) + b"\t\n\r\f\x1b"))
