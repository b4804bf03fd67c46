"""One conversation as the window sees it: its branch, its turn, its queue and its draft.

It streams on whether or not it is shown. Plain calls from the window start tasks in its scope, and
closing the scope stops them. It must not know which window shows it, nor how.
"""

import asyncio
import contextlib
import functools
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.completion import Parameters
from desktop_app.domain.errors import AppError
from desktop_app.domain.library import Assistant
from desktop_app.domain.message import Message, State
from desktop_app.domain.opening import is_opening
from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow, Store
from desktop_app.services.task_scope import TaskScope, to_its_end
from desktop_app.services.temporary import Temporary
from desktop_app.services.titles import first_words
from desktop_app.viewmodels import draft_keeping, items
from desktop_app.viewmodels.answer_details import AnswerEvent
from desktop_app.viewmodels.answer_events import AnswerEvents
from desktop_app.viewmodels.answering import Answering
from desktop_app.viewmodels.attaching import Attaching
from desktop_app.viewmodels.beginning import Beginning
from desktop_app.viewmodels.branch import Branch
from desktop_app.viewmodels.context_use import about_given
from desktop_app.viewmodels.draft import Written, written_in
from desktop_app.viewmodels.kept import Kept
from desktop_app.viewmodels.queue import Queue
from desktop_app.viewmodels.remote_pictures import Fetching
from desktop_app.viewmodels.reshaping import Reshaping
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.viewmodels.who import Who

if TYPE_CHECKING:
    from desktop_app.services.turns import Turn  # brings the HTTP library along

Prepare = Callable[[], Coroutine[Any, Any, "Turn"]]


