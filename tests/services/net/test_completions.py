"""One completion over a real socket: whole answers, every fault, silence, retries, leaving."""

import asyncio
import io

import msgspec
import pytest

from desktop_app.domain.errors import (
    AppError,
    BalanceUsedUp,
    Blocked,
    ConnectionLost,
    KeyRejected,
    Offline,
    Overloaded,
    ProviderError,
    RateLimited,
    RequestRefused,
    ServerFailed,
    StoreError,
    TimedOut,
    WireError,
)
from desktop_app.domain.message import State, Usage
from desktop_app.services import completions
from desktop_app.services.completions import Completion, run_completion
from desktop_app.services.notices import Quiet, Repaired, Retrying, Waiting
from desktop_app.services.watchdog import Limits
from tests.services.net.dialects import WORDS, responses, typed

PROTOCOLS = ["chat", "responses", "messages"]
WHOLE = "".join(WORDS)
PATIENT = Limits(retries=0)


def auth(protocol: str) -> str:
    return "x-api-key" if protocol == "messages" else "bearer"


async def failure(net, place, ask, sink, key=None, limits=PATIENT, **more) -> tuple[AppError, list]:
    async with net() as (gateway, http):
        request = ask(place(gateway), **more)
        with pytest.raises(AppError) as caught:
            await run_completion(http, request, key, sink, limits)
        words = f"{caught.value} {caught.value.hint} {caught.value.detail}"
        assert "TOPSECRET" not in words
        assert "<html" not in words
        return caught.value, gateway.received


# Whole answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "scenario", ["plain", "single-bytes", "drip~0.01", "json-answer", "html-stream"]
)
async def test_a_whole_answer(net, endpoint, ask, sink, key, protocol, scenario) -> None:
    async with net() as (gateway, http):
        place = endpoint(gateway.url(scenario), protocol, auth=auth(protocol))
        await run_completion(http, ask(place), key, sink, PATIENT)
    assert sink.text == WHOLE
    assert sink.builder.state is State.COMPLETE
    assert (sink.builder.usage.input, sink.builder.usage.output) == (7, len(WORDS))
    assert sink.builder.model == "stand-in-1"
    assert isinstance(sink.notices[0], Waiting)
    assert sink.notices[-1] is None
    assert gateway.last.json["model"] == "stand-in-1"
    assert gateway.last.json["stream"] is True
    assert "Say hello" in gateway.last.body.decode()
    assert not {"temperature", "top_p"} & set(gateway.last.json)


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_without_a_stream_the_result_is_the_same(net, endpoint, ask, sink, protocol) -> None:
    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url("plain"), protocol), is_streamed=False)
        await run_completion(http, request, None, sink, PATIENT)
    assert gateway.last.json.get("stream", False) is False
    assert sink.text == WHOLE
    assert sink.builder.state is State.COMPLETE
    assert sink.builder.usage.output == len(WORDS)


async def test_events_are_counted(net, endpoint, ask, sink) -> None:
    async with net() as (gateway, http):
        completion = Completion(http, ask(endpoint(gateway.url("plain"))), None, sink, PATIENT)
        await completion.run()
    assert completion.events == len(WORDS) + 4  # role, words, finish, usage, [DONE]
    assert completion.has_begun


async def test_events_nobody_knows_are_logged_and_passed_over(
    net, endpoint, ask, sink, caplog
) -> None:
    caplog.set_level("INFO")
    async with net() as (gateway, http):
        gateway.scenarios["strange"] = _strange
        place = endpoint(gateway.url("strange"), "responses")
        completion = Completion(http, ask(place), None, sink, PATIENT)
        await completion.run()
        del gateway.scenarios["strange"]
    assert sink.text == WHOLE
    assert completion.skipped == 1
    assert "response.dance.delta" in caplog.text


async def _strange(call) -> None:
    frames = responses()
    await call.stream([frames[0], typed({"type": "response.dance.delta"}), *frames[1:]])


async def test_the_body_is_recorded_as_it_arrived(net, endpoint, ask, sink, key) -> None:
    recorder = io.BytesIO()
    async with net() as (gateway, http):
        place = endpoint(gateway.url("naga"), "responses")
        await run_completion(http, ask(place), key, sink, PATIENT, recorder=recorder)
    assert recorder.getvalue().startswith(b"event: response.created\ndata: ")
    assert recorder.getvalue().endswith(b"data: [DONE]\n\n")


