"""Saying something once to people who hear the screen, politely: what they hear goes on.

Knows no wording. Costs nothing while nobody listens.
"""

import sys

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say this once.

    Orca knows announcements since version 45, of 2023. Where none of the readers that listen does,
    the words come up as a notification that only they see: that is what older ones read out.
    """
    if not QAccessible.isActive():
        return
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
    if sys.platform.startswith("linux"):
        from desktop_app.widgets import older_readers

        older_readers.tell(words)
