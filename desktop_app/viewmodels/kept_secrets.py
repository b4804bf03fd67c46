"""What keeps keys on this computer, whether it is locked, and all that it holds for this profile.

Secrets themselves are never asked for here.
"""

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError, SettingsError
from desktop_app.services.core import Core
from desktop_app.services.secrets import KeptEntry
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.errands import Errands

_PROXY = "proxy"


class KeptRow(msgspec.Struct, frozen=True):
    """One entry as it is listed."""

    entry: KeptEntry
    title: str
    line: str


class KeptSecrets(QObject):
    """`ask()` finds out about the keyring; `told` answers, and `changed` tells of other rows."""

    told = Signal(str, bool)  # in words, and whether it waits to be unlocked
    changed = Signal()
    failed = Signal(object)  # AppError

    def __init__(self, core: Core, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._errands = Errands(scope)
        self.destroyed.connect(core.secrets.subscribe(self.changed.emit))
        self.destroyed.connect(self._errands.give_up)

    def ask(self) -> None:
        """Find out what keeps keys here, without making it ask for anything."""
        self._errands.start(self._ask(), "state of the keyring")

    def unlock(self) -> None:
        """Let the keyring ask for its password."""
        self._errands.start(self._unlock(), "unlocking of the keyring")

    def remove(self, entry: KeptEntry) -> None:
        """Take one entry out of the keyring."""
        self._errands.start(self._remove(entry), f"key of {entry.name}")

    def rows(self) -> list[KeptRow]:
        """All that is kept, also of providers that are gone."""
        return [self._row(entry) for entry in self._core.secrets.kept()]

    def _row(self, entry: KeptEntry) -> KeptRow:
        server = entry.origin.removeprefix("https://").removesuffix(":443")
        owner = self._owner(entry)
        if entry.name == _PROXY:
            title, what = self.tr("Proxy"), self.tr("password")
        elif owner == entry.name or not owner:
            title = self._title(entry.name)
            name = f" “{entry.key.title}”" if entry.key.title else ""
            what = self.tr("key{0}").format(name)
        else:
            header = entry.name.removeprefix(f"{owner} ")
            title, what = self._title(owner), self.tr("header {0}").format(header)
        if entry.key.hint and entry.name != _PROXY:
            what = self.tr("{0} ending {1}").format(what, entry.key.hint)
        gone = "" if owner or entry.name == _PROXY else self.tr("its provider is gone")
        return KeptRow(entry, title, " · ".join(filter(None, (what, server, gone))))

    def _owner(self, entry: KeptEntry) -> str:
        """The provider an entry belongs to; a header's entry bears the header's name behind it."""
        names = [one.name for one in self._core.settings.providers()]
        fitting = [x for x in names if entry.name == x or entry.name.startswith(f"{x} ")]
        return max(fitting, key=len, default="")

    def _title(self, name: str) -> str:
        try:
            return self._core.catalog.title(self._core.catalog.provider(name))
        except SettingsError:
            return name

    async def _ask(self) -> None:
        state = await self._core.secrets.state()
        never = self.tr("A key is never written into a file.")
        self.told.emit(f"{state.words} {never}", state.is_locked)

    async def _unlock(self) -> None:
        try:
            await self._core.secrets.unlock()
        except AppError as error:
            self.failed.emit(error)
        await self._ask()

    async def _remove(self, entry: KeptEntry) -> None:
        try:
            await self._core.secrets.forget(entry)
        except AppError as error:
            self.failed.emit(error)
