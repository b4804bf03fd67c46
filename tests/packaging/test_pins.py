"""What is pinned: every dependency by its hashes, its licence told, and no registry's address."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "requirements.lock", *sorted((ROOT / "packaging").rglob("*.lock"))]
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links")


def pins(lock: Path) -> dict[str, list[str]]:
    """Distribution -> its hashes."""
    found: dict[str, list[str]] = {}
    for line in lock.read_text().splitlines():
        if pin := re.match(r"([A-Za-z0-9._-]+)==", line):
            found.setdefault(pin[1], [])
        elif digest := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            found[list(found)[-1]].append(digest[1])
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_registry(lock):
    assert not ADDRESS.search(lock.read_text())


def test_an_address_would_be_seen():
    assert ADDRESS.search("--extra-index-url somewhere")
    assert ADDRESS.search("x @ https://example.org/x.whl")


@pytest.mark.parametrize(
    "lock", [path for path in LOCKS if path.name != "model.lock"], ids=lambda path: path.name
)
def test_every_pin_has_hashes(lock):
    found = pins(lock)
    assert found
    assert [name for name, hashes in found.items() if not hashes] == []


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        normal(re.split(r"[\[>=<;\s]", line)[0]) for line in project["project"]["dependencies"]
    }
    dev = {normal(re.split(r"[\[>=<;\s]", line)[0]) for line in project["dependency-groups"]["dev"]}
    run_time = {normal(name) for name in pins(ROOT / "requirements.lock")}
    assert wanted <= run_time
    assert wanted | dev <= {normal(name) for name in pins(ROOT / "packaging" / "dev.lock")}
    assert not (dev - wanted) & run_time


def test_run_and_test_use_the_same_versions():
    lines = {
        line
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if re.match(r"\S+==", line)
    }
    dev = {line.partition(" ;")[0].rstrip("\\ ") for line in dev_lines()}
    assert {line.partition(" ;")[0].rstrip("\\ ") for line in lines} <= dev


def dev_lines() -> list[str]:
    return (ROOT / "packaging" / "dev.lock").read_text().splitlines()


def test_every_part_of_a_build_has_its_licence_told():
    table = (ROOT / "resources" / "LICENSES.md").read_text().partition("## Libraries")[2]
    told = {
        normal(name)
        for row in table.splitlines()
        if row.startswith("|")
        for name in re.findall(r"`([^`]+)`", row.split("|")[1])
    }
    assert told == {normal(name) for name in pins(ROOT / "requirements.lock")}
