"""Servers asked about themselves: step by step, their models, what they speak, who is there."""

import socket
from pathlib import Path

import pytest

from desktop_app.domain.errors import (
    BalanceUsedUp,
    KeyRejected,
    Offline,
    RateLimited,
    SettingsError,
    WireError,
)
from desktop_app.domain.provider import ProviderKind
from desktop_app.services.doctor import (
    check,
    find_local_servers,
    find_protocols,
    list_choices,
    list_models,
)
from desktop_app.services.field_choices import parse_choices
from desktop_app.services.http import Http, Route
from desktop_app.services.secrets import Secret
from tests.services.net.gateway import Gateway, self_signed
from tests.services.net.proxies import HttpProxy
from tests.services.net.scenarios import SCENARIOS


def verdicts(steps) -> list[tuple[str, bool]]:
    return [(step.step, step.ok) for step in steps]


WELL = [("name", True), ("connection", True), ("models", True)]


async def test_all_is_well(net, endpoint) -> None:
    told = []
    async with net() as (gateway, http):
        place = endpoint(gateway.url("guarded"))
        steps = await check(http, place, Secret("sk-right"), on_step=told.append)
    assert verdicts(steps) == [*WELL, ("key", True), ("answer", True)]
    assert told == steps
    words = {step.step: step.words for step in steps}
    assert words["models"] == "1 model"
    assert words["key"] == "the key was accepted"
    assert words["answer"].startswith("stand-in-1 answers, first token after")
    assert all(step.seconds >= 0 for step in steps)
    asked = gateway.last.json
    assert asked["max_tokens"] == 16


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
async def test_without_a_key(net, endpoint, protocol) -> None:
    async with net() as (gateway, http):
        steps = await check(http, endpoint(gateway.url("plain"), protocol), None, model="mine")
        assert gateway.last.json["model"] == "mine"
    assert verdicts(steps) == [*WELL, ("answer", True)]


async def test_only_who_chats_is_asked(net, endpoint) -> None:
    async with net() as (gateway, http):
        place = endpoint(gateway.url("plain"))
        steps = await check(http, place, None, chats=lambda model: model != "stand-in-1")
    assert verdicts(steps) == WELL


async def test_a_wrong_key(net, endpoint, key) -> None:
    async with net() as (gateway, http):
        steps = await check(http, endpoint(gateway.url("guarded")), key)
    assert verdicts(steps)[2:] == [("models", False), ("key", False)]
    assert "refused" in steps[-1].words
    assert isinstance(steps[-1].error, KeyRejected)
    assert steps[0].error is None
    assert "TOPSECRET" not in str(steps)


async def test_a_wrong_key_where_anybody_may_list(net, endpoint, key) -> None:
    async with net() as (gateway, http):
        steps = await check(http, endpoint(gateway.url("public-models")), key)
    assert verdicts(steps) == [*WELL, ("key", False)]


@pytest.mark.parametrize(("scenario", "ok"), [("agnic~402", False), ("mavera~429", False)])
async def test_a_key_that_is_right_and_an_account_that_is_not(net, endpoint, scenario, ok) -> None:
    key = Secret("agnic_tok_1" if scenario.startswith("agnic") else "mvra_live_1")
    protocol = "chat" if scenario.startswith("agnic") else "responses"
    async with net() as (gateway, http):
        steps = await check(http, endpoint(gateway.url(scenario), protocol), key, model="m")
    assert verdicts(steps)[-2:] == [("key", True), ("answer", ok)]
    fault = BalanceUsedUp if scenario.startswith("agnic") else RateLimited
    assert type(steps[-1].error) is fault


async def test_a_server_without_a_list(net, endpoint) -> None:
    async with net() as (gateway, http):
        gateway.scenarios["bare"] = _no_list
        steps = await check(http, endpoint(gateway.url("bare")), None, model="m")
        del gateway.scenarios["bare"]
    assert verdicts(steps) == [*WELL, ("answer", True)]
    assert "no list of models (404)" in steps[2].words


