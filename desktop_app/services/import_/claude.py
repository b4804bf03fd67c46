"""Claude's export: messages with the id of the one above, in old files without it.

Source: the community's descriptions of conversations.json (versions of 2024 to 2026).
"""

import mimetypes
from collections.abc import Iterator
from typing import Any

import msgspec

from desktop_app.domain.message import (
    ActivityPart,
    FilePart,
    ImagePart,
    Message,
    Part,
    ReasoningPart,
    Role,
    State,
    TextPart,
)
from desktop_app.services.import_.given import Given, image_type, missing, number, text
from desktop_app.services.store import ConversationRecord
from desktop_app.services.store.record import derived_id

_STATES = {"max_tokens": State.INCOMPLETE, "user_canceled": State.STOPPED, "refusal": State.BLOCKED}


def recognises(given: dict[str, Any]) -> bool:
    """Whether a JSON object is one of these conversations."""
    return isinstance(given.get("chat_messages"), list)


def record(given: dict[str, Any], around: Given) -> ConversationRecord:
    """One conversation. `around` finds files and takes note of what is left out."""
    created = number(given.get("created_at")) or 0.0
    source = f"claude:{given.get('uuid') or created}"
    messages: list[Message] = []
    ids: dict[str, str | None] = {}
    for said in given["chat_messages"]:
        if not isinstance(said, dict):
            continue
        above = said.get("parent_message_uuid")
        last = messages[-1].id if messages else None
        parent = ids.get(above) if isinstance(above, str) else last
        if parts := tuple(_parts(said, around)):
            messages.append(_message(said, parts, source, created, parent))
            parent = messages[-1].id
        ids[text(said.get("uuid"))] = parent  # an empty message stands for the one above it
    return ConversationRecord(
        id=derived_id(source, created),
        title=text(given.get("name")),
        created=created,
        updated=number(given.get("updated_at")) or created,
        messages=tuple(messages),
        leaf=ids.get(text(given.get("current_leaf_message_uuid"))),
        is_pinned=given.get("is_starred") is True,
        model=text(given.get("model")),
        source=source,
    )


def _message(
    said: dict[str, Any], parts: tuple[Part, ...], source: str, created: float, parent: str | None
) -> Message:
    at = number(said.get("created_at")) or created
    stop_reason = text(said.get("stop_reason"))
    return Message(
        derived_id(f"{source}:{said.get('uuid') or at}", at),
        Role.USER if said.get("sender") in {"human", "user"} else Role.ASSISTANT,
        _STATES.get(stop_reason, State.COMPLETE),
        parts,
        at,
        parent,
        stop_reason=stop_reason,
    )


def _parts(said: dict[str, Any], around: Given) -> Iterator[Part]:
    blocks = [block for block in said.get("content") or () if isinstance(block, dict)]
    parts = [part for block in blocks for part in _block(block, around)]
    if not any(isinstance(part, TextPart) for part in parts) and text(said.get("text")):
        parts.append(TextPart(said["text"]))
    yield from parts
    for attachment in said.get("attachments") or ():
        if isinstance(attachment, dict):
            yield _attachment(attachment, around)
    for file in (*(said.get("files") or ()), *(said.get("files_v2") or ())):
        if isinstance(file, dict):
            yield _file(file, around)


def _block(block: dict[str, Any], around: Given) -> Iterator[Part]:
    kind = block.get("type")
    if kind == "text":
        if words := text(block.get("text")):
            yield TextPart(words)
    elif kind == "thinking":
        yield ReasoningPart(text(block.get("thinking")) or text(block.get("text")))
    elif kind == "tool_use":  # ran at the provider, and is never run here
        arguments = msgspec.json.encode(block.get("input") or {}).decode()
        yield ActivityPart(text(block.get("name")), "in_progress", arguments)
    elif kind == "tool_result":
        state = "failed" if block.get("is_error") is True else "completed"
        yield ActivityPart(text(block.get("name")), state, _result(block.get("content")))
    else:
        around.skip(f"a part of the kind {kind!r}")


def _result(content: object) -> str:
    if isinstance(content, list):
        texts = (text(item.get("text")) for item in content if isinstance(item, dict))
        return "\n\n".join(filter(None, texts))
    return text(content)


def _attachment(attachment: dict[str, Any], around: Given) -> Part:
    name = text(attachment.get("file_name")) or "file"
    words = text(attachment.get("extracted_content"))
    if not words:
        return _file(attachment, around)
    return FilePart("text/plain", name, data=words.encode("utf-8", "replace"))


def _file(file: dict[str, Any], around: Given) -> Part:
    name = text(file.get("file_name")) or "file"
    data = around.file(text(file.get("file_uuid"))) or around.file(name)
    if not data:
        return missing(name, around)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("image/"):
        return ImagePart(image_type(data), data=data, name=name)
    return FilePart(kind, name, data=data)
