"""One source of words for how a message ended: every state but a whole one has some."""

import pytest

from desktop_app.domain.endings import ending_words, fault_title, told
from desktop_app.domain.message import ErrorRecord, Message, Role, State, TextPart


def _message(state: State, text: str = "half", error: ErrorRecord | None = None) -> Message:
    return Message("m", Role.ASSISTANT, state, (TextPart(text),), 0.0, error=error)


@pytest.mark.parametrize("state", State)
def test_everything_that_is_not_whole_says_so(state: State) -> None:
    assert bool(ending_words(_message(state))) is (state is not State.COMPLETE)
    assert told(_message(state)) == ending_words(_message(state))


def test_the_error_that_ended_it_is_told() -> None:
    error = ErrorRecord("RateLimited", "Too many requests.", "Wait.")
    assert told(_message(State.FAILED, error=error)) == "Too many requests."
    assert told(_message(State.STOPPED, error=error)) == "Stopped by you after 4 characters"
    assert told(_message(State.STOPPED, "x")) == "Stopped by you after 1 character"


def test_what_ended_before_it_began_counts_no_characters() -> None:
    assert ending_words(_message(State.STOPPED, "")) == "Stopped by you before the first words"
    assert ending_words(_message(State.TRUNCATED, "")) == "Connection lost before the first words"


def test_a_lost_connection_says_how_much_came() -> None:
    lost = ErrorRecord("ConnectionLost", "The connection was lost.", "Try again.")
    title = fault_title(_message(State.TRUNCATED, "x" * 1148, lost))
    assert title == "Connection lost after 1,148 characters"
    assert fault_title(_message(State.FAILED, "", lost)) == "The connection was lost."
    assert fault_title(_message(State.FAILED)) == ""
