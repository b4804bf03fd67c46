"""Commands for what was said: its branches, and the way out of Rivulet and into it."""

from desktop_app.commands.context import Context
from desktop_app.commands.declared import ANSWERS, CONVERSATIONS, command


def _has_messages(context: Context) -> bool:
    return context.conversation.has_messages


@command(
    "conversation.tree",
    "Branches of the conversation",
    "Ctrl+Shift+B",
    group=CONVERSATIONS,
    icon="list-tree",
    when=_has_messages,
    also="versions overview",
)
def show_tree(context: Context) -> None:
    """List every branch, to go to any place in it."""
    context.history.show_tree()


@command(
    "message.branch",
    "Branch into a new conversation",
    "Ctrl+Shift+D",
    group=ANSWERS,
    icon="git-branch",
    when=_has_messages,
    also="fork duplicate chat",
)
def branch(context: Context) -> None:
    """Copy everything up to the message with the keyboard, or to the end, into a new one."""
    context.history.fork()


@command(
    "conversation.copy",
    "Copy the conversation",
    group=CONVERSATIONS,
    icon="copy",
    when=_has_messages,
    also="chat clipboard share",
)
def copy(context: Context) -> None:
    """Put the branch on the screen on the clipboard, as Markdown and as rich text."""
    context.history.copy()


@command(
    "conversation.export",
    "Export…",
    "Ctrl+Shift+S",
    group=CONVERSATIONS,
    icon="upload",
    also="chat save download share pdf markdown",
)
def export(context: Context) -> None:
    """Write this conversation, a folder or everything into a file."""
    context.history.export()


@command("message.export", "Export the message…", group=ANSWERS, icon="upload", when=_has_messages)
def export_message(context: Context) -> None:
    """Write the message with the keyboard, or the last one, into a file."""
    context.history.export_message()


@command(
    "conversation.import",
    "Import…",
    group=CONVERSATIONS,
    icon="import",
    also="chatgpt claude chats",
)
def take_in(context: Context) -> None:
    """Take in what ChatGPT, Claude, Rivulet or Markdown files hold."""
    context.history.choose_import()
