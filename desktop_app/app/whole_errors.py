"""Errors that can be reported wherever they arise. It knows Python and Qt for Python, no window.

Below Python 3.12 an error that C code raises (an index out of range, a wrong type) is only a kind
and some words until somebody handles it. Where it comes out of one override that was called from
within another one, Qt for Python takes those words for the error itself, and the process ends with
SIGSEGV. That can happen nearly everywhere: a key that moves the focus, a resize that resizes what
lies inside. While an error is being handled, though, Python makes each new one whole at once, to
note what it came after. So everything runs while one is.
"""

import sys
from collections.abc import Callable


class _Handled(Exception):
    """What everything runs inside of."""


def run_whole(run: Callable[[], int]) -> int:
    """Let `run` raise nothing but whole errors; what it returns."""
    if sys.version_info >= (3, 12):
        return run()
    try:
        raise _Handled
    except _Handled:
        return run()


def forget_handled(error: BaseException | None) -> None:
    """Take what everything runs inside of from the end of what `error` came after."""
    while error is not None:
        before = error.__context__
        if isinstance(before, _Handled):
            error.__context__ = None
        error = before
