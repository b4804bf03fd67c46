"""The least that one would write: a plain text field that takes the same stream every 33 ms.

python -m tests.benchmarks.bare_client URL        streams from URL into the field
python -m tests.benchmarks.bare_client --block MS  is away for so long, once, after a second
"""

import asyncio
import json
import sys
import time

import httpx
import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit

FLUSH = 33  # ms
TITLE = "Rivulet's measure"


def blocked(field: QPlainTextEdit, milliseconds: int) -> None:
    """Be away for a known time: what measures gaps has to see it."""
    QTimer.singleShot(1000, field, lambda: time.sleep(milliseconds / 1000))


async def streamed(field: QPlainTextEdit, url: str) -> None:
    """Append what the server says."""
    waiting: list[str] = []

    def flush() -> None:
        if waiting:
            field.moveCursor(field.textCursor().MoveOperation.End)
            field.insertPlainText("".join(waiting))
            waiting.clear()

    timer = QTimer(field)
    timer.timeout.connect(flush)
    timer.start(FLUSH)
    rest = b""
    async with (
        httpx.AsyncClient(timeout=None, trust_env=False) as client,
        client.stream("POST", f"{url}/chat/completions", json={"stream": True}) as response,
    ):
        async for chunk in response.aiter_raw():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if line.startswith(b"data: {"):
                    told = json.loads(line[6:])["choices"][0]["delta"]
                    waiting.append(told.get("content", ""))
    flush()
    timer.stop()
    await asyncio.get_running_loop().create_future()


def main() -> None:
    """Show the field and do what the arguments say."""
    qt = QApplication([])
    field = QPlainTextEdit()
    field.setWindowTitle(TITLE)
    field.resize(900, 700)
    field.setCursorWidth(0)  # a caret that blinks would never look the same for long
    field.show()
    if sys.argv[1] == "--block":
        blocked(field, int(sys.argv[2]))
        qt.exec()
        return
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
        runner.run(streamed(field, sys.argv[1]))


if __name__ == "__main__":
    main()
