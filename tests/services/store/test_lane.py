"""All or nothing, and what is given up holds up nobody who comes later."""

import contextlib
import sqlite3

import pytest

from desktop_app.services.store import Store
from desktop_app.services.store.lane import transaction

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000) SELECT * FROM n"


async def test_what_fails_half_way_is_taken_back_and_later_work_is_kept(opened, path) -> None:
    def fails(db: sqlite3.Connection) -> None:
        with transaction(db):
            db.execute("UPDATE conversation SET title = 'half'")
            raise LookupError

    async with opened() as store:
        row = await store.create_conversation("whole")
        with pytest.raises(LookupError):
            await store._writer.run(fails)
        assert (await store.conversation(row.id)).title == "whole"
        await store.create_conversation("later")
        with contextlib.closing(sqlite3.connect(path)) as other:
            titles = {title for (title,) in other.execute("SELECT title FROM conversation")}
    assert titles == {"whole", "later"}


async def test_after_a_search_long_work_is_not_given_up() -> None:
    store = await Store.temporary()  # searches and writes on one connection
    await store.search("needle")
    rows = await store._writer.run(lambda db: db.execute(LONG).fetchall())
    await store.close()
    assert len(rows) == 50_000
