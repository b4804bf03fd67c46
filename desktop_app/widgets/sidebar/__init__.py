"""The list of conversations at the left of the window."""

from desktop_app.widgets.sidebar.sidebar import Sidebar

__all__ = ["Sidebar"]
