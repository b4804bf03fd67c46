"""Settings keep what differs, lose nothing of anybody's, and survive a damaged file."""

import errno
import multiprocessing
import os
import stat
import sys
import threading

import pytest

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.provider import Provider
from desktop_app.settings.remembered import Remembered
from desktop_app.settings.store import Settings

NAGA = Provider(name="naga", base_url="https://api.naga.ac/v1", protocol="chat", model="m")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "settings.toml"


def test_defaults_need_no_file(path):
    settings = Settings.load(path)
    assert settings.get("appearance.theme") == "system"
    assert settings.is_default("appearance.theme")
    assert settings.providers() == []
    assert not path.parent.exists()


def test_a_choice_is_kept_and_told(path):
    settings = Settings.load(path)
    told = []
    unsubscribe = settings.subscribe(told.append)
    settings.set("appearance.theme", "dark")
    settings.set("appearance.theme", "dark")
    unsubscribe()
    settings.set("appearance.zoom", 120)
    assert told == ["appearance.theme"]
    again = Settings.load(path)
    assert again.get("appearance.theme") == "dark"
    assert not again.is_default("appearance.theme")


def test_reset_leaves_no_trace(path):
    settings = Settings.load(path)
    settings.set("appearance.theme", "dark")
    settings.reset("appearance.theme")
    assert settings.is_default("appearance.theme")
    assert path.read_text() == ""


def test_choosing_the_default_is_a_reset(path):
    settings = Settings.load(path)
    settings.set("network.connect", 5)
    settings.set("network.connect", 10)
    assert settings.is_default("network.connect")


def test_a_refused_value_changes_nothing(path):
    settings = Settings.load(path)
    with pytest.raises(SettingsError):
        settings.set("appearance.zoom", 1000)
    assert settings.get("appearance.zoom") == 100
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_only_the_owner_may_read(path):
    Settings.load(path).set("appearance.zoom", 120)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_linked_file_stays_a_link(path, tmp_path):
    path.parent.mkdir()
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("")
    path.symlink_to(elsewhere)
    Settings.load(path).set("appearance.zoom", 120)
    assert path.is_symlink()
    assert "120" in elsewhere.read_text()


def test_comments_and_foreign_entries_stay(path):
    path.parent.mkdir()
    path.write_text('# mine\n[appearance]\nfont = "Inter" # later\nzoom = 110\n\n[future]\nx = 1\n')
    Settings.load(path).set("appearance.zoom", 120)
    text = path.read_text()
    assert "# mine" in text
    assert 'font = "Inter" # later' in text
    assert "[future]\nx = 1" in text
    assert Settings.load(path).get("appearance.zoom") == 120


def test_a_wrong_value_is_told_and_the_rest_counts(path):
    path.parent.mkdir()
    path.write_text('[appearance]\ntheme = "pink"\nzoom = 150\n')
    settings = Settings.load(path)
    assert settings.get("appearance.theme") == "system"
    assert settings.get("appearance.zoom") == 150
    assert len(settings.problems) == 1
    assert "pink" in settings.problems[0]


