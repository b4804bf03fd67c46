"""Sums for a person: exact, about and unknown money are told apart; nothing is lost on the way."""

import csv
import datetime
import io

import pytest

from desktop_app.domain.provider import Model
from desktop_app.services.store.spending import Spent
from desktop_app.viewmodels import spending
from desktop_app.viewmodels.spending import Money

TODAY = datetime.date(2026, 11, 20)


def spent(day="2026-11-20", model="m", conversation="", title=None, **figures) -> Spent:
    names = ("answers", "uncounted", "input", "cached", "output", "cost")
    names += ("unpriced_input", "unpriced_cached", "unpriced_output")
    values = {name: figures.get(name, 0) for name in names}
    return Spent(day, conversation, title, "p", model, **values)


def prices(_provider: str, model: str) -> Model:
    if model == "free":
        return Model(model, input_price=0.0, output_price=0.0)
    if model == "unknown":
        return Model(model)
    return Model(model, input_price=0.001, output_price=0.01, cached_price=0.0001)


@pytest.mark.parametrize(
    ("row", "money"),
    [
        (spent(cost=0.5), Money(0.5)),
        (spent(unpriced_input=10, unpriced_output=2), Money(0.03, is_about=True)),
        (spent(unpriced_cached=100), Money(0.01, is_about=True)),
        (spent(model="unknown", unpriced_input=10, cost=1.0), Money(1.0, is_partial=True)),
        (spent(model="free", unpriced_input=10), Money(0.0)),
    ],
)
def test_money_says_how_exact_it_is(row: Spent, money: Money) -> None:
    assert spending.money_of(row, prices) == money


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(0.0), "$0.00"),
        (Money(0.000001, is_about=True), "about $0.0001"),
        (Money(0.1234), "$0.1234"),
        (Money(1234.5), "$1,234.50"),
        (Money(0.0, is_partial=True), "–"),
    ],
)
def test_what_costs_anything_is_never_said_to_cost_nothing(money: Money, words: str) -> None:
    assert money.words == words


def test_every_day_of_a_range_has_its_bar() -> None:
    rows = [spent("2026-11-14", answers=1), spent(answers=2), spent(model="n", answers=3)]
    found = spending.bars(rows, prices, 7, TODAY)
    assert [bar.label for bar in found][::6] == ["2026-11-14", "2026-11-20"]
    assert [bar.sum.answers for bar in found] == [1, 0, 0, 0, 0, 0, 5]
    assert spending.since(7, TODAY) == found[0].label


def test_long_ranges_are_drawn_by_month() -> None:
    rows = [spent("2025-12-31", answers=1), spent("2026-01-01", answers=1), spent(answers=4)]
    year = spending.bars(rows, prices, 365, TODAY)
    assert [year[0].label, year[-1].label, len(year)] == ["2025-11", "2026-11", 13]
    whole = spending.bars(rows, prices, 0, TODAY)
    assert [(bar.label, bar.sum.answers) for bar in whole if bar.sum.answers] == [
        ("2025-12", 1), ("2026-01", 1), ("2026-11", 4),
    ]  # fmt: skip
    assert spending.bars([], prices, 0, TODAY)[0].sum.answers == 0


def test_tables_add_up_and_put_the_largest_first() -> None:
    rows = [spent(model="a", answers=1, cost=1.0), spent("2026-11-19", "b", answers=2, cost=3.0)]
    lines = spending.by_model(rows, prices, str.upper)
    assert [(line.name, line.more, line.answers) for line in lines] == [
        ("b", "P", 2),
        ("a", "P", 1),
    ]
    assert sum(line.money.dollars for line in lines) == spending.total(rows, prices).money.dollars


def test_deleted_conversations_are_one_line() -> None:
    rows = [
        spent(conversation="1", title="One", cost=1.0), spent(conversation="2", cost=2.0),
        spent(conversation="3", cost=3.0), spent(conversation="4", title="", cost=0.5),
    ]  # fmt: skip
    lines = spending.by_conversation(rows, prices, "Untitled", "Deleted")
    assert [(line.name, line.money.dollars) for line in lines] == [
        ("Deleted", 5.0), ("One", 1.0), ("Untitled", 0.5),
    ]  # fmt: skip


def test_the_csv_has_plain_numbers_and_no_formulas() -> None:
    lines = [
        spending.total([spent(answers=1, input=12_345, cost=0.5)], prices, '=1+1, "x"', "p"),
        spending.total([spent(model="unknown", unpriced_input=1)], prices, "m", "p"),
    ]
    rows = list(csv.DictReader(io.StringIO(spending.as_csv(lines, "model"))))
    assert rows[0]["model"] == '\'=1+1, "x"'
    assert (rows[0]["tokens in"], rows[0]["US dollars"], rows[0]["estimated"]) == ("12345", "0.5", "no")  # fmt: skip  # noqa: E501
    assert (rows[1]["US dollars"], rows[1]["estimated"]) == ("", "yes")
