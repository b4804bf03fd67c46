"""DOCX: a document that word processors open, written as the parts of its zip.

Source: ECMA-376 (WordprocessingML). Only what a conversation needs: headings, paragraphs, lists,
code, quotes, tables, links and pictures.
"""

import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr

from desktop_app.domain.endings import told
from desktop_app.domain.formulas import with_signs
from desktop_app.domain.message import (
    ActivityPart,
    FilePart,
    ImagePart,
    Message,
    OpaquePart,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.services.export import docx_parts
from desktop_app.services.export.format import Format, ReadFile, name_of, speaker
from desktop_app.services.export.markup import Step, direction, is_safe_link, steps
from desktop_app.services.store import ConversationRecord

_EMU_PER_PIXEL = 9525
_WIDEST = 600  # pixels of a picture on the page
_CONTROL = dict.fromkeys(n for n in range(32) if n not in {9, 10}) | {0xFFFE: None, 0xFFFF: None}
# In the order in which the standard wants them within a run.
_MARKS = {
    "Strong": "<w:b/><w:bCs/>",
    "TableHead": "<w:b/><w:bCs/>",
    "Emphasis": "<w:i/><w:iCs/>",
    "Strikethrough": "<w:strike/>",
    "Link": '<w:color w:val="0B6E78"/><w:u w:val="single"/>',
}
_INLINE = frozenset({"Strong", "Emphasis", "Strikethrough"})
_BIDI = "<w:bidi/>"
_NOTE = '<w:vertAlign w:val="superscript"/>'


class DocxWriter:
    """Writes conversations one below the other; the document is put together at the end."""

    def __init__(self, out: BinaryIO, read_file: ReadFile) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._read_file = read_file
        self._links = docx_parts.Links()
        self._body: list[str] = []
        self._ordered: list[int] = []  # where each numbered list starts

    def add(self, record: ConversationRecord) -> None:
        """One conversation."""
        self._body.append(_paragraph(_run(record.title or "Conversation"), "Title"))
        for message in record.messages:
            self._body.append(_paragraph(_run(speaker(message)), "Speaker"))
            for part in message.parts:
                self._body.extend(self._part(part, message))
            if how := told(message):
                self._body.append(_paragraph(_run(how), "Ending"))

    def close(self) -> None:
        """The document and the parts that describe it."""
        write = self._zip.writestr
        write("[Content_Types].xml", docx_parts.CONTENT_TYPES)
        write("_rels/.rels", docx_parts.ROOT_LINKS)
        write("word/styles.xml", docx_parts.STYLES)
        write("word/numbering.xml", docx_parts.numbering(self._ordered))
        write("word/_rels/document.xml.rels", self._links.xml())
        write("word/document.xml", docx_parts.document("".join(self._body)))
        self._zip.close()

    def _part(self, part: Part, message: Message) -> Iterator[str]:
        match part:
            case TextPart() | RefusalPart():
                is_typed = message.role is Role.USER
                yield from _lines(part.text, "Typed") if is_typed else self._markdown(part.text)
            case ReasoningPart():
                yield from _lines(part.text, "Quote")
            case ToolCallPart():
                yield from _lines(f"{part.name} {part.arguments}", "Code")
            case ToolResultPart():
                yield from _lines(part.text, "Code")
            case ActivityPart():
                yield from _lines(f"{part.name} {part.detail}".strip(), "Code")
            case ImagePart() | FilePart():
                yield self._attachment(part)
            case OpaquePart():
                pass

    def _attachment(self, part: ImagePart | FilePart) -> str:
        data = part.data or (self._read_file(part.sha256) if part.sha256 else None)
        size = picture_size(data) if data and isinstance(part, ImagePart) else None
        if not data or size is None:
            return _paragraph(_run(f"[{name_of(part)}]"), "Quote")
        number = self._links.picture(part.media_type)
        self._zip.writestr(f"word/{self._links.target(number)}", data)
        width, height = size
        scale = min(1.0, _WIDEST / width) * _EMU_PER_PIXEL
        return _paragraph(
            docx_parts.picture(number, name_of(part), int(width * scale), int(height * scale)), ""
        )

    def _markdown(self, text: str) -> Iterator[str]:
        yield from _Blocks(self._links, self._ordered).paragraphs(text)


class _Blocks:
    """One text on its way from steps to paragraphs."""

    def __init__(self, links: docx_parts.Links, ordered: list[int]) -> None:
        self._links = links
        self._ordered = ordered
        self._runs: list[str] = []
        self._marks: list[str] = []
        self._lists: list[int] = []  # the numbering of each list around
        self._styles: list[str] = []
        self._ends: list[str] = []
        self._is_item_new = False
        self._items: list[bool] = []  # of those around: whether a box stands in the bullet's place
        self._ways: list[bool] = []  # of the blocks around: whether they run from right to left
        self._columns: tuple[str, ...] = ()
        self._column = 0
        self._note = ""  # the number of the footnote that begins

    def paragraphs(self, text: str) -> Iterator[str]:
        """Paragraphs and tables."""
        for step in steps(text):
            if step.kind == "start":
                yield from self._start(step)
            elif step.kind == "end":
                yield from self._end(step)
            else:
                yield from self._single(step)
        yield from self._flush()

    def _start(self, step: Step) -> Iterator[str]:
        if step.name in _MARKS:
            is_dead = step.name == "Link" and not is_safe_link(step.value["dest_url"])
            self._marks.append("" if is_dead else step.name)
        if step.name == "Link":
            url = step.value["dest_url"]
            number = self._links.link(url) if is_safe_link(url) else 0
            self._runs.append(f'<w:hyperlink r:id="rId{number}">' if number else "")
            self._ends.append("</w:hyperlink>" if number else "")
        elif step.name == "Image":
            self._runs.append(_run("["))
            self._ends.append(_run(f"]({step.value['dest_url']})"))
        elif step.name not in _INLINE:
            yield from self._flush()
            self._ways.append(step.is_rtl)
            yield self._open_block(step)

    def _open_block(self, step: Step) -> str:
        self._note_table(step)
        if step.name == "Heading":
            self._styles.append(f"Heading{step.value['level'][1]}")
        elif step.name == "CodeBlock":
            self._styles.append("Code")
        elif step.name == "BlockQuote":
            self._styles.append("Quote")
        elif step.name == "List":
            if step.value is not None:
                self._ordered.append(step.value)
            bullets = docx_parts.BULLETS
            self._lists.append(bullets if step.value is None else bullets + len(self._ordered))
        elif step.name == "Item":
            self._is_item_new = True
            self._items.append(step.is_task)
        elif step.name == "FootnoteDefinition":
            self._note = _run(step.value, _NOTE)
        if step.name == "Table" and step.is_rtl:
            return _TABLE_STARTS["Table"].replace("</w:tblPr>", "<w:bidiVisual/></w:tblPr>")
        return _TABLE_STARTS.get(step.name, "")

    def _note_table(self, step: Step) -> None:
        if step.name == "Table":
            self._columns = step.value
        elif step.name in {"TableHead", "TableRow"}:
            self._column = 0
        elif step.name == "TableCell":
            self._column += 1

    def _end(self, step: Step) -> Iterator[str]:
        if step.name in _MARKS:
            self._marks.pop()
        if step.name in {"Link", "Image"}:
            self._runs.append(self._ends.pop())
        elif step.name not in _INLINE:
            if step.name == "TableCell" and not self._runs:
                self._runs.append("")  # a cell holds at least a paragraph
            yield from self._flush()
            self._ways.pop()
            if step.name in {"Heading", "CodeBlock", "BlockQuote"}:
                self._styles.pop()
            elif step.name == "Item":
                self._items.pop()
            elif step.name == "Table":
                self._columns = ()
            elif step.name == "List":
                self._lists.pop()
            yield _TABLE_ENDS.get(step.name, "")

    def _single(self, step: Step) -> Iterator[str]:
        if step.name == "SoftBreak":
            self._runs.append(_run(" "))
        elif step.name == "HardBreak":
            self._runs.append("<w:r><w:br/></w:r>")
        elif step.name == "Rule":
            yield from self._flush()
            yield _paragraph(_run("―" * 12), "Quote")
        elif step.name == "TaskListMarker":
            self._runs.append(_run("☑ " if step.value else "☐ "))
        elif step.name in {"Code", "InlineMath", "DisplayMath"}:
            is_display = step.name == "DisplayMath"
            is_code = step.name == "Code"
            words = step.value if is_code else with_signs(step.value, is_display=is_display)
            self._runs.append(_run(words, '<w:rStyle w:val="CodeSign"/>'))
        elif step.name == "FootnoteReference":
            self._runs.append(_run(step.value, _NOTE))
        elif self._styles[-1:] == ["Code"]:
            lines = str(step.value).removesuffix("\n").split("\n")
            self._runs.append("<w:r><w:br/></w:r>".join(map(_run, lines)))
        else:
            names = [name for name in _MARKS if name in self._marks]
            self._runs.append(_run(step.value, "".join(_MARKS[name] for name in names)))

    def _flush(self) -> Iterator[str]:
        if self._runs:
            self._runs.insert(0, self._note)
            self._note = ""
            style = self._styles[-1] if self._styles else ""
            yield _paragraph("".join(self._runs), style, self._shape())
        self._runs = []

    def _shape(self) -> str:
        """What a paragraph has beside its style, in the order in which the standard wants it."""
        is_rtl = self._ways[-1:] == [True] and self._styles[-1:] != ["Code"]
        numbering, indent = self._numbering()
        return f"{numbering}{_BIDI if is_rtl else ''}{indent}{self._alignment(is_rtl=is_rtl)}"

    def _alignment(self, *, is_rtl: bool) -> str:
        at = self._column - 1
        side = self._columns[at].lower() if 0 <= at < len(self._columns) else "none"
        if side == "none":
            return ""
        if is_rtl:  # there, the left is where a line begins
            side = {"left": "right", "right": "left"}.get(side, side)
        return f'<w:jc w:val="{side}"/>'

    def _numbering(self) -> tuple[str, str]:
        """The sign before a list's item, and how far it is indented where there is none."""
        if not self._lists:
            return "", ""
        level = min(len(self._lists), 9) - 1
        left = (level + 1) * 360
        if not self._is_item_new:  # a further paragraph of the same item
            return "", f'<w:ind w:left="{left}"/>'
        self._is_item_new = False
        if self._items[-1]:
            return "", f'<w:ind w:left="{left}" w:hanging="300"/>'
        number = self._lists[-1]
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>', ""


_TABLE_STARTS = {
    "Table": '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr>',
    "TableHead": "<w:tr>",
    "TableRow": "<w:tr>",
    "TableCell": "<w:tc>",
}
_TABLE_ENDS = {
    "Table": "</w:tbl><w:p/>",
    "TableHead": "</w:tr>",
    "TableRow": "</w:tr>",
    "TableCell": "</w:tc>",
}


def _paragraph(runs: str, style: str, more: str = "") -> str:
    named = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{runs}</w:p>"


def _run(text: object, marks: str = "") -> str:
    words = _escape(str(text).translate(_CONTROL))
    marks += "<w:rtl/>" if direction(words) == "rtl" else ""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def _lines(text: str, style: str) -> Iterator[str]:
    runs = "<w:r><w:br/></w:r>".join(map(_run, text.split("\n")))
    is_rtl = style != "Code" and direction(text) == "rtl"
    yield _paragraph(runs, style, _BIDI if is_rtl else "")


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG; None for anything else."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data.startswith(b"GIF8") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
    else:
        width, height = _jpeg_size(data)
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while data.startswith(b"\xff\xd8") and at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = struct.unpack(">BH", data[at + 1 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


FORMAT = Format("docx", "Word document", "docx", DocxWriter)
