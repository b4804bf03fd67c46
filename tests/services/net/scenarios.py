"""How the stand-in behaves: four gateways as their documents say, and every fault of a network.

Each scenario is one function; its name (with `-` for `_`) is the first segment of the path. What
comes behind `~` is its argument.
"""

import asyncio
import base64
import gzip
import json
import re
import urllib.parse
from typing import Any

from tests.services.net import dialects
from tests.services.net.dialects import DONE, WORDS, chat_chunk, data, typed
from tests.services.net.gateway import Call, Scenario

SCENARIOS: dict[str, Scenario] = {}
MODELS = {"object": "list", "data": [{"id": "stand-in-1", "object": "model", "owned_by": "us"}]}


def scenario(function: Scenario) -> Scenario:
    """Put a function into the table under its name."""
    SCENARIOS[function.__name__.strip("_").replace("_", "-")] = function
    return function


def bearer(call: Call) -> str:
    """The bearer token that came, or ""."""
    return (call.received.header("authorization") or "").removeprefix("Bearer ").strip()


async def _models(call: Call) -> bool:
    """Answer a question for the models; False if it was another question."""
    if call.endpoint != "models":
        return False
    await call.whole(200, MODELS)
    return True


# A well-behaved server ----------------------------------------------------------------------


@scenario
async def plain(call: Call) -> None:
    """The same answer on every protocol, streamed or not as asked; `~N` words of it."""
    if await _models(call):
        return
    count = call.argument if call.name == "plain" else ""
    words = [f"word{n} " for n in range(int(count))] if count else WORDS
    if call.endpoint not in {"chat", "responses", "messages"}:
        await call.whole(404, {"detail": "Not Found"})
    elif not (call.received.json or {}).get("model"):
        await call.whole(400, {"error": {"message": "you must provide a model", "param": "model"}})
    elif call.is_streamed:
        await call.stream(dialects.frames(call.endpoint, words))
    else:
        await call.whole(200, dialects.whole(call.endpoint, words))


@scenario
async def chat_only(call: Call) -> None:
    """A server that speaks Chat Completions and nothing else."""
    if call.endpoint in {"responses", "messages"}:
        await call.whole(404, {"error": {"code": 404, "message": "File Not Found"}})
    else:
        await plain(call)


@scenario
async def guarded(call: Call) -> None:
    """Takes only the key `sk-right`, as bearer or x-api-key."""
    if "sk-right" in {bearer(call), call.received.header("x-api-key")}:
        await plain(call)
    else:
        wrong = {"message": "Incorrect API key provided", "type": "invalid_request_error"}
        await call.whole(401, {"error": {**wrong, "code": "invalid_api_key"}})


@scenario
async def public_models(call: Call) -> None:
    """OpenRouter's way: anybody may list the models, only answers want the key."""
    if not await _models(call):
        await guarded(call)


@scenario
async def continues(call: Call) -> None:
    """Ends at the token limit first; asked to go on, repeats some words and goes on."""
    asked = (call.received.json or {}).get("messages", [])
    if sum(1 for message in asked if message["role"] == "assistant"):
        await call.stream(dialects.chat(["quick brown", " fox", " jumps."]))
    else:
        await call.stream(dialects.chat(["The ", "quick ", "brown"], "length"))


@scenario
async def prefilled(call: Call) -> None:
    """A server that takes a prefill: goes on exactly behind the last assistant message."""
    asked = (call.received.json or {}).get("messages", [])
    if asked[-1]["role"] == "assistant":
        await call.stream(dialects.frames(call.endpoint, [" fox", " jumps."]))
    else:
        await call.stream(dialects.messages(["The ", "quick ", "brown "], "max_tokens"))


# The four gateways --------------------------------------------------------------------------


def _naga_error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"type": kind, "message": message}}


_NAGA_STATUS = {
    "400": "invalid_request_error",
    "401": "authentication_error",
    "402": "insufficient_quota",
    "403": "inappropriate_content",
    "429": "rate_limit_exceeded",
    "500": "server_error",
    "503": "server_error",
}


@scenario
async def naga(call: Call) -> None:
    """NagaAI. `~error` fails in the stream, `~tools` interleaves, `~402` and others by status."""
    if await _models(call):
        return
    if call.argument in _NAGA_STATUS:
        kind = _NAGA_STATUS[call.argument]
        await call.whole(int(call.argument), _naga_error(kind, f"{kind} happened"))
    elif not bearer(call):
        await call.whole(401, _naga_error("authentication_error", "No API key provided"))
    elif call.endpoint == "responses":
        await _naga_responses(call)
    elif call.argument == "error":
        await _naga_failing(call)
    else:
        await plain(call)


