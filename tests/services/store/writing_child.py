"""A process that asks, answers, edits and deletes until it is killed.

After each commit it prints what a later reader must find: `KIND ID TEXT-LENGTH`.
"""

import asyncio
import itertools
import random
import sys
import time
from pathlib import Path

import msgspec

from desktop_app.domain.delta import ReasoningDelta, TextDelta, ToolCallDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import Store, new_id


def _told(kind: str, id_: str, length: int = 0) -> None:
    print(kind, id_, length, flush=True)


async def _answered(store: Store, conversation: str, parent: str) -> Message:
    answer = Message(new_id(), Role.ASSISTANT, State.STREAMING, (), time.time(), parent)
    journal = await store.begin_answer(conversation, answer)
    _told("begun", answer.id)
    builder = MessageBuilder()
    for piece in range(random.randrange(40)):
        key = piece // 10
        builder.apply(TextDelta(key, f"{piece} words " * random.randrange(200)))
        builder.apply(ReasoningDelta(key, "hm "))
        builder.apply(ToolCallDelta(key, "id", "tool", "x"))
        await journal.write(builder)
        _told(
            "written",
            answer.id,
            sum(map(len, (p.text for p in builder.parts() if isinstance(p, TextPart)))),
        )
    ended = msgspec.structs.replace(answer, state=State.COMPLETE, parts=builder.parts())
    await journal.finish(ended, None)
    _told("finished", answer.id, len(ended.text))
    return ended


async def main(path: Path) -> None:
    store = await Store.open(path)
    _told("open", "-")
    for turn in itertools.count():
        row = await store.create_conversation(f"turn {turn}")
        parent = None
        for text in ("first question", "edited question", "second question"):
            above = parent if text.startswith("second") else None
            question = Message(
                new_id(), Role.USER, State.COMPLETE, (TextPart(text),), time.time(), above
            )
            await store.add_message(row.id, question)
            _told("saved", question.id, len(text))
            parent = (await _answered(store, row.id, question.id)).id
        if turn % 4 == 3:
            await store.look_after()
        if turn % 5 == 4:
            ids = [node.id for node in await store.tree(row.id)]
            for id_ in ids:
                _told("purging", id_)
            await store.purge(row.id)


asyncio.run(main(Path(sys.argv[1])))
