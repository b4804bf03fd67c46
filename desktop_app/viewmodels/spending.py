"""Cost and tokens as a person looks at them: totals, a plot's bars, tables, a CSV.

Money is what providers said plus, where they said nothing, the list prices of today for the tokens
they counted ("about"). Pure functions over the store's sums; they must not know how they are drawn.
"""

import datetime
import io
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from desktop_app.domain.provider import Model
from desktop_app.services.store.spending import Spent

Key = TypeVar("Key")
Prices = Callable[[str, str], Model]  # a provider's name and a model's id
RANGES = {7: "7 days", 30: "30 days", 365: "12 months", 0: "All time"}
_DAILY = 31  # bars are days up to here, months beyond


class Money(msgspec.Struct, frozen=True):
    """US dollars. `is_about`: partly estimated; `is_partial`: something has no known price."""

    dollars: float = 0.0
    is_about: bool = False
    is_partial: bool = False

    def plus(self, other: "Money") -> "Money":
        """The sum, as exact as the less exact of the two."""
        return Money(
            self.dollars + other.dollars,
            self.is_about or other.is_about,
            self.is_partial or other.is_partial,
        )

    @property
    def is_known(self) -> bool:
        """Whether anything can be said of it."""
        return bool(self.dollars) or not self.is_partial

    @property
    def words(self) -> str:
        """For a person: "about $1.20", "–" where no price is known."""
        if not self.is_known:
            return "–"
        digits = 2 if self.dollars >= 1 or not self.dollars else 4
        least = 10.0**-digits
        shown = max(self.dollars, least) if self.dollars else 0
        return f"{'about ' if self.is_about else ''}${shown:,.{digits}f}"


class Sum(NamedTuple):
    """What a line of a table, a bar or the whole range comes to."""

    name: str
    more: str  # the provider, or empty
    answers: int
    uncounted: int
    input: int
    output: int
    money: Money

    @property
    def tokens(self) -> int:
        """In and out."""
        return self.input + self.output


class Bar(NamedTuple):
    """One day or month of the plot."""

    label: str
    sum: Sum


def since(days: int, today: datetime.date) -> str:
    """The first day of a range that ends today, as the store wants it; 0 days is all time."""
    return (today - datetime.timedelta(days=days - 1)).isoformat() if days else ""


def money_of(row: Spent, prices: Prices) -> Money:
    """What a sum comes to."""
    tokens = row.unpriced_input + row.unpriced_cached + row.unpriced_output
    if not tokens:
        return Money(row.cost)
    model = prices(row.provider, row.model)
    if model.input_price is None or model.output_price is None:
        return Money(row.cost, is_partial=True)
    again = model.input_price if model.cached_price is None else model.cached_price
    about = (
        row.unpriced_input * model.input_price
        + row.unpriced_cached * again
        + row.unpriced_output * model.output_price
    )
    return Money(row.cost + about, is_about=about > 0)


def total(rows: Iterable[Spent], prices: Prices, name: str = "", more: str = "") -> Sum:
    """All rows in one."""
    answers = uncounted = given = out = 0
    money = Money()
    for row in rows:
        answers += row.answers
        uncounted += row.uncounted
        given += row.input + row.cached
        out += row.output
        money = money.plus(money_of(row, prices))
    return Sum(name, more, answers, uncounted, given, out, money)


def by_model(rows: Sequence[Spent], prices: Prices, title: Callable[[str], str]) -> list[Sum]:
    """A line for each model, the one that took most first."""
    groups = _grouped(rows, lambda row: (row.model, row.provider))
    sums = [total(group, prices, model, title(who)) for (model, who), group in groups.items()]
    return _largest_first(sums)


def by_conversation(rows: Sequence[Spent], prices: Prices, untitled: str, gone: str) -> list[Sum]:
    """A line for each conversation; those that were deleted are one."""
    names = {row.conversation: row.title for row in rows}
    groups = _grouped(rows, lambda row: row.conversation if row.title is not None else "")
    return _largest_first(
        total(group, prices, (names[key] or untitled) if key else gone)
        for key, group in groups.items()
    )


def bars(rows: Sequence[Spent], prices: Prices, days: int, today: datetime.date) -> list[Bar]:
    """A bar for each day of the range, empty ones too; for each month of a long one."""
    is_daily = 0 < days <= _DAILY
    groups = _grouped(rows, lambda row: row.day if is_daily else row.day[:7])
    keys = _days(days, today) if is_daily else _months(rows, days, today)
    return [Bar(key, total(groups.get(key, ()), prices, key)) for key in keys]


def as_csv(lines: Iterable[Sum], first: str) -> str:
    """The table for a spreadsheet: plain numbers, no thousands marks, and what is estimated."""
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [first, "provider", "answers", "without figures", "tokens in", "tokens out", "US dollars",
         "estimated"]
    )  # fmt: skip
    for line in lines:
        money = line.money.dollars if line.money.is_known else ""
        figures = (line.answers, line.uncounted, line.input, line.output, money)
        is_about = "yes" if line.money.is_about or line.money.is_partial else "no"
        writer.writerow([_harmless(line.name), _harmless(line.more), *figures, is_about])
    return out.getvalue()


def _harmless(text: str) -> str:
    """A title that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _grouped(rows: Iterable[Spent], key: Callable[[Spent], Key]) -> dict[Key, list[Spent]]:
    groups: dict[Key, list[Spent]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _largest_first(sums: Iterable[Sum]) -> list[Sum]:
    return sorted(sums, key=lambda line: (-line.money.dollars, -line.tokens, line.name))


def _days(days: int, today: datetime.date) -> list[str]:
    ago = range(days - 1, -1, -1)
    return [(today - datetime.timedelta(days=back)).isoformat() for back in ago]


def _months(rows: Sequence[Spent], days: int, today: datetime.date) -> list[str]:
    """From the range's first month, or the first one with anything in it, to this one."""
    first = since(days, today) or (rows[0].day if rows else today.isoformat())
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while (year, month) <= (today.year, today.month):
        found.append(f"{year:04}-{month:02}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
