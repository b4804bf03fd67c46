"""Versions in the tree of messages: which siblings a message has.

Pure functions over the store's nodes.
"""

from collections import defaultdict
from collections.abc import Iterable

from desktop_app.domain.message import Role
from desktop_app.services.store import MessageNode


class Versions:
    """The tree of one conversation, asked about the branch on the screen."""

    def __init__(self, nodes: Iterable[MessageNode]) -> None:
        self._nodes = {node.id: node for node in nodes}
        self._children: dict[str | None, list[MessageNode]] = defaultdict(list)
        for node in sorted(self._nodes.values(), key=lambda node: (node.created, node.id)):
            self._children[node.parent].append(node)

    def position(self, message_id: str) -> tuple[int, int]:
        """Which version this is, and of how many: (2, 3)."""
        siblings = self._siblings(message_id)
        places = [node.id for node in siblings]
        return (places.index(message_id) + 1, len(places)) if message_id in places else (1, 1)

    def next_position(self, parent: str | None, role: Role) -> tuple[int, int]:
        """Which version the next message of `role` below `parent` will be."""
        count = 1 + sum(each.role is role for each in self._children.get(parent, ()))
        return (count, count)

    def neighbour(self, message_id: str, step: int) -> str | None:
        """The version `step` further on, None beyond the ends."""
        siblings = self._siblings(message_id)
        place = self.position(message_id)[0] - 1 + step
        return siblings[place].id if siblings and 0 <= place < len(siblings) else None

    def is_known(self, message_id: str) -> bool:
        """Whether it is in the tree."""
        return message_id in self._nodes

    def is_end(self, message_id: str) -> bool:
        """Whether nothing follows it."""
        return not self._children.get(message_id)

    def parent(self, message_id: str) -> str | None:
        """The message before this one."""
        node = self._nodes.get(message_id)
        return node.parent if node else None

    def _siblings(self, message_id: str) -> list[MessageNode]:
        node = self._nodes.get(message_id)
        if node is None:
            return []
        return [each for each in self._children[node.parent] if each.role == node.role]
