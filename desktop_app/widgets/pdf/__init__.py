"""Conversations as PDF: drawn here, because only the view floor can, for whoever exports."""

from collections.abc import Callable
from typing import BinaryIO

from desktop_app.services.export import register
from desktop_app.services.export.format import Drawing, Format


def offer_pdf() -> None:
    """Add PDF to the formats that conversations can be exported in; nothing heavy is loaded."""
    register(Format("pdf", "PDF", "pdf", _writer))


def _writer(out: BinaryIO, _read_file: Callable[[str], bytes | None]) -> Drawing:
    from desktop_app.widgets.pdf.writer import PdfWriter

    return PdfWriter(out)
