"""What is looked at before the view's own handlers: tooltips, keys that answer a tool call.

A filter, not an override of `event` or `viewportEvent`: those would be called for every paint.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent, QKeyEvent

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

_TIP, _OVERRIDE = QEvent.Type.ToolTip, QEvent.Type.ShortcutOverride


class Early(QObject):
    """Watches the view and its viewport."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is _TIP and isinstance(event, QHelpEvent):
            return self._view.pointer.tell(event)
        if kind is _OVERRIDE and isinstance(event, QKeyEvent):
            is_answer = self._view.keys.answers_call(event)
            if is_answer:
                event.accept()  # Esc declines before the window's own shortcut hears it
            return is_answer
        return False
