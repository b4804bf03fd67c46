"""HTML: one file that needs nothing else, in both themes, and that loads and runs nothing.

Everything a model wrote is text in it: no raw HTML, no picture from elsewhere, no script.
"""

import base64
from collections.abc import Iterator
from html import escape
from typing import BinaryIO

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
from desktop_app.services.export.format import Format, ReadFile, name_of, speaker
from desktop_app.services.export.markup import Step, is_safe_link, steps
from desktop_app.services.mathml import mathml
from desktop_app.services.store import ConversationRecord

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Conversations</title><style>
:root { --canvas: #FFFFFF; --surface: #F1F1EE; --border: #E4E3DE; --text: #1F1F1D;
 --muted: #65645F; --accent: #0B6E78; --code: #F7F7F5; --keyword: #7A3E9D; --string: #2B7549;
 --number: #96490A; --comment: #6B6A65; --function: #0B659A; --type: #0C707A }
@media (prefers-color-scheme: dark) { :root { --canvas: #1B1C1E; --surface: #26282B;
 --border: #34373B; --text: #E8E8E6; --muted: #9FA09D; --accent: #4FB3BF; --code: #141517;
 --keyword: #C9A0E8; --string: #8CCB9B; --number: #E3AE7A; --comment: #8E908D;
 --function: #7FB8E8; --type: #6CC7D1 } }
body { margin: 0; background: var(--canvas); color: var(--text);
 font: 15px/1.55 system-ui, sans-serif }
main { max-width: 760px; margin: 0 auto; padding: 24px }
h1 { font-size: 1.35em } h2 { font-size: 1.2em } h3 { font-size: 1.1em }
article { margin: 24px 0 } .user { margin-left: 20%; padding: 12px 16px; border-radius: 12px;
 background: var(--surface); white-space: pre-wrap; overflow-wrap: anywhere }
.speaker { color: var(--muted); font-size: 13px; font-weight: 600 }
a { color: var(--accent) } img { max-width: 100%; border-radius: 8px }
pre, table { overflow-x: auto; display: block }
pre { padding: 12px 16px; background: var(--code); border: 1px solid var(--border);
 border-radius: 12px } code, pre { font: 13.5px/1.5 ui-monospace, monospace }
td, th { padding: 6px 12px; border-bottom: 1px solid var(--border) }
th, td { text-align: start } .note { color: var(--muted) } .note p { display: inline }
.user p { margin: 8px 0 0 } table { border-collapse: collapse }
.ending { color: var(--muted); font-size: 13px } .task { list-style: none }
.task > .box, .task > p:first-child > .box { margin-inline-start: -1.4em }
pre, code { unicode-bidi: isolate; direction: ltr } .user { unicode-bidi: plaintext }
mtd[columnalign="right"] { text-align: right } mtd[columnalign="left"] { text-align: left }
mtd[columnalign="right"] + mtd[columnalign="left"] { padding-left: 0 }
mtd[columnalign="right"] { padding-right: 0 }
math[display="block"] { margin: 12px 0; overflow-x: auto; overflow-y: hidden }
hr { border: 0; border-top: 1px solid var(--border) }
blockquote { margin: 0; padding-inline-start: 16px; border-inline-start: 3px solid var(--border);
 color: var(--muted) } details { margin: 8px 0; color: var(--muted) }
.k, .kc, .kd, .kn, .kr, .ow { color: var(--keyword) } .kt, .nc { color: var(--type) }
.s, .s1, .s2, .sd, .sb, .se, .sx { color: var(--string) }
.m, .mi, .mf, .mh { color: var(--number) } .c, .c1, .cm, .ch { color: var(--comment) }
.nf, .fm { color: var(--function) }
</style></head><body><main>
"""

_TAGS = {
    "Paragraph": "p",
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
    "Link": "span",
    "Image": "span",
    "BlockQuote": "blockquote",
    "Table": "table",
    "TableHead": "tr",
    "TableRow": "tr",
    "HtmlBlock": "p",
}
_INLINE = frozenset({"em", "strong", "del", "span"})
_SIGNS = {"SoftBreak": "\n", "HardBreak": "<br>\n", "Rule": "<hr>\n"}


class HtmlWriter:
    """Writes conversations one below the other."""

    def __init__(self, out: BinaryIO, read_file: ReadFile) -> None:
        self._out = out
        self._read_file = read_file
        out.write(_HEAD.encode())

    def add(self, record: ConversationRecord) -> None:
        """One conversation."""
        title = escape(record.title or "Conversation")
        said = "".join(map(self._message, record.messages))
        self._out.write(f"<section><h1>{title}</h1>\n{said}</section>\n".encode())

    def close(self) -> None:
        """The end of the page."""
        self._out.write(b"</main></body></html>\n")

    def _message(self, message: Message) -> str:
        parts = "".join(self._part(part, message.role) for part in message.parts)
        head = f'<div class="speaker">{escape(speaker(message))}</div>'
        parts += f'<p class="ending">{escape(how)}</p>' if (how := told(message)) else ""
        if message.role is Role.USER:
            return f'<article><div class="user">{parts}</div></article>\n'
        return f"<article>{head}\n{parts}</article>\n"

    def _part(self, part: Part, role: Role) -> str:
        match part:
            case TextPart() | RefusalPart():
                is_typed = role is Role.USER
                shown = escape(part.text) if is_typed else "".join(rendered(part.text))
            case ReasoningPart():
                shown = _folded("Reasoning", "".join(rendered(part.text)))
            case ToolCallPart():
                shown = _folded(f"Tool call: {part.name}", code(part.arguments, "json"))
            case ToolResultPart():
                shown = _folded("Tool result", code(part.text, ""))
            case ActivityPart():
                shown = _folded(part.name, code(part.detail, ""))
            case ImagePart() | FilePart():
                shown = self._attachment(part)
            case OpaquePart():
                shown = ""
        return shown

    def _attachment(self, part: ImagePart | FilePart) -> str:
        name = escape(name_of(part))
        data = part.data or (self._read_file(part.sha256) if part.sha256 else None)
        if data and isinstance(part, ImagePart):
            inside = base64.b64encode(data).decode()
            kind = escape(part.media_type)
            return f'<p><img alt="{name}" src="data:{kind};base64,{inside}"></p>'
        return f"<p>[{name}]</p>"


def rendered(text: str, *, draws_formulas: bool = True) -> Iterator[str]:
    """Markdown as HTML, piece by piece; formulas as TeX for who may not know MathML."""
    return _Page(draws_formulas=draws_formulas).pieces(text)


class _Page:
    """One text on its way from steps to HTML."""

    def __init__(self, *, draws_formulas: bool) -> None:
        self._draws_formulas = draws_formulas
        self._ends: list[str] = []
        self._ways = [False]  # of the blocks around: whether they run from right to left
        self._language: str | None = None  # of the code that is being read
        self._words: list[str] = []
        self._columns: tuple[str, ...] = ()
        self._column = 0
        self._cell = "td"

    def pieces(self, text: str) -> Iterator[str]:
        """The HTML of a text."""
        for step in steps(text):
            if step.name == "CodeBlock":
                yield self._code(step)
            elif self._language is not None:
                self._words.append(str(step.value))
            elif step.kind == "start":
                way = self._direction(step)
                is_cell = step.name == "TableCell"
                begin, end = self._cell_around(way) if is_cell else _around(step, way)
                self._note_table(step)
                self._ends.append(end)
                yield begin
            elif step.kind == "end":
                self._ways.pop()
                yield self._ends.pop()
            elif step.name in {"InlineMath", "DisplayMath"}:
                yield self._formula(step.value, is_display=step.name == "DisplayMath")
            else:
                yield _single(step)

    def _direction(self, step: Step) -> str:
        """The attribute for a block that runs otherwise than what is around it."""
        is_rtl = self._ways[-1] if _TAGS.get(step.name) in _INLINE else step.is_rtl
        self._ways.append(is_rtl)
        return "" if is_rtl == self._ways[-2] else f' dir="{"rtl" if is_rtl else "ltr"}"'

    def _formula(self, source: str, *, is_display: bool) -> str:
        shown = mathml(source, is_display=is_display) if self._draws_formulas else ""
        return shown or f"<code>{escape(with_signs(source, is_display=is_display))}</code>"

    def _code(self, step: Step) -> str:
        if step.kind == "start":
            fenced = step.value if isinstance(step.value, dict) else {}
            self._language, self._words = str(fenced.get("Fenced", "")), []
            return ""
        language, self._language = self._language or "", None
        return code("".join(self._words), language)

    def _note_table(self, step: Step) -> None:
        if step.name == "Table":
            self._columns = step.value
        elif step.name in {"TableHead", "TableRow"}:
            self._cell = "th" if step.name == "TableHead" else "td"
            self._column = 0

    def _cell_around(self, way: str) -> tuple[str, str]:
        column = self._columns[self._column] if self._column < len(self._columns) else "None"
        self._column += 1
        align = "" if column == "None" else f' style="text-align: {column.lower()}"'
        return f"<{self._cell}{way}{align}>", f"</{self._cell}>"


def _around(step: Step, way: str) -> tuple[str, str]:
    """What stands before and after something that has an inside."""
    value = step.value
    if step.name == "Link" and is_safe_link(value["dest_url"]):
        around = f'<a rel="noreferrer" href="{escape(value["dest_url"])}">', "</a>"
    elif step.name == "Image":  # never loaded: opening a document tells nobody
        around = "[", f"]({escape(value['dest_url'])})"
    elif step.name == "List":
        start = f' start="{value}"' if isinstance(value, int) and value != 1 else ""
        tag = "ul" if value is None else "ol"
        around = f"<{tag}{way}{start}>\n", f"</{tag}>\n"
    elif step.name == "Item":
        task = ' class="task"' if step.is_task else ""
        around = f"<li{way}{task}>", "</li>\n"
    elif step.name == "Heading":
        tag = f"h{min(6, int(value['level'][1]) + 1)}"  # below the title of the conversation
        around = f"<{tag}{way}>", f"</{tag}>\n"
    elif step.name == "FootnoteDefinition":
        around = f'<div class="note"><sup>{escape(str(value))}</sup>', "</div>\n"
    else:
        tag = _TAGS.get(step.name, "span")
        around = f"<{tag}{way}>", f"</{tag}>" if tag in _INLINE else f"</{tag}>\n"
    return around


def _single(step: Step) -> str:
    if step.name in _SIGNS:
        return _SIGNS[step.name]
    if step.name == "TaskListMarker":
        return f'<span class="box">{"☑" if step.value else "☐"}</span> '
    words = escape(str(step.value))
    if step.name == "Code":
        return f"<code>{words}</code>"
    return f"<sup>{words}</sup>" if step.name == "FootnoteReference" else words


def code(text: str, language: str) -> str:
    """A block of code, highlighted where the language is known."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = (
            get_lexer_by_name(language.split(maxsplit=1)[0].strip(".{}"))
            if language.strip()
            else None
        )
    except (ClassNotFound, IndexError):
        lexer = None
    shown = highlight(text, lexer, HtmlFormatter(nowrap=True)) if lexer else escape(text)
    return f"<pre><code>{shown}</code></pre>\n"


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{body}</details>\n"


FORMAT = Format("html", "HTML", "html", HtmlWriter)
