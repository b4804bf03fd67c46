"""Pixels that scrolling and streaming copy, on a real screen where a pixel is not a dot.

The checks are those of the transcript's own tests, in a process that has that screen.
"""

import subprocess
import sys

import pytest

from tests.end_to_end.conftest import ROOT, Desktop

pytestmark = pytest.mark.real_window

CHECKS = "copied_pixels and answer or scrolling_copies or comparison_sees_pixels"


@pytest.mark.parametrize("desktop", ["1800x1300"], indirect=True)  # room for twice the pixels
@pytest.mark.parametrize("ratio", ["1.25", "1.5", "2"])
def test_copied_pixels_are_those_of_a_full_repaint(desktop: Desktop, ratio: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "tests/widgets/transcript/test_streaming.py", "-k", CHECKS],
        cwd=ROOT, env=desktop.environment | {"QT_SCALE_FACTOR": ratio},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "3 passed" in done.stdout
