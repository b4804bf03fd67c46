"""Markdown with roles: our own, word for word, and what other programs write, by its headings."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.export.markdown import unguarded
from desktop_app.services.import_.errors import NotUnderstood
from desktop_app.services.store import ConversationRecord
from desktop_app.services.store.record import derived_id

_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_OURS = re.compile(
    r"\n<!-- message (?P<role>user|assistant|tool) (?P<at>\S+) -->\n### (?P<name>[^\n]*)\n\n"
)
_ASIDE, _ASIDE_END = re.compile(r"\n\n<!-- part \w+ -->\n"), "\n<!-- /part -->\n\n"
_NOT_WHOLE = "|".join(state for state in State if state is not State.COMPLETE)
_ENDING = re.compile(rf"\n<!-- part ({_NOT_WHOLE}) -->\n[^\n]*\n<!-- /part -->\n*\Z")
_SPEAKERS = {
    Role.USER: "you|me|user|human|prompt",
    Role.ASSISTANT: r"assistant|ai|bot|model|chatgpt|claude|gemini|copilot|response|answer"
    r"|gpt[-\w.]*",
}
_HEADING = re.compile(
    r"^(?:#{1,6} +|\*\*|__)?(?:"
    + "|".join(f"(?P<{role.value}>{names})" for role, names in _SPEAKERS.items())
    + r")(?: said)?(?:(?:\*\*|__)?:(?:\*\*|__)?[ \t]*|(?:\*\*|__)?[ \t]*$)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")

Said = tuple[Role, float | None, str, State]


def records(words: str, modified: float) -> Iterator[ConversationRecord]:
    """The conversations in a Markdown text; `modified` stands in where no time is told.

    Raises:
        NotUnderstood: nobody speaks in it.
    """
    documents = _documents(words)
    for title, said in documents:
        yield _record(title, said, modified)
    if not documents:
        raise NotUnderstood("This text does not say who speaks.")


def _documents(words: str) -> list[tuple[str, list[Said]]]:
    if not _OURS.search(words):
        said = list(_by_headings(words))
        title = _TITLE.search(words)
        return [(title[1].strip() if title else "", said)] if said else []
    found = []
    starts = [m.start() for m in re.finditer(r"(?:\A|\n)# [^\n]*\n(?=\n<!-- message )", words)]
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        document = words[start:end]
        title = _TITLE.search(document)
        found.append((title[1] if title else "", list(_by_comments(document))))
    return found


def _by_comments(document: str) -> Iterator[Said]:
    marks = list(_OURS.finditer(document))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(document)
        body = document[mark.end() : end].removesuffix("\n")
        at = datetime.fromisoformat(mark["at"]).timestamp()
        said = "".join(map(unguarded, _between_asides(body)))
        yield Role(mark["role"]), at, said, _state(body)


def _between_asides(body: str) -> Iterator[str]:
    """What is no aside. One that never ends is none, and neither is any behind it."""
    at = 0
    for begin in _ASIDE.finditer(body):
        end = body.find(_ASIDE_END, begin.end())
        if end < 0:
            break
        if begin.start() >= at:
            yield body[at : begin.start()]
            at = end + len(_ASIDE_END)
    yield body[at:]


def _state(body: str) -> State:
    """How a message ended; nobody writes on at what was still being written."""
    ending = _ENDING.search(body)
    state = State(ending[1]) if ending else State.COMPLETE
    return State.INTERRUPTED if state is State.STREAMING else state


def _by_headings(words: str) -> Iterator[Said]:
    role: Role | None = None
    lines: list[str] = []
    fence = ""
    for line in words.splitlines():
        opened = _FENCE.match(line)
        heading = None if fence else _HEADING.match(line)
        if opened and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else opened[1]
        if heading is None:
            lines.append(line)
            continue
        if role is not None:
            yield role, None, "\n".join(lines).strip(), State.COMPLETE
        role = Role.USER if heading["user"] else Role.ASSISTANT
        lines = [line[heading.end() :]]
    if role is not None:
        yield role, None, "\n".join(lines).strip(), State.COMPLETE


def _record(title: str, said: list[Said], modified: float) -> ConversationRecord:
    words_alone = [(role, at, words) for role, at, words, _ in said]
    digest = hashlib.sha256(repr((title, words_alone)).encode("utf-8", "replace")).hexdigest()
    times = [at for _, at, _, _ in said if at is not None] or [modified]
    messages: list[Message] = []
    for index, (role, at, words, state) in enumerate(said):
        parent = messages[-1].id if messages else None
        id_ = derived_id(f"markdown:{digest}:{index}", at or 0.0)
        parts = (TextPart(words),) if words else ()
        messages.append(Message(id_, role, state, parts, at or modified, parent))
    return ConversationRecord(
        id=derived_id(f"markdown:{digest}", said[0][1] or 0.0),
        title=title,
        created=times[0],
        updated=times[-1],
        messages=tuple(messages),
        source=f"markdown:{digest[:16]}",
    )
