"""Putting conversations in order from one window: what is chosen, what is asked, what is told.

Implements `commands.context.Order`; what it does lies in `viewmodels.organising`.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.services.store import ConversationRow
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.deeds import Deed
from desktop_app.viewmodels.entries import ARCHIVE, TRASH, Entry
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.session import Session
from desktop_app.widgets.sidebar import Sidebar
from desktop_app.widgets.theme import Appearance


def _nothing() -> None:
    """For a notice that is gone already."""


class Ordering(QObject):
    """For one window. `show_sidebar` makes sure that the sidebar can be seen."""

    left = Signal()  # the conversation on the screen was deleted
    reopened = Signal(str)  # a conversation came back, by its id

    def __init__(
        self,
        window: QWidget,
        sidebar: Sidebar,
        page: ConversationPage,
        session: Session,
        appearance: Appearance,
        *,
        show_sidebar: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._sidebar = sidebar
        self._page = page
        self._conversations = session.conversations
        self._order = session.conversations.order
        self._appearance = appearance
        self._show_sidebar = show_sidebar
        self._work = ToldWork(session.scope, session.conversations.failed.emit)
        self._to_name = ""
        self._undone_here: Deed | None = None
        self._told: WeakKeyDictionary[Deed, Callable[[], None]] = WeakKeyDictionary()
        self._order.deeds.done.connect(self._tell)
        self._order.deeds.undone.connect(self._show_undone)
        self._order.folder_made.connect(self._name_folder)
        self._conversations.ended.connect(self._leave)

    # What is chosen

    def _entries(self) -> list[Entry]:
        shown = self._page.conversation.id
        return self._sidebar.chosen or ([Entry(id=shown)] if shown else [])

    def _ids(self) -> list[str]:
        return list(dict.fromkeys(entry.id for entry in self._entries() if entry.id))

    def _folders(self) -> list[str]:
        return [entry.folder for entry in self._entries() if entry.folder]

    def _rows(self) -> list[ConversationRow]:
        known, shown = self._conversations, self._page.conversation
        rows = (
            known.list.row(id_) or known.found.row(id_) or (shown.row if shown.id == id_ else None)
            for id_ in self._ids()
        )
        return [row for row in rows if row is not None]

    def _is_in_trash(self) -> bool:
        if self._sidebar.chosen:
            return self._sidebar.kind == TRASH
        return self._page.conversation.is_trashed

    def has_conversations(self) -> bool:
        """Whether there is a conversation to do something with."""
        ids = self._ids()
        return bool(ids) and not self._is_in_trash() and not self._temporary(ids)

    def has_rows(self) -> bool:
        """Whether there is a conversation or a folder to do something with."""
        return bool(self._entries()) and not self._is_in_trash()

    def has_temporary(self) -> bool:
        """Whether the conversation on the screen is never written, and could be."""
        shown = self._page.conversation
        return shown.is_temporary and not shown.is_streaming

    def _temporary(self, ids: list[str]) -> list[str]:
        return [each for each in ids if each in self._conversations.temporaries]

    def has_trashed(self) -> bool:
        """Whether what is chosen lies in the Trash."""
        return self._is_in_trash()

    def can_undo(self) -> bool:
        """Whether the last change can be taken back."""
        return bool(self._order.deeds)

    # What is done

    def rename(self) -> None:
        """Let the person write another name: into the row, else into the header."""
        chosen = self._sidebar.chosen
        if chosen and self._temporary([chosen[0].id]):
            chosen = []
        if not (chosen and self._sidebar.start_renaming(chosen[0])):
            self._page.header.start_renaming()

    def are_pinned(self) -> bool:
        """Whether all of them are kept at the top."""
        return all(row.is_pinned for row in self._rows())

    def are_unread(self) -> bool:
        """Whether all of them are shown as unread."""
        return all(row.is_unread for row in self._rows())

    def are_archived(self) -> bool:
        """Whether all of them lie in the Archive."""
        rows = self._rows()
        is_there = self._sidebar.kind == ARCHIVE or all(row.is_archived for row in rows)
        return bool(rows) and is_there

    def toggle_pin(self) -> None:
        """Keep them at the top, or no longer."""
        self._order.pin(self._ids(), is_on=not self.are_pinned())

    def toggle_unread(self) -> None:
        """Show them as unread, or no longer."""
        self._order.mark(self._ids(), is_unread=not self.are_unread())

    def toggle_archive(self) -> None:
        """Put them into the Archive, or out of it."""
        self._order.archive(self._ids(), is_archived=not self.are_archived())

    def move(self) -> None:
        """Let the person choose a folder for them."""
        from desktop_app.widgets.choosing import choose_folder

        ids, folders = self._ids(), self._folders()

        def choose(target: str) -> None:
            for path in folders:
                self._order.move_folder(path, f"{target}/{path.rpartition('/')[2]}")
            if ids:
                self._order.move(ids, target)

        known = sorted(self._conversations.list.folders, key=str.casefold)
        choose_folder(self._window, self._appearance, known, choose)

    def tag(self) -> None:
        """Let the person choose a tag to give or to take."""
        self._work.start("tags", self._tag, self._ids(), self._rows())

    async def _tag(self, ids: list[str], rows: list[ConversationRow]) -> None:
        from desktop_app.widgets.choosing import choose_tag

        own = [tag for tag in (rows[0].tags if rows else ()) if all(tag in r.tags for r in rows)]
        known = await self._order.all_tags()

        def choose(*tags: str) -> None:
            if len(tags) == 1 and tags[0] in own:
                self._order.tag(ids, remove=tags[0])
            else:
                self._order.tag(ids, add=tags)

        choose_tag(self._window, self._appearance, known, own, choose)

    def delete(self) -> None:
        """Put conversations into the Trash, take folders away."""
        ids, folders = self._ids(), self._folders()
        for path in folders:
            self._order.remove_folder(path)
        if temporary := self._temporary(ids):
            self._end_temporary(temporary)
            ids = [each for each in ids if each not in temporary]
        if ids:
            self._order.delete(ids)

    def _end_temporary(self, ids: list[str]) -> None:
        filled = [each for each in ids if each in self._conversations.temporaries.filled]
        if not filled:
            self._conversations.end_temporary(ids)
            return
        from desktop_app.widgets.asking import Asking

        title = self.tr("Forget the temporary conversation?")
        words = self.tr("It was never written to this computer: there is no way back.")
        answers = [(self.tr("Forget"), lambda: self._conversations.end_temporary(ids))]
        Asking(self._window, self._appearance, (title, words), answers)

    def begin_temporary(self) -> None:
        """Show a conversation that is never written."""
        self._conversations.begin_temporary()

    def keep_temporary(self) -> None:
        """Write the conversation on the screen down after all."""
        self._conversations.keep_temporary([self._page.conversation.id])

    def _leave(self, conversation: Conversation) -> None:
        if self._page.is_showing(conversation.id):
            self.left.emit()

    def restore(self) -> None:
        """Take them out of the Trash."""
        self._order.restore(self._ids())

    def purge(self) -> None:
        """Delete what is chosen in the Trash for good, once the person has said so."""
        ids = self._ids()
        self._ask(len(ids), lambda: self._order.purge(ids))

    def empty_trash(self) -> None:
        """Delete all of the Trash for good, once the person has said so."""
        self._work.start("trash", self._empty_trash)

    async def _empty_trash(self) -> None:
        count = await self._order.count_trash()
        if count:
            self._ask(count, self._order.empty_trash)
        else:
            self._page.toast.say(self.tr("The Trash is empty"), "trash-2")

    def _ask(self, count: int, purge: Callable[[], None]) -> None:
        from desktop_app.widgets.asking import Asking

        title = self.tr("Delete {0} conversations for good?").format(count)
        if count == 1:
            title = self.tr("Delete 1 conversation for good?")
        words = self.tr("With everything attached to them. There is no way back.")
        answers = [(self.tr("Delete {0} for good").format(count), purge)]
        Asking(self._window, self._appearance, (title, words), answers)

    def undo(self) -> None:
        """Take the last change back."""
        self._undo(None)

    def _undo(self, deed: Deed | None) -> None:
        self._undone_here = deed or self._order.deeds.last
        self._order.deeds.undo(deed)

    def _show_undone(self, deed: Deed) -> None:
        self._told.pop(deed, _nothing)()
        if deed is self._undone_here and len(deed.gone) == 1:
            self.reopened.emit(deed.gone[0])

    def _tell(self, deed: Deed) -> None:
        if any(map(self._page.is_showing, deed.gone)):
            self.left.emit()
        undo = self.tr("Undo")
        end = self._page.toast.say(
            deed.words, deed.icon, undo, lambda: self._undo(deed), is_undo=True
        )
        self._told[deed] = end

    # Lists

    def create_folder(self) -> None:
        """Make a folder, in the one that is chosen, and let the person name it."""
        above = next(iter(self._folders()), "")
        self._to_name = self._order.free_name(above, self.tr("New folder"))
        self._show_sidebar()
        self._sidebar.show_all()
        self._conversations.listing.toggle_folder(above, is_open=True)
        self._order.create_folder(self._to_name)

    def _name_folder(self, path: str) -> None:
        if path == self._to_name:
            self._to_name = ""
            self._sidebar.start_renaming(Entry(folder=path))

    def show_trash(self) -> None:
        """List what was deleted, or all conversations again."""
        self._show_kind(TRASH)

    def show_archive(self) -> None:
        """List what was archived, or all conversations again."""
        self._show_kind(ARCHIVE)

    def _show_kind(self, kind: str) -> None:
        self._show_sidebar()
        self._sidebar.show_kind(kind)
