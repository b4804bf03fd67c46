"""Saying something once to people who hear the screen, politely: what they hear goes on.

Knows no wording. Costs nothing while nobody listens.
"""

import sys

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)
from PySide6.QtWidgets import QWidget

from desktop_app.services import readers
from desktop_app.widgets.controls.offered import Offered

_PAUSE = 400  # ms
_kept: list["Notification"] = []  # Qt holds interfaces weakly
_waiting: list[str] = []  # what was not said yet


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say this once.

    Orca knows announcements since version 45, of 2023. Where none of the readers that listen does,
    the words come up as a notification that only they see: that is what older ones read out.
    """
    if not QAccessible.isActive():
        return
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
    if sys.platform.startswith("linux"):
        import asyncio

        asked = asyncio.get_running_loop().run_in_executor(None, readers.miss_announcements)
        asked.add_done_callback(lambda asked: notify(words, is_missed=asked.result()))


def notify(words: str, *, is_missed: bool) -> None:
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

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        application = QCoreApplication.instance()
        return QAccessible.queryAccessibleInterface(application) if application else None

    def text(self, kind: QAccessible.Text) -> str:
        return self.words if kind == QAccessible.Text.Name else ""

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Notification
