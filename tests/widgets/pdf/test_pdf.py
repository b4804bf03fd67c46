"""PDF: pages that readers of PDF understand, every word once and in order, and none cut through."""

import asyncio
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QLocale
from PySide6.QtGui import QColor, QImage, QPageSize

from desktop_app.domain.errors import DiskFull, StoreError
from desktop_app.domain.message import (
    ErrorRecord,
    ImagePart,
    Message,
    Origin,
    Part,
    ReasoningPart,
    Role,
    State,
    TextPart,
)
from desktop_app.services.export import Selection, export
from desktop_app.services.store import Store, new_id
from desktop_app.services.task_scope import TaskScope
from desktop_app.widgets.pdf import offer_pdf
from desktop_app.widgets.pdf import writer as writing
from desktop_app.widgets.pdf.pages import paper_size

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("pdftotext", "pdfinfo", "pdftoppm"))),
    reason="poppler-utils is not installed",
)
_ORIGIN = Origin("p", "https://p", "chat", "gpt-6")
_CODE = "\n".join(f"codeline{n} = {n}" for n in range(120))
_TABLE = "| Name | Number |\n|:--|--:|\n" + "\n".join(f"| tablerow{n} | {n} |" for n in range(80))
_WIDE = "\n".join("|" + "|".join(f"cell{row}x{n}" for n in range(20)) + "|" for row in range(3))
_ANSWER = f"""# A heading

Words with **weight**, a [link](https://example.org/there) and $E = mc^2$.

```python
{_CODE}
```

{_TABLE}

![far away](https://pictures.example/far.png)

|{"head|" * 20}
|{"--|" * 20}
{_WIDE}
"""


@pytest.fixture
def write(qapp, tmp_path: Path):
    """Write messages, each (role, parts, state and so on), as one PDF."""
    offer_pdf()

    async def written(*said: tuple[Role, tuple[Part, ...], dict], **selection: object) -> Path:
        store = await Store.open(tmp_path / "data" / "rivulet.db")
        try:
            row = await store.create_conversation("A title <of> it")
            parent = None
            for role, parts, more in said:
                message = Message(
                    new_id(),
                    role,
                    more.pop("state", State.COMPLETE),
                    parts,
                    time.time(),
                    parent,
                    origin=_ORIGIN if role is Role.ASSISTANT else None,
                    **more,
                )
                await store.add_message(row.id, message)
                parent = message.id
            out = tmp_path / "out.pdf"
            await export(store, Selection((row.id,), **selection), "pdf", out)
        finally:
            await store.close()
        return out

    return written


def _text(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return run.stdout.decode()


def _pages(pdf: Path) -> int:
    told = subprocess.run(["pdfinfo", pdf], capture_output=True, check=True, text=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told)[1])


async def test_every_line_stands_on_one_page_in_order(write) -> None:
    pdf = await write(
        (Role.USER, (TextPart("As <typed>"),), {}),
        (Role.ASSISTANT, (ReasoningPart("a thought"), TextPart(_ANSWER)), {}),
    )
    text = _text(pdf)
    for word, count in (("codeline", 120), ("tablerow", 80)):
        assert re.findall(rf"{word}(\d+)\b", text) == [str(n) for n in range(count)]
    assert all(f"cell2x{n}" in text for n in range(20))  # what is wider than paper is made smaller
    assert "As <typed>" in text
    assert "https://pictures.example/far.png" in text  # named, never fetched
    assert "Load once" not in text
    assert "gpt-6" in text
    assert "a thought" not in text
    assert "A title <of> it" in text
    feet = [page.rstrip().rsplit(maxsplit=1)[-1] for page in text.split("\f") if page.strip()]
    assert feet == [str(n) for n in range(1, _pages(pdf) + 1)]
    assert b"https://example.org/there" in pdf.read_bytes()


async def test_formulas_are_lines_and_not_pixels(write) -> None:
    pdf = await write((Role.ASSISTANT, (TextPart("so $$\\frac{1}{2}$$ it is"),), {}))
    boxes = subprocess.check_output(["pdftotext", "-bbox", pdf, "-"], text=True)
    left, right = re.search(r'xMin="([\d.]+)".*xMax="([\d.]+)".*frac', boxes).groups()
    assert float(right) - float(left) < 10  # points: beneath the fraction, not in its place
    images = subprocess.run(["pdfimages", "-list", pdf], capture_output=True, check=True, text=True)
    assert images.stdout.count("\n") == 2  # the two lines of the table's head


