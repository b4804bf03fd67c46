"""Paragraphs that are read from the right: their signs stand at the right, too."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor

from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.units.prose import ProseUnit
from tests.widgets.transcript.screens import Live, answer, painted, question, shown

HEBREW = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd"


def prose(view):
    return [each for each in view.layout_.shown if isinstance(each.unit, ProseUnit)]


def ink(view, area, colour):
    """Whether anything in an area of the screen has this colour."""
    picture = painted(view)
    return any(
        QColor(picture.pixel(QPoint(x, y))) == colour
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
    )


def edges(view, placed):
    rect = view.rect_of(placed)
    left = QRect(rect.x(), rect.y(), 20, rect.height())
    return left, left.translated(rect.width() - 20, 0)


def test_bullets_and_quotes_stand_where_the_words_begin(qtbot):
    view = shown(qtbot, [answer(f"- {HEBREW}\n- English\n\n> {HEBREW}\n\n> English")])
    hebrew, english, quoted, plain = prose(view)
    for placed, at_right, colour in (
        (hebrew, True, LIGHT.text),
        (english, False, LIGHT.text),
        (quoted, True, LIGHT.border_strong),
        (plain, False, LIGHT.border_strong),
    ):
        left, right = edges(view, placed)
        assert ink(view, right if at_right else left, QColor(colour))
        assert not ink(view, left if at_right else right, QColor(colour))


def test_it_is_known_as_soon_as_the_first_letter_comes(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write("- ")
    live.write("(")
    live.write(HEBREW)
    placed = prose(view)[-1]
    assert placed.unit.origin().x() == 0
    live.end()
    assert prose(view)[-1].unit.origin().x() == 0
