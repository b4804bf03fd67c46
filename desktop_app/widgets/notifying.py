"""The desktop's notification when an answer ends while no window is in front.

Speaks to the notification service of Linux desktops. Elsewhere, and where none answers, the mark in
the task bar has to do, which is not set here.
"""

import asyncio
import contextlib
import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop_app import paths
from desktop_app.domain.message import Message, State
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.conversation_list import UNTITLED
from desktop_app.widgets.session import Session

_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_PATIENCE = 2.0  # seconds for a bus and a service that may not be there
_LONGEST = 160  # characters of an answer that a notification has room for


class Notifying(QObject):
    """One for all windows: lives as long as the conversations."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.conversations)
        self._session = session
        session.conversations.answer_ended.connect(self._ended)

    def _ended(self, conversation: Conversation, message: Message) -> None:
        is_wanted = self._session.core.settings.get("general.notifications")
        if not is_wanted or message.state is State.STOPPED or QApplication.activeWindow():
            return
        title = conversation.title or self.tr(UNTITLED)
        words = self._words(message)
        is_open = self._session.core.settings.get("general.notification_words")
        if conversation.is_temporary or not is_open:  # a desktop may keep what it was told
            words = self.tr("The answer is finished.")
        self._session.scope.start(notify(title, words), "notify")

    def _words(self, message: Message) -> str:
        if message.error is not None:
            return message.error.text
        text = " ".join(message.text.split())
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
        return text or self.tr("The answer is finished.")


async def notify(title: str, words: str) -> bool:
    """Ask the desktop to show this; false where nobody shows such a thing."""
    if not sys.platform.startswith("linux"):
        return False
    # The library brings no types.
    from jeepney import (
        DBusAddress,
        DBusErrorResponse,
        MessageType,
        new_method_call,
    )
    from jeepney.io.asyncio import open_dbus_router

    address = DBusAddress(_PATH, bus_name=_SERVICE, interface=_SERVICE)
    hints = {"desktop-entry": ("s", paths.APP_ID)}
    # Services read the words as markup; -1 leaves it to them how long they are shown.
    body: tuple[object, ...] = ("Rivulet", 0, paths.APP_ID, title, _plain(words), [], hints, -1)
    call = new_method_call(address, "Notify", "susssasa{sv}i", body)
    with contextlib.suppress(OSError, KeyError, TimeoutError, DBusErrorResponse):
        async with asyncio.timeout(_PATIENCE), open_dbus_router() as bus:
            reply = await bus.send_and_get_reply(call)
            return bool(reply.header.message_type is MessageType.method_return)
    return False


def _plain(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
