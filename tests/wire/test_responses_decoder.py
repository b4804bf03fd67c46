"""Responses as servers send them: what is said several times is heard once."""

import json
from typing import Any

import pytest

from desktop_app.cli.replay import read
from desktop_app.domain.delta import ActivityDelta, CitationDelta, ImageDelta, OpaqueDelta
from desktop_app.domain.message import Citation
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.reader import StreamReader


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", **fields}


def ended(*output: Any, status: str = "completed", **fields: Any) -> dict[str, Any]:
    snapshot = {"id": "r", "model": "m", "status": status, "output": list(output), **fields}
    return event(status, response=snapshot)


def stream(*events: Any) -> bytes:
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in events)


def answer(*events: Any) -> dict[str, Any]:
    return read(stream(*events), "responses")


def deltas(*events: Any) -> list[Any]:
    return StreamReader(PROTOCOLS["responses"]).feed(stream(*events))


def message(text: str, **fields: Any) -> dict[str, Any]:
    words = {"type": "output_text", "text": text, **fields}
    return {"type": "message", "role": "assistant", "content": [words]}


def call(arguments: Any = None, **fields: Any) -> dict[str, Any]:
    return {
        "type": "function_call", "call_id": "c", "name": "f", "arguments": arguments, **fields,
    }  # fmt: skip


TEXT = event("output_text.delta", output_index=0, content_index=0, delta="Hi")
WORDS = {"type": "output_text", "text": "Hi"}


@pytest.mark.parametrize(
    "events",
    [
        [TEXT],
        [event("output_text.done", output_index=0, content_index=0, text="Hi")],
        [event("content_part.done", output_index=0, content_index=0, part=WORDS)],
        [event("output_item.done", output_index=0, item=message("Hi"))],
        [TEXT, event("output_item.done", output_index=0, item=message("Hi"))],
        [
            event("output_text.delta", delta="Hi"),
            event("output_item.done", output_index=4, item=message("Hi")),
            event("output_text.done", output_index=4, text="Hi"),
        ],
        [event("output_text.delta", item_id="m1", delta="Hi")],
        [],
    ],
)
def test_the_same_words_in_any_number_of_places_are_heard_once(events: list[Any]) -> None:
    assert answer(*events, ended(message("Hi")))["text"] == "Hi"


@pytest.mark.parametrize(
    "events",
    [
        [
            event("refusal.delta", output_index=0, content_index=0, delta="No."),
            event("refusal.done", output_index=0, content_index=0, refusal="No."),
        ],
        [event("refusal.done", output_index=0, content_index=0, refusal="No.")],
        [],
    ],
)
def test_refusal(events: list[Any]) -> None:
    said = {"type": "message", "content": [{"type": "refusal", "refusal": "No."}]}
    assert answer(*events, ended(said))["refusal"] == "No."


@pytest.mark.parametrize(
    "events",
    [
        [event("reasoning_text.delta", output_index=0, content_index=0, delta="Hm.")],
        [event("reasoning_text.done", output_index=0, content_index=0, text="Hm.")],
        [event("reasoning_summary_text.delta", output_index=0, summary_index=0, delta="Hm.")],
        [event("reasoning_summary_text.done", output_index=0, summary_index=0, text="Hm.")],
        [
            event("reasoning_part.added", output_index=0),
            event(
                "output_item.done",
                output_index=0,
                item={"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Hm."}]},
            ),
        ],
        [],
    ],
)
def test_reasoning_in_every_form(events: list[Any]) -> None:
    thought = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}
    told = answer(*events, ended(thought, message("Hi")))
    assert (told["reasoning"], told["text"]) == ("Hm.", "Hi")
    assert told["skipped"] == 0


@pytest.mark.parametrize(
    ("events", "arguments"),
    [
        ([event("output_item.done", output_index=0, item=call('{"a":1}'))], '{"a":1}'),
        ([event("output_item.done", output_index=0, item=call({"a": 1}))], '{"a":1}'),
        ([event("output_item.added", output_index=0, item=call('{"a":1}'))], '{"a":1}'),
        (
            [
                event("output_item.added", output_index=0, item=call("")),
                event("function_call_arguments.delta", output_index=0, delta='{"a":'),
                event("function_call_arguments.delta", output_index=0, delta="1}"),
                event("function_call_arguments.done", output_index=0, arguments='{"a":1}'),
            ],
            '{"a":1}',
        ),
        (
            [
                event("output_item.added", output_index=0, item=call("")),
                event("function_call_arguments.done", output_index=0, arguments='{"a":1}'),
                event("output_item.done", output_index=0, item=call("")),
            ],
            '{"a":1}',
        ),
        (
            [
                event("function_call_arguments.delta", delta='{"a":1}'),
                event("function_call_arguments.done", name="f", arguments='{"a":1}'),
            ],
            '{"a":1}',
        ),
        ([], '{"a":1}'),
        (
            [
                event("custom_tool_call_input.delta", output_index=0, delta="SEL"),
                event("custom_tool_call_input.done", output_index=0, input="SELECT"),
                event(
                    "output_item.done",
                    output_index=0,
                    item=call(None, type="custom_tool_call", input="SELECT"),
                ),
            ],
            "SELECT",
        ),
    ],
)
def test_a_call_is_heard_once_and_whole(events: list[Any], arguments: str) -> None:
    told = answer(*events, ended(call('{"a":1}')))
    assert told["tool_calls"] == [{"id": "c", "name": "f", "arguments": arguments}]


