"""Messages as servers send them: blocks whole, in fragments, unknown, and without their start."""

import json
from typing import Any

import pytest

from desktop_app.cli.replay import read
from desktop_app.domain.delta import ActivityDelta, CitationDelta, OpaqueDelta, UsageDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Citation, TextPart
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.reader import StreamReader

START = {"type": "message_start", "message": {"id": "m", "model": "m", "content": []}}
STOP = {"type": "message_stop"}


def block(kind: str, index: int = 0, **fields: Any) -> dict[str, Any]:
    content = {"type": kind, **fields}
    return {"type": "content_block_start", "index": index, "content_block": content}


def grown(kind: str, index: int = 0, **fields: Any) -> dict[str, Any]:
    delta = {"type": kind, **fields}
    return {"type": "content_block_delta", "index": index, "delta": delta}


def stopped(index: int = 0) -> dict[str, Any]:
    return {"type": "content_block_stop", "index": index}


def ended(reason: str | None = "end_turn", **usage: Any) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage or None}


def stream(*events: Any) -> bytes:
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in events)


def answer(*events: Any) -> dict[str, Any]:
    return read(stream(START, *events), "messages")


def deltas(*events: Any) -> list[Any]:
    return StreamReader(PROTOCOLS["messages"]).feed(stream(START, *events))


def kept(*events: Any) -> list[Any]:
    found = deltas(*events)
    return [json.loads(bytes(one.payload)) for one in found if isinstance(one, OpaqueDelta)]


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("end_turn", "complete"),
        ("stop_sequence", "complete"),
        ("pause_turn", "complete"),
        ("max_tokens", "incomplete"),
        ("model_context_window_exceeded", "incomplete"),
        ("refusal", "complete"),
    ],
)
def test_stop_reasons_end_it_without_message_stop(reason: str, state: str) -> None:
    told = answer(block("text", text="Hi"), ended(reason))
    assert (told["text"], told["state"], told["stop_reason"]) == ("Hi", state, reason)


def test_message_stop_ends_it_without_a_reason() -> None:
    told = answer(block("text", text="Hi"), ended(None), STOP)
    assert (told["state"], told["stop_reason"]) == ("complete", None)


@pytest.mark.parametrize(
    ("events", "arguments"),
    [
        ([block("tool_use", id="t", name="f", input={}), stopped()], "{}"),
        ([block("tool_use", id="t", name="f"), stopped(), stopped()], "{}"),
        ([block("tool_use", id="t", name="f", input={"a": 1}), stopped()], '{"a": 1}'),
        (
            [
                block("tool_use", id="t", name="f", input={}),
                grown("input_json_delta", partial_json=""),
                grown("input_json_delta", partial_json='{"a":'),
                grown("input_json_delta", partial_json="1}"),
                stopped(),
            ],
            '{"a":1}',
        ),
    ],
)
def test_tool_input(events: list[Any], arguments: str) -> None:
    told = answer(*events, ended("tool_use"), STOP)
    assert told["tool_calls"] == [{"id": "t", "name": "f", "arguments": arguments}]


def test_blocks_are_kept_as_they_have_to_be_sent_back() -> None:
    result = {"tool_use_id": "s", "content": [{"type": "web_search_result"}]}
    assert kept(
        block("thinking", thinking="", signature=""),
        grown("thinking_delta", thinking="Hm"),
        grown("thinking_delta", thinking="."),
        grown("signature_delta", signature="si"),
        grown("signature_delta", signature="g"),
        stopped(),
        block("thinking", 1, thinking="Whole.", signature="s"),
        stopped(1),
        block("redacted_thinking", 2, data="blob"),
        stopped(2),
        block("server_tool_use", 3, id="s", name="web_search", input={}),
        grown("input_json_delta", 3, partial_json='{"query":"tides"}'),
        stopped(3),
        block("web_search_tool_result", 4, **result),
        stopped(4),
        block("compaction", 5, content=None),
        grown("compaction_delta", 5, content="Summary."),
        stopped(5),
        block("compaction", 6, content="Whole."),
        stopped(6),
        {"type": "content_block_start", "index": 7, "content_block": 5},
        grown("input_json_delta", 7, partial_json="1"),
        stopped(7),
    ) == [
        {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
        {"type": "thinking", "thinking": "Whole.", "signature": "s"},
        {"type": "redacted_thinking", "data": "blob"},
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "tides"}},
        {"type": "web_search_tool_result", **result},
        {"type": "compaction", "content": "Summary."},
        {"type": "compaction", "content": "Whole."},
        {"input": 1},
    ]


def test_tools_at_the_provider_are_activity() -> None:
    found = deltas(
        block("server_tool_use", name="web_search", input={}),
        grown("input_json_delta", partial_json='{"query":"tides"}'),
        stopped(),
        block("mcp_tool_use", 1, input={"a": 1}),
        stopped(1),
        block("web_search_tool_result", 2),
        stopped(2),
    )
    activities = [one for one in found if isinstance(one, ActivityDelta)]
    assert [(one.name, one.state, one.detail) for one in activities] == [
        ("web_search", "in_progress", ""),
        ("", "in_progress", '{"query":"tides"}'),
        ("mcp_tool_use", "in_progress", ""),
        ("", "in_progress", '{"a": 1}'),
        ("web_search", "completed", ""),
    ]


