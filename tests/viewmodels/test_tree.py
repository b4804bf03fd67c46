"""The overview of branches: every place once, the others folded, words only for what is seen."""

import asyncio

from PySide6.QtCore import Qt

from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import MessageNode
from desktop_app.viewmodels.tree import TreeModel
from tests.viewmodels.scripted import settled


def _node(id_: str, parent: str | None, role: Role = Role.USER, state=State.COMPLETE):
    return MessageNode(id_, parent, role, state, float(len(id_)))


class _Work:
    """Counts what is asked for instead of asking."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def start(self, _name, _work, ids) -> "asyncio.Future[None]":
        self.asked.append(ids)
        return asyncio.get_running_loop().create_future()


def _shown(model: TreeModel) -> list[str]:
    return [f"{'  ' * row.depth}{row.id}" for row in model.rows]


_FORKED = [
    _node("q", None),
    _node("a1", "q", Role.ASSISTANT),
    _node("b", "a1"),
    _node("b1", "b", Role.ASSISTANT),
    _node("b2", "b", Role.ASSISTANT),
    _node("a2", "q", Role.ASSISTANT),
    _node("a3", "q", Role.ASSISTANT, State.STOPPED),
    _node("c", "a3"),
]


def test_the_active_branch_goes_straight_down_and_the_others_are_folded(qapp) -> None:
    model = TreeModel(None, _Work())
    model.show_nodes(_FORKED, ["q", "a3", "c"])
    assert _shown(model) == ["q", "  a1", "  a2", "a3", "c"]
    assert [row.is_active for row in model.rows] == [True, False, False, True, True]
    assert model.branches == 4
    assert model.rows[1].standing == "+ 3"
    assert model.rows[3].standing == "stopped"
    model.fold(1, is_folded=False)
    assert _shown(model) == ["q", "  a1", "  b", "    b1", "  b2", "  a2", "a3", "c"]
    assert model.start_of(4) == 1
    model.fold(1, is_folded=True)
    assert len(model.rows) == 5
    model.fold(2, is_folded=True)  # nothing follows it
    assert len(model.rows) == 5


def test_a_tools_answer_has_no_row_and_what_follows_it_has(qapp) -> None:
    model = TreeModel(None, _Work())
    nodes = [_node("q", None), _node("a", "q", Role.ASSISTANT), _node("t", "a", Role.TOOL)]
    model.show_nodes([*nodes, _node("a'", "t", Role.ASSISTANT)], [])
    assert _shown(model) == ["q", "a", "a'"]


async def test_five_thousand_messages_ask_for_the_words_that_are_seen(qapp) -> None:
    work = _Work()
    model = TreeModel(None, work)
    nodes = [_node("0", None)]
    for number in range(1, 5000):
        nodes.append(_node(str(number), str(number - 1 - (number % 50 == 0))))
    model.show_nodes(nodes, [str(number) for number in range(5000)])
    assert len(model.rows) + sum(row.below for row in model.rows if row.is_folded) == 5000
    for place in range(20):
        model.index(place).data()
    await asyncio.sleep(0.01)
    assert [len(ids) for ids in work.asked] == [20]


async def test_rows_say_who_and_what_and_how_it_stands(desk) -> None:
    async with desk() as all_:
        store = all_.core.store
        row = await store.create_conversation("tree")
        words = TextPart("So **many**\n\nwords " + "and more " * 100)
        message = Message("m", Role.USER, State.FAILED, (words,), 1.0)
        await store.add_message(row.id, message)
        model = TreeModel(store, all_.conversations._work)
        model.show_nodes(await store.tree(row.id), ["m"])
        assert model.index(0).data() == ""
        await asyncio.sleep(0.01)
        await settled(all_.scope)
        assert model.index(0).data().startswith("So many words and more")
        assert len(model.index(0).data()) <= 200
        said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert said.startswith("You, So many words")
        assert said.endswith("failed, on the screen")
