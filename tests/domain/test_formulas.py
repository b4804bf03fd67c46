r"""Formulas in `\(…\)` and `\[…\]`: spelled with dollars in the same length, and bare again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.formulas import bare, with_dollars, with_signs
from desktop_app.services.export.markup import steps
from desktop_app.widgets.transcript import markdown


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        (r"a \(x\) b", "a ${x}$ b"),
        (r"\[ a \\ b \]", r"$$ a \\ b $$"),
        (r"`\(code\)` \(x\)", r"`\(code\)` ${x}$"),
        (r"a line \\[2pt] break \\(x\\)", r"a line \\[2pt] break \\(x\\)"),
        (r"\(\frac{\) \(x\)", r"\(\frac{\) ${x}$"),
        (r"\(}{\)", r"\(}{\)"),
        (r"\(\{\)", r"${\{}$"),
        (r"only \( opened", r"only \( opened"),
        (r"rows\[0\] and \[ \]", r"rows\[0\] and \[ \]"),
    ],
)
def test_brackets_are_spelled_with_dollars(written: str, spelled: str) -> None:
    assert with_dollars(written) == spelled


@given(st.from_regex(r"[\\()\[\]{}`$ab ]{0,40}", fullmatch=True))
def test_the_length_stays(text: str) -> None:
    assert len(with_dollars(text)) == len(text)


@pytest.mark.parametrize(
    ("source", "formula"),
    [("{x}", "x"), (" {x} ", "x"), ("{a}_{b}", "{a}_{b}"), (r"{a\}}", r"a\}"), ("x", "x")],
)
def test_only_the_braces_around_everything_go(source: str, formula: str) -> None:
    assert bare(source) == formula


def test_a_formula_is_told_by_dollars() -> None:
    assert with_signs("x", is_display=False) == "$x$"
    assert with_signs("x", is_display=True) == "$$x$$"


MONEY = {
    "costs $5 and $10 now": [],
    "a range of $5-$10, or $5–$10": [],
    "from $5/$10 to $20, $100K/$200K": [],
    "US$5 and US$6": [],
    "**$5** and **$10**": [],
    "$1-$2-$3-$4-$5-$6-$7": [],
    "5$-10$, 5$/month, 10$/year": [],
    "$5 or 6$": [],
    "from $1,000 to $2,000. `$not maths$` and `echo $HOME`": [],
    "$HOME/$USER and $PATH:$HOME": [],
    "$1,000–$2,000 per $x$": ["x"],
    "a $5/$x$ b": ["x"],
    "the $n$th of $k$-means, $2k$ items": ["n", "k", "2k"],
    r"3$\times$3 at 10$^\circ$C": [r"\times", r"^\circ"],
    r"\(5\)10 and $2 \times 3$ or $4$": ["5", r"2 \times 3", "4"],
    "中$x$文 $a+b$。": ["x", "a+b"],
    "| $5-$10 | $x$ |\n|---|---|\n| $5/$6 | $y$ |": ["x", "y"],
    "<https://a.org/$5-$6> `$5-$6`": [],
}


@pytest.mark.parametrize("text", MONEY)
def test_money_is_no_formula_on_the_screen_and_in_exports(text: str) -> None:
    events = markdown.events(markdown.without_money(with_dollars(text)))
    found = [bare(each["InlineMath"]) for each in events if "InlineMath" in each]
    assert found == MONEY[text]
    assert [step.value for step in steps(text) if step.name == "InlineMath"] == MONEY[text]


def test_many_amounts_are_looked_at_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = markdown._inline_formulas
    monkeypatch.setattr(markdown, "_inline_formulas", lambda text: asked.append(1) or real(text))
    text = markdown.without_money("$1-" * 1000)
    assert text.replace("\\", "") == "$1-" * 1000
    assert len(asked) <= 12
