"""The layer of costs by keys: ranges, bars, tables, the CSV, and what an empty one says."""

import datetime
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

ROOT = str(Path(__file__).resolve().parents[3])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from desktop_app.widgets.spending.layer import SpendingLayer  # noqa: E402  # through the line above
from desktop_app.widgets.spending.plot import nice_step  # noqa: E402
from tests.viewmodels.conftest import desk  # noqa: E402
from tests.viewmodels.scripted import Desk, until  # noqa: E402


async def opened(all_: Desk, appearance, window: QWidget, *days: int) -> SpendingLayer:
    """The layer over a store in which two models answered on these days before today."""
    today = datetime.date.today()  # noqa: DTZ011  # the own day

    def spend(db) -> None:
        for ago in days:
            day = (today - datetime.timedelta(days=ago)).isoformat()
            for model, cost in (("small", 0.25), ("large", 1.0)):
                row = (day, "gone", "naga", model, 1, 0, 10, 0, 5, cost, 0, 0, 0)
                db.execute(f"INSERT INTO spent VALUES ({', '.join('?' * 13)})", row)

    await all_.core.store._writer.run(spend)
    window.resize(900, 720)
    window.show()
    layer = SpendingLayer(window, all_.core, appearance, all_.scope, "gone")
    layer.open()
    await until(lambda: "tokens" in layer._total.text())
    return layer


async def test_totals_tables_and_csv(appearance, window) -> None:
    async with desk() as all_:
        layer = await opened(all_, appearance, window, 0, 2)
        assert layer._total.text().startswith("$2.50 · 40 tokens in · 20 out · 4 answers")
        assert [line.name for line in layer._table.table.lines] == ["large", "small"]
        assert layer._here.text().startswith("This conversation so far: $2.50")
        layer._tabs.setCurrentIndex(1)
        assert [line.name for line in layer._table.table.lines] == ["Deleted conversations"]
        layer._tabs.setCurrentIndex(2)
        assert len(layer._table.table.lines) == 2
        layer._copy.click()
        assert QGuiApplication.clipboard().text().splitlines()[0].startswith("time,provider")


async def test_without_a_price_or_a_model_there_are_words(appearance, window) -> None:
    async with desk() as all_:
        today = datetime.date.today().isoformat()  # noqa: DTZ011  # the own day

        def spend(db) -> None:
            row = (today, "gone", "naga", "", 1, 0, 10, 0, 5, 0, 10, 0, 5)
            db.execute(f"INSERT INTO spent VALUES ({', '.join('?' * 13)})", row)

        await all_.core.store._writer.run(spend)
        layer = await opened(all_, appearance, window)
        assert layer._total.text() == "10 tokens in · 5 out · 1 answer, no price is known"
        table = layer._table.table
        assert table.index(0, 0).data().startswith("Model without a name · ")


async def test_another_range_reads_again(appearance, window) -> None:
    async with desk() as all_:
        layer = await opened(all_, appearance, window, 0, 20)
        assert len(layer._bars) == 30
        layer._range.set_value(7)
        layer._range.chosen.emit(7)
        await until(lambda: len(layer._bars) == 7)
        assert layer._total.text().startswith("$1.25")


async def test_bars_are_reached_by_key_and_said_in_words(appearance, window) -> None:
    async with desk() as all_:
        layer = await opened(all_, appearance, window, 0, 2)
        plot = layer._plot
        QTest.keyClick(plot, Qt.Key.Key_Left)
        assert "$1.25" in layer._bar.text()
        QTest.keyClick(plot, Qt.Key.Key_Left)
        assert "0 answers" in layer._bar.text()
        QTest.keyClick(plot, Qt.Key.Key_Home)
        assert layer._bar.text().startswith(layer._bars[0].label)
        assert "highest" in plot.accessibleDescription()


async def test_nothing_spent_is_said(appearance, window) -> None:
    async with desk() as all_:
        layer = await opened(all_, appearance, window)
        assert layer._empty.isVisible()
        assert not layer._body.isVisible()


async def test_a_narrow_table_keeps_names_and_money(appearance, window) -> None:
    async with desk() as all_:
        layer = await opened(all_, appearance, window, 0)
        view = layer._table
        assert not any(view.isColumnHidden(column) for column in range(5))
        window.resize(480, 400)
        await until(lambda: view.isColumnHidden(1))
        assert not view.isColumnHidden(0)
        assert not view.isColumnHidden(4)


@pytest.mark.parametrize("most", [0.0003, 0.02, 0.5, 1, 7, 99, 100, 1234, 5_000_000])
def test_the_scale_has_room_and_is_not_far_too_large(most: float) -> None:
    assert most <= 2 * nice_step(most) <= 2.6 * most
