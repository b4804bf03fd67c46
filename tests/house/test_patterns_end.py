"""No pattern of ours takes for ever on text that was made for it.

Nothing is timed: with a pattern that looks at the same signs again and again these would not end
within minutes.
"""

import pytest

from desktop_app.domain import library
from desktop_app.domain.formulas import with_dollars
from desktop_app.services.import_ import markdown_file
from desktop_app.widgets.transcript import cutting, highlighting, links, passages
from desktop_app.widgets.transcript.units import json_lines
from desktop_app.wire import told

MANY = 100_000
LINE = highlighting.LONGEST_LINE - 2
SIGNS = [
    "'\\",
    '"\\',
    "`\\",
    "1",
    "1_",
    "0x",
    "Aa",
    "A",
    "a(",
    "/*",
    "rb'",
    " ",
    "@",
    "1.1e",
    "\\'",
]


@pytest.mark.parametrize("family", [*highlighting._WORDS, "diff"])
def test_patterns_that_colour_a_line(family):
    pattern = highlighting._pattern(family)
    for sign in SIGNS:
        line = (sign * LINE)[:LINE]
        for text in (line + "x", line + "(", "'" + line, f'"{line}'):
            for _ in range(4):
                assert sum(1 for _ in pattern.finditer(text)) <= LINE + 2


@pytest.mark.parametrize(
    "text",
    [
        "\\(" + "`" * MANY,
        "\\(" * MANY,
        "\\[" * MANY,
        "\\(" + "\\\\" * MANY,
        "\\(" + "{" * MANY + "\\)",
        "\\(" + "`a``b```" * (MANY // 8),
    ],
    ids=range(6),
)
def test_patterns_that_look_for_formulas(text):
    assert len(with_dollars(text)) == len(text)


@pytest.mark.parametrize("text", ["{{a=" + " " * MANY, "{{a" + " " * MANY, "{{" * MANY])
def test_patterns_that_look_for_blanks(text):
    assert library.pieces(text) == [text]


@pytest.mark.parametrize(
    "text", ["x" * MANY, "eyJ-" * (MANY // 4), "eyJ" + "a" * MANY, "sk-" * MANY, "<" * MANY]
)
def test_patterns_that_look_for_keys_in_errors(text):
    assert len(told.clean(text)) <= len(text)


def test_keys_behind_stars_are_still_hidden():
    assert told.clean("Incorrect key: ab***cd, or *** x") == "Incorrect key: •••• or •••• x"


def test_asides_that_never_end():
    text = "\n\n<!-- part tool -->\n" * (MANY // 20)
    assert "".join(markdown_file._between_asides(text)) == text


@pytest.mark.parametrize("sign", ["a@", "a.", "www.a.", "https://a", "a@b.", "(", "https://a/)"])
def test_patterns_that_look_for_addresses(sign):
    text = sign * (MANY // len(sign))
    assert "".join(words for words, _ in links.among(text)) == text
    assert isinstance(links.warning(text, "https://a.org"), str)


@pytest.mark.parametrize("line", ["-" * 8000 + "x", "[" * 8000, "1.)-" * 2000, " " * 8000])
def test_patterns_that_look_for_passages(line):
    assert all(at > 0 for at in passages.begins((line + "\n\na\n\n") * 40))


@pytest.mark.parametrize("sign", ["> ", " ", "- [ ] ", "  \n", "1. "])
def test_patterns_that_look_for_the_signs_of_a_block(sign):
    assert cutting.beginning(sign * MANY)


@pytest.mark.parametrize("text", ['"' + "\\\\" * MANY, '"a" ' * MANY, '"' + " " * MANY, "[" * MANY])
def test_patterns_that_make_json_readable(text):
    assert len(json_lines.lines(json_lines.readable(text), 80, 60)) <= 61
