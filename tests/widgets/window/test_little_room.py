"""What has its place where room is short: the composer's parts, the keys that scroll, the pill."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.errors import AppError
from desktop_app.widgets.controls.focus_ring import REACH
from tests.viewmodels.scripted import until

_COMPLAINT = (
    "“blob.bin” is of a kind that models cannot read. "
    "Pictures (PNG, JPEG, GIF, WebP), PDF and any kind of text can be attached."
)
_LONG = "\n\n".join(f"Paragraph {number}." for number in range(80))


async def read(person):
    """A long answer is on the screen; returns its view."""
    person.type("Hello")
    person.press("Return")
    await until(lambda: person.desk.turns.all and person.desk.turns.last.is_running)
    turn = person.desk.turns.last
    turn.say(_LONG)
    turn.finish()
    await person.settled()
    view = person.page._view
    await until(lambda: view.isVisible() and view.layout_.total > 2 * view.layout_.view_height)
    return view


@pytest.mark.parametrize("size", [(900, 700), (480, 400)])
@pytest.mark.parametrize("zoom", [1.0, 2.0])
async def test_all_of_the_composer_is_in_the_window(seat, appearance, size, zoom, tmp_path) -> None:
    async with seat() as person:
        window, composer = person.window, person.window.composer
        window.resize(*size)
        appearance.set_zoom(zoom)
        notes = tmp_path / "notes.txt"
        notes.write_text("words")
        window.conversation.attaching.take_files([str(notes)])
        await until(lambda: composer.attachments.chips)
        before = composer.height()
        window.conversation.attaching.complain(_COMPLAINT)
        await until(lambda: composer.height() > before or zoom * 300 > size[1])
        for _ in range(3):
            QApplication.sendPostedEvents()
        for part in (composer.field, composer.attach_button, composer.button):
            top_left = part.mapTo(composer, part.rect().topLeft())
            assert composer.rect().contains(part.rect().translated(top_left)), part
            assert part.height() >= part.sizeHint().height(), part
            assert part.width() >= min(part.sizeHint().width(), 100), part
        bottom = composer.mapTo(window, composer.rect().bottomLeft()).y()
        assert bottom < window.height()
        label = composer.notice.findChildren(type(composer._hint))[0]
        assert label.height() >= label.heightForWidth(label.width())


async def test_the_ring_of_the_paper_clip_has_room(seat) -> None:
    async with seat() as person:
        clip = person.window.composer.attach_button
        for width in (900, 480):
            person.window.resize(width, 600)
            QApplication.sendPostedEvents()
            ring = clip.geometry().adjusted(-REACH, -REACH, REACH, REACH)
            assert clip.isVisible()
            assert clip.parentWidget().rect().contains(ring), width


async def test_ctrl_end_leads_to_the_latest_from_the_composer(seat) -> None:
    async with seat() as person:
        view = await read(person)
        field = person.window.composer.field
        assert field.hasFocus()
        view.scroll_to(0)
        assert person.page.pill.isVisible()
        person.press("Ctrl+End")
        assert view.layout_.is_at_end
        assert not person.page.pill.isVisible()
        person.type("a draft")
        view.scroll_to(0)
        person.press("Ctrl+End")
        assert view.layout_.is_at_end
        assert field.textCursor().atEnd()


async def test_pages_are_turned_from_a_composer_that_needs_no_scrolling(seat) -> None:
    async with seat() as person:
        view = await read(person)
        composer = person.window.composer
        person.type("two words")
        end = view.layout_.value
        person.press("PgUp")
        assert view.layout_.value < end - view.layout_.view_height // 2
        assert composer.field.textCursor().atEnd()
        person.press("PgDown")
        assert view.layout_.value == end
        composer.set_text("\n".join("line" for _ in range(60)))
        await until(lambda: composer.field.verticalScrollBar().maximum() > 0)
        person.press("PgUp")
        assert view.layout_.value == view.layout_.total - view.layout_.view_height
        assert not composer.field.textCursor().atEnd()


async def test_the_pill_names_the_key_that_works(seat) -> None:
    async with seat() as person:
        pill = person.page.pill
        width = pill.sizeHint().width()
        settings = person.desk.core.settings
        settings.set("shortcuts.overrides", {"transcript.latest": "Ctrl+Shift+F11"})
        assert pill.sizeHint().width() > width
        settings.set("shortcuts.overrides", {"transcript.latest": ""})
        assert pill.sizeHint().width() < width


async def test_a_card_is_scrolled_where_it_is_higher_than_its_room(seat, appearance) -> None:
    async with seat() as person:
        window = person.window
        window.resize(480, 400)
        window.tell(AppError("It did not work.", hint="This and that may have been why. " * 5))
        for zoom in (1.0, 2.0):
            appearance.set_zoom(zoom)
            for _ in range(3):
                QApplication.sendPostedEvents()
            notices, composer = person.page.notices, window.composer
            assert composer.mapTo(window, composer.rect().bottomLeft()).y() < window.height()
            assert composer.button.height() >= composer.button.sizeHint().height()
            for button in notices.tab_path():
                assert button.height() >= button.sizeHint().height(), zoom
        assert notices.verticalScrollBar().maximum() > 0


async def test_notices_and_the_pill_leave_each_other_room(seat) -> None:
    async with seat() as person:
        view = await read(person)
        person.page.toast.say("Copied")
        (notice,) = person.page.toast.notices
        low = notice.y()
        view.scroll_to(0)
        await until(lambda: notice.y() < low)
        assert not notice.geometry().intersects(person.page.pill.geometry())
        view.jump_to_latest()
        await until(lambda: notice.y() == low)


async def test_a_notice_lies_above_the_page_that_comes(seat) -> None:
    async with seat() as person:
        await read(person)
        person.page.toast.say("Copied")
        (notice,) = person.page.toast.notices
        person.press("Ctrl+N")
        stack = notice.parentWidget().children()
        shown = person.page._stack.currentWidget()
        assert stack.index(notice) > stack.index(shown)


async def test_the_keyboard_goes_to_the_composer_where_its_messages_went(seat) -> None:
    async with seat() as person:
        window = person.window
        first = await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+N")
        await person.desk.answered(
            "two", "[a](https://e.org), [b](https://f.org)", window.conversation
        )
        person.press("Alt+Up")
        view = person.page._view
        assert view.hasFocus()
        assert view.keys.tab(True), "there is a link to go to, so it would keep the keyboard"
        window.open_conversation(first.id)
        await until(lambda: window.conversation.id == first.id)
        assert window.composer.field.hasFocus()
        window.search()
        person.press("Ctrl+Tab")
        await until(lambda: window.conversation.id != first.id)
        assert not window.composer.field.hasFocus(), "it was elsewhere, and stays there"
