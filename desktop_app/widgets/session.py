"""What all windows of the application share."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.conversations import Conversations


@dataclass(frozen=True, slots=True)
class Session:
    """The services once they are there. `scope` lives as long as the application."""

    core: Core
    scope: TaskScope
    conversations: Conversations
    new_window: Callable[[], None]
    quit: Callable[[], None]
