"""What is seen of a conversation: its active branch, and the transcript that keeps step with it.

It must not know how answers come about.
"""

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.message import Message
from desktop_app.services.core import Core
from desktop_app.viewmodels import draft_keeping, items
from desktop_app.viewmodels.branch import Branch
from desktop_app.viewmodels.draft import Draft
from desktop_app.viewmodels.kept import Kept
from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.viewmodels.who import Who


class Shown(QObject):
    """The branch is without the answer that streams; the transcript has it too."""

    changed = Signal()  # another branch is seen

    def __init__(self, core: Core, kept: Kept, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._core = core
        self._kept = kept
        self._draft = draft
        self._who = Who(core.catalog)
        self._branch = Branch()
        self._left: dict[str, str] = {}  # message: the end of the branch that was seen with it
        self.transcript = TranscriptModel(self)

    @property
    def branch(self) -> Branch:
        """The active branch."""
        return self._branch

    async def load(self) -> None:
        """Read the active branch. Raises StoreError."""
        if not self._kept.row:
            return
        store, conversation_id = self._core.store, self._kept.row.id
        nodes = await store.tree(conversation_id)
        self.show(Branch(await store.branch(conversation_id)).within(nodes))
        draft_keeping.end_lost_edit(self._draft, self._branch)

    def show(self, branch: Branch) -> None:
        """Show this branch instead."""
        ids = [message.id for message in self._branch.messages]
        if ids and self._branch.versions.is_end(ids[-1]):  # not on the way to another branch
            self._left |= dict.fromkeys(ids, ids[-1])
        self._branch = branch
        self.transcript.set_messages(items.of_branch(branch, self._who))
        self.changed.emit()

    def left_at(self, message_id: str) -> str:
        """Where the branch through a message ended when it was seen last; empty if it is gone."""
        left = self._left.get(message_id, "")
        return left if self._branch.versions.is_known(left) else ""

    def add(self, question: Message) -> None:
        """The person's next message."""
        self.transcript.begin(items.next_one(question, self._branch))
        self._branch = self._branch.with_message(question)

    def begin(self, answer: Message, provider: str, model: str) -> None:
        """An answer that streams."""
        head = f"{model}\n{self._who.title(provider)}"
        self.transcript.begin(items.next_one(answer, self._branch, head))

    def end(self, answer: Message) -> None:
        """It streams no more."""
        self.transcript.end(answer.id, answer)
        self._branch = self._branch.with_message(answer)

    async def learn_versions(self) -> None:
        """Find out the place of each message in the tree. Raises StoreError."""
        if self._kept.row:
            self._branch = self._branch.within(await self._core.store.tree(self._kept.row.id))
