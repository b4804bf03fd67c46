"""Ctrl+Z wherever the keyboard is: what a notice offers, messages deleted, words being written."""

from tests.viewmodels.scripted import until


def texts(conversation) -> list[str]:
    return [message.text for message in conversation.branch.messages]


async def test_ctrl_z_in_the_empty_composer_brings_a_deleted_conversation_back(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+Shift+Backspace")
        await until(lambda: window.conversation is not conversation)
        (notice,) = window.transcript.toast.notices
        assert "Ctrl Z" in notice._button.toolTip()
        window.composer.focus()
        person.type("words")
        person.press("Ctrl+Z")
        assert window.conversation is not conversation, "the words come first"
        assert window.composer.text() == ""
        person.press("Ctrl+Z")
        await until(lambda: window.conversation.id == conversation.id)


async def test_deleted_messages_come_back_one_after_the_other_without_a_notice(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await person.desk.answered("one", "1", window.conversation)
        await person.desk.answered("two", "2", conversation)
        whole = texts(conversation)
        for place in (3, 1):
            message_id = conversation.branch.messages[place].id
            window.transcript.action_requested.emit("delete", message_id)
            await until(lambda gone=message_id: conversation.branch.message(gone) is None)
        for notice in window.transcript.toast.notices:
            notice.ended.emit()
        assert texts(conversation) == ["one"]
        window.transcript._view.setFocus()
        person.press("Ctrl+Z")
        await until(lambda: texts(conversation) == ["one", "1", "two"])
        person.press("Ctrl+Z")
        await until(lambda: texts(conversation) == whole)
        person.press("Ctrl+Z")
        await person.settled()
        assert texts(conversation) == whole


async def test_ctrl_z_does_what_the_newest_notice_offers_if_that_is_undo(seat) -> None:
    async with seat() as person:
        conversation = await person.desk.answered("one", "1", person.window.conversation)
        message_id = conversation.branch.messages[1].id
        person.page.action_requested.emit("delete", message_id)
        await until(lambda: texts(conversation) == ["one"])
        shown: list[int] = []
        person.page.toast.say("Saved", "info", "Show in folder", lambda: shown.append(1))
        person.page._view.setFocus()
        person.press("Ctrl+Z")
        await until(lambda: texts(conversation) == ["one", "1"])
        assert not shown
        assert len(person.page.toast.notices) == 1
