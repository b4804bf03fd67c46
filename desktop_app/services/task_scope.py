"""Ownership of tasks: every task belongs to the object whose closing should stop it.

Scopes nest (app > window > conversation). One task's failure is reported and leaves its siblings
alone; closing cancels what is left, newest child scope first, and waits with a time limit.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
CLOSING = "closing"  # why a task is cancelled whose scope closes; a person's Stop gives no reason
Report = Callable[[BaseException], None]


class TaskScope:
    """Starts tasks and stops them with itself.

    `report` is called with every exception that a task of this scope, or of a scope below it,
    lets out; cancellation is not an error and is not reported.
    """

    def __init__(self, name: str, report: Report, parent: "TaskScope | None" = None) -> None:
        self.name = name
        self._report = report
        self._parent = parent
        self._children: list[TaskScope] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    def child(self, name: str) -> "TaskScope":
        """A scope that closes with this one, or before it."""
        scope = TaskScope(f"{self.name}/{name}", self._report, self)
        self._children.append(scope)
        return scope

    def start(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Run `work` as a task of this scope. A closed scope refuses with RuntimeError."""
        if self._is_closed:
            work.close()
            raise RuntimeError(f"scope {self.name} is closed: {name} was not started")
        task = asyncio.get_running_loop().create_task(work, name=f"{self.name}/{name}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(error)

    @property
    def tasks(self) -> frozenset[asyncio.Task[Any]]:
        """What runs right now in this very scope."""
        return frozenset(self._tasks)

    async def close(self, limit: float = 2.0) -> None:
        """Cancel everything below and in this scope and wait at most `limit` seconds for it."""
        self._is_closed = True
        for scope in reversed(self._children.copy()):
            await scope.close(limit)
        if self._parent is not None and self in self._parent._children:
            self._parent._children.remove(self)
        tasks = tuple(self._tasks - {asyncio.current_task()})
        for task in tasks:
            task.cancel(CLOSING)
        if tasks:
            await asyncio.wait(tasks, timeout=limit)


async def to_its_end(work: Coroutine[Any, Any, T], name: str) -> T:
    """What `work` returns or raises, whoever cancels the caller meanwhile.

    The caller owns the task. A cancellation is not lost: it comes at the caller's next await.
    """
    caller = asyncio.current_task()
    assert caller is not None
    task = asyncio.get_running_loop().create_task(work, name=f"{caller.get_name()}/{name}")
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        caller.cancel(*cancelled.args)
    return task.result()
