"""msgspec without a library whose names Python has itself by now: half a megabyte less."""

import sys

_OLD_NAMES = "typing_extensions"

if _OLD_NAMES not in sys.modules:
    sys.modules[_OLD_NAMES] = None  # type: ignore[assignment]  # how to say that there is none

    import msgspec  # noqa: F401  # it looks for them once, and takes Python's own then

    del sys.modules[_OLD_NAMES]
