"""All conversations of this profile: the list, those that are open, what was deleted and found.

One for the whole application, shared by its windows. It must not know any window.
"""

import asyncio

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.message import Message, State
from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.conversation_list import ConversationList
from desktop_app.viewmodels.entries import Sign
from desktop_app.viewmodels.found_list import FoundList
from desktop_app.viewmodels.told_work import ToldWork

_FIRST_PAGE, _PAGE = 100, 1000  # rows: what a window shows at once, and what follows
_SEARCH_DELAY = 0.15  # seconds that a search waits for the next letter
_BAD_ENDS = {State.FAILED, State.TRUNCATED, State.BLOCKED}


class Conversations(QObject):
    """Opens each conversation once. Idle ones that nobody shows are let go."""

    failed = Signal(object)  # an AppError
    deleted = Signal(object)  # the ConversationRow that went into the trash
    answer_ended = Signal(object, object)  # a Conversation and the Message
    opened = Signal(object)  # a Conversation made for somebody to show it

    def __init__(self, core: Core, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._scope = scope
        self._open: dict[str, Conversation] = {}
        self._new: list[Conversation] = []
        self._deleted: list[ConversationRow] = []
        self._search: asyncio.Task[None] | None = None
        self._changes = 0
        self._work = ToldWork(scope, self.failed.emit)
        self.list = ConversationList(self)
        self.found = FoundList(self)

    async def load(self) -> None:
        """List everything, the newest first. Raises StoreError."""
        store = self._core.store
        self._changes = await store.changes()
        pinned = await store.conversations(limit=_PAGE, pinned=True, archived=False)
        page = await store.conversations(limit=_FIRST_PAGE, archived=False)
        self.list.replace({row.id: row for row in (*pinned, *page)}.values())
        offset = len(page)
        while len(page) >= _FIRST_PAGE:
            page = await store.conversations(limit=_PAGE, offset=offset, archived=False)
            self.list.extend(page)
            offset += len(page)

    @property
    def is_busy(self) -> bool:
        """Whether any answer streams."""
        return any(each.is_streaming for each in (*self._open.values(), *self._new))

    def refresh(self) -> None:
        """See what another process (the console) wrote, if it did."""
        self._work.start("refresh", self._refresh)

    async def _refresh(self) -> None:
        changes = await self._core.store.changes()
        if changes != self._changes:
            await self.load()

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
        row = await self._core.store.conversation(conversation_id)
        if row is None or conversation_id in self._open:
            return self._open.get(conversation_id)
        conversation = Conversation(self._core, self._scope, row, self)
        self._open[conversation_id] = conversation
        self._connect(conversation)
        await conversation.load()
        return conversation

    def let_go(self, conversation: Conversation) -> None:
        """Nobody shows it any more: forget it unless it is at work."""
        is_busy = conversation.is_streaming or conversation.queue.messages
        if not conversation.is_shown and not is_busy:
            self._open.pop(conversation.id, None)
            if conversation in self._new:
                self._new.remove(conversation)
            self._work.start("close", self._close, conversation)

    async def _close(self, conversation: Conversation) -> None:
        await conversation.close()
        conversation.deleteLater()

    async def close(self) -> None:
        """Stop all turns and save all drafts."""
        for conversation in (*self._open.values(), *self._new):
            await conversation.close()

    def _connect(self, conversation: Conversation) -> None:
        conversation.row_changed.connect(lambda row: self._row_changed(conversation, row))
        conversation.streaming_changed.connect(lambda _is_on: self._show_sign(conversation))
        conversation.answer_ended.connect(lambda message: self._ended(conversation, message))
        conversation.failed.connect(self.failed)
        conversation.draft.begun.connect(lambda: self._work.start("warm up", self._core.warm_up))

    def _row_changed(self, conversation: Conversation, row: ConversationRow) -> None:
        if conversation in self._new:
            self._new.remove(conversation)
            self._open[row.id] = conversation
        if row.trashed is None:
            self.list.put(row)
            self._show_sign(conversation)

    def _show_sign(self, conversation: Conversation) -> None:
        sign = Sign.NONE
        answer = conversation.branch.last_answer
        if conversation.is_streaming:
            sign = Sign.STREAMING
        elif answer and answer.state in _BAD_ENDS and conversation.branch.messages[-1] is answer:
            sign = Sign.FAILED
        if conversation.id:
            self.list.set_sign(conversation.id, sign)

    def _ended(self, conversation: Conversation, message: Message) -> None:
        if not conversation.is_shown:
            self._work.start("unread", conversation.mark_unread)
        self.answer_ended.emit(conversation, message)

    # Deleting

    @property
    def can_undo(self) -> bool:
        """Whether a deleted conversation can be brought back."""
        return bool(self._deleted)

    def delete(self, conversation_id: str) -> None:
        """Stop it and move it into the trash."""
        self._work.start("delete", self._delete, conversation_id)

    async def _delete(self, conversation_id: str) -> None:
        row = await self._core.store.conversation(conversation_id)
        if row is None:
            return
        if conversation := self._open.get(conversation_id):
            conversation.stop()
        await self._core.store.trash(conversation_id)
        self.list.remove(conversation_id)
        self._deleted.append(row)
        self.deleted.emit(row)

    def undo_delete(self) -> ConversationRow | None:
        """Bring the one that was deleted last back, and say which."""
        if not self._deleted:
            return None
        row = self._deleted.pop()
        self._work.start("restore", self._restore, row.id)
        return row

    def change(self, conversation_id: str, **changes: bool) -> None:
        """Pin it, or mark it as unread, whether it is open or not."""
        self._work.start("change", self._change, conversation_id, **changes)

    async def _change(self, conversation_id: str, **changes: bool) -> None:
        await self._core.store.update_conversation(conversation_id, **changes)
        if row := await self._core.store.conversation(conversation_id):
            self.list.put(row)

    def restore(self, conversation_id: str) -> None:
        """Take a conversation out of the trash."""
        self._work.start("restore", self._restore, conversation_id)

    async def _restore(self, conversation_id: str) -> None:
        await self._core.store.restore(conversation_id)
        self._deleted = [row for row in self._deleted if row.id != conversation_id]
        if row := await self._core.store.conversation(conversation_id):
            self.list.put(row)
        await self._list_trash_again()

    def purge(self, conversation_id: str) -> None:
        """Delete it for good."""
        self._work.start("purge", self._purge, conversation_id)

    async def _purge(self, conversation_id: str) -> None:
        await self._core.store.purge(conversation_id)
        self._deleted = [row for row in self._deleted if row.id != conversation_id]
        await self._list_trash_again()

    def list_trash(self) -> None:
        """Fill `found` with what lies in the trash."""
        self._work.start("trash", self._list_trash)

    async def _list_trash_again(self) -> None:
        if self.found.is_trash:
            await self._list_trash()

    async def _list_trash(self) -> None:
        self.found.show_trash(await self._core.store.conversations(limit=_PAGE, trashed=True))

    # Finding

    def search(self, words: str) -> None:
        """Fill `found` with titles and messages that fit; the last call wins."""
        if self._search:
            self._search.cancel()
        self._search = self._work.start("search", self._find, words)

    async def _find(self, words: str) -> None:
        await asyncio.sleep(_SEARCH_DELAY)
        self.found.show_hits(await self._core.store.search(words))

    def fork(self, conversation_id: str, message_id: str) -> None:
        """A new conversation with the branch up to this message; `opened` tells it."""
        self._work.start("fork", self._fork, conversation_id, message_id)

    async def _fork(self, conversation_id: str, message_id: str) -> None:
        row = await self._core.store.fork(conversation_id, message_id)
        self.list.put(row)
        if conversation := await self.open(row.id):
            self.opened.emit(conversation)
