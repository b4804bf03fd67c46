"""Branches: nothing is overwritten, and one can go back to each."""

import msgspec
import pytest

from desktop_app.domain.message import Role, State
from desktop_app.services.store.rows import MessageNode


async def _talk(store, say):
    """Question, answer, second question, answer; and another answer to the first question."""
    row = await store.create_conversation("tree", folder="Work", tags=("a",))
    question = say("q1")
    answer = say("a1", question, Role.ASSISTANT)
    again = say("q2", answer)
    last = say("a2", again, Role.ASSISTANT)
    other = say("a1 anew\nwith a line", question, Role.ASSISTANT)
    for message in (question, answer, again, last, other):
        await store.add_message(row.id, message)
    return row, question, answer, again, last, other


def _texts(messages) -> list[str]:
    return [message.text for message in messages]


async def test_the_newest_message_ends_the_active_branch(opened, say) -> None:
    async with opened() as store:
        row, _, _, _, last, other = await _talk(store, say)
        assert _texts(await store.branch(row.id)) == ["q1", "a1 anew\nwith a line"]
        assert _texts(await store.branch(row.id, last.id)) == ["q1", "a1", "q2", "a2"]
        seen = await store.conversation(row.id)
        assert (seen.messages, seen.leaf) == (5, other.id)


async def test_the_outline_tells_versions_and_lengths(opened, say) -> None:
    async with opened() as store:
        row, _, _, _, last, other = await _talk(store, say)
        outline = await store.branch_outline(row.id)
        assert [(line.version, line.characters, line.newlines) for line in outline] == [
            ((1, 1), 2, 0),
            ((2, 2), 19, 1),
        ]
        assert outline[1].id == other.id
        elder = await store.branch_outline(row.id, last.id)
        assert [line.version for line in elder] == [(1, 1), (1, 2), (1, 1), (1, 1)]
        wanted = [line.id for line in reversed(elder)]
        assert _texts(await store.messages([*wanted, "unknown"])) == ["a2", "q2", "a1", "q1"]


async def test_moving_to_a_version_leads_to_the_end_of_its_newest_branch(opened, say) -> None:
    async with opened() as store:
        row, question, answer, _, last, other = await _talk(store, say)
        assert await store.leaf_below(answer.id) == last.id
        assert await store.leaf_below(question.id) == other.id
        with pytest.raises(LookupError):
            await store.leaf_below("unknown")
        await store.update_conversation(row.id, leaf=last.id)
        assert _texts(await store.branch(row.id))[-1] == "a2"


async def test_the_tree_names_parents(opened, say) -> None:
    async with opened() as store:
        row, question, answer, again, last, other = await _talk(store, say)
        nodes = await store.tree(row.id)
        assert {(node.id, node.parent) for node in nodes} == {
            (question.id, None),
            (answer.id, question.id),
            (again.id, answer.id),
            (last.id, again.id),
            (other.id, question.id),
        }
        first = MessageNode(question.id, None, Role.USER, State.COMPLETE, question.created)
        assert nodes[0] == first


async def test_a_fork_is_a_copy_that_lives_on_its_own(opened, say) -> None:
    async with opened() as store:
        row, _, _, again, _, _ = await _talk(store, say)
        forked = await store.fork(row.id, again.id)
        assert (forked.messages, forked.folder, forked.tags) == (3, "Work", ("a",))
        copies = await store.branch(forked.id)
        originals = await store.branch(row.id, again.id)
        assert not {copy.id for copy in copies} & {original.id for original in originals}
        blank = [msgspec.structs.replace(m, id="", parent=None) for m in copies]
        assert blank == [msgspec.structs.replace(m, id="", parent=None) for m in originals]
        await store.purge(row.id)
        assert _texts(await store.branch(forked.id)) == ["q1", "a1", "q2"]


async def test_a_removed_message_goes_with_what_follows_and_comes_back(opened, say) -> None:
    async with opened() as store:
        row, question, answer, _, last, other = await _talk(store, say)
        await store.update_conversation(row.id, leaf=last.id)
        await store.remove_message(answer.id)
        seen = await store.conversation(row.id)
        assert (seen.messages, seen.leaf) == (2, other.id)
        assert {node.id for node in await store.tree(row.id)} == {question.id, other.id}
        assert await store.search("a2") == []
        await store.restore_message(answer.id)
        seen = await store.conversation(row.id)
        assert (seen.messages, seen.leaf) == (5, last.id)
        assert _texts(await store.branch(row.id)) == ["q1", "a1", "q2", "a2"]


async def test_the_version_before_takes_the_place_of_a_removed_one(opened, say) -> None:
    async with opened() as store:
        row = await store.create_conversation()
        question = say("q")
        await store.add_message(row.id, question)
        versions = [say(f"a{number}", question, role=Role.ASSISTANT) for number in range(4)]
        for version in versions:
            await store.add_message(row.id, version)
        follows = say("and then?", versions[1])
        await store.add_message(row.id, follows)
        shown = []
        for removed in (versions[2], versions[1], versions[0], versions[3], question):
            await store.remove_message(removed.id)
            shown.append((await store.conversation(row.id)).leaf)
        assert shown == [follows.id, versions[0].id, versions[3].id, question.id, None]


async def test_a_message_of_no_conversation_is_our_fault(opened, say) -> None:
    async with opened() as store:
        with pytest.raises(LookupError):
            await store.add_message("unknown", say("?"))
        row = await store.create_conversation()
        with pytest.raises(LookupError):
            await store.add_message(row.id, say("?", say("never added")))
        assert (await store.conversation(row.id)).messages == 0


async def test_keeping_an_interrupted_answer_changes_its_state_alone(opened, say) -> None:
    async with opened() as store:
        row = await store.create_conversation()
        half = say("half", role=Role.ASSISTANT, state=State.INTERRUPTED)
        await store.add_message(row.id, half)
        await store.set_state(half.id, State.STOPPED)
        kept = msgspec.structs.replace(half, state=State.STOPPED)
        assert await store.message(half.id) == kept


async def test_a_branch_of_ten_thousand_messages_is_whole(opened, say) -> None:
    async with opened() as store:
        row = await store.create_conversation()
        parent = None

        def fill(db) -> None:
            from desktop_app.services.store import messages
            from desktop_app.services.store.lane import transaction

            nonlocal parent
            with transaction(db):
                for index in range(10_000):
                    parent = say(f"m{index}", parent)
                    messages.add(db, row.id, parent)

        await store._writer.run(fill)
        outline = await store.branch_outline(row.id)
        assert len(outline) == 10_000
        assert _texts(await store.messages([line.id for line in outline[-2:]])) == [
            "m9998",
            "m9999",
        ]
        assert _texts(await store.branch(row.id)) == [f"m{index}" for index in range(10_000)]
        await store.remove_message(outline[1].id)
        assert (await store.conversation(row.id)).messages == 1
        await store.restore_message(outline[1].id)
        assert (await store.conversation(row.id)).leaf == outline[-1].id
        await store.purge(row.id)
        assert await store.messages([outline[0].id]) == []
        assert await store.search("m9999") == []
