"""What a person writes about a model, and what it means."""

import pytest

from desktop_app.domain.provider import Model, OwnModel
from desktop_app.viewmodels.own_model import FIELDS, taken, written

BY_NAME = {field.name: field for field in FIELDS}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", " Mine ", "Mine"),
        ("context", "128000", 128_000),
        ("context", "128,000", 128_000),
        ("context", "128k", 128_000),
        ("context", "1.5M", 1_500_000),
        ("input_price", "2.50", 2.5e-6),
        ("input_price", "$ 3", 3e-6),
        ("output_price", "0", 0.0),
        ("has_images", "yes", True),
        ("has_tools", "no", False),
    ],
)
def test_what_is_written_is_taken_and_taken_back(name, text, value) -> None:
    own = taken(BY_NAME[name], text, OwnModel(max_output=5))
    wanted = pytest.approx(value) if name.endswith("price") else value
    assert getattr(own, name) == wanted
    assert own.max_output == 5
    assert taken(BY_NAME[name], "", own) == OwnModel(max_output=5)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("context", "many"), ("context", "0"), ("context", "-5"), ("context", "k"),
        ("context", "inf"), ("input_price", "cheap"), ("input_price", "-1"),
        ("input_price", "nan"), ("input_price", "inf"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_complained_of(name, text) -> None:
    with pytest.raises(ValueError, match="Write"):
        taken(BY_NAME[name], text, OwnModel())


def test_a_value_is_shown_as_it_was_written() -> None:
    model = Model("m", context=131_072, input_price=2.5e-6, cached_price=0.0, has_tools=False)
    shown = {name: written(field, model) for name, field in BY_NAME.items()}
    assert shown["context"] == "131072"
    assert (shown["input_price"], shown["cached_price"]) == ("2.5", "0")
    assert (shown["has_tools"], shown["has_images"]) == ("no", "")
