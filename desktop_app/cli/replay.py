"""`rivulet replay`: recorded bodies read as they would be from the network (CONSOLE.md).

Owns the shape of one printed line, which `ask --json` repeats. Knows no network and no database.
"""

import json
from pathlib import Path
from typing import Any, TextIO

from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    Part,
    ReasoningPart,
    RefusalPart,
    State,
    TextPart,
    ToolCallPart,
    Usage,
)
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.reader import StreamReader


def replay(files: list[str], protocol: str, chunk_size: int | None, out: TextIO) -> int:
    """Print one JSON line per file to `out` and return the exit status: 1 if one was unreadable.

    `chunk_size` in bytes; None reads each body whole.
    """
    status = 0
    for file in files:
        try:
            body = Path(file).read_bytes()
        except OSError as error:
            error_words = error.strerror or type(error).__name__
            line: dict[str, Any] = {"file": file, "error": _unreadable(error_words)}
            status = 1
        else:
            line = {"file": file} | read(body, protocol, chunk_size)
        print(json.dumps(line), file=out)
    return status


def read(body: bytes, protocol: str, chunk_size: int | None = None) -> dict[str, Any]:
    """Return what a client ends with after `body`, fed in chunks of `chunk_size` bytes."""
    reader, builder = StreamReader(PROTOCOLS[protocol]), MessageBuilder()
    deltas = 0
    step = chunk_size or max(len(body), 1)
    for start in range(0, len(body), step):
        for delta in reader.feed(body[start : start + step]):
            builder.apply(delta)
            deltas += 1
    for delta in reader.close():
        builder.apply(delta)
        deltas += 1
    builder.end(State.TRUNCATED)
    return answer_facts(builder) | {"deltas": deltas, "skipped": reader.skipped}


def answer_facts(builder: MessageBuilder) -> dict[str, Any]:
    """Return the keys of CONSOLE.md for an answer, all but `file`, `deltas` and `skipped`."""
    parts = builder.parts()
    return {
        "state": _state(builder),
        "text": "".join(part.text for part in parts if isinstance(part, TextPart)),
        "refusal": "".join(part.text for part in parts if isinstance(part, RefusalPart)),
        "reasoning": "\n\n".join(part.text for part in parts if isinstance(part, ReasoningPart)),
        "tool_calls": [
            {"id": part.id, "name": part.name, "arguments": part.arguments or "{}"}
            for part in parts
            if isinstance(part, ToolCallPart)
        ],
        "parts": [[builder.kind(index), _size(part)] for index, part in enumerate(parts)],
        "stop_reason": builder.stop_reason or None,
        "usage": _usage(builder.usage or Usage()),
        "model": builder.model or None,
        "error": _error(builder),
    }


def _state(builder: MessageBuilder) -> str:
    """The protocol's own end: a blocked answer is one that ended whole, or cut (Responses)."""
    if builder.state is State.BLOCKED:
        return "incomplete" if builder.stop_reason == "incomplete" else "complete"
    return str(builder.state)


def _size(part: Part) -> int | str:
    if isinstance(part, (TextPart, ReasoningPart, RefusalPart)):
        return len(part.text)
    return getattr(part, "name", "")


def _usage(usage: Usage) -> dict[str, int | None]:
    return {
        "input": usage.input,
        "output": usage.output,
        "reasoning": usage.reasoning,
        "cached": usage.cached,
    }


def _error(builder: MessageBuilder) -> dict[str, str] | None:
    error = builder.error
    return {"class": error.name, "message": str(error)} if error else None


def _unreadable(words: str) -> dict[str, str]:
    return {"class": "AppError", "message": f"The file could not be read: {words}."}
