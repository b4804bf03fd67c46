"""The core composes cheaply, closes wholly, and writes only what it may."""

import asyncio
import logging
import os
import time

import msgspec
import pytest

from desktop_app import paths
from desktop_app.domain.completion import Parameters
from desktop_app.domain.errors import SecretStoreError, SettingsError, StoreError
from desktop_app.domain.message import FilePart, ImagePart, Message, Role, State, TextPart
from desktop_app.domain.provider import Model, Network, Provider
from desktop_app.services import own_headers, unsent
from desktop_app.services.catalog import BUILT_IN
from desktop_app.services.core import Core
from desktop_app.services.secrets import Secret

NAGA = Provider(name="naga", base_url="https://api.naga.ac/v1", protocol="chat", model="m")


@pytest.fixture(autouse=True)
def restore_log_level():
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


async def test_making_a_core_writes_nothing(home):
    core = Core(paths.locations())
    assert core.catalog.default() == BUILT_IN
    await core.close()
    assert not home.exists()


async def test_a_temporary_core_writes_nothing(home):
    async with await Core.open(paths.locations(), "console", is_temporary=True) as core:
        await core.store.create_conversation("gone soon")
        assert await core.store.count() == 1
    assert not home.exists()


async def test_half_a_sign_in_a_question_is_marked(home):
    asked = (TextPart("a\ud83d\ude00b\udcfc"),)
    async with await Core.open(paths.locations(), is_temporary=True) as core:
        row = await core.store.create_conversation()
        turn = core.new_turn(row.id, asked, BUILT_IN.name, "m", None)
    assert turn.user_message.text == "a😀b�"


async def test_what_it_makes_is_for_the_owner_alone(home):
    async with await Core.open(paths.locations()) as core:
        core.settings.set("appearance.zoom", 120)
        core.remembered.set("geometry", "AA==")
        await core.store.create_conversation("kept")
    names = {path.name for path in home.iterdir()}
    assert {"settings.toml", "state.toml", "rivulet.db", "logs"} <= names
    loose = [path for path in (home, *home.rglob("*")) if path.stat().st_mode & 0o077]
    assert loose == []


async def test_what_is_remembered_is_saved_soon_and_at_the_end(home, monkeypatch):
    monkeypatch.setattr("desktop_app.services.core._SAVE_DELAY", 0.0)
    async with await Core.open(paths.locations()) as core:
        core.remembered.set("a", 1)
        core.remembered.set("b", 2)
        while not (home / "state.toml").exists():
            await asyncio.sleep(0)
        assert "a = 1\nb = 2" in (home / "state.toml").read_text()
        core.remembered.set("c", 3)
    assert "c = 3" in (home / "state.toml").read_text()


async def test_a_store_that_cannot_open_leaves_no_log_handler(home):
    home.mkdir()
    (home / "rivulet.db").write_bytes(b"something else" * 1000)
    before = logging.getLogger().handlers.copy()
    with pytest.raises(StoreError):
        await Core.open(paths.locations())
    assert logging.getLogger().handlers == before


async def test_limits_are_the_persons(home):
    core = Core(paths.locations())
    core.settings.set("network.total", 90)
    core.settings.set("network.retries", 0)
    far, near = (
        core.network.limits("https://far.example"),
        core.network.limits("http://127.0.0.1:1/v1"),
    )
    assert (far.first, near.first) == (120, 600)
    assert (far.connect, far.between, far.total, far.quiet, far.retries) == (10, 60, 90, 20, 0)
    core.settings.reset("network.total")
    assert core.network.limits("https://far.example").total is None


async def test_a_proxys_password_comes_from_the_keyring(home, memory_keyring):
    core = Core(paths.locations())
    await core.network.set_proxy("http://m%40e:hunter2%21@proxy.example:3128")
    core.settings.set("network.ca_file", "/etc/own.pem")
    core.catalog.add(NAGA)
    await core.reach(core.catalog.provider("naga"))
    route = core.http.route("naga")
    assert (route.proxy, route.user) == ("http://proxy.example:3128", "m@e")
    assert route.password.reveal() == "hunter2!"
    assert route.ca_file == "/etc/own.pem"
    assert "hunter2" not in (home / "settings.toml").read_text() + (home / "state.toml").read_text()
    await core.network.set_proxy("none")
    assert core.http.route("naga").password is None
    await core.close()


