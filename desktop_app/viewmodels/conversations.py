"""All conversations of this profile: those that are open, and the lists of all.

One for the whole application, shared by its windows. It must not know any window.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.message import Message
from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.conversation_list import ConversationList
from desktop_app.viewmodels.entries import Sign
from desktop_app.viewmodels.found_list import FoundList
from desktop_app.viewmodels.listing import Listing
from desktop_app.viewmodels.organising import Organising
from desktop_app.viewmodels.temporaries import Temporaries, is_filled
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.watching import Watching


def _nothing() -> object:
    """For what needs no more to be done."""


class Conversations(QObject):
    """Opens each conversation once. Idle ones that nobody shows are let go."""

    failed = Signal(object)  # an AppError
    answer_ended = Signal(object, object)  # a Conversation and the Message
    opened = Signal(object)  # a Conversation made for somebody to show it
    ended = Signal(object)  # a Conversation that is about to be forgotten

    def __init__(self, core: Core, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._scope = scope
        self._open: dict[str, Conversation] = {}
        self._new: list[Conversation] = []
        self._closing: dict[str, asyncio.Task[None]] = {}  # by id: what is being let go
        self._watching: Watching | None = None
        self._work = ToldWork(scope, self.failed.emit)
        self.temporaries = Temporaries(core, self._made)
        core.come_to_rest = self.come_to_rest
        self.list = ConversationList(self)
        self.found = FoundList(self)
        self.listing = Listing(core, self._work, self.list, self.found)
        self.order = Organising(
            core,
            self._work,
            self.listing,
            self.list,
            self.found,
            stop=self._stop,
            see=self._row_was_changed,
            leave_gone=self._leave_gone,
            parent=self,
        )

    async def load(self) -> None:
        """List them, the newest first, and go on doing so. Raises StoreError."""
        await self.listing.load()
        if self._watching is None:
            self._watching = Watching(self._core.store.path, self.refresh, self)

    async def come_to_rest(self) -> None:
        """Stop every answer and wait until what came is saved."""
        for conversation in (*self._open.values(), *self._new):
            if conversation.is_streaming:
                await conversation.turns.come_to_rest()

    async def begin_anew(self) -> None:
        """All conversations are others, or gone: what was known of them is forgotten.

        `ended` tells those that are shown and gone. Raises StoreError.
        """
        self.order.deeds.forget()
        if not self._core.locations.unsent.exists():
            for conversation in self._new:
                conversation.forget_unsent()
        await self.load()
        for conversation in tuple(self._open.values()):
            row = await conversation.store.conversation(conversation.id)
            if row is None or row.trashed is not None:
                self.ended.emit(conversation)
            else:
                await self.show_anew([conversation.id])

    async def _leave_gone(self) -> None:
        """What was deleted for good is no longer shown. Raises StoreError."""
        for conversation in tuple(self._open.values()):
            if await conversation.store.conversation(conversation.id) is None:
                self.ended.emit(conversation)

    async def show_anew(self, ids: Iterable[str]) -> None:
        """Something else changed the messages of these. Raises StoreError."""
        for conversation in filter(None, map(self._open.get, ids)):
            await conversation.read_again()
            if not conversation.is_streaming:
                await conversation.load()

    @property
    def is_busy(self) -> bool:
        """Whether any answer streams."""
        return any(each.is_streaming for each in (*self._open.values(), *self._new))

    def refresh(self) -> None:
        """See what another process (the console) wrote, if it did."""
        self._work.start("refresh", self.listing.refresh)

    def new(self) -> Conversation:
        """An empty conversation that is not saved yet."""
        conversation = Conversation(self._core, self._scope, None, self)
        self._new.append(conversation)
        self._connect(conversation)
        return conversation

    async def open(self, conversation_id: str) -> Conversation | None:
        """The conversation with its messages; None if it is gone. Raises StoreError."""
        if conversation_id in self._open:
            return self._open[conversation_id]
        if closing := self._closing.get(conversation_id):  # its draft is just being saved
            await asyncio.wait({closing})
        row = await self._core.store.conversation(conversation_id)
        if row is None or conversation_id in self._open:
            return self._open.get(conversation_id)
        conversation = self._made(self._core, row)
        await conversation.load()
        return conversation

    def _made(self, core: Core, row: ConversationRow) -> Conversation:
        conversation = self._open[row.id] = Conversation(core, self._scope, row, self)
        self._connect(conversation)
        return conversation

    # What is never written

    def begin_temporary(self) -> None:
        """A conversation that is never written; `opened` tells it."""
        self._work.start("temporary", self._begin_temporary)

    async def _begin_temporary(self) -> None:
        conversation = await self.temporaries.begin()
        self._list_temporary(conversation)
        self.opened.emit(conversation)

    def _list_temporary(self, conversation: Conversation) -> None:
        if conversation.row:
            self.list.put_temporary(conversation.row)

    def keep_temporary(self, ids: Sequence[str], then: Callable[[], object] = _nothing) -> None:
        """Write these down after all; `opened` tells them, `then` is called at the end."""
        self._work.start("keep", self._keep_temporary, ids, then)

    async def _keep_temporary(self, ids: Sequence[str], then: Callable[[], object]) -> None:
        for conversation_id in ids:
            before = self._open.pop(conversation_id)
            row = await self.temporaries.keep(conversation_id)
            self.list.remove(conversation_id)
            if row and (conversation := await self.open(row.id)):
                self._list(row)
                self.opened.emit(conversation)
            before.deleteLater()
        then()

    def end_temporary(self, ids: Sequence[str], then: Callable[[], object] = _nothing) -> None:
        """Forget these for good; `ended` tells them, `then` is called at the end."""
        self._work.start("forget", self._end_temporary, ids, then)

    async def _end_temporary(self, ids: Sequence[str], then: Callable[[], object]) -> None:
        for conversation_id in ids:
            self.list.remove(conversation_id)
            if conversation := self._open.pop(conversation_id, None):
                self.ended.emit(conversation)
                await self.temporaries.end(conversation_id)
        then()

    def let_go(self, conversation: Conversation) -> None:
        """Nobody shows it any more: forget it unless it is at work."""
        is_busy = conversation.is_streaming or conversation.turns.queue.messages
        if conversation.is_temporary:  # they stay until they are ended
            is_left = conversation.id in self.temporaries and not conversation.is_shown
            if is_left and not is_filled(conversation):
                self.end_temporary([conversation.id])
        elif not conversation.is_shown and not is_busy:
            self._open.pop(conversation.id, None)
            if conversation in self._new:
                self._new.remove(conversation)
            conversation.keep_unsent()
            self._closing[conversation.id] = self._work.start("close", self._close, conversation)

    async def _close(self, conversation: Conversation) -> None:
        try:
            await conversation.close()
        finally:
            self._closing.pop(conversation.id, None)
        conversation.deleteLater()

    async def close(self) -> None:
        """Stop all turns and save all drafts."""
        for conversation in (*self._open.values(), *self._new):
            await conversation.close()
        await self.temporaries.close()

    def _connect(self, conversation: Conversation) -> None:
        conversation.row_changed.connect(lambda row: self._row_changed(conversation, row))
        conversation.turns.streaming_changed.connect(lambda _is_on: self._show_sign(conversation))
        conversation.turns.streaming_changed.connect(lambda _is_on: self._bring_back(conversation))
        conversation.turns.answer_ended.connect(lambda message: self._ended(conversation, message))
        conversation.failed.connect(self.failed)
        conversation.draft.begun.connect(lambda: self._work.start("warm up", self._core.warm_up))

    def _row_changed(self, conversation: Conversation, row: ConversationRow) -> None:
        if conversation.is_temporary and row.id not in self.temporaries:
            return  # it is kept or forgotten at this moment
        if conversation in self._new:
            self._new.remove(conversation)
            self._open[row.id] = conversation
        self._list(row)
        self._show_sign(conversation)

    def _list(self, row: ConversationRow) -> None:
        if row.id in self.temporaries:
            self.list.put_temporary(row)
        elif row.trashed is None and not row.is_archived:
            self.list.put(row)
        else:
            self.list.remove(row.id)

    async def _row_was_changed(self, row: ConversationRow) -> None:
        """Something else than the conversation itself changed its row."""
        if conversation := self._open.get(row.id):
            await conversation.read_again()
        else:
            self._list(row)

    def _stop(self, ids: Iterable[str]) -> None:
        for conversation in filter(None, map(self._open.get, ids)):
            conversation.turns.stop()

    def _show_sign(self, conversation: Conversation) -> None:
        if conversation.id:
            sign = Sign.STREAMING if conversation.is_streaming else Sign.NONE
            self.list.set_sign(conversation.id, sign)

    def _bring_back(self, conversation: Conversation) -> None:
        """What is gone on with is wanted: it would be emptied with the rest of the Trash."""
        if conversation.is_trashed and conversation.is_streaming:
            self.order.restore([conversation.id])

    def _ended(self, conversation: Conversation, message: Message) -> None:
        if not conversation.is_shown:
            self._work.start("unread", conversation.mark_unread)
        self.answer_ended.emit(conversation, message)
        is_wanted = self._core.settings.get("conversation.titles") != "words"
        if is_wanted and not conversation.is_temporary:
            self._work.start("title", self._name, conversation)

    async def _name(self, conversation: Conversation) -> None:
        from desktop_app.services.naming import name

        if await name(self._core, conversation.id):
            await conversation.read_again()

    async def fork(self, conversation_id: str, message_id: str) -> Conversation | None:
        """A new conversation with the branch up to this message. Raises StoreError."""
        if conversation_id in self.temporaries:
            copy = await self.temporaries.fork(conversation_id, message_id)
            self._list_temporary(copy)
            return copy
        store = self._core.store
        row = await store.fork(conversation_id, message_id)
        title = self.tr("Branch of {0}").format(row.title)
        await store.update_conversation(row.id, title=title)
        conversation = await self.open(row.id)
        if conversation and conversation.row:
            self.list.put(conversation.row)
        return conversation

    async def undo_fork(self, conversation_id: str) -> None:
        """Put a branch into the trash that nobody wanted. Raises StoreError."""
        if conversation_id in self.temporaries:
            self.end_temporary([conversation_id])
            return
        await self._core.store.trash(conversation_id)
        self.list.remove(conversation_id)
