"""The welcome page: at most 664 wide, in the middle of its place, scrolled where that is low."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.provider_check import FoundServer
from desktop_app.viewmodels.providers import Providers
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.mark import Mark
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme
from desktop_app.widgets.welcome.column_page import ColumnPage
from desktop_app.widgets.welcome.door import Door
from desktop_app.widgets.welcome.key_door import KeyDoor

_WIDTH = 664
_NARROW = 560


class WelcomePage(ColumnPage):
    """Stands in the place of an empty transcript.

    `started`: the person wants to try it offline; focus the composer with the built-in model.
    `model_ready`: a provider works; open the picker for it where the model's id is empty, else
    take that model. `settings_wanted`: a server that the list does not know.
    """

    started = Signal()
    model_ready = Signal(str, str)  # provider's name, model's id
    settings_wanted = Signal()

    def __init__(
        self,
        core: Core,
        appearance: Appearance,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, _WIDTH, parent)
        self.setAccessibleName(self.tr("Welcome"))
        self._appearance = appearance
        self.providers = Providers(core, scope, self)
        self._build()
        self.providers.servers_found.connect(self._show_servers)
        self.look_for_servers()

    def take_key(self, text: str = "") -> None:
        """Put the keyboard where a key is pasted, with one that was written elsewhere."""
        self._keys.take_focus(text)

    def look_for_servers(self) -> None:
        """Ask the usual ports of this computer; at most a second."""
        self._look.setEnabled(False)
        self.providers.look_for_servers()

    def _build(self) -> None:
        appearance = self._appearance
        column = scaled(QVBoxLayout(self.column), appearance, (4, 24, 4, 24), 12)
        column.addStretch(1)
        column.addLayout(self._head())
        column.addSpacing(12)
        offline = Door(
            "message-square",
            self.tr("Try it now, offline"),
            self.tr(
                "SmolLM2 is built in: no key, no account, no network. It is tiny, and often wrong."
            ),
            appearance,
        )
        start = Button(self.tr("Start"), appearance, "primary")
        start.clicked.connect(self.started)
        offline.add_button(start)
        column.addWidget(offline)
        column.addWidget(self._servers_door())
        self._keys = KeyDoor(self.providers, appearance)
        self._keys.ready.connect(lambda name: self.model_ready.emit(name, ""))
        self._keys.other_wanted.connect(self.settings_wanted)
        column.addWidget(self._keys)
        column.addLayout(self._foot())
        column.addStretch(1)

    def _head(self) -> QHBoxLayout:
        appearance = self._appearance
        head = scaled(QHBoxLayout(), appearance, spacing=16)
        head.addWidget(Mark(appearance))
        words = scaled(QVBoxLayout(), appearance)
        title = self.tr("Welcome to Rivulet")
        words.addWidget(Label(title, appearance, size=22, line=28, weight=600, elides=True))
        more = self.tr("Three ways to your first answer. You can add the others later.")
        words.addWidget(Label(more, appearance, size=14, color="muted", wraps=True))
        head.addLayout(words, 1)
        return head

    def _servers_door(self) -> Door:
        self._servers = Door(
            "monitor",
            self.tr("Use a model on this computer"),
            self.tr("Found by asking the usual ports here. Nothing else is probed."),
            self._appearance,
        )
        self._look = Button(self.tr("Look again"), self._appearance, icon="refresh-cw")
        self._look.clicked.connect(self.look_for_servers)
        self._servers.add_button(self._look)
        return self._servers

    def _foot(self) -> QHBoxLayout:
        appearance = self._appearance
        foot = scaled(QHBoxLayout(), appearance, (0, 8, 0, 0), 8)
        foot.addStretch(1)
        foot.addWidget(Picture("import", appearance))
        words = self.tr("Coming from ChatGPT or Claude? Drop the export anywhere in this window.")
        foot.addWidget(Label(words, appearance, color="muted", elides=True))
        foot.addStretch(1)
        return foot

    def _show_servers(self, found: list[FoundServer]) -> None:
        self._look.setEnabled(True)
        self._servers.clear(keep=1)
        before: QWidget = self._look
        for server in found:
            row = _ServerRow(server, self._appearance)
            row.used.connect(self._use)
            self._servers.add(row)
            QWidget.setTabOrder(before, row.use)
            before = row.use
        if not found:
            words = self.tr("None is running. Ollama, LM Studio, llama.cpp, Jan, vLLM are known.")
            self._servers.add(_nothing(words, self._appearance))

    def _use(self, server: FoundServer) -> None:
        provider = self.providers.add(server.kind, server.base_url)
        self.model_ready.emit(provider.name, server.models[0] if len(server.models) == 1 else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keys.set_narrow(is_narrow=self.width() < self._appearance.theme.px(_NARROW))


class _ServerRow(QWidget):
    """Sign, name, address, models, Use; 40 high."""

    used = Signal(object)

    def __init__(self, server: FoundServer, appearance: Appearance) -> None:
        super().__init__()
        row = scaled(QHBoxLayout(self), appearance, (27, 0, 7, 0), 12)
        row.addWidget(Picture("circle-check", appearance, "success", 16))
        row.addSpacing(8)
        self._columns = (
            (Label(server.title, appearance, weight=500), 84),
            (Label(server.address, appearance, color="muted"), 104),
        )
        for label, _ in self._columns:
            row.addWidget(label)
        row.addWidget(Label(_listed(server.models), appearance, elides=True), 1)
        self.use = Button(
            self.tr("Use"), appearance, "quiet", trailing="chevron-right", is_small=True
        )
        self.use.setAccessibleName(self.tr("Use {title}").format(title=server.title))
        self.use.clicked.connect(lambda: self.used.emit(server))
        row.addWidget(self.use)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        self.setFixedHeight(theme.px(40))
        for label, width in self._columns:
            label.setMinimumWidth(theme.px(width))


def _listed(models: tuple[str, ...]) -> str:
    if len(models) <= 2:
        return ", ".join(models)
    return f"{models[0]}, {models[1]} and {len(models) - 2} more"


def _nothing(words: str, appearance: Appearance) -> QWidget:
    row = QWidget()
    line = scaled(QHBoxLayout(row), appearance, (71, 10, 15, 10))
    line.addWidget(Label(words, appearance, color="muted", wraps=True))
    return row
