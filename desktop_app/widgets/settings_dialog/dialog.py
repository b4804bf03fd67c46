"""The settings layer: sections at the left, one page at the right, a search over all of them.

In a narrow window the sections become a choice above the page. Pages are made when first shown.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.providers import Providers
from desktop_app.viewmodels.proxy_choice import ProxyChoice
from desktop_app.viewmodels.settings_page import SettingsPage
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.page_scroll import PageScroll
from desktop_app.widgets.controls.painting import rounded_path
from desktop_app.widgets.controls.row_list import RowList
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.about_page import AboutPage
from desktop_app.widgets.settings_dialog.data_page import DataPage
from desktop_app.widgets.settings_dialog.fonts import font_choices
from desktop_app.widgets.settings_dialog.library_pages import LibraryPages
from desktop_app.widgets.settings_dialog.network_page import NetworkPage
from desktop_app.widgets.settings_dialog.page import SettingsRows
from desktop_app.widgets.settings_dialog.prompts_page import PromptsPage
from desktop_app.widgets.settings_dialog.providers_page import ProvidersPage
from desktop_app.widgets.settings_dialog.shortcuts_page import ShortcutsPage
from desktop_app.widgets.settings_dialog.title_model import TITLE_MODEL, TitleModelLine
from desktop_app.widgets.theme import Appearance, Theme

_ICONS = {
    "General": "settings-2",
    "Appearance": "sun",
    "Models & keys": "cpu",
    "Conversation": "message-square",
    "Assistants": "bot",
    "Prompts": "quote",
    "Tools": "wrench",
    "Network": "globe",
    "Shortcuts": "keyboard",
    "Privacy & data": "shield",
    "About": "info",
}
_SIDE = 208
# A check or an export goes on when it is closed, and a form that is half written stays.
_AT_WORK = {"Models & keys", "Privacy & data", "Assistants", "Prompts"}
_NARROW = 640  # below this width of the panel, in px at 100 %, the sections stand above the page


class SettingsDialog(Layer):
    """`open_at("Models & keys")` or plain `open()`; it remembers the section while it lives.

    `scope` owns the work that checking a provider or storing a key starts.
    """

    models_wanted = Signal(str)  # the list of this provider's models, by its title
    model_wanted = Signal(object, str, str)  # Callable[[str, str], None], provider, model
    conversations_replaced = Signal()  # all of them are others, or gone
    import_wanted = Signal()

    def __init__(
        self, window: QWidget, core: Core, appearance: Appearance, scope: TaskScope
    ) -> None:
        super().__init__(window, self.tr("Settings"), appearance, width=960, height=672, top=64)
        self._appearance = appearance
        self._core = core
        self._scope = scope
        self.providers = Providers(core, scope, self)
        self.library = LibraryPages(core, appearance, scope, self)
        choices: dict[str, Callable[[], dict[str, str]]] = {
            "models.default": self.providers.default_choices,
            "assistants.default": self.library.default_choices,
            "appearance.font": lambda: font_choices(is_fixed=False),
            "appearance.code_font": lambda: font_choices(is_fixed=True),
        }
        self._proxy = ProxyChoice(core, scope, self)
        takers = {"network.proxy": self._proxy.take}
        self.model = SettingsPage(core.settings, choices, takers, self)
        self._sections = self.model.sections()
        self._pages: dict[str, QWidget] = {}
        self._section = self._sections[0]
        self._page: QWidget | None = None
        self._build()
        for field in self._searches:
            field.text_changed.connect(self._searched)
        self._list.chosen.connect(lambda row: self.show_section(self._sections[row]))
        self._choice.chosen.connect(lambda section: self.show_section(str(section)))
        self.show_section(self._section)

    def open_at(self, section: str = "") -> None:
        """Open it, at a section where one is named."""
        self.show_section(section if section in self._sections else self._section)
        self.open()

    def paste_key(self, provider: str, text: str = "") -> None:
        """Go to the field for this provider's key, or for any where it is empty."""
        self.show_section("Models & keys")
        page = self._pages["Models & keys"]
        if isinstance(page, ProvidersPage):
            page.paste_key(provider, text)

    def edit_address(self, provider: str) -> None:
        """Go to the base URL of this provider."""
        self.show_section("Models & keys")
        page = self._pages["Models & keys"]
        if isinstance(page, ProvidersPage):
            page.edit_address(provider)

    def write_prompt(self, text: str) -> None:
        """Go to the form for a prompt of this text."""
        self.open_at("Prompts")
        page = self._pages["Prompts"]
        if isinstance(page, PromptsPage):
            page.write(text)

    def dismiss(self) -> None:
        """Close it; pages at work stay, the others would only make every change of look slow.

        A form does not stay: what was typed into it may be half a key.
        """
        if isinstance(providers := self._pages.get("Models & keys"), ProvidersPage):
            providers.close_form()
        super().dismiss()
        for section in self._pages.keys() - _AT_WORK:
            page = self._pages.pop(section)
            self._page = None if self._page is page else self._page
            page.hide()
            page.deleteLater()

    def show_section(self, section: str) -> None:
        """Show this section's page and end a search."""
        self._section = section
        for field in self._searches:
            field.edit.blockSignals(True)
            field.set_text("")
            field.edit.blockSignals(False)
        self._show_page(section)
        self._choice.set_value(section)

    def _show_page(self, section: str) -> None:
        if section not in self._pages:
            self._pages[section] = self._made(section)
        self._show(self._pages[section], section)
        self._list.show_chosen(self._sections.index(section))

    def take_focus(self) -> None:
        """The list of sections, or the page where there is no list."""
        (self._choice if self._is_narrow() else self._list).setFocus(
            Qt.FocusReason.PopupFocusReason
        )

    def _providers_page(self) -> QWidget:
        page = ProvidersPage(self.providers, self.model, self._appearance)
        page.models_wanted.connect(self.models_wanted)
        return page

    def _made(self, section: str) -> QWidget:
        appearance = self._appearance
        own_pages: dict[str, Callable[[], QWidget]] = {
            "Models & keys": self._providers_page,
            "Assistants": lambda: self.library.assistants(self.model),
            "Prompts": self.library.prompts,
            "Network": lambda: NetworkPage(self._proxy, self.model, appearance),
            "Shortcuts": lambda: ShortcutsPage(self._core.settings, appearance),
            "Privacy & data": self._data_page,
            "About": lambda: AboutPage(self._core, appearance),
        }
        if section in own_pages:
            return own_pages[section]()
        keys = [row.setting.key for row in self.model.rows(section)]
        return SettingsRows(self.model, keys, appearance, own=self._own(keys, is_search=False))

    def _own(self, keys: Sequence[str], *, is_search: bool) -> dict[str, QWidget]:
        """What is no mere line: a model is chosen, not written."""
        if TITLE_MODEL not in keys:
            return {}
        line = TitleModelLine(
            self.model, self._core.catalog, self._appearance, has_section=is_search
        )
        line.model_wanted.connect(self.model_wanted)
        return {TITLE_MODEL: line}

    def _data_page(self) -> QWidget:
        page = DataPage(self._core, self.model, self._appearance, self._scope)
        page.replaced.connect(self.conversations_replaced)
        page.import_wanted.connect(self.dismiss)
        page.import_wanted.connect(self.import_wanted)
        return page

    def _build(self) -> None:
        appearance = self._appearance
        self._side = _Side(appearance, self.panel)
        words = self.tr("Search settings")
        # One beside the sections, one above the page where there is no room for them.
        self._searches = [
            Field(words, appearance, placeholder=words, icon="search") for _ in range(2)
        ]
        self._list = RowList(
            self.tr("Sections"), [(name, _ICONS[name]) for name in self._sections], appearance
        )
        side = scaled(QVBoxLayout(self._side), appearance, (8, 12, 8, 8), 12)
        side.addWidget(self._searches[0])
        side.addWidget(self._list, 1)
        self._title = Label("", appearance, size=18, line=28, weight=600, elides=True)
        options = [(name, name) for name in self._sections]
        self._choice = Choice(self.tr("Section"), options, appearance, width=0)
        close = IconButton("x", self.tr("Close"), appearance)
        close.clicked.connect(self.dismiss)
        head = scaled(QHBoxLayout(), appearance, (24, 20, 20, 8), 8)
        head.addWidget(self._title, 1)
        head.addWidget(self._choice, 1)
        head.addWidget(close)
        self._scroll = PageScroll()
        # All pages stay where they are: one that changes its parent loses the fonts it was given.
        self._holder = QWidget()
        self._held = scaled(QVBoxLayout(self._holder), appearance)
        self._scroll.show_page(self._holder)
        page = scaled(QVBoxLayout(), appearance)
        page.addLayout(head)
        above = scaled(QVBoxLayout(), appearance, (20, 0, 20, 0))
        above.addWidget(self._searches[1])
        page.addLayout(above)
        around = scaled(QVBoxLayout(), appearance, (20, 0, 6, 1))
        around.addWidget(self._scroll)
        page.addLayout(around, 1)
        row = scaled(QHBoxLayout(self.panel), appearance)
        row.addWidget(self._side)
        row.addLayout(page, 1)

    def _searched(self, text: str) -> None:
        if not text.strip():
            self.show_section(self._section)
            return
        keys = [row.setting.key for row in self.model.search(text)]
        page_of = self.model.page_of(text)
        if page_of and not keys:  # it stands on a page without rows of its own
            self._show_page(page_of)
            return
        own = self._own(keys, is_search=True)
        page = SettingsRows(self.model, keys, self._appearance, is_search=True, own=own)
        self._list.show_chosen(-1)
        self._show(page, self.tr("Found"))

    def _show(self, page: QWidget, title: str) -> None:
        """Show `page` alone; a page of a section is kept, what a search found is let go."""
        before, self._page = self._page, page
        if before is not None:
            before.hide()
            if before not in self._pages.values():
                before.deleteLater()
        if page.parentWidget() is not self._holder:
            self._held.addWidget(page)
        page.show()
        self._scroll.verticalScrollBar().setValue(0)
        self._title.setText(title)

    @property
    def _search_field(self) -> Field:
        """The one that can be seen."""
        return self._searches[self._is_narrow()]

    def _is_narrow(self) -> bool:
        return self.panel.width() < self._theme.px(_NARROW)

    def _place(self) -> None:
        super()._place()
        is_narrow = self._is_narrow()
        self._side.setVisible(not is_narrow)
        self._choice.setVisible(is_narrow)
        self._title.setVisible(not is_narrow)
        self._searches[1].setVisible(is_narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._search_field.text:
            self._search_field.set_text("")
        elif (
            event.key() == Qt.Key.Key_F and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif event.key() == Qt.Key.Key_Down and self._search_field.edit.hasFocus():
            self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)


class _Side(QWidget):
    """The ground of the list: the sidebar's colour, round where the panel is."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedWidth(theme.px(_SIDE))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px(12)
        area = QRectF(1, 1, self.width() + 2 * radius, self.height() - 2)
        painter.setClipRect(QRect(0, 0, self.width(), self.height()))
        painter.fillPath(rounded_path(area, radius - 1), theme.sidebar)
        painter.fillRect(self.width() - 1, 1, 1, self.height() - 2, theme.border)
