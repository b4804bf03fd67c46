"""Entry points: `rivulet`, `rivulet-gui` and `python -m desktop_app`.

Decides between the faces and imports only the one that is wanted. Without arguments the window
opens; the three hidden words are for processes that Rivulet starts itself.
"""

import sys


def main() -> int:
    """Console face if there are arguments, else the window; the exit status."""
    arguments = sys.argv[1:]
    if not arguments:
        return main_gui()
    if arguments == ["--version"]:
        from desktop_app import __version__

        sys.stdout.write(f"rivulet {__version__}\n")
        return 0
    if arguments == ["--local-model-server"]:
        from desktop_app.services.model_server import main as serve_local_model

        return serve_local_model()
    if arguments == ["--draw-diagram"]:
        from desktop_app.widgets.transcript.diagram_process import main as draw_diagram

        return draw_diagram()
    if arguments == ["--check-window"]:
        return _try_window()
    return _main_console(arguments)


def _main_console(arguments: list[str]) -> int:
    try:
        from desktop_app.cli.main import run

        return run(arguments, _window_check)
    except KeyboardInterrupt:  # while it was still being loaded
        return 130


def main_gui() -> int:
    """The window, with what `rivulet-gui` was given; the exit status.

    `rivulet-gui --gallery` is for development: all errors and states of cards in one window.
    """
    if sys.argv[1:] == ["--gallery"]:
        from desktop_app.app.gallery import run_gallery

        return run_gallery()
    from desktop_app.app import run_window

    return run_window(sys.argv[1:])


def _window_check() -> list[str]:
    own = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop_app"]
    )
    return [*own, "--check-window"]


def _try_window() -> int:
    """Start Qt as the window would. Without a display Qt ends the process itself."""
    from PySide6.QtWidgets import QApplication

    sys.stdout.write(f"{QApplication([]).platformName()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