def test_sources() -> None:
    found = deltas(
        block("text", text="", citations=[{"document_title": "Paper", "cited_text": "q"}]),
        grown("citations_delta", citation={"url": "https://a.example", "title": "A"}),
        grown("citations_delta", citation=None),
    )
    assert [one.citation for one in found if isinstance(one, CitationDelta)] == [
        Citation("", "Paper", "q"),
        Citation("https://a.example", "A"),
        Citation(),
    ]


def test_fragments_without_their_block_are_heard() -> None:
    told = answer(
        grown("text_delta", 5, text="Hi"),
        grown("thinking_delta", 6, thinking="Hm"),
        stopped(9),
        ended(),
    )
    assert (told["text"], told["reasoning"]) == ("Hi", "Hm")


def test_counts_are_cumulative_and_what_is_left_out_stays() -> None:
    usage = {"input_tokens": 10, "cache_read_input_tokens": 4, "output_tokens": 1}
    first = {"type": "message_start", "message": {"model": "m", "usage": usage}}
    last = ended(
        "end_turn",
        output_tokens=30,
        output_tokens_details={"thinking_tokens": 7},
        cost=1,
        credits_used=2.5,
    )
    told = read(stream(first, last, STOP), "messages")
    assert told["usage"] == {"input": 10, "output": 30, "reasoning": 7, "cached": 4}
    found = [one for one in deltas(last, ended(output_tokens=31)) if isinstance(one, UsageDelta)]
    counted = [(one.usage.output, one.usage.cost, one.usage.credits) for one in found]
    assert counted == [(30, 1.0, 2.5), (31, 1.0, 2.5)]


@pytest.mark.parametrize(
    ("frame", "name"),
    [
        ({"type": "error", "error": {"type": "overloaded_error", "message": "x"}}, "Overloaded"),
        ({"type": "error", "error": {"type": "billing_error", "message": "x"}}, "BalanceUsedUp"),
        ({"error": {"message": "x", "code": 401}}, "KeyRejected"),
        ({"detail": "x"}, "ServerFailed"),
    ],
)
def test_errors_keep_the_words(frame: dict[str, Any], name: str) -> None:
    told = answer(block("text", text="Hi"), frame, STOP)
    assert (told["state"], told["text"], told["error"]["class"]) == ("failed", "Hi", name)


def test_what_makes_no_sense_is_counted() -> None:
    told = answer(
        {"type": "ping"},
        {"type": "novelty"},
        {"type": "content_block_delta", "index": 0},
        grown("hologram_delta"),
        {"type": "message_delta"},
        {"hello": 1},
        {"type": "message_start", "message": 5},
        ended(),
    )
    assert (told["state"], told["skipped"]) == ("complete", 4)
    assert read(b"data: nonsense\n\n" + stream(START, STOP), "messages")["skipped"] == 1


def test_done_is_neither_end_nor_error() -> None:
    done = b"event: data\ndata: [DONE]\n\n"
    assert read(stream(START, ended(), STOP) + done, "messages")["state"] == "complete"
    assert read(stream(START) + done, "messages")["state"] == "truncated"


def test_a_message_begun_anew_forgets_what_was() -> None:
    told = answer(
        block("text", text="Wrong"), ended("end_turn"), START, block("text", text="Right")
    )
    assert (told["text"], told["state"], told["stop_reason"]) == ("Right", "truncated", None)


def test_a_whole_answer() -> None:
    content = [{"type": "text", "text": "Hi"}, {"type": "tool_use", "id": "t", "name": "f"}]
    body = {"type": "message", "model": "m", "content": content, "stop_reason": "tool_use"}
    told = read(json.dumps(body).encode(), "messages")
    assert (told["text"], told["state"], told["stop_reason"]) == ("Hi", "complete", "tool_use")
    assert told["tool_calls"] == [{"id": "t", "name": "f", "arguments": "{}"}]
    assert read(b'{"type":"message"}', "messages")["state"] == "failed"


def test_a_sentence_in_several_blocks_is_one_text_with_its_sources() -> None:
    source = {"type": "web_search_result_location", "url": "https://a.example", "title": "A"}
    builder = MessageBuilder()
    for delta in deltas(
        block("text", 0, text="In "),
        grown("text_delta", 0, text="spring "),
        stopped(0),
        block("text", 1, text="", citations=[]),
        grown("citations_delta", 1, citation=source),
        grown("text_delta", 1, text="rivers rise"),
        stopped(1),
        block("text", 2, text=". "),
        stopped(2),
        block("thinking", 3, thinking="Hm."),
        stopped(3),
        block("text", 4, text="Then they fall."),
        stopped(4),
        ended(),
    ):
        builder.apply(delta)
    texts = [part for part in builder.parts() if isinstance(part, TextPart)]
    assert [part.text for part in texts] == ["In spring rivers rise. ", "Then they fall."]
    assert [[cited.url for cited in part.citations] for part in texts] == [
        ["https://a.example"], [],
    ]  # fmt: skip
