"""A streamed answer looks like the same answer shown at once, and costs only what is new."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.message import Message, ReasoningPart, Role, State, TextPart
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.theme import DARK, LIGHT
from desktop_app.widgets.transcript.highlighting import LineHighlighter
from desktop_app.widgets.transcript.units.painted import FoldUnit
from tests.benchmarks import corpus
from tests.widgets.transcript import gallery, gallery_more, screens
from tests.widgets.transcript.screens import (
    Live,
    answer,
    is_on_the_screen,
    painted,
    question,
    shown,
)

STEP = 17


def stream(live, text, step=STEP):
    for start in range(0, len(text), step):
        live.write(text[start : start + step])


def whole_message(view):
    """Every unit's place in the message and its height, the whole message laid out."""
    layout = view.layout_
    entry = layout.entry(len(layout.entries) - 1)
    for unit in entry.units:
        layout.realise(entry.place, unit)
    return [(type(unit).__name__, unit.gap, unit.height) for unit in entry.units if unit.height]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("width", "zoom"), [(480, 1.0), (900, 1.0), (1400, 1.0), (900, 0.8), (900, 1.5)]
)
def test_everything_streamed_looks_as_if_shown_at_once(qtbot, theme, width, zoom):
    streamed = shown(qtbot, [question("Everything.")], theme, width, 700, zoom)
    live = Live(streamed, "a1")
    stream(live, gallery.EVERYTHING)
    live.end()
    once = shown(
        qtbot, [question("Everything."), answer(gallery.EVERYTHING)], theme, width, 700, zoom
    )
    for view in (streamed, once):
        whole_message(view)
        screens.settle(qtbot, view)
    assert whole_message(streamed) == whole_message(once)
    for value in range(0, once.layout_.total, 650):
        for view in (streamed, once):
            view.scroll_to(value)
            screens.settle(qtbot, view)
            view.scroll_to(value)
        assert painted(streamed) == painted(once), f"differs at {value}"


def test_link_definitions_leave_no_gap_while_they_stream(qtbot):
    text = "A [link] here.\n\n[link]: https://example.org\n\n\n\n- item\n\n[b]: https://b.org\n\n\n"
    streamed = shown(qtbot, [question("Links.")])
    live = Live(streamed, "a1")
    for sign in text:
        live.write(sign)
        painted(streamed)
    once = shown(qtbot, [question("Links."), answer(text)])
    whole = [each for each in whole_message(once) if each[0] == "ProseUnit"]
    assert [each for each in whole_message(streamed) if each[0] == "ProseUnit"] == whole
    live.end()
    assert whole_message(streamed) == whole_message(once)
    assert streamed.layout_.total == once.layout_.total


@pytest.mark.parametrize("width", [480, 800])
def test_the_dot_stands_behind_the_words_of_the_cell_that_grows(qtbot, width):
    view = shown(qtbot, [question("A table.")], width=width)
    live = Live(view, "a1")
    dots = []
    for piece in ("| one | two |\n|:--|--:|\n", "| a", " word", " | 1", "2", " |\n", "| next"):
        live.write(piece)
        painted(view)
        dots.append((view.moving.dot.x(), view.moving.dot.y()))
    _, first, longer, other, more, ended, following = dots
    assert first[0] < longer[0] < other[0] == more[0] == ended[0]  # this column keeps to the right
    assert first[1] == longer[1] == other[1] == more[1] == ended[1] < following[1]
    assert following[0] < other[0]
    live.write(" " + "far " * 200)
    painted(view)
    assert view.moving.dot.right() <= view.column()[0] + view.column()[1] + 16
    live.end()


@pytest.mark.parametrize("step", [1, 2, 5, 7])
def test_a_table_takes_its_sides_from_a_delimiter_row_that_grew(qtbot, step):
    text = "| a | b | c |\n|:--|:-:|--:|\n| one | two | three |\n| 1 | 2 | 3 |\n"
    streamed = shown(qtbot, [])
    live = Live(streamed, "a1")
    stream(live, text, step)
    live.end()
    once = shown(qtbot, [answer(text)])
    assert painted(streamed) == painted(once)


@pytest.mark.parametrize("seed", range(4))
def test_ordinary_answers_streamed_look_as_if_shown_at_once(qtbot, seed):
    text = corpus.answer(4000, seed)
    streamed = shown(qtbot, [])
    live = Live(streamed, "a1")
    stream(live, text, 13)
    live.end()
    once = shown(qtbot, [answer(text)])
    for view in (streamed, once):
        whole_message(view)
        screens.settle(qtbot, view)
    assert whole_message(streamed) == whole_message(once)
    for view in (streamed, once):
        view.jump_to_latest()
        screens.settle(qtbot, view)
    assert painted(streamed) == painted(once)


