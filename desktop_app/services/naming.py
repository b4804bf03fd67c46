"""A title written by a model, where the person switched that on. Never by the built-in one.

What it costs is noted at the answer after which it was asked for. A title that cannot be made is no
trouble of the person's: the first words stay.
"""

import logging
import time
from collections.abc import Sequence

from desktop_app.domain.completion import CompletionRequest, Parameters
from desktop_app.domain.delta import Delta
from desktop_app.domain.errors import AppError
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Origin, Role, State, TextPart, Usage
from desktop_app.services.catalog import BUILT_IN
from desktop_app.services.core import Core
from desktop_app.services.notices import Notice
from desktop_app.services.store import new_id
from desktop_app.services.titles import first_words

log = logging.getLogger(__name__)

WORDS, SAME, CHOSEN = "words", "same", "chosen"  # values of the setting
_SYSTEM = (
    "Write a title of at most six words for the conversation below, in its language. "
    "Answer with the title alone: no quotation marks, no full stop."
)
_MOST = 2_000  # characters of each message that are shown to the model
_ROOM = Parameters(max_tokens=400)  # some models think first


async def name(core: Core, conversation_id: str) -> bool:
    """Let a model name the conversation after its first answer; whether it did.

    Raises StoreError.
    """
    branch = await core.store.branch(conversation_id)
    row = await core.store.conversation(conversation_id)
    if row is None or [each.role for each in branch] != [Role.USER, Role.ASSISTANT]:
        return False
    asked, answer = branch
    who = _who(core, answer)
    had = first_words(asked.text)
    if who is None or answer.state is not State.COMPLETE or row.title != had:
        return False
    try:
        title, usage = await _ask(core, who, branch)
    except AppError as error:
        log.warning("no title was made: %s", type(error).__name__)  # what it says may quote
        return False
    if usage:
        provider = core.catalog.provider(who[0])
        origin = Origin(provider.name, provider.base_url, provider.protocol, who[1])
        await core.store.set_naming(answer, origin, usage)
    row = await core.store.conversation(conversation_id)
    if not title or row is None or row.title != had:  # the person was faster
        return False
    await core.store.update_conversation(conversation_id, title=title)
    return True


def _who(core: Core, answer: Message) -> tuple[str, str] | None:
    """Which provider and model to ask, None for nobody."""
    choice = core.settings.get("conversation.titles")
    if choice == SAME and answer.origin:
        who = answer.origin.provider, answer.origin.model
    elif choice == CHOSEN:
        provider, _, model = core.settings.get("conversation.title_model").partition("/")
        who = provider, model
    else:
        return None
    return who if all(who) and who[0] != BUILT_IN.name else None


async def _ask(
    core: Core, who: tuple[str, str], branch: Sequence[Message]
) -> tuple[str, Usage | None]:
    from desktop_app.services.completions import run_completion

    provider = core.catalog.provider(who[0])
    endpoint, key = await core.reach(provider)
    shown = "\n\n".join(f"{each.role.value}: {each.text[:_MOST]}" for each in branch)
    question = Message(new_id(), Role.USER, State.COMPLETE, (TextPart(shown),), time.time())
    request = CompletionRequest(
        endpoint,
        who[1],
        (question,),
        system=_SYSTEM,
        parameters=_ROOM,
        is_streamed=provider.is_streamed,
        profile=core.catalog.profile(who[1]),
    )
    limits = core.network.limits(endpoint.base_url, provider.network)
    answer = _Answer()
    await run_completion(core.http, request, key, answer, limits)
    text = "".join(part.text for part in answer.builder.parts() if isinstance(part, TextPart))
    return first_words(text.strip().strip("\"'“”„«»*#. ")), answer.builder.usage


class _Answer:
    """Takes what arrives."""

    def __init__(self) -> None:
        self.builder = MessageBuilder()

    def deltas_arrived(self, deltas: Sequence[Delta]) -> None:
        """More of the title."""
        for delta in deltas:
            self.builder.apply(delta)

    def noticed(self, notice: Notice) -> None:
        """Nobody waits for a title."""
