"""What was said, by keys alone in a real window: in, found, branched, and out as a PDF."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desktop, wait_for

pytestmark = pytest.mark.real_window


def _export(path: Path) -> Path:
    """One conversation as Markdown with roles."""
    path.write_text(
        "# Garden\n\n"
        "<!-- message user 2026-01-01T00:00:00.000+00:00 -->\n### You\n\nWhat grows?\n\n"
        "<!-- message assistant 2026-01-01T00:00:01.000+00:00 -->\n### gpt-6\n\nWild **garlic**.\n"
    )
    return path


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_from_a_file_to_a_branch_to_a_pdf(desktop: Desktop, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    desktop.console(home, "import", str(_export(tmp_path / "in.md")))
    app = desktop.start(home)
    time.sleep(3)  # keys are heard once the services are there
    app.key("ctrl+shift+f")
    app.type("garlic")
    time.sleep(1)
    app.key("Down", "Return")

    def listed() -> list[dict[str, str]]:
        return list(app.console("conversations", "list", "--json"))

    time.sleep(1)
    app.key("ctrl+shift+d")
    wait_for(lambda: len(listed()) == 2, "the branch")
    assert {row["title"] for row in listed()} == {"Garden", "Branch of Garden"}
    app.key("ctrl+alt+z")
    wait_for(lambda: len(listed()) == 1, "the undo")
    app.key("ctrl+shift+s")
    time.sleep(1)
    app.key("Tab", "Down", "Down", "Tab", "Tab", "Return")  # PDF, past Cancel, Export
    time.sleep(1.5)
    app.key("Return")  # the name that is offered, in the person's own folder
    made = Path(desktop.environment["HOME"]) / "Garden.pdf"
    wait_for(made.exists, "the file")
    text = subprocess.run(["pdftotext", made, "-"], capture_output=True, check=True, text=True)
    assert "Wild garlic." in text.stdout
    assert "What grows?" in text.stdout
    assert app.quit() == 0
    assert "Traceback" not in (home / "stderr.txt").read_text()