def test_the_dot_leaves_nothing_behind_at_the_edge_of_a_narrow_window(qtbot):
    view = shown(qtbot, [], width=400, height=300)
    live = Live(view)
    for step in range(90):
        live.write("so it goes on "[step % 7 * 2 :][:2])
        assert is_on_the_screen(view), live.text


@pytest.mark.parametrize("kind", ["answer", *corpus.NASTY])
def test_copied_pixels_are_those_of_a_full_repaint(qtbot, kind):
    text = corpus.answer(6000) if kind == "answer" else corpus.nasty(kind, 3000)
    view = shown(qtbot, [question("Go on.")])
    live = Live(view)
    for number, start in enumerate(range(0, len(text), 37)):
        live.write(text[start : start + 37])
        if number % 9 == 0:
            screens.settle(qtbot, view)
            view.show_bar()
            assert is_on_the_screen(view), f"differs after {start} characters"


def test_the_comparison_sees_pixels_that_were_not_painted_again(qtbot, monkeypatch):
    view = shown(qtbot, [question("Go on.")])
    live = Live(view)
    stream(live, "Painted words.")
    assert is_on_the_screen(view)
    monkeypatch.setattr(type(view.moving), "_update_from", lambda *_: None)
    stream(live, "Words that nobody paints. " * 8)
    assert not is_on_the_screen(view)


def test_text_above_does_not_move_while_text_below_grows(qtbot):
    view = shown(qtbot, [question("Go on."), answer(corpus.answer(9000))])
    live = Live(view)
    stream(live, corpus.answer(2000))
    view.scroll_by(-400)
    before = [(placed.unit, placed.y) for placed in view.layout_.shown]
    picture = painted(view)
    stream(live, corpus.answer(3000, 5))
    assert [(placed.unit, placed.y) for placed in view.layout_.shown][: len(before)] == before
    assert picture.copy(0, 0, 700, 500) == painted(view).copy(0, 0, 700, 500)
    live.end()
    assert [(placed.unit, placed.y) for placed in view.layout_.shown][: len(before)] == before


def test_it_follows_only_at_the_end(qtbot):
    view = shown(qtbot, [answer(corpus.answer(9000))])
    told = []
    view.at_end_changed.connect(told.append)
    live = Live(view)
    stream(live, corpus.answer(2000))
    assert view.layout_.is_at_end
    view.scroll_by(-1)
    stream(live, corpus.answer(2000, 3))
    assert not view.layout_.is_at_end
    view.jump_to_latest()
    assert view.layout_.is_at_end
    assert told == [False, True]


def test_finished_blocks_are_built_once(qtbot):
    view = shown(qtbot, [])
    live = Live(view)
    paragraphs = "\n\n".join(f"Paragraph {number} of the answer, plain." for number in range(40))
    stream(live, paragraphs + "\n\nlast")
    units = [unit for unit in view.layout_.entries[-1].units if unit.height]
    assert view.around.built <= len(units) + 2
    stream(live, " words " * 100)
    assert view.around.built <= len(units) + 2


def test_what_is_not_seen_is_not_laid_out(qtbot):
    view = shown(qtbot, [answer(corpus.answer(9000))])
    live = Live(view)
    stream(live, "Some words.\n\n" * 5)
    view.scroll_to(0)
    built = view.around.built
    stream(live, corpus.answer(8000))
    assert view.around.built == built
    view.jump_to_latest()
    assert view.around.built > built


def test_nothing_is_laid_out_while_the_view_is_hidden(qtbot):
    view = shown(qtbot, [])
    live = Live(view)
    live.write("Before. ")
    view.hide()
    built = view.around.built
    stream(live, corpus.answer(4000))
    assert view.around.built == built
    view.show()
    live.end()
    once = shown(qtbot, [answer(live.text, 1)])
    assert whole_message(view) == whole_message(once)


def test_documents_alive_are_bounded(qtbot):
    items = [answer(corpus.answer(3000, number), number) for number in range(1, 80)]
    view = shown(qtbot, items)
    for _ in range(300):
        view.scroll_by(-500)
    assert view.layout_.alive <= 260
    assert view.layout_.value == 0


def test_a_frame_paints_only_what_changed(qtbot):
    view = shown(qtbot, [answer(corpus.answer(6000))], width=900, height=900)
    live = Live(view)
    stream(live, "A beginning.\n\n")
    view.repaint()
    view.painted_pixels = 0
    frames = 60
    for _ in range(frames):
        live.write("some more words ")
        QApplication.processEvents()
    assert view.painted_pixels / frames < 0.2 * 900 * 900


