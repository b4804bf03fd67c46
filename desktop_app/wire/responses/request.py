"""One request as a Responses body (WIRE.md 1.4): stateless, the whole conversation each time."""

from typing import Any

import msgspec

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.message import (
    ActivityPart,
    FilePart,
    ImagePart,
    OpaquePart,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.wire.conversation import data_url, inlined, sayable, unsayable
from desktop_app.wire.tool_ids import ToolIds

Item = dict[str, Any]


def build(request: CompletionRequest) -> dict[str, Any]:
    """Return the JSON body. Raises RequestRefused for what the protocol cannot say."""
    body: dict[str, Any] = {
        "model": request.model,
        "input": _input(request),
        "stream": request.is_streamed,
    }
    if request.system and not request.role_override:
        body["instructions"] = request.system
    if "store" in request.endpoint.quirks:
        body["store"] = False
        if request.profile.reasons:
            body["include"] = ["reasoning.encrypted_content"]
    body |= _parameters(request) | _reasoning(request) | _text(request) | _tools(request)
    body |= request.endpoint.body
    return {name: value for name, value in body.items() if name not in request.without}


def _parameters(request: CompletionRequest) -> dict[str, Any]:
    """Only what the person set; the protocol has no stop sequences."""
    parameters = request.parameters
    body: dict[str, Any] = {}
    if parameters.max_tokens is not None:
        body["max_output_tokens"] = parameters.max_tokens
    if request.profile.has_sampling and parameters.temperature is not None:
        body["temperature"] = parameters.temperature
    if request.profile.has_sampling and parameters.top_p is not None:
        body["top_p"] = parameters.top_p
    return body


def _reasoning(request: CompletionRequest) -> dict[str, Any]:
    effort = request.parameters.effort
    reasoning: dict[str, Any] = {"effort": effort} if effort else {}
    # Without asking, OpenAI's models think in silence; other servers may not know the word.
    if request.profile.reasons and effort != "none" and "store" in request.endpoint.quirks:
        reasoning["summary"] = "auto"
    return {"reasoning": reasoning} if reasoning else {}


def _text(request: CompletionRequest) -> dict[str, Any]:
    text: dict[str, Any] = {}
    schema = request.output_schema
    if schema:
        text["format"] = {
            "type": "json_schema",
            "name": schema.name,
            "schema": schema.schema,
            "strict": schema.is_strict,
        }
    if request.profile.has_verbosity and request.parameters.verbosity:
        text["verbosity"] = request.parameters.verbosity
    return {"text": text} if text else {}


def _tools(request: CompletionRequest) -> dict[str, Any]:
    if not request.tools:
        return {}
    tools = [
        {
            "type": "function",
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.schema,
            "strict": tool.is_strict,
        }
        for tool in request.tools
    ]
    choice = request.parameters.tool_choice
    if not choice:
        return {"tools": tools}
    is_word = choice in {"auto", "none", "required"}
    named = choice if is_word else {"type": "function", "name": choice}
    return {"tools": tools, "tool_choice": named}


def _input(request: CompletionRequest) -> list[Item]:
    items: list[Item] = []
    ids = ToolIds()
    if request.system and request.role_override:
        items.append({"type": "message", "role": request.role_override, "content": request.system})
    for role, parts in sayable(request):
        if role is Role.ASSISTANT:
            items += _answer(parts, request, ids)
        elif role is Role.TOOL:
            items += _results(parts, ids)
        else:
            items.append({"type": "message", "role": "user", "content": _content(parts, request)})
    return items


def _content(parts: list[Part], request: CompletionRequest) -> str | list[Item]:
    """A plain string where it is text only: gateways that take no arrays are many."""
    content = [_user_part(part, request) for part in parts]
    if all(part["type"] == "input_text" for part in content):
        return "\n\n".join(part["text"] for part in content)
    return content


def _user_part(part: Part, request: CompletionRequest) -> Item:
    match part:
        case TextPart(text):
            return {"type": "input_text", "text": text}
        case ImagePart():
            return {"type": "input_image", "image_url": data_url(part), "detail": "auto"}
        case FilePart():
            words = inlined(part)
            if words is not None:
                return {"type": "input_text", "text": words}
            if part.media_type == "application/pdf":
                file = {"filename": part.name, "file_data": data_url(part)}
                return {"type": "input_file", **file}
    raise unsayable(part, request)


def _results(parts: list[Part], ids: ToolIds) -> list[Item]:
    return [
        {"type": "function_call_output", "call_id": ids[part.call_id], "output": part.text}
        for part in parts
        if isinstance(part, ToolResultPart)
    ]


def _answer(parts: list[Part], request: CompletionRequest, ids: ToolIds) -> list[Item]:
    """One answer's items. Kept items wait for the one they led to: alone they are refused."""
    items: list[Item] = []
    waiting: list[Item] = []
    phase: dict[str, str] = {}
    for part in parts:
        match part:
            case OpaquePart(name="phase"):
                phase = {"phase": msgspec.json.decode(part.payload, type=str)}
            case OpaquePart():
                waiting += _kept(part)
            case TextPart() if part.text:
                items += [*waiting, _message(part.text, phase)]
                waiting, phase = [], {}
            case RefusalPart():
                items += [*waiting, _refusal(part, len(items))]
                waiting = []
            case ToolCallPart():
                items += [*waiting, _call(part, ids)]
                waiting = []
            case ActivityPart() | ReasoningPart() | TextPart():
                pass  # told of in the provider's own items, or not at all
            case _:
                raise unsayable(part, request)
    return items + [item for item in waiting if item.get("type") != "reasoning"]


def _kept(part: OpaquePart) -> list[Item]:
    item: Item = msgspec.json.decode(part.payload)
    is_lost = item.get("type") == "reasoning" and not (
        item.get("encrypted_content") or item.get("content")
    )
    return [] if is_lost else [item]


def _message(text: str, phase: dict[str, str]) -> Item:
    return {"type": "message", "role": "assistant", "content": text, **phase}


def _refusal(part: RefusalPart, number: int) -> Item:
    return {
        "type": "message",
        "role": "assistant",
        "id": f"msg_{number}",
        "status": "completed",
        "content": [{"type": "refusal", "refusal": part.text}],
    }


def _call(part: ToolCallPart, ids: ToolIds) -> Item:
    return {
        "type": "function_call",
        "call_id": ids[part.id],
        "name": part.name,
        "arguments": part.arguments or "{}",
    }
