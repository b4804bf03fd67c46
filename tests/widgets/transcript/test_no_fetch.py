"""Nothing that an answer holds makes anything ask a server: a server listens, and hears nothing."""

import re
import socket

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtNetwork import QHostAddress, QTcpServer
from PySide6.QtWidgets import QTextEdit

from desktop_app.domain.message import ImagePart, Message, Role, State
from desktop_app.viewmodels.transcript import TranscriptItem
from tests.widgets.transcript.screens import HEAD, Live, answer, question, settle, shown

EVERY_WAY = """![a](URL/image.png)

Words ![b](URL/inline.png) and [![c](URL/badge.svg)](URL/link) and [link](URL/page).

![d][late] URL/bare and <URL/angled>

[late]: URL/late.png

| ![e](URL/cell.png) | [f](URL/cell) |
|---|---|
| <img src="URL/html.png"> | $\\href{URL/formula}{x}$ |

<img src="URL/block.png"><link rel="stylesheet" href="URL/style.css">
<iframe src="URL/frame"></iframe>

<style>@import url(URL/import.css); body { background: url(URL/ground.png) }</style>

$$\\includegraphics{URL/formula.png}$$ $\\url{URL/u}$

```mermaid
flowchart LR
  A["<img src='URL/node.png'/>"] --> B
  C@{ img: "URL/shape.png", label: "x" }
  click A href "URL/click"
  style B fill:url(URL/fill.svg)
```

```mermaid
%%{init: {"themeCSS": "@import url(URL/theme.css); @font-face { src: url(URL/font.woff) }"}}%%
flowchart LR
  A[fa:fa-car One] --> B
```

```svg
<svg xmlns="http://www.w3.org/2000/svg"><image href="URL/svg.png"/></svg>
```
"""


@pytest.fixture
def server(qapp):
    del qapp
    server = QTcpServer()
    assert server.listen(QHostAddress.SpecialAddress.LocalHost)
    yield server
    server.close()


def test_an_answer_asks_nobody(qtbot, server):
    text = EVERY_WAY.replace("URL", f"http://127.0.0.1:{server.serverPort()}")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{text}"/></svg>'
    )
    part = ImagePart("image/svg+xml", "0" * 64, svg.encode(), "x.svg")
    picture = Message("p", Role.ASSISTANT, State.COMPLETE, (part,), 3.0)
    view = shown(qtbot, [question(text), answer(text), TranscriptItem(picture, head=HEAD)])
    live = Live(view)
    live.write(text)
    live.end()
    for value in range(0, view.layout_.total, 400):
        view.scroll_to(value)
        view.grab()
        settle(qtbot, view)
        for placed in view.layout_.shown:
            for stop in placed.unit.links():
                view.whither.tell(stop.payload)
    view.keys.selecting.select_all()
    view.copy()
    copied = QGuiApplication.clipboard().mimeData().html()
    assert "<img" not in copied
    assert not re.search(r"<[^>]*(?:\bsrc\b|\burl\b|@import)", copied)
    field = QTextEdit()
    qtbot.addWidget(field)
    field.setHtml(copied)
    field.grab()
    assert not server.waitForNewConnection(200)[0]


def test_the_server_would_have_heard(server):
    with socket.create_connection(("127.0.0.1", server.serverPort())):
        assert server.waitForNewConnection(2000)[0]
