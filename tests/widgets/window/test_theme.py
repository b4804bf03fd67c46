"""Tokens, contrast, zoom, and following the system live."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop_app.widgets import icons
from desktop_app.widgets.stylesheet import stylesheet
from desktop_app.widgets.theme import DARK, LIGHT, Appearance, Theme

TEXTS = ("text", "muted", "accent", "success", "warning", "danger")
GROUNDS = ("canvas", "sidebar", "surface", "raised")
SOFT = (("success", "success_soft"), ("warning", "warning_soft"), ("danger", "danger_soft"))


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(x) for x in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: Theme) -> None:
    pairs = [(ink, ground) for ink in TEXTS for ground in GROUNDS]
    pairs += [*SOFT, ("text", "hover"), ("text", "selected"), ("on_accent", "accent")]
    pairs += [(f"syntax_{kind}", "code") for kind in ("keyword", "string", "number", "comment")]
    for ink, ground in pairs:
        assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5, (ink, ground)


def test_contrast_sees_what_cannot_be_read() -> None:
    assert contrast(QColor("#999999"), QColor("#AAAAAA")) < 4.5


def test_measures_follow_the_zoom() -> None:
    large = replace(LIGHT, zoom=1.5)
    assert [large.px(size) for size in (0, 1, 8, 13.5)] == [0, 2, 12, 20]
    assert replace(LIGHT, zoom=0.5).px(1) == 1


def test_fonts_follow_the_zoom(qapp) -> None:
    plain, large = LIGHT.font(15, 600), replace(LIGHT, zoom=2.0).font(15)
    assert large.pointSizeF() == pytest.approx(2 * plain.pointSizeF())
    assert plain.weight() == 600
    half = LIGHT.fixed_font(13.5).pointSizeF() / LIGHT.fixed_font(27).pointSizeF()
    assert half == pytest.approx(0.5)


def test_system_theme_is_followed_while_it_is_chosen(qapp, monkeypatch) -> None:
    appearance = Appearance("system")
    seen: list[Theme] = []
    appearance.changed.connect(seen.append)
    hints = qapp.styleHints()
    scheme = [Qt.ColorScheme.Dark]
    monkeypatch.setattr(type(hints), "colorScheme", lambda _self: scheme[0])
    hints.colorSchemeChanged.emit(scheme[0])
    assert [theme.is_dark for theme in seen] == [True]
    appearance.set_choice("light")
    assert not appearance.theme.is_dark
    hints.colorSchemeChanged.emit(scheme[0])
    assert len(seen) == 2
    appearance.set_choice("light")
    assert len(seen) == 2


def test_zoom_stays_within_its_bounds(qapp) -> None:
    appearance = Appearance("light")
    appearance.set_zoom(99)
    assert appearance.zoom == 3.0
    appearance.set_zoom(0)
    assert appearance.zoom == 0.5


def test_every_token_reaches_the_style_sheet_or_the_palette() -> None:
    assert "$" not in stylesheet(DARK)
    assert DARK.raised.name() in stylesheet(DARK)
    assert DARK.palette().base().color() == DARK.canvas
    assert DARK.tokens()["scrim"] == "rgba(0,0,0,133)"


def test_icons_take_the_colour_and_the_resolution(qapp) -> None:
    picture = icons.pixmap("plus", QColor("#FF0000"), 16, 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)
    assert picture.toImage().pixelColor(16, 16).name() == "#ff0000"
    hollow = icons.pixmap("square", QColor("#FF0000"), 16)
    filled = icons.pixmap("square", QColor("#FF0000"), 16, is_filled=True)
    assert hollow.toImage().pixelColor(8, 8).alpha() == 0
    assert filled.toImage().pixelColor(8, 8).alpha() == 255
    with pytest.raises(OSError, match="nothing"):
        icons.pixmap("nothing", QColor("#000000"), 16)


def test_width_and_fonts_of_the_person_are_taken(qapp) -> None:
    appearance = Appearance("light")
    told = []
    appearance.changed.connect(told.append)
    usual = appearance.theme.fixed_font(13).family()
    appearance.set_shape(960, "Some Sans", "Some Mono")
    theme = appearance.theme
    assert told == [theme]
    assert (theme.column, theme.font(13).family(), theme.fixed_font(13).family()) == (
        960, "Some Sans", "Some Mono",
    )  # fmt: skip
    appearance.set_shape(760, "", "")
    assert appearance.theme.fixed_font(13).family() == usual
    assert Appearance("light", 1.0, 600, "A", "B").theme.column == 600
