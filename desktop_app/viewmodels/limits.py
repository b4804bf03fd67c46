"""What is worth saying before a limit is reached: a model that is nearly full, money that is spent.

Pure functions; nothing here ever blocks anything.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from desktop_app.domain.errors import AppError
from desktop_app.services.store.spending import Spent
from desktop_app.viewmodels.context_use import ContextUse
from desktop_app.viewmodels.spending import Prices, total

NEARLY_FULL, FULL = 80.0, 95.0  # percent of a model's context
_NEARLY_SPENT = 80.0  # percent of the person's own limit


class Reached(NamedTuple):
    """`mark` is the same for as long as there is nothing new to say."""

    mark: str
    told: AppError


def context_reached(use: ContextUse | None) -> Reached | None:
    """A conversation that soon does not fit any more, None while there is room."""
    if use is None or use.percent < NEARLY_FULL:
        return None
    about = "about " if use.is_about else ""
    words = f"The context of this model is {about}{min(use.percent, 100):.0f} % full."
    hint = (
        f"{use.tokens:,} of {use.context:,} tokens are taken. A question that does not fit is "
        "refused: leave out earlier messages, or go on with a model that has more room."
    )
    level = "full" if use.percent >= FULL else "nearly"
    return Reached(level, AppError(words, hint=hint))


def first_day(today: datetime.date) -> str:
    """From where on the sums are needed: the first of this month."""
    return today.replace(day=1).isoformat()


def spending_reached(
    rows: Sequence[Spent], prices: Prices, limits: tuple[float, float], today: datetime.date
) -> Reached | None:
    """The person's limit for a day or a month that is reached or nearly so; 0 is no limit.

    `rows` are the sums from the first of the month on. The month goes before the day.
    """
    of_today = [row for row in rows if row.day == today.isoformat()]
    day, month = limits
    found = (
        _reached(rows, prices, month, "This month", f"{today:%Y-%m}"),
        _reached(of_today, prices, day, "Today", today.isoformat()),
    )
    return next(filter(None, found), None)


def _reached(
    rows: Sequence[Spent], prices: Prices, limit: float, when: str, mark: str
) -> Reached | None:
    money = total(rows, prices).money
    if not limit or 100 * money.dollars < _NEARLY_SPENT * limit:
        return None
    is_over = money.dollars >= limit
    part = "more than" if is_over else f"{100 * money.dollars / limit:.0f} % of"
    words = f"{when} answers cost {money.words}, {part} the ${limit:,.2f} you set."
    hint = "Nothing is blocked: this is only said. Prices are about, unless a provider names them."
    return Reached(
        f"{mark} {'over' if is_over else 'nearly'} {limit:g}", AppError(words, hint=hint)
    )
