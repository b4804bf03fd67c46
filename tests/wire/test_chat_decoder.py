"""Chat Completions as servers spell it: one odd shape a test."""

import json
from typing import Any

import pytest

from desktop_app.cli.replay import read
from desktop_app.domain.delta import (
    CitationDelta,
    ImageDelta,
    OpaqueDelta,
    TextDelta,
    UsageDelta,
)
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    Citation,
    OpaquePart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    Usage,
)
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.reader import StreamReader

PIXEL = "data:image/webp;base64,AAAA"


def chunk(finish: str | None = None, /, *, top: Any = None, **delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "model": "m", "choices": [choice], **(top or {})}


def stream(*chunks: Any) -> bytes:
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in chunks)


def answer(*chunks: Any) -> dict[str, Any]:
    return read(stream(*chunks), "chat")


def deltas(*chunks: Any) -> list[Any]:
    return StreamReader(PROTOCOLS["chat"]).feed(stream(*chunks))


def built(*chunks: Any) -> MessageBuilder:
    builder = MessageBuilder()
    for delta in deltas(*chunks):
        builder.apply(delta)
    return builder


def call(**fields: Any) -> dict[str, Any]:
    name, arguments = fields.pop("name", None), fields.pop("arguments", None)
    return {"tool_calls": [{**fields, "function": {"name": name, "arguments": arguments}}]}


@pytest.mark.parametrize(
    ("content", "text", "reasoning"),
    [
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab", ""),
        ([{"type": "thinking", "thinking": [{"type": "text", "text": "h"}, 5]}], "", "h"),
        ([{"type": "thinking", "thinking": "h"}, {"type": "thinking", "thinking": 5}], "", "h"),
        ("", "", ""),
        (None, "", ""),
        ({"a": 1}, "", ""),
    ],
)
def test_content_in_every_shape(content: Any, text: str, reasoning: str) -> None:
    told = answer(chunk("stop", content=content))
    assert (told["text"], told["reasoning"]) == (text, reasoning)


def test_an_unknown_content_part_is_counted() -> None:
    assert answer(chunk("stop", content=[{"type": "hologram"}]))["skipped"] == 1


@pytest.mark.parametrize(
    "delta",
    [
        {"reasoning_content": "h"},
        {"reasoning": "h"},
        {"reasoning_text": "h"},
        {"reasoning": "h", "reasoning_content": "h"},
        {"reasoning": "h", "reasoning_details": [{"type": "reasoning.text", "text": "h"}]},
        {"reasoning_details": [{"type": "reasoning.text", "text": "h"}, 5]},
        {"reasoning_details": [{"type": "reasoning.summary", "summary": "h"}]},
        {"reasoning_details": [{"data": "x"}], "reasoning": "h"},
    ],
)
def test_reasoning_in_every_spelling_is_read_once(delta: dict[str, Any]) -> None:
    assert answer(chunk(**delta), chunk("stop"))["reasoning"] == "h"


def test_reasoning_that_is_no_text_is_no_reasoning() -> None:
    assert answer(chunk("stop", reasoning={"effort": "high"}))["reasoning"] == ""


def test_reasoning_details_grow_together_and_are_kept() -> None:
    def text(words: str, **more: Any) -> dict[str, Any]:
        return {
            "reasoning_details": [{"type": "reasoning.text", "text": words, "index": 0, **more}]
        }

    (kept,) = (
        delta
        for delta in deltas(
            chunk(**text("a")),
            chunk(**text("b", signature=None)),
            chunk(**text("c", signature="s")),
            chunk(reasoning_details=[{"type": "reasoning.encrypted", "data": "x", "index": 1}]),
            chunk(reasoning_details=[{"type": "reasoning.encrypted", "data": "y", "index": 1}]),
            chunk("stop"),
        )
        if isinstance(delta, OpaqueDelta)
    )
    assert json.loads(bytes(kept.payload)) == [
        {"type": "reasoning.text", "text": "abc", "index": 0, "signature": "s"},
        {"type": "reasoning.encrypted", "data": "x", "index": 1},
        {"type": "reasoning.encrypted", "data": "y", "index": 1},
    ]


