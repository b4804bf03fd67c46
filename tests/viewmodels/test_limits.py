"""What is said before a limit: by what was counted, else about; once; never when nothing is set."""

import datetime

import msgspec
import pytest

from desktop_app.domain.message import Message, Origin, Role, State, TextPart, Usage
from desktop_app.domain.provider import Model
from desktop_app.services.store.spending import Spent
from desktop_app.viewmodels.context_use import ContextUse, context_use
from desktop_app.viewmodels.limits import context_reached, first_day, spending_reached

TODAY = datetime.date(2026, 11, 20)
MODEL = Model("m", context=1000)


def message(role: Role, text: str = "", usage: Usage | None = None) -> Message:
    return Message(role.value, role, State.COMPLETE, (TextPart(text),), 1.0, usage=usage)


def test_figures_of_the_stream_count_and_the_rest_is_a_guess() -> None:
    answer = message(Role.ASSISTANT, "x" * 4000, Usage(input=300, output=200))
    question = message(Role.USER, "y" * 400)
    assert context_use([answer], MODEL) == ContextUse(500, 1000, is_about=False)
    assert context_use([answer, question], MODEL) == ContextUse(604, 1000, is_about=False)
    assert context_use([question], MODEL) == ContextUse(104, 1000, is_about=True)
    assert context_use([question], Model("m")) is None
    apart = msgspec.structs.replace(
        answer, origin=Origin("p", "u", "messages", "m"), usage=Usage(300, 200, cached=50)
    )
    assert context_use([apart], MODEL).tokens == 550


@pytest.mark.parametrize(
    ("tokens", "mark"),
    [(799, None), (800, "nearly"), (949, "nearly"), (950, "full"), (2000, "full")],
)
def test_a_context_is_told_when_it_is_nearly_full(tokens: int, mark: str | None) -> None:
    reached = context_reached(ContextUse(tokens, 1000, is_about=False))
    assert (reached.mark if reached else None) == mark


def test_a_guess_is_called_one() -> None:
    assert "about 90 %" in str(context_reached(ContextUse(900, 1000, is_about=True)).told)
    assert "about" not in str(context_reached(ContextUse(900, 1000, is_about=False)).told)


def spent(day: str, cost: float) -> Spent:
    return Spent(day, "", None, "p", "m", 1, 0, 1, 0, 1, cost, 0, 0, 0)


@pytest.mark.parametrize(
    ("limits", "mark"),
    [
        ((0.0, 0.0), None),
        ((10.0, 0.0), None),
        ((5.0, 0.0), "2026-11-20 nearly 5"),
        ((4.0, 0.0), "2026-11-20 over 4"),
        ((4.0, 10.0), "2026-11 over 10"),
        ((0.0, 100.0), None),
    ],
)
def test_a_limit_of_money_is_told(limits: tuple[float, float], mark: str | None) -> None:
    rows = [spent("2026-11-02", 6.0), spent("2026-11-20", 4.0)]
    reached = spending_reached(rows, lambda _who, name: Model(name), limits, TODAY)
    assert (reached.mark if reached else None) == mark
    if reached:
        assert "Nothing is blocked" in reached.told.hint


def test_sums_are_needed_from_the_first_of_the_month() -> None:
    assert first_day(TODAY) == "2026-11-01"
