"""MathML from TeX: the TeX beside it, no way to load or hide anything, empty where unreadable."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.services.mathml import mathml

_M = "{http://www.w3.org/1998/Math/MathML}"


def _read(source: str, *, is_display: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(mathml(source, is_display=is_display))


def test_a_formula_keeps_its_tex_for_who_copies_it() -> None:
    root = _read(r"\frac{a<b}{2} \\ c", is_display=True)
    assert root.get("display") == "block"
    assert root.find(f"{_M}semantics/{_M}mrow//{_M}mfrac") is not None
    note = root.find(f"{_M}semantics/{_M}annotation")
    assert note.get("encoding") == "application/x-tex"
    assert note.text == r"\frac{a<b}{2} \\ c"


def test_no_formula_names_an_address_a_class_or_a_style() -> None:
    made = mathml(r"\href{javascript:x}{a}\class{b}{c}\style{color:red}{d}", is_display=False)
    assert made
    assert all(word not in made.partition("<annotation")[0] for word in ("href", "class", "style="))
    assert "<script>" not in mathml(r"\text{<script>x</script>}", is_display=False)


def test_rows_that_are_aligned_are_rows() -> None:
    for name in ("aligned", "align*", "gathered", "cases", "pmatrix"):
        root = _read(rf"\begin{{{name}}} a \\ b \end{{{name}}}")
        assert len(list(root.iter(f"{_M}mtr"))) == 2, name


@pytest.mark.parametrize("source", [r"\frac{", r"\unheard of", "a & b", "", "x" * 1001, "a\0b"])
def test_what_cannot_be_read_gives_nothing(source: str) -> None:
    assert mathml(source, is_display=False) == ""


@given(st.from_regex(r"[\\{}^_&a-c1+<>$# ]{1,40}", fullmatch=True))
def test_whatever_it_makes_is_well_formed(source: str) -> None:
    made = mathml(source, is_display=True)
    assert not made or ElementTree.fromstring(made).tag == f"{_M}math"
