"""What is written without a library is read as it was by the interpreter's own reader."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.settings.toml_text import as_toml

texts = st.text(st.characters(exclude_categories=["Cs"]))
plain = texts | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False)
values = st.recursive(
    plain, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20
)


@given(st.dictionaries(texts, values))
def test_it_comes_back_as_it_was(table) -> None:
    assert tomllib.loads(as_toml(table)) == table


def test_control_characters_and_quotes_are_escaped() -> None:
    every = "".join(map(chr, range(0x100))) + "\u2028\U0001f600"
    assert tomllib.loads(as_toml({every: every})) == {every: every}


@pytest.mark.parametrize("value", [None, b"bytes", {"deep": [None]}, object()])
def test_what_toml_has_no_word_for_is_refused(value) -> None:
    with pytest.raises(TypeError):
        as_toml({"key": value})
