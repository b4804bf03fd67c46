"""What people who do not see the transcript are told: that an answer ended, where the keyboard is.

Tells nothing while nobody listens.
"""

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleStateChangeEvent,
    QAccessibleTextCursorEvent,
)

from desktop_app.widgets.announcing import announce
from desktop_app.widgets.transcript.endings import ending, fault_title
from desktop_app.widgets.transcript.units.documents import DocumentUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.accessible.blocks import Stop
    from desktop_app.widgets.transcript.accessible.messages import TranscriptInterface
    from desktop_app.widgets.transcript.selection import Place
    from desktop_app.widgets.transcript.view import TranscriptView

_kept: dict[int, "TranscriptInterface"] = {}


def _known(view: "TranscriptView") -> "TranscriptInterface | None":
    """What stands for the view, if anybody listens."""
    if not QAccessible.isActive():
        return None
    QAccessible.queryAccessibleInterface(view)
    return _kept.get(id(view))


def focus(view: "TranscriptView", place: int) -> None:
    """Say which message the keyboard stands at."""
    known = _known(view)
    message = known.message(place) if known is not None else None
    if message is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(message, QAccessible.Event.Focus))


def _stop(view: "TranscriptView", place: int) -> "Stop | None":
    known = _known(view)
    message = known.message(place) if known is not None else None
    return known.focused_stop(message) if known is not None and message is not None else None


def focus_stop(view: "TranscriptView", place: int) -> None:
    """Say at which button or link the keyboard stands."""
    stop = _stop(view, place)
    if stop is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(stop, QAccessible.Event.Focus))


def stop_changed(view: "TranscriptView", place: int) -> None:
    """Say that what the keyboard stands at was opened, folded, or switched on or off."""
    stop = _stop(view, place)
    if stop is not None:
        changed = QAccessible.State()
        changed.expanded = changed.collapsed = stop.state().expandable
        changed.checked = stop.state().checkable
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(stop, changed))


def caret(view: "TranscriptView", place: "Place", *, is_new_block: bool) -> None:
    """Say where the moving end of what is selected stands."""
    known = _known(view)
    message = known.message(place.entry) if known is not None else None
    unit = message.units()[place.unit] if message is not None else None
    if message is None or not isinstance(unit, DocumentUnit):
        return
    block = message.block(unit)
    if not block.is_text:
        row = block.row_of(place.position)
        QAccessible.updateAccessibility(QAccessibleEvent(row or block, QAccessible.Event.Focus))
        return
    if is_new_block:
        QAccessible.updateAccessibility(QAccessibleEvent(block, QAccessible.Event.Focus))
    offset = message.reader.copy_of(block).among_words(place.position)
    QAccessible.updateAccessibility(QAccessibleTextCursorEvent(block, offset))


def added(view: "TranscriptView", place: int) -> None:
    """A message came at the end."""
    known = _known(view)
    message = known.message(place) if known is not None else None
    if message is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(message, QAccessible.Event.ObjectCreated))


def exchanged(view: "TranscriptView", first: int) -> None:
    """The messages from `first` on are others."""
    known = _kept.get(id(view))
    if known is not None:
        known.take_back(first)


def announce_end(view: "TranscriptView", place: int) -> None:
    """Say that an answer ended, and how; nothing where a tool goes on from it."""
    message = view.model.items[place].message
    end = ending(message)
    how = end.words if end is not None else fault_title(message)[0]
    if how:
        announce(view, f"{_who(view, place)}: {how}")


def announce_beginning(view: "TranscriptView", place: int) -> None:
    """Say that the first words of an answer are there."""
    if not view.model.continues_turn(place):
        announce(view, view.tr("%1 is answering").replace("%1", _who(view, place)))


def _who(view: "TranscriptView", place: int) -> str:
    return view.model.items[place].head.partition("\n")[0] or view.tr("Assistant")


def interface(_key: str, described: QObject) -> QAccessibleInterface | None:
    """Qt's factory: the interface of a transcript, nothing for any other object."""
    from desktop_app.widgets.transcript.accessible.messages import TranscriptInterface
    from desktop_app.widgets.transcript.view import TranscriptView

    if not isinstance(described, TranscriptView):
        return None
    made = TranscriptInterface(described)
    _kept[id(described)] = made
    described.destroyed.connect(functools.partial(_forget, id(described)))
    return made


def _forget(key: int, _described: QObject | None = None) -> None:
    _kept.pop(key).take_back()


_is_installed = False


def install() -> None:
    """Teach Qt what a transcript is; once per process."""
    global _is_installed  # noqa: PLW0603  # Qt keeps one list of factories per process
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(interface)
