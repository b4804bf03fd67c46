"""The turns of one conversation: how each begins, the one that runs, and what waits for its end.

It must not know how questions are written, nor who looks at the answers.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError
from desktop_app.domain.message import Message, State
from desktop_app.domain.provider import Model
from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope, to_its_end
from desktop_app.services.titles import first_words
from desktop_app.viewmodels.answer_details import AnswerEvent
from desktop_app.viewmodels.answer_events import AnswerEvents
from desktop_app.viewmodels.answering import Answering
from desktop_app.viewmodels.beginning import Beginning
from desktop_app.viewmodels.context_use import about_given
from desktop_app.viewmodels.draft import Written
from desktop_app.viewmodels.kept import Kept
from desktop_app.viewmodels.queue import Queue
from desktop_app.viewmodels.shown import Shown
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.who import Who

if TYPE_CHECKING:
    from desktop_app.services.turns import Turn  # brings the HTTP library along

Prepare = Callable[[], Coroutine[Any, Any, "Turn"]]


class Turns(QObject):
    """One runs at a time; what is sent meanwhile waits in `queue`.

    `who_answers` tells provider and model, as they are at the moment.
    """

    changed = Signal()  # what can be done
    streaming_changed = Signal(bool)
    status_changed = Signal()
    answer_ended = Signal(object)  # the Message
    came_back = Signal(object, str)  # a Written not sent; which own message it was to replace
    failed = Signal(object)  # an AppError that concerns no single answer

    def __init__(
        self,
        core: Core,
        scope: TaskScope,
        *,
        kept: Kept,
        shown: Shown,
        beginning: Beginning,
        who_answers: Callable[[], tuple[str, str]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._scope = scope
        self._kept = kept
        self._shown = shown
        self._beginning = beginning
        self._who_answers = who_answers
        self._who = Who(core.catalog)
        self._work = ToldWork(scope, self.failed.emit)
        self._events: dict[str, AnswerEvents] = {}
        self._answering: Answering | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_watched = False
        self.queue = Queue(self)

    # Facts

    @property
    def is_running(self) -> bool:
        """Whether a turn runs or is about to."""
        return self._task is not None

    @property
    def running(self) -> "Turn | None":
        """The turn that runs, once it is prepared."""
        return self._answering.turn if self._answering else None

    @property
    def can_retry(self) -> bool:
        """Whether the last own message can be answered again."""
        return self._shown.branch.last_own is not None and not self.is_running

    @property
    def can_continue(self) -> bool:
        """Whether the last answer was cut and can go on."""
        return self._shown.branch.is_cut and not self.is_running

    def words(self) -> tuple[str, ...] | None:
        """How the answer is coming along, None while none does."""
        return self._answering.words() if self._answering else None

    def events_of(self, message_id: str) -> Sequence[AnswerEvent]:
        """What happened while this answer came, if it came in this run of the app."""
        noted = self._events.get(message_id)
        return noted.all() if noted else ()

    # What the person does

    def watch(self, is_watched: bool) -> None:
        """Somebody looks, or nobody any more."""
        self._is_watched = is_watched
        if self._answering:
            self._answering.show(is_watched)

    def send(self, written: Written, edited_id: str = "") -> None:
        """Ask; while an answer streams the message queues.

        Instead of an own message where one is named: that starts a branch.
        """
        if self.is_running:
            self.queue.append(written)
            return
        self.queue.release()
        if edited_id:
            back = partial(self.came_back.emit, written, edited_id)
            self._start(partial(self._send_instead, edited_id, written), back)
        else:
            self._send_now(written)

    def _send_now(self, written: Written) -> None:
        self._start(partial(self._send, written), partial(self.came_back.emit, written, ""))

    def send_queued(self, number: int) -> None:
        """Send a waiting message: at once, or next if an answer streams.

        Of a held queue it is the only one that goes.
        """
        written = self.queue.take(number)
        if written is None:
            return
        if self.is_running:
            self.queue.put_first(written)
            self.queue.hurry()
            self._cancel()
        else:
            self._send_now(written)

    def retry(self, provider: str = "", model: str = "", message_id: str = "") -> None:
        """Answer the own message before `message_id` (else the last one) again."""
        asked = self._shown.branch.asked(message_id)
        if asked and not self.is_running:
            usual_provider, usual_model = self._who_answers()
            who = provider or usual_provider, model or usual_model
            self.queue.release()
            self._start(partial(self._retry, asked.id, *who))

    def continue_answer(self, message_id: str = "") -> None:
        """Let the model go on where this answer (without an id: the last one) was cut."""
        branch = self._shown.branch
        cut = branch.message(message_id) if message_id else branch.last_answer
        if cut is not None and branch.can_go_on(cut) and not self.is_running:
            self.queue.release()
            self._start(partial(self._continue, cut.id))

    def skip_waiting(self) -> None:
        """Send again at once what waits for its next try."""
        if self._answering:
            self._answering.skip_waiting()

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

    # From its beginning to its end

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
            self._shown.end(message)
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

    async def _learn_versions(self) -> None:
        """What ended has its place in the tree: it can be stepped away from and back."""
        await self._shown.learn_versions()
        await self._kept.read_again()

    def _go_on(self) -> None:
        """Send what waits, unless it is held."""
        following = self.queue.take()
        if following is not None:
            self._send_now(following)

    # Ways to prepare one

    async def _send(self, written: Written) -> "Turn":
        if not self._kept.row:
            title = first_words(written.told)
            await self._kept.create(title, *self._who_answers(), self._shown.branch.messages)
        self._beginning.end()
        return self._answer(written, *self._who_answers())

    async def _send_instead(self, message_id: str, written: Written) -> "Turn":
        await self._kept.change(leaf=self._shown.branch.versions.parent(message_id))
        await self._shown.load()
        return self._answer(written, *self._who_answers())

    async def _retry(self, asked: str, provider: str, model: str) -> "Turn":
        await self._kept.change(leaf=asked)
        await self._shown.load()
        return self._answer(None, provider, model)

    async def _continue(self, cut: str) -> "Turn":
        if self._shown.branch.messages[-1].id != cut:
            await self._kept.change(leaf=cut)
            await self._shown.load()
        # The answer that goes on is another version of the one that was cut, and takes its place.
        self._shown.show(self._shown.branch.without_last())
        return self._answer(None, *self._who_answers())

    def _answer(self, asked: Written | None, provider: str, model: str) -> "Turn":
        """A turn that is followed by the transcript; `asked` None answers the branch's end."""
        assert self._kept.row is not None, "whoever asks has made it"
        answering = self._new_answering(self._who.model(provider, model))
        parts = asked.parts if asked else None
        turn = self._core.new_turn(self._kept.row.id, parts, provider, model, answering)
        if turn.user_message:
            self._shown.add(turn.user_message)
        self._shown.begin(turn.message, provider, model)
        self._answering = answering
        self._events[turn.message_id] = answering.events
        answering.follow(turn, is_shown=self._is_watched)
        self.changed.emit()
        return turn

    def _new_answering(self, model: Model) -> Answering:
        base = float(self._core.settings.get("conversation.frame_interval"))
        sent = self._kept.facts.parameters.sent_of(self._shown.branch.messages)
        answering = Answering(self._shown.transcript, model, base, about_given(sent), self)
        answering.status_changed.connect(self.status_changed)
        return answering