def test_a_call_that_was_cut_is_never_whole() -> None:
    cut = call('{"a":', status="incomplete")
    events = [
        event("output_item.added", output_index=0, item=call("")),
        event("output_item.done", output_index=0, item=cut),
        ended(cut, status="incomplete"),
    ]
    told = answer(*events)
    assert told["tool_calls"][0]["arguments"] == '{"a":'
    assert told["state"] == "incomplete"
    assert not any(type(delta).__name__ == "ToolCallEnded" for delta in deltas(*events))


def test_llama_cpp_counts_nothing_and_names_its_model_last() -> None:
    first = event("created", response={"id": "r", "status": "in_progress"})
    events = [
        event("output_item.added", item=call("", id="fc_1")),
        event("output_item.added", item=call("", id="fc_2", call_id="d")),
        event("function_call_arguments.delta", item_id="fc_1", delta="{}"),
        event("function_call_arguments.delta", item_id="fc_2", delta="[]"),
        event("output_item.done", item=call("{}", id="fc_1")),
        event("output_item.done", item=call("[]", id="rotated", call_id="d")),
    ]
    told = answer(first, *events, ended(call("{}"), call("[]", call_id="d")))
    assert [(one["id"], one["arguments"]) for one in told["tool_calls"]] == [
        ("c", "{}"),
        ("d", "[]"),
    ]
    assert told["model"] == "m"


def test_calls_that_only_the_snapshot_tells() -> None:
    told = answer(TEXT, ended(message("Hi"), call("{}"), call("[]", call_id="d")))
    assert [one["id"] for one in told["tool_calls"]] == ["c", "d"]
    assert told["text"] == "Hi"


@pytest.mark.parametrize(("given", "fragment"), [('{"a":1}', ""), ("", '{"a":1}')])
def test_a_call_that_nothing_finished_ends_with_the_response(given: str, fragment: str) -> None:
    events = [event("output_item.added", output_index=0, item=call(given))]
    if fragment:
        events.append(event("function_call_arguments.delta", output_index=0, delta=fragment))
    assert answer(*events, ended())["tool_calls"][0]["arguments"] == '{"a":1}'
    assert type(deltas(*events, ended())[-2]).__name__ == "ToolCallEnded"


def test_an_incomplete_snapshot_adds_no_calls() -> None:
    events = [
        event("output_item.done", output_index=0, item=call("{}")),
        event("output_item.done", output_index=1, item=call("{}", call_id="d")),
    ]
    assert len(answer(*events, ended(call("{}", call_id="rotated")))["tool_calls"]) == 2


def test_tools_at_the_provider_are_activity_and_kept() -> None:
    search = {"type": "web_search_call", "status": "completed", "action": {"query": "tides"}}
    listed = {"type": "mcp_list_tools", "error": "no", "queries": ["q"], "name": None}
    found = deltas(
        event("output_item.added", output_index=0, item={"type": "web_search_call"}),
        event("web_search_call.searching", output_index=0),
        event("web_search_call.some_new_state", output_index=0),
        event("code_interpreter_call_code.delta", output_index=0, delta="x"),
        event("output_item.done", output_index=0, item=search),
        event("output_item.done", output_index=1, item=listed),
        event("output_item.done", output_index=2, item={"type": "compaction"}),
        event("output_item.done", output_index=3, item={}),
        event("output_item.done", output_index=3, item=5),
        event("output_item.added", output_index=3, item=5),
    )
    activities = [delta for delta in found if isinstance(delta, ActivityDelta)]
    assert [(one.name, one.state, one.detail) for one in activities] == [
        ("web_search", "", ""),
        ("web_search", "searching", ""),
        ("web_search", "completed", "tides"),
        ("mcp_list_tools", "failed", "q"),
    ]
    kept = [delta.name for delta in found if isinstance(delta, OpaqueDelta)]
    assert kept == ["web_search_call", "mcp_list_tools", "compaction"]


def test_pictures_partial_final_and_broken() -> None:
    item = {"type": "image_generation_call", "status": "completed"}
    found = deltas(
        event("image_generation_call.partial_image", output_index=0, partial_image_b64="AAAA"),
        event("image_generation_call.partial_image", output_index=0, partial_image_b64="?"),
        event("output_item.done", output_index=0, item=item | {"result": "AAAA"}),
        event("output_item.done", output_index=1, item=item | {"result": None}),
        event("output_item.done", output_index=2, item=item | {"result": ""}),
    )
    assert [delta for delta in found if isinstance(delta, ImageDelta)] == [
        ImageDelta(0, "image/png", b"\0\0\0", is_final=False),
        ImageDelta(0, "image/png", b"\0\0\0"),
    ]


