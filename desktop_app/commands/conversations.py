"""Commands that go from one conversation to another and find things in them."""

from functools import partial

from desktop_app.commands.context import Context
from desktop_app.commands.declared import CONVERSATIONS, command

_ORDINALS = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
)  # fmt: skip


def _has_messages(context: Context) -> bool:
    return context.conversation.has_messages


@command(
    "conversation.new",
    "New conversation",
    "Ctrl+N",
    "Ctrl+Shift+O",
    group=CONVERSATIONS,
    icon="plus",
    also="chat thread start",
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
    also="chat bot persona",
)
def choose_assistant(context: Context) -> None:
    """Choose what a new conversation begins with."""
    context.layers.choose_assistant()


@command(
    "conversation.parameters",
    "System prompt and parameters",
    "Ctrl+Shift+I",
    group=CONVERSATIONS,
    icon="sliders-horizontal",
    also="temperature instructions tokens",
)
def parameters(context: Context) -> None:
    """Tell the model how to behave in this conversation."""
    context.inspecting.write_system_prompt()


@command(
    "conversation.next",
    "Next conversation",
    "Ctrl+Tab",
    mac_keys=("Meta+Tab",),
    group=CONVERSATIONS,
    icon="chevron-down",
    also="chat",
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
    also="chat",
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
    "conversation.search",
    "Search all conversations",
    "Ctrl+Shift+F",
    group=CONVERSATIONS,
    icon="search",
    also="chats history everything",
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
    also="search chat text",
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
