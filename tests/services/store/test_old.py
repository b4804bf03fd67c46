"""A database of every released version still opens, with everything that was in it."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.domain.message import State
from desktop_app.services.store import Store
from desktop_app.services.store.rows import Editing

OLD = Path(__file__).resolve().parents[2] / "store" / "old"
DATABASES = sorted(OLD.glob("*.db"))


def test_this_version_is_among_them() -> None:
    assert OLD / f"{__version__}.db" in DATABASES, "run tests/store/old/make.py"


@pytest.mark.parametrize("old", DATABASES, ids=[path.stem for path in DATABASES])
async def test_it_opens_with_everything_in_it(old: Path, path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make", OLD / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    path.parent.mkdir()
    shutil.copy(old, path)
    store = await Store.open(path)
    (row,) = await store.conversations()
    assert (row.id, row.title, row.folder, row.tags) == (
        "c1",
        "An old conversation 北京",
        "Work/Old",
        ("t",),
    )
    assert (row.provider, row.model, row.system, row.messages) == ("p", "m", "be brief", 3)
    question, answer, half = await store.messages(["m1", "m2", "m3"])
    assert question.text == "A question"
    assert answer.parts == make.PARTS
    assert (answer.state, answer.error.name, answer.usage.credits) == (
        State.FAILED,
        "ServerFailed",
        6.0,
    )
    assert (half.state, half.text, half.reasoning) == (
        State.INTERRUPTED,
        "half an answer",
        "hm",
    )
    assert {hit.message_id for hit in await store.search("answer")} == {"m2", "m3"}
    assert [hit.message_id for hit in await store.search("北京")] == [None]
    assert [row.id for row in await store.conversations(trashed=True)] == ["c2"]
    (spent,) = await store.spent_in("c1")
    assert (spent.provider, spent.model, spent.answers, spent.cost) == ("p", "m", 1, 0.5)
    editing = Editing("m1", "A better question")
    await store.update_conversation("c1", editing=editing)
    assert (await store.conversation("c1")).editing == editing
    await store.look_after()
    await store.close()
