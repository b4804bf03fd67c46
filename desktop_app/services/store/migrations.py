"""The shape of the database and every step that led to it. Knows SQL and nothing else.

A released migration is never edited: the next change of shape is the next entry. A database of
every released version lies under tests/store/old and must still open.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop_app.services.store.errors import newer_version, not_ours
from desktop_app.services.store.lane import transaction

APPLICATION_ID = 0x52_69_76_31  # "Riv1", SQLite's header field for telling files apart


class Migration(msgspec.Struct, frozen=True):
    """One named step. Its statements are separated by a semicolon at the end of a line."""

    name: str
    sql: str


MIGRATIONS = (
    Migration(
        "0001 conversations as trees of messages with rows of parts",
        """
        CREATE TABLE conversation (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            created REAL NOT NULL,
            updated REAL NOT NULL,
            messages INTEGER NOT NULL DEFAULT 0,
            is_pinned INTEGER NOT NULL DEFAULT 0,
            is_unread INTEGER NOT NULL DEFAULT 0,
            is_archived INTEGER NOT NULL DEFAULT 0,
            trashed REAL,
            folder TEXT NOT NULL DEFAULT '',
            tags TEXT NOT NULL DEFAULT '[]',
            provider TEXT NOT NULL DEFAULT '',
            model TEXT NOT NULL DEFAULT '',
            system TEXT NOT NULL DEFAULT '',
            draft TEXT NOT NULL DEFAULT '',
            attachments TEXT NOT NULL DEFAULT '[]',
            place TEXT NOT NULL DEFAULT '',
            leaf TEXT,
            source TEXT NOT NULL DEFAULT '',
            import_id TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX conversation_by_time ON conversation (trashed, updated);
        CREATE INDEX conversation_by_folder ON conversation (folder) WHERE folder <> '';
        CREATE INDEX conversation_by_import ON conversation (import_id) WHERE import_id <> '';
        CREATE TABLE folder (path TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE message (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation INTEGER NOT NULL REFERENCES conversation (number) ON DELETE CASCADE,
            parent INTEGER REFERENCES message (number),
            role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'tool')),
            state TEXT NOT NULL CHECK (state IN ('streaming', 'complete', 'incomplete', 'stopped',
                'interrupted', 'truncated', 'failed', 'blocked')),
            created REAL NOT NULL,
            trashed REAL,
            owner TEXT,
            model TEXT NOT NULL DEFAULT '',
            characters INTEGER NOT NULL DEFAULT 0,
            newlines INTEGER NOT NULL DEFAULT 0,
            has_code INTEGER NOT NULL DEFAULT 0,
            has_image INTEGER NOT NULL DEFAULT 0,
            facts TEXT NOT NULL
        );
        CREATE INDEX message_by_conversation ON message (conversation);
        CREATE INDEX message_by_parent ON message (parent) WHERE parent IS NOT NULL;
        CREATE INDEX message_streaming ON message (owner) WHERE state = 'streaming';
        CREATE TABLE part (
            number INTEGER PRIMARY KEY,
            message INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            facts TEXT,
            sha256 TEXT,
            UNIQUE (message, place)
        );
        CREATE INDEX part_by_file ON part (sha256) WHERE sha256 IS NOT NULL;
        CREATE TABLE fragment (
            number INTEGER PRIMARY KEY,
            message INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX fragment_by_message ON fragment (message);
        CREATE VIRTUAL TABLE words USING fts5 (
            text, content = '', prefix = '1 2',
            tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
        );
        CREATE VIRTUAL TABLE title_words USING fts5 (
            title, prefix = '1 2',
            tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
        );
        """,
    ),
    Migration(
        "0002 a conversation keeps its parameters",
        "ALTER TABLE conversation ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}'",
    ),
    Migration(
        "0003 a message that is being rewritten is kept; pinned conversations are found at once",
        """
        ALTER TABLE conversation ADD COLUMN editing TEXT NOT NULL DEFAULT '';
        CREATE INDEX conversation_pinned ON conversation (updated) WHERE is_pinned
        """,
    ),
    Migration(
        "0004 what was spent by day, conversation and model",
        """
        CREATE TABLE spent (
            day TEXT NOT NULL,
            conversation TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            answers INTEGER NOT NULL,
            uncounted INTEGER NOT NULL,
            input INTEGER NOT NULL,
            cached INTEGER NOT NULL,
            output INTEGER NOT NULL,
            cost REAL NOT NULL,
            unpriced_input INTEGER NOT NULL,
            unpriced_cached INTEGER NOT NULL,
            unpriced_output INTEGER NOT NULL,
            PRIMARY KEY (day, conversation, provider, model)
        ) WITHOUT ROWID;
        CREATE INDEX spent_in_conversation ON spent (conversation);
        INSERT INTO spent
        SELECT day, conversation, provider, model, COUNT(*), SUM(input + cached + output = 0),
            SUM(input), SUM(cached), SUM(output), TOTAL(cost), SUM(iif(cost IS NULL, input, 0)),
            SUM(iif(cost IS NULL, cached, 0)), SUM(iif(cost IS NULL, output, 0))
        FROM (
            SELECT day, conversation, provider, model, cached, output, cost,
                max(0, input - iif(protocol = 'messages', 0, cached)) AS input
            FROM (
                SELECT min(m.number), -- of an answer and the copies in branches of their own
                    date(m.created, 'unixepoch', 'localtime') AS day, c.id AS conversation,
                    json_extract(m.facts, '$.origin.provider') AS provider,
                    json_extract(m.facts, '$.origin.model') AS model,
                    json_extract(m.facts, '$.origin.protocol') AS protocol,
                    ifnull(json_extract(m.facts, '$.usage.input'), 0) AS input,
                    ifnull(json_extract(m.facts, '$.usage.cached'), 0) AS cached,
                    ifnull(json_extract(m.facts, '$.usage.output'), 0) AS output,
                    json_extract(m.facts, '$.usage.cost') AS cost,
                    m.characters AS characters
                FROM message m JOIN conversation c ON c.number = m.conversation
                WHERE m.role = 'assistant' AND c.source = ''
                GROUP BY m.created, m.facts
            )
            WHERE model <> '' AND (characters > 0 OR input + output > 0)
        )
        GROUP BY day, conversation, provider, model
        """,
    ),
)


def migrate(db: sqlite3.Connection, path: Path, keep_copy: Callable[[], object]) -> None:
    """Bring the database to this version's shape; `keep_copy` is called before old rows change.

    Raises:
        NewerVersion: it holds a migration that this version does not know.
        Corrupt: it belongs to another program.
    """
    applied = _applied(db, path)
    if unknown := applied - {migration.name for migration in MIGRATIONS}:
        error = newer_version(path)
        error.detail += f": {', '.join(sorted(unknown))}"
        raise error
    missing = [migration for migration in MIGRATIONS if migration.name not in applied]
    if missing and applied:
        keep_copy()
    if missing:
        with transaction(db):  # nobody ever sees a database between two versions
            for migration in missing:
                _apply(db, migration)


def _applied(db: sqlite3.Connection, path: Path) -> set[str]:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if "migration" in tables:
        return {name for (name,) in db.execute("SELECT name FROM migration")}
    if tables:
        raise not_ours(path)
    return set()


def _apply(db: sqlite3.Connection, migration: Migration) -> None:
    with transaction(db):
        db.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied REAL)")
        found = db.execute("SELECT 1 FROM migration WHERE name = ?", (migration.name,)).fetchone()
        if found:  # window and console may open a new database in the same moment
            return
        for statement in migration.sql.split(";\n"):
            db.execute(statement)
        db.execute("INSERT INTO migration VALUES (?, ?)", (migration.name, time.time()))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
