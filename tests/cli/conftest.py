"""The console as a person runs it: a process of its own."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def rivulet(home):
    """Run `rivulet` with these arguments; what came out, as a CompletedProcess of texts."""

    def run(*arguments, stdin="", environment=None, timeout=60):
        return subprocess.run(
            [sys.executable, "-W", "error::ResourceWarning", "-m", "desktop_app", *arguments],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def gateway():
    """The gateway stand-in in a process of its own: base URLs by scenario."""
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "services" / "net" / "gateway.py")],
        stdout=subprocess.PIPE,
        text=True,
    )
    origin = json.loads(server.stdout.readline())["origin"]
    reader = threading.Thread(target=server.stdout.read)  # so that it never waits for us
    reader.start()
    yield lambda scenario: f"{origin}/{scenario}/v1"
    server.kill()
    server.wait()
    reader.join()
    server.stdout.close()


@pytest.fixture
def added(rivulet, gateway):
    """Add a provider `p` that behaves like a scenario; it becomes the default."""

    def add(scenario, protocol="chat", model="stand-in-1"):
        where = ("--base-url", gateway(scenario), "--protocol", protocol, "--model", model)
        assert rivulet("providers", "add", "p", *where, "--default").returncode == 0

    return add