async def test_a_recording_holds_the_last_attempt_only(net, endpoint, ask, sink) -> None:
    recorder = io.BytesIO()
    sink.on_notice = lambda notice: isinstance(notice, Retrying) and notice.skip()
    async with net() as (gateway, http):
        place = endpoint(gateway.url("flaky~503"))
        await run_completion(http, ask(place), None, sink, Limits(), recorder=recorder)
    assert recorder.getvalue().startswith(b"data: ")
    assert b"This is a 503" not in recorder.getvalue()


async def test_a_recording_that_cannot_be_written_says_so(net, endpoint, ask, sink) -> None:
    class Full(io.BytesIO):
        def write(self, _data: bytes) -> int:
            raise OSError(28, "No space left on device")

    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url("plain")))
        with pytest.raises(StoreError, match="recording"):
            await run_completion(http, request, None, sink, Limits(), recorder=Full())


async def test_a_finished_answer_does_not_wait_for_the_server(
    net, endpoint, ask, sink, monkeypatch
) -> None:
    monkeypatch.setattr(completions, "_USAGE_MAY_FOLLOW", 0.1)
    monkeypatch.setattr(completions, "_END_MAY_FOLLOW", 0.1)
    async with net() as (gateway, http):
        for protocol in PROTOCOLS:
            place = endpoint(gateway.url("hangs-after-finish"), protocol)
            await run_completion(http, ask(place), None, sink, Limits(between=3600))
            assert sink.builder.state is State.COMPLETE
            await gateway.last.left.wait()


# The four gateways ----------------------------------------------------------------------------


async def test_nagas_interleaved_stream(net, endpoint, ask, sink, key) -> None:
    async with net() as (gateway, http):
        place = endpoint(gateway.url("naga~tools"), "responses")
        await run_completion(http, ask(place), key, sink, PATIENT)
    kinds = [sink.builder.kind(index) for index in range(len(sink.builder))]
    assert kinds == ["reasoning", "text", "tool_call"]
    reasoning, text, call = sink.builder.parts()
    assert reasoning.text == "They want the weather."
    assert text.text == "Let me look."
    assert (call.id, call.name, call.arguments) == ("call_1", "get_weather", '{"city":"Paris"}')
    assert call.is_whole


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_nagas_failure_in_the_stream(net, endpoint, ask, sink, key, protocol) -> None:
    error, _ = await failure(
        net, lambda g: endpoint(g.url("naga~error"), protocol), ask, sink, key, Limits()
    )
    assert sink.text in {"Half an answer", "Half"}
    assert "overloaded" in str(error)
    assert not sink.told(Retrying), "after the first word nothing is sent again by itself"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RequestRefused),
        (401, KeyRejected),
        (402, BalanceUsedUp),
        (403, Blocked),
        (429, RateLimited),
        (500, ServerFailed),
        (503, ProviderError),
    ],
)
async def test_nagas_refusals(net, endpoint, ask, sink, key, status, kind) -> None:
    error, received = await failure(
        net, lambda g: endpoint(g.url(f"naga~{status}"), "responses"), ask, sink, key
    )
    assert isinstance(error, kind)
    assert error.status == status
    assert len(received) == 1


@pytest.mark.parametrize("argument", ["402", "limit"])
async def test_agnic_wants_money(net, endpoint, ask, sink, argument) -> None:
    from desktop_app.services.secrets import Secret

    error, received = await failure(
        net,
        lambda g: endpoint(g.url(f"agnic~{argument}"), billing_page="https://billing.test"),
        ask,
        sink,
        Secret("agnic_tok_1"),
        Limits(),
    )
    assert isinstance(error, BalanceUsedUp)
    assert "https://billing.test" in error.hint
    assert len(received) == 1


async def test_agnic_answers(net, endpoint, ask, sink) -> None:
    from desktop_app.services.secrets import Secret

    async with net() as (gateway, http):
        place = endpoint(gateway.url("agnic"))
        await run_completion(http, ask(place), Secret("agnic_tok_1"), sink, PATIENT)
        assert sink.text == WHOLE
        assert sink.builder.usage.output == len(WORDS)
        with pytest.raises(KeyRejected):
            await run_completion(http, ask(place), Secret("sk-other"), sink, PATIENT)


async def test_mavera_answers_with_its_persona(net, endpoint, ask, sink) -> None:
    from desktop_app.services.secrets import Secret

    mavera = Secret("mvra_live_1")
    async with net() as (gateway, http):
        url = gateway.url("mavera", "/api/v1")
        place = endpoint(url, "responses", body={"persona_id": "persona_1"})
        await run_completion(http, ask(place), mavera, sink, PATIENT)
        assert gateway.last.json["persona_id"] == "persona_1"
        assert sink.text == WHOLE
        assert sink.builder.usage == Usage(input=7, output=len(WORDS), credits=3)
        with pytest.raises(RequestRefused, match="persona_id is required"):
            await run_completion(http, ask(endpoint(url, "responses")), mavera, sink, PATIENT)


