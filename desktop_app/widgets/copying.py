"""Words on the clipboard in two forms: Markdown for what takes text, rich text for what takes more.

The rich form is made of the same HTML as an export's, beside the event loop.
"""

import asyncio
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from desktop_app.domain.message import Message, Role


async def copy_messages(messages: Sequence[Message]) -> None:
    """Put one message on the clipboard, or several with who says them."""
    markdown, html = await asyncio.to_thread(_both, messages)
    data = QMimeData()
    data.setText(markdown)
    data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def _both(messages: Sequence[Message]) -> tuple[str, str]:
    if len(messages) == 1:
        return _words(messages[0]), _html(messages[0])
    from desktop_app.services.export.format import speaker

    said = [(speaker(message), message) for message in messages if _words(message)]
    markdown = "\n\n".join(f"**{who}**\n\n{_words(message)}" for who, message in said)
    html = "".join(f"<p><b>{escape(who)}</b></p>\n{_html(message)}" for who, message in said)
    return f"{markdown}\n", html


def _words(message: Message) -> str:
    return message.text or message.refusal


def _html(message: Message) -> str:
    """What the person typed stays as typed; everything else is Markdown."""
    if message.role is Role.USER:
        return f'<p style="white-space: pre-wrap">{escape(message.text)}</p>\n'
    from desktop_app.services.export.html_file import rendered

    return "".join(rendered(_words(message), draws_formulas=False))
