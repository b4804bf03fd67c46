"""Keep a database of this version, to be opened by every later one. Run once at a release.

    python tests/store/old/make.py

Writes `VERSION.db` beside this file: two branches, every kind of part, a folder, a trashed
conversation, and an answer that streamed when its process was killed.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import msgspec

from desktop_app import __version__
from desktop_app.domain import message as values
from desktop_app.domain.delta import ReasoningDelta, TextDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import Store
from desktop_app.services.store.upkeep import copies

HERE = Path(__file__).parent
PARTS = (
    values.ReasoningPart("thinking", 1.5),
    TextPart("An answer with ```code```", (values.Citation("https://example.org", "Example"),)),
    values.ToolCallPart("call-1", "look", '{"a": 1}'),
    values.ToolResultPart("call-1", "found"),
    values.ActivityPart("search", "completed", "3 pages"),
    values.ImagePart("image/png", "ab" * 32, name="x.png"),
    values.FilePart("text/csv", "t.csv", "cd" * 32),
    values.RefusalPart("no further"),
    values.OpaquePart("responses", msgspec.Raw(b'{"z":  1}'), "blob"),
)


async def main() -> None:
    """Make it through the store alone, as the app of this version would."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rivulet.db"
        store = await Store.open(path)
        row = await store.create_conversation(
            "An old conversation 北京",
            "p",
            "m",
            "be brief",
            id="c1",
            folder="Work/Old",
            tags=("t",),
        )
        question = Message("m1", Role.USER, State.COMPLETE, (TextPart("A question"),), 1.0)
        origin = values.Origin("p", "https://p", "chat", "m")
        answer = Message(
            "m2",
            Role.ASSISTANT,
            State.FAILED,
            PARTS,
            2.0,
            "m1",
            origin=origin,
            usage=values.Usage(1, 2, 3, 4, 0.5, 6.0),
            stop_reason="stop",
            timing=values.Timing(0.5, 2.0, 7),
            error=values.ErrorRecord("ServerFailed", "It failed.", "Try again.", "500"),
        )
        for message in (question, answer):
            await store.add_message(row.id, message)
        streaming = Message("m3", Role.ASSISTANT, State.STREAMING, (), 3.0, "m1")
        journal = await store.begin_answer(row.id, streaming)
        builder = MessageBuilder()
        for delta in (ReasoningDelta(0, "hm"), TextDelta(1, "half an "), TextDelta(1, "answer")):
            builder.apply(delta)
            await journal.write(builder)
        trashed = await store.create_conversation("Trashed", id="c2")
        await store.trash(trashed.id)
        await store.look_after()  # keeps a copy that still streams, as a killed process leaves it
        shutil.copy(copies(path)[0], HERE / f"{__version__}.db")
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
