"""Before the last window goes: what was never written is gone with it, so the person is asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from desktop_app.widgets.session import Session
    from desktop_app.widgets.theme import Appearance


def asks_before(
    window: QWidget, appearance: "Appearance", session: "Session", leave: Callable[[], object]
) -> bool:
    """Ask where something would be lost, and `leave` once it is not; tells whether it asks."""
    temporaries = session.conversations.temporaries
    if not temporaries.filled:
        return False
    from desktop_app.widgets.asking import Asking

    def tr(words: str) -> str:
        return QCoreApplication.translate("Leaving", words)

    def forget() -> None:
        session.conversations.end_temporary(temporaries.filled, then=leave)

    def keep() -> None:
        session.conversations.keep_temporary(temporaries.filled, then=leave)

    count = len(temporaries.filled)
    title = tr("Forget {0} temporary conversations?").format(count)
    if count == 1:
        title = tr("Forget the temporary conversation?")
    words = tr("It was never written to this computer, and is gone with the app.")
    answers = [(tr("Forget"), forget), (tr("Keep as saved"), keep)]
    Asking(window, appearance, (title, words), answers, safe=(answers[1][0],))
    return True


def is_last(window: QWidget) -> bool:
    """Whether no other window of its kind is open."""
    others = (each for each in QApplication.topLevelWidgets() if each is not window)
    return not any(type(each) is type(window) and each.isVisible() for each in others)