async def _naga_responses(call: Call) -> None:
    """No items, no indexes, no sequence numbers, a trailing [DONE]."""
    head = {"id": "resp_1", "object": "response", "model": "gpt-4.1-mini", "output": []}
    begun = {**head, "status": "in_progress"}
    frames = [
        typed({"type": "response.created", "response": begun}),
        typed({"type": "response.in_progress", "response": begun}),
    ]
    if call.argument == "error-first":
        frames += _naga_failed(head)
    elif call.argument == "error":
        frames += [_naga_text("Half an answer"), *_naga_failed(head)]
    elif call.argument == "tools":
        frames += _naga_interleaved(head)
    else:
        done = dialects.response("completed", WORDS, "gpt-4.1-mini")
        frames += [_naga_text(word) for word in WORDS]
        frames.append(typed({"type": "response.completed", "response": done}))
    await call.stream([*frames, DONE])


def _naga_text(word: str) -> bytes:
    return typed({"type": "response.output_text.delta", "delta": word})


def _naga_failed(head: dict[str, Any]) -> list[bytes]:
    """The error event, then the failed response; [DONE] follows."""
    fault = {"code": "server_error", "message": "The model is overloaded"}
    failed = {**head, "status": "failed", "error": fault}
    return [
        typed({"type": "error", "error": {"type": "server_error", **fault}}),
        typed({"type": "response.failed", "response": failed}),
    ]


def _naga_interleaved(head: dict[str, Any]) -> list[bytes]:
    """Reasoning and tool deltas between the words, told apart by their types and indexes."""
    call = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "get_weather"}
    place = {"item_id": "fc_1", "output_index": 1}
    thought = {"type": "response.reasoning_summary_text.delta", "output_index": 2}
    arguments = {"type": "response.function_call_arguments.delta", **place}
    added = {"type": "response.output_item.added", "output_index": 1}
    whole = {**call, "arguments": '{"city":"Paris"}', "status": "completed"}
    done = {**head, "status": "completed", "usage": dialects.response_usage(WORDS)}
    return [
        typed({**thought, "summary_index": 0, "delta": "They want "}),
        _naga_text("Let me "),
        typed({**added, "item": {**call, "arguments": "", "status": "in_progress"}}),
        typed({**arguments, "delta": '{"city":'}),
        _naga_text("look."),
        typed({**thought, "summary_index": 0, "delta": "the weather."}),
        typed({**arguments, "delta": '"Paris"}'}),
        typed({"type": "response.output_item.done", "output_index": 1, "item": whole}),
        typed({"type": "response.completed", "response": done}),
    ]


async def _naga_failing(call: Call) -> None:
    """Chat: an error frame, then the connection closes without [DONE]; Messages: its event."""
    fault = dialects.error(call.endpoint, "server_error", "The model is overloaded")
    await call.begin(framing="eof")
    for frame in [*dialects.opening(call.endpoint), *dialects.words_of(call.endpoint, ["Half"])]:
        await call.write(frame)
    await call.write(fault)
    call.close()


@scenario
async def agnic(call: Call) -> None:
    """Agnic: Chat Completions, `agnic_tok_…` keys, 402 as `~402` (balance) or `~limit`."""
    token = bearer(call) or call.received.header("x-agnic-token") or ""
    if call.received.path.endswith("/balance"):
        await call.whole(200, {"balance": "4.20", "currency": "USD"})
    elif not token.startswith("agnic_tok_"):
        words = {"error_description": "The access token is invalid", "message": "Invalid token"}
        await call.whole(401, {"error": "invalid_token", **words})
    elif call.argument in {"402", "limit"}:
        reason = "Insufficient balance" if call.argument == "402" else "Spending limit reached"
        await call.whole(402, {"error": "payment_required", "message": reason})
    elif call.endpoint == "models":
        listed = [{"id": "openai/gpt-4o-mini", "object": "model", "owned_by": "openai"}]
        await call.whole(200, {"object": "list", "data": listed})
    elif call.endpoint == "chat":
        await _agnic_stream(call)
    else:
        await call.whole(404, {"error": "not_found", "message": "Not found"})


