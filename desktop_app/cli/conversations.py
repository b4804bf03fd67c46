"""`rivulet conversations`: list and show what was said."""

import argparse
import asyncio
import datetime
from typing import Any

from desktop_app.cli import opening, output
from desktop_app.domain.message import Message, Role
from desktop_app.services.store import ConversationRow, Store

_AT_ONCE = 500


def add_parser(groups: Any) -> None:
    """Declare the group's words."""
    group = groups.add_parser("conversations", help="list and show conversations")
    words = group.add_subparsers(metavar="ACTION", required=True)
    one = words.add_parser("list", help="every conversation, newest first")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=lambda arguments: asyncio.run(_list(arguments)))
    one = words.add_parser("show", help="print one conversation")
    one.add_argument("id", metavar="ID", help="as the list shows it")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=lambda arguments: asyncio.run(_show(arguments)))


def utc(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601 in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="seconds")


async def find(store: Store, conversation_id: str) -> ConversationRow:
    """The conversation a person named. Raises WrongUsage."""
    row = await store.conversation(conversation_id)
    if row is None:
        raise output.WrongUsage(
            f"There is no conversation “{conversation_id}”.", hint="See: rivulet conversations list"
        )
    return row


async def _list(arguments: argparse.Namespace) -> int:
    async with await opening.started() as core:
        rows = await _all(core.store)
    if arguments.json:
        output.put_json([_listed(row) for row in rows])
        return 0
    for row in rows:
        output.put_line(f"{row.id}  {utc(row.updated)}  {row.messages:>4}  {row.title}")
    return 0


async def _all(store: Store) -> list[ConversationRow]:
    rows: list[ConversationRow] = []
    while more := await store.conversations(_AT_ONCE, len(rows)):
        rows += more
    return rows


def _listed(row: ConversationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "created": utc(row.created),
        "updated": utc(row.updated),
        "messages": row.messages,
    }


async def _show(arguments: argparse.Namespace) -> int:
    async with await opening.started() as core:
        row = await find(core.store, arguments.id)
        branch = await core.store.branch(row.id)
        tree = await core.store.tree(row.id) if arguments.json else []
        messages = await core.store.messages([node.id for node in tree])
    if arguments.json:
        shown = [_shown(message) for message in messages]
        output.put_json({"id": row.id, "title": row.title, "messages": shown})
        return 0
    output.put_line(row.title)
    for message in branch:
        output.put_line(f"\n{_heading(message)}\n{message.text or message.refusal}")
    return 0


def _heading(message: Message) -> str:
    who = "You" if message.role is Role.USER else str(message.role).capitalize()
    model = f" · {message.origin.model}" if message.origin else ""
    return f"## {who}{model} · {utc(message.created)} · {message.state}"


def _shown(message: Message) -> dict[str, Any]:
    usage = message.usage
    return {
        "id": message.id,
        "parent": message.parent,
        "role": message.role,
        "state": message.state,
        "text": message.text,
        "reasoning": message.reasoning,
        "tool_calls": [
            {"id": call.id, "name": call.name, "arguments": call.arguments}
            for call in message.tool_calls
        ],
        "provider": message.origin.provider if message.origin else None,
        "model": message.origin.model if message.origin else None,
        "usage": usage
        and {
            "input": usage.input,
            "output": usage.output,
            "reasoning": usage.reasoning,
            "cached": usage.cached,
        },
        "created": utc(message.created),
    }
