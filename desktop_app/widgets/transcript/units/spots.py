"""A place in a unit that can be pressed, by mouse or by key."""

from dataclasses import dataclass

from PySide6.QtCore import QRect


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a unit that can be pressed. `rect` is relative to the unit's top left.

    `name` is the action, `label` its words for people, `payload` what it concerns. The keyboard
    passes one that `is_off`.
    """

    rect: QRect
    name: str
    label: str
    payload: str = ""
    is_off: bool = False
