"""Layout measures that follow the zoom: given once in pixels at 100 %, applied at every change."""

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLayout

from desktop_app.widgets.theme import Appearance, Theme

AnyLayout = TypeVar("AnyLayout", bound=QLayout)
Margins = tuple[int, int, int, int]


class _Scaling(QObject):
    def __init__(
        self, layout: QLayout, appearance: Appearance, margins: Margins, spacing: int
    ) -> None:
        super().__init__(layout)
        self._layout = layout
        self._margins = margins
        self._spacing = spacing
        appearance.changed.connect(self._apply)
        self._apply(appearance.theme)

    def _apply(self, theme: Theme) -> None:
        self._layout.setContentsMargins(*(theme.px(side) for side in self._margins))
        self._layout.setSpacing(theme.px(self._spacing))


def scaled(
    layout: AnyLayout, appearance: Appearance, margins: Margins = (0, 0, 0, 0), spacing: int = 0
) -> AnyLayout:
    """The layout with margins (left, top, right, bottom) and spacing that grow with the zoom."""
    _Scaling(layout, appearance, margins, spacing)
    return layout
