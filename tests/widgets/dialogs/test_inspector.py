"""The inspector: figures from what came, silences marked, parameters that are told when valid."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import (
    ImagePart,
    Message,
    OpaquePart,
    Role,
    State,
    TextPart,
    Timing,
    Usage,
)
from desktop_app.domain.profile import Profile
from desktop_app.domain.provider import Model
from desktop_app.services.continuation import Seam
from desktop_app.viewmodels.answer_details import AnswerEvent, figures, mean_rate, silences, speed
from desktop_app.viewmodels.parameter_fields import taken_by
from desktop_app.widgets.inspector.inspector import PARAMETERS, RAW, Inspector
from desktop_app.widgets.stylesheet import stylesheet
from desktop_app.widgets.theme import Theme

ANSWER = Message(
    "m1", Role.ASSISTANT, State.COMPLETE, (TextPart("words"),), 0.0,
    usage=Usage(input=10, output=100), timing=Timing(first=1.0, total=11.0, events=3),
)  # fmt: skip
MODEL = Model("m", max_output=4096)
EVENTS = [
    AnswerEvent(0.0, "request", "POST", 300),
    AnswerEvent(1.0, "text", "a" * 40, 60),
    AnswerEvent(6.0, "text", "b" * 40, 60),
    AnswerEvent(6.5, "text", "c" * 20, 40),
    AnswerEvent(11.0, "done", "stop", 10),
]


def test_speed_counts_every_token_once() -> None:
    measured = speed(ANSWER, EVENTS)
    step = measured.seconds / len(measured.rates)
    assert sum(measured.rates) * step == pytest.approx(100)
    assert measured.first == 1.0
    assert not measured.is_estimated
    guessed = speed(Message("m", Role.ASSISTANT, State.STREAMING, (), 0.0), EVENTS)
    assert guessed.is_estimated
    assert sum(guessed.rates) * step == pytest.approx(25)


def test_silences_are_between_bytes_only() -> None:
    assert silences(EVENTS) == [(1.0, 6.0), (6.5, 11.0)]
    assert silences(EVENTS[:2]) == []


def test_figures_say_what_is_known_and_nothing_else() -> None:
    known = {figure.title: figure.words for figure in figures(ANSWER, EVENTS)}
    assert known["First token"] == "1.00 s"
    assert known["Longest silence"] == "5.00 s"
    assert known["Events"] == "5"
    assert known["Tokens per second"] == "10.0"
    bare = Message("m", Role.ASSISTANT, State.FAILED, (), 0.0)
    assert figures(bare, ()) == []
    assert mean_rate(bare) is None


def test_seams_and_detours_are_told() -> None:
    record = msgspec.json.encode(Seam("m0", 1204, 3, is_prefilled=False, model="x"))
    seam = OpaquePart("rivulet", msgspec.Raw(record), "seam")
    other = OpaquePart("chat", msgspec.Raw(b"{}"), "seam")
    timing = Timing(1.0, 2.0, 3, retries=2, repair="without temperature")
    joined = Message("m", Role.ASSISTANT, State.COMPLETE, (seam, other), 0.0, timing=timing)
    known = {figure.title: figure.words for figure in figures(joined, ())}
    assert known["Continued after"] == "1,204 characters"
    assert known["Sent again"] == "2 ×"
    assert known["Asked"] == "without temperature"


def test_more_of_an_answer_is_added_below(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    table = inspector._stream._table
    inspector.show_answer(ANSWER, EVENTS[:2])
    table.selectRow(1)
    with qtbot.assertNotEmitted(table.events.modelReset):
        inspector.show_answer(ANSWER, EVENTS)
        inspector.show_answer(ANSWER, EVENTS)
    assert table.currentIndex().row() == 1
    assert table.events.rowCount() == 5
    spoken = table.events.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("1.000, text, “aaa")
    inspector._stream._copy.click()
    assert QGuiApplication.clipboard().text().count("\n") == 4


def test_events_that_were_not_kept_are_said_to_be_gone(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    stream = inspector._stream
    inspector.show_answer(ANSWER, ())
    assert "are gone" in stream._why.text()
    assert stream._count.text() == "3"
    assert stream._figures.count()
    hidden = [part.isHidden() for part in (stream._speed, stream._list, stream._foot)]
    assert hidden == [True, True, True]
    inspector.show_answer(ANSWER, EVENTS)
    assert stream._why.isHidden()
    assert not stream._list.isHidden()
    begun = Message("m", Role.ASSISTANT, State.STREAMING, (), 0.0)
    inspector.show_answer(begun, ())
    assert not stream._list.isHidden()  # they are still to come


def test_no_answer_leaves_nothing_of_the_one_before(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.show_answer(ANSWER, EVENTS)
    inspector.show_no_answer()
    stream = inspector._stream
    assert stream._table.events.rowCount() == 0
    assert stream._figures.count() == 0
    assert stream._speed.isHidden()
    assert "No answer here yet" in stream._why.text()
    assert inspector._raw._view.toPlainText() == ""


def test_the_table_has_the_ground_of_another_theme_at_once(qtbot, qapp, appearance) -> None:
    def wear(theme: Theme) -> None:
        qapp.setPalette(theme.palette())
        qapp.setStyleSheet(stylesheet(theme))

    before = qapp.palette(), qapp.styleSheet()
    wear(appearance.theme)
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.resize(344, 700)
    inspector.show_answer(ANSWER, EVENTS)
    inspector.show()
    grounds = []
    for choice in ("light", "dark"):
        appearance.set_choice(choice)
        wear(appearance.theme)
        table = inspector._stream._table
        low = table.mapTo(inspector, table.rect().bottomLeft())
        shown = inspector.grab().toImage().pixelColor(low.x() + 3, low.y() - 3)
        grounds.append(shown == appearance.theme.canvas)
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])
    appearance.set_choice("light")
    assert grounds == [True, True]


def test_the_ring_is_around_the_tab_that_was_clicked(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.resize(344, 700)
    inspector.show()
    inspector.activateWindow()
    tabs = inspector._tabs
    tabs.setFocus()
    qtbot.waitUntil(tabs.hasFocus)
    for index in (PARAMETERS, RAW):
        qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(index).center())
        place = tabs._place(index).translated(tabs.pos())
        assert tabs._ring._ring.isVisible()
        assert tabs._ring._ring.geometry().center() == place.center()


def test_raw_shows_no_bytes(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.show_tab(RAW)
    picture = ImagePart("image/png", data=b"\x89PNG secret bytes")
    inspector.show_answer(Message("m", Role.ASSISTANT, State.COMPLETE, (picture,), 0.0))
    assert '"media_type": "image/png"' in inspector._raw._view.toPlainText()
    assert "data" not in inspector._raw._view.toPlainText()


ANY = taken_by(Profile(), Model("any"), "chat")


def test_parameters_are_told_when_they_can_be_sent(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.show_tab(PARAMETERS)
    inspector.show_parameters("Be brief.", Parameters(stop=("END",)), ANY)
    temperature = inspector._parameters._fields._controls["temperature"]
    told = []
    inspector.parameters_changed.connect(lambda *what: told.append(what))
    temperature.set_text("3")
    qtbot.keyClick(temperature.edit, Qt.Key.Key_Return)
    assert temperature.error == "A number from 0 to 2."
    assert told == []
    temperature.set_text("0,7")
    qtbot.keyClick(temperature.edit, Qt.Key.Key_Return)
    assert told[-1] == ("Be brief.", Parameters(temperature=0.7, stop=("END",)))
    temperature.set_text("")
    qtbot.keyClick(temperature.edit, Qt.Key.Key_Return)
    assert told[-1] == ("Be brief.", Parameters(stop=("END",)))


def test_only_what_the_model_takes_can_be_set(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.show_parameters("", Parameters(temperature=0.5), ANY)
    fields = inspector._parameters._fields
    profile = Profile(has_sampling=False, has_stop=False, has_verbosity=True, efforts=("low",))
    inspector.show_parameters("", Parameters(temperature=0.5), taken_by(profile, MODEL, "chat"))
    assert list(fields._controls) == ["max_tokens", "effort", "verbosity"]
    assert fields._controls["effort"].count() == 2
    told = []
    inspector.parameters_changed.connect(lambda *what: told.append(what))
    qtbot.keyClick(fields._controls["effort"], Qt.Key.Key_Down)
    # What another model takes is kept for it.
    assert told == [("", Parameters(temperature=0.5, effort="low"))]


def test_what_is_being_written_goes_to_the_conversation_it_was_written_for(
    qtbot, appearance
) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.show_parameters("", Parameters(), ANY)
    tab = inspector._parameters
    told = []
    inspector.parameters_changed.connect(lambda *what: told.append(what))
    tab._system.edit.insertPlainText("Be bri")
    tab._fields._controls["top_p"].edit.insert("7")
    inspector.show_parameters("", Parameters(), ANY)  # something else has changed
    assert tab._system.text == "Be bri"
    inspector.flush()
    inspector.show_parameters("", Parameters(), ANY)
    assert told == [("Be bri", Parameters())]
    assert tab._system.text == ""
    assert tab._fields._controls["top_p"].text == ""


def test_it_is_low_enough_for_the_smallest_window(qtbot, appearance) -> None:
    inspector = Inspector(appearance)
    qtbot.addWidget(inspector)
    inspector.show_answer(ANSWER, EVENTS)
    assert inspector.minimumSizeHint().height() <= 300
    assert inspector.minimumSizeHint().width() <= 344