@pytest.mark.parametrize(
    ("chunks", "calls"),
    [
        # another id with a name under a used index is another call
        (
            [
                call(index=0, id="a", name="f", arguments="{}"),
                call(index=0, id="b", name="f", arguments="[]"),
            ],
            [("a", "f", "{}"), ("b", "f", "[]")],
        ),
        # an id that rotates without a name is not
        (
            [
                call(index=0, id="a", name="f", arguments="{"),
                call(index=0, id="b", arguments="}"),
            ],
            [("a", "f", "{}")],
        ),
        # no index: by id, by name, else the last one
        (
            [
                call(id="a", name="f", arguments="{"),
                call(id="a", arguments="}"),
                call(id="b", name="g", arguments="{"),
                call(arguments="}"),
                call(name="h", arguments="{}"),
            ],
            [("a", "f", "{}"), ("b", "g", "{}"), ("", "h", "{}")],
        ),
        # names repeated, cumulative and in fragments
        (
            [
                call(index=0, id="a", name="get_"),
                call(index=0, name="get_weather"),
                call(index=0, name="weather"),
                call(index=0, name="_now"),
            ],
            [("a", "get_weather_now", "{}")],
        ),
        ([call(index=3, id="a", name="f", arguments={"x": 1})], [("a", "f", '{"x":1}')]),
        ([{"tool_calls": [{"index": 0, "id": "a"}]}], [("a", "", "{}")]),
        (
            [{"tool_calls": [{"id": "a", "custom": {"name": "sql", "input": "SELECT"}}]}],
            [("a", "sql", "SELECT")],
        ),
        (
            [
                {"function_call": {"name": "f", "arguments": "{"}},
                {"function_call": {"arguments": "}"}},
            ],
            [("", "f", "{}")],
        ),
    ],
)
def test_tool_calls_in_every_shape(
    chunks: list[dict[str, Any]], calls: list[tuple[str, str, str]]
) -> None:
    told = answer(*(chunk(**one) for one in chunks), chunk("tool_calls"))["tool_calls"]
    assert [(one["id"], one["name"], one["arguments"]) for one in told] == calls


@pytest.mark.parametrize(
    ("finish", "arguments", "is_whole"),
    [
        ("tool_calls", "{}", True),
        ("stop", "{}", True),
        ("tool_calls", '{"a":', False),
        ("length", "{}", False),
        (None, "{}", False),
    ],
)
def test_only_a_closed_call_is_whole(finish: str | None, arguments: str, is_whole: bool) -> None:
    builder = built(
        chunk(**call(index=0, id="a", name="f", arguments=arguments)), chunk(finish), chunk(finish)
    )
    part = builder.part(0)
    assert isinstance(part, ToolCallPart)
    assert part.is_whole is is_whole


def test_a_thought_signature_is_kept_with_its_call() -> None:
    fragment = {"index": 0, "id": "a", "function": {"name": "f"}, "extra_content": {"google": 1}}
    part = built(chunk(tool_calls=[fragment]), chunk("tool_calls")).part(1)
    assert isinstance(part, OpaquePart)
    assert (part.protocol, part.name) == ("chat", "extra_content")
    assert json.loads(bytes(part.payload)) == {"id": "a", "extra_content": {"google": 1}}


@pytest.mark.parametrize(
    ("reason", "state", "error"),
    [
        ("stop", "complete", None),
        ("content_filter", "complete", None),
        ("length", "incomplete", None),
        ("MAX_TOKENS", "incomplete", None),
        ("error", "failed", "ServerFailed"),
        ("insufficient_system_resource", "failed", "Overloaded"),
    ],
)
def test_stop_reasons(reason: str, state: str, error: str | None) -> None:
    told = answer(chunk(reason, content="a"))
    assert told["state"] == state
    assert (told["error"] or {}).get("class") == error


def test_a_filtered_answer_is_blocked() -> None:
    assert built(chunk("content_filter")).state == "blocked"


