"""Commands for the answers of the conversation on the screen."""

from desktop_app.commands.context import Context
from desktop_app.commands.declared import ANSWERS, command
from desktop_app.viewmodels.leaving_out import begin_with, left_out


def _is_streaming(context: Context) -> bool:
    return context.conversation.is_streaming


def _can_retry(context: Context) -> bool:
    return context.conversation.turns.can_retry


def _has_messages(context: Context) -> bool:
    return context.conversation.has_messages


def _can_continue(context: Context) -> bool:
    return context.conversation.turns.can_continue


def _leaves_out(context: Context) -> bool:
    return bool(left_out(context.conversation))


@command("answer.send_all", "Send all messages again", group=ANSWERS, icon="list", when=_leaves_out)
def send_all(context: Context) -> None:
    """Leave no earlier message out any more."""
    begin_with(context.conversation, "")


@command(
    "answer.stop",
    "Stop the answer",
    group=ANSWERS,
    icon="square",
    when=_is_streaming,
    also="cancel abort",
)
def stop(context: Context) -> None:
    """Close the connection and keep what came."""
    context.conversation.turns.stop()


@command(
    "answer.retry",
    "Try again",
    "Ctrl+R",
    group=ANSWERS,
    icon="refresh-cw",
    when=_can_retry,
    also="retry regenerate redo again answer",
)
def retry(context: Context) -> None:
    """Ask the same model again; the earlier answer stays as a version."""
    context.conversation.turns.retry()


@command(
    "answer.retry_with",
    "Try again with another model…",
    group=ANSWERS,
    icon="refresh-cw",
    when=_can_retry,
    also="retry regenerate switch",
)
def retry_with(context: Context) -> None:
    """Ask another model."""
    context.layers.retry_with()


@command(
    "answer.continue",
    "Continue the answer",
    group=ANSWERS,
    icon="play",
    when=_can_continue,
    also="resume go on",
)
def continue_answer(context: Context) -> None:
    """Let the model go on where the last answer was cut."""
    context.conversation.turns.continue_answer()


@command(
    "answer.version_previous",
    "Previous version",
    "Alt+Left",
    mac_keys=("Meta+Ctrl+Left",),
    group=ANSWERS,
    icon="chevron-left",
    row="Previous, next version",
    when=_has_messages,
)
def version_previous(context: Context) -> None:
    """Show the version before this one."""
    context.transcript.step_version(-1)


@command(
    "answer.version_next",
    "Next version",
    "Alt+Right",
    mac_keys=("Meta+Ctrl+Right",),
    group=ANSWERS,
    icon="chevron-right",
    row="Previous, next version",
    when=_has_messages,
)
def version_next(context: Context) -> None:
    """Show the version after this one."""
    context.transcript.step_version(1)


@command(
    "message.previous",
    "Previous message",
    "Alt+Up",
    group=ANSWERS,
    icon="chevron-up",
    row="Previous, next message",
    when=_has_messages,
)
def message_previous(context: Context) -> None:
    """Go one message up."""
    context.transcript.step_focus(-1)


@command(
    "message.next",
    "Next message",
    "Alt+Down",
    group=ANSWERS,
    icon="chevron-down",
    row="Previous, next message",
    when=_has_messages,
)
def message_next(context: Context) -> None:
    """Go one message down."""
    context.transcript.step_focus(1)


@command(
    "transcript.latest",
    "Jump to latest",
    "Ctrl+End",
    group=ANSWERS,
    icon="arrow-down",
    when=_has_messages,
    also="scroll bottom end newest",
)
def jump_to_latest(context: Context) -> None:
    """Go to the end and follow it."""
    context.transcript.jump_to_latest()


@command(
    "answer.copy",
    "Copy last answer",
    "Ctrl+Shift+C",
    group=ANSWERS,
    icon="copy",
    when=_has_messages,
    also="clipboard response reply",
)
def copy_last_answer(context: Context) -> None:
    """Copy the last answer as Markdown and as rich text."""
    context.history.copy_last_answer()


@command(
    "answer.copy_code",
    "Copy last code block",
    "Ctrl+Shift+;",
    # With Shift held, most keyboards say the colon of that key.
    "Ctrl+Shift+:",
    group=ANSWERS,
    icon="copy",
    when=_has_messages,
    also="clipboard snippet",
)
def copy_last_code(context: Context) -> None:
    """Copy the last code block."""
    context.transcript.copy_last_code()