async def _no_list(call) -> None:
    if call.endpoint == "models":
        await call.whole(404, {"detail": "Not Found"})
    else:
        await SCENARIOS["plain"](call)


async def test_nobody_there(endpoint) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    http = Http()
    steps = await check(http, endpoint(f"http://127.0.0.1:{port}/v1"), None)
    await http.close()
    assert verdicts(steps) == [("name", True), ("connection", False)]
    assert "Nothing answers" in steps[-1].words


async def test_an_unknown_name(endpoint) -> None:
    http = Http()
    steps = await check(http, endpoint("https://nobody.invalid/v1"), None)
    await http.close()
    assert verdicts(steps) == [("name", False)]
    assert "was not found" in steps[-1].words


@pytest.mark.parametrize("is_trusted", [False, True])
async def test_certificates(endpoint, tmp_path: Path, is_trusted) -> None:
    context, file = self_signed(tmp_path)
    http = Http(lambda _: Route(ca_file=str(file) if is_trusted else ""))
    async with Gateway(SCENARIOS, context) as gateway:
        steps = await check(http, endpoint(gateway.url("plain")), None)
        await http.close()
    assert ("certificate", is_trusted) in verdicts(steps)
    assert ("answer", True) in verdicts(steps) or not is_trusted


async def test_through_a_proxy(endpoint) -> None:
    async with Gateway(SCENARIOS) as gateway, HttpProxy(gateway.port) as proxy:
        http = Http(lambda _: Route(proxy.url))
        steps = await check(http, endpoint("http://gateway.test/plain/v1"), None)
        await http.close()
    assert verdicts(steps) == [("proxy", True), ("models", True), ("answer", True)]


# Fields of a provider's own ---------------------------------------------------------------------


async def test_values_of_a_field_are_listed(net, endpoint) -> None:
    async with net() as (gateway, http):
        place = endpoint(gateway.url("mavera"), "responses")
        found = await list_choices(http, place, Secret("mvra_live_1"), "/personas")
        assert gateway.last.path.endswith("/mavera/v1/personas")
        assert gateway.last.header("authorization") == "Bearer mvra_live_1"
    assert found == [("persona_1", "Gen Z")]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b'[{"id": 7, "title": "Seven"}, {"id": "x"}]', [("7", "Seven"), ("x", "x")]),
        (b'["calm", "loud", ""]', [("calm", "calm"), ("loud", "loud")]),
        (b'{"data": [{"name": "no id"}, null, {"id": "a", "name": 3}]}', [("a", "a")]),
        (b'{"data": []}', []),
    ],
)
def test_lists_of_values_in_all_shapes(body, wanted) -> None:
    assert parse_choices(body, "Mavera") == wanted


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"data": {}}', b"7"])
def test_what_is_no_list_of_values(body) -> None:
    with pytest.raises(WireError, match="no list of choices"):
        parse_choices(body, "Mavera")


# Models ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("protocol", "rest", "kind", "path"),
    [
        ("chat", "/v1", None, "/plain/v1/models"),
        ("messages", "", None, "/plain/v1/models"),
        ("messages", "/v1", None, "/plain/v1/models"),
        ("chat", "", None, "/plain/models"),
        ("chat", "/v1", "/openai/models", "/plain/v1/openai/models"),
    ],
)
async def test_where_models_are_listed(net, endpoint, protocol, rest, kind, path) -> None:
    facts = ProviderKind("k", "K", "", ("chat",), models_path=kind) if kind else None
    async with net() as (gateway, http):
        models = await list_models(
            http, endpoint(gateway.url("plain", rest), protocol), None, facts
        )
    assert [model.id for model in models] == ["stand-in-1"]
    assert (gateway.last.method, gateway.last.path) == ("GET", path)


