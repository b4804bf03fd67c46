"""What the window tells when it starts: what keeps it from working, and how the last time ended."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.domain.errors import AppError
from desktop_app.paths import Locations
from desktop_app.services.task_scope import TaskScope
from desktop_app.widgets.main_window import MainWindow

if TYPE_CHECKING:
    from desktop_app.services.core import Core


def show_fault(
    window: MainWindow,
    error: AppError,
    locations: Locations,
    scope: TaskScope,
    try_again: Callable[[], None],
) -> None:
    """Show in the window's middle what keeps the app from working, with what can be done."""
    from desktop_app.services.store.upkeep import copies
    from desktop_app.widgets.controls.error_card import ErrorCard

    actions = {"again": _tr("Try again"), "folder": _tr("Show the folder"), "quit": _tr("Quit")}
    kept = copies(locations.database)
    if error.name in {"Corrupt", "NewerVersion"} and kept:
        actions = {"restore": _tr("Restore the newest backup"), **actions}
    card = ErrorCard(error, window.appearance, list(actions.items()))

    async def restore() -> None:
        from desktop_app.services.store import backup

        try:
            await backup.restore(kept[0], locations.database)
        except AppError as failure:
            show_fault(window, failure, locations, scope, try_again)
        else:
            try_again()

    acts: dict[str, Callable[[], object]] = {
        "again": try_again,
        "restore": lambda: scope.start(restore(), "restore"),
        "folder": lambda: show_folder(locations.data),
        "quit": window.close,
    }
    card.acted.connect(lambda name: acts[name]())
    window.transcript.show_fault(card)
    card.take_focus()


def tell_of_last_time(window: MainWindow, core: "Core") -> None:
    """A settings file that could not be used, a crash: said once, with what can be done."""
    page = window.transcript
    if problems := core.settings.problems:
        told = AppError(_tr("Some settings could not be used."), hint=" ".join(problems[:3]))
        config = core.locations.settings.parent
        actions = [("folder", _tr("Show the file"))]
        page.notices.warn(
            "settings", told, "settings-2", actions, lambda _name: show_folder(config)
        )
    if problems := core.library.problems:
        told = AppError(_tr("Some assistants or prompts could not be used."), hint=problems[0])
        library = core.locations.library.parent
        actions = [("folder", _tr("Show the file"))]
        page.notices.warn("library", told, "bot", actions, lambda _name: show_folder(library))
    if core.crash:
        hint = _tr("{words}. Nothing of it was sent anywhere.").format(words=core.crash)
        told = AppError(_tr("Rivulet ended unexpectedly the last time."), hint=hint)
        report = [("report", _tr("Copy report"))]
        page.notices.warn("crash", told, "circle-alert", report, window.run_remedy)


def our_fault() -> AppError:
    """What is told when something of ours broke; the log has the rest."""
    return AppError(
        _tr("Something went wrong inside Rivulet."),
        hint=_tr("It goes on running. What happened stands in the log, and nothing was sent."),
    )


def show_folder(folder: Path) -> None:
    """In the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _tr(words: str) -> str:
    return QCoreApplication.translate("starting", words)
