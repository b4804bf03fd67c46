"""Every setting, declared once: the dialog's rows, validation and the console are derived from it.

A setting is what a person chose. What the app merely remembers is in `remembered`, keys are in the
keyring. It must not know where values are kept nor who reads them.
"""

import json
from collections.abc import Callable
from math import inf
from typing import Any
from urllib.parse import urlsplit

import msgspec

from desktop_app.domain import zoom
from desktop_app.domain.errors import SettingsError

SECTIONS = (
    "General",
    "Appearance",
    "Models & keys",
    "Conversation",
    "Assistants",
    "Prompts",
    "Tools",
    "Network",
    "Shortcuts",
    "Privacy & data",
    "About",
)
_SWITCH = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


class Setting(msgspec.Struct, frozen=True):
    """One thing a person can choose. The type of `default` is the type of every value.

    `choices` maps each allowed value to its words, empty when anything goes. `minimum` and
    `maximum` are inclusive and in `unit`. `complaint` says what is wrong with a value, or "".
    """

    key: str  # "table.name", as in settings.toml
    default: Any
    title: str
    help: str
    section: str
    choices: dict[str, str] = {}
    minimum: float | None = None
    maximum: float = inf
    unit: str = ""
    complaint: Callable[[Any], str] | None = None

    def check(self, value: Any) -> Any:
        """The value as it is kept (a whole number becomes a float where one is wanted).

        Raises SettingsError with words for the person.
        """
        if type(self.default) is float and type(value) is int:
            value = float(value)
        if words := self._what_is_wrong(value):
            raise SettingsError(f"{self.key}: {words}", hint=self.help)
        return value

    def _what_is_wrong(self, value: Any) -> str:
        if type(value) is not type(self.default):
            return f"{_shown(value)} is not {_KINDS[type(self.default)]}."
        if self.choices and value not in self.choices:
            return f"{_shown(value)} is none of {', '.join(self.choices)}."
        if self.minimum is not None and not self.minimum <= value <= self.maximum:
            span = f"{self.minimum:g} to {self.maximum:g} {self.unit}".rstrip()
            return f"{_shown(value)} is not within {span}."
        return self.complaint(value) if self.complaint else ""

    def parse(self, text: str) -> Any:
        """A value typed at the console. Raises SettingsError with words for the person."""
        kind = type(self.default)
        try:
            if kind is bool:
                return self.check(_SWITCH[text.strip().lower()])
            if kind is dict:
                return self.check(json.loads(text))
            return self.check(kind(text))
        except (KeyError, ValueError):
            raise SettingsError(
                f"{self.key}: {_shown(text)} is not {_KINDS[kind]}.", hint=self.help
            ) from None


_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    dict: 'a table of texts, like {"name": "value"}',
}


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return f"“{text[:80]}”"


def _proxy_complaint(value: str) -> str:
    if value in {"system", "none"}:
        return ""
    address = urlsplit(value)
    if address.password is not None:
        return "a password does not belong into the settings; it is kept in the keyring."
    if address.scheme not in {"http", "https", "socks5", "socks5h"} or not address.hostname:
        return "use system, none, or an address like http://host:8080 or socks5://host:1080."
    return ""


def _title_model_complaint(value: str) -> str:
    provider, _, model = value.partition("/")
    return "" if not value or (provider and model) else "write PROVIDER/MODEL."


