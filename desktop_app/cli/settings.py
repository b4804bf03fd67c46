"""`rivulet settings`: list, get, set and reset what the declarations declare."""

import argparse
import asyncio
import json
from typing import Any

from desktop_app import paths
from desktop_app.cli import opening, output
from desktop_app.settings.declared import SETTINGS, Setting, declared
from desktop_app.settings.store import Settings


def add_parser(groups: Any) -> None:
    """Declare the group's words."""
    group = groups.add_parser("settings", help="list, read and change settings")
    words = group.add_subparsers(metavar="ACTION", required=True)
    listed = words.add_parser("list", help="every setting with its value")
    listed.add_argument("--json", action="store_true", help="print JSON")
    listed.set_defaults(run=_list)
    one = words.add_parser("get", help="print one value")
    one.add_argument("key", metavar="KEY", help="such as appearance.theme")
    one.set_defaults(run=_get)
    one = words.add_parser("set", help="change one value")
    one.add_argument("key", metavar="KEY")
    one.add_argument("value", metavar="VALUE")
    one.set_defaults(run=_set)
    one = words.add_parser("reset", help="return one value to its default")
    one.add_argument("key", metavar="KEY")
    one.set_defaults(run=_reset)


def _list(arguments: argparse.Namespace) -> int:
    settings = _load()
    if arguments.json:
        output.put_json([_described(settings, setting) for setting in SETTINGS])
        return 0
    rows = []
    for setting in SETTINGS:
        mark = "" if settings.is_default(setting.key) else "*"
        rows.append((setting.key, _shown(settings.get(setting.key)) + mark, setting.title))
    output.put_table(rows)
    output.say("* changed by you")
    return 0


def _described(settings: Settings, setting: Setting) -> dict[str, Any]:
    return {
        "key": setting.key,
        "value": settings.get(setting.key),
        "default": setting.default,
        "is_default": settings.is_default(setting.key),
        "title": setting.title,
        "help": setting.help,
        "section": setting.section,
        "choices": list(setting.choices),
    }


def _get(arguments: argparse.Namespace) -> int:
    _find(arguments.key)
    output.put_line(_shown(_load().get(arguments.key)))
    return 0


def _set(arguments: argparse.Namespace) -> int:
    setting = _find(arguments.key)
    with output.as_wrong_usage():
        if setting.key == "network.proxy":  # its address may hold a password, for the keyring
            _set_proxy(arguments.value)
            return 0
        value = setting.parse(arguments.value)
    _load().set(arguments.key, value)
    return 0


def _reset(arguments: argparse.Namespace) -> int:
    setting = _find(arguments.key)
    if setting.key == "network.proxy":  # its password leaves the keyring
        _set_proxy(setting.default)
    else:
        _load().reset(arguments.key)
    return 0


def _set_proxy(address: str) -> None:
    asyncio.run(opening.core().network.set_proxy(address))


def _find(key: str) -> Setting:
    with output.as_wrong_usage():
        return declared(key)


def _load() -> Settings:
    settings = Settings.load(paths.locations().settings)
    for problem in settings.problems:
        output.say(problem)
    return settings


def _shown(value: Any) -> str:
    """As `set` takes it back."""
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
