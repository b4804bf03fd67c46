"""A store that stays in one folder, and a small conversation to write out and read back."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from desktop_app.domain.message import Message, Origin, Role, State, TextPart
from desktop_app.services.store import Store, new_id


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., AbstractAsyncContextManager[Store]]:
    """`async with opened("name") as store`: a database of its own for every name."""

    @contextlib.asynccontextmanager
    async def open_and_close(name: str = "one") -> AsyncIterator[Store]:
        store = await Store.open(tmp_path / name / "rivulet.db")
        try:
            yield store
        finally:
            await store.close()

    return open_and_close


@pytest.fixture
def say() -> Callable[..., Message]:
    """A message; `parts` wins over the words."""

    def message(words: str, above: Message | None = None, role=Role.USER, parts=None) -> Message:
        origin = Origin("p", "https://p", "chat", "gpt-6") if role is Role.ASSISTANT else None
        return Message(
            new_id(),
            role,
            State.COMPLETE,
            (TextPart(words),) if parts is None else parts,
            round(time.time(), 3),
            above.id if above else None,
            origin=origin,
        )

    return message
