"""One window per profile: who is first, who calls, and what is left where one of them dies."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.widgets import single_instance
from desktop_app.widgets.single_instance import SingleInstance

ROOT = Path(__file__).resolve().parents[3]
SECOND = """
import sys
from pathlib import Path
from desktop_app.widgets.single_instance import SingleInstance
second = SingleInstance(Path(sys.argv[1]))
print(second.is_first(), second.call_first())
"""
FIRST = """
import sys, time
from pathlib import Path
from desktop_app.widgets.single_instance import SingleInstance
first = SingleInstance(Path(sys.argv[1]))
print(first.is_first(), flush=True)
time.sleep(600)
"""


def start(code: str, profile: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(profile)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def left_in(profile: Path) -> set[str]:
    return {file.name for file in profile.iterdir()}


@pytest.fixture
def first(qtbot, tmp_path):
    first = SingleInstance(tmp_path / "one")
    assert first.is_first()
    first.listen()
    yield first
    first.close()


def test_a_second_process_calls_the_first(qtbot, first, tmp_path) -> None:
    with qtbot.waitSignal(first.called, timeout=10_000):
        second = start(SECOND, tmp_path / "one")
    assert second.communicate(timeout=10)[0].split() == ["False", "True"]
    assert left_in(tmp_path / "one") == {"window.lock"}


def test_it_is_heard_every_time(qtbot, first, tmp_path) -> None:
    for _ in range(3):
        with qtbot.waitSignal(first.called, timeout=10_000):
            (tmp_path / "one/window.call").touch()


def test_another_profile_has_its_own(qtbot, first, tmp_path) -> None:
    heard = []
    first.called.connect(lambda: heard.append(True))
    other = SingleInstance(tmp_path / "two")
    assert other.is_first()
    other.listen()
    with qtbot.waitSignal(other.called, timeout=10_000):
        (tmp_path / "two/window.call").touch()
    other.close()
    assert not heard


def test_files_that_others_write_there_call_nobody(qtbot, first, tmp_path) -> None:
    heard = []
    first.called.connect(lambda: heard.append(True))
    (tmp_path / "one/settings.toml").touch()
    with qtbot.waitSignal(first.called, timeout=10_000):
        (tmp_path / "one/window.call").touch()
    assert len(heard) == 1


def test_a_call_that_came_while_the_first_was_starting_is_taken(qtbot, tmp_path) -> None:
    first = SingleInstance(tmp_path)
    (tmp_path / "window.call").touch()
    with qtbot.waitSignal(first.called, timeout=10_000):
        first.listen()
    first.close()


def test_a_first_that_does_not_answer_is_not_waited_for_for_ever(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(single_instance, "_PATIENCE", 0.2)
    mute = start(FIRST, tmp_path)
    assert mute.stdout
    assert mute.stdout.readline() == "True\n"
    second = SingleInstance(tmp_path)
    assert not second.is_first()
    assert not second.call_first()
    assert left_in(tmp_path) == {"window.lock"}
    mute.kill()
    mute.communicate()


def test_who_calls_one_that_was_just_killed_is_first(tmp_path) -> None:
    killed = start(FIRST, tmp_path)
    assert killed.stdout
    assert killed.stdout.readline() == "True\n"
    second = SingleInstance(tmp_path)
    assert not second.is_first()
    killed.kill()
    killed.communicate()
    assert not second.call_first()  # long before its patience ends: the lock is free
    third = SingleInstance(tmp_path)
    assert not third.is_first()
    second.close()
    assert third.is_first()
    third.close()
