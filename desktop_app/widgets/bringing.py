"""Brings the transcript's code in before there is something to read, without a frame being late.

An empty conversation does without it, and without its 6 MB. Not in a thread: Qt for Python makes
its classes when they are first asked for, and guards that against nobody.
"""

import asyncio
import importlib
import sys

_ROOM = "desktop_app.widgets.transcript"
# Each costs 1 to 4 ms with what it brings along; the last brings whatever is missing here.
_STEPS = (
    "style", "units.base", "accessible", "links", "highlighting", "segments", "inline", "maths",
    "units.prose", "units.code", "diagrams", "containers", "segmenter", "units.table",
    "units.remote", "passages", "reading", "sections", "units.structured", "units.tools",
    "part_views", "entries", "layout", "following", "pointer", "keys", "finding", "moving",
    "painting", "view",
)  # fmt: skip


async def bring_transcript() -> None:
    """Import it, a piece in each turn of the event loop."""
    if f"{_ROOM}.{_STEPS[-1]}" in sys.modules:
        return
    for step in _STEPS:
        importlib.import_module(f"{_ROOM}.{step}")
        await asyncio.sleep(0)
