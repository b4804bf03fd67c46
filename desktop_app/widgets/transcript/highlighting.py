"""Colours of code: a quick pass over each line while text streams in, a full one afterwards.

The full pass (Pygments) is pulled in slices when nothing else is to do, so that it never stalls
the window. Knows nothing of cards; what it colours is lines.
"""

import functools
import re
import time
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, Protocol

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from desktop_app.widgets.transcript.beside import beside

SLICE = 0.002  # seconds of one slice
LONGEST_LINE = 4000
MOST_SLICES = 3000  # what takes longer keeps the colours it has by then
_ENDLESS = re.compile(rf"[^\n]{{{LONGEST_LINE}}}|\s{{1000}}")
Span = tuple[int, int, str]  # start, length, kind

_WORDS = {
    "python": (
        "and as assert async await break class continue def del elif else except finally for from "
        "global if import in is lambda match nonlocal not or pass raise return try while with "
        "yield None True False self"
    ),
    "c": (
        "abstract async await auto break case catch class const constexpr continue debugger "
        "default delete do else enum export extends extern false final finally fn for from func "
        "function go if impl implements import in instanceof interface let loop match mod mut "
        "namespace new nil null of override package private protected pub public return self "
        "static struct super switch template this throw trait true try type typedef typeof "
        "undefined union unsafe use using var virtual void volatile where while yield int float "
        "double char bool boolean long short string unsigned signed"
    ),
    "shell": (
        "if then else elif fi for in do done while until case esac function return export local "
        "set unset echo cd exit source alias sudo"
    ),
    "sql": (
        "select from where and or not insert into values update set delete create table index "
        "drop alter join left right inner outer on group by order having limit offset as distinct "
        "union all null primary key references default copy begin commit with case when then else "
        "end is in like between exists"
    ),
    "json": "true false null",
    "js": (
        "async await break case catch class const continue debugger default delete do else enum "
        "export extends false finally for from function if implements import in instanceof "
        "interface let new null of override private protected public readonly return static "
        "super switch this throw true try type typeof undefined var void while yield"
    ),
}
_FAMILIES = {
    "py": "python",
    "python": "python",
    "python3": "python",
    "sh": "shell",
    "bash": "shell",
    "zsh": "shell",
    "shell": "shell",
    "console": "shell",
    "yaml": "shell",
    "toml": "shell",
    "dockerfile": "shell",
    "r": "python",
    "ruby": "python",
    "sql": "sql",
    "json": "json",
    **dict.fromkeys(("js", "jsx", "javascript", "ts", "tsx", "typescript", "php", "dart"), "js"),
    "diff": "diff",
    "patch": "diff",
}
_PLAIN = {"", "text", "txt", "plain", "plaintext", "output", "log", "markdown", "md"}


# No pattern looks at a long line again and again: what repeats does not give back (`*+`).
_TYPE = r"\b(?=[A-Z][A-Z0-9]*[a-z])[A-Z][A-Za-z0-9]*+\b"
_TYPE_NAME = re.compile(_TYPE)
_DIFF = re.compile(r"(?P<function>^@@.*)|(?P<inserted>^\+.*)|(?P<deleted>^-.*)")


def _pattern(family: str) -> re.Pattern[str]:
    if family == "diff":
        return _DIFF
    comment = {"python": r"#.*", "shell": r"(?:^|(?<=\s))#.*", "sql": r"--.*", "json": r"(?!x)x"}
    remark = comment.get(family, r"//.*|/\*.*?(?:\*/|$)")
    call, key = r"|(?P<function>\b[A-Za-z_]\w*+(?=\())", ""
    if family == "json":
        call, key = "", r"(?P<function>(?<!\\)\"(?:\\.|[^\"\\])*+\"(?=\s*:))|"
    # In Rust and its like one of these marks alone is a lifetime, not the beginning of a string.
    single = r"'(?:\\.|[^'\\])'" if family == "c" else r"'(?:\\.|[^'\\])*+'"
    flags = re.IGNORECASE if family == "sql" else re.NOFLAG
    words = "|".join(_WORDS[family].split())
    return re.compile(
        rf"(?P<comment>{remark})|{key}"
        rf"(?P<string>(?<!\\)[rbfuRBFU]{{0,2}}"
        rf"(?:{single}|\"(?:\\.|[^\"\\])*+\"|`(?:\\.|[^`\\])*+`))"
        rf"|(?P<keyword>\b(?:{words})\b)"
        r"|(?P<number>\b(?:0[xX][\da-fA-F_]++|\d[\d_]*+(?:\.\d*+)?(?:[eE][+-]?\d++)?)\b)"
        rf"|(?P<type>@\w+|(?<=\bclass )\w+|{_TYPE}(?!\()){call}",
        flags,
    )


_patterns: dict[str, re.Pattern[str]] = {}
_LONG = {"python": ('"""', '"""'), "c": ("/*", "*/")}


def _pattern_for(language: str) -> tuple[re.Pattern[str] | None, str]:
    if language in _PLAIN:
        return None, ""
    family = _FAMILIES.get(language, "c")
    if family not in _patterns:
        _patterns[family] = _pattern(family)
    return _patterns[family], family


class Coloured(Protocol):
    """What the highlighter asks of a run of lines."""

    card: Any
    pieces: list[tuple[int, int]]
    first_line: int


