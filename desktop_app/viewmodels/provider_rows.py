"""What the list says of each provider, and the report of its check. Changes nothing."""

import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import QCoreApplication

from desktop_app import __version__
from desktop_app.domain.provider import Provider
from desktop_app.services.catalog import BUILT_IN
from desktop_app.services.core import Core
from desktop_app.services.origins import is_loopback
from desktop_app.services.secrets import Source
from desktop_app.viewmodels.provider_check import Check
from desktop_app.viewmodels.provider_signs import Chip, ProviderRow, built_in_chip, chip_of


class ProviderRows:
    """`checks` and `sources` (of keys) are those of the providers, by name, as they are by then."""

    def __init__(
        self, core: Core, checks: Mapping[str, Check], sources: Mapping[str, Source]
    ) -> None:
        self._core = core
        self._catalog = core.catalog
        self._checks = checks
        self._sources = sources

    def tr(self, text: str) -> str:
        """`text` in the person's language."""
        return QCoreApplication.translate("Providers", text)

    def all(self) -> list[ProviderRow]:
        """All providers in the person's order, the built-in one last."""
        found = self._catalog.providers()
        default = self._catalog.default().name
        last = len(found) - 2  # the built-in one does not move
        return [
            self._row(one, is_default=one.name == default, place=place, last=last)
            for place, one in enumerate(found)
        ]

    def report_of(self, provider: Provider) -> str:
        """The newest check of a provider, for whoever is asked for help; without secrets."""
        check = self._checks.get(provider.name)
        head = (
            f"Rivulet {__version__} on {sys.platform}",
            f"{self._catalog.title(provider)}, {provider.base_url}, {provider.protocol}",
        )
        details = [check.error.detail] if check and check.error and check.error.detail else []
        lines = [*head, *(check.lines() if check else ()), *details]
        return self._core.redactor.clean("\n".join(lines))

    def _row(self, one: Provider, *, is_default: bool, place: int, last: int) -> ProviderRow:
        is_built_in = one.name == BUILT_IN.name
        has_key = bool(self._core.secrets.keys(one))
        missing = "keys" if has_key else "paste"
        action = "" if is_built_in else missing if self.lacks_key(one) else "check"
        return ProviderRow(
            provider=one,
            title=self._catalog.title(one),
            line=self._line(one, is_built_in=is_built_in),
            chip=self._chip(one),
            action=action,
            has_key=has_key,
            is_default=is_default,
            is_built_in=is_built_in,
            can_move_up=not is_built_in and place > 0,
            can_move_down=not is_built_in and place < last,
        )

    def _line(self, one: Provider, *, is_built_in: bool) -> str:
        if is_built_in:
            return self.tr("Built in, works offline · tiny, only for trying the app")
        words = [urlsplit(one.base_url).netloc]
        source = self._sources.get(one.name, "none")
        words += self._key_words(one, source)
        if source == "environment":
            words.append(self.tr("from the environment"))
        elif source == "session":
            words.append(self.tr("until you close Rivulet"))
        check = self._checks.get(one.name)
        if check and check.listed:
            words.append(check.listed)
        return " · ".join(words)

    def _key_words(self, one: Provider, source: Source) -> list[str]:
        used = self._core.secrets.used(one) if source != "environment" else None
        if one.key_hint and used and used.title:
            words = self.tr("key ending {hint} ({title})")
            return [words.format(title=used.title, hint=one.key_hint)]
        if one.key_hint:
            return [self.tr("key ending {hint}").format(hint=one.key_hint)]
        if source == "none" and self._core.secrets.keys(one):
            return [self.tr("none of its keys is in use")]
        return []

    def lacks_key(self, one: Provider) -> bool:
        """Whether nothing would be sent to a server that wants a key."""
        kind = self._catalog.kind(one)
        is_open = is_loopback(one.base_url) or (kind is not None and kind.auth == "none")
        return not is_open and self._sources.get(one.name, "none") == "none"

    def _chip(self, one: Provider) -> Chip:
        if one.name == BUILT_IN.name:
            chip = built_in_chip(self._core.local_model.state)
        else:
            chip = chip_of(one, self._checks.get(one.name), lacks_key=self.lacks_key(one))
        return msgspec.structs.replace(chip, words=self.tr(chip.words))
