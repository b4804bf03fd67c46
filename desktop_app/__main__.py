"""Entry points: `rivulet`, `rivulet-gui` and `python -m desktop_app`."""


def main() -> int:
    """Console face if there are arguments, else the window."""
    return 0


def main_gui() -> int:
    """The window."""
    return 0
