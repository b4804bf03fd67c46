"""The menu of one row of the sidebar."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.viewmodels.entries import Entry

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversations import Conversations


def row_menu(parent: QWidget, conversations: "Conversations", entry: Entry) -> QMenu:
    """What can be done with a conversation that is not necessarily the one on the screen."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    row = conversations.list.row(entry.id)
    if row is None:
        _add(menu, menu.tr("Restore"), lambda: conversations.restore(entry.id))
        _add(menu, menu.tr("Delete for good"), lambda: conversations.purge(entry.id))
        return menu
    pin = menu.tr("Unpin") if row.is_pinned else menu.tr("Pin")
    _add(menu, pin, lambda: conversations.change(entry.id, is_pinned=not row.is_pinned))
    unread = menu.tr("Mark as read") if row.is_unread else menu.tr("Mark as unread")
    _add(menu, unread, lambda: conversations.change(entry.id, is_unread=not row.is_unread))
    menu.addSeparator()
    _add(menu, menu.tr("Delete"), lambda: conversations.delete(entry.id))
    return menu


def _add(menu: QMenu, words: str, run: Callable[[], None]) -> None:
    menu.addAction(words).triggered.connect(run)
