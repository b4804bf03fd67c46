"""Commands for the window itself."""

from desktop_app.commands.context import Context
from desktop_app.commands.declared import WINDOW, command


@command(
    "window.palette",
    "Command palette",
    "Ctrl+K",
    "Ctrl+Shift+P",
    group=WINDOW,
    icon="command",
)
def palette(context: Context) -> None:
    """Find and run anything."""
    context.layers.show_palette()


@command(
    "model.choose",
    "Model: choose…",
    "Ctrl+Shift+M",
    group=WINDOW,
    icon="cpu",
    also="switch change provider",
)
def choose_model(context: Context) -> None:
    """Choose who answers in this conversation."""
    context.layers.choose_answering_model()


@command(
    "provider.paste_key",
    "Paste a key",
    "Ctrl+Shift+K",
    group=WINDOW,
    icon="key-round",
    also="api token",
)
def paste_key(context: Context) -> None:
    """Enter a key for a provider."""
    context.layers.paste_key()


@command(
    "window.sidebar",
    "Sidebar",
    "Ctrl+B",
    group=WINDOW,
    icon="panel-left",
    also="hide show toggle list chats",
)
def sidebar(context: Context) -> None:
    """Show or hide the list of conversations."""
    context.toggle_sidebar()


@command(
    "window.inspector",
    "Inspector",
    "Ctrl+I",
    group=WINDOW,
    icon="panel-right",
    also="hide show toggle details",
)
def inspector(context: Context) -> None:
    """Show or hide the facts about the stream."""
    context.inspecting.toggle()


@command("window.enter_inspector", "Go into the inspector", "F6", group=WINDOW, icon="panel-right")
def enter_inspector(context: Context) -> None:
    """Put the keyboard into the inspector, and from there back to the composer."""
    context.inspecting.enter()


@command(
    "window.undo_told",
    "Do what the notice offers",
    "Ctrl+Alt+Z",
    group=WINDOW,
    icon="undo-2",
)
def undo_told(context: Context) -> None:
    """Undo, or whatever the newest notice has a button for."""
    context.undo_told()


@command(
    "window.settings",
    "Settings",
    "Ctrl+,",
    group=WINDOW,
    icon="settings",
    also="preferences options",
)
def settings(context: Context) -> None:
    """Open the settings."""
    context.layers.show_settings()


@command(
    "window.spending",
    "Cost and usage",
    "Ctrl+Shift+U",
    group=WINDOW,
    icon="wallet",
    also="money tokens price",
)
def spending(context: Context) -> None:
    """See what answers took, by day, model and conversation."""
    context.layers.show_spending()


@command(
    "window.shortcuts",
    "Keyboard shortcuts",
    "Ctrl+/",
    "F1",
    group=WINDOW,
    icon="keyboard",
    also="hotkeys keys help",
)
def shortcuts(context: Context) -> None:
    """Show all keys."""
    context.layers.show_shortcuts()


@command(
    "window.zoom_in",
    "Zoom in",
    "Ctrl++",
    "Ctrl+=",
    group=WINDOW,
    icon="zoom-in",
    row="Zoom",
    also="font text size bigger larger",
)
def zoom_in(context: Context) -> None:
    """Everything larger."""
    context.zoom(1)


@command(
    "window.zoom_out",
    "Zoom out",
    "Ctrl+-",
    group=WINDOW,
    icon="zoom-out",
    row="Zoom",
    also="font text size smaller",
)
def zoom_out(context: Context) -> None:
    """Everything smaller."""
    context.zoom(-1)


@command(
    "window.zoom_reset",
    "Zoom: as the system",
    "Ctrl+0",
    group=WINDOW,
    icon="search",
    row="Zoom",
    also="font text size normal",
)
def zoom_reset(context: Context) -> None:
    """Everything as the system has it."""
    context.zoom(0)


@command(
    "appearance.light",
    "Appearance: light mode",
    group=WINDOW,
    icon="sun",
    also="theme colours bright day",
)
def light(context: Context) -> None:
    """Always light."""
    context.choose_theme("light")


@command(
    "appearance.dark",
    "Appearance: dark mode",
    group=WINDOW,
    icon="moon",
    also="theme colours night",
)
def dark(context: Context) -> None:
    """Always dark."""
    context.choose_theme("dark")


@command(
    "appearance.system",
    "Appearance: like the system",
    group=WINDOW,
    icon="monitor",
    also="theme colours automatic",
)
def system(context: Context) -> None:
    """As the system says at any moment."""
    context.choose_theme("system")


@command("window.new", "New window", "Ctrl+Shift+N", group=WINDOW, icon="external-link")
def new_window(context: Context) -> None:
    """Open another window."""
    context.new_window()


@command("window.close", "Close window", "Ctrl+W", group=WINDOW, icon="x")
def close(context: Context) -> None:
    """Close this window."""
    context.close()


@command("app.quit", "Quit", "Ctrl+Q", group=WINDOW, icon="power", also="exit close")
def quit_app(context: Context) -> None:
    """Close all windows and end."""
    context.quit()