@pytest.mark.parametrize("content", [b"[appearance\nzoom=1", b"\xff\xfe\x00"])
def test_a_broken_file_is_kept_aside_and_told(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    settings = Settings.load(path)
    assert settings.get("appearance.zoom") == 100
    (aside,) = path.parent.glob("settings.toml.broken-*")
    assert aside.read_bytes() == content
    assert aside.name in settings.problems[0]
    settings.set("appearance.zoom", 130)
    assert Settings.load(path).problems == []


def test_a_file_broken_by_hand_meanwhile_is_left_to_that_hand(path):
    settings = Settings.load(path)
    settings.change_providers(lambda _: [NAGA])
    text = path.read_text()
    path.write_text(text + "[appearance\n")
    with pytest.raises(SettingsError, match="broken"):
        settings.refresh()
    with pytest.raises(SettingsError, match="broken"):
        settings.set("appearance.zoom", 130)
    assert path.read_text() == text + "[appearance\n"
    assert settings.providers() == [NAGA]
    path.write_text(text + "[appearance]\nzoom = 120\n")
    settings.refresh()
    assert settings.get("appearance.zoom") == 120


def test_endless_nesting_is_a_broken_file(path):
    path.parent.mkdir()
    path.write_text(f"a = {'[' * 5000}{']' * 5000}")
    assert "damaged" in Settings.load(path).problems[0]


@pytest.mark.parametrize(
    ("name", "base_url", "protocol", "reason"),
    [
        ("x", "https://x/v1", "chatt", "“chatt” is none of chat, responses, messages"),
        ("x", "https://x:99999/v1", "chat", "Port out of range"),
        ("", "https://x/v1", "chat", "no name"),
    ],
)
def test_a_provider_that_nothing_can_be_sent_to_is_told(path, name, base_url, protocol, reason):
    path.parent.mkdir()
    entry = f"[[provider]]\nname = '{name}'\nbase_url = '{base_url}'\nprotocol = '{protocol}'\n"
    path.write_text(entry)
    settings = Settings.load(path)
    assert settings.providers() == []
    (problem,) = settings.problems
    assert f"“{name}”" in problem
    assert reason in problem
    settings.change_providers(lambda _: [NAGA])
    assert entry in path.read_text()


def test_a_whole_provider_takes_the_place_of_a_broken_one(path):
    path.parent.mkdir()
    path.write_text(f"[[provider]]\nname = '{NAGA.name}'\n")
    settings = Settings.load(path)
    settings.change_providers(lambda found: [*found, NAGA])
    assert (settings.providers(), settings.problems) == ([NAGA], [])


def test_a_lone_provider_needs_no_list(path):
    path.parent.mkdir()
    path.write_text("[provider]\nname = 'a'\nbase_url = 'https://a/v1'\nprotocol = 'chat'\n")
    settings = Settings.load(path)
    settings.change_providers(lambda found: [*found, NAGA])
    assert [one.name for one in Settings.load(path).providers()] == ["a", "naga"]


def test_a_table_where_a_value_should_be_does_not_stop_the_start(path):
    path.parent.mkdir()
    path.write_text("appearance = 3\nprovider = 4\n")
    settings = Settings.load(path)
    assert settings.get("appearance.zoom") == 100
    settings.set("appearance.zoom", 90)
    settings.change_providers(lambda _: [NAGA])
    again = Settings.load(path)
    assert again.get("appearance.zoom") == 90
    assert again.providers() == [NAGA]


def test_providers_come_back_in_order(path):
    settings = Settings.load(path)
    told = []
    settings.subscribe(told.append)
    other = Provider(
        name="own",
        base_url="http://127.0.0.1:8000/v1",
        protocol="messages",
        headers={"X-Title": "Rivulet"},
        body={"seed": 7, "deep": {"list": [1, 2]}},
        fields={"persona_id": "p"},
        is_enabled=False,
    )
    settings.change_providers(lambda _: [other, NAGA])
    assert Settings.load(path).providers() == [other, NAGA]
    assert told == ["provider"]


def test_a_change_of_one_provider_keeps_the_rest_as_written(path):
    path.parent.mkdir()
    path.write_text(
        "[[provider]]\n# paid by work\nname = 'a'\nbase_url = 'https://a/v1'\nprotocol = 'chat'\n\n"
        "[[provider]]\nname = 'odd'\n"
    )
    settings = Settings.load(path)
    assert len(settings.problems) == 1
    settings.change_providers(lambda found: [*found, NAGA])
    text = path.read_text()
    assert "# paid by work" in text
    assert "name = 'odd'" in text
    assert [one.name for one in Settings.load(path).providers()] == ["a", "naga"]


def test_two_faces_do_not_lose_each_others_changes(path):
    window, console = Settings.load(path), Settings.load(path)
    window.set("appearance.zoom", 120)
    console.set("appearance.theme", "dark")
    console.change_providers(lambda found: [*found, NAGA])
    window.set("network.retries", 5)
    final = Settings.load(path)
    assert final.get("appearance.zoom") == 120
    assert final.get("appearance.theme") == "dark"
    assert final.get("network.retries") == 5
    assert final.providers() == [NAGA]
    assert window.get("appearance.theme") == "dark"


def test_refresh_tells_what_another_process_changed(path):
    window = Settings.load(path)
    told = []
    window.subscribe(told.append)
    Settings.load(path).set("appearance.theme", "dark")
    window.refresh()
    assert told == ["appearance.theme"]


@pytest.mark.skipif(sys.platform == "win32", reason="holds the lock as POSIX knows it")
def test_who_changes_the_file_waits_for_its_lock(path):
    import fcntl

    Settings.load(path).set("network.retries", 1)
    settings = Settings.load(path)
    with path.with_name("settings.toml.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = threading.Thread(target=settings.set, args=("appearance.zoom", 120))
        waiting.start()
        waiting.join(0.2)  # as much as it would need without the lock
        path.write_text("[network]\nretries = 2\n")
    waiting.join()
    final = Settings.load(path)
    assert (final.get("network.retries"), final.get("appearance.zoom")) == (2, 120)


def test_a_change_that_cannot_be_written_leaves_the_old_file_alone(path, monkeypatch):
    settings = Settings.load(path)
    settings.set("network.retries", 1)
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}

    def full(_file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="cannot be saved"):
        settings.set("network.retries", 2)
    assert settings.get("network.retries") == 1
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before


def test_a_folder_in_place_of_the_file_is_an_error_in_words(path):
    path.mkdir(parents=True)
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.load(path)


def _add_providers(path, prefix, count):
    settings = Settings.load(path)
    for number in range(count):
        one = Provider(name=f"{prefix}{number}", base_url="https://x/v1", protocol="chat")
        settings.change_providers(lambda found, one=one: [*found, one])


def test_processes_writing_at_once_lose_nothing(path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_providers, args=(path, name, 10)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    names = {provider.name for provider in Settings.load(path).providers()}
    assert names == {f"{prefix}{number}" for prefix in "ab" for number in range(10)}


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings.load(tmp_path / "home" / "settings.toml")
    settings._file.path = blocked / "settings.toml"
    with pytest.raises(SettingsError, match="cannot be saved"):
        settings.set("appearance.zoom", 120)
    assert settings.get("appearance.zoom") == 100


def test_remembered_saves_lazily_and_merges(path):
    state = path.with_name("state.toml")
    first, second = Remembered(state), Remembered(state)
    marks = []
    first.on_change = lambda: marks.append(1)
    first.set("geometry", "AAA=")
    first.set("sidebar", {"width": 240})
    first.set("geometry", "AAA=")
    assert len(marks) == 2
    assert not state.exists()
    first.save()
    second.set("conversation", "c1")
    second.save()
    again = Remembered(state)
    assert (again.get("geometry"), again.get("conversation")) == ("AAA=", "c1")
    assert again.get("sidebar") == {"width": 240}
    again.set("geometry", None)
    again.save()
    assert Remembered(state).get("geometry", "none") == "none"


def test_one_profile_has_one_id(path):
    state = path.with_name("state.toml")
    first, second = Remembered(state), Remembered(state)
    assert first.profile_id() == second.profile_id() == Remembered(state).profile_id()
    assert Remembered(path.with_name("other.toml")).profile_id() != first.profile_id()
