"""What a person may pass on when Rivulet itself went wrong: facts, log lines, a crash's stacks.

Nothing of it is sent anywhere: it is put together when asked for, and read by its owner first. Logs
hold no contents of messages; known secrets are removed from all of it once more.
"""

import asyncio
import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.domain.message import ErrorRecord

if TYPE_CHECKING:
    from desktop_app.services.core import Core

_LINES = 200  # of the newest log
_CRASHES = ("crash.txt", "crash-told.txt")


async def report(core: "Core", error: ErrorRecord | None = None) -> str:
    """The report as text. An error is the one that the person looked at."""
    return await asyncio.to_thread(_report, core, error)


def _report(core: "Core", error: ErrorRecord | None) -> str:
    folder = core.locations.logs
    parts = [
        f"Rivulet {__version__}",
        f"{platform.platform()}, Python {sys.version.split()[0]}",
        time.strftime("%Y-%m-%d %H:%M:%S %z"),
    ]
    if error is not None:
        parts += ["", f"{error.name}: {error.text}", error.hint, error.detail]
    for name in _CRASHES:
        parts += _section(name, _text(folder / name))
    for log in sorted(folder.glob("*.log")):
        parts += _section(log.name, "\n".join(_text(log).splitlines()[-_LINES:]))
    home = str(Path.home())
    return core.redactor.clean("\n".join(parts).replace(home, "~"))


def _section(title: str, text: str) -> list[str]:
    return ["", f"--- {title}", text] if text.strip() else []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
