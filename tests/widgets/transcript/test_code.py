"""Code cards: what their heads say, colours that stay, lines that are broken."""

import pytest

from desktop_app.widgets.transcript.fence_info import file_of, language_of
from desktop_app.widgets.transcript.units.code import CodeCard, CodeUnit
from tests.widgets.transcript.screens import Live, answer, settle, shown

SAMPLES = {
    "python": (
        "class Loader(Base):\n"
        '    """Loads."""\n'
        "    def __init__(self, path: str) -> None:  # where\n"
        "        self.path = Path(path).read('x', 3)\n"
    ),
    "rust": "fn main<'a>(x: &'a str) -> Vec<u8> { let y = Point { x: 1.0 }; call(y, 'c') }\n",
    "json": '{"name": "value", "number": 1, "is": true}\n',
    "diff": "@@ -1 +1 @@\n-old\n+new\n same\n",
    "typescript": "const name = async (user: User) => fetch('/x', 3); // it's\n",
}
MOST_CHANGED = {
    "python": 3,
    "rust": 12,
    "typescript": 8,
}  # letters that only the full pass can tell


def colours(view):
    """The colour of every letter of the code on the screen."""
    found = []
    for placed in view.layout_.shown:
        if isinstance(placed.unit, CodeUnit):
            block = placed.unit.laid().begin()
            while block.isValid():
                inks = ["" for _ in block.text()]
                for span in block.layout().formats():
                    name = span.format.foreground().color().name()
                    inks[span.start : span.start + span.length] = [name] * span.length
                found += inks
                block = block.next()
    return found


@pytest.mark.parametrize("language", SAMPLES)
def test_code_has_its_colours_while_it_streams_and_keeps_them(qtbot, language):
    view = shown(qtbot, [])
    live = Live(view)
    live.write(f"```{language}\n{SAMPLES[language]}")
    streamed = colours(view)
    live.write("```\n")
    live.end()
    settle(qtbot, view)
    whole = colours(view)
    assert len(set(streamed)) > 1
    changed = sum(old != new for old, new in zip(streamed, whole, strict=True))
    assert changed <= MOST_CHANGED.get(language, 0)


def test_the_marks_of_a_diff_are_told_apart(qtbot):
    view = shown(qtbot, [answer(f"```diff\n{SAMPLES['diff']}```\n")])
    settle(qtbot, view)
    theme = view.around.style.theme
    inks = set(colours(view))
    assert {theme.success.name(), theme.danger.name()} <= inks


@pytest.mark.parametrize(
    ("info", "language", "file"),
    [
        ("python load.py", "python", "load.py"),
        ("python:src/load.py", "python", "src/load.py"),
        ('typescript title="app.ts"', "typescript", "app.ts"),
        ("js {1,3-5} filename='two words.js'", "js", "two words.js"),
        ("{.python name=x.py}", "python", "x.py"),
        ("python {1.5}", "python", ""),
        ("rust ignore", "rust", ""),
        ('title="only.txt"', "", "only.txt"),
        ("", "", ""),
    ],
)
def test_the_words_behind_a_fence_are_understood(info, language, file):
    assert (language_of(info), file_of(info)) == (language, file)


def test_a_card_without_a_language_still_says_what_it_is():
    assert CodeCard("", 1).title == "code"
    assert CodeCard("rust ignore", 1).title == "rust"


def code_unit(view):
    return next(each.unit for each in view.layout_.shown if isinstance(each.unit, CodeUnit))


def lefts(unit):
    """Where each line of the screen begins, in pixels."""
    block, found = unit.laid().begin(), []
    while block.isValid():
        layout = block.layout()
        at = layout.position().x()
        found.append([round(at + layout.lineAt(n).x()) for n in range(layout.lineCount())])
        block = block.next()
    return found


def test_what_is_broken_off_hangs_below_its_own_line(qtbot):
    code = "x\n" + " " * 8 + "word " * 60 + "\n"
    view = shown(qtbot, [])
    live = Live(view)
    live.write("```text\n" + code)
    unit = code_unit(view)
    straight = lefts(unit)
    unit.card.toggle_wrap()
    view.moving.card_changed(unit.card)
    live.write(" " * 4 + "more " * 60 + "\ny")
    column = view.around.style.tab / 4
    first, *others = lefts(unit)[1]
    assert first == 0
    assert {round(10 * column)} == set(others)
    assert {round(6 * column)} == set(lefts(unit)[2][1:])
    unit.card.toggle_wrap()
    view.moving.card_changed(unit.card)
    assert lefts(unit)[:2] == straight[:2] == [[0], [0]]


def test_a_tab_is_four_letters_wide(qtbot):
    view = shown(qtbot, [answer("```text\n\tx\n    x\n```\n")])
    block = code_unit(view).laid().begin()
    ends = [each.layout().lineAt(0).cursorToX(count)[0] for each, count in
            ((block, 1), (block.next(), 4))]  # fmt: skip
    assert ends[0] == pytest.approx(ends[1])


def test_copying_by_a_button_is_said(qtbot):
    view = shown(qtbot, [answer("```text\nx\n```\n")])
    placed = next(each for each in view.layout_.shown if isinstance(each.unit, CodeUnit))
    number = [spot.name for spot in placed.unit.spots()].index("copy_code")
    with qtbot.waitSignal(view.copied):
        view.press_spot(placed, number)


def test_the_line_below_says_a_whole_address_so_no_tip_does(qtbot):
    view = shown(qtbot, [answer("x")])
    view.whither.tell("https://example.com/")
    assert view.whither.tells_all("https://example.com/")
    long = "https://example.com/" + "a" * 400
    view.whither.tell(long)
    assert not view.whither.tells_all(long)
    view.whither.tell("")
    assert not view.whither.tells_all("https://example.com/")


def test_the_buttons_beside_a_message_name_their_keys(qtbot):
    view = shown(qtbot, [answer("x")])
    view.actions_.write_keys({"retry": "Ctrl R"})
    tips = {button.accessibleName(): button.toolTip() for button in view.actions_.buttons}
    assert tips["Try again"] == "Try again   Ctrl R"
    assert tips["Delete"] == "Delete"
