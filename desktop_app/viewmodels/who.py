"""Who answers, by the names that conversations keep: providers may be gone or renamed since."""

from collections.abc import Sequence

from desktop_app.domain.message import Message, Role
from desktop_app.domain.opening import is_opening
from desktop_app.domain.provider import Model, Provider
from desktop_app.services.catalog import Catalog
from desktop_app.viewmodels import status
from desktop_app.viewmodels.context_use import about_given


class Who:
    """Looks names up in the catalog as it is at this moment."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def provider(self, name: str) -> Provider:
        """The provider of this name, else the one that new conversations start with."""
        return self._known().get(name) or self._catalog.default()

    def title(self, name: str) -> str:
        """What to call it; a provider that is gone keeps its name."""
        known = self._known()
        return self._catalog.title(known[name]) if name in known else name

    def head(self, message: Message) -> str:
        """Model and provider of an answer, as the transcript wants them; empty for own messages."""
        origin = message.origin
        return "\n".join(self.words(origin.provider, origin.model)) if origin else ""

    def words(self, provider: str, model: str) -> tuple[str, str]:
        """Model and provider, each by the name that the person gave it."""
        found = self._known().get(provider)
        own = found.models.get(model) if found else None
        return (own.title if own and own.title else model, self.title(provider))

    def model(self, provider: str, model: str) -> Model:
        """What is known of a model, no more than its name if its provider is gone."""
        found = self._known().get(provider)
        return self._catalog.model(found, model) if found else Model(model)

    def ended_words(self, sent: Sequence[Message], left_out: int) -> tuple[str, ...]:
        """What the status line says of the newest answer in what is sent, which has ended.

        `left_out` counts the messages before that are not.
        """
        places = [place for place, each in enumerate(sent) if each.role is Role.ASSISTANT]
        answer = sent[places[-1]] if places else None
        if answer is None or is_opening(answer):
            return ()
        origin = answer.origin
        known = self.model(origin.provider, origin.model) if origin else None
        return status.ended_words(answer, known, about_given(sent[: places[-1]]), left_out)

    def _known(self) -> dict[str, Provider]:
        return {each.name: each for each in self._catalog.providers()}
