"""A page that is scrolled when it is higher than its place."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from desktop_app.widgets.controls.viewport import viewport_of

_AROUND = 24  # px above and below what has the focus


class PageScroll(QScrollArea):
    """Scrolls up and down only. The bar's place is kept free, so its coming moves nothing.

    What takes the focus by keys comes into view.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        viewport_of(self).setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._keep_place)
        self._keep_place(0, 0)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)

    def show_page(self, page: QWidget) -> None:
        """Put `page` in."""
        self.setWidget(page)
        page.setAutoFillBackground(False)

    def _keep_place(self, _least: int, most: int) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        self.setViewportMargins(0, 0, 0 if most else bar, 0)

    def _follow_focus(self, _before: QWidget | None, focus: QWidget | None) -> None:
        page = self.widget()
        is_inside = page is not None and focus is not None and page.isAncestorOf(focus)
        # A page that moved under a pressed mouse would be let go of somewhere else.
        if is_inside and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            QTimer.singleShot(0, self, self._reveal_focus)  # once it has its place

    def _reveal_focus(self) -> None:
        page, focus = self.widget(), QApplication.focusWidget()
        if page is not None and focus is not None and page.isAncestorOf(focus):
            self.ensureWidgetVisible(focus, 0, _AROUND)
