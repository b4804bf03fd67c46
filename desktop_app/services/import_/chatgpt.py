"""ChatGPT's export: a tree of nodes per conversation, in as many variants as it has had years.

Source: the community's descriptions of conversations.json (versions of 2023 to 2026). Every field
may be missing or of another type; what is not understood is told and left out, never fatal.
"""

import mimetypes
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from desktop_app.domain.message import (
    ActivityPart,
    FilePart,
    ImagePart,
    Message,
    Origin,
    Part,
    ReasoningPart,
    Role,
    State,
    TextPart,
)
from desktop_app.services.import_.given import Given, image_type, missing, number, text
from desktop_app.services.store import ConversationRecord
from desktop_app.services.store.record import derived_id

_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT, "tool": Role.ASSISTANT}
_CONTEXT = frozenset({"user_editable_context", "model_editable_context"})
_STATES = {
    "max_tokens": State.INCOMPLETE,
    "length": State.INCOMPLETE,
    "interrupted": State.STOPPED,
    "content_filter": State.BLOCKED,
}


def recognises(given: dict[str, Any]) -> bool:
    """Whether a JSON object is one of these conversations."""
    return isinstance(given.get("mapping"), dict)


def record(given: dict[str, Any], around: Given) -> ConversationRecord:
    """One conversation. `around` finds files and takes note of what is left out."""
    created = number(given.get("create_time")) or 0.0
    source = f"chatgpt:{given.get('conversation_id') or given.get('id') or created}"
    tree = _Tree(given["mapping"], source, created, around)
    return ConversationRecord(
        id=derived_id(source, created),
        title=text(given.get("title")),
        created=created,
        updated=number(given.get("update_time")) or created,
        messages=tuple(tree.messages()),
        leaf=tree.nearest(given.get("current_node")),
        is_archived=given.get("is_archived") is True,
        is_pinned=bool(given.get("is_starred") or given.get("pinned_time")),
        model=text(given.get("default_model_slug")),
        source=source,
    )


class _Answer(msgspec.Struct):
    """A message that further nodes may still add to."""

    id: str
    role: Role
    created: float
    parent: str | None
    parts: list[Part]
    told: dict[str, Any]  # the newest node's message: how it ended, which model

    def message(self) -> Message:
        """The message as it is kept."""
        metadata = _dict(self.told.get("metadata"))
        stop_reason = text(_dict(metadata.get("finish_details")).get("type"))
        model = text(metadata.get("model_slug"))
        state = State.COMPLETE
        if self.told.get("status") == "in_progress":
            state = State.INTERRUPTED
        return Message(
            self.id,
            self.role,
            _STATES.get(stop_reason, state),
            tuple(self.parts),
            self.created,
            self.parent,
            origin=Origin("ChatGPT", "", "", model) if self.role is Role.ASSISTANT else None,
            stop_reason=stop_reason,
        )


class _Tree:
    """The nodes that say something, each below the nearest one above it that does.

    What a model thought, called and got back stands in nodes of its own below one another; they
    become one answer, as the person saw it.
    """

    def __init__(self, mapping: dict[str, Any], source: str, created: float, around: Given) -> None:
        self._mapping = mapping
        self._source = source
        self._created = created
        self._around = around
        self._kept: dict[str, _Answer] = {}

    def messages(self) -> list[Message]:
        """Parents before children, siblings in their order."""
        for node_id in self._order():
            told = _dict(self._mapping[node_id].get("message"))
            role = _ROLES.get(_role(told))
            if role is None or _is_hidden(told):
                continue
            if parts := list(_parts(told, self._around)):
                self._keep(node_id, role, parts, told)
        unique = {answer.id: answer for answer in self._kept.values()}
        return [answer.message() for answer in unique.values()]

    def nearest(self, node_id: object) -> str | None:
        """The id of the message that a node became part of, or of the nearest one above it."""
        answer = self._nearest(node_id)
        return answer.id if answer else None

    def _keep(self, node_id: str, role: Role, parts: list[Part], told: dict[str, Any]) -> None:
        above = self._nearest(self._mapping[node_id].get("parent"))
        if role is Role.ASSISTANT and above is not None and self._goes_on(node_id, above):
            above.parts.extend(parts)
            above.told = told
            self._kept[node_id] = above
            return
        created = number(told.get("create_time")) or self._created
        id_ = derived_id(f"{self._source}:{node_id}", created)
        parent = above.id if above else None
        self._kept[node_id] = _Answer(id_, role, created, parent, parts, told)

    def _goes_on(self, node_id: str, above: _Answer) -> bool:
        """Whether a node continues the answer above it, rather than being one of several."""
        parent = text(self._mapping[node_id].get("parent"))
        while above.role is Role.ASSISTANT and parent in self._mapping:
            if len(_list(_dict(self._mapping.get(parent)).get("children"))) > 1:
                return False
            if parent in self._kept:
                return True
            parent = text(_dict(self._mapping[parent]).get("parent"))
        return False

    def _nearest(self, node_id: object) -> _Answer | None:
        seen: set[object] = set()
        while isinstance(node_id, str) and node_id in self._mapping and node_id not in seen:
            if node_id in self._kept:
                return self._kept[node_id]
            seen.add(node_id)
            node_id = _dict(self._mapping[node_id]).get("parent")
        return None

    def _order(self) -> Iterator[str]:
        nodes = {id_: node for id_, node in self._mapping.items() if isinstance(node, dict)}
        waiting = [id_ for id_, node in nodes.items() if node.get("parent") not in nodes][::-1]
        seen: set[str] = set()
        while waiting:
            node_id = waiting.pop()
            if node_id in nodes and node_id not in seen:
                seen.add(node_id)
                yield node_id
                children = _list(nodes[node_id].get("children"))
                waiting.extend(child for child in reversed(children) if isinstance(child, str))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _role(told: dict[str, Any]) -> str:
    return text(_dict(told.get("author")).get("role"))


