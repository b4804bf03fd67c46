"""The frozen app: it checks itself, answers, and starts about as fast as from source.

And the life of its package in a clean root, by the script that a person can run too.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import desktop_app

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "build" / "frozen" / "rivulet" / "rivulet"
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a Linux build"),
]


@pytest.fixture(scope="module")
def frozen() -> Path:
    """Built anew; the script fails unless the build checks itself and answers."""
    subprocess.run(["bash", "packaging/build.sh"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return FROZEN


@pytest.fixture
def screen(monkeypatch) -> Iterator[None]:
    """An X server of its own."""
    if not all(map(shutil.which, ("Xvfb", "xdotool"))):
        pytest.skip("xvfb or xdotool is not installed")
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write),
            "-noreset",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        monkeypatch.setenv("DISPLAY", f":{pipe.readline().strip()}")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    yield
    server.terminate()
    server.wait()


def has_window(process: int) -> bool:
    search = ["xdotool", "search", "--onlyvisible", "--pid", str(process), "--name", "Rivulet"]
    return bool(subprocess.run(search, capture_output=True, check=False).stdout)


def start_cost(command: list[str]) -> float:
    """CPU seconds that the process has used when its window is there."""
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            limit = time.monotonic() + 60
            while not has_window(process.pid):
                assert process.poll() is None
                assert time.monotonic() < limit
                time.sleep(0.02)
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / TICK
        finally:
            process.terminate()


def test_starts_about_as_fast_as_from_source(frozen, screen):
    source = [sys.executable, "-m", "desktop_app"]
    costs: dict[str, list[float]] = {"frozen": [], "source": []}
    for _ in range(6):
        costs["frozen"].append(start_cost([str(frozen)]))
        costs["source"].append(start_cost(source))
    medians = {name: statistics.median(each[1:]) for name, each in costs.items()}
    print(f"CPU seconds to the window: {medians}")
    assert medians["frozen"] <= 1.3 * medians["source"]


def test_finds_the_keyring_backends(frozen):
    folder = frozen.parent / "_internal"
    assert list(folder.glob("keyring-*.dist-info/entry_points.txt"))
    assert list(folder.glob("cryptography/**/*.so"))


KEEP_A_KEY = """
printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
until [ -n "$owner" ]; do
    sleep 0.05
    owner=$(dbus-send --print-reply=literal --dest=org.freedesktop.DBus / \\
        org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets 2>/dev/null)
done
echo sk-frozen-0123456789 | "$0" providers add naga --base-url https://api.naga.ac/v1 \\
    --protocol chat --key-stdin
"$0" providers list --json
"""


@pytest.mark.skipif(
    not all(map(shutil.which, ("gnome-keyring-daemon", "dbus-run-session", "dbus-send"))),
    reason="gnome-keyring or dbus is not installed",
)
def test_keeps_a_key_in_a_real_keyring(frozen, tmp_path):
    ended = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", KEEP_A_KEY, str(frozen)],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(tmp_path),
            "RIVULET_HOME": str(tmp_path / "home"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "The key was not kept" not in ended.stderr
    assert '"key": "keyring"' in ended.stdout


def test_shows_every_kind_of_picture_that_can_be_attached(frozen):
    plugins = frozen.parent / "_internal" / "PySide6" / "Qt" / "plugins" / "imageformats"
    found = {path.stem for path in plugins.iterdir()}
    assert {"libqgif", "libqjpeg", "libqsvg", "libqwebp"} <= found  # PNG is Qt's own


def test_carries_the_licences_of_its_parts(frozen):
    licences = frozen.parent / "_internal" / "licences"
    names = {path.name.lower() for path in licences.iterdir()}
    assert {"license", "lgpl-3.0.txt", "gpl-3.0.txt", "httpx", "keyring", "xllamacpp"} <= names


def test_leaves_out_what_it_does_not_need(frozen):
    names = {path.name for path in frozen.parent.rglob("*")}
    assert not [name for name in names if name.startswith(("libQt6Qml", "libQt6Quick", "libgtk"))]
    assert {"libqxcb.so", "libqwayland.so", "libqoffscreen.so"} <= names
    assert [path for path in frozen.parent.rglob("*") if not path.exists()] == []  # dangling links


@pytest.mark.skipif(
    not hasattr(os, "geteuid")
    or os.geteuid() != 0
    or not all(map(shutil.which, ("mmdebstrap", "Xvfb", "openbox", "xdotool", "import"))),
    reason="needs root rights, mmdebstrap, xvfb, openbox, xdotool and imagemagick",
)
def test_lives_its_whole_life_in_a_clean_root(frozen, tmp_path):
    script = ROOT / "packaging" / "linux" / "clean_root.sh"
    ended = subprocess.run(
        ["bash", str(script), str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    print(ended.stdout)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert {path.name for path in tmp_path.iterdir()} == {
        "first.png",
        "answered.png",
        "upgraded.png",
    }


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_lintian_finds_no_error(frozen):
    subprocess.run(
        ["bash", "packaging/linux/deb.sh", "--fast"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL
    )
    (package,) = (ROOT / "dist").glob(f"rivulet_{desktop_app.__version__}_*.deb")
    subprocess.run(["lintian", "--fail-on", "error,warning", str(package)], check=True)
