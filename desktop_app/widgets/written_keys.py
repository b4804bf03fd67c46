"""Keys written beside the controls that do the same; nothing here acts on a key."""

from desktop_app.widgets.actions import Actions
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.sidebar import Sidebar

_OF_MESSAGES = {
    "retry": "answer.retry",
    "retry_with": "answer.retry_with",
    "branch": "message.branch",
    "export": "message.export",
}


def write_keys(actions: Actions, sidebar: Sidebar, page: ConversationPage) -> None:
    """Write the keys in force into tooltips, the search field and the foot of the sidebar."""
    header = page.header
    page.notice_keys = (
        actions.keys("window.undo_told"),
        actions.keys("conversation.undo_delete"),
    )
    page.pill.show_keys(actions.keys("transcript.latest"))
    page.write_message_keys({name: actions.keys(command) for name, command in _OF_MESSAGES.items()})
    for button, command_id in (
        (sidebar.hide_button, "window.sidebar"),
        (header.sidebar_button, "window.sidebar"),
        (header.inspector_button, "window.inspector"),
        (sidebar.new_button, "conversation.new"),
    ):
        actions.tell_keys(button, command_id)
    sidebar.search.show_keys(actions.keys("conversation.search"))
    sidebar.settings_button.show_keys(actions.keys("window.settings"))
