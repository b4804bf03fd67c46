"""Controls: keys press them, focus moves nothing, words are never read as markup."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import KeyRejected
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.card import Card, Row
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.focus_ring import REACH
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.toggle import Toggle


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", ["button", "icon", "toggle"])
def test_keys_press(qtbot, appearance, key, kind) -> None:
    made = {
        "button": lambda: Button("Go", appearance),
        "icon": lambda: IconButton("x", "Close", appearance),
        "toggle": lambda: Toggle("On", appearance),
    }
    control = made[kind]()
    qtbot.addWidget(control)
    with qtbot.waitSignal(control.clicked):
        qtbot.keyClick(control, key)
    control.setEnabled(False)
    with qtbot.assertNotEmitted(control.clicked):
        qtbot.keyClick(control, key)


def test_focus_draws_a_ring_outside_and_moves_nothing(qtbot, appearance, window) -> None:
    page = QWidget()
    row = QHBoxLayout(page)
    first, second = Button("One", appearance), Button("Two", appearance)
    row.addWidget(first)
    row.addWidget(second)
    window.setCentralWidget(page)
    qtbot.waitUntil(first.isVisible)
    before = (first.geometry(), second.geometry())
    second.setFocus()
    qtbot.waitUntil(second.hasFocus)
    rings = [x for x in page.children() if type(x).__name__ == "_Ring"]
    assert (first.geometry(), second.geometry()) == before
    assert [ring.isVisible() for ring in rings] == [True]
    assert rings[0].geometry() == second.geometry().adjusted(-4, -4, 4, 4)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    assert not rings[0].isVisible()


def test_everything_grows_with_the_zoom(qtbot, appearance) -> None:
    control = Button("Go", appearance)
    field = Field("Name", appearance)
    qtbot.addWidget(control)
    qtbot.addWidget(field)
    small = control.sizeHint().height(), field.sizeHint().height()
    appearance.set_zoom(1.5)
    assert (control.sizeHint().height(), field.sizeHint().height()) > small


def test_a_field_keeps_the_place_of_its_complaint(qtbot, appearance) -> None:
    field = Field("URL", appearance, has_error_line=True)
    qtbot.addWidget(field)
    height = field.sizeHint().height()
    field.set_error("Start with http:// or https://")
    assert field.sizeHint().height() == height
    assert field.edit.accessibleDescription() == "Start with http:// or https://"
    field.set_text("https://x")
    assert field.error == ""


def test_a_secret_is_forgotten_with_its_undo(qtbot, appearance, texts) -> None:
    field = Field("Key", appearance, is_secret=True)
    qtbot.addWidget(field)
    qtbot.keyClicks(field.edit, "sk-very-secret-1234")
    assert "sk-very-secret-1234" in texts(field)  # the dump can see what is typed
    assert field.take_secret() == "sk-very-secret-1234"
    field.edit.undo()
    assert "sk-very-secret-1234" not in texts(field)
    assert field.edit.echoMode() == field.edit.EchoMode.Password


def test_the_wheel_changes_no_choice(qtbot, appearance) -> None:
    choice = Choice("Theme", [(1, "one"), (2, "two")], appearance)
    qtbot.addWidget(choice)
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(choice, wheel)
    assert choice.value == 1
    with qtbot.waitSignal(choice.chosen) as heard:
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert heard.args == [2]
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_value(1)


def test_labels_take_no_markup_and_break_lines(qtbot, appearance) -> None:
    label = Label("<b>bold</b> " * 20, appearance, wraps=True)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    line = appearance.theme.px(20)
    assert label.heightForWidth(10_000) == line
    assert label.heightForWidth(200) % line == 0
    assert label.heightForWidth(200) > 3 * line


def test_a_long_help_makes_its_row_higher(qtbot, appearance, window) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    short, long = Row("A", "short", appearance), Row("B", "long " * 100, appearance)
    for row in (short, long):
        row.add(Toggle("", appearance))
        column.addWidget(row)
    column.addStretch(1)
    window.resize(480, 800)
    window.setCentralWidget(page)
    qtbot.waitUntil(lambda: long.height() > 2 * short.height())
    assert long.help.height() >= long.help.heightForWidth(long.help.width())


def test_a_card_forgets_its_rows(qtbot, appearance) -> None:
    card = Card(appearance)
    qtbot.addWidget(card)
    rows = [Label(str(x), appearance) for x in range(3)]
    for row in rows:
        card.add(row)
    card.clear(keep=1)
    assert card.rows == (rows[0],)


def test_an_error_card_names_what_to_do(qtbot, appearance) -> None:
    error = KeyRejected("NagaAI refused this key.", hint="It was revoked.", detail="401")
    card = ErrorCard(error, appearance, [("paste", "Paste a new key"), ("check", "Check")])
    qtbot.addWidget(card)
    buttons = card.findChildren(Button)
    assert [button.text() for button in buttons] == ["Paste a new key", "Check", "Details"]
    with qtbot.waitSignal(card.acted) as heard:
        qtbot.keyClick(buttons[0], Qt.Key.Key_Return)
    assert heard.args == ["paste"]
    details = next(x for x in card.findChildren(Label) if x.text() == "401")
    assert not details.isVisibleTo(card)
    buttons[2].click()
    assert details.isVisibleTo(card)


class _Sample(Layer):
    def __init__(self, window, appearance) -> None:
        super().__init__(window, "Sample", appearance, width=600, height=500)
        row = QVBoxLayout(self.panel)
        self.controls = [Button(str(x), appearance) for x in range(3)]
        for control in self.controls:
            row.addWidget(control)


def test_tab_stays_in_a_layer_and_the_focus_comes_back(qtbot, appearance, window) -> None:
    layer = _Sample(window, appearance)
    layer.open()
    qtbot.waitUntil(layer.controls[0].hasFocus)
    seen = []
    for _ in range(4):
        seen.append(layer.controls.index(QApplication.focusWidget()))
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert seen == [0, 1, 2, 0]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is layer.controls[0]
    with qtbot.waitSignal(layer.closed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.centralWidget()


def test_shortcuts_of_the_window_rest_under_a_layer(qtbot, appearance, window) -> None:
    ran = []
    action = QAction(window)
    action.setShortcut(QKeySequence("Ctrl+N"))
    action.triggered.connect(lambda: ran.append(1))
    window.addAction(action)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window.centralWidget(), Qt.Key.Key_N, control)
    assert ran == [1]  # the test can see a shortcut that runs
    layer = _Sample(window, appearance)
    layer.open()
    qtbot.waitUntil(layer.controls[0].hasFocus)
    qtbot.keyClick(layer.controls[0], Qt.Key.Key_N, control)
    assert ran == [1]
    layer.dismiss()
    qtbot.keyClick(window.centralWidget(), Qt.Key.Key_N, control)
    assert ran == [1, 1]


def test_a_layer_fits_into_a_small_window(qtbot, appearance, window) -> None:
    layer = _Sample(window, appearance)
    layer.open()
    window.resize(480, 400)
    qtbot.waitUntil(lambda: layer.rect().contains(layer.panel.geometry()))
    assert layer.panel.height() <= 400 - 16
    with qtbot.waitSignal(layer.closed):
        qtbot.mouseClick(layer, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def test_the_ring_of_the_eye_stays_within_the_field(window, appearance) -> None:
    field = Field("Key", appearance, is_secret=True, parent=window)
    field.resize(300, field.sizeHint().height())
    field.show()
    (eye,) = field.findChildren(IconButton)
    box = eye.parentWidget()
    assert eye.geometry().top() >= REACH
    assert eye.geometry().bottom() < box.height() - REACH
