"""A key in the composer: whoever never had one pastes it where there is something to write in.

It is not sent to a model by the first press of Enter; one press more sends it all the same.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop_app.domain.errors import SettingsError
from desktop_app.services.catalog import Catalog
from desktop_app.services.secrets import Secret
from desktop_app.widgets.conversation_page import ConversationPage

_LONGEST = 400  # letters of a key


class PastedKey(QObject):
    """`keep` gets the text that is to be kept as a key."""

    def __init__(
        self, page: ConversationPage, catalog: Catalog, keep: Callable[[str], None]
    ) -> None:
        super().__init__(page)
        self._page = page
        self._catalog = catalog
        self._keep = keep
        self._asked_about = 0  # what the person was asked about, as no more than its hash
        page.composer.holds_back.append(self._holds_back)

    def _holds_back(self) -> bool:
        text = self._page.composer.text().strip()
        owners = self._owners(text)
        if not owners or hash(text) == self._asked_about:
            return False
        self._asked_about = hash(text)
        words = self.tr("This looks like a key for {0}. It was not sent; Enter sends it anyway.")
        self._page.toast.say(
            words.format(self.tr(" or ").join(owners)),
            "key-round",
            self.tr("Keep it as a key"),
            self._take,
        )
        return True

    def _owners(self, text: str) -> list[str]:
        if not text or len(text) > _LONGEST or " " in text:
            return []
        try:
            key = Secret.cleaned(text).reveal()
        except SettingsError:
            return []
        return [kind.title for kind in self._catalog.recognise(key)]

    def _take(self) -> None:
        text = self._page.composer.text().strip()
        if self._owners(text):
            self._page.composer.set_text("")
            self._keep(text)