class Conversation(QObject):
    """Has no id until its first message is sent."""

    changed = Signal()  # title, model, messages, or what can be done
    streaming_changed = Signal(bool)
    status_changed = Signal()
    row_changed = Signal(object)  # the ConversationRow as it stands in the store
    answer_ended = Signal(object)  # the Message
    failed = Signal(object)  # an AppError that concerns no single answer

    def __init__(
        self, core: Core, scope: TaskScope, row: ConversationRow | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._scope = scope.child("conversation")
        self._kept = Kept(core, row, self._row_was_read)
        self._work = ToldWork(self._scope, self.failed.emit)
        self._reshaping = Reshaping(core, self._kept, self._work, self.load)
        self._who = Who(core.catalog)
        self._branch = Branch()
        self._events: dict[str, AnswerEvents] = {}
        self._answering: Answering | None = None
        self._task: asyncio.Task[None] | None = None
        self._saving: asyncio.Task[None] | None = None
        self._viewers = 0
        self.transcript = TranscriptModel(self)
        self.queue = Queue(self)
        self.draft = draft_keeping.restored(self._kept, self)
        self.attaching = Attaching(core, self.draft, self.transcript, self._work, self)
        Fetching(core, self.transcript.remote, self._work)
        provider = self._who.provider(row.provider if row else "")
        self.provider = provider.name
        self.model = (row.model if row else "") or provider.model
        self.draft.due.connect(lambda: self._work.start("draft", self._save_draft))
        self._beginning = Beginning(core, self._kept, self._begin)
        self._begin()

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
        return self._branch

    @property
    def turn(self) -> "Turn | None":
        """The turn that runs."""
        return self._answering.turn if self._answering else None

    @property
    def is_streaming(self) -> bool:
        """Whether a turn runs or is about to."""
        return self._task is not None

    @property
    def has_messages(self) -> bool:
        """Whether there is anything to see."""
        return bool(self._branch.messages) or self.is_streaming

    @property
    def can_retry(self) -> bool:
        """Whether the last own message can be answered again."""
        return self._branch.last_own is not None and not self.is_streaming

    @property
    def can_continue(self) -> bool:
        """Whether the last answer was cut and can go on."""
        return self._branch.is_cut and not self.is_streaming

    def status_words(self) -> tuple[str, ...]:
        """What the status line says at this moment."""
        if self._answering:
            return self._answering.words()
        sent = self.parameters.sent_of(self._branch.messages)
        return self._who.ended_words(sent, len(self._branch.messages) - len(sent))

    def events_of(self, message_id: str) -> Sequence[AnswerEvent]:
        """What happened while this answer came, if it came in this run of the app."""
        noted = self._events.get(message_id)
        return noted.all() if noted else ()

    @property
    def store(self) -> Store:
        """Where it is kept, which may be memory alone."""
        return self._core.store

    @property
    def is_temporary(self) -> bool:
        """Whether nothing of it is ever written."""
        return isinstance(self._core, Temporary)

    # Being looked at

    async def load(self) -> None:
        """Read the active branch. Raises StoreError."""
        if not self.row:
            return
        nodes = await self._core.store.tree(self.id)
        self._show_branch(Branch(await self._core.store.branch(self.id)).within(nodes))
        draft_keeping.end_lost_edit(self.draft, self._branch)

    def _show_branch(self, branch: Branch) -> None:
        self._branch = branch
        self.transcript.set_messages(items.of_branch(branch, self._who))
        self.changed.emit()
        self.status_changed.emit()

    def enter(self) -> None:
        """A window shows it."""
        self._viewers += 1
        self._show(self._viewers > 0)
        if self.row and self.row.is_unread:
            self._work.start("read", self._kept.change, is_unread=False)

    def leave(self) -> None:
        """A window shows something else."""
        self._viewers -= 1
        self._show(self._viewers > 0)

    @property
    def is_shown(self) -> bool:
        """Whether any window shows it."""
        return self._viewers > 0

    def _show(self, is_shown: bool) -> None:
        if self._answering:
            self._answering.show(is_shown)

    # What the person does

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was said yet but an assistant's opening words."""
        return not self.is_streaming and all(map(is_opening, self._branch.messages))

    def begin_with(self, assistant: Assistant | None) -> None:
        """Begin with an assistant or with none, as long as nothing was sent."""
        if self.is_fresh:
            self._beginning.take(assistant)
            self._begin()
            if self.row:
                self._work.start("begin", self._begin_in_row)

    async def _begin_in_row(self) -> None:
        self.provider, self.model = self._beginning.answering(self.provider, self.model)
        await self._beginning.write(self._branch.messages, self.provider, self.model)
        await self.load()

    def _begin(self) -> None:
        if not self.row:
            self.provider, self.model = self._beginning.answering(self.provider, self.model)
            self._show_branch(Branch(self._beginning.opening()))

    def send(self, text: str) -> None:
        """Ask, with what is attached to the draft; while an answer streams the message queues.

        An edited message starts a branch.
        """
        edited = self.draft.edited_id
        written = Written(text, self.draft.take())
        self.attaching.complain("")
        if self.is_streaming:
            self.queue.append(written)
        elif edited:
            back = functools.partial(self.draft.edit, written, edited)
            self._start(functools.partial(self._send_instead, edited, written), back)
        else:
            self._send_now(written)

    def _send_now(self, written: Written) -> None:
        self.queue.release()
        back = functools.partial(self.draft.put_first, written)
        self._start(functools.partial(self._send, written), back)

    def send_queued(self, number: int) -> None:
        """Send a waiting message: at once, or next if an answer streams."""
        written = self.queue.take(number)
        if written is None:
            return
        if self.is_streaming:
            self.queue.put_first(written)
            self.queue.hurry()
            self._cancel()
        else:
            self._send_now(written)

    def edit_queued(self, number: int) -> None:
        """Take a waiting message back into the composer, before what is written there."""
        if written := self.queue.take(number):
            self.draft.put_first(written)

    def stop(self) -> None:
        """Close the connection and keep what came. What waits in the queue is held."""
        self.queue.hold()
        self._cancel()

    async def come_to_rest(self) -> None:
        """Stop, and wait until what came is saved."""
        self.stop()
        if self._task:
            await asyncio.wait({self._task})

    def _cancel(self) -> None:
        if self._task:
            # In turn: a task that is cancelled before its first step never gets to its end either.
            asyncio.get_running_loop().call_soon(self._task.cancel)

    def skip_waiting(self) -> None:
        """Send again at once what waits for its next try."""
        if self._answering:
            self._answering.skip_waiting()

    def retry(self, provider: str = "", model: str = "", message_id: str = "") -> None:
        """Answer the own message before `message_id` (else the last one) again."""
        asked = self._branch.asked(message_id)
        if asked and not self.is_streaming:
            who = provider or self.provider, model or self.model
            self._start(functools.partial(self._retry, asked.id, *who))

    def continue_answer(self) -> None:
        """Let the model go on where the last answer was cut."""
        if self.can_continue:
            self._start(self._continue)

    def step_version(self, step: int, message_id: str = "") -> None:
        """Show the version of an answer or own message that is `step` further on."""
        wanted = message_id or self._branch.last_with_versions()
        neighbour = self._branch.versions.neighbour(wanted, step)
        if neighbour and not self.is_streaming:
            self._reshaping.show(neighbour)

    async def lead_through(self, message_id: str) -> None:
        """Show the branch on which this message is, unless it is shown. Raises StoreError."""
        if not self._branch.message(message_id) and not self.is_streaming:
            await self._reshaping.lead_through(message_id)

    def start_editing(self, message_id: str = "") -> None:
        """Take an own message into the composer; the next one sent replaces it on a branch."""
        own = self._branch.message(message_id) if message_id else self._branch.last_own
        if own and self.row and not self.is_streaming:
            self.draft.edit(written_in(own), own.id)

    def delete_message(self, message_id: str) -> None:
        """Put a message and what follows it into the trash."""
        if self.row and not self.is_streaming:
            self._reshaping.delete(message_id)

    def restore_message(self, message_id: str) -> None:
        """Undo that."""
        self._reshaping.restore(message_id)

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
        for message in reversed(self.queue.messages):
            if written := self.queue.take(message.number):
                self.draft.put_aside(written)
        await self._save_draft()
        await self._kept.save_place()

    async def _save_draft(self) -> None:
        await draft_keeping.save(self.draft, self._kept)

    def forget_unsent(self) -> None:
        """Nothing that was written is kept any more."""
        self.draft.take()
        self._kept.forget_unsent()

    # What runs

    def _start(self, prepare: Prepare, back: Callable[[], None] | None = None) -> None:
        """Run what `prepare` makes; where it fails, `back` returns what was written."""
        self._task = self._scope.start(self._run(prepare, back), "turn")
        self.streaming_changed.emit(True)
        self.changed.emit()

    async def _run(self, prepare: Prepare, back: Callable[[], None] | None) -> None:
        """One turn from preparing to its end. Stop waits for the question to be saved."""
        message: Message | None = None
        turn: Turn | None = None
        try:
            await self._core.warm_up()
            turn = await to_its_end(prepare(), "prepare")
            message = await turn.run()
        except AppError as error:
            self.failed.emit(error)
        finally:
            if turn is None and back:
                back()
            self._end(turn, message)

    def _end(self, turn: "Turn | None", message: Message | None) -> None:
        answering, self._answering, self._task = self._answering, None, None
        if answering:
            answering.flush()
            answering.deleteLater()
        message = message or (turn.message if turn else None)
        if turn and message:
            self.transcript.end(message.id, message)
            self._branch = self._branch.with_message(message)
            self.answer_ended.emit(message)
        if not message or message.state is not State.COMPLETE:
            self.queue.hold_after(message)
        self.streaming_changed.emit(False)
        self.changed.emit()
        self.status_changed.emit()
        if turn:
            with contextlib.suppress(RuntimeError):  # the scope closes: nothing more to do
                self._work.start("versions", self._learn_versions)
                self._go_on()

    def _go_on(self) -> None:
        """Send what waits, unless it is held."""
        following = self.queue.take()
        if following is not None:
            self._send_now(following)

    def _answer(self, asked: Written | None, provider: str, model: str) -> "Turn":
        """A turn that is followed by the transcript; `asked` None answers the branch's end."""
        base = float(self._core.settings.get("conversation.frame_interval"))
        known = self._who.model(provider, model)
        given = about_given(self.parameters.sent_of(self._branch.messages))
        answering = Answering(self.transcript, known, base, given, self)
        answering.status_changed.connect(self.status_changed)
        parts = asked.parts if asked else None
        turn = self._core.new_turn(self.id, parts, provider, model, answering)
        if turn.user_message:
            self.transcript.begin(items.next_one(turn.user_message, self._branch))
            self._branch = self._branch.with_message(turn.user_message)
        head = f"{model}\n{self._who.title(provider)}"
        self.transcript.begin(items.next_one(turn.message, self._branch, head))
        self._answering = answering
        self._events[turn.message_id] = answering.events
        answering.follow(turn, is_shown=self.is_shown)
        self.changed.emit()
        return turn

    async def _send(self, written: Written) -> "Turn":
        if not self.row:
            title = first_words(written.told)
            await self._kept.create(title, self.provider, self.model, self._branch.messages)
        self._beginning.end()
        return self._answer(written, self.provider, self.model)

    async def _send_instead(self, message_id: str, written: Written) -> "Turn":
        await self._kept.change(leaf=self._branch.versions.parent(message_id))
        await self.load()
        return self._answer(written, self.provider, self.model)

    async def _retry(self, asked: str, provider: str, model: str) -> "Turn":
        await self._kept.change(leaf=asked)
        await self.load()
        return self._answer(None, provider, model)

    async def _continue(self) -> "Turn":
        # The answer that goes on is another version of the one that was cut, and takes its place.
        self._show_branch(self._branch.without_last())
        return self._answer(None, self.provider, self.model)

    async def _learn_versions(self) -> None:
        """What ended has its place in the tree: it can be stepped away from and back."""
        self._branch = self._branch.within(await self._core.store.tree(self.id))
        await self._kept.read_again()

    def _row_was_read(self, row: ConversationRow) -> None:
        self.row_changed.emit(row)
        self.changed.emit()
        self.status_changed.emit()
