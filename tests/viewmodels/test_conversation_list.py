"""The sidebar's list: groups, order, and one row of work per change."""

import datetime

import msgspec
import pytest

from desktop_app.services.store import ConversationRow
from desktop_app.viewmodels.conversation_list import ConversationList
from desktop_app.viewmodels.entries import Role, Sign

TODAY = datetime.date(2026, 3, 10)


def row(name: str, days: float = 0, *, pinned: bool = False, **more: object) -> ConversationRow:
    noon = datetime.datetime(2026, 3, 10, 12).astimezone().timestamp()
    updated = noon - days * 86400
    return ConversationRow(name, name, updated, updated, is_pinned=pinned, **more)


@pytest.fixture
def listed(qapp, qtmodeltester) -> ConversationList:
    model = ConversationList(today=lambda: TODAY)
    yield model
    qtmodeltester.check(model, force_py=True)


def shown(model: ConversationList) -> list[str]:
    return [entry.heading.upper() or entry.id for entry in model.entries]


def test_groups_by_day(listed: ConversationList) -> None:
    listed.replace(
        [row("old", 30), row("b", 1), row("pin", 90, pinned=True), row("a"), row("w", 5)]
    )
    assert shown(listed) == [
        "PINNED", "pin", "TODAY", "a", "YESTERDAY", "b", "LAST 7 DAYS", "w", "OLDER", "old",
    ]  # fmt: skip


def test_a_change_moves_one_row_and_drops_an_empty_heading(listed: ConversationList) -> None:
    listed.replace([row("a"), row("b", 1), row("c", 2)])
    listed.put(row("b", -0.01))
    assert shown(listed) == ["TODAY", "b", "a", "LAST 7 DAYS", "c"]
    listed.put(row("c", 2, pinned=True))
    assert shown(listed) == ["PINNED", "c", "TODAY", "b", "a"]
    listed.remove("c")
    listed.remove("c")
    assert shown(listed) == ["TODAY", "b", "a"]


def test_the_order_is_the_same_whichever_way_rows_come(listed: ConversationList) -> None:
    rows = [row(f"r{n}", n * 0.9, pinned=n % 5 == 0) for n in range(30)]
    listed.replace(rows)
    whole = shown(listed)
    one_by_one = ConversationList(today=lambda: TODAY)
    for each in sorted(rows, key=lambda each: hash(each.id)):
        one_by_one.put(each)
    paged = ConversationList(today=lambda: TODAY)
    paged.replace([each for each in rows if each.is_pinned] + rows[:7])
    paged.extend(rows[7:19])
    paged.extend(rows[19:])
    assert shown(one_by_one) == whole
    assert shown(paged) == whole


def test_a_row_in_its_place_is_only_repainted(listed: ConversationList, qtbot) -> None:
    listed.replace([row("a"), row("b", 0.1)])
    moved = []
    listed.rowsInserted.connect(lambda *_: moved.append(1))
    with qtbot.waitSignal(listed.dataChanged):
        listed.put(msgspec.structs.replace(row("b", 0.1), title="New"))
    with qtbot.waitSignal(listed.dataChanged):
        listed.put(row("a", -0.001))
    assert not moved


def test_midnight_regroups(qapp) -> None:
    day = [TODAY]
    model = ConversationList(today=lambda: day[0])
    model.replace([row("a")])
    day[0] += datetime.timedelta(days=1)
    model.put(row("b", -1))
    assert shown(model) == ["TODAY", "b", "YESTERDAY", "a"]


def test_signs_and_what_a_screen_reader_says(listed: ConversationList) -> None:
    listed.replace([row("a", is_unread=True), row("b", 0.1)])
    a, b = (listed.index(listed.row_of(name)) for name in "ab")
    assert a.data(Role.SIGN) is Sign.UNREAD
    assert a.data(11) == "a, has an unread answer"  # Qt.AccessibleTextRole
    listed.set_sign("b", Sign.STREAMING)
    assert b.data(Role.SIGN) is Sign.STREAMING
    listed.set_sign("a", Sign.FAILED)
    assert a.data(Role.SIGN) is Sign.FAILED


def test_neighbours_go_round(listed: ConversationList) -> None:
    listed.replace([row("a"), row("b", 1)])
    assert [listed.neighbour("a", 1), listed.neighbour("b", 1)] == ["b", "a"]
    assert [listed.neighbour("", 1), listed.neighbour("", -1)] == ["a", "b"]
    listed.replace([])
    assert listed.neighbour("a", 1) == ""


def test_twenty_thousand_rows_cost_one_insertion_per_change(qapp) -> None:
    model = ConversationList(today=lambda: TODAY)
    model.replace([row(f"r{n}", n / 50) for n in range(20_000)])
    work = []
    for signal in (model.rowsInserted, model.rowsRemoved):
        signal.connect(lambda _parent, first, last: work.append(last - first + 1))
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    model.put(row("r19999", -0.01))
    assert work == [1, 1]
    assert not resets
