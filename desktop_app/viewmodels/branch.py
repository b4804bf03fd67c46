"""The active branch of a conversation: its messages, their versions, and what can be asked of them.

A value: another branch is another object. It must not know where messages come from.
"""

from collections.abc import Iterable, Sequence

from desktop_app.domain.message import Message, Role, State
from desktop_app.services.store import MessageNode
from desktop_app.viewmodels.versions import Versions

_CUT = {State.INCOMPLETE, State.STOPPED, State.TRUNCATED, State.INTERRUPTED, State.FAILED}


class Branch:
    """Messages from the first to the last, without the one that streams."""

    def __init__(self, messages: Iterable[Message] = (), versions: Versions | None = None) -> None:
        self.messages: Sequence[Message] = tuple(messages)
        self.versions = versions or Versions(())

    def within(self, nodes: Iterable[MessageNode]) -> "Branch":
        """The same, with the whole tree around it."""
        return Branch(self.messages, Versions(nodes))

    def next_position(self, role: Role) -> tuple[int, int]:
        """Which version a message at the end of this branch will be."""
        parent = self.messages[-1].id if self.messages else None
        return self.versions.next_position(parent, role)

    def with_message(self, message: Message) -> "Branch":
        """The same, one message longer."""
        return Branch((*self.messages, message), self.versions)

    def without_last(self) -> "Branch":
        """The same, one message shorter."""
        return Branch(self.messages[:-1], self.versions)

    def message(self, message_id: str) -> Message | None:
        """The message of this id."""
        return next((each for each in self.messages if each.id == message_id), None)

    @property
    def last_answer(self) -> Message | None:
        """The newest whole or broken answer."""
        return self._newest(self.messages, Role.ASSISTANT)

    @property
    def last_own(self) -> Message | None:
        """The newest message of the person."""
        return self._newest(self.messages, Role.USER)

    @property
    def last_code(self) -> str:
        """The last fenced code block of the newest message that has one, or empty."""
        return next(filter(None, (last_code(each.text) for each in reversed(self.messages))), "")

    @property
    def is_cut(self) -> bool:
        """Whether it ends in an answer that can go on."""
        return bool(self.messages) and self.can_go_on(self.messages[-1])

    @staticmethod
    def can_go_on(message: Message) -> bool:
        """Whether this is an answer that was cut."""
        return message.role is Role.ASSISTANT and message.state in _CUT

    def asked(self, message_id: str) -> Message | None:
        """The person's message that an answer (without an id: the last one) was given to."""
        places = [place for place, each in enumerate(self.messages) if each.id == message_id]
        until = self.messages[: places[0] + 1] if places else self.messages
        return self._newest(until, Role.USER)

    def until(self, message_id: str) -> Sequence[Message]:
        """What was said before an answer, with the question; all of it for an unknown id."""
        places = [place for place, each in enumerate(self.messages) if each.id == message_id]
        return self.messages[: places[0]] if places else self.messages

    def last_with_versions(self) -> str:
        """The id of the newest message that has siblings, or empty."""
        found = (
            each.id for each in reversed(self.messages) if self.versions.position(each.id)[1] > 1
        )
        return next(found, "")

    @staticmethod
    def _newest(messages: Sequence[Message], role: Role) -> Message | None:
        return next((each for each in reversed(messages) if each.role is role), None)


def last_code(text: str) -> str:
    """The last fenced code block of a message, empty if there is none."""
    block: list[str] = []
    code = fence = ""
    for line in text.splitlines():
        bare = line.lstrip()
        if fence and bare.startswith(fence) and not bare.strip(fence[0]).strip():
            code, fence = "\n".join(block), ""
        elif fence:
            block.append(line)
        elif bare.startswith(("```", "~~~")):
            fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
            block = []
    return "\n".join(block) if fence else code