class LineHighlighter(QSyntaxHighlighter):
    """Colours a document's lines as they change."""

    def __init__(
        self, document: QTextDocument, run: Coloured, formats: dict[str, QTextCharFormat]
    ) -> None:
        self._run = run
        self._formats = formats
        self._pattern, self._family = _pattern_for(run.card.language)
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        """Qt's hook: colour one block."""
        if self._pattern is None or not text or len(text) > LONGEST_LINE:
            return
        known = self._run.card.spans
        if known:
            self._take(known, text)
            return
        start = self._long_string(text)
        formats = self._formats
        for found in self._pattern.finditer(text, start):
            kind = found.lastgroup
            if kind:
                self.setFormat(found.start(), found.end() - found.start(), formats[kind])

    def _take(self, known: list[list[Span]], text: str) -> None:
        line, column = self._run.pieces[self.currentBlock().blockNumber()]
        line += self._run.first_line
        for start, length, kind in known[line] if line < len(known) else ():
            if column <= start + length and start < column + len(text):
                begin = max(0, start - column)
                end = min(len(text), start + length - column)
                self.setFormat(begin, end - begin, self._formats[kind])

    def _long_string(self, text: str) -> int:
        """Strings and remarks over several lines: where the ordinary rest begins."""
        signs = _LONG.get(self._family)
        if signs is None:
            return 0
        opener, closer = signs
        kind = self._formats["string" if self._family == "python" else "comment"]
        if self.previousBlockState() == 1:
            end = text.find(closer)
            if end < 0:
                self.setFormat(0, len(text), kind)
                self.setCurrentBlockState(1)
                return len(text)
            self.setFormat(0, end + len(closer), kind)
            start = end + len(closer)
        else:
            start = 0
        at = text.find(opener, start)
        is_open = at >= 0 and text.find(closer, at + len(opener)) < 0
        self.setCurrentBlockState(1 if is_open else 0)
        if is_open:
            self.setFormat(at, len(text) - at, kind)
        return start


_KINDS = (
    ("Token.Comment", "comment"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Keyword.Type", "type"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Name.Function", "function"),
    ("Token.Name.Class", "type"),
    ("Token.Name.Decorator", "type"),
    ("Token.Name.Builtin.Pseudo", "keyword"),
    ("Token.Name.Builtin", "builtin"),
    ("Token.Name.Tag", "function"),
    ("Token.Name.Attribute", "type"),
    ("Token.Name.Exception", "type"),
    ("Token.Generic.Inserted", "inserted"),
    ("Token.Generic.Deleted", "deleted"),
    ("Token.Generic.Subheading", "function"),
)
_NAMES = {"Token.Name", "Token.Name.Other"}


class FullPass:
    """Pygments over one finished block, a slice at a time. `spans` fills line by line.

    Its patterns look at endless lines and gaps again and again, and nothing can stop them there.
    """

    def __init__(self, code: str, lexer: Any) -> None:
        self.spans: list[list[Span]] = [[] for _ in range(code.count("\n") + 1)]
        is_sound = lexer is not None and not _ENDLESS.search(code)
        self._tokens: Iterator[Any] = lexer.get_tokens_unprocessed(code) if is_sound else iter(())
        self._slices = 0
        self.has_found = False
        self._line = 0
        self._column = 0
        self._called: Span | None = None  # a name that stands right before what comes next
        self._kinds: dict[Any, str] = {}

    def advance(self, seconds: float = SLICE) -> bool:
        """Work for about `seconds`; True when everything is coloured."""
        end = time.perf_counter() + seconds
        self._slices += 1
        for count, (_, kind, text) in enumerate(self._tokens):
            self._take(kind, text)
            if count % 8 == 7 and time.perf_counter() > end:
                return self._slices >= MOST_SLICES
        return True

    def _take(self, token: Any, text: str) -> None:
        kind = self._kinds.get(token)
        if kind is None:
            kind = self._kinds[token] = _kind(str(token))
        if kind in {"name", "builtin"}:
            self._take_name(text, is_type=kind == "builtin" or bool(_TYPE_NAME.fullmatch(text)))
            return
        if self._called is not None and text.startswith("("):
            self._mark(self._called)
        self._called = None
        for place, part in enumerate(text.split("\n")):
            if place:
                self._line += 1
                self._column = 0
            if part:
                self.has_found = True
                if kind and self._line < len(self.spans):
                    self.spans[self._line].append((self._column, len(part), kind))
                self._column += len(part)

    def _take_name(self, text: str, *, is_type: bool) -> None:
        """Colour a name as the quick pass does, so that nothing changes when a block is whole."""
        self.has_found = True
        self._called = (self._column, len(text), "function")
        if is_type:
            self._mark((self._column, len(text), "type"))
        self._column += len(text)

    def _mark(self, span: Span) -> None:
        if self._line < len(self.spans):
            self.spans[self._line].append(span)


def _kind(token: str) -> str:
    if token in _NAMES:
        return "name"
    for prefix, kind in _KINDS:
        if token == prefix or token.startswith(prefix + "."):
            return kind
    return ""


@functools.lru_cache(maxsize=64)
def lexer_for(language: str) -> "Future[Any]":
    """Pygments' lexer, None for a language it does not know.

    The first of a language has hundreds of patterns to compile, ten frames' time.
    """
    return beside(_lexer, language)


def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def knows(language: str) -> bool:
    """Whether a full pass is worth starting."""
    return language not in _PLAIN
