"""Formulas, drawn lazily: until one is ready its source stands in its place."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCharFormat, QTextDocument

from desktop_app.widgets.transcript.style import Style


class Formulas(QObject):
    """Draws formulas when there is time."""

    drawn = Signal(list)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be drawn."""
        return True

    def serve(self, document: QTextDocument) -> None:
        """Teach a document to show formulas."""

    def restyle(self) -> None:
        """Another theme."""

    def format_for(self, source: str, *, is_display: bool, style: Style) -> QTextCharFormat | None:
        """How a formula is put into a text, or None while it is not drawn."""
        del source, is_display, style
        return None
