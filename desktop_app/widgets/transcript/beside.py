"""Long work in pure Python: in a thread, one piece after the other, with frames in between.

What is worked on must not belong to Qt. Results are asked for; nobody is called.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_THREAD = ThreadPoolExecutor(1, "beside frames")


def beside(
    work: Callable[Given, Result], *args: Given.args, **more: Given.kwargs
) -> "Future[Result]":
    """Begin `work(*args, **more)` as soon as what was begun before is done."""
    return _THREAD.submit(work, *args, **more)
