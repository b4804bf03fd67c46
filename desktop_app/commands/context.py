"""What a command is given: the window it acts in, as far as commands may see it."""

from typing import Protocol

from desktop_app.viewmodels.conversation import Conversation


class Composer(Protocol):
    """The field one writes in."""

    def focus(self) -> None:
        """Take the keyboard."""

    def send(self) -> None:
        """Send what is written."""

    def break_line(self) -> None:
        """Start a new line at the cursor."""

    def choose_files(self) -> None:
        """Let the person choose files to go along."""

    def edit_last(self) -> None:
        """Take the last own message back into the field."""

    def is_empty(self) -> bool:
        """Whether nothing is written."""


class Transcript(Protocol):
    """The messages on the screen."""

    def jump_to_latest(self) -> None:
        """Scroll to the end and follow it."""

    def step_focus(self, step: int) -> None:
        """Put the focus on the message `step` further down."""

    def copy_last_answer(self) -> None:
        """Put the last answer on the clipboard, as Markdown."""

    def copy_last_code(self) -> None:
        """Put the last code block on the clipboard."""

    def start_finding(self) -> None:
        """Open the field that searches this conversation."""

    def find_again(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place found."""


class Context(Protocol):
    """One window."""

    @property
    def conversation(self) -> Conversation:
        """The conversation on the screen, which may be a new one that is not saved yet."""

    @property
    def composer(self) -> Composer:
        """The field one writes in."""

    @property
    def transcript(self) -> Transcript:
        """The messages on the screen."""

    def escape(self) -> None:
        """Stop; else close what is open; else go to the composer."""

    def new_conversation(self) -> None:
        """Show an empty conversation."""

    def choose_assistant(self) -> None:
        """Open the list of what a new conversation can begin with."""

    def write_system_prompt(self) -> None:
        """Show where this conversation's system prompt and parameters are written."""

    def show_neighbour(self, step: int) -> None:
        """Show the conversation `step` rows further down the sidebar."""

    def show_nth(self, number: int) -> None:
        """Show the `number`-th conversation of the sidebar, from 1."""

    def rename(self) -> None:
        """Let the person write another title."""

    def delete(self) -> None:
        """Move the conversation to the trash and offer to undo it."""

    def can_undo_delete(self) -> bool:
        """Whether a deleted conversation can still be brought back."""

    def undo_delete(self) -> None:
        """Bring the conversation that was deleted last back."""

    def toggle_pin(self) -> None:
        """Keep the conversation at the top, or no longer."""

    def search(self) -> None:
        """Go to the field that searches all conversations."""

    def show_trash(self) -> None:
        """List what was deleted, or all conversations again."""

    def show_palette(self) -> None:
        """Open the command palette."""

    def show_shortcuts(self) -> None:
        """Open the sheet of keys."""

    def show_settings(self, section: str = "") -> None:
        """Open the settings, at a section where one is named."""

    def choose_model(self) -> None:
        """Open the list of models for this conversation."""

    def retry_with(self) -> None:
        """Choose a model and let it answer the last message again."""

    def toggle_sidebar(self) -> None:
        """Show or hide the list of conversations."""

    def toggle_inspector(self) -> None:
        """Show or hide the facts about the stream."""

    def new_window(self) -> None:
        """Open another window."""

    def zoom(self, step: int) -> None:
        """Make everything larger (1), smaller (-1) or as the system has it (0)."""

    def choose_theme(self, choice: str) -> None:
        """Take `light`, `dark` or `system`."""

    def close(self) -> bool:
        """Close this window."""

    def quit(self) -> None:
        """Close all windows and end."""