async def test_a_provider_may_go_its_own_way(home, memory_keyring):
    core = Core(paths.locations())
    core.settings.set("network.ca_file", "/etc/own.pem")
    proxy = await core.network.kept_proxy("socks5://m:hunter2@127.0.0.1:1080")
    own = Network(proxy=proxy, first=5, total=90, retries=0)
    core.catalog.add(NAGA)
    core.catalog.add(msgspec.structs.replace(NAGA, name="office", network=own))
    await core.reach(core.catalog.provider("office"))
    office, naga = core.http.route("office"), core.http.route("naga")
    assert (office.proxy, office.user) == ("socks5://127.0.0.1:1080", "m")
    assert office.password.reveal() == "hunter2"
    assert (office.covers_loopback, office.ca_file) == (True, "/etc/own.pem")
    assert (naga.proxy, naga.password, naga.covers_loopback) == ("system", None, False)
    limits = core.network.limits("http://127.0.0.1:1", own)
    assert (limits.connect, limits.first, limits.total, limits.retries) == (10, 5, 90, 0)
    again = Core(paths.locations()).catalog.provider("office")
    assert again.network == own
    assert "hunter2" not in (home / "settings.toml").read_text()
    await core.close()


async def test_a_proxys_password_goes_with_the_last_provider(home, memory_keyring):
    core = Core(paths.locations())
    own = Network(proxy=await core.network.kept_proxy("http://m:hunter2@proxy.example:3128"))
    for name in ("one", "two"):
        core.catalog.add(msgspec.structs.replace(NAGA, name=name, network=own))
    await core.remove_provider(core.catalog.provider("one"))
    assert list(memory_keyring.entries.values()) == ["hunter2"]
    await core.remove_provider(core.catalog.provider("two"))
    assert memory_keyring.entries == {}


async def test_a_provider_is_gone_even_where_its_key_stays(home, memory_keyring, monkeypatch):
    core = Core(paths.locations())
    core.catalog.add(NAGA)
    await core.secrets.put(NAGA, Secret("sk-0123456789abcd"))

    async def refuse(_provider):
        raise SecretStoreError("The key store is locked.", hint="Unlock it.")

    monkeypatch.setattr(core.secrets, "delete", refuse)
    with pytest.raises(SecretStoreError, match="removed, but its key stayed"):
        await core.remove_provider(core.catalog.provider("naga"))
    assert core.catalog.providers() == [BUILT_IN]


@pytest.mark.parametrize(
    "own", [Network(proxy="ftp://x"), Network(proxy="http://m:pw@x:1"), Network(first=0)]
)
def test_a_providers_own_way_obeys_the_rules_of_the_settings(home, own):
    core = Core(paths.locations())
    with pytest.raises(SettingsError, match="network"):
        core.catalog.add(msgspec.structs.replace(NAGA, network=own))
    assert not home.exists()


async def test_a_provider_is_reached_with_its_key(home, memory_keyring):
    core = Core(paths.locations())
    core.catalog.add(NAGA)
    await core.secrets.put(core.catalog.provider("naga"), Secret("sk-0123456789abcd"))
    endpoint, key = await core.reach(core.catalog.provider("naga"), "messages")
    assert endpoint.url == "https://api.naga.ac/v1/messages"
    assert key.reveal() == "sk-0123456789abcd"


async def test_the_built_in_model_is_started_when_it_is_reached(home, monkeypatch):
    core = Core(paths.locations())
    asked = []

    async def start(on_loading):
        asked.append(on_loading)
        return "http://127.0.0.1:5/v1", "token-0123456789"

    monkeypatch.setattr(core.local_model, "start", start)
    endpoint, key = await core.reach(BUILT_IN, "", print)
    assert endpoint.url == "http://127.0.0.1:5/v1/chat/completions"
    assert (endpoint.provider, endpoint.title) == ("built-in", "Built-in model")
    assert (key.reveal(), asked) == ("token-0123456789", [print])
    assert core.redactor.clean("token-0123456789") == "••••"


async def test_a_question_is_asked_as_the_conversation_says(home, memory_keyring):
    parameters = Parameters(temperature=0.5, top_p=0.9, max_tokens=7, effort="low")
    async with await Core.open(paths.locations(), is_temporary=True) as core:
        core.catalog.add(NAGA)
        row = await core.store.create_conversation(system="Be brief.", parameters=parameters)
        turn = core.new_turn(row.id, "Hi", "naga", "m", None)
        asked = await turn._prepare([turn.user_message], print)
    assert (asked.request.parameters, asked.request.system) == (parameters, "Be brief.")
    assert asked.request.messages == (turn.user_message,)


@pytest.mark.parametrize("count", [0, 1, 5])
async def test_the_only_model_is_taken_and_no_other(home, monkeypatch, count):
    core = Core(paths.locations())

    async def models(_provider):
        return [Model(f"m{number}") for number in range(count)]

    monkeypatch.setattr(core.catalog, "models", models)
    if count == 1:
        assert await core.only_model(NAGA) == "m0"
        return
    with pytest.raises(SettingsError, match="No model is chosen for naga"):
        await core.only_model(NAGA)


