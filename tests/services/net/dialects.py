"""Event streams as bytes, the way each protocol and each of the four gateways writes them."""

import json
from typing import Any

DONE = b"data: [DONE]\n\n"
WORDS = ["Hello", " from", " the", " gateway", "."]


def data(value: Any) -> bytes:
    """One frame without an event line."""
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def typed(value: dict[str, Any]) -> bytes:
    """One frame whose event line repeats its type."""
    return b"event: " + value["type"].encode() + b"\n" + data(value)


# Chat Completions ---------------------------------------------------------------------------


def chat_chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One chunk with one choice."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1700000000,
        "model": "stand-in-1",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        **more,
    }


def chat(words: list[str] = WORDS, finish: str = "stop", usage: bool = True) -> list[bytes]:
    """Role first, words, finish, a usage chunk without choices, [DONE]."""
    frames = [data(chat_chunk({"role": "assistant", "content": ""}))]
    frames += [data(chat_chunk({"content": word})) for word in words]
    frames.append(data(chat_chunk({}, finish)))
    if usage:
        frames.append(data({**chat_chunk({}), "choices": [], "usage": chat_usage(words)}))
    return [*frames, DONE]


def chat_usage(words: list[str]) -> dict[str, Any]:
    """Token counts as Chat Completions spells them."""
    return {"prompt_tokens": 7, "completion_tokens": len(words), "total_tokens": 7 + len(words)}


def chat_whole(words: list[str] = WORDS) -> dict[str, Any]:
    """The same answer without a stream."""
    message = {"role": "assistant", "content": "".join(words)}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "stand-in-1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": chat_usage(words),
    }


# Responses ----------------------------------------------------------------------------------


def response(
    status: str, words: list[str], model: str = "stand-in-1", **more: Any
) -> dict[str, Any]:
    """A response object; output and usage once it is completed."""
    value: dict[str, Any] = {
        "id": "resp_1",
        "object": "response",
        "status": status,
        "model": model,
        "output": [],
    }
    if status == "completed":
        text = {"type": "output_text", "text": "".join(words), "annotations": []}
        value["output"] = [_message([text], status)]
        value["usage"] = response_usage(words)
    return {**value, **more}


def _message(content: list[Any], status: str) -> dict[str, Any]:
    return {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": status,
        "content": content,
    }


def response_usage(words: list[str], **more: Any) -> dict[str, Any]:
    """Token counts as Responses spells them."""
    return {
        "input_tokens": 7,
        "output_tokens": len(words),
        "total_tokens": 7 + len(words),
        **more,
    }


def responses(words: list[str] = WORDS) -> list[bytes]:
    """The full event set with items, parts and sequence numbers; no [DONE]."""
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    text = "".join(words)
    part = {"type": "output_text", "text": "", "annotations": []}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": response("in_progress", words)},
        {"type": "response.in_progress", "response": response("in_progress", words)},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": _message([], "in_progress"),
        },
        {"type": "response.content_part.added", **place, "part": part},
        *({"type": "response.output_text.delta", **place, "delta": word} for word in words),
        {"type": "response.output_text.done", **place, "text": text},
        {"type": "response.content_part.done", **place, "part": {**part, "text": text}},
        {
            "type": "response.output_item.done",
            "output_index": 0,
            "item": _message([{**part, "text": text}], "completed"),
        },
        {"type": "response.completed", "response": response("completed", words)},
    ]
    return [typed({**event, "sequence_number": n}) for n, event in enumerate(events)]


# Messages -----------------------------------------------------------------------------------


def messages(words: list[str] = WORDS, stop_reason: str = "end_turn") -> list[bytes]:
    """message_start to message_stop with a ping between."""
    head = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "stand-in-1",
        "content": [],
        "stop_reason": None,
        "usage": {"input_tokens": 7, "output_tokens": 1},
    }
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": head},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": word},
            }
            for word in words
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": stop_reason, "stop_sequence": None},
            "usage": {"output_tokens": len(words)},
        },
        {"type": "message_stop"},
    ]
    return [typed(event) for event in events]


def messages_whole(words: list[str] = WORDS) -> dict[str, Any]:
    """The same answer without a stream."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "stand-in-1",
        "content": [{"type": "text", "text": "".join(words)}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 7, "output_tokens": len(words)},
    }


# All three ----------------------------------------------------------------------------------


def frames(protocol: str, words: list[str] = WORDS) -> list[bytes]:
    """A whole answer in any protocol."""
    return {"chat": chat, "responses": responses, "messages": messages}[protocol](words)


def whole(protocol: str, words: list[str] = WORDS) -> dict[str, Any]:
    """A whole answer without a stream."""
    if protocol == "responses":
        return response("completed", words)
    return chat_whole(words) if protocol == "chat" else messages_whole(words)


def opening(protocol: str) -> list[bytes]:
    """What comes before the first word."""
    return frames(protocol, [])[: {"chat": 1, "responses": 4, "messages": 3}[protocol]]


def words_of(protocol: str, words: list[str]) -> list[bytes]:
    """Only the frames that carry words."""
    start = len(opening(protocol))
    return frames(protocol, words)[start : start + len(words)]


def error(protocol: str, kind: str, message: str) -> bytes:
    """An error inside a stream."""
    if protocol == "responses":
        return typed({"type": "error", "error": {"type": kind, "code": kind, "message": message}})
    if protocol == "messages":
        return typed({"type": "error", "error": {"type": kind, "message": message}})
    return data({"error": {"type": kind, "message": message}})
