"""Every action of the window, declared once; menu, palette, shortcuts and tooltips follow.

The modules named here fill the table when this package is imported: an explicit list, since a
frozen build only holds what something imports.
"""

from desktop_app.commands import answers, conversations, history, order, window, writing
from desktop_app.commands.declared import COMMANDS, GROUPS, Command

TABLES = (writing, answers, conversations, history, order, window)

__all__ = ["COMMANDS", "GROUPS", "TABLES", "Command"]
