"""A provider's several keys: named, one of them used, and no other one ever taken by itself."""

import keyring
import pytest

from desktop_app.domain.errors import SecretStoreError
from desktop_app.domain.provider import Provider
from desktop_app.services.logs import Redactor
from desktop_app.services.secrets import Secret, Secrets
from desktop_app.settings.remembered import Remembered

WORK, HOME = "sk-work-0123456789-work", "sk-home-0123456789-home"
NAGA = Provider(name="naga", base_url="https://api.naga.ac/v1", protocol="chat")
ENTRY = "naga|https://api.naga.ac:443"


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.toml"


def make(state, environment=None):
    return Secrets(Remembered(state), Redactor(), environment or {})


async def with_two(state):
    secrets = make(state)
    await secrets.put(NAGA, Secret(WORK), key=secrets.another(NAGA, "Work"))
    await secrets.put(NAGA, Secret(HOME), key=secrets.another(NAGA, "Home"))
    return secrets


def shown(secrets):
    return [(key.title, key.hint, key.is_used) for key in secrets.keys(NAGA)]


async def test_the_newest_is_used_until_a_person_switches(state, memory_keyring):
    secrets = await with_two(state)
    assert shown(secrets) == [("Work", "work", False), ("Home", "home", True)]
    assert (await secrets.get(NAGA)).reveal() == HOME
    secrets.use(NAGA, secrets.keys(NAGA)[0].id)
    again = make(state)
    assert shown(again) == [("Work", "work", True), ("Home", "home", False)]
    assert (await again.get(NAGA)).reveal() == WORK
    assert again.hint(NAGA) == "work"
    text = state.read_text()
    assert WORK not in text
    assert HOME not in text
    assert [entry for _, entry in memory_keyring.entries] == [ENTRY, f"{ENTRY}|2"]


async def test_removing_the_used_one_lets_no_other_take_its_place(state, memory_keyring):
    secrets = await with_two(state)
    await secrets.delete_key(NAGA, secrets.used(NAGA).id)
    assert shown(secrets) == [("Work", "work", False)]
    assert await secrets.source(NAGA) == "none"
    assert await secrets.get(NAGA) is None
    await secrets.put(NAGA, Secret(HOME))  # the one that is not used is not overwritten
    assert shown(secrets) == [("Work", "work", False), ("", "home", True)]
    await secrets.delete(NAGA)
    assert memory_keyring.entries == {}
    assert secrets.kept() == []


async def test_names_and_texts_change_apart(state, memory_keyring):
    secrets = await with_two(state)
    first = secrets.keys(NAGA)[0]
    secrets.rename(NAGA, first.id, "Office")
    await secrets.put(NAGA, Secret("sk-new-0123456789-next"), key=secrets.keys(NAGA)[0])
    assert shown(make(state)) == [("Office", "next", False), ("Home", "home", True)]


async def test_an_entry_of_an_older_version_is_the_first_key(state, memory_keyring):
    state.write_text(f'profile_id = "p"\n"key:{ENTRY}" = "work"\n')
    memory_keyring.entries["app.rivulet.Rivulet/p", ENTRY] = WORK
    secrets = make(state)
    assert shown(secrets) == [("", "work", True)]
    assert (await secrets.get(NAGA)).reveal() == WORK
    await secrets.put(NAGA, Secret(HOME), key=secrets.another(NAGA, "Home"))
    assert shown(make(state)) == [("", "work", False), ("Home", "home", True)]
    assert memory_keyring.entries["app.rivulet.Rivulet/p", ENTRY] == WORK


async def test_each_belongs_to_its_origin(state, memory_keyring):
    secrets = await with_two(state)
    moved = Provider(name="naga", base_url="https://evil.example/v1", protocol="chat")
    assert secrets.keys(moved) == []
    assert await secrets.get(moved) is None


async def test_the_environment_wins_over_all_of_them(state, memory_keyring):
    await with_two(state)
    secrets = make(state, {"RIVULET_KEY_NAGA": "sk-environment-0123"})
    assert (await secrets.get(NAGA)).reveal() == "sk-environment-0123"
    assert await secrets.source(NAGA) == "environment"
    assert len(secrets.keys(NAGA)) == 2


async def test_one_of_this_session_is_used_before_those_that_are_kept(state, memory_keyring):
    secrets = await with_two(state)
    guest = secrets.another(NAGA, "Guest")
    await secrets.put(NAGA, Secret("sk-guest-0123456789-gues"), key=guest, session_only=True)
    assert await secrets.source(NAGA) == "session"
    assert shown(secrets)[-1] == ("Guest", "gues", True)
    assert [key.is_used for key in secrets.keys(NAGA)] == [False, False, True]
    secrets.use(NAGA, secrets.keys(NAGA)[0].id)
    assert (await secrets.get(NAGA)).reveal() == WORK
    secrets.use(NAGA, guest.id)
    assert (await secrets.get(NAGA)).reveal().startswith("sk-guest")
    assert len(make(state).keys(NAGA)) == 2


async def test_what_is_kept_is_listed_and_taken_out(state, memory_keyring):
    secrets = await with_two(state)
    await secrets.put(Provider("proxy", "http://m@proxy.example:3128", ""), Secret("hunter2"))
    listed = [(entry.name, entry.origin, entry.key.title) for entry in secrets.kept()]
    assert ("naga", "https://api.naga.ac:443", "Work") in listed
    assert ("proxy", "http://proxy.example:3128", "") in listed
    for entry in secrets.kept():
        await secrets.forget(entry)
    assert memory_keyring.entries == {}
    assert secrets.kept() == []


async def test_changes_are_told_also_those_of_another_process(state, memory_keyring):
    told = []
    secrets = make(state)
    undo = secrets.subscribe(lambda: told.append(len(secrets.keys(NAGA))))
    await secrets.put(NAGA, Secret(WORK))
    assert told == [1]
    other = make(state)
    await other.put(NAGA, Secret(HOME))
    secrets._remembered.refresh()
    secrets.refresh()
    assert told == [1, 1]
    assert secrets.hint(NAGA) == "home"
    assert (await secrets.get(NAGA)).reveal() == HOME
    undo()
    await secrets.delete(NAGA)
    assert told == [1, 1]


async def test_a_refused_change_leaves_everything_as_it_was(state, memory_keyring, monkeypatch):
    secrets = await with_two(state)
    before = secrets.keys(NAGA)

    def refuse(*_args):
        raise OSError("locked")

    monkeypatch.setattr(type(keyring.get_keyring()), "delete_password", refuse)
    with pytest.raises(SecretStoreError):
        await secrets.delete_key(NAGA, before[0].id)
    assert secrets.keys(NAGA) == before
