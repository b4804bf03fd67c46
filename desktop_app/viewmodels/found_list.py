"""What a search found, or what lies in the Trash or the Archive, as rows of the sidebar."""

from collections.abc import Iterable

from desktop_app.services.store import ConversationRow, SearchHit
from desktop_app.viewmodels.conversation_list import UNTITLED
from desktop_app.viewmodels.entries import ARCHIVE, TRASH, Entry, EntryList, Look, Sign

TITLES, NOTHING = "Titles", "Nothing found"
NOTHING_IN = {TRASH: "The Trash is empty", ARCHIVE: "Nothing is archived"}


class FoundList(EntryList):
    """Titles and messages that were found: each message's words under its conversation's title.

    `kind` is TRASH or ARCHIVE where it shows one of them, else empty.
    """

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)
        self._words: dict[Entry, str] = {}
        self._rows: dict[str, ConversationRow] = {}
        self.kind = ""

    def row(self, conversation_id: str) -> ConversationRow | None:
        """What is known of a conversation in the Trash or the Archive."""
        return self._rows.get(conversation_id)

    @property
    def last(self) -> ConversationRow | None:
        """The lowest row of the Trash or the Archive."""
        return next(reversed(self._rows.values()), None)

    def show_hits(self, hits: Iterable[SearchHit]) -> None:
        """List conversations whose title was found, then messages by conversation."""
        self._start("")
        titles: list[Entry] = []
        messages: dict[tuple[str, str], list[Entry]] = {}
        for hit in hits:
            entry = Entry(id=hit.conversation_id, message_id=hit.message_id or "")
            words = " ".join(hit.snippet.split()) if hit.message_id else hit.title
            self._words[entry] = words or UNTITLED
            if hit.message_id:
                messages.setdefault((hit.conversation_id, hit.title), []).append(entry)
            else:
                titles.append(entry)
        rows = [Entry(heading=TITLES), *titles] if titles else []
        for (_id, title), entries in messages.items():
            rows += [Entry(heading=title or UNTITLED), *entries]
        self.set_entries(rows or [Entry(heading=NOTHING)])

    def show_kind(self, kind: str, rows: Iterable[ConversationRow], *, has_more: bool) -> None:
        """List what lies in the Trash or in the Archive, as far as it is asked for."""
        self._start(kind)
        self._take(rows)
        self.has_more = has_more
        heading = kind if self._rows else NOTHING_IN[kind]
        self.show_entries([Entry(heading=heading), *self._words])

    def extend(self, rows: Iterable[ConversationRow], *, has_more: bool) -> None:
        """List these too."""
        self._take(rows)
        self.has_more = has_more
        self.show_entries([self.entries[0], *self._words])

    def _start(self, kind: str) -> None:
        self.kind, self._words, self._rows, self.has_more = kind, {}, {}, False

    def _take(self, rows: Iterable[ConversationRow]) -> None:
        for row in rows:
            self._rows[row.id] = row
            self._words[Entry(id=row.id)] = row.title or UNTITLED

    def title_of(self, entry: Entry) -> str:
        return self._words[entry]

    def look_of(self, entry: Entry) -> Look:
        row = self._rows.get(entry.id)
        return Look(tags=row.tags) if row else super().look_of(entry)

    def sign_of(self, entry: Entry) -> Sign:  # noqa: ARG002  # nothing found does anything
        return Sign.NONE
