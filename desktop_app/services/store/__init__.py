"""The conversations on disk: database, files folder, search, journal of what streams."""

from desktop_app.services.store.ids import new_id
from desktop_app.services.store.journal import Journal
from desktop_app.services.store.record import ConversationRecord
from desktop_app.services.store.rows import (
    ConversationRow,
    FolderRow,
    MessageNode,
    Outline,
    SearchHit,
)
from desktop_app.services.store.store import Store

__all__ = [
    "ConversationRecord",
    "ConversationRow",
    "FolderRow",
    "Journal",
    "MessageNode",
    "Outline",
    "SearchHit",
    "Store",
    "new_id",
]
