"""Titles by a model: only where that is wanted, never in the way, and told what they cost."""

import logging
import time

import pytest

from desktop_app import paths
from desktop_app.domain.message import Message, Origin, Role, State, TextPart
from desktop_app.domain.provider import Provider
from desktop_app.services.core import Core
from desktop_app.services.naming import name
from desktop_app.services.store import new_id
from tests.services.net.gateway import Gateway
from tests.services.net.scenarios import SCENARIOS

QUESTION = "How do I prune an apple tree that nobody has touched for ten years?"


async def asked(core: Core, provider: str = "here") -> str:
    """A conversation with one question and its answer; its id."""
    from desktop_app.services.titles import first_words

    row = await core.store.create_conversation(first_words(QUESTION), provider, "stand-in-1")
    question = Message(new_id(), Role.USER, State.COMPLETE, (TextPart(QUESTION),), time.time())
    await core.store.add_message(row.id, question)
    origin = Origin(provider, "", "chat", "stand-in-1")
    parts = (TextPart("In winter, a third at most."),)
    answer = Message(
        new_id(), Role.ASSISTANT, State.COMPLETE, parts, time.time(), question.id, origin
    )
    await core.store.add_message(row.id, answer)
    return row.id


def provider(gateway: Gateway, scenario: str = "plain") -> Provider:
    return Provider("here", gateway.url(scenario), "chat", model="stand-in-1")


@pytest.mark.parametrize(
    ("choice", "model", "is_asked"),
    [
        ("words", "", False),
        ("same", "", True),
        ("chosen", "here/stand-in-1", True),
        ("chosen", "", False),
        ("chosen", "built-in/smollm2-135m", False),
    ],
)
async def test_only_whom_the_person_chose_is_asked(choice, model, is_asked) -> None:
    async with (
        Gateway(SCENARIOS) as gateway,
        await Core.open(paths.locations(), is_temporary=True) as core,
    ):
        core.catalog.add(provider(gateway))
        core.settings.set("conversation.titles", choice)
        core.settings.set("conversation.title_model", model)
        id_ = await asked(core)
        assert await name(core, id_) is is_asked
        row = await core.store.conversation(id_)
        assert (row.title == "Hello from the gateway") is is_asked
        assert bool(gateway.received) is is_asked
        answer = (await core.store.branch(id_))[-1]
        assert (answer.naming is not None) is is_asked
        if is_asked:
            assert answer.naming.output
            spent = await core.store.spent_in(id_)
            assert [(each.model, each.answers) for each in spent] == [("stand-in-1", 1)]
            assert answer.text == "In winter, a third at most."


async def test_the_built_in_model_is_never_asked() -> None:
    async with await Core.open(paths.locations(), is_temporary=True) as core:
        core.settings.set("conversation.titles", "same")
        assert not await name(core, await asked(core, "built-in"))
        assert not core.local_model.state.startswith("running")


async def test_what_the_person_called_it_stays() -> None:
    async with (
        Gateway(SCENARIOS) as gateway,
        await Core.open(paths.locations(), is_temporary=True) as core,
    ):
        core.catalog.add(provider(gateway))
        core.settings.set("conversation.titles", "same")
        id_ = await asked(core)
        await core.store.update_conversation(id_, title="My tree")
        assert not await name(core, id_)
        assert not gateway.received


@pytest.mark.logs("no title was made: ")
async def test_a_failure_is_logged_without_a_word_of_it(caplog) -> None:
    async with await Core.open(paths.locations(), is_temporary=True) as core:
        core.catalog.add(Provider("here", "http://127.0.0.1:9/v1", "chat", model="stand-in-1"))
        core.settings.set("conversation.titles", "same")
        core.settings.set("network.retries", 0)
        id_ = await asked(core)
        with caplog.at_level(logging.DEBUG):
            assert not await name(core, id_)
        assert "apple" not in caplog.text
        assert "winter" not in caplog.text
        assert (await core.store.conversation(id_)).title.startswith("How do I prune")
