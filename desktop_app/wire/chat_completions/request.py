"""One request as a Chat Completions body (WIRE.md 1.4)."""

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

_MAX_TOKENS_FIELDS = ("max_tokens", "max_completion_tokens")


def build(request: CompletionRequest) -> dict[str, Any]:
    """Return the JSON body. Raises RequestRefused for what the protocol cannot say."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": _messages(request),
        "stream": request.is_streamed,
    }
    if request.is_streamed:
        body["stream_options"] = {"include_usage": True}
    body |= _tools(request) | _parameters(request) | _effort(request)
    if request.output_schema:
        schema = request.output_schema
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {
                "name": schema.name,
                "schema": schema.schema,
                "strict": schema.is_strict,
            },
        }
    body |= request.endpoint.body
    return {name: value for name, value in body.items() if name not in request.without}


def _parameters(request: CompletionRequest) -> dict[str, Any]:
    """Only what the person set, under the name that the model takes."""
    parameters, profile = request.parameters, request.profile
    body: dict[str, Any] = {}
    if parameters.max_tokens is not None:
        names = sorted(_MAX_TOKENS_FIELDS, key=lambda name: name != profile.max_tokens_field)
        name = next((name for name in names if name not in request.without), names[0])
        body[name] = parameters.max_tokens
    if profile.has_sampling and parameters.temperature is not None:
        body["temperature"] = parameters.temperature
    if profile.has_sampling and parameters.top_p is not None:
        body["top_p"] = parameters.top_p
    if profile.has_stop and parameters.stop:
        body["stop"] = list(parameters.stop)
    if profile.has_verbosity and parameters.verbosity:
        body["verbosity"] = parameters.verbosity
    return body


def _effort(request: CompletionRequest) -> dict[str, Any]:
    effort, quirks = request.parameters.effort, request.endpoint.quirks
    if request.tools and request.profile.chat_tools_without_effort:
        effort = "none"
    if not effort:
        return {}
    is_on = effort != "none"
    if "reasoning-object" in quirks:
        return {"reasoning": {"effort": effort} if is_on else {"enabled": False}}
    if "reasoning-switch" in quirks:
        return {"reasoning": {"enabled": is_on}}
    if "thinking-switch" in quirks:
        switch = {"thinking": {"type": "enabled" if is_on else "disabled"}}
        return switch | ({"reasoning_effort": effort} if is_on else {})
    if "reasoning-format" in quirks:
        return {"reasoning_effort": effort, "reasoning_format": "parsed"}
    return {"reasoning_effort": effort}


def _tools(request: CompletionRequest) -> dict[str, Any]:
    if not request.tools:
        return {}
    tools = []
    for tool in request.tools:
        function: dict[str, Any] = {
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.schema,
        }
        if tool.is_strict:
            function["strict"] = True
        tools.append({"type": "function", "function": function})
    choice = request.parameters.tool_choice
    if not choice:
        return {"tools": tools}
    if choice in {"auto", "none", "required"}:
        return {"tools": tools, "tool_choice": choice}
    named = {"type": "function", "function": {"name": choice}}
    return {"tools": tools, "tool_choice": named}


def _messages(request: CompletionRequest) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    ids = ToolIds("tool-ids-9" in request.endpoint.quirks)
    if request.system:
        role = request.role_override or request.profile.system_role
        messages.append({"role": role, "content": request.system})
    for role, parts in sayable(request):
        if role is Role.ASSISTANT:
            messages += _assistant(parts, request, ids)
        elif role is Role.TOOL:
            messages += _results(parts, ids)
        else:
            messages.append({"role": "user", "content": _content(parts, request)})
    if request.is_prefilled and "prefix" in request.endpoint.quirks and messages:
        messages[-1]["prefix"] = True
    return messages


def _content(parts: list[Part], request: CompletionRequest) -> str | list[dict[str, Any]]:
    """A plain string where it is text only: many servers take nothing else."""
    content = [_user_part(part, request) for part in parts]
    if all(part["type"] == "text" for part in content):
        return "\n\n".join(part["text"] for part in content)
    return content


def _user_part(part: Part, request: CompletionRequest) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"type": "text", "text": text}
        case ImagePart():
            return {"type": "image_url", "image_url": {"url": data_url(part)}}
        case FilePart():
            words = inlined(part)
            if words is not None:
                return {"type": "text", "text": words}
            if "files" in request.endpoint.quirks:
                file = {"filename": part.name, "file_data": data_url(part)}
                return {"type": "file", "file": file}
    raise unsayable(part, request)


def _results(parts: list[Part], ids: ToolIds) -> list[dict[str, Any]]:
    return [
        {"role": "tool", "tool_call_id": ids[part.call_id], "content": part.text}
        for part in parts
        if isinstance(part, ToolResultPart)
    ]


def _assistant(parts: list[Part], request: CompletionRequest, ids: ToolIds) -> list[dict[str, Any]]:
    message: dict[str, Any] = {"role": "assistant", "content": None}
    text, refusal, reasoning = [], [], []
    calls: dict[str, dict[str, Any]] = {}
    for part in parts:
        match part:
            case TextPart():
                text.append(part.text)
            case RefusalPart():
                refusal.append(part.text)
            case ReasoningPart():
                reasoning.append(part.text)
            case ToolCallPart():
                function = {"name": part.name, "arguments": part.arguments or "{}"}
                calls[part.id] = {"id": ids[part.id], "type": "function", "function": function}
            case OpaquePart():
                _put_back(part, message, calls)
            case ActivityPart():
                pass  # told of in the provider's own item, or not at all
            case _:
                raise unsayable(part, request)
    if text:
        message["content"] = "".join(text)
    if refusal:
        message["refusal"] = "".join(refusal)
    if calls:
        message["tool_calls"] = list(calls.values())
    if reasoning and calls and "reasoning-content" in request.endpoint.quirks:
        message["reasoning_content"] = "".join(reasoning)
    return [message] if len(message) > 2 or message["content"] else []


def _put_back(part: OpaquePart, message: dict[str, Any], calls: dict[str, dict[str, Any]]) -> None:
    value = msgspec.json.decode(part.payload)
    if part.name == "reasoning_details":
        message["reasoning_details"] = value
    elif part.name == "extra_content" and value["id"] in calls:
        calls[value["id"]]["extra_content"] = value["extra_content"]
