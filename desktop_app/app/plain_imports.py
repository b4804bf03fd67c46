"""Imports that only import. Loaded before everything else of the window; it must know nothing.

Qt for Python replaces `__import__` so that each module's whole source is read, searched for its own
name and kept in memory (`shibokensupport/feature.py`), in case somebody switches its spelling of
names. Nobody does here; it would cost a fifth of the start and 14 MB for as long as the app runs.
"""

import builtins
import linecache

import PySide6.QtCore  # noqa: F401  # what is undone here is done by it

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
linecache.clearcache()
