"""Doing away with all conversations at once: into the Trash, or for good.

Backups keep what they hold; whoever asks a person says so.
"""

from pathlib import Path

from desktop_app.services import unsent
from desktop_app.services.store import Store

_PAGE = 1000  # conversations


async def trash_all(store: Store) -> int:
    """Put every conversation into the Trash; how many there were. Raises StoreError."""
    ids = await _ids(store, trashed=False)
    await store.trash(*ids)
    return len(ids)


async def purge_all(store: Store, written: Path) -> int:
    """Delete every conversation for good, those in the Trash too, with all that is attached.

    What was written and never sent goes with them: it lies in the file `written`.

    Returns how many there were. Raises StoreError.
    """
    ids = [*await _ids(store, trashed=False), *await _ids(store, trashed=True)]
    for conversation_id in ids:
        await store.purge(conversation_id)
    unsent.keep(written, unsent.Unsent())
    return len(ids)


async def _ids(store: Store, *, trashed: bool) -> list[str]:
    found: list[str] = []
    while True:
        page = await store.conversations(limit=_PAGE, offset=len(found), trashed=trashed)
        found += [row.id for row in page]
        if len(page) < _PAGE:
            return found
