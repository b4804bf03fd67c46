"""A real core with a store in memory, whose turns say what the test wants."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from desktop_app import paths  # noqa: E402
from desktop_app.services.core import Core  # noqa: E402
from desktop_app.services.task_scope import TaskScope  # noqa: E402
from desktop_app.viewmodels.conversations import Conversations  # noqa: E402
from tests.viewmodels.scripted import Desk, ScriptedTurns  # noqa: E402  # through the line above


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """Conversations over a scripted core; a failure of any task fails the test."""
    faults: list[BaseException] = []
    scope = TaskScope("test", faults.append)
    async with await Core.open(paths.locations(), is_temporary=True) as core:
        turns = ScriptedTurns(core)
        conversations = Conversations(core, scope)
        try:
            yield Desk(core, scope, conversations, turns)
        finally:
            await conversations.close()
            await scope.close()
            conversations.deleteLater()
            await asyncio.sleep(0)
    assert not faults


@pytest.fixture(name="desk")
def desk_fixture(qapp) -> Callable[[], AbstractAsyncContextManager[Desk]]:
    """`async with desk() as all_there_is`."""
    return desk
