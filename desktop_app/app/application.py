"""The running window face: services, windows, faults and signals, from the first paint to the end.

All ways out (the last window, Quit, SIGTERM, SIGINT, the end of the session) take one road: stop
accepting, cancel turns, save, close, within two seconds.
"""

from desktop_app.app import on_touch  # noqa: F401  # asyncio would run what it is about

# isort: split

from desktop_app.app import lean_msgspec  # noqa: F401  # before anything else imports it

# isort: split

import asyncio
import contextlib
import functools
import logging
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Any

import qasync

from desktop_app.app import Painted, starting
from desktop_app.app.whole_errors import forget_handled
from desktop_app.domain.errors import AppError
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.garbage import Garbage
from desktop_app.widgets.caret import Caret
from desktop_app.widgets.main_window import MainWindow
from desktop_app.widgets.theme import COLUMNS

if TYPE_CHECKING:
    from desktop_app.services.core import Core
    from desktop_app.viewmodels.conversations import Conversations
    from desktop_app.widgets.session import Session

log = logging.getLogger(__name__)
_SWITCH = 0.0005  # seconds a busy thread keeps a frame waiting; Python's own 0.005 shows
_WORKERS = 4  # threads at most, made when they are needed
_DAY = 86_400.0  # seconds
_LONGEST_CLOSING = 2.0  # seconds from the wish to quit to the end
_LAST_RESORT = 6.0  # seconds after which a thread that hangs (a dead disk) keeps nothing alive


def run_application(painted: Painted) -> int:
    """Bring the painted window to life and stay until the last one is closed; the exit status."""
    sys.setswitchinterval(_SWITCH)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(painted.qt)) as runner:
        return runner.run(Application(painted).run())


