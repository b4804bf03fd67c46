"""The list of all models of all providers without pixels: groups, search, stars, what each can do.

Every provider is asked beside the others; one that is slow or fails says so in its own group and
holds nobody up.
"""

import enum
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop_app.domain.errors import AppError
from desktop_app.domain.provider import Model, OwnModel, Provider
from desktop_app.services.catalog import BUILT_IN
from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels import fuzzy
from desktop_app.viewmodels.errands import Errands

Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, str]  # provider's name, model's id
ENTRY = Qt.ItemDataRole.UserRole
_STARRED, _RECENT = "models_starred", "models_recent"  # in state.toml
_MOST_RECENT = 5


class Kind(enum.Enum):
    """What a row of the list is."""

    GROUP = "group"
    MODEL = "model"
    NOTICE = "notice"  # loading, failed, empty: words, and a button where something can be done


class Entry(msgspec.Struct, frozen=True):
    """One row. `places` are the letters of `title` that the search matched."""

    kind: Kind
    title: str
    provider: str = ""
    model: str = ""
    provider_title: str = ""
    is_owner_shown: bool = False  # the group does not say whose model it is
    abilities: tuple[tuple[str, str], ...] = ()  # icon and word
    context: str = ""
    price: str = ""
    places: tuple[int, ...] = ()
    is_starred: bool = False
    is_current: bool = False
    is_failed: bool = False
    is_hidden: bool = False  # shown only because the person looks at hidden ones

    @property
    def key(self) -> Key:
        """What is chosen with it."""
        return (self.provider, self.model)


