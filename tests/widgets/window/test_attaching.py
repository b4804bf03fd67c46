"""Attaching in the window: drop, paste, the key, chips by keys, and what is said beside them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl, qVersion
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.viewmodels.scripted import until


@pytest.fixture
def picture(tmp_path: Path, qapp) -> Path:
    path = tmp_path / "chart.png"
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(path))
    return path


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(widget, data: QMimeData) -> bool:
    """Drag over the widget and let go; whether it was taken."""
    button, keys, action = (
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier(0),
        Qt.DropAction.CopyAction,
    )
    is_newer = tuple(map(int, qVersion().split(".")[:2])) >= (6, 12)
    place = QPointF(5, 5)
    # Before 6.12 it takes whole pixels only; since then it warns of them.
    enter = QDragEnterEvent(place if is_newer else place.toPoint(), action, data, button, keys)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(place, action, data, button, keys))
    return enter.isAccepted()


async def test_files_are_dropped_onto_the_page_and_sent(seat, picture) -> None:
    async with seat() as person:
        window = person.window
        composer, conversation = window.composer, window.conversation
        assert not composer.button.isEnabled()
        assert drop(window, files(picture))
        await until(lambda: composer.attachments.chips)
        (chip,) = composer.attachments.chips
        assert chip.isVisible()
        assert chip.accessibleName() == "Attached: chart.png"
        assert composer.button.isEnabled()
        assert composer.notice.words == "smollm2-135m does not take pictures."
        assert composer.field.hasFocus()
        person.press("Return")
        await until(lambda: person.desk.turns.all and person.desk.turns.last.is_running)
        assert not composer.attachments.isVisible()
        assert composer.notice.words == ""
        person.desk.turns.last.finish()
        await until(lambda: not conversation.is_streaming)


async def test_words_are_no_attachment(seat) -> None:
    async with seat() as person:
        words = QMimeData()
        words.setText("words")
        assert not drop(person.window, words)
        person.window.composer.field.insertFromMimeData(words)
        assert person.window.composer.text() == "words"
        assert person.window.composer.attachments.chips == ()


async def test_files_and_pictures_are_pasted(seat, picture) -> None:
    async with seat() as person:
        composer = person.window.composer
        composer.field.insertFromMimeData(files(picture))
        await until(lambda: len(composer.attachments.chips) == 1)
        shot = QMimeData()
        shot.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
        composer.field.insertFromMimeData(shot)
        await until(lambda: len(composer.attachments.chips) == 2)
        assert composer.attachments.chips[1].part.media_type == "image/png"
        table = QMimeData()  # a spreadsheet gives its cells as words and as a picture
        table.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
        table.setText("1\t2")
        composer.field.insertFromMimeData(table)
        assert composer.text() == "1\t2"
        assert len(composer.attachments.chips) == 2


async def test_chips_are_walked_and_removed_by_keys(seat, tmp_path) -> None:
    async with seat() as person:
        composer = person.window.composer
        paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
        for path in paths:
            path.write_text(path.name)
        composer.files_given.emit([str(path) for path in paths])
        await until(lambda: len(composer.attachments.chips) == 3)
        names = lambda: [chip.part.name for chip in composer.attachments.chips]  # noqa: E731  # read thrice
        person.press("Shift+Tab")
        assert composer.attachments.chips[2].hasFocus()
        person.press("Left")
        person.press("Left")
        assert composer.attachments.chips[0].hasFocus()
        person.press("Right")
        assert composer.attachments.chips[1].hasFocus()
        person.press("Delete")
        assert names() == ["a.txt", "c.txt"]
        assert composer.attachments.chips[1].hasFocus()
        person.press("Backspace")
        assert composer.attachments.chips[0].hasFocus()
        QTest.mouseClick(composer.attachments.chips[0].remove_button, Qt.MouseButton.LeftButton)
        assert names() == []
        await until(composer.field.hasFocus)


async def test_what_cannot_be_attached_is_said_beside_the_composer(seat, tmp_path) -> None:
    async with seat() as person:
        composer = person.window.composer
        assert drop(person.window, files(tmp_path))
        await until(lambda: composer.notice.words)
        assert composer.notice.words.endswith("is a folder. Attach the files in it.")
        composer.notice.dismissed.emit()
        assert composer.notice.words == ""


async def test_the_key_opens_a_dialog_that_holds_up_nothing(seat, picture) -> None:
    async with seat() as person:
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        person.press("Ctrl+U")
        (chooser,) = person.window.findChildren(QFileDialog)
        await until(chooser.isVisible)
        chooser.selectFile(str(picture))
        chooser.accept()
        await until(lambda: person.window.composer.attachments.chips)


async def test_they_follow_their_conversation(seat, tmp_path) -> None:
    async with seat() as person:
        window = person.window
        first = await person.desk.answered("one", "1", window.conversation)
        path = tmp_path / "a.txt"
        path.write_text("a")
        window.composer.files_given.emit([str(path)])
        await until(lambda: window.composer.attachments.chips)
        person.press("Ctrl+N")
        assert window.composer.attachments.chips == ()
        window.open_conversation(first.id)
        await until(lambda: window.composer.attachments.chips)


async def test_an_export_that_is_dropped_is_imported_and_can_be_undone(seat, tmp_path) -> None:
    from desktop_app.domain.message import Message, Role, State, TextPart
    from desktop_app.services.export import Selection, export
    from desktop_app.services.store import Store, new_id

    path = tmp_path / "history.zip"
    elsewhere = await Store.temporary()
    row = await elsewhere.create_conversation(title="From elsewhere")
    question = Message(new_id(), Role.USER, State.COMPLETE, (TextPart("Hello"),), 1.0)
    await elsewhere.add_message(row.id, question)
    await export(elsewhere, Selection(), "zip", path)
    await elsewhere.close()
    async with seat() as person:
        store = person.desk.core.store
        imports = person.window.history._imports

        def said() -> str:
            return imports._dialog._words.text()

        assert drop(person.window, files(path))
        await until(lambda: said() == "1 conversation with 1 messages came in.")
        assert [each.title for each in await store.conversations()] == ["From elsewhere"]
        assert not person.window.composer.attachments.chips
        imports._dialog._undo.click()
        await until(lambda: said() == "Undone. What was imported lies in the Trash.")
        assert await store.conversations() == []


async def test_a_notice_of_several_lines_cuts_nothing_off(seat) -> None:
    async with seat() as person:
        composer = person.window.composer
        wanted = composer.notice.layout().totalHeightForWidth
        for width in (1280, 560):
            person.window.resize(width, 700)
            for words in ("short", "“blob.bin” is of a kind that models cannot read. " * 4):
                composer.notice.say(words, can_dismiss=True)
                await until(lambda: composer.notice.height() == wanted(composer.width()))
                await until(lambda: composer.height() == composer.sizeHint().height())
                composer.notice.say("", can_dismiss=True)
