"""The help for the search: shown for "?" and behind an operator, gone when the keyboard leaves."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.viewmodels.search_help import Hint, completed
from desktop_app.widgets.sidebar.search_field import SearchField
from desktop_app.widgets.sidebar.search_help import SearchHelp
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.viewmodels.listing import Listing


class Searching(QObject):
    """Between one search field and what is known of folders, tags and models."""

    def __init__(
        self, field: SearchField, ground: QWidget, listing: "Listing", appearance: Appearance
    ) -> None:
        super().__init__(ground)
        self._field = field
        self._listing = listing
        self._help = SearchHelp(appearance, field, ground)
        self._help.chosen.connect(self._take)
        field.help_with(self._help)
        field.setToolTip(self.tr("Type ? to see how a search can be narrowed"))
        field.setAccessibleDescription(field.toolTip())
        field.textEdited.connect(lambda _words: self._show())
        field.entered.connect(self._enter)

    def _enter(self, is_in: bool) -> None:
        if is_in:
            self._listing.learn_values()
        else:
            self._help.hide()

    def _show(self) -> None:
        text = self._field.text()
        self._help.show_hints(self._listing.values.hints(text) if text.strip() else [])

    def _take(self, hint: Hint) -> None:
        self._field.setText(completed(self._field.text(), hint))
        self._field.setFocus()
        self._show()
