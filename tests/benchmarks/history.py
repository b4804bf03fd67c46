"""A history of a lifetime: opened, listed, searched and backed up. Figures stand in history.md.

    python tests/benchmarks/history.py [MESSAGES] [FOLDER]

Messages of about 1,000 characters, drawn from 50,000 made-up words as unevenly as in a language.
An existing database in FOLDER is used again.
"""

import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import Store, conversations, messages, new_id
from desktop_app.services.store.lane import transaction

WORDS_PER_MESSAGE = 150
PER_CONVERSATION = 50
LONGEST = 10_000  # messages of the last conversation


def _vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    words = {"".join(chance.choices(syllables, k=chance.randrange(1, 5))) for _ in range(120_000)}
    chosen = sorted(words)[:50_000]
    chance.shuffle(chosen)
    return chosen, list(accumulate(1 / (rank + 2.7) for rank in range(len(chosen))))


def _fill(db, count: int) -> None:
    chance = random.Random(1)
    words, weights = _vocabulary(chance)
    at = 1_500_000_000.0
    left = count
    while left:
        size = min(left, LONGEST if left <= LONGEST else PER_CONVERSATION)
        title = " ".join(chance.choices(words, cum_weights=weights, k=5))
        with transaction(db):
            row = conversations.create(db, title=title, created=at, updated=at)
            parent = None
            for index in range(size):
                text = " ".join(chance.choices(words, cum_weights=weights, k=WORDS_PER_MESSAGE))
                role = Role.ASSISTANT if index % 2 else Role.USER
                said = Message(new_id(at), role, State.COMPLETE, (TextPart(text),), at, parent)
                messages.add(db, row.id, said)
                parent = said.id
                at += 60
        left -= size


async def _timed(name: str, work: Callable[[], Awaitable[object]], times: int = 5) -> None:
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        result = await work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    found = f"{len(result)} rows" if isinstance(result, list) else ""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| {name} | {sorted(walls)[times // 2] * 1000:.1f} | {max(walls) * 1000:.1f} |"
        f" {sorted(cpus)[times // 2] * 1000:.1f} | {memory:.0f} | {found} |"
    )


async def main(count: int, folder: Path) -> None:
    path = folder / f"rivulet-{count}.db"
    if not path.exists():
        store = await Store.open(path)
        began = time.perf_counter()
        await store._writer.run(_fill, count)
        print(f"filled with {count:,} messages in {time.perf_counter() - began:.0f} s")
        await store.close()
    print(f"{path.stat().st_size / 1e6:,.0f} MB")
    print("| what | median ms | most ms | CPU ms | peak MB | |")
    print("|---|---|---|---|---|---|")

    async def open_and_close() -> None:
        await (await Store.open(path)).close()

    await _timed("open and close", open_and_close)
    store = await Store.open(path)
    await _timed("first page of the list", store.conversations)
    await _timed("a page 10,000 further", lambda: store.conversations(200, 10_000))
    (last, *_) = await store.conversations(1)
    await _timed("outline of 10,000 messages", lambda: store.branch_outline(last.id))
    outline = await store.branch_outline(last.id)
    shown = [line.id for line in outline[-20:]]
    await _timed("the 20 messages on the screen", lambda: store.messages(shown))
    words, _ = _vocabulary(random.Random(1))
    for name, query in {
        "the most frequent word": f"{words[0]} ",
        "its first letter": words[0][0],
        "its first two letters": words[0][:2],
        "a middling word": f"{words[500]} ",
        "a rare word": f"{words[40_000]} ",
        "two frequent words": f"{words[0]} {words[1]} ",
        "a phrase": f'"{words[0]} {words[1]}"',
        "a frequent word, from:me": f"{words[0]} from:me",
        "a frequent word, before:2018": f"{words[0]} before:2018",
        "a frequent word, model:none": f"{words[0]} model:none",
        "has:code": "has:code",
        "nothing": "zzzzzzzz",
    }.items():
        await _timed(f"search: {name}", lambda query=query: store.search(query))
    await _timed("backup", lambda: store.backup(folder / "backup.db"), times=1)
    await _timed("daily copy", store.look_after, times=1)
    await store.close()


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    os.umask(0o077)
    asyncio.run(main(count, folder))
