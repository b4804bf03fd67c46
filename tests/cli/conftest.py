"""The console as a person runs it: a process of its own."""

import os
import subprocess
import sys
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