@pytest.mark.parametrize(
    ("before", "piece", "lines"),
    [
        ("Words that fill a line and more than that. " * 9, "a", 1),
        ("| a | b |\n|---|---|\n" + "| one | two |\n" * 8 + "| ", "x", 2),
        ("```python\n" + "x = 1\n" * 30, "y", 2),
        ("```python\nx = ", "y", 2),
    ],
    ids=["words", "table", "code", "first line of code"],
)
def test_a_letter_more_paints_its_line(qtbot, before, piece, lines):
    view = shown(qtbot, [], width=900, height=700)
    live = Live(view)
    live.write(before)
    QApplication.processEvents()
    live.write(piece)  # the pixels of what came before are there
    QApplication.processEvents()
    view.painted_pixels = 0
    live.write(piece)
    QApplication.processEvents()
    assert 0 < view.painted_pixels <= lines * 24 * 900


def test_a_scroll_bar_that_looks_the_same_is_not_painted(qtbot):
    view = shown(qtbot, [answer(corpus.answer(8000))])
    screens.settle(qtbot, view)
    QApplication.processEvents()
    for told, is_painted in ((view.bar.total - 1, False), (view.bar.total // 2, True)):
        view.bar.total = told
        view.painted_pixels = 0
        view.show_bar()
        QApplication.processEvents()
        assert view.bar.total == view.layout_.total
        assert bool(view.painted_pixels) is is_painted


def test_a_line_of_code_is_coloured_once_a_frame(qtbot, monkeypatch):
    coloured = []
    colour = LineHighlighter.highlightBlock
    monkeypatch.setattr(
        LineHighlighter,
        "highlightBlock",
        lambda self, text: [coloured.append(text), colour(self, text)],
    )
    live = Live(shown(qtbot, []))
    live.write("```python\nx = 1\n")
    coloured.clear()
    live.write("y = 2\nz = 3\n")
    assert coloured[-3:] == ["y = 2", "z = 3", ""]
    assert len(coloured) <= 4


def test_an_answer_that_began_anew_shows_only_the_new_one(qtbot):
    from desktop_app.domain.delta import Started

    view = shown(qtbot, [])
    live = Live(view)
    live.builder.apply(Started())
    live.write("thrown away")
    live.builder.apply(Started())
    live.write("kept")
    live.end(State.COMPLETE)
    assert "thrown" not in view.layout_.entry(0).markdown()
    assert "kept" in view.layout_.entry(0).markdown()


def test_selection_stays_while_text_streams(qtbot):
    view = shown(qtbot, [question("Ask."), answer("First words here.\n\nSecond paragraph.")])
    live = Live(view)
    stream(live, "Streaming words, the first of many. ")
    view.keys.selecting.select_all()
    first, _ = view.selection.ends
    view.selection.set(first, view.selection.ends[1]._replace(position=9))
    before = view.selection.markdown()
    stream(live, corpus.answer(3000))
    assert view.selection.markdown() == before
    assert before.endswith("Streaming")
    live.end()
    assert view.selection.markdown() == before


def test_an_answer_keeps_away_from_thoughts_that_are_shown(qtbot):
    def first_words(view):
        entry = view.layout_.entry(1)
        heading = next(unit for unit in entry.units if getattr(unit, "length", 0) == len("Answer"))
        return heading.gap, next(unit for unit in entry.units if isinstance(unit, FoldUnit))

    parts = (ReasoningPart("Thoughts.", 2.0), TextPart("\n\n# Answer\n\nWords."))
    said = Message("a1", Role.ASSISTANT, State.COMPLETE, parts, 0.0, "q0")
    view = shown(qtbot, [question("Think."), TranscriptItem(said)])
    closed, fold = first_words(view)
    height = view.layout_.total
    fold.is_open = True
    view.layout_.entry(1).rejoin(view.around.style, view.layout_.width)
    opened, _ = first_words(view)
    assert (closed, opened) == (12, 24)
    fold.is_open = False
    view.layout_.entry(1).rejoin(view.around.style, view.layout_.width)
    assert first_words(view)[0] == 12
    assert view.layout_.total == height


def test_what_scrolling_copies_is_what_a_full_repaint_gives(qtbot):
    view = shown(qtbot, gallery_more.everything(), width=500, height=304)
    for value in (0, view.layout_.total // 2):
        view.scroll_to(value)
        screens.settle(qtbot, view)
        for step in (7, 40, 3, 1, 53, -11, 2, 120, -5, 17) * 3:
            view.scroll_by(step)
            screens.settle(qtbot, view)
            assert is_on_the_screen(view), f"differs after {step} pixels"
