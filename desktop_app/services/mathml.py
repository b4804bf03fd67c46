"""Formulas as MathML, which browsers draw and screen readers read. Knows no Markdown, no page.

The library that reads TeX has its gaps; what the window draws goes through `understood` as well.
"""

import html
import re
from typing import TYPE_CHECKING

from desktop_app.domain.formulas import LONGEST

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATTRIBUTES = frozenset({
    "accent", "columnalign", "columnlines", "display", "displaystyle", "fence", "form", "height",
    "depth", "linethickness", "lspace", "mathcolor", "mathsize", "mathvariant", "maxsize",
    "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel",
    "separator", "stretchy", "symmetric", "voffset", "width", "xmlns",
})  # fmt: skip
_ENVIRONMENTS = {  # unknown ones would be taken for braces, their rows for one line
    "align": "split",
    "align*": "split",
    "aligned": "split",
    "gather": "matrix",
    "gather*": "matrix",
    "gathered": "matrix",
    "multline": "matrix",
    "multline*": "matrix",
}
_ENVIRONMENT = re.compile(r"(\\(?:begin|end)\{)([a-z]+\*?)(?=\})")
_CONTROL = frozenset(map(chr, range(32))) - {"\t", "\n"}


def unreadable() -> tuple[type[Exception], ...]:
    """What the library that reads TeX raises for formulas that it does not understand."""
    from latex2mathml import exceptions

    own = [
        value
        for value in vars(exceptions).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    return (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
        *own,
    )


def understood(source: str) -> str:
    """TeX with environments that the library draws in the place of their like."""
    return _ENVIRONMENT.sub(lambda found: found[1] + _ENVIRONMENTS.get(found[2], found[2]), source)


def mathml(source: str, *, is_display: bool) -> str:
    """TeX as a `math` element that keeps the TeX beside it; empty where it cannot be read.

    Addresses, classes and styles that TeX can name are left out: a formula loads and hides nothing.
    """
    from latex2mathml.converter import Converter

    if not 0 < len(source) <= LONGEST or not _CONTROL.isdisjoint(source):
        return ""
    try:
        root = Converter(display="block" if is_display else "inline").convert_to_element(
            understood(source)
        )
    except unreadable():
        return ""
    for element in root.iter():
        element.text = html.unescape(element.text or "")
        for name in element.attrib.keys() - _ATTRIBUTES:
            del element.attrib[name]
        if element.tag == "mi" and element.text.startswith(("\\", "&")):
            return ""  # something that it does not know: the source says more
    return _annotated(root, source)


def _annotated(root: "Element", source: str) -> str:
    from xml.etree import ElementTree

    (shown,) = list(root)
    root.remove(shown)
    both = ElementTree.SubElement(root, "semantics")
    both.append(shown)
    tex = ElementTree.SubElement(both, "annotation", {"encoding": "application/x-tex"})
    tex.text = source
    return ElementTree.tostring(root, encoding="unicode")
