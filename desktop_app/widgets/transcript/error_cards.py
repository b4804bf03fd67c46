"""The card of an error that a message ended with: its words, and what can be done about it."""

from desktop_app.domain.message import ErrorRecord, Message, Role
from desktop_app.viewmodels.faults import Place, fault_of
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.transcript import endings
from desktop_app.widgets.transcript.units.cards import Button
from desktop_app.widgets.transcript.units.errors import ErrorUnit


def error_card(message: Message, error: ErrorRecord, before: list[TranscriptItem]) -> ErrorUnit:
    """`before` are the messages above."""
    has_earlier = sum(item.message.role is Role.USER for item in before) > 1
    title, reason = endings.fault_title(message)
    shown = fault_of(error, Place(has_text=bool(message.text), has_earlier=has_earlier))
    buttons = [
        Button(remedy.name, remedy.words, number == 0, remedy.payload, icon=remedy.icon)
        for number, remedy in enumerate(shown.remedies)
    ]
    detail = endings.fault_detail(message)
    unit = ErrorUnit(shown.icon, title, reason, detail, buttons, is_warning=shown.is_warning)
    unit.space = 12
    return unit