class ModelChoice(QAbstractListModel):
    """`ask()` once when the list opens; `wanted` narrows it."""

    changed = Signal()  # the person says something else about a model

    def __init__(self, core: Core, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._errands = Errands(scope)
        self.destroyed.connect(self._errands.give_up)
        self._found: dict[str, Sequence[Model] | AppError | None] = {}
        self._wanted = ""
        self._current: Key = ("", "")
        self._entries: list[Entry] = []
        self._starred: frozenset[Key] = frozenset()
        self._is_hidden_shown = False

    def ask(self, current: Key = ("", "")) -> None:
        """Ask all providers that are switched on; `current` is marked as the one in use.

        What was found before stays in the list until the new answer is there.
        """
        self._current = current
        for one in self._providers():
            if not isinstance(self._found.get(one.name), list):
                self._found[one.name] = None
            self._errands.start(self._ask(one), f"models of {one.name}")
        self._rebuild()

    def ask_again(self, name: str) -> None:
        """Ask one provider anew, after a failure."""
        self._found[name] = None
        self._errands.start(self._ask(self._core.catalog.provider(name)), f"models of {name}")
        self._rebuild()

    def narrow(self, wanted: str) -> None:
        """Show only models whose name or provider fits."""
        self._wanted = wanted.strip()
        self._rebuild()

    def toggle_star(self, key: Key) -> None:
        """Star a model or take its star away; kept over restarts."""
        starred = self._kept(_STARRED)
        changed = [x for x in starred if x != key] if key in starred else [*starred, key]
        self._keep(_STARRED, changed)
        self._rebuild()

    def move_star(self, key: Key, step: int) -> None:
        """Move a starred model up (-1) or down (1) among the starred ones."""
        starred = self._kept(_STARRED)
        if key in starred:
            place = starred.index(key)
            starred.insert(max(0, place + step), starred.pop(place))
            self._keep(_STARRED, starred)
            self._rebuild()

    def toggle_hidden(self, key: Key) -> None:
        """Leave a model out of the list from now on, or take it back. Raises SettingsError."""
        own = self.own(key)
        self.change(key, msgspec.structs.replace(own, is_hidden=not own.is_hidden))

    def show_hidden(self, *, is_shown: bool) -> None:
        """List the hidden ones too."""
        self._is_hidden_shown = is_shown
        self._rebuild()

    @property
    def hidden_count(self) -> int:
        """How many models the person left out of the list."""
        return sum(own.is_hidden for one in self._providers() for own in one.models.values())

    def provider_title(self, name: str) -> str:
        """What a provider is called."""
        return self._title(self._core.catalog.provider(name))

    def own(self, key: Key) -> OwnModel:
        """What the person says of a model."""
        found = next((one for one in self._providers() if one.name == key[0]), None)
        return found.models.get(key[1], OwnModel()) if found else OwnModel()

    def known(self, key: Key) -> Model:
        """What its provider and the bundled table say of a model."""
        return self._core.catalog.known_model(self._core.catalog.provider(key[0]), key[1])

    def change(self, key: Key, own: OwnModel) -> None:
        """Take the person's word about a model. Raises SettingsError."""
        self._core.catalog.change_model(*key, own)
        self._rebuild()
        self.changed.emit()

    def note_use(self, key: Key) -> None:
        """The model was chosen: it comes first among the recent ones."""
        others = [x for x in self._kept(_RECENT) if x != key]
        self._keep(_RECENT, [key, *others][:_MOST_RECENT])

    def entry(self, row: int) -> Entry:
        """The row of the list."""
        return self._entries[row]

    def first_choice(self) -> int:
        """The row to start from: the model in use, else the first of the provider in use.

        Else the first model; -1 if there is none.
        """
        models = [x for x, entry in enumerate(self._entries) if entry.kind is Kind.MODEL]
        if not self._wanted:
            used = [x for x in models if self._entries[x].is_current]
            near = [x for x in models if self._entries[x].provider == self._current[0]]
            return (used or near or models or [-1])[0]
        return (models or [-1])[0]

    @property
    def count(self) -> int:
        """How many different models are shown."""
        return len({entry.key for entry in self._entries if entry.kind is Kind.MODEL})

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry = self._entries[index.row()]
        if entry.kind is Kind.GROUP or (entry.kind is Kind.NOTICE and not entry.is_failed):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _spoken(self, entry: Entry) -> str:
        words = [entry.title, entry.provider_title, *(word for _, word in entry.abilities)]
        words += [entry.context, entry.price]
        if entry.is_current:
            words.append(self.tr("in use"))
        if entry.is_starred:
            words.append(self.tr("starred"))
        if entry.is_hidden:
            words.append(self.tr("hidden"))
        return ", ".join(word for word in words if word)

    def _providers(self) -> list[Provider]:
        return [one for one in self._core.catalog.providers() if one.is_enabled]

    async def _ask(self, provider: Provider) -> None:
        try:
            found = await self._core.catalog.models(provider)
            self._found[provider.name] = sorted(found, key=lambda model: model.id.casefold())
        except AppError as error:
            self._found[provider.name] = error
        self._rebuild()

    def _kept(self, name: str) -> list[Key]:
        kept = self._core.remembered.get(name, [])
        return [(str(x[0]), str(x[1])) for x in kept if isinstance(x, list) and len(x) == 2]

    def _keep(self, name: str, keys: Sequence[Key]) -> None:
        self._core.remembered.set(name, [list(key) for key in keys])

    def _rebuild(self) -> None:
        self._starred = frozenset(self._kept(_STARRED))
        self.beginResetModel()
        entries = [*self._kept_groups(), *self._groups()]
        self._entries = entries or [Entry(Kind.NOTICE, self._nothing())]
        self.endResetModel()

    def _nothing(self) -> str:
        if any(found is None for found in self._found.values()):
            return self.tr("Asking for more models…")
        return self.tr("No model has such a name. Settings, Models & keys adds a provider.")

    def _kept_groups(self) -> list[Entry]:
        """Starred and recent ones, as far as their providers are there."""
        starred = self._kept(_STARRED)
        recent = [key for key in self._kept(_RECENT) if key not in starred]
        entries: list[Entry] = []
        for title, keys in ((self.tr("Starred"), starred), (self.tr("Recent"), recent)):
            found = [x for x in map(self._known, keys) if x]
            if keys is recent:
                found = [(one, model) for one, model in found if self._is_listed(model, one)]
            group = self._group(title, found)
            entries += [msgspec.structs.replace(x, is_owner_shown=True) for x in group]
        return entries

    def _known(self, key: Key) -> tuple[Provider, Model] | None:
        """The model of a remembered key; before its provider answered, by its name alone."""
        provider = next((one for one in self._providers() if one.name == key[0]), None)
        if provider is None:
            return None
        return (provider, self._core.catalog.model(provider, key[1]))

    def _groups(self) -> list[Entry]:
        entries: list[Entry] = []
        as_written: list[Entry] = []
        for one in self._providers():
            found = self._found.get(one.name)
            listed = list(found) if isinstance(found, list) else []
            if one.model and all(model.id != one.model for model in listed):
                listed.insert(0, Model(id=one.model))
            listed = [self._said(model, one) for model in listed if self._is_listed(model, one)]
            rows = self._group(self._title(one), [(one, model) for model in listed])
            if not self._wanted and not (isinstance(found, list) and listed):
                rows = rows or [Entry(Kind.GROUP, self._title(one))]
                rows.append(self._notice(one, found))
            elif self._wanted and not listed and found is not None:
                as_written.append(self._as_written(one))
            entries += rows
        if as_written:
            entries += [Entry(Kind.GROUP, self.tr("As written")), *as_written]
        return entries

    def _is_listed(self, model: Model, one: Provider) -> bool:
        return self._is_hidden_shown or not _is_hidden(model, one)

    def _said(self, model: Model, one: Provider) -> Model:
        return self._core.catalog.model(one, model.id) if model.id in one.models else model

    def _as_written(self, one: Provider) -> Entry:
        """A provider that lists nothing is taken at the person's word."""
        return Entry(
            Kind.MODEL,
            self._wanted,
            provider=one.name,
            model=self._wanted,
            provider_title=self._title(one),
            is_owner_shown=True,
        )

    def _notice(self, one: Provider, found: object) -> Entry:
        if isinstance(found, AppError):
            words = f"{found} {found.hint}".strip()
            return Entry(Kind.NOTICE, words, provider=one.name, is_failed=True)
        if found is not None:
            words = self.tr("It lists no models. Write the name of the one you want above.")
            return Entry(Kind.NOTICE, words, provider=one.name)
        return Entry(Kind.NOTICE, self.tr("Asking for its models…"), provider=one.name)

    def _group(self, title: str, found: Sequence[tuple[Provider, Model]]) -> list[Entry]:
        scored = []
        for place, (provider, model) in enumerate(found):
            entry, score = self._matched(provider, model)
            if entry is not None:
                scored.append((-score, place, entry))
        if not scored:
            return []
        return [Entry(Kind.GROUP, title), *(entry for _, _, entry in sorted(scored, key=_order))]

    def _matched(self, provider: Provider, model: Model) -> tuple[Entry | None, float]:
        title = model.title or model.id
        hit = fuzzy.match(self._wanted, title)
        if hit is None:
            near = f"{title} {model.id} {self._title(provider)}"
            hit = fuzzy.match(self._wanted, near)
            if hit is None:
                return None, 0
            hit = fuzzy.Match(hit.score / 2, ())
        key = (provider.name, model.id)
        entry = Entry(
            Kind.MODEL,
            title,
            provider=provider.name,
            model=model.id,
            provider_title=self._title(provider),
            abilities=self._abilities(model, is_built_in=provider.name == BUILT_IN.name),
            context=_context(model.context),
            price=_price(model),
            places=hit.places,
            is_starred=key in self._starred,
            is_current=key == self._current,
            is_hidden=_is_hidden(model, provider),
        )
        return entry, hit.score

    def _title(self, provider: Provider) -> str:
        return self._core.catalog.title(provider)

    def _abilities(self, model: Model, *, is_built_in: bool) -> tuple[tuple[str, str], ...]:
        if is_built_in:
            return (("monitor", self.tr("works offline")),)
        able = (
            (model.has_images, "image", self.tr("images")),
            (model.has_tools, "wrench", self.tr("tools")),
            (model.has_reasoning, "brain", self.tr("reasoning")),
        )
        return tuple((icon, word) for has, icon, word in able if has)


def _is_hidden(model: Model, provider: Provider) -> bool:
    own = provider.models.get(model.id)
    return own is not None and own.is_hidden


def _order(scored: tuple[float, int, Entry]) -> tuple[float, int]:
    return scored[:2]


def _context(tokens: int | None) -> str:
    if not tokens:
        return ""
    if tokens >= 1_000_000:
        return f"{tokens / 1_000_000:.3g}M"
    return f"{tokens / 1000:.0f}k" if tokens >= 1000 else str(tokens)


def _price(model: Model) -> str:
    """US dollars per million tokens, in and out; "" where unknown."""
    if model.input_price is None or model.output_price is None:
        return ""
    if not model.input_price and not model.output_price:
        return "free"
    return f"${model.input_price * 1e6:.3g} / ${model.output_price * 1e6:.3g}"
