"""Keys are found where they are, belong to one origin, and show nowhere by themselves."""

import asyncio
import copy
import gc
import pickle
import threading

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordSetError

from desktop_app.domain.errors import SecretStoreError, SettingsError
from desktop_app.domain.provider import Provider
from desktop_app.services.logs import Redactor
from desktop_app.services.origins import origin
from desktop_app.services.secrets import Secret, Secrets, environment_name
from desktop_app.settings.remembered import Remembered

KEY = "sk-test-0123456789abcdef"
NAGA = Provider(name="naga", base_url="https://api.naga.ac/v1", protocol="chat")


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.toml"


def make(state, environment=None, **options):
    return Secrets(Remembered(state), Redactor(), environment or {}, **options)


def test_a_secret_shows_nowhere_by_itself():
    secret = Secret(KEY)
    shown = f"{secret} {secret!r} {[secret]}"
    assert KEY not in shown
    assert secret.hint == "cdef"
    assert Secret("short").hint == ""
    for spread in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            spread(secret)


@pytest.mark.parametrize(
    "pasted",
    [
        KEY,
        f"  {KEY}\n",
        f'"{KEY}"',
        f"Bearer {KEY}",
        f"Authorization: Bearer {KEY}",
        f"export OPENAI_API_KEY='{KEY}'",
        f"OPENAI_API_KEY={KEY}",
        f"\ufeff{KEY}\u200b",
    ],
)
def test_a_pasted_key_is_cleaned(pasted):
    assert Secret.cleaned(pasted).reveal() == KEY


def test_a_key_that_ends_in_padding_stays_whole():
    assert Secret.cleaned("QUJDRA==").reveal() == "QUJDRA=="


@pytest.mark.parametrize("pasted", ["", "  \n", '""', "two words here", "sk-ключ-123", "a\nb"])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(pasted):
    with pytest.raises(SettingsError) as caught:
        Secret.cleaned(pasted)
    told = f"{caught.value} {caught.value.hint} {caught.value.detail}"
    assert not pasted.strip() or pasted not in told


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://api.naga.ac/v1", "https://api.naga.ac:443"),
        ("HTTPS://API.naga.ac:443/other", "https://api.naga.ac:443"),
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080"),
        ("http://host", "http://host:80"),
    ],
)
def test_origins(url, wanted):
    assert origin(url) == wanted


def test_environment_names():
    assert environment_name("my-gate.way 2") == "RIVULET_KEY_MY_GATE_WAY_2"


async def test_a_key_comes_back_in_the_next_run(state, memory_keyring):
    await make(state).put(NAGA, Secret(KEY))
    secrets = make(state)
    assert secrets.hint(NAGA) == "cdef"
    assert await secrets.source(NAGA) == "keyring"
    assert (await secrets.get(NAGA)).reveal() == KEY
    ((service, entry),) = memory_keyring.entries
    assert service.startswith("app.rivulet.Rivulet/")
    assert entry == "naga|https://api.naga.ac:443"
    assert KEY not in state.read_text()


async def test_another_origin_does_not_get_the_key(state, memory_keyring):
    await make(state).put(NAGA, Secret(KEY))
    secrets = make(state)
    for url in ("https://evil.example/v1", "http://api.naga.ac/v1", "https://api.naga.ac:8443/v1"):
        moved = Provider(name="naga", base_url=url, protocol="chat")
        assert await secrets.get(moved) is None
        assert await secrets.source(moved) == "none"


async def test_profiles_do_not_see_each_other(tmp_path, memory_keyring):
    await make(tmp_path / "a.toml").put(NAGA, Secret(KEY))
    other = make(tmp_path / "b.toml")
    other._remembered.set("key:naga|https://api.naga.ac:443", "cdef")
    assert await other.get(NAGA) is None


async def test_the_environment_wins_and_is_never_kept(state, memory_keyring):
    await make(state).put(NAGA, Secret(KEY))
    secrets = make(state, {"RIVULET_KEY_NAGA": " sk-from-environment \n"})
    assert (await secrets.get(NAGA)).reveal() == "sk-from-environment"
    assert await secrets.source(NAGA) == "environment"
    assert "sk-from-environment" not in str(memory_keyring.entries) + state.read_text()


async def test_session_only_ends_with_the_session(state, memory_keyring):
    secrets = make(state)
    await secrets.put(NAGA, Secret(KEY), session_only=True)
    assert await secrets.source(NAGA) == "session"
    assert (await secrets.get(NAGA)).reveal() == KEY
    assert memory_keyring.entries == {}
    assert await make(state).get(NAGA) is None


