"""What a person keeps for beginning and writing conversations: assistants and prompts.

Plain values and the spelling of variables in a prompt. It must not know where they are kept.
"""

import re

import msgspec

from desktop_app.domain.completion import Parameters

_VARIABLE = re.compile(
    r"\{\{[ \t]*([^{}=\s](?:[^{}=\n]{0,78}[^{}=\s])?)[ \t]*+(?:=([^{}\n]*+))?\}\}"
)


class Assistant(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a conversation begins. Without a provider the model stays as chosen.

    `opening` is shown as the assistant's first words.
    """

    id: str
    name: str
    system: str = ""
    provider: str = ""
    model: str = ""
    parameters: Parameters = Parameters()
    opening: str = ""


class Prompt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text to be called into the composer; `{{name}}` and `{{name=default}}` are variables."""

    id: str
    name: str
    text: str = ""


class Variable(msgspec.Struct, frozen=True):
    """A place in a prompt that is filled when it is used."""

    name: str
    default: str = ""


def pieces(text: str) -> list[str | Variable]:
    """Return a prompt's text cut into plain stretches and variables, in their order."""
    found: list[str | Variable] = []
    at = 0
    for match in _VARIABLE.finditer(text):
        found += [text[at : match.start()]] if match.start() > at else []
        found.append(Variable(match[1], (match[2] or "").strip(" \t")))
        at = match.end()
    return [*found, text[at:]] if at < len(text) else found
