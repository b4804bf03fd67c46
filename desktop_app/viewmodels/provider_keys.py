"""The keys of one provider without pixels: their names, which one is used, what can be done.

A key itself only passes through, on its way to `Providers.put_key`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError
from desktop_app.domain.provider import Provider
from desktop_app.services.core import Core
from desktop_app.services.named_keys import NamedKey
from desktop_app.services.origins import is_exposed, origin
from desktop_app.services.secrets import Secret, environment_name
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.errands import Errands

if TYPE_CHECKING:
    from desktop_app.viewmodels.providers import Providers


class KeyRow(msgspec.Struct, frozen=True):
    """One key as it is listed."""

    id: str
    title: str
    line: str
    is_used: bool


class ProviderKeys(QObject):
    """`changed` tells that the rows are others, `failed` why something was not done (AppError)."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        core: Core,
        scope: TaskScope,
        providers: "Providers",
        name: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._secrets = core.secrets
        self._providers = providers
        self._name = name
        self._provider = providers.row(name).provider
        self.title = providers.row(name).title
        self._errands = Errands(scope)
        self.destroyed.connect(core.secrets.subscribe(self.changed.emit))

    @property
    def server(self) -> str:
        """For which server the keys are."""
        return origin(self._provider.base_url).removeprefix("https://").removesuffix(":443")

    @property
    def environment(self) -> str:
        """The name of the environment's variable whose key wins over all of them, "" for none."""
        is_set = self._providers.key_source(self._name) == "environment"
        return environment_name(self._name) if is_set else ""

    def rows(self) -> list[KeyRow]:
        """All keys, in the order they were given."""
        keys = self._secrets.keys(self._provider)
        return [self._row(number, key) for number, key in enumerate(keys, 1)]

    def row(self, key_id: str) -> KeyRow:
        """One of them."""
        return next(row for row in self.rows() if row.id == key_id)

    def _row(self, number: int, key: NamedKey) -> KeyRow:
        words = [self.tr("ending {hint}").format(hint=key.hint)] if key.hint else []
        if key.is_session:
            words.append(self.tr("until you close Rivulet"))
        title = key.title or self.tr("Key {number}").format(number=number)
        return KeyRow(key.id, title, " · ".join(words), key.is_used)

    @property
    def is_exposed(self) -> bool:
        """Whether others on the way can read a key that is sent there."""
        return is_exposed(self._provider.base_url)

    def add(self, title: str, secret: Secret) -> None:
        """Keep another key under this name; it is used from now on."""
        key = self._secrets.another(self._provider, title.strip())
        self._providers.put_key(self._name, secret, key)

    def replace(self, key_id: str, secret: Secret) -> None:
        """Another text for a key; it stays used, or unused, under its name."""
        self._providers.put_key(self._name, secret, self._known(key_id))

    def rename(self, key_id: str, title: str) -> None:
        """Call a key something else."""
        self._do(lambda: self._secrets.rename(self._provider, key_id, title.strip()))

    def use(self, key_id: str) -> None:
        """Send this key from now on, and see whether it works."""
        self._do(lambda: self._secrets.use(self._provider, key_id))
        self._providers.check(self._name)

    def remove(self, key_id: str) -> None:
        """Forget a key, also in the keyring; no other one takes its place."""
        self._errands.start(self._remove(self._provider, key_id), f"key of {self._name}")

    async def _remove(self, provider: Provider, key_id: str) -> None:
        try:
            await self._secrets.delete_key(provider, key_id)
        except AppError as error:
            self.failed.emit(error)

    def _known(self, key_id: str) -> NamedKey:
        return next(key for key in self._secrets.keys(self._provider) if key.id == key_id)

    def _do(self, change: Callable[[], None]) -> None:
        try:
            change()
        except AppError as error:
            self.failed.emit(error)
