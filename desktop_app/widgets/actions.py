"""Commands as Qt knows them: one QAction each, with its keys, for the window and its menus."""

import functools
from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.commands import COMMANDS, GROUPS, Command
from desktop_app.commands.context import Context
from desktop_app.commands.keys import default_keys, keys_of, shown_keys
from desktop_app.widgets import icons
from desktop_app.widgets.theme import Appearance, Theme

# The field one writes in knows these keys by itself: what they mean depends on its contents.
_BY_FIELD = "composer"
_OF_CONVERSATION = (
    "conversation.find", "conversation.rename", "conversation.pin", "conversation.export",
    "conversation.archive", "conversation.delete",
)  # fmt: skip


class Actions(QObject):
    """All commands of one window. `places` maps a command's place to the widget it belongs to."""

    def __init__(
        self,
        context: Context,
        window: QWidget,
        places: Mapping[str, QWidget],
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._appearance = appearance
        self._overrides: Mapping[str, str] = {}
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS.values():
            home = places.get(command.place, window)
            action = QAction(command.title, home)
            action.triggered.connect(functools.partial(self.run, command.id))
            is_local = command.place in places
            action.setShortcutContext(
                Qt.ShortcutContext.WidgetWithChildrenShortcut
                if is_local
                else Qt.ShortcutContext.WindowShortcut
            )
            home.addAction(action)
            self._actions[command.id] = action
        self.set_overrides({})

    @property
    def overrides(self) -> Mapping[str, str]:
        """Keys that the person chose instead of the declared ones."""
        return self._overrides

    def set_overrides(self, overrides: Mapping[str, str]) -> None:
        """Take the person's own keys into use."""
        self._overrides = dict(overrides)
        for command in COMMANDS.values():
            keys = keys_of(command, overrides)
            if command.place == _BY_FIELD and keys == default_keys(command):
                keys = ()
            self._actions[command.id].setShortcuts([QKeySequence(key) for key in keys])

    def run(self, command_id: str, _is_checked: bool = False) -> None:
        """Do it, if it can be done at this moment."""
        command = COMMANDS[command_id]
        if command.when(self._context):
            command.run(self._context)

    def available(self) -> list[Command]:
        """What can be done at this moment and belongs into the palette."""
        commands = COMMANDS.values()
        return [each for each in commands if each.is_listed and each.when(self._context)]

    def keys(self, command_id: str) -> str:
        """A command's keys in words, for what shows them beside itself."""
        return shown_keys(COMMANDS[command_id], self._overrides)

    def tell_keys(self, button: QWidget, command_id: str) -> None:
        """Write a command's keys into a button's tooltip."""
        keys = self.keys(command_id)
        name = button.accessibleName() or button.toolTip()
        if keys:
            button.setToolTip(f"{name}   {keys}")

    def show_menu(self, corner: QPoint) -> None:
        """Open the menu of everything, its upper right corner at `corner` on the screen.

        What is done to the conversation comes first, then everything in groups.
        """
        menu = self.menu_of([*_OF_CONVERSATION, ""])
        for group in GROUPS:
            self._fill(menu.addMenu(group), group)
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    def show_menu_of(self, ids: list[str], corner: QPoint) -> None:
        """Open a menu of these commands, its upper left corner at `corner` on the screen."""
        self.menu_of(ids).popup(corner)

    def menu_of(self, ids: list[str]) -> QMenu:
        """A menu of these commands; an empty id makes a line."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._paint_icons(self._appearance.theme)
        for command_id in ids:
            if command_id:
                self._add(menu, COMMANDS[command_id])
            else:
                menu.addSeparator()
        menu.aboutToHide.connect(self._enable_all)
        return menu

    def _fill(self, menu: QMenu, group: str) -> None:
        for command in COMMANDS.values():
            if command.group == group and command.is_listed:
                self._add(menu, command)
        menu.aboutToHide.connect(self._enable_all)

    def _add(self, menu: QMenu, command: Command) -> None:
        action = self._actions[command.id]
        can_run = command.when(self._context)
        action.setEnabled(can_run)
        action.setText(command.title_in(self._context) if can_run else command.title)
        menu.addAction(action)

    def _enable_all(self) -> None:
        # A disabled action would not hear its keys once it could be done again.
        for action in self._actions.values():
            action.setEnabled(True)

    def _paint_icons(self, theme: Theme) -> None:
        for command in COMMANDS.values():
            if command.icon:
                self._actions[command.id].setIcon(icons.icon(command.icon, theme))
