"""Other messages on the screen: another version, one deleted, one that came back.

What is above the first one that differs stays as it is and, if it is read, where it is.
"""

from typing import TYPE_CHECKING

from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.transcript.addresses import address_of
from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.placed import Anchor

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

ABOVE = 24  # pixels of the visual targets over a message that is gone to


class Exchange:
    """Made while the messages before are still laid out."""

    def __init__(self, view: "TranscriptView", before: list[TranscriptItem]) -> None:
        self._view = view
        self._before = before
        self._was_at_end = view.layout_.is_at_end
        self._kept = kept = view.places.kept()
        entry = view.layout_.entries[kept.entry] if kept is not None else None
        self._address = address_of(entry, kept.unit) if kept is not None and entry else None
        pairs = zip(before, view.model.items, strict=False)
        differing = (place for place, (old, new) in enumerate(pairs) if not _is_same(old, new))
        self.count = next(differing, min(len(before), len(view.model.items)))  # that stay
        shown = view.layout_.shown
        heads = (each.y for each in shown if (each.entry, each.index) == (self.count, 0))
        self._head = next(heads, None)

    def entries(self) -> list[Entry | None]:
        """The messages that stay, as they were opened."""
        return list(map(self._entry, range(self.count)))

    def _entry(self, place: int) -> Entry | None:
        known, model = self._view.layout_.entries[place], self._view.model
        if known is None or not known.is_built:
            return known
        has_tools = any(view.tool is not None for view in known.parts)  # they are told of anew
        if self._before[place] == model.items[place] and not has_tools:
            return known
        made = Entry(model, place)
        made.opened = known.opened
        return made

    def place(self) -> None:
        """Put the reader where that was, at what came in its stead, or at the end."""
        layout, count = self._view.layout_, len(self._view.model.items)
        is_same_end = self._was_at_end and self.count in {count, len(self._before)}
        if self._kept is not None and self._address and self._kept.entry < self.count:
            unit = layout.find(self._kept.entry, self._address)
            self._view.places.keep(self._kept._replace(unit=unit))
        elif 0 < self.count < count and not is_same_end:
            above = self._view.around.style.px(ABOVE) if self._head is None else self._head
            layout.is_at_end, layout.anchor = False, Anchor(self.count, 0, -above)


def _is_same(old: TranscriptItem, new: TranscriptItem) -> bool:
    return old.message.id == new.message.id
