"""What a conversation begins with, and that it keeps its own copy of it."""

import pytest

from desktop_app.domain.completion import Parameters
from desktop_app.domain.library import Assistant
from desktop_app.domain.message import Role
from desktop_app.domain.provider import Provider
from tests.viewmodels.scripted import until

COOK = Assistant(
    "cook", "Cook", "You cook.", "naga", "big", Parameters(temperature=0.2), "What is in the house?"
)


@pytest.fixture(name="kitchen")
def kitchen_fixture(desk):
    """A desk whose library holds the cook, and whose settings the cook's provider."""

    class Kitchen:
        async def __aenter__(self):
            self.context = desk()
            self.desk = await self.context.__aenter__()
            self.core = self.desk.core
            naga = Provider("naga", "https://api.naga.ac/v1", "chat", model="small")
            self.core.settings.change_providers(lambda _: [naga])
            self.core.settings.set("models.default", "built-in")
            self.core.library.assistants.change(lambda _: [COOK])
            return self

        async def __aexit__(self, *error):
            await self.context.__aexit__(*error)

        async def sent(self, conversation):
            await self.desk.answered("Eggs.", "An omelette.", conversation)
            return await self.core.store.conversation(conversation.id)

    return Kitchen


async def test_an_assistant_gives_its_words_and_ways(kitchen):
    async with kitchen() as here:
        conversation = here.desk.conversations.new()
        assert not conversation.has_messages
        conversation.begin_with(COOK)
        assert conversation.assistant == COOK
        assert (conversation.provider, conversation.model) == ("naga", "big")
        assert [x.message.text for x in conversation.transcript.items] == [COOK.opening]
        assert conversation.transcript.items[0].head == "Cook\n"
        assert conversation.status_words() == ()
        assert not conversation.turns.can_retry
        row = await here.sent(conversation)
        assert (row.system, row.parameters) == (COOK.system, COOK.parameters)
        assert (row.provider, row.model) == ("naga", "big")
        branch = await here.core.store.branch(row.id)
        assert [m.role for m in branch] == [Role.ASSISTANT, Role.USER, Role.ASSISTANT]
        assert [m.parent for m in branch] == [None, branch[0].id, branch[1].id]
        assert conversation.assistant is None  # from here on it is a conversation of its own


async def test_editing_an_assistant_changes_no_conversation_that_has_begun(kitchen):
    async with kitchen() as here:
        begun, fresh = here.desk.conversations.new(), here.desk.conversations.new()
        begun.begin_with(COOK)
        row = await here.sent(begun)
        fresh.begin_with(COOK)
        other = Assistant("cook", "Cook", "You bake.", opening="Flour?")
        here.core.library.assistants.change(lambda _: [other])
        assert (await here.core.store.conversation(row.id)).system == "You cook."
        assert begun.system == "You cook."
        assert fresh.system == "You bake."
        assert [x.message.text for x in fresh.transcript.items] == ["Flour?"]


async def test_what_the_person_changed_stays_when_the_assistant_is_edited(kitchen):
    async with kitchen() as here:
        fresh = here.desk.conversations.new()
        fresh.begin_with(COOK)
        fresh.set_parameters("Mine.", Parameters())
        await until(lambda: fresh.system == "Mine.")
        here.core.library.assistants.change(lambda _: [Assistant("cook", "Cook", "You bake.")])
        assert fresh.system == "Mine."


async def test_without_an_assistant_everything_is_as_before(kitchen):
    async with kitchen() as here:
        conversation = here.desk.conversations.new()
        conversation.begin_with(COOK)
        conversation.begin_with(None)
        assert (conversation.system, conversation.parameters) == ("", Parameters())
        assert conversation.provider == "built-in"
        assert not conversation.has_messages
        row = await here.sent(conversation)
        assert row.messages == 2


async def test_the_default_begins_new_conversations_and_none_can_be_meant(kitchen):
    async with kitchen() as here:
        here.core.settings.set("assistants.default", "cook")
        first = here.desk.conversations.new()
        assert (first.assistant, first.system) == (COOK, COOK.system)
        first.begin_with(None)
        assert here.desk.conversations.new().assistant is None  # it was decided for the next one
        await here.sent(first)
        assert here.desk.conversations.new().assistant == COOK


async def test_what_was_taken_comes_back_after_a_restart(kitchen):
    async with kitchen() as here:
        here.desk.conversations.new().begin_with(COOK)
        again = here.desk.conversations.new()
        assert again.assistant == COOK
        assert [x.message.text for x in again.transcript.items] == [COOK.opening]


async def test_a_default_that_is_gone_and_a_provider_that_is_gone_hinder_nobody(kitchen):
    async with kitchen() as here:
        here.core.settings.set("assistants.default", "nobody")
        conversation = here.desk.conversations.new()
        assert conversation.assistant is None
        conversation.begin_with(Assistant("x", "X", provider="gone", model="m"))
        assert conversation.provider == "built-in"
        assert conversation.model == "smollm2-135m"


async def test_the_opening_words_are_no_message_to_be_edited_yet(kitchen):
    async with kitchen() as here:
        conversation = here.desk.conversations.new()
        conversation.begin_with(COOK)
        opening = conversation.transcript.items[0].message
        conversation.start_editing(opening.id)
        conversation.delete_message(opening.id)
        assert not conversation.draft.edited_id
        assert conversation.has_messages


async def test_a_row_that_has_begun_takes_no_assistant(kitchen):
    async with kitchen() as here:
        conversation = here.desk.conversations.new()
        await here.sent(conversation)
        conversation.begin_with(COOK)
        assert conversation.system == ""


async def test_a_temporary_conversation_begins_with_one_and_stays_temporary(kitchen) -> None:
    async with kitchen() as here:
        opened = []
        here.desk.conversations.opened.connect(opened.append)
        here.desk.conversations.begin_temporary()
        await until(lambda: opened)
        conversation = opened[0]
        guide = Assistant("guide", "Guide", opening="Where to?")
        for assistant in (guide, COOK):
            conversation.begin_with(assistant)
            await until(
                lambda one=assistant: (
                    [m.text for m in conversation.branch.messages] == [one.opening]
                )
            )
        assert (conversation.system, conversation.parameters) == (COOK.system, COOK.parameters)
        assert (conversation.provider, conversation.model) == ("naga", "big")
        conversation.begin_with(None)
        await until(lambda: not conversation.has_messages)
        assert conversation.system == ""
        assert conversation.is_temporary
        assert not await here.core.store.conversations()
        assert here.desk.conversations.new().assistant is None
