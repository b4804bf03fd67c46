"""One request as a Messages body (WIRE.md 1.4)."""

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
from desktop_app.wire.conversation import bytes_of, inlined, sayable, unsayable
from desktop_app.wire.tool_ids import ToolIds

Block = dict[str, Any]

_IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_SAFE_MAX_TOKENS = 4096  # every model of this protocol can write as much
_BUDGETS = {"minimal": 1024, "low": 2048, "medium": 8192, "high": 16384}
_BUDGET_MOST = 32000
_BUDGET_LEAST = 1024


def build(request: CompletionRequest) -> dict[str, Any]:
    """Return the JSON body. Raises RequestRefused for what the protocol cannot say."""
    max_tokens = request.parameters.max_tokens or request.profile.max_output
    if "max_tokens" in request.without:
        max_tokens = min(max_tokens, _SAFE_MAX_TOKENS)  # the protocol demands some number
    body: dict[str, Any] = {
        "model": request.model,
        "max_tokens": max_tokens,
        "messages": _messages(request),
        "stream": request.is_streamed,
    }
    if request.system:
        body["system"] = request.system
    thinking = _thinking(request, max_tokens)
    body |= _parameters(request, bool(thinking)) | thinking | _output(request) | _tools(request)
    body |= request.endpoint.body
    without = request.without - {"max_tokens"}
    return {name: value for name, value in body.items() if name not in without}


def _parameters(request: CompletionRequest, is_thinking: bool) -> dict[str, Any]:
    """Only what the person set. Who thinks takes no sampling parameters."""
    parameters = request.parameters
    body: dict[str, Any] = {}
    has_sampling = request.profile.has_sampling and not is_thinking
    if has_sampling and parameters.temperature is not None:
        body["temperature"] = parameters.temperature
    if has_sampling and parameters.top_p is not None:
        body["top_p"] = parameters.top_p
    if parameters.stop:
        body["stop_sequences"] = list(parameters.stop)
    return body


def _thinking(request: CompletionRequest, max_tokens: int) -> dict[str, Any]:
    effort, profile = request.parameters.effort, request.profile
    if not effort or profile.thinking == "none":
        return {}
    if effort == "none":
        return {"thinking": {"type": "disabled"}} if profile.can_stop_thinking else {}
    if profile.thinking == "adaptive":
        return {"thinking": {"type": "adaptive", "display": "summarized"}}
    budget = min(_BUDGETS.get(effort, _BUDGET_MOST), max_tokens - 1)
    if budget < _BUDGET_LEAST:
        return {}
    return {"thinking": {"type": "enabled", "budget_tokens": budget}}


def _output(request: CompletionRequest) -> dict[str, Any]:
    effort = request.parameters.effort
    config: dict[str, Any] = {}
    if effort and effort != "none" and request.profile.thinking != "budget":
        config["effort"] = "low" if effort == "minimal" else effort
    if request.output_schema:
        config["format"] = {"type": "json_schema", "schema": request.output_schema.schema}
    return {"output_config": config} if config else {}


def _tools(request: CompletionRequest) -> dict[str, Any]:
    if not request.tools:
        return {}
    tools = []
    for tool in request.tools:
        one = {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
        tools.append(one | {"strict": True} if tool.is_strict else one)
    choice = request.parameters.tool_choice
    if not choice:
        return {"tools": tools}
    words = {"auto": "auto", "none": "none", "required": "any"}
    named = {"type": words[choice]} if choice in words else {"type": "tool", "name": choice}
    return {"tools": tools, "tool_choice": named}


def _messages(request: CompletionRequest) -> list[dict[str, Any]]:
    """Turns of alternating roles, a person's first; results of tools are the person's words."""
    messages: list[dict[str, Any]] = []
    ids = ToolIds()
    for role, parts in sayable(request):
        is_answer = role is Role.ASSISTANT
        blocks = [block for part in parts for block in _blocks(part, request, ids)]
        speaker = "assistant" if is_answer else "user"
        if messages and messages[-1]["role"] == speaker:
            messages[-1]["content"] += blocks
        elif blocks:
            messages.append({"role": speaker, "content": blocks})
    if messages and messages[0]["role"] == "assistant":
        messages.insert(0, {"role": "user", "content": [{"type": "text", "text": "…"}]})
    if messages and messages[-1]["role"] == "assistant":
        _trim(messages[-1]["content"])
    return messages


def _trim(blocks: list[Block]) -> None:
    """The last text of an answer that goes on must not end in white space."""
    if blocks[-1]["type"] == "text":
        blocks[-1] = {"type": "text", "text": blocks[-1]["text"].rstrip()}


def _blocks(part: Part, request: CompletionRequest, ids: ToolIds) -> list[Block]:
    match part:
        case TextPart(text) | RefusalPart(text):
            return [{"type": "text", "text": text}] if text.strip() else []
        case OpaquePart():
            return [msgspec.json.decode(part.payload)]
        case ToolCallPart():
            return [_call(part, ids)]
        case ToolResultPart():
            return [_result(part, ids)]
        case ActivityPart() | ReasoningPart():
            return []  # told of in the provider's own blocks, or not at all
        case _:
            return [_attachment(part, request)]


def _call(part: ToolCallPart, ids: ToolIds) -> Block:
    try:
        arguments = msgspec.json.decode(part.arguments or "{}")
    except msgspec.DecodeError:
        arguments = part.arguments
    if not isinstance(arguments, dict):
        arguments = {"input": arguments}  # free text of a custom tool
    return {"type": "tool_use", "id": ids[part.id], "name": part.name, "input": arguments}


def _result(part: ToolResultPart, ids: ToolIds) -> Block:
    block = {"type": "tool_result", "tool_use_id": ids[part.call_id], "content": part.text}
    return block | {"is_error": True} if part.is_error else block


def _attachment(part: Part, request: CompletionRequest) -> Block:
    match part:
        case ImagePart() if part.media_type in _IMAGES:
            return {"type": "image", "source": _source(part)}
        case FilePart(media_type="application/pdf"):
            return {"type": "document", "source": _source(part), "title": part.name}
        case FilePart():
            words = inlined(part)
            if words is not None:
                return {"type": "text", "text": words}
    raise unsayable(part, request)


def _source(part: ImagePart | FilePart) -> Block:
    return {"type": "base64", "media_type": part.media_type, "data": bytes_of(part)}
