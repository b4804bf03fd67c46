"""Above the composer: what went wrong beside no message, and what is worth knowing in time.

A card stays until it is answered or there is nothing left to tell; each `topic` has one at most.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.errors import AppError
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.held import Held
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.tab_order import tab_stops
from desktop_app.widgets.theme import Appearance

Act = Callable[[str], object]
_LOW = 600  # px at 100 %: below this height of the window one card is enough
_MOST = 2  # cards at once: the messages need the room


class Notices(Held):
    """Cards; without one it takes no room. In a low window only the newest is seen."""

    added = Signal()  # a card is there whose buttons want their place in the order of Tab

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._cards: dict[str, ErrorCard] = {}
        scaled(self.column, appearance, (0, 8, 0, 8), 8)
        self.hide()
        self.window().installEventFilter(self)

    def tab_path(self) -> list[QWidget]:
        """The buttons of all cards, from the top."""
        return [stop for card in self._cards.values() for stop in tab_stops(card)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window() and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Leave room for the messages: cards that wait come up when the newest is answered."""
        is_low = self.window().height() < self._appearance.theme.px(_LOW)
        newest = next(reversed(self._cards), "")
        for topic, card in self._cards.items():
            card.setVisible(not is_low or topic == newest)

    def tell(self, error: AppError, act: Act) -> None:
        """An error as an object; `act` is given the remedy that is pressed."""
        from desktop_app.viewmodels.faults import Place, fault_of, recorded

        look = fault_of(recorded(error), Place(is_answer=False))
        actions = [(remedy.name, remedy.words) for remedy in look.remedies]
        understood = ("", self.tr("Understood"))
        self._put("error", ErrorCard(error, self._appearance, [*actions, understood]), act)

    def warn(
        self, topic: str, told: AppError, icon: str, actions: Sequence[tuple[str, str]], act: Act
    ) -> None:
        """Something to know in time, in an error's form, with what to do about it."""
        from desktop_app.viewmodels.faults import Fault

        look = Fault(icon, (), is_warning=True)
        not_now = ("", self.tr("Not now"))
        card = ErrorCard(told, self._appearance, [*actions, not_now], look=look)
        self._put(topic, card, act)

    def take_back(self, topic: str) -> None:
        """There is nothing to tell of it any more."""
        card = self._cards.pop(topic, None)
        if card is None:
            return
        self.column.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.setVisible(bool(self._cards))
        self._fit()

    def close_newest(self) -> bool:
        """Esc: answer the newest card with nothing; whether there was one."""
        topic = next(reversed(self._cards), "")
        self.take_back(topic)
        return bool(topic)

    def _put(self, topic: str, card: ErrorCard, act: Act) -> None:
        self.take_back(topic)
        while len(self._cards) >= _MOST:
            self.take_back(next(iter(self._cards)))

        def acted(name: str) -> None:
            self.take_back(topic)
            if name:
                act(name)

        card.acted.connect(acted, Qt.ConnectionType.QueuedConnection)
        self._cards[topic] = card
        self.column.addWidget(card)
        self.show()
        self._fit()
        self.added.emit()
        card.announce()
