"""What a person's own message is made of: words as typed, pictures, names of files."""

from collections.abc import Callable

from desktop_app.domain.message import FilePart, ImagePart, Message, TextPart
from desktop_app.widgets.transcript.part_views import PartView
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.heads import VersionUnit
from desktop_app.widgets.transcript.units.own import OwnUnit, pieces
from desktop_app.widgets.transcript.units.pictures import PictureUnit


def own_parts(message: Message, picture: Callable[[ImagePart], bytes]) -> list[PartView]:
    """Pictures, then a card with files and words. `picture` brings the bytes of one."""
    made = [
        PartView([PictureUnit(part.name, picture(part), part.sha256, is_own=True)])
        for part in message.parts
        if isinstance(part, ImagePart)
    ]
    files = tuple(part.name for part in message.parts if isinstance(part, FilePart))
    texts = [part.text for part in message.parts if isinstance(part, TextPart)]
    for number, text in enumerate(texts or [""] * bool(files)):
        made.append(PartView(_card(text, files if number == 0 else ())))
    for view in made[1:]:
        view.units[0].space = 8
    return made


def _card(text: str, files: tuple[str, ...]) -> list[Unit]:
    texts = pieces(text)
    last = len(texts) - 1
    return [
        OwnUnit(text, is_first=place == 0, is_last=place == last, files=files if place == 0 else ())
        for place, text in enumerate(texts)
    ]


def own_end(version: tuple[int, int]) -> list[Unit]:
    """What stands below them: which of several versions it is."""
    if version[1] == 1:
        return []
    switch = VersionUnit(version)
    switch.space = 4
    return [switch]