async def test_delete_forgets_everywhere(state, memory_keyring):
    secrets = make(state)
    await secrets.put(NAGA, Secret(KEY))
    await secrets.delete(NAGA)
    await secrets.delete(NAGA)
    assert memory_keyring.entries == {}
    assert await secrets.get(NAGA) is None
    assert await make(state).source(NAGA) == "none"


async def test_a_key_removed_by_other_hands_is_simply_gone(state, memory_keyring):
    secrets = make(state)
    await secrets.put(NAGA, Secret(KEY))
    memory_keyring.entries.clear()
    assert await make(state).get(NAGA) is None
    await secrets.delete(NAGA)


async def test_without_a_key_the_keyring_is_never_touched(state, monkeypatch):
    def touched():
        raise AssertionError("touched")

    monkeypatch.setattr("desktop_app.services.key_store._system_keyring", touched)
    secrets = make(state)
    assert await secrets.get(NAGA) is None
    assert await secrets.source(NAGA) == "none"
    await secrets.delete(NAGA)
    assert not state.exists()


async def test_keys_that_were_used_are_known_to_the_redactor(state, memory_keyring):
    await make(state).put(NAGA, Secret(KEY))
    secrets = make(state)
    await secrets.get(NAGA)
    assert secrets._redactor.clean(f"x {KEY}") == "x ••••"


class _Broken(KeyringBackend):
    priority = 1

    def __init__(self, error):
        super().__init__()
        self.error = error

    def get_password(self, service, username):
        raise self.error

    def set_password(self, service, username, password):
        raise self.error

    def delete_password(self, service, username):
        raise self.error


@pytest.fixture
def use_keyring():
    previous = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(previous)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyringLocked("Failed to unlock the collection!"), "is locked"),
        (InitError("Prompt dismissed.."), "did not let Rivulet in"),
        (PasswordSetError("1783"), "failed"),
        (ConnectionResetError("bus"), "failed"),
    ],
)
async def test_each_fault_has_its_words(state, use_keyring, error, words):
    use_keyring(_Broken(error))
    with pytest.raises(SecretStoreError, match=words) as caught:
        await make(state).put(NAGA, Secret(KEY))
    assert caught.value.hint
    assert str(error) in caught.value.detail


async def test_no_keyring_is_said(state):
    secrets = make(state)  # the tests' own environment has only keyring's fail back end
    with pytest.raises(SecretStoreError, match="no key store"):
        await secrets.put(NAGA, Secret(KEY))
    assert await secrets.source(NAGA) == "none"
    seen = await secrets.state()
    assert (seen.is_available, seen.is_locked) == (False, False)
    assert "no key store" in seen.words


async def test_a_store_that_keeps_nothing_secret_is_none(state, use_keyring):
    from keyring.backends.null import Keyring

    use_keyring(Keyring())
    with pytest.raises(SecretStoreError, match="no key store"):
        await make(state).put(NAGA, Secret(KEY))


async def test_a_store_that_hangs_is_given_up_and_asked_again_later(state, use_keyring):
    release = threading.Event()

    class Hanging(_Broken):
        def set_password(self, service, username, password):
            release.wait()

    use_keyring(Hanging(None))
    secrets = make(state, limit=0.05)
    with pytest.raises(SecretStoreError, match="does not answer"):
        await secrets.put(NAGA, Secret(KEY))
    thread = secrets._store._overdue
    assert thread.daemon
    with pytest.raises(SecretStoreError, match="does not answer"):
        await secrets.put(NAGA, Secret(KEY))
    assert secrets._store._overdue is thread  # the second call did not wait behind the first
    release.set()
    await asyncio.to_thread(thread.join)
    await make(state).put(NAGA, Secret(KEY))
    await secrets.put(NAGA, Secret(KEY))
    assert await secrets.source(NAGA) == "keyring"


async def test_a_stopped_task_does_not_wait_for_the_store(state, use_keyring):
    entered, release = threading.Event(), threading.Event()

    class Hanging(_Broken):
        def set_password(self, service, username, password):
            entered.set()
            release.wait()

    use_keyring(Hanging(None))
    task = asyncio.get_running_loop().create_task(make(state).put(NAGA, Secret(KEY)))
    await asyncio.to_thread(entered.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()


async def test_a_failure_after_the_task_was_stopped_is_nobodys(state, use_keyring):
    entered, release = threading.Event(), threading.Event()

    class Failing(_Broken):
        def set_password(self, service, username, password):
            entered.set()
            release.wait()
            raise KeyringLocked("late")

    use_keyring(Failing(None))
    told = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: told.append(context["message"]))
    task = loop.create_task(make(state).put(NAGA, Secret(KEY)))
    await asyncio.to_thread(entered.wait)
    thread = next(each for each in threading.enumerate() if each.name == "keyring")
    task.cancel()
    release.set()
    await asyncio.to_thread(thread.join)
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    del task, thread
    gc.collect()
    assert told == []
