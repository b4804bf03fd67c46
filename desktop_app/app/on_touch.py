"""Modules that run when they are first touched. Loaded before asyncio; it must know nothing else.

asyncio imports TLS, which brings OpenSSL along: 5 MB for as long as a window lies there that has
nothing to ask of anybody. Python's own `LazyLoader` runs a module when it is imported a second
time, and shows a second thread one that is half there.
"""

import sys
import threading
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.abc import Loader  # whose module brings a dozen others along

_LATE = ("ssl", "asyncio.sslproto", "locale", "msgspec.inspect")
_touching = threading.RLock()
_running: list[ModuleType] = []


class _Untouched(ModuleType):
    """Looks like the module; the first name asked of it runs it, and other threads wait."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):  # what importing itself looks at
            with _touching:
                if type(self) is not ModuleType and self not in _running:
                    _run(self)
        return ModuleType.__getattribute__(self, name)


def _run(module: ModuleType) -> None:
    loader: object = module.__loader__
    assert isinstance(loader, _Late)
    _running.append(module)
    try:
        loader.own.exec_module(module)
        module.__class__ = ModuleType  # from here on it is like any other
    finally:
        _running.remove(module)


class _Late:
    """A loader of modules that `own` runs later."""

    def __init__(self, own: "Loader") -> None:
        self.own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Untouched(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet."""


class _Finder:
    """Finds what the others find."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in _LATE:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _Late(spec.loader)  # type: ignore[assignment]  # it does what is asked of one
        return spec


sys.meta_path.insert(0, _Finder())
