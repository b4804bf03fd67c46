"""The shell scripts: they parse, and a machine that is set up is not set up again."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [ROOT / ".ci" / "run", *sorted((ROOT / "packaging").rglob("*.sh"))]
ID = "app.rivulet.Rivulet"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_parses(script):
    subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing():
    subprocess.run(["shellcheck", "-x", "-P", ROOT / "packaging", *SCRIPTS], cwd=ROOT, check=True)


@pytest.fixture
def checkout(tmp_path):
    """A checkout that is set up, with a `rivulet` that tells how it was started."""
    root = tmp_path / "check out"
    shutil.copytree(ROOT / "packaging", root / "packaging")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copyfile(ROOT / name, root / name)
    (root / "resources").mkdir()
    for name in ("app-icon.svg", f"{ID}.desktop"):
        shutil.copyfile(ROOT / "resources" / name, root / "resources" / name)
    weights = root / ".cache" / "model" / "some.gguf"
    weights.parent.mkdir(parents=True)
    weights.touch()
    program = root / ".venv" / "bin" / "rivulet"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "started:%s;" "$@"\n')
    program.chmod(0o755)
    stamp = root / ".venv" / ".set-up-from-requirements.lock"
    stamp.write_text(
        run(
            root, f". packaging/setup.sh; root='{root}'; fingerprint '{root}/requirements.lock'"
        ).stdout
    )
    return root


def run(root: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def no_python(folder: Path) -> str:
    """A PATH whose Python and apt-get only leave a mark."""
    for name in ("python3", "python3.11", "python3.12", "python3.13", "apt-get", "sudo"):
        program = folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho {name} >>'{folder}/asked'\nexit 1\n")
        program.chmod(0o755)
    return f"{folder / 'bin'}:{os.environ['PATH']}"


def test_a_second_start_only_starts(checkout, tmp_path):
    started = run(checkout, "bash packaging/run.sh ask 'two words'", PATH=no_python(tmp_path))
    assert started.stdout == "started:ask;started:two words;"
    assert started.stderr == ""
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_changed_pins_are_set_up_again(checkout, tmp_path, changed):
    with (checkout / changed).open("a") as file:
        file.write("# changed\n")
    started = run(checkout, "bash packaging/run.sh", PATH=no_python(tmp_path))
    assert started.returncode != 0
    assert "started" not in started.stdout
    assert "python3" in (tmp_path / "asked").read_text().split()


def test_the_menu_entry_comes_and_goes(checkout, tmp_path):
    share = tmp_path / "share"
    put = run(checkout, "bash packaging/run.sh --desktop", XDG_DATA_HOME=str(share))
    assert put.returncode == 0, put.stderr
    entry = share / "applications" / f"{ID}.desktop"
    assert f'Exec="{checkout}/.venv/bin/rivulet-gui"\n' in entry.read_text()
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", str(entry)], check=True)
    assert (share / "icons/hicolor/scalable/apps" / f"{ID}.svg").is_file()
    run(checkout, "bash packaging/run.sh --no-desktop", XDG_DATA_HOME=str(share))
    assert [path for path in share.rglob("*") if path.is_file()] == []
