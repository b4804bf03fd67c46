"""Messages as the transcript shows them: with their version, and who answered."""

from desktop_app.domain.message import Message
from desktop_app.viewmodels.branch import Branch
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.viewmodels.who import Who


def of_branch(branch: Branch, who: Who) -> list[TranscriptItem]:
    """Everything on a branch."""
    return [
        TranscriptItem(message, branch.versions.position(message.id), who.head(message))
        for message in branch.messages
    ]


def next_one(message: Message, branch: Branch, head: str = "") -> TranscriptItem:
    """A message that comes to the end of a branch."""
    return TranscriptItem(message, branch.next_position(message.role), head)
