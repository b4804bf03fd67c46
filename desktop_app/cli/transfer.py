"""`rivulet export`, `import`, `backup` and `restore`: conversations out of Rivulet and back."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from desktop_app import paths
from desktop_app.cli import conversations, opening, output
from desktop_app.services.core import make_data_folder
from desktop_app.services.store.backup import restore

FORMATS = ("md", "html", "txt", "json", "docx", "zip")  # compared with the table by a test


def add_parser(groups: Any) -> None:
    """Declare the four words."""
    _add_export(groups)
    one = groups.add_parser("import", help="take in a file of ChatGPT, Claude, Rivulet or Markdown")
    one.add_argument("file", metavar="FILE", type=Path)
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=lambda arguments: asyncio.run(_import(arguments)))
    one = groups.add_parser("backup", help="write everything into one file, checked")
    one.add_argument("file", metavar="FILE", type=Path)
    one.set_defaults(run=lambda arguments: asyncio.run(_backup(arguments)))
    one = groups.add_parser("restore", help="put a backup in place of all conversations")
    one.add_argument("file", metavar="FILE", type=Path)
    one.add_argument("--yes", action="store_true", help="do not ask")
    one.set_defaults(run=_restore)


def _add_export(groups: Any) -> None:
    one = groups.add_parser(
        "export",
        help="write conversations to a file",
        description="Write conversations to a file, or to standard output with -. PDF is drawn by "
        "the window: choose Export there.",
    )
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--conversation", metavar="ID", help="this one")
    which.add_argument("--all", action="store_true", help="every one outside the trash")
    one.add_argument("--format", required=True, metavar="FORMAT", help=", ".join(FORMATS))
    one.add_argument("file", metavar="FILE", type=Path)
    one.set_defaults(run=lambda arguments: asyncio.run(_export(arguments)))


async def _export(arguments: argparse.Namespace) -> int:
    from desktop_app.services.export import Selection, export

    if arguments.format == "pdf":
        raise output.WrongUsage("PDF is drawn by the window.", hint="Choose Export there.")
    if arguments.format not in FORMATS:
        raise output.WrongUsage(
            f"There is no format “{arguments.format}”.", hint=f"There is: {', '.join(FORMATS)}."
        )
    async with await opening.started() as core:
        selection = Selection()
        if arguments.conversation:
            row = await conversations.find(core.store, arguments.conversation)
            selection = Selection(conversations=(row.id,))
        to_pipe = str(arguments.file) == "-"
        out = sys.stdout.buffer if to_pipe else arguments.file
        count = await export(core.store, selection, arguments.format, out)
    sys.stdout.flush()
    output.say(f"{_counted(count)} written" + ("" if to_pipe else f" to {arguments.file}"))
    return 0


async def _import(arguments: argparse.Namespace) -> int:
    from desktop_app.services.import_ import import_file

    async with await opening.started() as core:
        summary = await import_file(core.store, arguments.file)
    if arguments.json:
        output.put_json(
            {
                "conversations": summary.conversations,
                "messages": summary.messages,
                "skipped": list(summary.skipped),
                "duplicates": summary.duplicates,
            }
        )
        return 0
    output.put_line(
        f"{_counted(summary.conversations)} with {summary.messages} messages taken in, "
        f"{summary.duplicates} were there already"
    )
    for words in summary.skipped:
        output.say(f"left out: {words}")
    return 0


async def _backup(arguments: argparse.Namespace) -> int:
    async with await opening.started() as core:
        await core.store.backup(arguments.file)
        count = await core.store.count()
    output.say(f"{_counted(count)} kept in {arguments.file}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    locations = paths.locations()
    if not arguments.yes and not _is_agreed(arguments.file):
        output.say("Nothing was changed.")
        return 1
    make_data_folder(locations)
    kept = asyncio.run(restore(arguments.file, locations.database))
    output.say(f"Restored from {arguments.file}")
    if kept:
        output.say(f"What was there before is kept in {kept}")
    return 0


def _is_agreed(file: Path) -> bool:
    """Asked before there is a loop: there Ctrl+C would only cancel a task."""
    if not sys.stdin.isatty():
        raise output.WrongUsage("restore replaces all conversations: say --yes if you mean it.")
    sys.stderr.write(f"Replace all conversations by those in {file}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _counted(count: int) -> str:
    return "1 conversation" if count == 1 else f"{count} conversations"
