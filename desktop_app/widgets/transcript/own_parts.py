"""What a person's own message is made of: words as typed, pictures, chips of files."""

from collections.abc import Callable

from desktop_app.domain.message import FilePart, ImagePart, Message, TextPart
from desktop_app.widgets.transcript.part_views import PartView
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.heads import VersionUnit
from desktop_app.widgets.transcript.units.own import OwnUnit, pieces
from desktop_app.widgets.transcript.units.pictures import FileUnit, PictureUnit


def own_parts(message: Message, picture: Callable[[ImagePart], bytes]) -> list[PartView]:
    """The parts of a message in their order. `picture` brings the bytes of one."""
    made = []
    for part in message.parts:
        if isinstance(part, TextPart):
            made.append(PartView(_words(part.text)))
        elif isinstance(part, ImagePart):
            shown = PictureUnit(part.name, picture(part), part.sha256, is_own=True)
            made.append(PartView([shown]))
        elif isinstance(part, FilePart):
            made.append(PartView([FileUnit(part.name)]))
    for view in made[1:]:
        view.units[0].space = 8
    return made


def _words(text: str) -> list[Unit]:
    texts = pieces(text)
    last = len(texts) - 1
    return [
        OwnUnit(text, is_first=place == 0, is_last=place == last)
        for place, text in enumerate(texts)
    ]


def own_end(version: tuple[int, int]) -> list[Unit]:
    """What stands below them: which of several versions it is."""
    if version[1] == 1:
        return []
    switch = VersionUnit(version)
    switch.space = 4
    return [switch]
