r"""Formulas in `\(…\)` and `\[…\]`: spelled with dollars in the same length, and bare again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.formulas import bare, with_dollars, with_signs


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
