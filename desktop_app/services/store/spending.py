"""What answers took: tokens and money by day, conversation and model, counted as they end.

Rows are sums, so that looking at them costs the same whatever the number of messages. What was
spent stays spent when a conversation is deleted, and copies of messages (branches, imports) spend
nothing. Money is what providers said; the tokens of answers without a price are summed apart, to be
priced by whoever knows about prices.
"""

import sqlite3
import time

import msgspec

from desktop_app.domain.message import Message, Usage

_MOST_CONVERSATIONS = 200


class Spent(msgspec.Struct, frozen=True):
    """A sum. `input` are tokens that were not cached; `uncounted` answers had no figures at all.

    `day` ("2026-11-30", local time) or `conversation` are empty where the sum goes over them;
    `title` is the conversation's, None where it is gone. `cost` is in US dollars.
    """

    day: str
    conversation: str
    title: str | None
    provider: str
    model: str
    answers: int
    uncounted: int
    input: int
    cached: int
    output: int
    cost: float
    unpriced_input: int
    unpriced_cached: int
    unpriced_output: int


_SUMS = (
    "SUM(answers), SUM(uncounted), SUM(input), SUM(cached), SUM(output), SUM(cost),"
    " SUM(unpriced_input), SUM(unpriced_cached), SUM(unpriced_output)"
)


def note(db: sqlite3.Connection, number: int, message: Message, usage: Usage | None) -> None:
    """Count an answer that has ended. One that never came to a word or a figure is not counted."""
    origin = message.origin
    if origin is None or (usage is None and not message.parts):
        return
    counted = usage or Usage()
    cached, output = counted.cached or 0, counted.output or 0
    fresh = counted.input or 0
    if origin.protocol != "messages":  # which alone counts cached ones apart
        fresh = max(0, fresh - cached)
    is_counted = fresh + cached + output > 0
    is_priced = counted.cost is not None
    unpriced = (0, 0, 0) if is_priced else (fresh, cached, output)
    day = time.strftime("%Y-%m-%d", time.localtime(message.created))
    figures = (1, int(not is_counted), fresh, cached, output, counted.cost or 0.0, *unpriced)
    db.execute(
        "INSERT INTO spent SELECT ?, c.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM message m"
        " JOIN conversation c ON c.number = m.conversation WHERE m.number = ?"
        " ON CONFLICT DO UPDATE SET answers = answers + excluded.answers,"
        " uncounted = uncounted + excluded.uncounted, input = input + excluded.input,"
        " cached = cached + excluded.cached, output = output + excluded.output,"
        " cost = cost + excluded.cost,"
        " unpriced_input = unpriced_input + excluded.unpriced_input,"
        " unpriced_cached = unpriced_cached + excluded.unpriced_cached,"
        " unpriced_output = unpriced_output + excluded.unpriced_output",
        (day, origin.provider, origin.model, *figures, number),
    )


def by_day(db: sqlite3.Connection, since: str) -> list[Spent]:
    """A sum for each day and model from the day `since` on, in the order of days."""
    rows = db.execute(
        f"SELECT day, '', NULL, provider, model, {_SUMS} FROM spent WHERE day >= ?"  # noqa: S608  # our own words
        " GROUP BY day, provider, model ORDER BY day",
        (since,),
    )
    return [Spent(*row) for row in rows]


def by_conversation(db: sqlite3.Connection, since: str) -> list[Spent]:
    """A sum for each conversation and model from `since` on: the 200 that took most tokens."""
    rows = db.execute(
        f"SELECT '', s.*, c.title FROM (SELECT conversation, provider, model, {_SUMS}"  # noqa: S608  # our own words
        " FROM spent WHERE day >= ?"
        " GROUP BY conversation, provider, model"
        " ORDER BY SUM(input + cached + output) DESC, conversation LIMIT ?"
        ") s LEFT JOIN conversation c ON c.id = s.conversation AND c.trashed IS NULL",
        (since, _MOST_CONVERSATIONS),
    )
    return [
        Spent(day, conversation, title, *figures) for day, conversation, *figures, title in rows
    ]


def in_conversation(db: sqlite3.Connection, conversation_id: str) -> list[Spent]:
    """A sum for each model that answered in one conversation."""
    rows = db.execute(
        f"SELECT '', conversation, NULL, provider, model, {_SUMS} FROM spent"  # noqa: S608  # our own words
        " WHERE conversation = ? GROUP BY provider, model",
        (conversation_id,),
    )
    return [Spent(*row) for row in rows]
