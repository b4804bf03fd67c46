"""`rivulet ask`: one question, its answer as it streams, kept like any other."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli import conversations, opening, output, providers, replay
from desktop_app.domain.delta import Delta, RefusalDelta, Started, TextDelta
from desktop_app.domain.message import State, Timing
from desktop_app.domain.provider import PROTOCOL_NAMES
from desktop_app.services.core import Core
from desktop_app.services.notices import Notice, Waiting
from desktop_app.services.store import ConversationRow
from desktop_app.services.titles import first_words

if TYPE_CHECKING:
    from desktop_app.services.turns import Turn

_ENDS = {
    State.INCOMPLETE: "The answer was cut at the token limit.",
    State.TRUNCATED: "The connection ended before the answer did.",
    State.BLOCKED: "The provider declined or blocked the answer.",
}


def add_parser(groups: Any) -> None:
    """Declare the word and its options."""
    one = groups.add_parser(
        "ask",
        help="ask a question and print the answer as it streams",
        description="Ask a question and print the answer as it streams. It is kept as a new "
        "conversation. With no provider set up the built-in model answers.",
    )
    one.add_argument("text", metavar="TEXT", help="the question, or - to read standard input")
    one.add_argument("--provider", metavar="P", help="who answers; see: rivulet providers list")
    one.add_argument("--model", metavar="M", help="which of the provider's models")
    one.add_argument("--protocol", choices=PROTOCOL_NAMES, help="instead of the provider's")
    one.add_argument("--system", metavar="S", help="a system prompt")
    one.add_argument("--conversation", metavar="ID", help="go on with this conversation")
    one.add_argument("--no-stream", action="store_true", help="ask for the answer in one piece")
    one.add_argument("--temporary", action="store_true", help="write nothing to the disk")
    one.add_argument("--record", metavar="FILE", type=Path, help="keep the body as it arrives")
    one.add_argument("--json", action="store_true", help="print JSON at the end, nothing before")
    one.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.temporary and arguments.conversation:
        raise output.WrongUsage("--temporary cannot go on with a conversation.")
    text = _question(arguments.text)  # before there is a loop: Ctrl+C would only cancel a task
    return asyncio.run(_ask(arguments, text))


class _Printer:
    """Prints an answer's words as they come, and what else there is to tell beside it.

    `stop` is called when the words cannot be printed any more; `unread` then says why.
    """

    def __init__(self, stop: Callable[[], object], *, is_quiet: bool) -> None:
        self._stop = stop
        self._is_quiet = is_quiet
        self._told = ""
        self._last = "\n"
        self._has_started = False
        self.unread: OSError | None = None
        self.deltas = 0

    def deltas_arrived(self, deltas: Sequence[Delta]) -> None:
        """Print the words among them at once."""
        self.deltas += len(deltas)
        for delta in deltas:
            if isinstance(delta, TextDelta | RefusalDelta):
                self._put(delta.text)
            elif isinstance(delta, Started):
                if self._has_started:
                    self.end_line()
                    output.say("The provider began the answer again.")
                self._has_started = True

    def noticed(self, notice: Notice) -> None:
        """Tell of silence, retries and loading, each once."""
        words = notice.words if notice and not isinstance(notice, Waiting) else ""
        if words and words != self._told:
            output.say(words)
        self._told = words

    def end_line(self) -> None:
        """So that what follows starts at the margin."""
        if self._last != "\n":
            self._put("\n")

    def _put(self, text: str) -> None:
        if not text or self._is_quiet or self.unread:
            return
        try:
            output.put(text)
        except OSError as error:  # the reader left, or what it writes to is full
            self.unread = error
            self._stop()
        self._last = text[-1]


async def _ask(arguments: argparse.Namespace, text: str) -> int:
    task = asyncio.current_task()
    assert task is not None
    with contextlib.suppress(NotImplementedError):  # Windows has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    printer = _Printer(task.cancel, is_quiet=arguments.json)
    async with await opening.started(is_temporary=arguments.temporary) as core:
        turn = await _prepare(core, arguments, text, printer)
        try:
            await turn.run()
        except asyncio.CancelledError:
            _tell(arguments, turn, printer)
            if printer.unread:
                raise printer.unread from None
            raise
        return _tell(arguments, turn, printer)


def _question(text: str) -> str:
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    if not text.strip():
        raise output.WrongUsage("The question is empty.")
    return text


async def _prepare(
    core: Core, arguments: argparse.Namespace, text: str, printer: _Printer
) -> "Turn":
    """The turn that answers, in its conversation. Raises AppError."""
    row: ConversationRow | None = None
    if arguments.conversation:
        row = await conversations.find(core.store, arguments.conversation)
    named = arguments.provider or (row.provider if row else "")
    provider = providers.find(core, named) if named else core.catalog.default()
    is_same = row is not None and row.provider == provider.name
    model = arguments.model or (row.model if row and is_same else "") or provider.model
    model = model or await core.only_model(provider)
    if row is None:
        row = await core.store.create_conversation(
            first_words(text), provider.name, model, arguments.system or ""
        )
    elif arguments.system is not None:
        await core.store.update_conversation(row.id, system=arguments.system)
    return core.new_turn(
        row.id,
        text,
        provider.name,
        model,
        printer,
        protocol=arguments.protocol or "",
        is_streamed=False if arguments.no_stream else None,
        record=arguments.record,
    )


def _tell(arguments: argparse.Namespace, turn: "Turn", printer: _Printer) -> int:
    """Print how it ended; the exit status."""
    printer.end_line()
    message = turn.message
    if arguments.json:
        conversation = None if arguments.temporary else turn.conversation_id
        output.put_json({"conversation": conversation, **_facts(turn, printer)})
    if message.error:
        output.say_error(message.error.text, message.error.hint)
    elif message.state in _ENDS:
        output.say_error(_ENDS[message.state], "")
    return 0 if message.state in {State.COMPLETE, State.INCOMPLETE} else 1


def _facts(turn: "Turn", printer: _Printer) -> dict[str, Any]:
    message = turn.message
    timing, origin = message.timing or Timing(), message.origin
    return {
        "message": message.id,
        "provider": origin.provider if origin else None,
        "protocol": origin.protocol if origin else None,
        "seconds": {"first": timing.first, "total": timing.total},
        **replay.answer_facts(turn.builder),
        "state": message.state,
        "deltas": printer.deltas,
        "skipped": turn.skipped,
    }
