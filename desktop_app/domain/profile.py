"""Facts about model families: which fields a model takes, how it thinks.

`resources/models.toml` holds the rules, one line a quirk; this module only matches names against
them, so no model's name stands in code.
"""

import fnmatch
from collections.abc import Sequence

import msgspec


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a request may say to a model. The defaults suit a model nobody knows.

    `thinking` is how the Messages protocol asks for it: adaptive, budget or none. `efforts` are the
    values the model takes, from least to most; empty where unknown.
    """

    max_tokens_field: str = "max_tokens"  # of Chat Completions
    system_role: str = "system"  # of Chat Completions: system, developer or user
    has_sampling: bool = True
    has_stop: bool = True
    has_verbosity: bool = False
    has_prefill: bool = False
    reasons: bool = False
    thinking: str = "none"
    can_stop_thinking: bool = True
    efforts: tuple[str, ...] = ()
    max_output: int = 8192  # tokens, asked for where the protocol demands a number
    chat_tools_without_effort: bool = False  # Chat takes tools only with effort `none`
    chats: bool = True


class ModelRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[model]]` of models.toml: globs over the bare model name and the facts they add."""

    pattern: str
    facts: dict[str, object]


class ModelRules(msgspec.Struct, frozen=True):
    """The whole of models.toml."""

    model: tuple[ModelRule, ...]


def rules_in(text: str) -> tuple[ModelRule, ...]:
    """Return the rules of models.toml's `text`. Raises msgspec.MsgspecError where it is wrong."""
    return msgspec.toml.decode(text, type=ModelRules).model


def bare_name(model: str) -> str:
    """Return a model id without vendor, variant and spelling: `openai/gpt-5.6:free` is `gpt-5-6`.

    Gateways put a vendor before a slash and a variant behind a colon, and write points or dashes.
    """
    return model.rpartition("/")[2].partition(":")[0].lower().replace(".", "-")


def profile_of(model: str, rules: Sequence[ModelRule]) -> Profile:
    """Return the facts of every rule that matches, a later rule winning over an earlier one."""
    name = bare_name(model)
    facts: dict[str, object] = {}
    for rule in rules:
        if any(fnmatch.fnmatchcase(name, glob) for glob in rule.pattern.split("|")):
            facts |= rule.facts
    return msgspec.convert(facts, Profile)
