"""What a turn tells while it runs, apart from the answer itself.

Facts with plain words for the console; the window may say them in its own language. A notice is
about this very moment: the next one, or None, replaces it. Nothing here knows who listens.
"""

from collections.abc import Callable

import msgspec

from desktop_app.domain.errors import AppError, StoreError


class Waiting(msgspec.Struct, frozen=True):
    """The request is on its way and nothing has come back yet."""

    @property
    def words(self) -> str:
        """For a person."""
        return "waiting for the first token"


class Loading(msgspec.Struct, frozen=True):
    """The built-in model is being loaded."""

    text: str

    @property
    def words(self) -> str:
        """For a person."""
        return self.text


class Quiet(msgspec.Struct, frozen=True):
    """Nothing of the answer came for `seconds`. `has_comments`: the connection is kept alive."""

    seconds: int
    has_comments: bool = False

    @property
    def words(self) -> str:
        """For a person."""
        alive = ", but keeps the connection open" if self.has_comments else ""
        return f"the server has been quiet for {self.seconds} s{alive}"


class Retrying(msgspec.Struct, frozen=True):
    """The request failed before any answer and is sent again in `delay` seconds.

    `skip()` sends it at once; stopping the turn stops the waiting too.
    """

    error: AppError
    delay: float
    attempt: int  # 1 for the first repetition
    skip: Callable[[], None]

    @property
    def words(self) -> str:
        """For a person."""
        problem = str(self.error).rstrip(".")
        return f"{problem} – trying again in {max(1, round(self.delay))} s"


class Repaired(msgspec.Struct, frozen=True):
    """The provider refused a detail of the request: it was asked again in another way.

    `change` is what was asked differently: "without temperature".
    """

    change: str

    @property
    def words(self) -> str:
        """For a person."""
        return f"the provider did not take the request as it was: asked again {self.change}"


class Unsaved(msgspec.Struct, frozen=True):
    """The answer goes on, but cannot be written to the database."""

    error: StoreError

    @property
    def words(self) -> str:
        """For a person."""
        return f"this answer is not being saved: {self.error}"


Notice = Waiting | Loading | Quiet | Retrying | Repaired | Unsaved | None
