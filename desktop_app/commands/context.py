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

    def choose_prompt(self) -> None:
        """Open the list of prompts."""

    def edit_last(self) -> None:
        """Take the last own message back into the field."""

    def is_empty(self) -> bool:
        """Whether nothing is written."""


class Transcript(Protocol):
    """The messages on the screen."""

    def jump_to_latest(self) -> None:
        """Scroll to the end and follow it."""

    def step_version(self, step: int) -> None:
        """Show the version `step` further on of the newest message that has several."""

    def step_focus(self, step: int) -> None:
        """Put the focus on the message `step` further down."""

    def copy_last_code(self) -> None:
        """Put the last code block on the clipboard."""

    def start_finding(self) -> None:
        """Open the field that searches this conversation."""

    def find_again(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place found."""


class Order(Protocol):
    """Puts conversations and folders in order.

    It means those chosen in the sidebar while that has the keyboard, else the conversation on the
    screen.
    """

    def has_conversations(self) -> bool:
        """Whether there is a conversation to do something with."""

    def has_rows(self) -> bool:
        """Whether there is a conversation or a folder to do something with."""

    def has_temporary(self) -> bool:
        """Whether the conversation on the screen is never written, and could be."""

    def begin_temporary(self) -> None:
        """Show a conversation that is never written."""

    def keep_temporary(self) -> None:
        """Write the conversation on the screen down after all."""

    def has_trashed(self) -> bool:
        """Whether what is chosen lies in the Trash."""

    def can_undo(self) -> bool:
        """Whether the last change can be taken back."""

    def rename(self) -> None:
        """Let the person write another name."""

    def are_pinned(self) -> bool:
        """Whether all of them are kept at the top."""

    def are_unread(self) -> bool:
        """Whether all of them are shown as unread."""

    def are_archived(self) -> bool:
        """Whether all of them lie in the Archive."""

    def toggle_pin(self) -> None:
        """Keep them at the top, or no longer."""

    def toggle_unread(self) -> None:
        """Show them as unread, or no longer."""

    def toggle_archive(self) -> None:
        """Put them into the Archive, or out of it."""

    def move(self) -> None:
        """Let the person choose a folder for them."""

    def tag(self) -> None:
        """Let the person choose a tag to give or to take."""

    def delete(self) -> None:
        """Put conversations into the Trash, take folders away."""

    def undo(self) -> None:
        """Take the last change back."""

    def restore(self) -> None:
        """Take them out of the Trash."""

    def purge(self) -> None:
        """Delete what is chosen in the Trash for good, once the person has said so."""

    def empty_trash(self) -> None:
        """Delete all of the Trash for good, once the person has said so."""

    def create_folder(self) -> None:
        """Make a folder and let the person name it."""

    def show_trash(self) -> None:
        """List what was deleted, or all conversations again."""

    def show_archive(self) -> None:
        """List what was archived, or all conversations again."""


class History(Protocol):
    """What was said: its branches, and the way out and in."""

    def show_tree(self) -> None:
        """List every branch of the conversation."""

    def fork(self) -> None:
        """Copy everything up to the focused message, else to the end, into a new conversation."""

    def copy(self) -> None:
        """Put the branch on the screen on the clipboard."""

    def copy_last_answer(self) -> None:
        """Put the last answer on the clipboard."""

    def export(self) -> None:
        """Choose what goes into which file."""

    def export_message(self) -> None:
        """The same for the focused message, else the last one."""

    def choose_import(self) -> None:
        """Choose a file that is taken in."""


class Layers(Protocol):
    """What lies over the conversation when asked for."""

    def choose_assistant(self) -> None:
        """Open the list of what a new conversation can begin with."""

    def choose_answering_model(self) -> None:
        """Open the list of models for the conversation on the screen."""

    def retry_with(self) -> None:
        """Choose a model and let it answer the last message again."""

    def show_palette(self) -> None:
        """Open the command palette."""

    def show_shortcuts(self) -> None:
        """Open the sheet of keys."""

    def show_spending(self) -> None:
        """Open what answers took."""

    def show_settings(self) -> object:
        """Open the settings."""

    def paste_key(self) -> None:
        """Go where a provider's key is entered."""


class Inspecting(Protocol):
    """The facts about the stream, beside the conversation."""

    def toggle(self) -> None:
        """Show or hide them."""

    def enter(self) -> None:
        """Put the keyboard there, and from there back to the composer."""

    def write_system_prompt(self) -> None:
        """Show where this conversation's system prompt and parameters are written."""


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

    @property
    def order(self) -> Order:
        """What puts conversations in order."""

    @property
    def history(self) -> History:
        """What was said."""

    @property
    def layers(self) -> Layers:
        """What lies over the conversation when asked for."""

    @property
    def inspecting(self) -> Inspecting:
        """The facts about the stream."""

    def can_undo(self) -> bool:
        """Whether `undo` finds something."""

    def undo(self) -> None:
        """Take back what the newest notice offers to undo, else the last message deleted."""

    def undo_told(self) -> None:
        """Do what the newest notice offers, which is mostly Undo."""

    def escape(self) -> None:
        """Stop; else close what is open; else go to the composer."""

    def new_conversation(self) -> None:
        """Show an empty conversation."""

    def show_neighbour(self, step: int) -> None:
        """Show the conversation `step` rows further down the sidebar."""

    def show_nth(self, number: int) -> None:
        """Show the `number`-th conversation of the sidebar, from 1."""

    def search(self) -> None:
        """Go to the field that searches all conversations."""

    def toggle_sidebar(self) -> None:
        """Show or hide the list of conversations."""

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