class Application:
    """The running window face. Lives from the first paint to the end of the process."""

    def __init__(self, painted: Painted) -> None:
        self._qt = painted.qt
        self._locations = painted.locations
        self._first = painted.first
        self._appearance = painted.appearance
        self._remembered = painted.remembered
        self._core: Core | None = None
        self._windows: list[MainWindow] = []
        self._session: Session | None = None
        self._garbage = Garbage(lambda: bool(self._session and self._session.conversations.is_busy))
        self._take_in(painted.window)
        Caret(painted.qt)

    async def run(self) -> int:
        """Everything from the first window to the last."""
        loop = asyncio.get_running_loop()
        # Its own choice would be ten threads at once, for as long as the application runs.
        loop.set_default_executor(ThreadPoolExecutor(_WORKERS, "beside"))
        # qasync leaves generators that hold a connection to the garbage collector otherwise.
        sys.set_asyncgen_hooks(
            firstiter=loop._asyncgen_firstiter_hook,  # type: ignore[attr-defined]
            finalizer=loop._asyncgen_finalizer_hook,  # type: ignore[attr-defined]
        )
        self._wish_to_quit = asyncio.Event()
        if not self._windows[0].isVisible():  # closed before anybody listened
            return 0
        self._listen_for_faults(loop)
        self._listen_for_signals(loop)
        self._first.called.connect(self._come_to_front)
        self._first.listen()
        scope = TaskScope("app", self._report)
        try:
            await self._load(scope)
            await self._wish_to_quit.wait()
        finally:
            await self._close(scope)
        return 0

    async def _load(self, scope: TaskScope) -> None:
        """Bring the services to the windows that are there."""
        from desktop_app.services.core import Core
        from desktop_app.viewmodels.conversations import Conversations
        from desktop_app.widgets.session import Session

        try:
            core = self._core = Core(self._locations)
            await core.start()
        except AppError as error:
            log.error("%s %s", error, error.detail)  # noqa: TRY400  # told in words, no fault of ours
            self._core = None
            again = functools.partial(self._load_again, scope)
            for window in self._windows:
                starting.show_fault(window, error, self._locations, scope, again)
            return
        conversations = Conversations(core, scope)
        self._session = Session(
            core, scope, conversations, self._open_another, self._wish_to_quit.set
        )
        self._remembered = core.remembered
        conversations.answer_ended.connect(self._notify)
        core.settings.subscribe(lambda _key: self._take_look(core))
        self._take_look(core)
        for window in tuple(self._windows):
            await window.attach(self._session)
        for window in self._windows[:1]:
            starting.tell_of_last_time(window, core)
        scope.start(self._settle(core, conversations), "settle")

    def _load_again(self, scope: TaskScope) -> None:
        for window in self._windows:
            window.transcript.show_fault(None)
        scope.start(self._load(scope), "load again")

    async def _settle(self, core: "Core", conversations: "Conversations") -> None:
        """What nobody waits for; quitting does not wait for it either."""
        from desktop_app.viewmodels.other_hands import OtherHands

        await conversations.load()
        if conversations.list.ids:  # one of them will be opened, and then nobody waits for this
            from desktop_app.widgets.bringing import bring_transcript

            await bring_transcript()
        OtherHands(core, conversations)
        self._garbage.freeze()
        while True:  # a window may stay open for weeks: copies and the Trash go by days
            await core.look_after()
            await asyncio.sleep(_DAY)

    async def _close(self, scope: TaskScope) -> None:
        """The one road out. What takes longer than two seconds is left."""
        _end_anyhow()
        self._first.close()
        for window in self._windows:
            window.remember()
            window.hide()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_CLOSING):
                if self._session:
                    await self._session.conversations.close()
                await scope.close(_LONGEST_CLOSING / 2)
                if self._core:
                    await self._core.close()
        self._windows.clear()

    # Windows

    def _open_window(self) -> MainWindow:
        window = MainWindow(self._appearance, self._remembered)
        self._take_in(window)
        window.show()
        return window

    def _take_in(self, window: MainWindow) -> None:
        window.closed.connect(lambda: self._forget_window(window))
        self._windows.append(window)

    def _open_another(self) -> None:
        window = self._open_window()
        if self._session:
            attached = window.attach(self._session, is_first=False)
            self._session.scope.start(attached, "attach")

    def _forget_window(self, window: MainWindow) -> None:
        if window in self._windows:
            self._windows.remove(window)
            window.deleteLater()
        if not self._windows:
            self._wish_to_quit.set()

    def _come_to_front(self) -> None:
        for window in self._windows[-1:]:
            window.showNormal() if window.isMinimized() else window.show()
            window.raise_()
            window.activateWindow()

    def _notify(self) -> None:
        """An answer ended while the person looks elsewhere: the task bar says so."""
        is_wanted = self._core and self._core.settings.get("general.notifications")
        if is_wanted and self._windows and self._qt.activeWindow() is None:
            self._qt.alert(self._windows[-1])

    # The look

    def _take_look(self, core: "Core") -> None:
        choice = core.settings.get("appearance.theme")
        zoom = core.settings.get("appearance.zoom") / 100
        width, *fonts = (
            core.settings.get(f"appearance.{name}") for name in ("width", "font", "code_font")
        )
        shape = (COLUMNS[width], *fonts)
        self._appearance.set_choice(choice)
        self._appearance.set_zoom(zoom)
        self._appearance.set_shape(*shape)
        core.remembered.set("look", [choice, zoom, *shape])

    # Faults and signals

    def _listen_for_faults(self, loop: asyncio.AbstractEventLoop) -> None:
        sys.excepthook = self._crashed
        loop.set_exception_handler(self._task_crashed)

    def _listen_for_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self._wish_to_quit.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: self._wish_to_quit.set())

    def _crashed(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._wish_to_quit.set()
            return
        forget_handled(error)
        log.critical("a fault of our own", exc_info=(kind, error, trace))
        self._tell_of_fault()

    def _task_crashed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        forget_handled(error)
        log.critical("%s", context.get("message"), exc_info=error)
        self._tell_of_fault()

    def _report(self, error: BaseException) -> None:
        """What a task let out: words for the person if it has any, else a fault of ours."""
        if isinstance(error, AppError):
            for window in self._windows[-1:]:
                window.tell(error)
            return
        forget_handled(error)
        log.critical("a fault of our own in a task", exc_info=error)
        self._tell_of_fault()

    def _tell_of_fault(self) -> None:
        for window in self._windows[-1:]:
            window.tell(starting.our_fault())


def _end_anyhow() -> None:
    """Python waits for its threads; one that never returns would keep a process nobody sees."""
    end = threading.Timer(_LAST_RESORT, os._exit, [1])
    end.daemon = True
    end.start()