async def test_mavera_answers_in_the_shape_that_was_asked_for(net, endpoint, ask, sink) -> None:
    from desktop_app.domain.completion import OutputSchema
    from desktop_app.services.secrets import Secret

    schema = {"type": "object", "properties": {"mood": {"type": "string"}}}
    async with net() as (gateway, http):
        place = endpoint(gateway.url("mavera"), "responses", body={"persona_id": "persona_1"})
        request = ask(place, output_schema=OutputSchema("mood", schema))
        await run_completion(http, request, Secret("mvra_live_1"), sink, PATIENT)
    asked = gateway.last.json["text"]["format"]
    assert (asked["type"], asked["name"], asked["schema"]) == ("json_schema", "mood", schema)
    assert msgspec.json.decode(sink.text) == {"mood": "calm", "score": 7}


async def test_mavera_limits_before_the_stream(net, endpoint, ask, sink) -> None:
    from desktop_app.services.secrets import Secret

    error, _ = await failure(
        net,
        lambda g: endpoint(g.url("mavera~429", "/api/v1"), "responses"),
        ask,
        sink,
        Secret("mvra_live_1"),
    )
    assert isinstance(error, RateLimited)
    assert error.retry_after == 1


@pytest.mark.parametrize(
    ("protocol", "style"), [("chat", "bearer"), ("messages", "bearer"), ("messages", "x-api-key")]
)
async def test_megallms_two_ways_in(net, endpoint, ask, sink, protocol, style) -> None:
    from desktop_app.services.secrets import Secret

    async with net() as (gateway, http):
        facts = {"auth": style, "headers": {"anthropic-version": "2023-06-01"}}
        place = endpoint(gateway.url("megallm"), protocol, **facts)
        await run_completion(http, ask(place), Secret("sk-mega-1"), sink, PATIENT)
    assert sink.text == WHOLE
    assert sink.builder.state is State.COMPLETE


# Broken answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("scenario", ["reset-mid", "cut-chunk", "eof", "gzip-cut"])
async def test_what_came_before_the_break_stays(
    net, endpoint, ask, sink, protocol, scenario
) -> None:
    error, received = await failure(
        net, lambda g: endpoint(g.url(scenario), protocol), ask, sink, None, Limits()
    )
    assert isinstance(error, ConnectionLost)
    assert sink.text.startswith(("Some words", "word word"))
    assert sink.builder.state is State.STREAMING, "the stream did not say how it ended"
    assert len(received) == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_an_error_frame_ends_the_reading(net, endpoint, ask, sink, protocol) -> None:
    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url("error-late"), protocol))
        with pytest.raises(Overloaded):
            await run_completion(http, request, None, sink, Limits())
        await gateway.last.left.wait()
    assert sink.text == "Some words"
    assert len(gateway.received) == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_an_error_before_any_word_is_the_http_error_it_stands_for(
    net, endpoint, ask, sink, protocol
) -> None:
    sink.on_notice = lambda notice: isinstance(notice, Retrying) and notice.skip()
    async with net() as (gateway, http):
        place = endpoint(gateway.url("error-first~overloaded_error-once"), protocol)
        await run_completion(http, ask(place), None, sink, Limits())
    assert len(gateway.received) == 2
    assert isinstance(sink.told(Retrying)[0].error, Overloaded)
    assert sink.text == WHOLE
    assert sink.builder.restarts == 0, "nothing of the failed attempt was handed on"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("authentication_error", KeyRejected), ("insufficient_quota", BalanceUsedUp)],
)
async def test_errors_before_any_word_that_nothing_helps(
    net, endpoint, ask, sink, kind, expected
) -> None:
    error, received = await failure(
        net, lambda g: endpoint(g.url(f"error-first~{kind}")), ask, sink, None, Limits()
    )
    assert isinstance(error, expected)
    assert len(received) == 1
    assert sink.deltas == []


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_an_empty_answer_says_so(net, endpoint, ask, sink, protocol) -> None:
    error, _ = await failure(net, lambda g: endpoint(g.url("empty"), protocol), ask, sink)
    assert type(error) is ProviderError  # its buttons: again, or another model
    assert str(error) == "Stand-in sent an empty answer."


