# ruff: noqa: E501  # the messages are written as models write them
"""The rest of the gallery: every state of a tool, pictures, diagrams, sources, other scripts."""

from dataclasses import replace

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from desktop_app.domain.delta import (
    ActivityDelta,
    CitationDelta,
    Delta,
    ImageDelta,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallEnded,
)
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    ActivityPart,
    Citation,
    ImagePart,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.viewmodels.transcript import ToolFacts, ToolState, TranscriptItem, TranscriptModel
from tests.widgets.transcript import gallery

DIAGRAM = """A flow and its source:

```mermaid
flowchart LR
  A[Read] --> B{Whole?}
  B -->|yes| C[Store]
  B -->|no| A
```

- [ ] open
  - [x] done inside
    - [ ] and deeper

$$
a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + b_1 + b_2 + b_3 + b_4 + b_5 + b_6 + b_7 + b_8 + b_9 + c_1 + c_2 + c_3 + c_4 + c_5 + c_6 = \\int_0^\\infty \\frac{\\sin x}{x}\\,dx
$$
"""

SCRIPTS = """\u05e9\u05dc\u05d5\u05dd, `code` \u05d5-**\u05e2\u05d1\u05d4**: 12.5 %

1. \u05d0\u05d7\u05d3
2. English
   - \u0634\u064a\u0621 \u0639\u0631\u0628\u064a

> \u0627\u0642\u062a\u0628\u0627\u0633
>
> ```
> left = to_right()
> ```

| \u05e9\u05dd | \u05de\u05e1\u05e4\u05e8 |
|---|--:|
| \u05d9\u05e8\u05d5\u05e9\u05dc\u05d9\u05dd | 1,200 |

\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22\u0e44\u0e21\u0e48\u0e21\u0e35\u0e0a\u0e48\u0e2d\u0e07\u0e27\u0e48\u0e32\u0e07 \u0939\u093f\u0928\u094d\u0926\u0940 \u0915\u094d\u0937\u0924\u094d\u0930 e\u0301\u0323 \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd \u2764\ufe0f
"""

PAGE = Citation("https://www.example.org/weather", "Weather of *today*")
FAMILY = {
    ToolState.PREPARING: '{"path": "Invoi',
    ToolState.WAITING: '{"path": "a.pdf", "pages": "1-2"}',
    ToolState.RUNNING: '{"seconds": 30}',
    ToolState.DONE: '{"query": "invoice"}',
    ToolState.FAILED: '{"url": "https://example.org"}',
    ToolState.DECLINED: '{"path": "old.pdf"}',
    ToolState.STOPPED: '{"seconds": 60}',
    ToolState.CUT_OFF: '{"path": "Inv',
    ToolState.UNANSWERED: "{}",
}


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def calls() -> tuple[ToolCallPart, ...]:
    """One call for each state that a card can be in."""
    return tuple(
        ToolCallPart(f"s-{state.name}", f"tool_{state.name.lower()}", arguments)
        for state, arguments in FAMILY.items()
    )


def facts() -> dict[str, ToolFacts]:
    """What is told of those calls. A tool that runs has no clock here: pictures are compared."""
    return {f"s-{state.name}": ToolFacts(state, "documents") for state in FAMILY}


def everything() -> list[TranscriptItem]:
    """The gallery with all that can be in a conversation."""
    message, ask, answer = gallery.message, Role.USER, Role.ASSISTANT
    thought = ReasoningPart("Look **first**.\n\n1. here\n2. there", 3.0)
    looked = (
        ActivityPart("web_search", "in_progress", '{"query": "weather"}'),
        ActivityPart("web_search", "completed"),
        TextPart("Sunny, they say.", (PAGE,)),
    )
    result = ToolResultPart("s-DONE", '[{"path": "a.pdf", "pages": 2}]')
    failed = ToolResultPart("s-FAILED", "connection refused", is_error=True)
    picture = ImagePart("image/png", data=png(300, 120), name="boat.png")
    refused = (RefusalPart("I cannot help with that."),)
    found = [
        message(30, ask, "Draw it."),
        message(31, answer, DIAGRAM),
        message(32, ask, "\u05e9\u05dc\u05d5\u05dd"),
        message(33, answer, SCRIPTS),
        message(34, ask, "Look it up."),
        message(35, answer, parts=(thought, *looked)),
        message(36, ask, parts=(picture, TextPart("And this?"))),
        message(37, answer, parts=(picture, TextPart("A boat."))),
        message(38, ask, "Something forbidden."),
        message(39, answer, state=State.BLOCKED, parts=refused),
        message(40, ask, "Use all tools."),
        message(41, answer, parts=calls()),
        message(42, Role.TOOL, parts=(result, failed)),
        message(43, answer, "Done."),
    ]
    more = [
        TranscriptItem(each, head=gallery.HEAD if each.role is answer else "") for each in found
    ]
    return [*gallery.items(), *more]


def deltas(key: int, part: Part, step: int) -> list[Delta]:
    """A part as it comes over the wire, words in pieces of `step` characters."""

    def pieces(text: str) -> list[str]:
        return [text[start : start + step] for start in range(0, len(text), step)]

    match part:
        case TextPart():
            cited = [CitationDelta(key, each) for each in part.citations]
            return [*(TextDelta(key, piece) for piece in pieces(part.text)), *cited]
        case ReasoningPart():
            return [ReasoningDelta(key, piece) for piece in pieces(part.text)]
        case RefusalPart():
            return [RefusalDelta(key, piece) for piece in pieces(part.text)]
        case ToolCallPart():
            asked = [ToolCallDelta(key, arguments=piece) for piece in pieces(part.arguments)]
            return [ToolCallDelta(key, part.id, part.name), *asked, ToolCallEnded(key)]
        case ActivityPart():
            return [ActivityDelta(key, part.name, part.state, part.detail)]
        case ImagePart():
            return [ImageDelta(key, part.media_type, part.data)]
    return []


def stream(model: TranscriptModel, items: list[TranscriptItem], step: int = 41) -> None:
    """Let a conversation come as it does: answers in pieces, a frame after each."""
    for item in items:
        if item.message.role is not Role.ASSISTANT:
            model.begin(item)
            continue
        whole = item.message
        coming = type(whole)(whole.id, whole.role, State.STREAMING, (), whole.created)
        model.begin(replace(item, message=coming))
        builder = MessageBuilder()
        for key, part in enumerate(whole.parts):
            for delta in deltas(key, part, step):
                builder.apply(delta)
                model.sync(whole.id, builder)
        model.end(whole.id, whole)
