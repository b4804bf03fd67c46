"""The console's words, and what becomes of errors and Ctrl+C: the way in for `__main__`.

Exit status (CONSOLE.md): 0 whole answer, 1 failed, 2 wrong usage, 130 stopped by Ctrl+C.
"""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from desktop_app import __version__
from desktop_app.cli import (
    ask,
    conversations,
    output,
    providers,
    replay,
    self_check,
    settings,
    transfer,
)
from desktop_app.domain.errors import AppError
from desktop_app.domain.provider import PROTOCOL_NAMES

_WORDS = """\
Rivulet streams answers from any AI gateway. Without arguments it opens its window; these words
do the same work in a terminal.

  echo "Why is the sky blue?" | rivulet ask -
  rivulet providers add naga --base-url https://api.naga.ac/v1 --protocol chat --key-stdin
"""
_KEYS = """\
Keys are kept in the system keyring; RIVULET_KEY_<NAME> in the environment wins over it.
RIVULET_HOME names a folder that holds everything Rivulet writes.
Exit status: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl+C.
"""


class _Parser(argparse.ArgumentParser):
    """Complains in one line."""

    def error(self, message: str) -> NoReturn:
        output.say(f"{self.prog}: {message} (see {self.prog} --help)")
        self.exit(2)


def run(arguments: Sequence[str], check_window: Callable[[], list[str]]) -> int:
    """Do what the arguments say; the exit status.

    `check_window` gives the command of a process that tries whether a window can be shown: the
    console face itself knows no Qt.
    """
    output.prepare()
    try:
        parsed = _parser(check_window).parse_args(arguments)
        for name, value in vars(parsed).items():
            if isinstance(value, str):  # names of files are no texts: they stay as they are
                setattr(parsed, name, output.readable(value))
        return int(parsed.run(parsed))
    except SystemExit as end:
        return int(end.code or 0)
    except AppError as error:
        output.say_error(str(error), error.hint)
        return 2 if isinstance(error, output.WrongUsage) else 1
    except (KeyboardInterrupt, asyncio.CancelledError) as stop:
        return 130 if isinstance(stop, KeyboardInterrupt) else 143  # as a shell says SIGTERM
    except OSError as error:
        # Closing must not complain once more. A reader that left knows why; else these are the
        # system's words, where nobody closer had better ones.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            place = f"{error.filename}: " if error.filename else ""
            output.say_error(f"{place}{error.strerror or type(error).__name__}", "")
        return 1
    except Exception as error:  # noqa: BLE001  # the crash hook of the console
        output.say_error(_fault(error), "")
        return 1


def _fault(error: Exception) -> str:
    """Where it went wrong and nothing of what was being worked on."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "desktop_app" in frame.filename]
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno}"
    return f"This is a fault of Rivulet itself, please report it: {type(error).__name__} at {place}"


def _parser(check_window: Callable[[], list[str]]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="rivulet",
        description=_WORDS,
        epilog=_KEYS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rivulet {__version__}")
    parser.add_argument("--self-check", action="store_true", help="try everything Rivulet needs")
    parser.add_argument(
        "--console", action="store_true", help="with --self-check: leave out the window"
    )
    parser.set_defaults(run=lambda parsed: _no_word(parser, parsed, check_window))
    groups = parser.add_subparsers(metavar="WORD", title="words")
    for module in (ask, conversations, providers, settings, transfer):
        module.add_parser(groups)
    _add_replay(groups)
    return parser


def _add_replay(groups: Any) -> None:
    one = groups.add_parser("replay", help="read recorded answers, one JSON line for each")
    one.add_argument("files", metavar="FILE", nargs="+", help="bodies as `ask --record` keeps them")
    one.add_argument("--protocol", required=True, choices=PROTOCOL_NAMES)
    one.add_argument("--chunk-size", type=_positive, metavar="N", help="feed N bytes at a time")
    one.set_defaults(
        run=lambda parsed: replay.replay(
            parsed.files, parsed.protocol, parsed.chunk_size, sys.stdout
        )
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of bytes from 1 on")
    return int(text)


def _no_word(
    parser: argparse.ArgumentParser,
    parsed: argparse.Namespace,
    check_window: Callable[[], list[str]],
) -> int:
    if not parsed.self_check:
        parser.error("--console belongs to --self-check")
    return self_check.run(None if parsed.console else check_window())
