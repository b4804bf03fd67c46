"""One conversation as the window sees it: its facts, its draft, and what changes them.

What is seen of it is in `shown`, what runs in `turns`: it streams on whether or not it is shown.
Plain calls from the window start tasks in its scope, and closing the scope stops them. It must not
know which window shows it, nor how.
"""

import asyncio
import functools

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.completion import Parameters
from desktop_app.domain.library import Assistant
from desktop_app.domain.message import Message, Role, State
from desktop_app.domain.opening import is_opening
from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow, Store
from desktop_app.services.task_scope import TaskScope
from desktop_app.services.temporary import Temporary
from desktop_app.viewmodels import draft_keeping
from desktop_app.viewmodels.attaching import Attaching
from desktop_app.viewmodels.beginning import Beginning
from desktop_app.viewmodels.branch import Branch
from desktop_app.viewmodels.draft import Written, written_in
from desktop_app.viewmodels.kept import Kept
from desktop_app.viewmodels.remote_pictures import Fetching
from desktop_app.viewmodels.reshaping import Reshaping
from desktop_app.viewmodels.shown import Shown
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.turns import Turns
from desktop_app.viewmodels.who import Who


class Conversation(QObject):
    """Has no id until its first message is sent."""

    changed = Signal()  # title, model, messages, or what can be done
    status_changed = Signal()
    row_changed = Signal(object)  # the ConversationRow as it stands in the store
    failed = Signal(object)  # an AppError that concerns no single answer

    def __init__(
        self, core: Core, scope: TaskScope, row: ConversationRow | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._scope = scope.child("conversation")
        self._kept = Kept(core, row, self._row_was_read)
        self._work = ToldWork(self._scope, self.failed.emit)
        self._who = Who(core.catalog)
        self._saving: asyncio.Task[None] | None = None
        self._viewers = 0
        self.draft = draft_keeping.restored(self._kept, self)
        self._shown = Shown(core, self._kept, self.draft, self)
        self.transcript = self._shown.transcript
        self._reshaping = Reshaping(core, self._kept, self._shown, self._work, self.load)
        self.attaching = Attaching(core, self.draft, self.transcript, self._work, self)
        Fetching(core, self.transcript.remote, self._work)
        provider = self._who.provider(row.provider if row else "")
        self.provider = provider.name
        self.model = (row.model if row else "") or provider.model
        self._beginning = Beginning(core, self._kept, self._begin)
        self.turns = Turns(
            core,
            self._scope,
            kept=self._kept,
            shown=self._shown,
            beginning=self._beginning,
            who_answers=lambda: (self.provider, self.model),
            parent=self,
        )
        self._connect()
        self._begin()

    def _connect(self) -> None:
        self.draft.due.connect(lambda: self._work.start("draft", self._save_draft))
        self._shown.changed.connect(self.changed)
        self._shown.changed.connect(self.status_changed)
        self.turns.changed.connect(self.changed)
        self.turns.status_changed.connect(self.status_changed)
        self.turns.came_back.connect(self._take_back)
        self.turns.failed.connect(self.failed)
        self.turns.queue.changed.connect(self._keep_queue)

    # Facts

    @property
    def assistant(self) -> Assistant | None:
        """What it begins with, until its first message is sent."""
        return self._beginning.assistant

    @property
    def id(self) -> str:
        """The row's id, empty for a conversation that is not saved yet."""
        return self.row.id if self.row else ""

    @property
    def row(self) -> ConversationRow | None:
        """What the store knows of it."""
        return self._kept.row

    @property
    def title(self) -> str:
        """What it is called, empty before its first message."""
        return self.row.title if self.row else ""

    @property
    def system(self) -> str:
        """What the model is told before everything else."""
        return self._kept.facts.system

    @property
    def parameters(self) -> Parameters:
        """How the model is asked."""
        return self._kept.facts.parameters

    @property
    def who_answers(self) -> tuple[str, str]:
        """Model and provider, in words."""
        return self._who.words(self.provider, self.model)

    @property
    def branch(self) -> Branch:
        """The active branch without the answer that streams."""
        return self._shown.branch

    @property
    def is_streaming(self) -> bool:
        """Whether a turn runs or is about to."""
        return self.turns.is_running

    @property
    def has_messages(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.branch.messages) or self.is_streaming

    def status_words(self) -> tuple[str, ...]:
        """What the status line says at this moment."""
        words = self.turns.words()
        if words is not None:
            return words
        sent = self.parameters.sent_of(self.branch.messages)
        return self._who.ended_words(sent, len(self.branch.messages) - len(sent))

    @property
    def store(self) -> Store:
        """Where it is kept, which may be memory alone."""
        return self._core.store

    @property
    def is_temporary(self) -> bool:
        """Whether nothing of it is ever written."""
        return isinstance(self._core, Temporary)

    @property
    def is_trashed(self) -> bool:
        """Whether it lies in the Trash."""
        return self.row is not None and self.row.trashed is not None

    # Being looked at

    async def load(self) -> None:
        """Read the active branch. Raises StoreError."""
        await self._shown.load()

    def enter(self) -> None:
        """A window shows it."""
        self._viewers += 1
        self.turns.watch(self.is_shown)
        if self.row and self.row.is_unread:
            self._work.start("read", self._kept.change, is_unread=False)

    def leave(self) -> None:
        """A window shows something else."""
        self._viewers -= 1
        self.turns.watch(self.is_shown)

    @property
    def is_shown(self) -> bool:
        """Whether any window shows it."""
        return self._viewers > 0

    # What the person does

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was said yet but an assistant's opening words."""
        return not self.is_streaming and all(map(is_opening, self.branch.messages))

    def begin_with(self, assistant: Assistant | None) -> None:
        """Begin with an assistant or with none, as long as nothing was sent."""
        if self.is_fresh:
            self._beginning.take(assistant)
            self._begin()
            if self.row:
                self._work.start("begin", self._begin_in_row)

    async def _begin_in_row(self) -> None:
        self.provider, self.model = self._beginning.answering(self.provider, self.model)
        await self._beginning.write(self.branch.messages, self.provider, self.model)
        await self.load()

    def _begin(self) -> None:
        if not self.row:
            self.provider, self.model = self._beginning.answering(self.provider, self.model)
            self._shown.show(Branch(self._beginning.opening()))

    def send(self, text: str) -> None:
        """Ask, with what is attached to the draft; an edited message starts a branch.

        An edited answer is no question: it is kept as another version of itself.
        """
        edited = self.draft.edited_id
        answer = self.edited_answer
        written = Written(text, self.draft.take())
        self.attaching.complain("")
        if answer is None:
            self.turns.send(written, edited)
        elif self.is_streaming:
            self.draft.edit(written, edited)
        else:
            self._reshaping.rewrite(answer, text)

    @property
    def edited_answer(self) -> Message | None:
        """The answer that is being edited; None if it is an own message, or nothing is."""
        message = self.branch.message(self.draft.edited_id)
        return message if message and message.role is Role.ASSISTANT else None

    def _take_back(self, written: Written, edited_id: str) -> None:
        """It could not be sent."""
        if edited_id:
            self.draft.edit(written, edited_id)
        else:
            self.draft.put_first(written)

    def edit_queued(self, number: int) -> None:
        """Take a waiting message back into the composer, before what is written there."""
        if written := self.turns.queue.take(number):
            self.draft.put_first(written)

    def step_version(self, step: int, message_id: str = "") -> tuple[int, int] | None:
        """Show the version of an answer or own message that is `step` further on.

        Returns which one of how many that is; None where there is none, or an answer streams.
        """
        versions = self.branch.versions
        neighbour = versions.neighbour(message_id or self.branch.last_with_versions(), step)
        if not neighbour or self.is_streaming:
            return None
        self._reshaping.show(neighbour)
        return versions.position(neighbour)

    async def lead_through(self, message_id: str) -> None:
        """Show the branch on which this message is, unless it is shown. Raises StoreError."""
        if not self.branch.message(message_id) and not self.is_streaming:
            await self._reshaping.lead_through(message_id)

    def start_editing(self, message_id: str = "") -> None:
        """Take a message into the composer; what is sent next replaces it on a branch."""
        own = self.branch.message(message_id) if message_id else self.branch.last_own
        if own and self.row and not self.is_streaming:
            self.draft.edit(written_in(own), own.id)

    def delete_message(self, message_id: str) -> int:
        """Put a message and what follows it into the trash; how many those are on this branch."""
        if not self.row or self.is_streaming or not self.branch.message(message_id):
            return 0
        self._reshaping.delete(message_id)
        return len(self.branch.messages) - len(self.branch.until(message_id))

    def restore_message(self, message_id: str) -> None:
        """Undo that."""
        self._reshaping.restore(message_id)

    @property
    def can_undo(self) -> bool:
        """Whether messages were deleted here since it was opened."""
        return bool(self._reshaping.deleted) and not self.is_streaming

    def undo_delete(self) -> None:
        """Bring back what was deleted last."""
        self._reshaping.restore(self._reshaping.deleted[-1])

    def keep(self, message_id: str) -> None:
        """Take an interrupted answer as it is."""
        self._reshaping.set_state(message_id, State.STOPPED)

    def rename(self, title: str) -> None:
        """Call it something else."""
        if self.row:
            self._work.start("rename", self._kept.change, title=title)

    async def read_again(self) -> None:
        """Something else changed its row. Raises StoreError."""
        await self._kept.read_again()

    def set_parameters(self, system: str, parameters: Parameters) -> None:
        """How the model is asked from here on, and what it is told before everything else."""
        changes = {"system": system, "parameters": parameters}
        self._saving = self._work.start("parameters", self._kept.change, **changes)

    def choose_model(self, provider: str, model: str) -> None:
        """Let this one answer from here on."""
        self.provider, self.model = provider, model
        self.changed.emit()
        if self.row:
            self._work.start("model", self._kept.change, provider=provider, model=model)

    async def mark_unread(self) -> None:
        """An answer ended that nobody has seen. Raises StoreError."""
        await self._kept.change(is_unread=True)

    def set_place(self, place: str) -> None:
        """Where the reader was, in the view's own words."""
        self._kept.place = place
        if self.row and self.row.place != place:
            self._work.start("place", self._kept.save_place)

    async def close(self) -> None:
        """Stop what runs and save what is written."""
        self._beginning.end()
        if self._saving:
            await asyncio.wait({self._saving})
        await self._scope.close()  # what could not be sent comes back into the draft
        for message in reversed(self.turns.queue.messages):
            if written := self.turns.queue.take(message.number):
                self.draft.put_aside(written)
        await self._save_draft()
        await self._kept.save_place()

    def _keep_queue(self) -> None:
        waiting = (message.written for message in self.turns.queue.messages)
        self.draft.keep_queued(functools.reduce(Written.before, waiting, Written()))

    async def _save_draft(self) -> None:
        await draft_keeping.save(self.draft, self._kept)

    def keep_unsent(self) -> None:
        """Without a row, what is written is kept at once: the next new one begins with it."""
        if not self.row:
            draft_keeping.keep_unsent(self.draft, self._kept)

    def forget_unsent(self) -> None:
        """Nothing that was written is kept any more."""
        self.draft.take()
        self._kept.forget_unsent()

    def _row_was_read(self, row: ConversationRow) -> None:
        self.row_changed.emit(row)
        self.changed.emit()
        self.status_changed.emit()
