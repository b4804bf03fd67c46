"""What is copied as rich text: whole blocks from their source, so that nothing is laid out for it.

Raw HTML is text, pictures are their words, and links lead only where they may lead on the screen.
"""

import html
import re

import pyromark

from desktop_app.widgets.transcript import links
from desktop_app.widgets.transcript.markdown import OPTIONS
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.columns import TableCard
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.table import TableUnit

_LESS = "\ufdd0"  # no text holds it
_IMAGE = re.compile(r'<img src="[^"]*" alt="([^"]*)"[^>]*/>')
_MATHS = re.compile(r'<span class="math math-(?:inline|display)">(.*?)</span>', re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)"')


class Rich:
    """Takes the units that were chosen, in their order."""

    def __init__(self) -> None:
        self._made: list[str] = []
        self._sources: list[str] = []  # of whole blocks that follow each other
        self._definitions: dict[str, None] = {}
        self._code: list[str] = []
        self._before: Unit | None = None
        self._first: TableCard | None = None  # whose rows the sources begin with
        self._table: TableCard | None = None  # whose rows end what was made

    def add_whole(self, unit: Unit) -> bool:
        """Take all of a unit; False if only its layout knows what it says."""
        if isinstance(unit, CodeUnit):
            if not (isinstance(self._before, CodeUnit) and self._before.card is unit.card):
                self._flush()
            self._code.append(unit.segment.text)
        elif isinstance(unit, OwnUnit):
            self.add(unit, f"<p>{html.escape(unit.text).replace(chr(10), '<br>')}</p>")
        elif isinstance(unit, ProseUnit | TableUnit | RestUnit):
            self._add_source(unit)
        else:
            return False
        self._before = unit
        return True

    def _add_source(self, unit: ProseUnit | TableUnit | RestUnit) -> None:
        if self._code:
            self._flush()
        if not self._sources:
            self._first = unit.card if isinstance(unit, TableUnit) else None
        if isinstance(unit, RestUnit):
            self._sources.append(unit.text)
            return
        if isinstance(unit, ProseUnit) and unit.definitions:
            self._definitions[unit.definitions] = None
        is_cut = isinstance(unit, TableUnit) and not unit.segment.is_first
        if is_cut and not (self._sources and isinstance(self._before, TableUnit)):
            self._sources.append(unit.segment.head)
        self._sources.append(unit.segment.source)

    def add(self, unit: Unit, text: str) -> None:
        """Take HTML of a part of a unit, which only its layout knows."""
        self._flush()
        table = unit.card if isinstance(unit, TableUnit) else None
        self._put(text, table, table)
        self._before = unit if table is not None else None

    def _put(self, text: str, first: TableCard | None, last: TableCard | None) -> None:
        """Put HTML behind what was made; rows of one table (`first`) go on with it."""
        if first is not None and first is self._table:
            rows = text[text.find("<tr", text.find("</thead>") + 1) :]
            text = self._made.pop().rstrip().removesuffix("</table>") + rows
        self._made.append(text)
        self._table = last

    def html(self) -> str:
        """All of it."""
        self._flush()
        return "".join(self._made)

    def _flush(self) -> None:
        if self._code:
            self._put(f"<pre>{html.escape(''.join(self._code))}</pre>", None, None)
        if self._sources:
            made = html_of("".join([*self._definitions, "\n", *self._sources]))
            last = self._before.card if isinstance(self._before, TableUnit) else None
            self._put(made, self._first, last)
        self._code, self._sources, self._before, self._first = [], [], None, None
        self._definitions.clear()


def html_of(text: str) -> str:
    """Markdown as HTML that neither runs nor fetches anything."""
    made = pyromark.html(text.replace("<", _LESS), options=OPTIONS).replace(_LESS, "&lt;")
    made = _IMAGE.sub(r"\1", made)
    made = _MATHS.sub(r"$\1$", made)
    return _LINK.sub(_checked, made)


def _checked(found: re.Match[str]) -> str:
    return found[0] if links.is_allowed(html.unescape(found[1])) else "<a"
