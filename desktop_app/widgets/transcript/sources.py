"""The sources that a model names for its answer, as a list in Markdown. Pure text."""

import re
from collections.abc import Iterable

from desktop_app.domain.message import Citation, Message, TextPart
from desktop_app.widgets.transcript import links

LONGEST = 200  # characters of a title or quote
_SIGNS = re.compile(r"[\\`*_{}\[\]()<>#+.!|~$&:-]")


def cited(message: Message) -> list[Citation]:
    """What an answer names, each source once and in the order of the answer."""
    found: dict[str, Citation] = {}
    for part in message.parts:
        for citation in part.citations if isinstance(part, TextPart) else ():
            found.setdefault(citation.url or citation.title or citation.quote, citation)
    return list(found.values())


def counted(citations: list[Citation]) -> str:
    """How many there are."""
    return "1 source" if len(citations) == 1 else f"{len(citations):,} sources"


def listed(citations: Iterable[Citation]) -> str:
    """A numbered list: title and host with a link, or whatever a source has instead."""
    return "".join(f"{number}. {_line(each)}\n" for number, each in enumerate(citations, 1))


def _line(citation: Citation) -> str:
    title, target = _plain(citation.title), links.cleaned(citation.url)
    if not links.is_web(target):
        quote = _plain(citation.quote)
        return title or (f"“{quote}”" if quote else _plain(citation.url)) or "…"
    host = links.host(links.shown(target)).removeprefix("www.")
    words = title or _plain(target.partition("://")[2])
    return f"[{words}](<{target}>) {_plain(host) if title else ''}".rstrip()


def _plain(text: str) -> str:
    """One line of words that mean nothing to Markdown."""
    line = " ".join(text.split())
    cut = line if len(line) <= LONGEST else line[:LONGEST].rstrip() + "…"
    return _SIGNS.sub(_entity, cut)


def _entity(sign: re.Match[str]) -> str:
    """A sign spelled out: behind a backslash some brackets would begin a formula."""
    return f"&#{ord(sign[0])};"
