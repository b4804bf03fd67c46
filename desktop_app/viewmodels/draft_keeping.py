"""What is written and not sent, from the store to the composer and back.

It must not know when that is due.
"""

from PySide6.QtCore import QObject

from desktop_app.services.store import ConversationRow
from desktop_app.services.store.rows import Editing
from desktop_app.viewmodels.branch import Branch
from desktop_app.viewmodels.draft import Draft, Written
from desktop_app.viewmodels.kept import Kept


def restored(kept: Kept, parent: QObject) -> Draft:
    """The draft as it was left, with the message that was being rewritten."""
    facts = kept.facts
    draft = Draft(Written(facts.draft, facts.attachments), parent)
    if isinstance(facts, ConversationRow) and (editing := facts.editing):
        draft.restore(editing.message, Written(editing.text, editing.attachments))
    return draft


def end_lost_edit(draft: Draft, branch: Branch) -> None:
    """A message that is gone cannot be replaced: its words become part of the draft."""
    if draft.edited_id and not branch.versions.is_known(draft.edited_id):
        written = draft.written
        draft.end_editing()
        draft.put_first(written)


def keep_unsent(draft: Draft, kept: Kept) -> None:
    """As `save`, for what has no row: nothing has to be waited for."""
    if taken := draft.take_to_save():
        kept.begin(draft=taken[0].text, attachments=taken[0].attachments)


async def save(draft: Draft, kept: Kept) -> None:
    """Keep what is written, if it is not kept yet. Raises StoreError."""
    taken = draft.take_to_save()
    if taken is None:
        return
    written, edited_id, rewritten = taken
    changes: dict[str, object] = {}
    if kept.row is not None:
        editing = Editing(edited_id, rewritten.text, rewritten.attachments)
        changes["editing"] = editing if edited_id else None
    await kept.change(draft=written.text, attachments=written.attachments, **changes)
