"""A store in a folder of its own, and messages to put into it."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import Store, new_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "rivulet.db"


@pytest.fixture
def opened(path: Path) -> Callable[[], AbstractAsyncContextManager[Store]]:
    """`async with opened() as store`: the same database every time."""

    @contextlib.asynccontextmanager
    async def open_and_close() -> AsyncIterator[Store]:
        store = await Store.open(path)
        try:
            yield store
        finally:
            await store.close()

    return open_and_close


@pytest.fixture
def say() -> Callable[..., Message]:
    """A message with these words."""

    def message(
        text: str,
        parent: Message | None = None,
        role: Role = Role.USER,
        state: State = State.COMPLETE,
        **more: object,
    ) -> Message:
        values = {"created": time.time(), "parent": parent.id if parent else None, **more}
        return Message(new_id(), role, state, (TextPart(text),) if text else (), **values)

    return message
