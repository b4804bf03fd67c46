"""What a search found, or what lies in the Trash or the Archive, as rows of the sidebar."""

from collections.abc import Iterable

from desktop_app.services.store import ConversationRow, SearchHit
from desktop_app.viewmodels.conversation_list import UNTITLED
from desktop_app.viewmodels.entries import ARCHIVE, TRASH, Entry, EntryList, Look, Marks, Sign

TITLES = "Titles"
_BEFORE = 16  # characters that a row shows before the first word that was found
NOTHING_IN = {TRASH: "The Trash is empty", ARCHIVE: "Nothing is archived"}


class FoundList(EntryList):
    """Titles and messages that were found: each message's words under its conversation's title.

    `kind` is TRASH or ARCHIVE where it shows one of them, else empty. `note` is what there is to
    say about a search.
    """

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)
        self._words: dict[Entry, str] = {}
        self._marks: dict[Entry, Marks] = {}
        self._rows: dict[str, ConversationRow] = {}
        self.kind = ""
        self.note = ""

    def row(self, conversation_id: str) -> ConversationRow | None:
        """What is known of a conversation in the Trash or the Archive."""
        return self._rows.get(conversation_id)

    @property
    def last(self) -> ConversationRow | None:
        """The lowest row of the Trash or the Archive."""
        return next(reversed(self._rows.values()), None)

    def show_hits(self, hits: Iterable[SearchHit], note: str = "") -> None:
        """List conversations whose title was found, then messages by conversation."""
        self._start("")
        self.note = note
        titles: list[Entry] = []
        messages: dict[tuple[str, str], list[Entry]] = {}
        for hit in hits:
            entry = Entry(id=hit.conversation_id, message_id=hit.message_id or "")
            words, marks = _brought_near(hit) if hit.message_id else (hit.title, hit.marks)
            self._words[entry], self._marks[entry] = words or UNTITLED, marks
            if hit.message_id:
                messages.setdefault((hit.conversation_id, hit.title), []).append(entry)
            else:
                titles.append(entry)
        rows = [Entry(heading=TITLES), *titles] if titles else []
        for (_id, title), entries in messages.items():
            rows += [Entry(heading=title or UNTITLED), *entries]
        self.set_entries(rows)

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
        self._marks, self.note = {}, ""

    def _take(self, rows: Iterable[ConversationRow]) -> None:
        for row in rows:
            self._rows[row.id] = row
            self._words[Entry(id=row.id)] = row.title or UNTITLED

    def title_of(self, entry: Entry) -> str:
        return self._words[entry]

    def marks_of(self, entry: Entry) -> Marks:
        return self._marks.get(entry, ())

    def word_of(self, conversation_id: str, message_id: str) -> str:
        """The first word that was found in a message, as it stands there; empty for none."""
        entry = Entry(id=conversation_id, message_id=message_id)
        marks = self._marks.get(entry, ())
        return self._words[entry][slice(*marks[0])] if marks else ""

    def look_of(self, entry: Entry) -> Look:
        row = self._rows.get(entry.id)
        return Look(tags=row.tags) if row else super().look_of(entry)

    def sign_of(self, entry: Entry) -> Sign:  # noqa: ARG002  # nothing found does anything
        return Sign.NONE


def _brought_near(hit: SearchHit) -> tuple[str, Marks]:
    """The words from shortly before the first find on: a row is narrow."""
    first = hit.marks[0][0] if hit.marks else 0
    if first <= _BEFORE:
        return hit.snippet, hit.marks
    start = hit.snippet.find(" ", first - _BEFORE, first) + 1 or first - _BEFORE
    shift = start - 1  # for the dots
    return f"…{hit.snippet[start:]}", tuple((a - shift, b - shift) for a, b in hit.marks)
