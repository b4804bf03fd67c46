"""A history of another program, as large as they come: made, and taken in. See history.md.

    python tests/benchmarks/importing.py [MEGABYTES] [FOLDER]

The file is an export of ChatGPT as a zip: conversations of 2 to 400 messages, some with branches,
drawn from made-up words. The peak of memory is that of the whole process, the file's making not
counted: that happens in another one.
"""

import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop_app.services.import_ import Intake, import_file
from desktop_app.services.store import Store

WORDS = 120  # in a message


def _conversation(number: int, chance: random.Random, words: list[str]) -> dict[str, object]:
    at = 1_600_000_000 + number * 600
    nodes: dict[str, dict[str, Any]] = {}
    parent = root = f"root-{number}"
    nodes[root] = {"id": root, "message": None, "parent": None, "children": []}
    for index in range(chance.choice((2, 4, 10, 30, 100, 400))):
        id_ = f"{number}-{index}"
        told = " ".join(chance.choices(words, k=WORDS))
        nodes[id_] = {
            "id": id_,
            "parent": parent,
            "children": [],
            "message": {
                "id": id_,
                "author": {"role": "assistant" if index % 2 else "user"},
                "create_time": at + index,
                "content": {"content_type": "text", "parts": [told]},
                "metadata": {"model_slug": "gpt-4"} if index % 2 else {},
            },
        }
        nodes[parent]["children"].append(id_)
        parent = parent if chance.random() < 0.05 else id_
    return {
        "conversation_id": f"conversation-{number}",
        "title": " ".join(chance.choices(words, k=5)),
        "create_time": at,
        "update_time": at + 500,
        "current_node": parent,
        "mapping": nodes,
    }


def make(path: Path, megabytes: int) -> None:
    """Write the export; `megabytes` are those of its JSON."""
    chance = random.Random(1)
    words = [
        "".join(chance.choices("bdfglmnrstaeiou", k=chance.randrange(2, 9))) for _ in range(9999)
    ]
    left, number = megabytes << 20, 0
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
        out.open("conversations.json", "w", force_zip64=True) as file,
    ):
        sign = b"["
        while left > 0:
            data = json.dumps(_conversation(number, chance, words)).encode()
            file.write(sign + data)
            left -= len(data)
            number, sign = number + 1, b",\n"
        file.write(b"]")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MB


async def main(export: Path, folder: Path) -> None:
    store = await Store.open(folder / "rivulet.db")
    print(f"before: {_peak():.0f} MB")
    for name in ("first", "again"):
        begin, cpu = time.perf_counter(), time.process_time()
        summary = await import_file(store, export, intake=Intake())
        took, used = time.perf_counter() - begin, time.process_time() - cpu
        print(f"{name}: {took:.0f} s, {used:.0f} s of CPU, peak {_peak():.0f} MB, {summary}")
    await store.close()


if __name__ == "__main__":
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    export = folder / "export.zip"
    os.umask(0o077)
    if len(sys.argv) > 3:
        make(export, megabytes)
    else:
        if not export.exists():
            subprocess.run(
                [sys.executable, __file__, str(megabytes), str(folder), "make"], check=True
            )
        asyncio.run(main(export, folder))