async def _agnic_stream(call: Call) -> None:
    """The last chunk with a choice carries the usage."""
    frames = [data(chat_chunk({"role": "assistant", "content": WORDS[0]}))]
    frames += [data(chat_chunk({"content": word})) for word in WORDS[1:]]
    frames.append(data(chat_chunk({}, "stop", usage=dialects.chat_usage(WORDS))))
    await call.stream([*frames, DONE])


@scenario
async def mavera(call: Call) -> None:
    """Mavera: Responses with `persona_id`; `~429` before the stream, JSON where it is asked for."""
    body = call.received.json or {}
    if call.received.path.endswith("/personas"):
        await call.whole(200, {"data": [{"id": "persona_1", "name": "Gen Z"}]})
    elif await _models(call):
        pass
    elif not bearer(call).startswith("mvra_live_"):
        await call.whole(401, {"error": {"message": "Invalid API key", "type": "auth_error"}})
    elif call.argument == "429":
        limited = {"message": "Rate limit exceeded", "type": "rate_limit_error"}
        await call.whole(429, {"error": limited}, headers={"Retry-After": "1"})
    elif "persona_id" not in body:
        missing = {"message": "persona_id is required", "param": "persona_id"}
        await call.whole(400, {"error": {**missing, "type": "invalid_request_error"}})
    else:
        words = ['{"mood"', ': "calm", ', '"score"', ": 7}"] if "text" in body else WORDS
        await call.stream(_mavera_frames(words))


def _mavera_frames(words: list[str]) -> list[bytes]:
    """Items but no content parts; usage with credits in response.completed; then [DONE]."""
    usage = dialects.response_usage(words, credits_used=3)
    done = dialects.response("completed", words, "mavera-1", usage=usage)
    begun = dialects.response("in_progress", words, "mavera-1")
    item = {"type": "message", "id": "msg_1", "role": "assistant", "content": []}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    added = {"type": "response.output_item.added", "output_index": 0, "item": item}
    return [
        typed({"type": "response.created", "response": begun}),
        typed(added),
        *(typed({"type": "response.output_text.delta", **place, "delta": w}) for w in words),
        typed({"type": "response.output_text.done", **place, "text": "".join(words)}),
        typed({"type": "response.completed", "response": done}),
        DONE,
    ]


@scenario
async def megallm(call: Call) -> None:
    """MegaLLM: Chat with a bearer; Messages with a bearer or x-api-key; `~429`, `~403`."""
    key = bearer(call) or (
        call.received.header("x-api-key") or "" if call.endpoint == "messages" else ""
    )
    if not key.startswith("sk-mega-"):
        await call.whole(401, {"error": {"message": "Invalid API key", "type": "invalid_key"}})
    elif call.argument in {"429", "403"}:
        kind = "rate_limit_error" if call.argument == "429" else "forbidden"
        await call.whole(int(call.argument), {"error": {"message": f"{kind}!", "type": kind}})
    elif call.endpoint == "messages" and not call.received.header("anthropic-version"):
        await call.whole(400, {"error": {"message": "anthropic-version header is required"}})
    elif call.endpoint == "chat":
        frames = [data(chat_chunk({"role": "assistant"}))]  # the first chunk: a role, no content
        frames += [data(chat_chunk({"content": word})) for word in WORDS]
        await call.stream([*frames, data(chat_chunk({}, "stop")), DONE])
    else:
        await plain(call)


# Faults: how the bytes come -----------------------------------------------------------------


@scenario
async def drip(call: Call) -> None:
    """A word every `~seconds` (0.05)."""
    await call.stream(dialects.frames(call.endpoint), float(call.argument or 0.05))


@scenario
async def single_bytes(call: Call) -> None:
    """Every byte in a write of its own."""
    await call.begin()
    for frame in dialects.frames(call.endpoint):
        for byte in frame:
            await call.write(bytes([byte]))
    await call.end()


@scenario
async def silent(call: Call) -> None:
    """Takes the request and never says anything."""
    await call.forever()


@scenario
async def silent_body(call: Call) -> None:
    """Sends the head and then nothing."""
    await call.begin()
    await call.forever()


@scenario
async def stalls(call: Call) -> None:
    """Some words, then nothing more."""
    await _begin_answer(call)
    await call.forever()


