"""Commands for the list of conversations and what is in it."""

from functools import partial

from desktop_app.commands.context import Context
from desktop_app.commands.declared import CONVERSATIONS, command

_ORDINALS = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
)  # fmt: skip


def _is_saved(context: Context) -> bool:
    return bool(context.conversation.id)


def _has_messages(context: Context) -> bool:
    return context.conversation.has_messages


def _can_undo(context: Context) -> bool:
    return context.can_undo_delete()


@command(
    "conversation.new",
    "New conversation",
    "Ctrl+N",
    "Ctrl+Shift+O",
    group=CONVERSATIONS,
    icon="plus",
)
def new(context: Context) -> None:
    """Show an empty conversation."""
    context.new_conversation()


@command(
    "conversation.assistant",
    "New conversation with an assistant…",
    "Ctrl+Shift+A",
    group=CONVERSATIONS,
    icon="bot",
)
def choose_assistant(context: Context) -> None:
    """Choose what a new conversation begins with."""
    context.choose_assistant()


@command(
    "conversation.parameters",
    "System prompt and parameters",
    "Ctrl+Shift+I",
    group=CONVERSATIONS,
    icon="sliders-horizontal",
)
def parameters(context: Context) -> None:
    """Tell the model how to behave in this conversation."""
    context.write_system_prompt()


@command(
    "conversation.next",
    "Next conversation",
    "Ctrl+Tab",
    mac_keys=("Meta+Tab",),
    group=CONVERSATIONS,
    icon="chevron-down",
)
def show_next(context: Context) -> None:
    """Show the next one of the sidebar."""
    context.show_neighbour(1)


@command(
    "conversation.previous",
    "Previous conversation",
    "Ctrl+Shift+Tab",
    mac_keys=("Meta+Shift+Tab",),
    group=CONVERSATIONS,
    icon="chevron-up",
)
def show_previous(context: Context) -> None:
    """Show the one before in the sidebar."""
    context.show_neighbour(-1)


def _show_nth(number: int, context: Context) -> None:
    context.show_nth(number)


for _number, _ordinal in enumerate(_ORDINALS, start=1):
    command(
        f"conversation.nth_{_number}",
        f"{_ordinal} conversation",
        f"Ctrl+{_number}",
        group=CONVERSATIONS,
        row="First to ninth",
        is_listed=False,
    )(partial(_show_nth, _number))


@command(
    "conversation.rename",
    "Rename conversation",
    "F2",
    group=CONVERSATIONS,
    icon="pencil",
    when=_is_saved,
)
def rename(context: Context) -> None:
    """Write another title."""
    context.rename()


@command("conversation.pin", "Pin or unpin", group=CONVERSATIONS, icon="pin", when=_is_saved)
def pin(context: Context) -> None:
    """Keep it at the top, or no longer."""
    context.toggle_pin()


@command(
    "conversation.delete",
    "Delete conversation",
    "Ctrl+Shift+Backspace",
    group=CONVERSATIONS,
    icon="trash-2",
    row="Delete, with undo",
    when=_is_saved,
)
def delete(context: Context) -> None:
    """Move it to the trash."""
    context.delete()


@command(
    "conversation.undo_delete",
    "Undo the delete",
    "Ctrl+Z",
    group=CONVERSATIONS,
    icon="undo-2",
    place="sidebar",
    when=_can_undo,
)
def undo_delete(context: Context) -> None:
    """Bring the last deleted one back."""
    context.undo_delete()


@command(
    "conversation.search",
    "Search all conversations",
    "Ctrl+Shift+F",
    group=CONVERSATIONS,
    icon="search",
)
def search(context: Context) -> None:
    """Search titles and messages."""
    context.search()


@command(
    "conversation.find",
    "Find in this conversation",
    "Ctrl+F",
    group=CONVERSATIONS,
    icon="search",
    when=_has_messages,
)
def find(context: Context) -> None:
    """Open the field that searches the messages on the screen."""
    context.transcript.start_finding()


@command(
    "conversation.find_next",
    "Find next",
    "F3",
    group=CONVERSATIONS,
    icon="chevron-down",
    row="Find next, previous",
    when=_has_messages,
)
def find_next(context: Context) -> None:
    """Go to the next place found."""
    context.transcript.find_again(1)


@command(
    "conversation.find_previous",
    "Find previous",
    "Shift+F3",
    group=CONVERSATIONS,
    icon="chevron-up",
    row="Find next, previous",
    when=_has_messages,
)
def find_previous(context: Context) -> None:
    """Go to the place found before."""
    context.transcript.find_again(-1)


@command("conversation.trash", "Trash", group=CONVERSATIONS, icon="trash-2")
def show_trash(context: Context) -> None:
    """List what was deleted."""
    context.show_trash()
