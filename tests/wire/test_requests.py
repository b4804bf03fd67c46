"""One conversation in three bodies: golden files, and the vendors' own types say that they fit.

`golden/NAME.json` holds what leaves for each protocol. The official SDKs' parameter types are read
strictly: no unknown key passes, lists are looked into.
"""

import collections.abc
import json
import os
import types
import typing
from pathlib import Path
from typing import Any

import msgspec
import pydantic
import pytest
import typing_extensions
from anthropic.types import message_create_params
from openai.types.chat import completion_create_params
from openai.types.responses import response_create_params

from desktop_app.domain.completion import (
    CompletionRequest,
    OutputSchema,
    Parameters,
    Tool,
)
from desktop_app.domain.errors import RequestRefused
from desktop_app.domain.message import (
    ActivityPart,
    FilePart,
    ImagePart,
    Message,
    OpaquePart,
    Origin,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.domain.profile import Profile
from desktop_app.domain.provider import Endpoint
from desktop_app.wire import PROTOCOLS

GOLDEN = Path(__file__).parent / "golden"
PNG = b"\x89PNG\r\n\x1a\n"
PDF = b"%PDF-1.7"
ORIGIN = Origin("demo", "https://demo.example/v1", "", "demo-1")
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = Tool("weather", "The weather of a city", SCHEMA)

_strict: dict[Any, Any] = {}


def strict(kind: Any) -> Any:
    """A parameter type whose lists are validated at once and whose keys are all known."""
    if typing_extensions.is_typeddict(kind):
        if kind not in _strict:
            _strict[kind] = dict  # a type within itself is not looked into again
            hints = typing_extensions.get_type_hints(kind)
            fields = {
                name: typing_extensions.Required[strict(hint)]
                if name in kind.__required_keys__
                else strict(hint)
                for name, hint in hints.items()
            }
            twin = typing_extensions.TypedDict(kind.__name__, fields, total=False)
            twin.__pydantic_config__ = pydantic.ConfigDict(extra="forbid")
            _strict[kind] = twin
        return _strict[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {collections.abc.Iterable, list, collections.abc.Sequence}:
        return list[strict(arguments[0])]
    if origin in {typing.Union, types.UnionType}:
        options = tuple(strict(argument) for argument in arguments)
        return typing.Union[options]  # noqa: UP007  # made from a tuple
    if origin in {typing.IO, os.PathLike}:
        return str  # the SDK reads files by itself; a body holds only text
    if origin is dict:
        return dict[arguments[0], strict(arguments[1])]
    return kind


PARAMETERS = {
    "chat": completion_create_params.CompletionCreateParamsStreaming,
    "responses": response_create_params.ResponseCreateParamsStreaming,
    "messages": message_create_params.MessageCreateParamsStreaming,
}


def validated(protocol: str, body: dict[str, Any]) -> Any:
    return pydantic.TypeAdapter(strict(PARAMETERS[protocol])).validate_python(body)


def endpoint(protocol: str, *quirks: str, **body: Any) -> Endpoint:
    return Endpoint(
        provider="demo",
        title="Demo",
        base_url="https://demo.example/v1",
        protocol=protocol,
        url="https://demo.example/v1/call",
        quirks=quirks,
        body=body,
    )


def user(*parts: Part) -> Message:
    return Message("u", Role.USER, State.COMPLETE, parts, 0.0)


def answer(protocol: str, *parts: Part, **changes: Any) -> Message:
    origin = msgspec.structs.replace(ORIGIN, protocol=protocol, **changes)
    return Message("a", Role.ASSISTANT, State.COMPLETE, parts, 0.0, origin=origin)


def result(call_id: str, text: str, is_error: bool = False) -> Message:
    part = ToolResultPart(call_id, text, is_error)
    return Message("t", Role.TOOL, State.COMPLETE, (part,), 0.0)


def request(protocol: str, *messages: Message, **changes: Any) -> CompletionRequest:
    quirks = changes.pop("quirks", ())
    messages = messages or (user(TextPart("Hello")),)
    return CompletionRequest(
        endpoint(protocol, *quirks, **changes.pop("body", {})), "demo-1", messages, **changes
    )


def build(asked: CompletionRequest) -> dict[str, Any]:
    return PROTOCOLS[asked.endpoint.protocol].build(asked)


def opaque(protocol: str, value: Any, name: str = "") -> OpaquePart:
    return OpaquePart(protocol, msgspec.Raw(msgspec.json.encode(value)), name)


KEPT = {
    "chat": opaque("chat", [{"type": "reasoning.text", "text": "Hm."}], "reasoning_details"),
    "responses": opaque(
        "responses",
        {"id": "rs_1", "type": "reasoning", "summary": [], "encrypted_content": "blob"},
        "reasoning",
    ),
    "messages": opaque(
        "messages", {"type": "thinking", "thinking": "Hm.", "signature": "sig"}, "thinking"
    ),
}


def conversation(protocol: str) -> tuple[Message, ...]:
    """Everything that all three protocols can say."""
    return (
        user(
            TextPart("What is in these?"),
            ImagePart("image/png", data=PNG),
            FilePart("application/pdf", "paper.pdf", data=PDF),
            FilePart("text/csv", "table.csv", data=b"a,b\n1,2"),
        ),
        answer(protocol, RefusalPart("I would rather not.")),
        user(TextPart("Then the weather in Rome, please.")),
        answer(
            protocol,
            ReasoningPart("Hm."),
            KEPT[protocol],
            TextPart("I look."),
            ActivityPart("web_search", "completed"),
            ToolCallPart("call_1", "weather", '{"city": "Rome"}'),
            ToolCallPart("call_lost", "weather", '{"ci', is_whole=False),
        ),
        result("call_1", "40 °C"),
        result("call_nobody", "?"),
        answer(protocol, TextPart("Hot. "), ImagePart("image/png", data=PNG)),
        user(TextPart("Thanks.")),
    )


FULL = {
    "system": "Be brief.",
    "parameters": Parameters(
        temperature=0.5,
        top_p=0.9,
        max_tokens=4000,
        effort="high",
        stop=("END",),
        tool_choice="required",
        verbosity="low",
    ),
    "tools": (WEATHER, Tool("now", "The time", {"type": "object"}, is_strict=True)),
    "output_schema": OutputSchema("place", SCHEMA),
}
CASES = {
    "plain": request,
    "whole_conversation": lambda protocol: request(
        protocol, *conversation(protocol), quirks=("files",)
    ),
    "everything_set": lambda protocol: request(
        protocol, **FULL, profile=Profile(has_verbosity=True)
    ),
    "reasoning_model": lambda protocol: request(
        protocol,
        **FULL,
        quirks=("store",),
        profile=Profile(
            max_tokens_field="max_completion_tokens",
            system_role="developer",
            has_sampling=False,
            has_stop=False,
            has_verbosity=True,
            reasons=True,
            thinking="adaptive",
        ),
    ),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", CASES)
def test_body_is_the_golden_one_and_fits_the_vendors_types(name: str, protocol: str) -> None:
    body = build(CASES[name](protocol))
    golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert json.loads(json.dumps(body)) == golden[protocol]
    if protocol == "chat":
        # OpenRouter's own field, which its protocol wants back word for word.
        for message in body["messages"]:
            message.pop("reasoning_details", None)
    if protocol == "messages":
        # The SDK speaks 2026-10-21, which has no sampling; servers of 2023-06-01 take it.
        body = {key: body[key] for key in body if key not in {"temperature", "top_p"}}
    validated(protocol, body)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_vendors_types_refuse_what_is_wrong(protocol: str) -> None:
    """Negative control: a wrong key and a wrong value deep inside are both seen."""
    body = build(request(protocol))
    with pytest.raises(pydantic.ValidationError):
        validated(protocol, body | {"temprature": 1})
    key = "input" if protocol == "responses" else "messages"
    with pytest.raises(pydantic.ValidationError):
        validated(protocol, body | {key: [{"role": "nobody", "content": 5}]})


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_nothing_is_sent_that_nobody_asked_for(protocol: str) -> None:
    body = build(request(protocol))
    needed = {
        "chat": {"model", "messages", "stream", "stream_options"},
        "responses": {"model", "input", "stream"},
        "messages": {"model", "messages", "stream", "max_tokens"},
    }
    assert set(body) == needed[protocol]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "changes", [{"provider": "other"}, {"base_url": "https://o.example"}, {"model": "other"}]
)
def test_kept_items_go_back_only_to_where_they_came_from(
    protocol: str, changes: dict[str, str]
) -> None:
    said = (user(TextPart("Hi")), answer(protocol, KEPT[protocol], TextPart("Ho"), **changes))
    assert "blob" not in json.dumps(build(request(protocol, *said, user(TextPart("?")))))
    assert "Hm." not in json.dumps(build(request(protocol, *said, user(TextPart("?")))))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_answer_of_nothing_is_not_sent(protocol: str) -> None:
    said = (user(TextPart("Hi")), answer(protocol, ReasoningPart("Hm.")), user(TextPart("?")))
    roles = [one["role"] for one in _said(build(request(protocol, *said)))]
    assert "assistant" not in roles


def _said(body: dict[str, Any]) -> list[dict[str, Any]]:
    return body.get("messages") or body["input"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_fields_of_the_provider_are_sent_and_named_ones_left_out(protocol: str) -> None:
    asked = request(protocol, body={"persona_id": "p1"}, without=frozenset({"stream"}))
    body = build(asked)
    assert body["persona_id"] == "p1"
    assert "stream" not in body


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_cannot_be_said_is_an_error(protocol: str) -> None:
    with pytest.raises(RequestRefused, match=r"Demo does not take “a\.zip”"):
        build(request(protocol, user(FilePart("application/zip", "a.zip", data=b"PK"))))
    with pytest.raises(RequestRefused, match="not there any more"):
        build(request(protocol, user(ImagePart("image/png", sha256="0" * 64))))


@pytest.mark.parametrize(
    ("protocol", "part"),
    [
        ("chat", ActivityPart("search")),
        ("chat", FilePart("application/pdf", "a.pdf", data=PDF)),
        ("responses", ActivityPart("search")),
        ("messages", ImagePart("image/tiff", data=PNG)),
    ],
)
def test_what_only_some_can_say_is_an_error_elsewhere(protocol: str, part: Part) -> None:
    with pytest.raises(RequestRefused):
        build(request(protocol, user(part)))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_answer_in_one_piece(protocol: str) -> None:
    body = build(request(protocol, is_streamed=False))
    assert body["stream"] is False
    assert "stream_options" not in body


def test_responses_asks_for_no_reasoning_where_there_is_none() -> None:
    body = build(request("responses", quirks=("store",)))
    assert body["store"] is False
    assert "include" not in body
    assert "reasoning" not in body


def test_messages_may_end_with_something_else_than_words() -> None:
    said = (user(TextPart("?")), answer("messages", TextPart("a "), KEPT["messages"]))
    assert build(request("messages", *said))["messages"][-1]["content"][0]["text"] == "a "


@pytest.mark.parametrize("protocol", ["chat", "responses"])
def test_a_file_in_an_answer_cannot_be_said(protocol: str) -> None:
    file = FilePart("text/plain", "a.txt", data=b"x")
    with pytest.raises(RequestRefused):
        build(request(protocol, user(TextPart("?")), answer(protocol, file)))


@pytest.mark.parametrize(
    ("choice", "chat", "responses", "messages"),
    [
        ("auto", "auto", "auto", {"type": "auto"}),
        ("required", "required", "required", {"type": "any"}),
        (
            "weather",
            {"type": "function", "function": {"name": "weather"}},
            {"type": "function", "name": "weather"},
            {"type": "tool", "name": "weather"},
        ),
        (None, None, None, None),
    ],
)
def test_tool_choice(choice: str | None, chat: Any, responses: Any, messages: Any) -> None:
    for protocol, value in zip(PROTOCOLS, (chat, responses, messages), strict=True):
        parameters = Parameters(tool_choice=choice)
        body = build(request(protocol, tools=(WEATHER,), parameters=parameters))
        assert body.get("tool_choice") == value
        validated(protocol, body)


@pytest.mark.parametrize(
    ("quirk", "effort", "expected"),
    [
        ("", "low", {"reasoning_effort": "low"}),
        ("reasoning-object", "low", {"reasoning": {"effort": "low"}}),
        ("reasoning-object", "none", {"reasoning": {"enabled": False}}),
        ("reasoning-switch", "high", {"reasoning": {"enabled": True}}),
        (
            "thinking-switch",
            "high",
            {"thinking": {"type": "enabled"}, "reasoning_effort": "high"},
        ),
        ("thinking-switch", "none", {"thinking": {"type": "disabled"}}),
        (
            "reasoning-format",
            "high",
            {"reasoning_effort": "high", "reasoning_format": "parsed"},
        ),
    ],
)
def test_effort_in_chat(quirk: str, effort: str, expected: dict[str, Any]) -> None:
    body = build(request("chat", quirks=(quirk,), parameters=Parameters(effort=effort)))
    assert {key: body[key] for key in expected} == expected
    assert len(body) == 4 + len(expected)


def test_chat_tools_switch_effort_off_where_the_model_demands_it() -> None:
    profile = Profile(chat_tools_without_effort=True)
    asked = request("chat", profile=profile, tools=(WEATHER,), parameters=Parameters(effort="high"))
    assert build(asked)["reasoning_effort"] == "none"


@pytest.mark.parametrize(
    ("profile", "effort", "max_tokens", "expected"),
    [
        (Profile(thinking="adaptive"), None, None, {}),
        (
            Profile(thinking="adaptive"),
            "minimal",
            None,
            {
                "thinking": {"type": "adaptive", "display": "summarized"},
                "output_config": {"effort": "low"},
            },
        ),
        (Profile(thinking="adaptive"), "none", None, {"thinking": {"type": "disabled"}}),
        (Profile(thinking="adaptive", can_stop_thinking=False), "none", None, {}),
        (
            Profile(thinking="budget", max_output=64000),
            "max",
            None,
            {"thinking": {"type": "enabled", "budget_tokens": 32000}},
        ),
        (
            Profile(thinking="budget"),
            "high",
            2000,
            {"thinking": {"type": "enabled", "budget_tokens": 1999}},
        ),
        (Profile(thinking="budget"), "low", 1000, {}),
        (Profile(), "high", None, {"output_config": {"effort": "high"}}),
    ],
)
def test_thinking_in_messages(
    profile: Profile, effort: str | None, max_tokens: int | None, expected: dict[str, Any]
) -> None:
    parameters = Parameters(effort=effort, max_tokens=max_tokens)
    body = build(request("messages", profile=profile, parameters=parameters))
    got = {key: body[key] for key in ("thinking", "output_config") if key in body}
    assert got == expected
    assert body["max_tokens"] == (max_tokens or profile.max_output)
    validated("messages", body)


def test_who_thinks_takes_no_temperature() -> None:
    profile = Profile(thinking="budget")
    parameters = Parameters(effort="low", temperature=0.2, top_p=0.5)
    body = build(request("messages", profile=profile, parameters=parameters))
    assert "temperature" not in body
    assert "top_p" not in body


def test_max_tokens_moves_to_its_other_name_when_one_is_refused() -> None:
    asked = request("chat", parameters=Parameters(max_tokens=5))
    assert build(asked)["max_tokens"] == 5
    swapped = msgspec.structs.replace(asked, without=frozenset({"max_tokens"}))
    assert build(swapped)["max_completion_tokens"] == 5


def test_messages_asks_for_less_when_its_number_is_refused() -> None:
    asked = request("messages", without=frozenset({"max_tokens"}))
    assert build(asked)["max_tokens"] == 4096
    few = request(
        "messages", without=frozenset({"max_tokens"}), parameters=Parameters(max_tokens=9)
    )
    assert build(few)["max_tokens"] == 9


def test_system_prompt_in_another_role() -> None:
    chat = build(request("chat", system="Be brief.", role_override="user"))
    assert chat["messages"][0] == {"role": "user", "content": "Be brief."}
    responses = build(request("responses", system="Be brief.", role_override="developer"))
    assert "instructions" not in responses
    assert responses["input"][0]["role"] == "developer"


def test_short_tool_ids_are_the_same_at_call_and_result() -> None:
    said = (
        user(TextPart("?")),
        answer("messages", ToolCallPart("toolu_01.x", "weather", "")),
        result("toolu_01.x", "40"),
    )
    messages = build(request("chat", *said, quirks=("tool-ids-9",)))["messages"]
    call_id = messages[1]["tool_calls"][0]["id"]
    assert len(call_id) == 9
    assert call_id.isalnum()
    assert messages[2]["tool_call_id"] == call_id
    blocks = build(request("messages", *said))["messages"]
    assert blocks[1]["content"][0]["id"] == blocks[2]["content"][0]["tool_use_id"]
    assert blocks[1]["content"][0]["id"].startswith("call_")
    assert blocks[1]["content"][0]["input"] == {}


def test_reasoning_goes_back_beside_calls_where_the_provider_wants_it() -> None:
    said = (
        user(TextPart("?")),
        answer("chat", ReasoningPart("Hm."), ToolCallPart("c", "weather", "{}")),
        result("c", "40"),
    )
    messages = build(request("chat", *said, quirks=("reasoning-content",)))["messages"]
    assert messages[1]["reasoning_content"] == "Hm."
    assert "reasoning_content" not in build(request("chat", *said))["messages"][1]


def test_thought_signature_goes_back_with_its_call() -> None:
    extra = opaque("chat", {"id": "c", "extra_content": {"google": 1}}, "extra_content")
    lost = opaque("chat", {"id": "gone", "extra_content": 1}, "extra_content")
    said = (
        user(TextPart("?")),
        answer("chat", ToolCallPart("c", "weather", "{}"), extra, lost),
        result("c", "40"),
    )
    call = build(request("chat", *said))["messages"][1]["tool_calls"][0]
    assert call["extra_content"] == {"google": 1}


def test_prefilled_answer_is_marked_where_the_provider_asks_for_it() -> None:
    said = (user(TextPart("?")), answer("chat", TextPart("As I ")))
    marked = build(request("chat", *said, quirks=("prefix",), is_prefilled=True))["messages"]
    assert marked[-1] == {"role": "assistant", "content": "As I ", "prefix": True}
    assert "prefix" not in build(request("chat", *said, is_prefilled=True))["messages"][-1]
    blocks = build(request("messages", *said, is_prefilled=True))["messages"]
    assert blocks[-1]["content"] == [{"type": "text", "text": "As I"}]


def test_messages_turns_alternate_and_begin_with_the_person() -> None:
    said = (
        answer("messages", TextPart("Hello, ")),
        answer("messages", TextPart("I am here.")),
        user(TextPart("A")),
        user(TextPart("  "), TextPart("B")),
        answer("messages", ToolCallPart("c", "weather", "[1]"), ToolCallPart("d", "sql", "SELECT")),
        result("c", "no", is_error=True),
        result("d", "1"),
    )
    messages = build(request("messages", *said))["messages"]
    assert [message["role"] for message in messages] == [
        "user", "assistant", "user", "assistant", "user",
    ]  # fmt: skip
    assert [block["text"] for block in messages[2]["content"]] == ["A", "B"]
    assert [block["input"] for block in messages[3]["content"]] == [
        {"input": [1]},
        {"input": "SELECT"},
    ]
    assert messages[4]["content"][0]["is_error"] is True
    assert "is_error" not in messages[4]["content"][1]
    validated("messages", build(request("messages", *said)))


def test_responses_reasoning_is_never_sent_alone_or_empty() -> None:
    lost = opaque("responses", {"id": "rs_2", "type": "reasoning", "summary": []}, "reasoning")
    search = opaque(
        "responses", {"id": "ws", "type": "web_search_call", "status": "completed"}, "search"
    )
    said = (
        user(TextPart("?")),
        answer("responses", lost, search, KEPT["responses"]),
        user(TextPart("!")),
    )
    kinds = [item["type"] for item in build(request("responses", *said))["input"]]
    assert kinds == ["message", "web_search_call", "message"]


def test_responses_phase_goes_back_with_its_words() -> None:
    said = (
        user(TextPart("?")),
        answer("responses", opaque("responses", "commentary", "phase"), TextPart("Looking.")),
        user(TextPart("!")),
    )
    body = build(request("responses", *said))
    assert body["input"][1]["phase"] == "commentary"
    validated("responses", body)


def test_a_word_list_in_the_type_of_a_tool_choice_never_reaches_the_body_without_tools() -> None:
    for protocol in PROTOCOLS:
        body = build(request(protocol, parameters=Parameters(tool_choice="auto")))
        assert "tool_choice" not in body