@scenario
async def comments(call: Call) -> None:
    """Keep-alive comments for ever, every `~seconds` (0.02); with `words-` some words first."""
    pause = re.sub(r"^words-?", "", call.argument)
    if call.argument.startswith("words"):
        await _begin_answer(call)
    else:
        await call.begin()
    while True:
        await call.write(b": keep-alive\n\n")
        await asyncio.sleep(float(pause or 0.02))


@scenario
async def hangs_after_finish(call: Call) -> None:
    """The whole answer, but the connection stays open without [DONE]."""
    await call.begin()
    frames = dialects.frames(call.endpoint)
    for frame in frames[:-2] if call.endpoint == "chat" else frames:
        await call.write(frame)
    await call.forever()


async def _begin_answer(call: Call, framing: str = "chunked") -> None:
    await call.begin(framing=framing)
    for frame in dialects.opening(call.endpoint):
        await call.write(frame)
    for frame in dialects.words_of(call.endpoint, ["Some", " words"]):
        await call.write(frame)


# Faults: how it breaks ----------------------------------------------------------------------


@scenario
async def resets(call: Call) -> None:
    """The connection is reset before any answer."""
    call.reset()


@scenario
async def closes(call: Call) -> None:
    """The connection is closed before any answer."""
    call.close()


@scenario
async def reset_mid(call: Call) -> None:
    """Some words, then a reset."""
    await _begin_answer(call)
    await asyncio.sleep(0.02)  # a reset throws away what the client has not read yet
    call.reset()


@scenario
async def cut_chunk(call: Call) -> None:
    """The connection ends in the middle of a chunk."""
    await _begin_answer(call)
    await call.raw(b"40\r\ndata: {")
    call.close()


@scenario
async def eof(call: Call) -> None:
    """The body ends properly, but the protocol's terminal event never came."""
    await _begin_answer(call, "eof")
    call.close()


@scenario
async def nothing(call: Call) -> None:
    """A stream without a single byte."""
    await call.stream([])


