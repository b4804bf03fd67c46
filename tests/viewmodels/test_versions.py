"""Versions in a tree."""

from desktop_app.domain.message import Role, State
from desktop_app.services.store import MessageNode
from desktop_app.viewmodels.versions import Versions


def node(name: str, parent: str | None, role: Role, created: float) -> MessageNode:
    return MessageNode(name, parent, role, State.COMPLETE, created)


TREE = Versions([
    node("q1", None, Role.USER, 1),
    node("a1", "q1", Role.ASSISTANT, 2),
    node("a2", "q1", Role.ASSISTANT, 4),
    node("a3", "q1", Role.ASSISTANT, 3),
    node("q2", None, Role.USER, 5),
])  # fmt: skip


def test_positions_are_by_time() -> None:
    assert [TREE.position(name) for name in ("a1", "a3", "a2")] == [(1, 3), (2, 3), (3, 3)]
    assert TREE.position("q2") == (2, 2)
    assert TREE.position("unknown") == (1, 1)


def test_neighbours_end_at_the_ends() -> None:
    assert TREE.neighbour("a1", 1) == "a3"
    assert TREE.neighbour("a2", 1) is None
    assert TREE.neighbour("a1", -1) is None
    assert TREE.neighbour("unknown", 1) is None


def test_parents() -> None:
    assert TREE.parent("a2") == "q1"
    assert TREE.parent("q1") is None
    assert TREE.parent("unknown") is None
