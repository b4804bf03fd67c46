"""The process: what it loads before it paints, one per profile, and the one road out."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_app.widgets.welcome.empty_page import KNOWN

ROOT = Path(__file__).resolve().parents[3]
# None of these is needed to paint a window; each costs a good part of the time that all may take.
LATER = (
    "asyncio", "qasync", "msgspec", "PySide6.QtNetwork", "httpx", "sqlite3", "keyring",
    "tomlkit", "pygments", "pyromark", "ziamath", "mmdr",
    "desktop_app.services.core", "desktop_app.widgets.transcript.view",
)  # fmt: skip

# None of these is needed to lie there, and each costs megabytes for as long as the app runs.
ON_USE = (
    "httpx", "httpcore", "anyio", "truststore", "keyring", "pygments", "ziamath", "mmdr",
    "email", "_hashlib", "PySide6.QtNetwork", "pyromark", "desktop_app.services.turns",
    "desktop_app.services.import_", "desktop_app.services.export",
    "desktop_app.widgets.settings_dialog", "desktop_app.widgets.transcript",
    "desktop_app.widgets.palette", "desktop_app.widgets.announcing", "html", "logging.handlers",
    "tomlkit", "typing_extensions",
)  # fmt: skip
# Qt for Python makes all its classes at once to tell what a plain widget or object is.
ALL_CLASSES = ("QCalendarWidget", "QSharedMemory")
MOST_MODULES = 215  # of our own; each is some 40 kB
MANY = "import sys\nsys.modules.update((f'desktop_app.a{each}', sys) for each in range(99))\n"
IDLE = f"""
import os, sys
import desktop_app.app.application  # before asyncio, as it is without this
from desktop_app.services import listening
from desktop_app.services.core import Core
async def nobody(ports):
    return []
listening.listening = nobody  # whatever else runs on this computer
look_after = Core.look_after
async def settled(core):
    await look_after(core)
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget
    classes = [one.__name__ for kind in (QObject, QWidget) for one in kind.__subclasses__()]
    own = [name for name in sys.modules if name.startswith("desktop_app.")]
    print([name for name in {ON_USE!r} if name in sys.modules]
        + [name for name in {ALL_CLASSES!r} if name in classes]
        + ["too many modules"] * (len(own) > {MOST_MODULES}), flush=True)
    os._exit(0)
Core.look_after = settled
from desktop_app.app import run_window
run_window([])
"""

HANGING = """
import asyncio, time
from desktop_app.app import application
from desktop_app.services.core import Core
application._LAST_RESORT = 0.5
async def never(core):
    await asyncio.to_thread(time.sleep, 600)
Core.close = never
look_after = Core.look_after
async def settled(core):
    await look_after(core)
    print("quit", flush=True)
    from PySide6.QtWidgets import QApplication
    QApplication.activeWindow().close() if QApplication.activeWindow() else [
        window.close() for window in QApplication.topLevelWidgets() if window.isVisible()
    ]
Core.look_after = settled
from desktop_app.app import run_window
run_window([])
"""


def start(home: Path, **more: object) -> subprocess.Popen[bytes]:
    environment = os.environ | {"RIVULET_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        [sys.executable, "-m", "desktop_app"], cwd=ROOT, env=environment, **more
    )  # type: ignore[call-overload]


def is_up(home: Path) -> bool:
    return (home / "logs" / "window.log").exists() and (home / "rivulet.db").exists()


def wait_until(fact, limit: float = 30.0) -> None:
    end = time.monotonic() + limit
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_is_not_needed_for_the_first_paint_comes_later() -> None:
    code = f"import desktop_app.app, sys; print([m for m in {LATER!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("more", "loaded"),
    [
        ("", "[]"),
        ("import email\n", "['email']"),
        ("from PySide6.QtWidgets import QCalendarWidget\n", "['QCalendarWidget']"),
        (MANY, "['too many modules']"),
    ],
)
def test_what_an_idle_window_does_not_need_is_not_loaded(home: Path, more, loaded) -> None:
    home.mkdir(parents=True, exist_ok=True)
    # The doors for somebody new look for servers at once; whoever has conversations sees none.
    (home / "state.toml").write_text(f"{KNOWN} = true\n")
    environment = os.environ | {"RIVULET_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", more + IDLE],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == loaded


def test_imports_read_no_source_for_names_that_nobody_switches() -> None:
    code = (
        "import desktop_app.app, builtins, linecache\n"
        "print(builtins.__import__ is builtins.__orig_import__, len(linecache.cache))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "0"]


def test_qt_would_have_read_it() -> None:
    code = (
        "import PySide6.QtCore, linecache, this\nprint(any('this' in n for n in linecache.cache))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == "True"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_take_the_road_out(home: Path, number: signal.Signals) -> None:
    process = start(home)
    wait_until(lambda: is_up(home))
    process.send_signal(number)
    assert process.wait(10) == 0


def test_a_second_start_calls_the_first_and_ends(home: Path) -> None:
    first = start(home)
    wait_until(lambda: is_up(home))
    assert start(home).wait(20) == 0
    assert first.poll() is None
    first.kill()
    first.wait()
    # What the killed one left behind keeps nobody from starting.
    third = start(home)
    wait_until(lambda: third.poll() is None and is_up(home))
    third.terminate()
    assert third.wait(20) in {0, -signal.SIGTERM}


@pytest.mark.skipif(sys.platform != "linux", reason="only there a display can be missing")
def test_without_a_display_it_says_so_plainly(home: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app"], cwd=ROOT, capture_output=True, text=True,
        env=environment | {"RIVULET_HOME": str(home)}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Rivulet cannot open a window here: could not connect to display")
    assert "Traceback" not in done.stderr


def test_a_thread_that_hangs_keeps_no_process(home) -> None:
    environment = os.environ | {"RIVULET_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", HANGING], cwd=ROOT, env=environment, timeout=60, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout == "quit\n", done.stderr
    assert done.returncode == 1