def test_refusal() -> None:
    told = answer(chunk(refusal="I "), chunk("stop", refusal="won't."))
    assert (told["refusal"], told["state"]) == ("I won't.", "complete")


@pytest.mark.parametrize(
    "images",
    [[{"type": "image_url", "image_url": {"url": PIXEL}}], [{"image_url": PIXEL}]],
)
def test_pictures(images: list[Any]) -> None:
    picture = ImageDelta(0, "image/webp", b"\0\0\0")
    assert picture in deltas(chunk(images=images))
    assert picture in deltas(chunk(content=[{"type": "image_url", **images[0]}]))


def test_pictures_that_are_none() -> None:
    elsewhere = {"image_url": {"url": "https://x.example/a.png"}}
    assert len(deltas(chunk(images=[elsewhere, {}, 5]))) == 1


def test_sources_are_told_once() -> None:
    found = {"search_results": [{"url": "https://a.example", "title": "A"}, {"url": 5}]}
    plain = {"citations": ["https://a.example", "https://b.example", 7]}
    noted = {
        "url": "https://c.example", "title": "C", "content": "q", "start_index": 1, "end_index": 2,
    }  # fmt: skip
    annotation = [{"type": "url_citation", "url_citation": noted}, {"type": "other"}, 5]
    untitled = {"search_results": [{"url": "https://d.example", "title": None}]}
    told = deltas(
        chunk(top=found), chunk(top=plain), chunk(top=untitled), chunk(annotations=annotation)
    )
    assert [delta.citation for delta in told if isinstance(delta, CitationDelta)] == [
        Citation("https://a.example", "A"),
        Citation("https://b.example"),
        Citation("https://d.example"),
        Citation("https://c.example", "C", "q", 1, 2),
    ]


@pytest.mark.parametrize(
    ("top", "usage"),
    [
        ({"usage": {"prompt_tokens": 1, "completion_tokens": 2}}, Usage(1, 2)),
        ({"x_groq": {"usage": {"prompt_tokens": 1}}}, Usage(1)),
        ({"usage": {"prompt_tokens": 1, "cost": 0.5}}, Usage(1, cost=0.5)),
        ({"usage": {"prompt_tokens": 1, "cost": {"total_cost": 2}}}, Usage(1, cost=2.0)),
        ({"usage": {"prompt_tokens": 1, "cost_in_usd_ticks": 10**10}}, Usage(1, cost=1.0)),
        ({"usage": {"prompt_tokens": 1, "cost": "free"}}, Usage(1)),
        ({"usage": {"credits_used": 3}}, Usage(credits=3.0)),
    ],
)
def test_usage_wherever_it_stands(top: dict[str, Any], usage: Usage) -> None:
    assert UsageDelta(usage) in deltas(chunk("stop", top=top))


