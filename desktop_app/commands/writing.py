"""Commands for writing and sending."""

from desktop_app.commands.context import Context
from desktop_app.commands.declared import WRITING, command


def _is_composer_empty(context: Context) -> bool:
    return context.composer.is_empty()


# Enter and Shift+Enter are a setting, so the composer itself asks which of the two was meant.
@command("composer.send", "Send", "Return", group=WRITING, icon="arrow-up", place="composer")
def send(context: Context) -> None:
    """Send what is written, or queue it while an answer streams."""
    context.composer.send()


@command(
    "composer.new_line",
    "New line",
    "Shift+Return",
    group=WRITING,
    place="composer",
    is_listed=False,
)
def new_line(context: Context) -> None:
    """Start a new line."""
    context.composer.break_line()


@command(
    "composer.attach",
    "Attach a file…",
    "Ctrl+U",
    group=WRITING,
    icon="paperclip",
    also="upload image picture pdf",
)
def attach(context: Context) -> None:
    """Choose pictures, PDF or text files to go along with the message."""
    context.composer.choose_files()


@command(
    "composer.prompt",
    "Insert a prompt…",
    "Ctrl+J",
    group=WRITING,
    icon="quote",
    also="template snippet",
)
def choose_prompt(context: Context) -> None:
    """Choose a text of the prompt library; a / that begins the message does it too."""
    context.composer.choose_prompt()


@command(
    "composer.edit_last",
    "Edit the last own message",
    "Up",
    group=WRITING,
    icon="pencil",
    place="composer",
    when=_is_composer_empty,
    also="question change",
)
def edit_last(context: Context) -> None:
    """Take the last own message back into the composer."""
    context.composer.edit_last()


@command(
    "window.escape",
    "Stop, else close, else to the composer",
    "Esc",
    group=WRITING,
    is_listed=False,
)
def escape(context: Context) -> None:
    """The nearest way back."""
    context.escape()


@command(
    "composer.focus",
    "Focus the composer",
    "Ctrl+L",
    "Shift+Esc",
    group=WRITING,
    icon="text-cursor-input",
)
def focus(context: Context) -> None:
    """Take the keyboard to the composer."""
    context.composer.focus()
