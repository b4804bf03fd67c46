"""The transcript: messages painted by one virtualised view, however long and however fast."""

from desktop_app.widgets.transcript.view import TranscriptView

__all__ = ["TranscriptView"]