@scenario
async def gzip_cut(call: Call) -> None:
    """Compressed although nobody asked, and cut in the middle."""
    packed = gzip.compress(b"".join(dialects.frames(call.endpoint, ["word "] * 2000)))
    await call.begin(headers={"Content-Encoding": "gzip"}, framing="eof")
    await call.write(packed[: len(packed) // 2])
    call.close()


@scenario
async def gzip_broken(call: Call) -> None:
    """Says gzip and sends something else."""
    await call.begin(headers={"Content-Encoding": "gzip"}, framing="eof")
    await call.write(b"this was never compressed")
    call.close()


@scenario
async def empty(call: Call) -> None:
    """A whole answer without a word in it."""
    await call.stream(dialects.frames(call.endpoint, []))


@scenario
async def error_first(call: Call) -> None:
    """200, then an error before any word; `~kind` names it. Once, then all is well."""
    if call.argument.endswith("-once") and call.gateway.counts.setdefault(call.received.path, 0):
        await plain(call)
        return
    call.gateway.counts[call.received.path] = 1
    kind = call.argument.removesuffix("-once") or "server_error"
    opening = dialects.opening(call.endpoint)[:1]
    await call.stream([*opening, dialects.error(call.endpoint, kind, "It broke here")])


@scenario
async def error_late(call: Call) -> None:
    """Some words, then an error, and the connection is left open."""
    await _begin_answer(call)
    await call.write(dialects.error(call.endpoint, "overloaded_error", "Too much to do"))
    await call.forever()


# Faults: what comes instead -----------------------------------------------------------------

_PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@scenario
async def html(call: Call) -> None:
    """A page with status `~` (200)."""
    await call.whole(int(call.argument or 200), _PAGE, "text/html")


@scenario
async def html_stream(call: Call) -> None:
    """A stream that calls itself a page."""
    await call.begin(content_type="text/html; charset=UTF-8")
    for frame in [b": here it comes\n\n", *dialects.frames(call.endpoint)]:
        await call.write(frame)
    await call.end()


@scenario
async def html_forever(call: Call) -> None:
    """A page without an end."""
    await call.begin(content_type="text/html")
    while True:
        await call.write(b"<p>and on it goes</p>" * 500)


@scenario
async def json_answer(call: Call) -> None:
    """The whole answer as JSON, although a stream was asked for."""
    await call.whole(200, dialects.whole(call.endpoint))


@scenario
async def json_error(call: Call) -> None:
    """200 with an error in JSON."""
    fault = {"message": "The engine is overloaded", "type": "server_error", "code": "overloaded"}
    await call.whole(200, {"error": fault})


@scenario
async def huge_error(call: Call) -> None:
    """400 with an error page of ten megabytes."""
    await call.begin(400, "text/html", framing="eof")
    for _ in range(160):
        await call.write(b"x" * 65536)
    call.close()


@scenario
async def told(call: Call) -> None:
    """Status and `x-should-retry` as in `~400.true`."""
    code, _, wish = call.argument.partition(".")
    fault = {"message": f"This is a {code}", "type": "some_error"}
    await call.whole(int(code), {"error": fault}, headers={"x-should-retry": wish})


@scenario
async def status(call: Call) -> None:
    """Status `~` with an error in OpenAI's shape; `~429.2` adds Retry-After."""
    code, _, after = call.argument.partition(".")
    fault = {"message": f"This is a {code}", "type": "some_error", "param": None, "code": None}
    await call.whole(int(code), {"error": fault}, headers={"Retry-After": after} if after else None)


@scenario
async def money(call: Call) -> None:
    """The 429 that is about money."""
    fault = {"message": "You exceeded your current quota", "type": "insufficient_quota"}
    await call.whole(429, {"error": {**fault, "code": "insufficient_quota"}})


@scenario
async def flaky(call: Call) -> None:
    """Fails with status `~S.N` the first N times (once), then answers."""
    code, _, times = call.argument.partition(".")
    path = call.received.path
    call.gateway.counts[path] = call.gateway.counts.get(path, 0) + 1
    if call.gateway.counts[path] > int(times or 1):
        await plain(call)
    else:
        await call.whole(int(code), {"error": {"message": f"This is a {code}", "type": "x"}})


@scenario
async def picky(call: Call) -> None:
    """Refuses the request field `~` (one of `~a.b`) and answers without it."""
    fields = (call.argument or "stream_options").split(".")
    field = next((name for name in fields if name in (call.received.json or {})), "")
    if field:
        words = f"Unsupported parameter: '{field}' is not supported with this model."
        fault = {"message": words, "type": "invalid_request_error", "param": field}
        await call.whole(400, {"error": {**fault, "code": "unsupported_parameter"}})
    else:
        await plain(call)


@scenario
async def narrow(call: Call) -> None:
    """Takes at most `~` messages (3) and finds everything longer too long."""
    if call.endpoint == "chat" and len(call.received.json["messages"]) > int(call.argument or 3):
        words = "This model's maximum context length is 128 tokens. Please reduce the length."
        fault = {"message": words, "type": "invalid_request_error", "param": "messages"}
        await call.whole(400, {"error": {**fault, "code": "context_length_exceeded"}})
    else:
        await plain(call)


def _spelled(key: str) -> str:
    """A key in every spelling that a careless server may give it back in."""
    encoded = base64.b64encode(key.encode()).decode()
    return f"{key} {urllib.parse.quote(key, safe='')} {encoded} {encoded.rstrip('=')}"


@scenario
async def echoes(call: Call) -> None:
    """401 that repeats the key it was sent, in its words, its headers, and as PHP spells JSON."""
    if await _models(call):
        return
    key = bearer(call) or call.received.header("x-api-key") or ""
    words = f"Incorrect API key provided: {_spelled(key)}. Headers: {call.received.headers}"
    body = json.dumps({"error": {"message": words, "type": "invalid_request_error"}})
    await call.whole(401, body.replace("/", "\\/"), headers={"x-request-id": f"req-{key[:60]}"})


@scenario
async def echoes_late(call: Call) -> None:
    """Some words, then an error frame that repeats the key."""
    if await _models(call):
        return
    await call.begin()
    frames = dialects.frames(call.endpoint, ["Some ", "words "])[:3]
    fault = {"error": {"message": f"Lost {_spelled(bearer(call))}", "type": "server_error"}}
    for frame in (*frames, data(fault)):
        await call.write(frame)
    await call.end()


@scenario
async def redirect(call: Call) -> None:
    """`~307.same` goes to a path of this server that answers, `~307.PORT` to another port."""
    code, _, where = call.argument.partition(".")
    rest = call.received.path.partition("/v1")[2]
    host = "" if where == "same" else f"http://127.0.0.1:{where}"
    again = "redirect~307.same" if where == "loop" else "plain"
    location = f"{'' if where == 'loop' else host}/{again}/v1{rest}"
    await call.whole(int(code), b"", headers={"Location": location})
