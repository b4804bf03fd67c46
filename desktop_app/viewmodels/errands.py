"""Work that one page set going, and that is given up when the page goes."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from desktop_app.services.task_scope import TaskScope


class Errands:
    """Tasks of `scope`, which still owns them; a view model ends its own ones earlier."""

    def __init__(self, scope: TaskScope) -> None:
        self._scope = scope
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run `work` in the scope."""
        task = self._scope.start(work, name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def give_up(self) -> None:
        """Cancel what still runs. For `QObject.destroyed`: what it would tell is gone."""
        for task in tuple(self._tasks):
            task.cancel()
