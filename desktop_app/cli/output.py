"""What the console prints and where: answers and JSON to standard output, all else to error.

Knows nothing of conversations or providers.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from desktop_app.domain.errors import AppError, SettingsError, SettingsFileError

_MARKS = {code: 0x2400 + code for code in range(0x20) if code not in {0x09, 0x0A}}
_MARKS[0x7F] = 0x2421
_C1_MARKS = {code: f"<{code:02X}>" for code in range(0x80, 0xA0)}
_TERMINAL_MARKS: dict[int, int | str] = {**_MARKS, **_C1_MARKS}
_STOPS = (".", "!", "?", "…")


class WrongUsage(AppError):
    """What was typed cannot be meant: exit status 2."""


@contextlib.contextmanager
def as_wrong_usage() -> Iterator[None]:
    """What the settings do not take was typed wrong, unless it is their file that fails."""
    try:
        yield
    except SettingsFileError:
        raise
    except SettingsError as error:
        raise WrongUsage(str(error), hint=error.hint) from error


def prepare() -> None:
    """UTF-8 for both streams, whatever the terminal's own setting; piped text as it came.

    A stream that was closed before the start has nothing to say or hear.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123  # stays open
            setattr(sys, name, stream)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            newline = None if stream.isatty() else "\n"
            stream.reconfigure(encoding="utf-8", errors="replace", newline=newline)


def marked(text: str) -> str:
    """The text with visible marks for signs that would steer a terminal (ESC, C0, C1)."""
    return text.translate(_TERMINAL_MARKS)


def readable(argument: str) -> str:
    """An argument as text; bytes that are not UTF-8 become visible marks."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def put(text: str) -> None:
    """Text of an answer, at once, with nothing added. On a terminal it cannot steer it."""
    sys.stdout.write(marked(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def put_line(text: str) -> None:
    """One line of an answer or a list."""
    put(f"{text}\n")


def put_json(value: Any) -> None:
    """The value as JSON on one line, ASCII only."""
    sys.stdout.write(json.dumps(value, separators=(", ", ": ")) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """One line for the person, beside the answer."""
    line = " ".join(text.split())
    with contextlib.suppress(OSError):  # nobody can be told, and the answer matters more
        print(marked(line), file=sys.stderr, flush=True)


def say_error(what: str, hint: str) -> None:
    """An error as one plain line: what happened and what to do."""
    what = what.rstrip()
    say(f"rivulet: {what}{'' if what.endswith(_STOPS) else '.'} {hint}")


def put_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Columns side by side, the last one as long as it is."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        put_line("  ".join((*cells, row[-1])).rstrip())