@pytest.mark.parametrize(
    "scenario", ["nothing", "html", "html-forever", "json-error", "gzip-broken"]
)
async def test_answers_that_are_none(net, endpoint, ask, sink, scenario) -> None:
    error, _ = await failure(net, lambda g: endpoint(g.url(scenario)), ask, sink)
    expected = {
        "nothing": ConnectionLost,
        "gzip-broken": ConnectionLost,
        "json-error": ProviderError,
    }
    expected = expected.get(scenario, WireError)
    assert isinstance(error, expected)
    assert sink.deltas == []


async def test_a_page_with_an_error_status(net, endpoint, ask, sink) -> None:
    error, _ = await failure(net, lambda g: endpoint(g.url("html~502")), ask, sink)
    assert isinstance(error, ServerFailed)
    assert "502" in f"{error} {error.detail}"
    assert "nginx" not in f"{error} {error.detail}"


async def test_a_key_repeated_by_the_server_is_hidden(net, endpoint, ask, sink, key) -> None:
    from desktop_app.services.http import Http
    from tests.services.net.gateway import Gateway

    async def echo(call) -> None:
        await call.whole(400, {"error": {"message": f"bad: {call.received.headers}"}})

    http = Http()
    async with Gateway({"echo": echo}) as gateway:
        place = endpoint(gateway.url("echo"), headers={"X-Team-Token": "OWN-SECRET-1"})
        with pytest.raises(RequestRefused) as caught:
            await run_completion(http, ask(place), key, sink, PATIENT)
        await http.close()
    words = f"{caught.value} {caught.value.detail}"
    assert "bad: " in words
    assert "X-Team-Token" in words
    assert "TOPSECRET" not in words
    assert "OWN-SECRET" not in words


# Retries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 520, 529])
async def test_temporary_refusals_are_repeated_in_sight(net, endpoint, ask, sink, status) -> None:
    sink.on_notice = lambda notice: isinstance(notice, Retrying) and notice.skip()
    async with net() as (gateway, http):
        place = endpoint(gateway.url(f"flaky~{status}.2"))
        await run_completion(http, ask(place), None, sink, Limits())
    assert [notice.attempt for notice in sink.told(Retrying)] == [1, 2]
    assert sink.text == WHOLE
    assert len({received.body for received in gateway.received}) == 1


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
async def test_lasting_refusals_are_not(net, endpoint, ask, sink, status) -> None:
    _, received = await failure(
        net, lambda g: endpoint(g.url(f"status~{status}")), ask, sink, None, Limits()
    )
    assert len(received) == 1
    assert not sink.told(Retrying)


async def test_the_429_that_is_about_money(net, endpoint, ask, sink) -> None:
    error, received = await failure(
        net, lambda g: endpoint(g.url("money")), ask, sink, None, Limits()
    )
    assert isinstance(error, BalanceUsedUp)
    assert len(received) == 1


async def test_retries_end(net, endpoint, ask, sink) -> None:
    sink.on_notice = lambda notice: isinstance(notice, Retrying) and notice.skip()
    error, received = await failure(
        net, lambda g: endpoint(g.url("status~503")), ask, sink, None, Limits(retries=3)
    )
    assert isinstance(error, Overloaded)
    assert len(received) == 4


async def test_the_servers_wish_is_followed(net, endpoint, ask, sink) -> None:
    waits: list[float] = []

    def on_notice(notice: object) -> None:
        if isinstance(notice, Retrying):
            waits.append(notice.delay)
            notice.skip()

    sink.on_notice = on_notice
    _, received = await failure(
        net, lambda g: endpoint(g.url("status~429.7")), ask, sink, None, Limits(retries=1)
    )
    assert waits == [7]
    assert len(received) == 2


@pytest.mark.parametrize(
    ("answer", "requests"), [("400.true", 3), ("503.false", 1), ("402.true", 1), ("400.", 1)]
)
async def test_the_server_may_say_whether_to_repeat(net, endpoint, ask, sink, answer, requests):
    sink.on_notice = lambda notice: isinstance(notice, Retrying) and notice.skip()
    _, received = await failure(
        net, lambda g: endpoint(g.url(f"told~{answer}")), ask, sink, None, Limits(retries=2)
    )
    assert len(received) == requests


async def test_nobody_waits_for_minutes(net, endpoint, ask, sink) -> None:
    error, received = await failure(
        net, lambda g: endpoint(g.url("status~429.600")), ask, sink, None, Limits()
    )
    assert len(received) == 1
    assert "10 minutes" in error.hint


