"""The steps of the zoom."""

import pytest

from desktop_app.settings.declared import declared
from desktop_app.viewmodels.zoom import stepped
from desktop_app.widgets.theme import Appearance


@pytest.mark.parametrize(
    ("percent", "step", "wanted"),
    [(100, 1, 110), (100, -1, 90), (104, 1, 110), (104, -1, 100), (300, 1, 300), (50, -1, 50),
     (175, 0, 100)],
)  # fmt: skip
def test_steps(percent: int, step: int, wanted: int) -> None:
    assert stepped(percent, step) == wanted


@pytest.mark.usefixtures("qapp")
def test_what_may_be_chosen_is_what_is_taken() -> None:
    setting, look = declared("appearance.zoom"), Appearance()
    for percent in (setting.minimum, setting.maximum):
        look.set_zoom(percent / 100)
        assert look.zoom == percent / 100
        assert stepped(int(percent), 1 if percent == setting.maximum else -1) == percent
        look.set_zoom(2 * percent / 100 if percent == setting.maximum else percent / 200)
        assert look.zoom == percent / 100
