"""`rivulet-gui --gallery`: a window of its own for looking at what is seldom seen. No services."""

from PySide6.QtWidgets import QApplication

from desktop_app.widgets.theme import Appearance


def run_gallery() -> int:
    """Open it and stay until it is closed; the exit status."""
    from desktop_app.widgets.gallery.window import GalleryWindow

    qt = QApplication(["rivulet-gallery"])
    qt.setStyle("Fusion")
    appearance = Appearance("light")
    qt.setFont(appearance.theme.font(13))
    window = GalleryWindow(appearance)
    window.show()
    return qt.exec()
