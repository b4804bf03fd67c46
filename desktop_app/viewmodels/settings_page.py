"""The settings dialog without pixels: sections and rows made from the declared settings.

Knows no setting by name but the ones that have a page of their own. A change is checked, saved and
told at once; the rows follow changes that come from elsewhere.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import SettingsError
from desktop_app.settings.declared import SECTIONS, SETTINGS, Setting, declared
from desktop_app.settings.store import Settings
from desktop_app.viewmodels import fuzzy

OWN_PAGES = ("Models & keys", "Assistants", "Prompts", "Shortcuts", "Privacy & data", "About")
# What pages hold beside declared settings, in the words by which people look for it.
_HELD = {
    "Models & keys": "provider api key token base url address server endpoint model",
    "Assistants": "assistant system prompt persona",
    "Prompts": "prompt template snippet",
    "Shortcuts": "shortcuts keyboard hotkeys",
    "Privacy & data": "backup back up restore import export delete trash folder privacy storage",
    "About": "about version licences logs report",
}
_ALSO = {"Time limit": "timeout", "Theme": "dark mode light", "Proxy": "vpn"}
_MOST_FOUND = 12
_DRAWN_ELSEWHERE = {"shortcuts.overrides"}


class SettingRow(msgspec.Struct, frozen=True):
    """One row: what it is and what it says at this moment."""

    setting: Setting
    value: Any
    is_default: bool
    choices: dict[str, str]  # value to words; empty for a switch or a field
    help: str  # with the default marked


class SettingsPage(QObject):
    """Rows by section or by search. `choices_of` gives the choices that are not declared.

    `takers` take a text in place of the settings, where more than a setting comes with it, and
    return what is wrong with it.
    """

    row_changed = Signal(str)  # the key of a setting whose value is another one

    def __init__(
        self,
        settings: Settings,
        choices_of: dict[str, Callable[[], dict[str, str]]] | None = None,
        takers: Mapping[str, Callable[[str], str]] = MappingProxyType({}),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._choices_of = choices_of or {}
        self._takers = takers
        stop = settings.subscribe(self._changed)
        self.destroyed.connect(stop)

    @property
    def problems(self) -> list[str]:
        """Sentences about what in the settings file could not be used."""
        return list(self._settings.problems)

    def sections(self) -> list[str]:
        """Every section that has something in it, in order."""
        filled = {setting.section for setting in _shown()}
        return [section for section in SECTIONS if section in filled or section in OWN_PAGES]

    def rows(self, section: str) -> list[SettingRow]:
        """The rows of one section, as declared."""
        return [self.row(setting.key) for setting in _shown() if setting.section == section]

    def search(self, wanted: str) -> list[SettingRow]:
        """The rows whose words fit, best first, and no more than can be looked through.

        Letters count only where no words fit, neither those of a row nor those of a page.
        """
        hits = [(hit, x.key) for x in _shown() if (hit := _fit(wanted, x)) is not None]
        if self.page_of(wanted) or any(hit.fit >= fuzzy.Fit.INSIDE for hit, _ in hits):
            hits = [(hit, key) for hit, key in hits if hit.fit >= fuzzy.Fit.INSIDE]
        best = sorted(hits, key=lambda found: (-found[0].fit, -found[0].score, found[1]))
        return [self.row(key) for _, key in best[:_MOST_FOUND]]

    def page_of(self, wanted: str) -> str:
        """The section of its own page on which this stands, by its name or what it holds."""
        words = wanted.casefold().strip()
        named = (x for x in self.sections() if words in x.casefold())
        holding = (x for x, held in _HELD.items() if _all_words(words, held))
        return next(named, "") or next(holding, "")

    def row(self, key: str) -> SettingRow:
        """One row as it is now."""
        setting = declared(key)
        choices = self._choices_of[key]() if key in self._choices_of else setting.choices
        default = f"{self.tr('Default')}: {self._words(setting, choices)}."
        return SettingRow(
            setting=setting,
            value=self._settings.get(key),
            is_default=self._settings.is_default(key),
            choices=choices,
            help=f"{setting.help} {default}",
        )

    def set(self, key: str, value: Any) -> str:
        """Take a value, or the text of one. Returns the complaint, empty if it was taken."""
        if key in self._takers:
            return self._takers[key](str(value))
        try:
            setting = declared(key)
            if isinstance(value, str) and not isinstance(setting.default, str):
                value = setting.parse(value)
            self._settings.set(key, value)
        except SettingsError as error:
            return str(error).removeprefix(f"{key}: ")
        return ""

    def reset(self, key: str) -> str:
        """Back to the default. Returns the complaint, empty if it was done."""
        if key in self._takers:
            return self._takers[key](str(declared(key).default))
        try:
            self._settings.reset(key)
        except SettingsError as error:
            return str(error)
        return ""

    def _words(self, setting: Setting, choices: dict[str, str]) -> str:
        default = setting.default
        if default in choices:
            return choices[default].lower()
        if isinstance(default, bool):
            return self.tr("on") if default else self.tr("off")
        if isinstance(default, (int, float)):
            return f"{default:g}\N{NO-BREAK SPACE}{setting.unit}".rstrip()
        return str(default) or self.tr("empty")

    def _changed(self, key: str) -> None:
        if any(setting.key == key for setting in SETTINGS):
            self.row_changed.emit(key)


def _shown() -> list[Setting]:
    return [setting for setting in SETTINGS if setting.key not in _DRAWN_ELSEWHERE]


def _fit(wanted: str, setting: Setting) -> fuzzy.Match | None:
    choices = " ".join(setting.choices.values())
    also = " ".join(more for words, more in _ALSO.items() if words in setting.title)
    words = f"{setting.title} {setting.section} {setting.help} {setting.key} {choices} {also}"
    hit = fuzzy.match(wanted, setting.title)
    is_word = hit is not None and hit.fit >= fuzzy.Fit.INSIDE
    return hit if is_word else _all_words(wanted, words) or hit


def _all_words(wanted: str, words: str) -> fuzzy.Match | None:
    hay = words.casefold()
    needles = wanted.casefold().split()
    return fuzzy.Match(0, ()) if needles and all(x in hay for x in needles) else None