async def test_the_trash_is_emptied_after_its_days(home, monkeypatch):
    async with await Core.open(paths.locations()) as core:
        old = await core.store.create_conversation("old")
        await core.store.trash(old.id)
        await core.look_after()
        assert await core.store.conversation(old.id) is not None
        core.settings.set("privacy.trash_days", 0)
        later = time.time() + 40 * 86400
        monkeypatch.setattr("time.time", lambda: later)
        await core.look_after()
        assert await core.store.conversation(old.id) is not None
        core.settings.reset("privacy.trash_days")
        await core.look_after()
        assert await core.store.conversation(old.id) is None


async def test_what_waits_in_a_conversation_without_a_row_is_not_tidied_away(home):
    async with await Core.open(paths.locations()) as core:
        names = [core.store.files.put(data) for data in (b"waits", b"was taken out")]
        for name in names:
            os.utime(core.store.files.path(name), (0, 0))
        unsent.keep(
            core.locations.unsent,
            unsent.Unsent(attachments=(FilePart("text/plain", "x", names[0]),)),
        )
        await core.look_after()
        assert core.store.files.names() == names[:1]
    again = unsent.recall(paths.locations().unsent)
    assert [part.sha256 for part in again.attachments] == names[:1]


async def test_bytes_that_are_attached_again_are_new_again(home):
    async with await Core.open(paths.locations()) as core:
        name = core.store.files.put(b"again")
        os.utime(core.store.files.path(name), (0, 0))
        core.store.files.put(b"again")
        await core.look_after()
        assert core.store.files.names() == [name]


async def test_a_crash_is_told_by_the_window_once(home):
    (home / "logs").mkdir(parents=True)
    (home / "logs" / "crash.txt").write_text("Fatal Python error: Segmentation fault")
    told = []
    for face in ("console", "window", "window"):
        async with await Core.open(paths.locations(), face) as core:
            told.append(bool(core.crash))
    assert told == [True, True, False]


async def test_a_proxy_whose_password_cannot_be_kept_is_not_chosen(home):
    core = Core(paths.locations())
    with pytest.raises(SecretStoreError):
        await core.network.set_proxy("http://me:hunter2@proxy.example:3128")
    with pytest.raises(SettingsError):
        await core.network.set_proxy("ftp://me:hunter2@proxy.example")
    assert core.settings.is_default("network.proxy")


async def test_own_headers_are_kept_like_keys(home, memory_keyring):
    core = Core(paths.locations())
    given = msgspec.structs.replace(NAGA, headers={"X-Team": "blue-0123456789"})
    masked, secrets = own_headers.parted(given)
    for entry, secret, _ in secrets:
        await core.secrets.put(entry, secret)
    core.catalog.add(masked)
    kept = core.catalog.provider("naga")
    assert kept.headers == {"X-Team": own_headers.KEPT}
    assert own_headers.parted(kept) == (kept, [])
    endpoint, _ = await core.reach(core.catalog.provider("naga"))
    assert endpoint.headers["X-Team"] == "blue-0123456789"
    assert core.redactor.clean("blue-0123456789") == "••••"
    written = [path.read_text() for path in home.glob("*.toml")]
    assert not [text for text in written if "blue" in text]
    await core.remove_provider(kept)
    assert memory_keyring.entries == {}
    with pytest.raises(SecretStoreError, match="X-Team"):
        await core.reach(kept)


async def test_a_folder_that_cannot_be_made_is_said(home, tmp_path):
    (tmp_path / "file").write_text("")
    blocked = paths.locations()._replace(data=tmp_path / "file" / "data")
    with pytest.raises(StoreError, match="cannot be made"):
        await Core.open(blocked)


async def test_a_home_that_is_moved_elsewhere_works_as_before(tmp_path, monkeypatch) -> None:
    before, after = tmp_path / "old home", tmp_path / "another place" / "new home"
    monkeypatch.setenv("RIVULET_HOME", str(before))
    async with await Core.open(paths.locations()) as core:
        core.settings.set("conversation.enter_sends", False)
        row = await core.store.create_conversation("Moved", folder="Work", draft="half")
        parts = (TextPart("look"), ImagePart("image/png", data=b"\x89PNG picture", name="p"))
        said = Message("m", Role.USER, State.COMPLETE, parts, 1.0)
        await core.store.add_message(row.id, said)
        await core.look_after()
    after.parent.mkdir()
    before.rename(after)
    monkeypatch.setenv("RIVULET_HOME", str(after))
    async with await Core.open(paths.locations()) as core:
        assert core.settings.get("conversation.enter_sends") is False
        (listed,) = await core.store.conversations()
        assert (listed.title, listed.folder, listed.draft) == ("Moved", "Work", "half")
        (message,) = await core.store.branch(listed.id)
        assert core.store.read_file(message.parts[1].sha256) == b"\x89PNG picture"
        assert [hit.message_id for hit in await core.store.search("look")] == ["m"]
    assert not before.exists()
    assert list((after).rglob("backups/*.db"))
