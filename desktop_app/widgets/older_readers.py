"""Announcements for screen readers that know none: a notification comes up that only they see.

Loaded when something is announced: a class of Qt's interfaces takes milliseconds to make.
"""

# mypy: disable-error-code="override"
# Qt takes None for "there is none"; its stubs do not say so.

import asyncio

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface

from desktop_app.services import readers
from desktop_app.widgets.controls.offered import Offered

_PAUSE = 400  # ms
_kept: list["Notification"] = []  # Qt holds interfaces weakly
_waiting: list[str] = []  # what was not said yet


def tell(words: str) -> None:
    """Say it to older readers, if no other ones listen."""
    asked = asyncio.get_running_loop().run_in_executor(None, readers.miss_announcements)
    asked.add_done_callback(lambda asked: _notify(words, is_missed=asked.result()))


def _notify(words: str, *, is_missed: bool) -> None:
    """Where the announcement was missed, let a notification come up in place of the one before.

    It waits a little, and what came meanwhile is said with it: Orca 43 drops what comes in a flood
    of events, such as a conversation that begins.
    """
    if is_missed:
        _waiting.append(words)
        if len(_waiting) == 1:
            QTimer.singleShot(_PAUSE, _show)


def _show() -> None:
    if not _kept:
        _kept.append(Notification())
    notification = _kept[0]
    notification.words = ". ".join(_waiting)
    _waiting.clear()
    for happened in (QAccessible.Event.NameChanged, QAccessible.Event.ObjectShow):
        QAccessible.updateAccessibility(QAccessibleEvent(notification, happened))


class Notification(Offered):
    """Words of the application and nothing else."""

    words = ""

    def parent(self) -> QAccessibleInterface | None:
        application = QCoreApplication.instance()
        return QAccessible.queryAccessibleInterface(application) if application else None

    def text(self, kind: QAccessible.Text) -> str:
        return self.words if kind == QAccessible.Text.Name else ""

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Notification