async def test_a_picture_is_there_and_a_missing_one_is_named(write) -> None:
    image = QImage(900, 500, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    pdf = await write(
        (Role.USER, (ImagePart("image/png", data=buffer.data().data(), name="red"),), {}),
        (Role.USER, (ImagePart("image/png", data=b"no picture", name="broken"),), {}),
    )
    pages = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "20", "-png", "-singlefile", pdf, pages], check=True)
    seen = QImage(str(pages.with_suffix(".png")))
    colours = {seen.pixelColor(x, y).name() for x in range(seen.width()) for y in range(120)}
    assert colours & {"#ff0000", "#fe0000", "#fd0000"}
    assert "broken cannot be shown" in _text(pdf)


async def test_how_an_answer_ended_is_told_without_buttons(write) -> None:
    error = ErrorRecord("RateLimited", "Too many requests.", "Wait a while.")
    text = _text(
        await write(
            (Role.ASSISTANT, (TextPart("half"),), {"state": State.STOPPED}),
            (Role.ASSISTANT, (TextPart("some"),), {"state": State.FAILED, "error": error}),
            (Role.ASSISTANT, (TextPart("whole"),), {}),
            (Role.ASSISTANT, (TextPart("and"),), {"state": State.STREAMING}),
        )
    )
    assert "Stopped by you" in text
    assert "Still being written" in text
    assert "Too many requests" in text
    assert not re.search(r"Continue|Try again|Finished|Other model", text)


async def test_formulas_can_be_found_and_copied(write) -> None:
    said = r"So $E = mc^2$ and \(a\), then \[\frac{\sqrt{\pi}}{2} \\ b\] in the end."
    text = " ".join(_text(await write((Role.ASSISTANT, (TextPart(said),), {}))).split())
    assert r"So E = mc^2 and a, then \frac{\sqrt{\pi}}{2} \\ b in the end." in text


async def test_a_long_conversation_keeps_no_message(write, monkeypatch) -> None:
    most = 0
    drawn = writing.PdfWriter.draw

    def counted(self, message):
        nonlocal most
        for _ in drawn(self, message):
            alive = [unit for unit in made if getattr(unit, "document", None) is not None]
            most = max(most, len(alive))
            yield

    made = []
    units = writing._units
    monkeypatch.setattr(writing, "_units", lambda *told: [*(made.extend(u := units(*told)) or u)])
    monkeypatch.setattr(writing.PdfWriter, "draw", counted)
    one = (Role.ASSISTANT, (TextPart("One. " * 40 + "\n\nTwo."),), {})
    pdf = await write(*[(one[0], one[1], {}) for _ in range(100)])
    assert _pages(pdf) > 10
    assert len(made) > 200
    assert most <= 1


async def test_giving_up_leaves_nothing(qapp, tmp_path) -> None:
    offer_pdf()
    store = await Store.open(tmp_path / "data" / "rivulet.db")
    row = await store.create_conversation("Long")
    parts = (TextPart("\n\n".join(f"Paragraph {n}" for n in range(400))),)
    await store.add_message(row.id, Message(new_id(), Role.ASSISTANT, State.COMPLETE, parts, 0.0))
    out = tmp_path / "out" / "it.pdf"
    out.parent.mkdir()
    begun = asyncio.Event()
    scope = TaskScope("test", lambda _error: None)
    work = scope.start(
        export(store, Selection((row.id,)), "pdf", out, lambda _part: begun.set()), "export"
    )
    await begun.wait()
    await asyncio.sleep(0.01)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert list(out.parent.iterdir()) == []
    await export(store, Selection((row.id,)), "pdf", out)
    assert out.read_bytes().startswith(b"%PDF")
    await store.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
async def test_a_full_disk_is_told(write, qapp, tmp_path) -> None:
    await write((Role.USER, (TextPart("words"),), {}))
    store = await Store.open(tmp_path / "data" / "rivulet.db")
    with pytest.raises(StoreError) as raised:
        await export(store, Selection(), "pdf", Path("/dev/full"))
    assert isinstance(raised.value, DiskFull)
    await store.close()


def test_the_paper_is_that_of_the_place() -> None:
    size = QPageSize.PageSizeId
    assert paper_size(QLocale("en_US")).id() is size.Letter
    assert paper_size(QLocale("de_DE")).id() is size.A4
    assert paper_size(QLocale("ja_JP")).id() is size.A4
