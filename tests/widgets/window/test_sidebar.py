"""The sidebar on the screen: instant with 20,000 rows, reachable by keys, named for a reader."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from desktop_app.services.store import ConversationRow
from desktop_app.viewmodels.conversation_list import ConversationList
from desktop_app.viewmodels.entries import Entry, Sign
from desktop_app.widgets.sidebar.list_view import ListView
from desktop_app.widgets.sidebar.row_painter import RowPainter


def rows(count: int) -> list[ConversationRow]:
    return [ConversationRow(f"r{n}", f"Title {n}", 0.0, 1e9 - n) for n in range(count)]


def test_twenty_thousand_rows_ask_for_one_height_and_paint_one_screen(
    appearance, qtbot, monkeypatch
) -> None:
    asked = {"height": 0, "paint": 0}
    hint, paint = RowPainter.sizeHint, RowPainter.paint

    def counting_hint(self, option, index):
        asked["height"] += 1
        return hint(self, option, index)

    def counting_paint(self, painter, option, index):
        asked["paint"] += 1
        paint(self, painter, option, index)

    monkeypatch.setattr(RowPainter, "sizeHint", counting_hint)
    monkeypatch.setattr(RowPainter, "paint", counting_paint)
    view = ListView(appearance, None)
    qtbot.addWidget(view)
    model = ConversationList()
    model.replace(rows(20_000))
    view.show_model(model)
    view.resize(264, 640)
    view.show()
    qtbot.waitUntil(lambda: asked["paint"] > 0)
    view.grab()
    assert asked["height"] <= 10
    assert asked["paint"] <= 3 * (640 // 32 + 2)
    before = dict(asked)
    model.set_sign("r5", Sign.STREAMING)
    view.grab()
    assert asked["height"] - before["height"] <= 2


def test_arrows_move_and_enter_opens(appearance, qtbot) -> None:
    view = ListView(appearance, None)
    qtbot.addWidget(view)
    model = ConversationList()
    model.replace(rows(3))
    view.show_model(model)
    opened = []
    view.opened.connect(lambda entry: opened.append(entry.id))
    view.show()
    view.setFocus()
    qtbot.waitUntil(lambda: view.currentIndex().isValid())
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["r1"]


def test_the_open_one_stays_selected_while_the_list_changes(appearance, qtbot) -> None:
    view = ListView(appearance, None)
    qtbot.addWidget(view)
    model = ConversationList()
    model.replace(rows(50))
    view.show_model(model)
    view.select("r40")
    model.put(ConversationRow("r40", "Title 40", 0.0, 2e9))
    assert view.currentIndex().data() == "Title 40"
    assert view.selectionModel().selectedIndexes() == [view.currentIndex()]
    model.put(ConversationRow("new", "New", 0.0, 3e9))
    assert view.currentIndex().data() == "Title 40"
    model.replace(rows(50))
    assert view.currentIndex().data() == "Title 40"
    view.select("")
    assert not view.selectionModel().hasSelection()


def test_a_row_that_goes_to_the_top_is_seen_with_its_heading(appearance, qtbot) -> None:
    view = ListView(appearance, None)
    qtbot.addWidget(view)
    model = ConversationList()
    model.replace(rows(50))
    view.show_model(model)
    view.resize(264, 320)
    view.show()
    view.select("r40")
    view.scrollTo(view.currentIndex())
    assert view.verticalScrollBar().value() > 0
    model.put(ConversationRow("r40", "Title 40", 0.0, 2e9, is_pinned=True))
    assert view.visualRect(model.index(0)).top() == 0, "the heading"
    assert view.currentIndex().row() == 1


def test_the_open_one_is_marked_whatever_is_chosen(appearance, qtbot) -> None:
    place, view = QWidget(), ListView(appearance, None)
    other = QLineEdit(place)
    view.setParent(place)
    qtbot.addWidget(place)
    model = ConversationList()
    model.replace(rows(5))
    view.show_model(model)
    place.show()
    view.select("r1")
    qtbot.waitUntil(place.isActiveWindow)
    view.setFocus(Qt.FocusReason.TabFocusReason)

    def ground(row: int) -> QColor:
        area = view.visualRect(model.index(row))
        picture = view.grab().toImage()
        return picture.pixelColor(area.right() - 16, area.top() + 6)

    assert view.model().index(2).data() == "Title 1"
    view.choose_entry(Entry(id="r3"))
    assert ground(2) == appearance.theme.selected
    assert ground(4) == appearance.theme.hover
    assert [entry.id for entry in view.chosen] == ["r3"]
    other.setFocus(Qt.FocusReason.PopupFocusReason)
    assert [entry.id for entry in view.chosen] == ["r3"], "a menu or a layer gives it back"
    view.setFocus(Qt.FocusReason.PopupFocusReason)
    other.setFocus(Qt.FocusReason.OtherFocusReason)
    assert [entry.id for entry in view.chosen] == ["r1"]
    assert ground(4) not in (appearance.theme.selected, appearance.theme.hover)


def test_tags_leave_the_title_three_quarters_or_what_it_wants(appearance, qtbot) -> None:
    view = ListView(appearance, None)
    qtbot.addWidget(view)
    model = ConversationList()
    long = "Ghent: hotels, trains and museums"
    model.replace([
        ConversationRow("a", long, 0.0, 2.0, tags=("holidays with the family",)),
        ConversationRow("b", "Ghent", 0.0, 1.0, tags=("holidays in May",)),
    ])  # fmt: skip
    view.show_model(model)
    view.resize(264, 320)
    view.show()
    painter = view.itemDelegate()

    def first_of_tag(row: int) -> int:
        index = model.index(row)
        area = view.visualRect(index)
        middle = area.center().y()
        hits = (x for x in range(264) if painter.tag_at(area, index, QPoint(x, middle)))
        return next(hits)

    assert first_of_tag(1) > 264 * 0.65
    assert first_of_tag(2) < 264 * 0.65, "there is room for all of it"


def test_a_row_is_as_high_as_the_theme_says(appearance, qapp) -> None:
    painter = RowPainter(appearance.theme)
    model = ConversationList()
    model.replace(rows(1))
    height = painter.sizeHint(QStyleOptionViewItem(), model.index(0)).height()
    assert height == appearance.theme.px(32)