async def test_a_refused_connection_is_repeated(endpoint, ask, sink) -> None:
    from desktop_app.services.http import Http

    sink.on_notice = lambda notice: isinstance(notice, Retrying) and notice.skip()
    http = Http()
    with pytest.raises(Offline):
        await run_completion(http, ask(endpoint("http://127.0.0.1:9/v1")), None, sink, Limits())
    await http.close()
    assert len(sink.told(Retrying)) == 3


@pytest.mark.parametrize("scenario", ["resets", "closes"])
async def test_a_request_that_was_sent_whole_is_not_repeated(
    net, endpoint, ask, sink, scenario
) -> None:
    error, received = await failure(
        net, lambda g: endpoint(g.url(scenario)), ask, sink, None, Limits()
    )
    assert isinstance(error, ConnectionLost)
    assert len(received) == 1


async def test_waiting_for_a_retry_can_be_stopped(net, endpoint, ask, sink) -> None:
    sink.on_notice = lambda notice: isinstance(notice, Retrying) and asyncio.current_task().cancel()
    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url("status~429.60")))
        with pytest.raises(asyncio.CancelledError):
            await run_completion(http, request, None, sink, Limits())
        asyncio.current_task().uncancel()
    assert len(gateway.received) == 1


@pytest.mark.parametrize("field", ["stream_options", "max_tokens"])
async def test_one_repaired_request(net, endpoint, ask, sink, field) -> None:
    from desktop_app.domain.completion import Parameters

    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url(f"picky~{field}")), parameters=Parameters(max_tokens=9))
        completion = Completion(http, request, None, sink, PATIENT)
        await completion.run()
    first, second = (received.json for received in gateway.received)
    assert set(first) - set(second) == {field}
    repair = Repaired(f"without {field}")
    assert sink.notices[-2:] == [repair, None], "it is told until the first word comes"
    assert completion.repair == repair.change
    assert sink.text == WHOLE


async def test_a_second_repair_is_not_tried(net, endpoint, ask, sink) -> None:
    error, received = await failure(
        net, lambda g: endpoint(g.url("picky~model")), ask, sink, None, Limits()
    )
    assert isinstance(error, ProviderError)
    assert len(received) == 1


# Silence --------------------------------------------------------------------------------------

SOON = Limits(first=0.6, between=0.6, quiet=0.1, retries=3)


@pytest.mark.parametrize("scenario", ["silent", "silent-body", "comments"])
async def test_no_first_word(net, endpoint, ask, sink, scenario) -> None:
    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url(scenario)))
        with pytest.raises(TimedOut) as caught:
            await run_completion(http, request, None, sink, SOON)
        await gateway.last.left.wait()
    assert caught.value.which == "first"
    assert "0.6 s" in str(caught.value)
    assert len(gateway.received) == 1, "the provider may be working: nobody asks twice"
    quiet = sink.told(Quiet)
    assert quiet
    assert quiet[0].has_comments is (scenario == "comments")
    assert sink.notices[-1] is None


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("scenario", ["stalls", "comments~words-0.02"])
async def test_silence_within_an_answer(net, endpoint, ask, sink, protocol, scenario) -> None:
    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url(scenario), protocol))
        with pytest.raises(TimedOut) as caught:
            await run_completion(http, request, None, sink, SOON)
        await gateway.last.left.wait()
    assert caught.value.which == "idle"
    assert sink.text == "Some words"


async def test_a_slow_answer_is_no_silence(net, endpoint, ask, sink) -> None:
    async with net() as (gateway, http):
        limits = msgspec.structs.replace(SOON, between=5.0, first=5.0)
        await run_completion(http, ask(endpoint(gateway.url("drip~0.12"))), None, sink, limits)
    assert sink.text == WHOLE
    assert None in sink.notices[sink.notices.index(sink.told(Quiet)[0]) :], "data ends the notice"


async def test_the_limit_for_a_whole_answer(net, endpoint, ask, sink) -> None:
    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url("drip~0.1")))
        with pytest.raises(TimedOut) as caught:
            await run_completion(http, request, None, sink, Limits(total=0.35))
    assert caught.value.which == "total"
    assert sink.text


# Leaving --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["silent", "silent-body", "stalls", "comments", "drip~0.05"])
async def test_stopping_is_seen_by_the_server(net, endpoint, ask, sink, scenario) -> None:
    async with net() as (gateway, http):
        request = ask(endpoint(gateway.url(scenario)))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await run_completion(http, request, None, sink, Limits())
        await gateway.last.left.wait()
    assert not sink.told(Retrying)
