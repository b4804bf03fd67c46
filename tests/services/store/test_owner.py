"""A process is told apart from another one, and from a later one with its number."""

import os
import subprocess
import sys

from desktop_app.services.store.owner import identity, is_alive, own_identity


def test_this_process_lives() -> None:
    assert is_alive(own_identity())
    assert identity(os.getpid()) == own_identity()


def test_another_process_lives_until_it_ends() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = identity(child.pid)
    assert owner is not None
    assert is_alive(owner)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, but not yet taken note of
    assert not is_alive(owner)
    child.communicate()
    assert not is_alive(owner)


def test_a_later_process_with_the_same_number_is_another_one() -> None:
    earlier = f"{os.getpid()} 1 another-boot"
    assert not is_alive(earlier)


def test_nonsense_is_nobody() -> None:
    assert not is_alive("")
    assert not is_alive("nobody 1")
