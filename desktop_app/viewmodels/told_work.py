"""Work that a click sets going, whose failure is told in words instead of raised.

It must not know what the work is, nor who is told.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ParamSpec

from desktop_app.domain.errors import AppError
from desktop_app.services.task_scope import TaskScope

Parameters = ParamSpec("Parameters")


class ToldWork:
    """Starts tasks of `scope`. An AppError they raise goes to `tell`, all else to the scope."""

    def __init__(self, scope: TaskScope, tell: Callable[[AppError], None]) -> None:
        self._scope = scope
        self._tell = tell

    def start(
        self,
        name: str,
        work: Callable[Parameters, Awaitable[None]],
        *args: Parameters.args,
        **more: Parameters.kwargs,
    ) -> "asyncio.Task[None]":
        """Run `work(*args, **more)`.

        It is called in the task, so nothing is left of one that is cancelled before its first step.
        """

        async def told() -> None:
            try:
                await work(*args, **more)
            except AppError as error:
                self._tell(error)

        return self._scope.start(told(), name)
