"""What a conversation begins with until its first message is sent: an assistant, or nothing.

What is taken from an assistant is a copy: editing it later changes no conversation that has begun.
It must not know how an assistant is chosen.
"""

import time
from collections.abc import Callable, Sequence

from desktop_app.domain.completion import Parameters
from desktop_app.domain.library import Assistant
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.domain.opening import origin_of
from desktop_app.services.core import Core
from desktop_app.services.store import new_id
from desktop_app.services.unsent import Unsent
from desktop_app.viewmodels.kept import Kept
from desktop_app.viewmodels.who import Who


class Beginning:
    """`told` is called when an assistant that was taken here is another one by now.

    `assistant` is the one that was taken, None for none and once the conversation has a row.
    """

    def __init__(self, core: Core, kept: Kept, told: Callable[[], None]) -> None:
        self._core = core
        self._kept = kept
        self._told = told
        self._stop: Callable[[], None] | None = None
        self._aside: tuple[str, str] | None = None  # who answers without an assistant
        self.assistant: Assistant | None = None
        if isinstance(kept.facts, Unsent):
            self._recall(kept.facts)

    def take(self, assistant: Assistant | None) -> None:
        """Begin with this one's words and ways, or with nothing; with a row, `write` them too."""
        self._follow(assistant)
        if self._kept.row:
            return
        self._kept.begin(
            assistant=assistant.id if assistant else "",
            system=assistant.system if assistant else "",
            parameters=assistant.parameters if assistant else Parameters(),
            opening=assistant.opening if assistant else "",
        )

    async def write(self, before: Sequence[Message], provider: str, model: str) -> None:
        """Put what was taken into the row, in place of opening words before. Raises StoreError.

        For a conversation that has a row from the beginning: one that is temporary.
        """
        row, one = self._kept.row, self.assistant
        if row is None:
            return
        for message in before:
            await self._core.store.remove_message(message.id)
        ways = (one.system, one.parameters) if one else ("", Parameters())
        changes = {"provider": provider, "model": model, "leaf": None}
        await self._kept.change(system=ways[0], parameters=ways[1], **changes)
        for message in self.opening():
            await self._core.store.add_message(row.id, message)

    def opening(self) -> tuple[Message, ...]:
        """The assistant's first words, as the message they will be."""
        facts = self._kept.facts
        words = self.assistant.opening if self.assistant else ""
        if isinstance(facts, Unsent):
            words = facts.opening
        if not words.strip():
            return ()
        origin = origin_of(self.assistant.name if self.assistant else "")
        head = new_id(), Role.ASSISTANT, State.COMPLETE, (TextPart(words),), time.time()
        return (Message(*head, origin=origin),)

    def answering(self, provider: str, model: str) -> tuple[str, str]:
        """Who answers: the assistant's own choice, else these, which come back after it."""
        if self.assistant is None or not self.assistant.provider:
            aside, self._aside = self._aside, None
            return aside or (provider, model)
        self._aside = self._aside or (provider, model)
        found = Who(self._core.catalog).provider(self.assistant.provider)
        is_there = found.name == self.assistant.provider
        return found.name, (is_there and self.assistant.model) or found.model

    def end(self) -> None:
        """The conversation has begun, or nobody shows it any more."""
        self._follow(None)

    def _recall(self, unsent: Unsent) -> None:
        """What was taken before the restart; the default where nothing was decided."""
        wanted = unsent.assistant
        if wanted is None:
            wanted = self._core.settings.get("assistants.default")
        if found := self._find(wanted):
            self._follow(found)
            if unsent.assistant is None:
                self.take(found)

    def _find(self, assistant_id: str) -> Assistant | None:
        return self._core.library.assistants.find(assistant_id) if assistant_id else None

    def _follow(self, assistant: Assistant | None) -> None:
        self.assistant = assistant
        if self._stop and assistant is None:
            self._stop()
            self._stop = None
        elif self._stop is None and assistant:
            self._stop = self._core.library.subscribe(self._look)

    def _look(self) -> None:
        """Take an edited assistant anew, unless the person has changed what it gave."""
        before, facts = self.assistant, self._kept.facts
        after = self._find(before.id) if before else None
        if self._kept.row or not before or not after or after == before:
            return
        if (facts.system, facts.parameters) == (before.system, before.parameters):
            self.take(after)
            self._told()
