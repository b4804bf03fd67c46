"""The services as the console's words open them: what the settings could not say is told first.

A damaged settings file is kept aside by whoever reads it first, so whoever that is has to tell.
"""

from desktop_app import paths
from desktop_app.cli import output
from desktop_app.services.core import Core


def core() -> Core:
    """Settings, keys and catalog, without the conversations. Raises SettingsError."""
    opened = Core(paths.locations(), "console")
    for problem in opened.settings.problems:
        output.say(problem)
    return opened


async def started(*, is_temporary: bool = False) -> Core:
    """Everything, to be closed; a temporary one writes nothing. Raises AppError."""
    opened = core()
    await opened.start(is_temporary=is_temporary)
    return opened
