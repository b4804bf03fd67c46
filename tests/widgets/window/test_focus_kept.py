"""What goes away takes the keyboard nowhere that nobody asked for."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.domain.errors import StoreError
from tests.viewmodels.scripted import until


def button(below: QWidget, name: str) -> QAbstractButton:
    found = below.findChildren(QAbstractButton)
    return next(each for each in found if name in {each.text(), each.accessibleName()})


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


async def test_closing_a_notice_leaves_the_keyboard_where_one_reads_or_writes(seat) -> None:
    async with seat() as person:
        await person.desk.answered("one", "1", person.window.conversation)
        for holder in (person.window.composer.field, person.page._view):
            holder.setFocus()
            person.page.toast.say("Copied")
            click(button(person.page.toast.notices[-1], "Close this notice"))
            assert person.page.toast.notices == []
            assert holder.hasFocus()


async def test_a_notice_closed_by_key_gives_the_keyboard_to_the_composer(seat) -> None:
    async with seat() as person:
        person.page.toast.say("Copied")
        button(person.page.toast.notices[-1], "Close this notice").setFocus()
        person.press("Space")
        assert person.window.composer.field.hasFocus()


async def test_send_now_leaves_the_keyboard_in_the_composer(seat) -> None:
    async with seat() as person:
        conversation = await person.desk.asked("one", person.window.conversation)
        conversation.send("two")
        person.window.escape()
        await until(lambda: not conversation.is_streaming)
        click(button(person.window.composer, "Send now"))
        await until(lambda: conversation.is_streaming)
        assert person.window.composer.field.hasFocus()
        person.window.escape()
        await until(lambda: not conversation.is_streaming)


async def test_an_answered_card_gives_the_keyboard_to_the_composer(seat) -> None:
    async with seat() as person:
        person.window.tell(StoreError("It cannot be saved."))
        button(person.page.notices, "Understood").setFocus()
        person.press("Space")
        await until(person.window.composer.field.hasFocus)