async def test_all_pages_are_read(net, endpoint) -> None:
    async def pages(call) -> None:
        is_last = "after_id=b" in call.received.path
        listed = [{"id": "c"}] if is_last else [{"id": "a"}, {"id": "b"}]
        await call.whole(
            200, {"data": listed, "has_more": not is_last, "last_id": listed[-1]["id"]}
        )

    http = Http()
    async with Gateway({"pages": pages}) as gateway:
        models = await list_models(http, endpoint(gateway.url("pages")), None)
        await http.close()
    assert [model.id for model in models] == ["a", "b", "c"]


async def test_a_list_that_is_refused(net, endpoint, key) -> None:
    async with net() as (gateway, http):
        with pytest.raises(KeyRejected):
            await list_models(http, endpoint(gateway.url("guarded")), key)
        with pytest.raises(WireError):
            await list_models(http, endpoint(gateway.url("html")), key)


# What a server speaks -------------------------------------------------------------------------


async def test_a_server_that_speaks_everything(net) -> None:
    async with net() as (gateway, http):
        spoken = await find_protocols(http, gateway.url("plain", ""), None)
        assert spoken.protocols == ("responses", "messages", "chat")
        assert spoken.base_url == gateway.url("plain")
    assert all(received.json == {} for received in gateway.received), "nothing that costs anything"


async def test_a_server_that_only_chats(net) -> None:
    async with net() as (gateway, http):
        spoken = await find_protocols(http, gateway.url("chat-only") + "/chat/completions", None)
    assert (spoken.base_url, spoken.protocols) == (gateway.url("chat-only"), ("chat",))


async def test_a_server_behind_a_key(net, key) -> None:
    async with net() as (gateway, http):
        with pytest.raises(KeyRejected, match="only to a valid key"):
            await find_protocols(http, gateway.url("guarded"), key)
        spoken = await find_protocols(http, gateway.url("guarded"), Secret("sk-right"))
        assert len(spoken.protocols) == 3


async def test_an_unknown_model_is_no_unknown_address() -> None:
    async def ollama(call) -> None:
        words = "model '' not found, try pulling it first"
        await call.whole(404, {"error": {"message": words, "type": "not_found_error"}})

    http = Http()
    async with Gateway({"ollama": ollama}) as gateway:
        spoken = await find_protocols(http, gateway.url("ollama"), None)
        await http.close()
    assert len(spoken.protocols) == 3


async def test_a_server_that_is_none_of_ours(net) -> None:
    async with net() as (gateway, http):
        for place in ("html", "unknown"):
            with pytest.raises(WireError, match="none of the protocols"):
                await find_protocols(http, gateway.url(place), None)
        with pytest.raises(SettingsError):
            await find_protocols(http, "ftp://host", None)
        with pytest.raises(Offline):
            await find_protocols(http, "http://127.0.0.1:9/v1", None)


# Who is there ---------------------------------------------------------------------------------


async def test_servers_on_this_computer() -> None:
    async def plain(call) -> None:
        call.received.path = "/plain" + call.received.path
        await SCENARIOS["plain"](call)

    async def locked(call) -> None:
        await call.whole(401, {"error": {"message": "no key"}})

    http = Http()
    async with (
        Gateway({"v1": plain}) as ollama,
        Gateway({"v1": locked}) as guarded,
        Gateway({"v1": SCENARIOS["silent"]}) as silent,
        Gateway({"v1": SCENARIOS["html"]}) as website,
    ):
        ports = {
            ollama.port: "ollama",
            guarded.port: "vllm",
            silent.port: "jan",
            website.port: "lm-studio",
            9: "llama-cpp",
        }
        found = await find_local_servers(http, ports)
        await http.close()
    assert [server.kind for server in found] == ["ollama", "vllm"]
    assert found[0].base_url == f"http://127.0.0.1:{ollama.port}/v1"
    assert [model.id for model in found[0].models] == ["stand-in-1"]
    assert found[1].models == ()
