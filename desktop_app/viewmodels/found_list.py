"""What a search found, or what lies in the trash, as rows of the sidebar."""

from collections.abc import Iterable

from desktop_app.services.store import ConversationRow, SearchHit
from desktop_app.viewmodels.conversation_list import UNTITLED
from desktop_app.viewmodels.entries import Entry, EntryList, Sign

TRASH, TITLES, NOTHING = "Trash", "Titles", "Nothing found"


class FoundList(EntryList):
    """Titles and messages that were found: each message's words under its conversation's title."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)
        self._words: dict[Entry, str] = {}

    @property
    def is_trash(self) -> bool:
        """Whether this is what was deleted."""
        return bool(self.entries) and self.entries[0].heading == TRASH

    def show_hits(self, hits: Iterable[SearchHit]) -> None:
        """List conversations whose title was found, then messages by conversation."""
        self._words = {}
        titles: list[Entry] = []
        messages: dict[tuple[str, str], list[Entry]] = {}
        for hit in hits:
            entry = Entry(id=hit.conversation_id, message_id=hit.message_id or "")
            self._words[entry] = " ".join(hit.snippet.split()) if hit.message_id else hit.title
            if hit.message_id:
                messages.setdefault((hit.conversation_id, hit.title), []).append(entry)
            else:
                titles.append(entry)
        rows = [Entry(heading=TITLES), *titles] if titles else []
        for (_id, title), entries in messages.items():
            rows += [Entry(heading=title or UNTITLED), *entries]
        self.set_entries(rows or [Entry(heading=NOTHING)])

    def show_trash(self, rows: Iterable[ConversationRow]) -> None:
        """List what was deleted."""
        self._words = {Entry(id=row.id): row.title or UNTITLED for row in rows}
        self.set_entries([Entry(heading=TRASH), *self._words])

    def title_of(self, entry: Entry) -> str:
        return self._words[entry]

    def sign_of(self, entry: Entry) -> Sign:  # noqa: ARG002  # nothing found does anything
        return Sign.NONE