def test_the_last_usage_wins_also_after_the_end() -> None:
    def used(tokens: int) -> dict[str, Any]:
        return {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": tokens}}

    told = answer(chunk(content="a", top=used(1)), chunk("stop"), used(5), {"choices": []})
    assert told["usage"]["output"] == 5


def test_azure_begins_without_model_choice_or_delta() -> None:
    first = {"choices": [], "id": "", "model": "", "object": "", "prompt_filter_results": []}
    bare = {"model": "m", "choices": [{"index": 0, "finish_reason": None}]}
    told = answer(first, bare, chunk("stop", content="a"))
    assert (told["model"], told["text"]) == ("m", "a")


def test_a_model_told_late_is_known_at_the_end() -> None:
    nameless = {"choices": [{"index": 0, "delta": {"content": "a"}}]}
    assert answer(nameless, chunk("stop"))["model"] == "m"


def test_a_message_in_place_of_a_delta_is_read_unless_it_repeats() -> None:
    message = {"choices": [{"message": {"content": "Whole."}, "finish_reason": "stop"}]}
    assert answer(message)["text"] == "Whole."
    assert answer(chunk("stop", content="Whole."), message)["text"] == "Whole."


def test_other_choices_are_not_read() -> None:
    other = {"choices": [{"index": 1, "delta": {"content": "B"}}]}
    assert answer(chunk(content="A"), other, chunk("stop"))["text"] == "A"


@pytest.mark.parametrize(
    ("frame", "name"),
    [
        ({"error": "upstream timeout"}, "ServerFailed"),
        ({"error": {"message": "m", "status_code": 400}}, "RequestRefused"),
        ({"object": "error", "message": "no", "code": 429}, "RateLimited"),
        ({"detail": "Invalid API Key"}, "KeyRejected"),
        ({"type": "error", "message": "bad", "code": "overloaded"}, "Overloaded"),
    ],
)
def test_error_frames_win_and_keep_the_words(frame: dict[str, Any], name: str) -> None:
    told = answer(chunk(content="Half "), frame, chunk(content="lost"))
    assert (told["state"], told["text"], told["error"]["class"]) == ("failed", "Half ", name)


@pytest.mark.parametrize(
    "tail",
    [b"event: error\ndata: it broke\n\n", b"error: it broke\n\n", b'error: {"message":"x"}\n\n'],
)
def test_an_event_that_calls_itself_an_error_is_one(tail: bytes) -> None:
    told = read(stream(chunk(content="Half ")) + tail, "chat")
    assert (told["state"], told["text"]) == ("failed", "Half ")


def test_a_chunk_of_wrong_types_keeps_what_fits() -> None:
    odd = chunk("stop", content="a", tool_calls={"no": "list"}, top={"id": 5, "usage": [1]})
    told = answer(odd)
    assert (told["text"], told["state"], told["skipped"]) == ("a", "complete", 0)


def test_an_object_that_is_no_chunk_is_counted() -> None:
    assert answer({"hello": 1}, chunk("stop", content="a"))["skipped"] == 1


def test_whole_answer_without_reason_or_with_error() -> None:
    body = json.dumps({"model": "m", "choices": [{"message": {"content": "Hi"}}]}).encode()
    assert (read(body, "chat")["state"], read(body, "chat")["text"]) == ("complete", "Hi")
    failed = json.dumps({"choices": [], "error": {"message": "x", "code": 402}}).encode()
    assert read(failed, "chat")["error"]["class"] == "BalanceUsedUp"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    ("content", "text", "reasoning"),
    [
        ("<think>\nLet me see.\n</think>\n\nForty-two.", "Forty-two.", "Let me see.\n"),
        ("\n<think>a < b </thin c</think>x", "x", "a < b </thin c"),
        ("<think></think>Only words", "Only words", ""),
        ("<think>cut in the midst", "", "cut in the midst"),
        ("<think>cut </thi", "", "cut </thi"),
        ("<think>\n", "", ""),
        ("<thinking aloud>", "<thinking aloud>", ""),
        ("<thi", "<thi", ""),
        ("Say <think>not a thought</think>", "Say <think>not a thought</think>", ""),
        (" \n", " \n", ""),
        ("  indented", "  indented", ""),
    ],
)
def test_thoughts_between_tags_at_the_beginning_are_thoughts(
    content: str, text: str, reasoning: str, size: int
) -> None:
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    builder = built(*(chunk(content=part) for part in parts), chunk("stop"))
    said = {part.__class__: part.text for part in builder.parts()}
    assert (said.get(TextPart, ""), said.get(ReasoningPart, "")) == (text, reasoning)


def test_tags_of_a_server_that_knows_of_thoughts_are_words() -> None:
    builder = built(
        chunk(reasoning_content="Hm."), chunk(content="<think>is a tag</think>"), chunk("stop")
    )
    assert [part.text for part in builder.parts()] == ["Hm.", "<think>is a tag</think>"]


def test_what_is_held_back_comes_with_a_stream_that_only_says_that_it_is_done() -> None:
    said = deltas(chunk(content="<th")) + StreamReader(PROTOCOLS["chat"]).feed(
        stream(chunk(content="<th")) + b"data: [DONE]\n\n"
    )
    assert [delta.text for delta in said if isinstance(delta, TextDelta)] == ["<th"]
