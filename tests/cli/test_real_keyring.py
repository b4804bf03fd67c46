"""The console with the real gnome-keyring: a key is given, used, shown nowhere, and forgotten."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
set -e
printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
ADD="$RIVULET providers add p --base-url $URL --protocol chat --model m"
printf "sk-right\\n" | $ADD --key-stdin
$RIVULET providers list --json
$RIVULET ask hi
$RIVULET --self-check --console | grep keyring
$RIVULET providers remove p
$ADD
$RIVULET providers list --json
$RIVULET ask hi || true
"""


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="gnome-keyring or dbus-run-session is not installed",
)
def test_a_key_is_kept_used_and_forgotten(home, tmp_path, gateway):
    (tmp_path / "runtime").mkdir(mode=0o700)
    environment = os.environ | {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONPATH": str(ROOT),
        "RIVULET": f"{sys.executable} -m desktop_app",
        "URL": gateway("guarded"),
    }
    for name in ("PYTHON_KEYRING_BACKEND", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", SCRIPT],
        env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    kept, answer, checked, forgotten = done.stdout.splitlines()
    assert json.loads(kept)[0]["key"] == "keyring"
    assert answer == "Hello from the gateway."
    assert checked.startswith("ok keyring: Keys are kept in the system keyring")
    assert json.loads(forgotten)[0]["key"] == "none"
    assert "needs a key" in done.stderr
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"state.toml", "settings.toml", "rivulet.db", "console.log"} <= {p.name for p in files}
    assert not [path for path in files if b"sk-right" in path.read_bytes()]
