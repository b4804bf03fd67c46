"""One conversation, two real servers, three protocols: through the product's core and console.

What they do differently from their documents, all of it taken by the product:

- llama.cpp begins Chat with `content: null`, sends usage in a chunk without choices, ends Responses
  without `[DONE]` and numbers nothing there; on Messages it counts only the part of the question
  that it had not read before, and says the rest as `cache_read_input_tokens`.
- llama.cpp's Responses tell an answer cut at its limit as `completed`, without a word about it.
- llama.cpp obeys a schema on Chat. On Responses it takes only Chat's `response_format`, on Messages
  nothing at all; neither complains.
- LiteLLM ends Responses with `[DONE]`, and asks for 16 tokens where fewer were asked.
- LiteLLM without a database answers every key but its own with 400 “No connected db.”, and no key
  with a 500 in plain text.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from desktop_app import paths
from desktop_app.domain.completion import OutputSchema, Parameters, Tool
from desktop_app.domain.message import (
    Message,
    Role,
    State,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.services.core import Core
from desktop_app.services.local_model import LocalModel
from tests.end_to_end.real_servers.servers import (
    PASSED_ON,
    ROOT,
    Server,
    get,
    person,
    provider,
    until,
)

pytestmark = pytest.mark.slow

HELPFUL = "You are a helpful assistant."
QUESTION = "What is the capital of France? Answer as JSON."
SOBER = Parameters(temperature=0.0, max_tokens=60)
WEATHER = Tool(
    "get_weather",
    "Get the weather of a city",
    {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)
FRANCE = OutputSchema(
    "answer",
    {
        "type": "object",
        "properties": {
            "city": {"type": "string", "enum": ["Paris", "Rome", "Oslo"]},
            "is_capital": {"type": "boolean"},
        },
        "required": ["city", "is_capital"],
        "additionalProperties": False,
    },
)


def said(role: Role, *parts: object) -> Message:
    return Message("", role, State.COMPLETE, parts, 0.0)


def example(city: str, number: int) -> list[Message]:
    """A call as it should be: without two of them so small a model talks instead."""
    call = ToolCallPart(f"call_{number}", WEATHER.name, json.dumps({"city": city}))
    return [
        said(Role.USER, TextPart(f"What is the weather in {city}?")),
        said(Role.ASSISTANT, call),
        said(Role.TOOL, ToolResultPart(call.id, '{"temp": 20}')),
        said(Role.ASSISTANT, TextPart(f"It is 20 degrees in {city}.")),
    ]


def is_busy(llama: Server) -> bool:
    """Whether llama.cpp generates at this moment: it knows its slots."""
    return any(slot["is_processing"] for slot in get(llama.base_url[:-3] + "/slots", llama.key))


async def test_text_and_usage(server: Server, protocol: str) -> None:
    await check_text_and_usage(server, protocol)


async def test_passed_on_to_another_protocol(litellm: Server, protocol: str) -> None:
    await check_text_and_usage(litellm._replace(model=PASSED_ON), protocol)


async def check_text_and_usage(server: Server, protocol: str) -> None:
    async with person(server, protocol) as someone:
        answer = await someone.ask("What is the capital of France?", system=HELPFUL)
    assert (answer.state, answer.error) == (State.COMPLETE, None)
    assert "Paris" in answer.text
    assert answer.usage.output > 3
    assert answer.usage.input + (answer.usage.cached or 0) > 10
    assert answer.origin.protocol == protocol
    assert answer.timing.events > 3


async def test_in_one_piece(server: Server, protocol: str) -> None:
    async with person(server, protocol) as someone:
        answer = await someone.ask(
            "What is the capital of France?", system=HELPFUL, is_streamed=False
        )
    assert (answer.state, answer.error) == (State.COMPLETE, None)
    assert "Paris" in answer.text
    assert answer.usage.output > 3


async def test_the_token_limit(server: Server, protocol: str) -> None:
    async with person(server, protocol) as someone:
        few = Parameters(temperature=0.0, max_tokens=5)
        answer = await someone.ask_with("Count from one to twenty.", parameters=few)
    is_told = (server.name, protocol) != ("llama", "responses")
    assert (answer.state, answer.error) == (
        State.INCOMPLETE if is_told else State.COMPLETE,
        None,
    )
    assert answer.text
    assert answer.usage.output <= 6


async def test_stop_reaches_the_model(server: Server, protocol: str, llama: Server) -> None:
    """The generation ends with the connection, also behind LiteLLM."""
    until(lambda: not is_busy(llama), "the model to rest")
    async with person(server, protocol) as someone:
        was_busy: list[bool] = []
        turn = await someone.stop_when_heard(
            "Write a very long story about a ship.", 10, lambda: was_busy.append(is_busy(llama))
        )
        kept = await someone.core.store.message(turn.message_id)
    assert was_busy[0]
    until(lambda: not is_busy(llama), "the model to stop", 5)
    assert (kept.state, kept.text) == (State.STOPPED, turn.message.text)
    assert kept.text


async def test_a_tool_call(server: Server, protocol: str) -> None:
    async with person(server, protocol) as someone:
        answer = await someone.ask_with(
            "What is the weather in Paris?",
            [*example("Rome", 1), *example("Oslo", 2)],
            tools=(WEATHER,),
            parameters=Parameters(temperature=0.0, max_tokens=60, tool_choice="required"),
        )
    assert (answer.state, answer.error) == (State.COMPLETE, None)
    (call,) = answer.tool_calls
    assert (call.name, call.is_whole) == ("get_weather", True)
    assert json.loads(call.arguments) == {"city": "Paris"}
    assert call.id


async def test_structured_output(server: Server, protocol: str) -> None:
    if (server.name, protocol) in {("llama", "responses"), ("llama", "messages")}:
        pytest.skip("llama.cpp reads no schema on this protocol")
    async with person(server, protocol) as someone:
        answer = await someone.ask_with(QUESTION, parameters=SOBER, output_schema=FRANCE)
    assert_structured(answer)


async def test_a_schema_by_another_name(llama: Server) -> None:
    """What a server calls differently, a person adds to the body of every request."""
    form = {"name": FRANCE.name, "strict": True, "schema": FRANCE.schema}
    body = {"response_format": {"type": "json_schema", "json_schema": form}}
    async with person(llama, "responses", body=body) as someone:
        answer = await someone.ask_with(QUESTION, parameters=SOBER)
    assert_structured(answer)


def assert_structured(answer: Message) -> None:
    assert (answer.state, answer.error) == (State.COMPLETE, None)
    value = json.loads(answer.text)
    assert value.keys() == {"city", "is_capital"}
    assert value["city"] in {"Paris", "Rome", "Oslo"}
    assert isinstance(value["is_capital"], bool)


async def test_a_wrong_key(server: Server, protocol: str) -> None:
    async with person(server, protocol, key="sk-WRONG-0123456789") as someone:
        answer = await someone.ask("Hi")
    assert (answer.state, answer.error.name) == (State.FAILED, "KeyRejected")
    assert "Real" in answer.error.text
    assert answer.error.hint
    assert "sk-WRONG-0123456789" not in f"{answer.error}"


async def test_no_key(litellm: Server, protocol: str) -> None:
    """LiteLLM fails over it, which at least ends, and ends soon."""
    async with person(litellm, protocol) as someone:
        await someone.core.secrets.delete(someone.provider)
        someone.core.settings.set("network.retries", 0)
        answer = await someone.ask("Hi")
    assert (answer.state, answer.error.name) == (State.FAILED, "ServerFailed")
    assert "(500): Internal Server Error" in answer.error.text


async def test_too_long_a_conversation(server: Server, protocol: str) -> None:
    async with person(server, protocol) as someone:
        answer = await someone.ask("word " * 9000)
    assert (answer.state, answer.error.name) == (State.FAILED, "ContextTooLong")
    assert "word word" not in f"{answer.error}"


async def test_models_and_check(server: Server, protocol: str) -> None:
    steps = []
    async with person(server, protocol) as someone:
        models = await someone.core.catalog.models(someone.provider)
        works = await someone.core.check(someone.provider, steps.append)
    assert server.model in [model.id for model in models]
    assert works, steps
    assert [step.step for step in steps] == ["name", "connection", "models", "key", "answer"]


def console(*words: str) -> dict[str, Any]:
    """What `rivulet ask --json` says."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "ask", "--json", *words],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_console(server: Server, protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIVULET_KEY_REAL", server.key)
    Core(paths.locations()).catalog.add(provider(server, protocol))
    told = console("What is the capital of France?", "--provider", "real")
    assert (told["state"], told["protocol"], told["skipped"]) == ("complete", protocol, 0)
    assert "Paris" in told["text"]
    assert told["usage"]["output"] > 3


def test_the_console_starts_the_built_in_model(protocol: str) -> None:
    """Asked with the chance it has by itself, the model may also talk until its limit."""
    if not LocalModel(ROOT).is_present():
        pytest.skip("the built-in model's weights are not here")
    told = console("What is the capital of France?", "--temporary", "--protocol", protocol)
    assert told["state"] in {"complete", "incomplete"}
    assert (told["provider"], told["protocol"], told["skipped"]) == ("built-in", protocol, 0)
    assert told["text"]
    assert told["usage"]["output"] > 3


async def test_the_unknown_server_says_what_it_speaks(server: Server) -> None:
    from desktop_app.services.doctor import find_protocols

    async with person(server, "chat") as someone:
        base_url = server.base_url.removesuffix("/v1")
        _, key = await someone.core.reach(someone.provider)
        spoken = await find_protocols(someone.core.http, base_url, key)
    assert spoken.base_url == server.base_url
    assert set(spoken.protocols) == {"chat", "responses", "messages"}
