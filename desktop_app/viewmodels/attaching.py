"""What the person wants to go along with the next message, on its way into the draft.

Owns what is said beside the composer about it. It must not know how files were chosen.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError
from desktop_app.domain.message import ImagePart
from desktop_app.services import attachments
from desktop_app.services.attachments import Attachment, AttachmentError
from desktop_app.services.core import Core
from desktop_app.viewmodels.draft import Draft
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.viewmodels.who import Who


class Attaching(QObject):
    """For one conversation. `complaint` says what could not be attached, and why."""

    changed = Signal()

    def __init__(
        self, core: Core, draft: Draft, transcript: TranscriptModel, work: ToldWork, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._draft = draft
        self._transcript = transcript
        self._work = work
        self._in_turn = asyncio.Lock()
        self.complaint = ""
        transcript.picture_wanted.connect(lambda name: work.start("picture", self._bring, name))

    def take_files(self, paths: Sequence[str]) -> None:
        """Attach these files."""
        readers = [lambda path=path: attachments.read(Path(path)) for path in paths]
        self._work.start("attach", self._take, readers)

    def take_bytes(self, data: bytes, name: str) -> None:
        """Attach what has no file: a picture of the clipboard."""
        self._work.start("attach", self._take, [lambda: attachments.recognised(data, name)])

    def complain(self, words: str) -> None:
        """Say this beside the composer; "" says nothing any more."""
        if words != self.complaint:
            self.complaint = words
            self.changed.emit()

    def warning(self, provider: str, model: str) -> str:
        """Why this model will hardly take what is attached, empty if it may."""
        held = self._draft.attachments
        if not held:
            return ""
        catalog = self._core.catalog
        who = Who(catalog).provider(provider)
        has_picture = any(isinstance(each, ImagePart) for each in held)
        if has_picture and catalog.model(who, model).has_images is False:
            return self.tr("{0} does not take pictures.").format(model)
        return attachments.refused(catalog.endpoint(who), held)

    async def _take(self, readers: Sequence[Callable[[], Attachment]]) -> None:
        self.complain("")
        errors: list[AppError] = []
        async with self._in_turn:
            for reader in readers:
                try:
                    await self._take_one(reader)
                except AppError as error:
                    errors.append(error)
        if errors:
            hints = dict.fromkeys(error.hint for error in errors if error.hint)
            self.complain(" ".join([*map(str, errors), *hints]))

    async def _take_one(self, reader: Callable[[], Attachment]) -> None:
        if len(self._draft.attachments) >= attachments.MOST:
            words = self.tr("At most {0} files can go along with one message.")
            raise AttachmentError(words.format(attachments.MOST))
        part = await asyncio.to_thread(reader)
        kept = await asyncio.to_thread(attachments.kept, self._core.store.files, part)
        if isinstance(part, ImagePart) and kept.sha256:
            self._transcript.set_picture(kept.sha256, part.data)
        self._draft.attach(kept)

    async def _bring(self, sha256: str) -> None:
        data = await asyncio.to_thread(self._core.store.read_file, sha256)
        self._transcript.set_picture(sha256, data or b"")
