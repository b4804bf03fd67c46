"""Where one writes: the field, Send or Stop, and what waits to be sent."""

from desktop_app.widgets.composer.composer import Composer

__all__ = ["Composer"]