def test_sources_come_as_events_or_with_their_words() -> None:
    link = {"type": "url_citation", "url": "https://a.example", "title": "A", "start_index": 1}
    file = {"type": "file_citation", "file_id": "file_1", "filename": "a.pdf"}
    cited = [Citation("https://a.example", "A", start=1), Citation("file_1", "a.pdf")]
    added = [
        event("output_text.annotation.added", output_index=0, content_index=0, annotation=one)
        for one in (link, file, "nothing")
    ]
    done = event("output_item.done", output_index=0, item=message("Hi", annotations=[link, file]))
    part = event(
        "content_part.done",
        output_index=0,
        content_index=0,
        part=WORDS | {"annotations": [link, file]},
    )
    for events in ([TEXT, *added, done], [TEXT, *added, part], [TEXT, part, done], [done]):
        found = [one.citation for one in deltas(*events) if isinstance(one, CitationDelta)]
        assert found == cited


def test_phase_is_kept() -> None:
    item = {"type": "message", "phase": "commentary"}
    (kept,) = deltas(event("output_item.added", output_index=0, item=item))
    assert (kept.name, bytes(kept.payload)) == ("phase", b'"commentary"')


@pytest.mark.parametrize(
    ("last", "state", "reason"),
    [
        (ended(), "complete", "completed"),
        (event("done", response={"status": "completed"}), "complete", "completed"),
        (event("done", response={}), "complete", "completed"),
        (event("completed"), "complete", "completed"),
        (ended(status="incomplete"), "incomplete", "incomplete"),
        (
            ended(status="incomplete", incomplete_details={"reason": "content_filter"}),
            "incomplete",
            "incomplete",
        ),
        (ended(status="failed", error={"code": "server_error"}), "failed", "failed"),
        ({"type": "error", "code": "rate_limit_exceeded", "message": "x"}, "failed", None),
        ({"type": "error", "error": {"message": "x"}}, "failed", None),
        (event("error", code="x", message="y"), "failed", None),
        ({"error": {"message": "x"}}, "failed", None),
        ({"detail": "nope"}, "failed", None),
        ("[DONE]", "truncated", None),
    ],
)
def test_every_end(last: Any, state: str, reason: str | None) -> None:
    body = stream(TEXT) + (b"data: [DONE]\n\n" if last == "[DONE]" else stream(last))
    told = read(body, "responses")
    assert (told["text"], told["state"], told["stop_reason"]) == ("Hi", state, reason)


def test_usage_and_money() -> None:
    usage = {
        "input_tokens": 3,
        "output_tokens": 4,
        "output_tokens_details": {"reasoning_tokens": 2},
    }
    told = answer(ended(usage=usage))["usage"]
    assert told == {"input": 3, "output": 4, "reasoning": 2, "cached": None}
    costs = [
        delta.usage.cost
        for more in ({"cost": 0.5}, {"cost_in_usd_ticks": 10**10}, {"cost": "x"})
        for delta in deltas(ended(usage=usage | more))
        if type(delta).__name__ == "UsageDelta"
    ]
    assert costs == [0.5, 1.0, None]


def test_what_makes_no_sense_is_counted() -> None:
    told = answer(
        event("created", response={"model": "m"}),
        event("in_progress", response={"model": "other"}),
        event("output_text.delta", output_index=0, delta={"no": "text"}),
        event("refusal.delta", output_index=0, delta=5),
        event("function_call_arguments.delta", output_index=0, delta=None),
        event("something.new"),
        {"hello": 1},
        event("content_part.added", output_index=0),
        event("content_part.done", output_index=0),
        event("content_part.done", output_index=0, part={"type": "hologram"}),
        ended(),
    )
    assert (told["state"], told["skipped"], told["model"]) == ("complete", 5, "m")


def test_a_whole_answer() -> None:
    thought = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}
    output = [thought, message("Hi"), call('{"a":1}')]
    body = {"object": "response", "id": "r", "model": "m", "status": "completed", "output": output}
    told = read(json.dumps(body).encode(), "responses")
    assert (told["text"], told["reasoning"], told["state"]) == ("Hi", "Hm.", "complete")
    assert told["tool_calls"] == [{"id": "c", "name": "f", "arguments": '{"a":1}'}]
    assert read(b'{"object":"response"}', "responses")["state"] == "failed"
    assert read(b'{"output":[]}', "responses")["state"] == "complete"
    assert read(b'{"output":[],"status":"queued"}', "responses")["state"] == "truncated"
    failed = b'{"output":[],"status":"failed","error":{"code":"server_error","message":"x"}}'
    assert read(failed, "responses")["error"]["class"] == "ServerFailed"