def _is_hidden(told: dict[str, Any]) -> bool:
    is_hidden = _dict(told.get("metadata")).get("is_visually_hidden_from_conversation") is True
    return is_hidden or _dict(told.get("content")).get("content_type") in _CONTEXT


def _parts(told: dict[str, Any], around: Given) -> Iterator[Part]:
    content = _dict(told.get("content"))
    kind = text(content.get("content_type")) or "text"
    reader = _READERS.get(kind)
    if reader is None:
        around.skip(f"a message of the kind {kind!r}")
        return
    parts = [part for part in reader(content, around) if part != TextPart("")]
    tool, state = _tool(told)
    for part in parts:
        if tool and isinstance(part, TextPart):
            yield ActivityPart(tool, state, part.text)
        else:
            yield part
    yield from _attached(told, around)


def _tool(told: dict[str, Any]) -> tuple[str, str]:
    """The tool that a message is addressed to or comes from, and how far it is."""
    if _role(told) == "tool":
        return text(_dict(told.get("author")).get("name")) or "tool", "completed"
    recipient = text(told.get("recipient"))
    return ("", "") if recipient in {"", "all"} else (recipient, "in_progress")


def _attached(told: dict[str, Any], around: Given) -> Iterator[Part]:
    """Files beside the text; pictures among them stand in the text already."""
    for attachment in map(_dict, _list(_dict(told.get("metadata")).get("attachments"))):
        name = text(attachment.get("name")) or "file"
        kind = text(attachment.get("mime_type") or attachment.get("mimeType"))
        kind = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("image/"):
            continue
        data = around.file(text(attachment.get("id"))) or around.file(name)
        yield FilePart(kind, name, data=data) if data else missing(name, around)


def _text_content(content: dict[str, Any], around: Given) -> Iterator[Part]:
    parts = content.get("parts")
    if not isinstance(parts, list):
        yield TextPart(text(content.get("text")))
        return
    for part in parts:
        if isinstance(part, str):
            yield TextPart(part)
        elif isinstance(part, dict):
            yield from _object_part(part, around)


def _object_part(part: dict[str, Any], around: Given) -> Iterator[Part]:
    pointer = text(part.get("asset_pointer"))
    if part.get("content_type") == "image_asset_pointer" and pointer:
        data = around.file(pointer)
        yield ImagePart(image_type(data), data=data) if data else missing("a picture", around)
    elif part.get("content_type") == "audio_transcription":
        yield TextPart(text(part.get("text")))
    else:
        around.skip(f"a part of the kind {part.get('content_type')!r}")


def _code(content: dict[str, Any], _: Given) -> Iterator[Part]:
    language = text(content.get("language")).replace("unknown", "")
    words = text(content.get("text")) or "".join(map(text, _list(content.get("parts"))))
    yield TextPart(f"```{language}\n{words}\n```" if language else words)


def _thoughts(content: dict[str, Any], _: Given) -> Iterator[Part]:
    for thought in map(_dict, _list(content.get("thoughts"))):
        lines = (text(thought.get("summary")), text(thought.get("content")))
        yield ReasoningPart("\n\n".join(filter(None, lines)))


def _nothing(_content: dict[str, Any], _: Given) -> Iterator[Part]:
    return iter(())


def _plain(*names: str) -> Callable[[dict[str, Any], Given], Iterator[Part]]:
    def read(content: dict[str, Any], _: Given) -> Iterator[Part]:
        yield TextPart("\n\n".join(filter(None, (text(content.get(name)) for name in names))))

    return read


_READERS = {
    "text": _text_content,
    "multimodal_text": _text_content,
    "code": _code,
    "execution_output": _plain("text"),
    "system_error": _plain("name", "text"),
    "tether_quote": _plain("title", "url", "text"),
    "tether_browsing_display": _plain("result", "summary"),
    "sonic_webpage": _plain("title", "url", "text"),
    "thoughts": _thoughts,
    "reasoning_recap": _nothing,  # "Thought for 12 s"
}
