"""Commands that put conversations in order.

They mean what is chosen in the sidebar while that has the keyboard, else what is on the screen.
"""

from desktop_app.commands.context import Context
from desktop_app.commands.declared import CONVERSATIONS, command


def _has_conversations(context: Context) -> bool:
    return context.order.has_conversations()


def _has_rows(context: Context) -> bool:
    return context.order.has_rows()


def _has_temporary(context: Context) -> bool:
    return context.order.has_temporary()


def _has_trashed(context: Context) -> bool:
    return context.order.has_trashed()


def _can_undo(context: Context) -> bool:
    return context.can_undo()


def _pin_words(context: Context) -> str:
    return "Unpin" if context.order.are_pinned() else "Pin"


def _unread_words(context: Context) -> str:
    return "Mark as read" if context.order.are_unread() else "Mark as unread"


def _archive_words(context: Context) -> str:
    return "List again" if context.order.are_archived() else "Archive"


@command(
    "conversation.rename",
    "Rename",
    "F2",
    group=CONVERSATIONS,
    icon="pencil",
    when=_has_rows,
    also="chat title",
)
def rename(context: Context) -> None:
    """Write another name."""
    context.order.rename()


@command(
    "conversation.pin",
    "Pin or unpin",
    "Ctrl+Alt+P",
    group=CONVERSATIONS,
    icon="pin",
    when=_has_conversations,
    words=_pin_words,
    also="chat favourite star",
)
def pin(context: Context) -> None:
    """Keep it at the top, or no longer."""
    context.order.toggle_pin()


@command(
    "conversation.unread",
    "Mark as unread or read",
    group=CONVERSATIONS,
    icon="circle-dot",
    when=_has_conversations,
    words=_unread_words,
)
def unread(context: Context) -> None:
    """Show it as unread, or no longer."""
    context.order.toggle_unread()


@command(
    "conversation.move",
    "Move to folder…",
    "Ctrl+Shift+E",
    group=CONVERSATIONS,
    icon="folder",
    when=_has_rows,
)
def move(context: Context) -> None:
    """Choose a folder for it, or make one."""
    context.order.move()


@command(
    "conversation.tags",
    "Tags…",
    "Ctrl+Shift+T",
    group=CONVERSATIONS,
    icon="tag",
    when=_has_conversations,
)
def tags(context: Context) -> None:
    """Give it a tag, or take one away."""
    context.order.tag()


@command(
    "conversation.archive",
    "Archive or list again",
    "Ctrl+Alt+A",
    group=CONVERSATIONS,
    icon="archive",
    when=_has_conversations,
    words=_archive_words,
    also="chat hide",
)
def archive(context: Context) -> None:
    """Put it where it is found and not listed, or take it out again."""
    context.order.toggle_archive()


@command(
    "conversation.delete",
    "Delete",
    "Ctrl+Shift+Backspace",
    group=CONVERSATIONS,
    icon="trash-2",
    row="Delete, with undo",
    when=_has_rows,
    also="chat remove trash",
)
def delete(context: Context) -> None:
    """Move it to the trash."""
    context.order.delete()


@command(
    "conversation.delete_chosen",
    "Delete what is chosen in the sidebar",
    "Del",
    group=CONVERSATIONS,
    place="sidebar",
    row="Delete, with undo",
    when=_has_rows,
    is_listed=False,
)
def delete_chosen(context: Context) -> None:
    """Move it to the trash."""
    context.order.delete()


@command(
    "conversation.undo_delete",
    "Undo",
    "Ctrl+Z",
    group=CONVERSATIONS,
    icon="undo-2",
    when=_can_undo,
)
def undo(context: Context) -> None:
    """Take back what was deleted, archived, moved or tagged last; a field undoes its own words."""
    context.undo()


@command(
    "conversation.temporary",
    "New temporary conversation",
    "Ctrl+Alt+N",
    group=CONVERSATIONS,
    icon="eye-off",
    also="chat private incognito",
)
def begin_temporary(context: Context) -> None:
    """Begin one that is never written."""
    context.order.begin_temporary()


@command(
    "conversation.keep",
    "Keep this temporary conversation",
    "Ctrl+Alt+K",
    group=CONVERSATIONS,
    icon="save",
    when=_has_temporary,
)
def keep_temporary(context: Context) -> None:
    """Write it down after all."""
    context.order.keep_temporary()


@command("folder.new", "New folder", "Ctrl+Alt+F", group=CONVERSATIONS, icon="folder")
def create_folder(context: Context) -> None:
    """Make a folder and name it."""
    context.order.create_folder()


@command("conversation.archived", "Archive", group=CONVERSATIONS, icon="archive")
def show_archive(context: Context) -> None:
    """List what was archived."""
    context.order.show_archive()


@command("conversation.trash", "Trash", group=CONVERSATIONS, icon="trash-2")
def show_trash(context: Context) -> None:
    """List what was deleted."""
    context.order.show_trash()


@command(
    "conversation.restore",
    "Restore from the Trash",
    group=CONVERSATIONS,
    icon="rotate-ccw",
    when=_has_trashed,
)
def restore(context: Context) -> None:
    """Take it out of the Trash."""
    context.order.restore()


@command(
    "conversation.purge",
    "Delete for good…",
    group=CONVERSATIONS,
    icon="trash-2",
    when=_has_trashed,
)
def purge(context: Context) -> None:
    """Delete what is chosen in the Trash for good."""
    context.order.purge()


@command("conversation.empty_trash", "Empty the Trash…", group=CONVERSATIONS, icon="trash-2")
def empty_trash(context: Context) -> None:
    """Delete everything in the Trash for good."""
    context.order.empty_trash()