def _shortcuts_complaint(value: dict[str, Any]) -> str:
    return "" if all(isinstance(keys, str) for keys in value.values()) else "keys must be texts."


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "general.notifications",
        True,
        "Notify when an answer ends",
        "A system notification, only while the window is not in front.",
        "General",
    ),
    Setting(
        "general.notification_words",
        True,
        "Show the answer's beginning in notifications",
        "Off: a notification only says that an answer is there.",
        "General",
    ),
    Setting(
        "general.reopen",
        True,
        "Open the conversation of the last time",
        "Off: Rivulet starts with an empty conversation.",
        "General",
    ),
    Setting(
        "appearance.theme",
        "system",
        "Theme",
        "Follows the system, or always the same.",
        "Appearance",
        choices={"system": "Like the system", "light": "Light", "dark": "Dark"},
    ),
    Setting(
        "appearance.zoom",
        100,
        "Zoom",
        "Size of everything in the window; Ctrl + and Ctrl − change it too.",
        "Appearance",
        minimum=zoom.SMALLEST,
        maximum=zoom.LARGEST,
        unit="%",
    ),
    Setting(
        "appearance.width",
        "normal",
        "Width of the messages",
        "The widest that a line may get; narrower windows have narrower lines.",
        "Appearance",
        choices={
            "narrow": "Narrow",
            "normal": "Normal",
            "wide": "Wide",
            "full": "As wide as the window",
        },
    ),
    Setting(
        "appearance.font",
        "",
        "Font",
        "Of everything but code.",
        "Appearance",
    ),
    Setting(
        "appearance.code_font",
        "",
        "Font of code",
        "All its letters should have the same width.",
        "Appearance",
    ),
    Setting(
        "models.default",
        "",
        "New conversations start with",
        "Who answers where nothing else was chosen.",
        "Models & keys",
    ),
    Setting(
        "local_model.threads",
        0,
        "Threads of the built-in model",
        "0 lets Rivulet choose: one less than the processor has cores, at most 4.",
        "Models & keys",
        minimum=0,
        maximum=64,
    ),
    Setting(
        "conversation.enter_sends",
        True,
        "Enter sends the message",
        "Off: Ctrl+Enter sends and Enter starts a new line.",
        "Conversation",
    ),
    Setting(
        "conversation.stream",
        True,
        "Show answers while they are written",
        "Off: an answer appears once it is whole.",
        "Conversation",
    ),
    Setting(
        "conversation.titles",
        "words",
        "Conversations are named after",
        "A model is asked once, after the first answer; that costs as much as a short question.",
        "Conversation",
        choices={
            "words": "Their first words",
            "same": "A title by the model that answered",
            "chosen": "A title by the model below",
        },
    ),
    Setting(
        "conversation.title_model",
        "",
        "Model for titles",
        "PROVIDER/MODEL by their names, such as openai/gpt-4.1-mini. Never the built-in one.",
        "Conversation",
        complaint=_title_model_complaint,
    ),
    Setting(
        "conversation.frame_interval",
        16,
        "Shortest time between two paintings of an answer",
        "More saves power, less is smoother.",
        "Conversation",
        minimum=16,
        maximum=100,
        unit="ms",
    ),
    Setting(
        "assistants.default",
        "",
        "New conversations begin with",
        "An assistant, for all that begin without choosing one.",
        "Assistants",
    ),
    Setting(
        "spending.day",
        0.0,
        "Warn when a day costs more than",
        "Said at 80 % and when it is reached; nothing is blocked. 0 for no warning.",
        "Conversation",
        minimum=0,
        maximum=1_000_000,
        unit="$",
    ),
    Setting(
        "spending.month",
        0.0,
        "Warn when a month costs more than",
        "Said at 80 % and when it is reached; nothing is blocked. 0 for no warning.",
        "Conversation",
        minimum=0,
        maximum=1_000_000,
        unit="$",
    ),
    Setting(
        "network.proxy",
        "system",
        "Proxy",
        "system, none, or an address like http://host:8080 or socks5://host:1080.",
        "Network",
        complaint=_proxy_complaint,
    ),
    Setting(
        "network.ca_file",
        "",
        "Certificate authority file",
        "A PEM file to trust beside the system's certificates; empty for the system's alone.",
        "Network",
    ),
    Setting(
        "network.connect",
        10.0,
        "Time limit: connecting",
        "How long reaching the provider may take.",
        "Network",
        minimum=1,
        maximum=600,
        unit="s",
    ),
    Setting(
        "network.first",
        120.0,
        "Time limit: first word",
        "How long a provider may think before anything of the answer arrives.",
        "Network",
        minimum=1,
        maximum=86400,
        unit="s",
    ),
    Setting(
        "network.first_local",
        600.0,
        "Time limit: first word on this computer",
        "Longer, since a model here may have to be loaded first.",
        "Network",
        minimum=1,
        maximum=86400,
        unit="s",
    ),
    Setting(
        "network.between",
        60.0,
        "Time limit: silence within an answer",
        "How long nothing may arrive before the answer counts as cut off.",
        "Network",
        minimum=1,
        maximum=86400,
        unit="s",
    ),
    Setting(
        "network.total",
        0.0,
        "Time limit: whole answer",
        "How long one answer may take altogether; 0 for no limit.",
        "Network",
        minimum=0,
        maximum=86400,
        unit="s",
    ),
    Setting(
        "network.quiet",
        20.0,
        "Tell of a quiet server after",
        "Only a notice: nothing is ended by it.",
        "Network",
        minimum=1,
        maximum=86400,
        unit="s",
    ),
    Setting(
        "network.retries",
        3,
        "Retries",
        "How often a request is sent again before anything of the answer has arrived.",
        "Network",
        minimum=0,
        maximum=10,
    ),
    Setting(
        "shortcuts.overrides",
        {},
        "Changed shortcuts",
        "Commands with keys of your own; an empty text takes a command's keys away.",
        "Shortcuts",
        complaint=_shortcuts_complaint,
    ),
    Setting(
        "privacy.detailed_logs",
        False,
        "Detailed logs",
        "For finding a fault: more lines about requests. Never messages, never keys.",
        "Privacy & data",
    ),
    Setting(
        "privacy.trash_days",
        30,
        "Empty the trash after",
        "Days a deleted conversation can be brought back; 0 keeps it until you empty the trash.",
        "Privacy & data",
        minimum=0,
        maximum=3650,
        unit="days",
    ),
)

_BY_KEY = {setting.key: setting for setting in SETTINGS}


def declared(key: str) -> Setting:
    """The setting of this key. Raises SettingsError for an unknown one, naming what is near."""
    if key in _BY_KEY:
        return _BY_KEY[key]
    import difflib

    near = difflib.get_close_matches(key, _BY_KEY, n=1)
    hint = f"Did you mean {near[0]}?" if near else "See: rivulet settings list"
    raise SettingsError(f"There is no setting “{key}”.", hint=hint)
