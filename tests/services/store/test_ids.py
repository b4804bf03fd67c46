"""Ids sort by time and never repeat."""

import time

from desktop_app.services.store import new_id


def test_ids_sort_as_they_were_made() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {len(id_) for id_ in made} == {26}


def test_a_clock_set_back_does_not_turn_the_order(monkeypatch) -> None:
    first = new_id()
    monkeypatch.setattr(time, "time", lambda: 1.0)
    assert new_id() > first


def test_ids_of_given_moments_sort_by_them() -> None:
    assert new_id(1.0) < new_id(2.0) < new_id(1e9) < new_id()
    assert new_id(1.0) != new_id(1.0)
