"""`rivulet providers`: list, add, remove and check who can answer."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli import opening, output
from desktop_app.domain.errors import LocalModelError, SecretStoreError
from desktop_app.domain.provider import PROTOCOL_NAMES, Network, Provider
from desktop_app.services.core import Core
from desktop_app.services.origins import is_exposed
from desktop_app.services.secrets import Secret, environment_name

if TYPE_CHECKING:
    from desktop_app.services.doctor import Step


def add_parser(groups: Any) -> None:
    """Declare the group's words."""
    group = groups.add_parser("providers", help="list, add, remove and check providers")
    words = group.add_subparsers(metavar="ACTION", required=True)
    one = words.add_parser("list", help="every provider, in your order")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=_list)
    _add_adding(words)
    one = words.add_parser("remove", help="forget a provider and its key")
    one.add_argument("name", metavar="NAME")
    one.set_defaults(run=_remove)
    one = words.add_parser("check", help="try a provider step by step: name, TLS, key, models …")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=lambda arguments: asyncio.run(_check(arguments)))


def _add_adding(words: Any) -> None:
    one = words.add_parser(
        "add",
        help="add a provider, or replace the one of this name",
        description="Add a provider, or replace the one of this name. The key goes to the system "
        "keyring; where there is none, set RIVULET_KEY_<NAME> in the environment instead.",
    )
    one.add_argument("name", metavar="NAME", help="what you call it")
    one.add_argument("--base-url", required=True, metavar="URL", help="https://…/v1")
    one.add_argument(
        "--protocol", required=True, choices=PROTOCOL_NAMES, help="what the server speaks"
    )
    one.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    one.add_argument("--model", default="", metavar="M", help="the model to ask")
    one.add_argument("--default", action="store_true", help="answer new conversations with it")
    one.add_argument("--proxy", default="", metavar="P", help="its own: none, http://host:port …")
    one.add_argument("--ca-file", type=Path, metavar="FILE", help="certificates to trust")
    one.add_argument("--no-stream", action="store_true", help="its answers come in one piece")
    one.set_defaults(run=_add)


def find(core: Core, name: str) -> Provider:
    """The provider a person named. Raises WrongUsage."""
    with output.as_wrong_usage():
        return core.catalog.provider(name)


def _list(arguments: argparse.Namespace) -> int:
    core = opening.core()
    rows = asyncio.run(_rows(core))
    if arguments.json:
        output.put_json(rows)
        return 0
    for row in rows:
        mark = "* " if row["default"] else "  "
        words = " · ".join(filter(None, (row["model"], row["base_url"], row["protocol"])))
        output.put_line(f"{mark}{row['name']}  {words}  (key: {row['key']})")
    output.say("* answers new conversations")
    return 0


async def _rows(core: Core) -> list[dict[str, Any]]:
    default = core.catalog.default().name
    return [
        {
            "name": one.name,
            "base_url": one.base_url,
            "protocol": one.protocol,
            "model": one.model,
            "default": one.name == default,
            "key": await core.secrets.source(one),
        }
        for one in core.catalog.providers()
    ]


def _add(arguments: argparse.Namespace) -> int:
    core = opening.core()
    with output.as_wrong_usage():
        secret = Secret.cleaned(sys.stdin.read()) if arguments.key_stdin else None
        ca_file = str(arguments.ca_file.absolute()) if arguments.ca_file else ""
        proxy = asyncio.run(core.network.kept_proxy(arguments.proxy)) if arguments.proxy else ""
        provider = Provider(
            name=arguments.name,
            base_url=arguments.base_url,
            protocol=arguments.protocol,
            model=arguments.model,
            network=Network(proxy=proxy, ca_file=ca_file),
            is_streamed=not arguments.no_stream,
        )
        was_there = core.catalog.add(provider)
    provider = core.catalog.provider(provider.name)
    if arguments.default:
        core.catalog.set_default(provider.name)
    output.say(f"{'Replaced' if was_there else 'Added'} {provider.name}: {provider.base_url}")
    if secret is not None:
        _keep(core, provider, secret)
    return 0


def _keep(core: Core, provider: Provider, secret: Secret) -> None:
    if is_exposed(provider.base_url):
        output.say("Warning: this address is not encrypted, others can read the key on its way.")
    try:
        asyncio.run(core.secrets.put(provider, secret))
    except SecretStoreError as error:
        raise SecretStoreError(
            f"The key was not kept: {error}",
            hint=f"The provider is saved; give its key as {environment_name(provider.name)} in "
            "the environment.",
            detail=error.detail,
        ) from error


def _remove(arguments: argparse.Namespace) -> int:
    core = opening.core()
    provider = find(core, arguments.name)
    asyncio.run(core.remove_provider(provider))
    output.say(f"Removed {provider.name}")
    return 0


async def _check(arguments: argparse.Namespace) -> int:
    from desktop_app.services.doctor import Step  # brings the HTTP library along

    steps: list[Step] = []

    def note(step: Step) -> None:
        steps.append(step)
        if not arguments.json:
            fault = f" ({step.error.name})" if step.error else ""
            output.put_line(f"{'ok' if step.ok else 'fail'} {step.step}: {step.words}{fault}")

    async with opening.core() as core:
        provider = find(core, arguments.name)
        try:
            works = await core.check(provider, note)
        except (SecretStoreError, LocalModelError) as error:
            works = False
            note(Step.failed("key" if provider.base_url else "model", error))
    if arguments.json:
        output.put_json([_shown(step) for step in steps])
    return 0 if works else 1


def _shown(step: "Step") -> dict[str, Any]:
    """The keys of CONSOLE.md, and for a failure its class as `replay` names it."""
    facts = {"step": step.step, "ok": step.ok, "seconds": step.seconds, "words": step.words}
    return facts | ({"class": step.error.name} if step.error else {})
