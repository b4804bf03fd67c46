"""Which keys run which command: the declared ones, or what the person chose instead.

An override is a text as settings keep it: key sequences separated by ", ", empty for none. It must
not know where overrides are kept.
"""

import sys
from collections.abc import Iterable, Mapping

from PySide6.QtGui import QKeySequence

from desktop_app.commands.declared import COMMANDS, Command

SEPARATOR = ", "
_CAPS = {
    "Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓",
    "Backspace": "⌫", "Meta": "Super", "-": "−",
}  # fmt: skip


def default_keys(command: Command) -> tuple[str, ...]:
    """The declared keys on this system."""
    return command.mac_keys if sys.platform == "darwin" and command.mac_keys else command.keys


def keys_of(command: Command, overrides: Mapping[str, str]) -> tuple[str, ...]:
    """The keys in force, the one to show first."""
    chosen = overrides.get(command.id)
    if chosen is None:
        return default_keys(command)
    return tuple(key for key in chosen.split(SEPARATOR) if key)


def caps(keys: str) -> tuple[str, ...]:
    """One key sequence as the words on the key caps: `Ctrl+Shift+M` is Ctrl, Shift, M."""
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText) or keys
    # The plus key follows the plus that joins: "Ctrl++".
    parts = [*shown[:-2].split("+"), "+"] if shown.endswith("++") else shown.split("+")
    return tuple(_CAPS.get(part, part) for part in parts)


def shown_keys(command: Command, overrides: Mapping[str, str]) -> str:
    """The first key sequence in words for a tooltip, or an empty text."""
    keys = keys_of(command, overrides)
    return " ".join(caps(keys[0])) if keys else ""


def clashes(
    overrides: Mapping[str, str], commands: Iterable[Command] | None = None
) -> list[tuple[str, str, str]]:
    """Every (key sequence, command id, command id) where one key would run two commands.

    Commands of different places do not clash; one that works anywhere clashes with all.
    """
    found = []
    seen: dict[str, list[Command]] = {}
    for command in COMMANDS.values() if commands is None else commands:
        for keys in keys_of(command, overrides):
            portable = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
            others = seen.setdefault(portable, [])
            found += [(portable, other.id, command.id) for other in others if _meet(command, other)]
            others.append(command)
    return found


def _meet(one: Command, other: Command) -> bool:
    return not (one.place and other.place) or one.place == other.place
