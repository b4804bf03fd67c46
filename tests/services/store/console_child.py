"""The console beside the window: adds a conversation to the same database and leaves."""

import asyncio
import sys
import time
from pathlib import Path

from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import Store, new_id


async def main(path: Path) -> None:
    store = await Store.open(path)
    row = await store.create_conversation("from the console")
    await store.add_message(
        row.id,
        Message(new_id(), Role.USER, State.COMPLETE, (TextPart("asked elsewhere"),), time.time()),
    )
    streaming = [row.title for row in await store.conversations()]
    await store.close()
    print(streaming)


asyncio.run(main(Path(sys.argv[1])))
