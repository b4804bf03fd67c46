"""The steps of the zoom."""

import pytest

from desktop_app.viewmodels.zoom import stepped


@pytest.mark.parametrize(
    ("percent", "step", "wanted"),
    [(100, 1, 110), (100, -1, 90), (104, 1, 110), (104, -1, 100), (300, 1, 300), (50, -1, 50),
     (175, 0, 100)],
)  # fmt: skip
def test_steps(percent: int, step: int, wanted: int) -> None:
    assert stepped(percent, step) == wanted
