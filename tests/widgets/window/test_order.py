"""Conversations put in order by keys and mouse: folders, tags, Archive, Trash, and the way back."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_app.viewmodels.entries import Entry
from desktop_app.widgets.palette import Palette
from tests.viewmodels.scripted import until


async def seated(person, *titles: str) -> list[str]:
    """Conversations of these titles, the first the newest; their ids."""
    ids = []
    for age, title in enumerate(titles):
        row = await person.desk.core.store.create_conversation(title, updated=2e9 - age)
        ids.append(row.id)
    await person.desk.conversations.load()
    return ids


async def written(person, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """End the renaming; what was written is taken once the key is done with."""
    QTest.keyClick(person.window.focusWidget(), key)
    await until(lambda: person.window.focusWidget().accessibleName() != "New name")
    await person.settled()


def place_of(view, entry: Entry) -> QPoint:
    return view.visualRect(view.model().index(view.model().row_of_entry(entry), 0)).center()


def drag(view, entry: Entry, to: Entry | None) -> None:
    end = place_of(view, to) if to else QPoint(40, view.height() - 4)
    begin, ground = place_of(view, entry), view.viewport()
    QTest.mousePress(ground, Qt.MouseButton.LeftButton, pos=begin)
    for step in range(1, 5):
        QTest.mouseMove(ground, begin + (end - begin) * step / 4)
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=end)


async def test_dragging_puts_several_into_a_folder_and_undo_takes_them_out(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        ids = await seated(person, "a", "b", "c")
        await store.create_folder("Work")
        await person.desk.conversations.listing.count_folders()
        view = window._sidebar._list
        ground = view.viewport()
        left, control = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
        for each in ids[:2]:
            QTest.mouseClick(ground, left, control, place_of(view, Entry(id=each)))
        drag(view, Entry(id=ids[1]), Entry(folder="Work"))
        await person.settled()
        assert [(await store.conversation(each)).folder for each in ids] == ["Work", "Work", ""]
        assert person.desk.conversations.list.ids == ids[2:]
        assert window.conversation.id == "", "dragging opens nothing"
        assert len(window.transcript.toast.notices) == 1
        window.order.undo()
        await person.settled()
        assert person.desk.conversations.list.ids == ids
        assert window.transcript.toast.notices == [], "there is nothing to be undone any more"


async def test_a_folder_is_dragged_into_another_but_not_into_itself(seat) -> None:
    async with seat() as person:
        store = person.desk.core.store
        for path in ("Home", "Work/Letters"):
            await store.create_folder(path)
        (inside,) = await seated(person, "a")
        await store.update_conversation(inside, folder="Work/Letters")
        await person.desk.conversations.load()
        view = person.window._sidebar._list
        person.desk.conversations.listing.toggle_folder("Work")
        await person.settled()
        drag(view, Entry(folder="Work"), Entry(folder="Work/Letters"))
        await person.settled()
        assert [row.path for row in await store.folders()] == ["Home", "Work", "Work/Letters"]
        drag(view, Entry(folder="Work"), Entry(folder="Home"))
        await person.settled()
        assert (await store.conversation(inside)).folder == "Home/Work/Letters"
        opened = person.desk.core.remembered.get("open_folders")
        assert opened == ["Home/Work"], "what was open stays open"


async def test_a_new_folder_is_named_in_its_place_and_removed_with_undo(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        person.press("Ctrl+Alt+F")
        await person.settled()
        await until(lambda: window.focusWidget().accessibleName() == "New name")
        person.type("Letters/Old")
        await written(person)
        assert [row.path for row in await store.folders()] == ["Letters", "Letters/Old"]
        (inside,) = await seated(person, "a")
        await store.update_conversation(inside, folder="Letters/Old")
        view = window._sidebar._list
        view.setFocus()
        view.choose_entry(Entry(folder="Letters"))
        person.press("Del")
        await person.settled()
        assert [row.path for row in await store.folders()] == ["Old"]
        assert (await store.conversation(inside)).folder == "Old"
        person.press("Ctrl+Z")
        await person.settled()
        assert [row.path for row in await store.folders()] == ["Letters", "Letters/Old"]
        assert (await store.conversation(inside)).folder == "Letters/Old"


async def test_left_and_right_fold_and_what_is_open_is_remembered(seat) -> None:
    async with seat() as person:
        (inside,) = await seated(person, "a")
        await person.desk.core.store.update_conversation(inside, folder="Work")
        await person.desk.conversations.load()
        shown, view = person.desk.conversations.list, person.window._sidebar._list
        view.setFocus()
        view.choose_entry(Entry(folder="Work"))
        assert shown.ids == []
        QTest.keyClick(view, Qt.Key.Key_Right)
        await person.settled()
        assert shown.ids == [inside]
        assert person.desk.core.remembered.get("open_folders") == ["Work"]
        QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert view.currentIndex().data() == "Work"
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert shown.ids == []
        assert person.desk.core.remembered.get("open_folders") is None


async def test_several_are_tagged_archived_and_deleted_by_keys(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        ids = await seated(person, "a", "b", "c")
        view = window._sidebar._list
        view.setFocus()
        view.choose_entry(Entry(id=ids[0]))
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        person.press("Ctrl+Shift+T")
        await person.settled()
        person.type("urgent things")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        await person.settled()
        rows = [await store.conversation(each) for each in ids]
        assert [row.tags for row in rows] == [("urgent things",)] * 2 + [()]
        person.press("Ctrl+Alt+A")
        await person.settled()
        assert person.desk.conversations.list.ids == ids[2:]
        assert {hit.title for hit in await store.search('tag:"urgent things"')} == {"a", "b"}
        person.press("Ctrl+Z")
        await person.settled()
        view.choose_entry(Entry(id=ids[1]))
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        person.press("Del")
        await person.settled()
        assert person.desk.conversations.list.ids == ids[:1]
        assert window.transcript.toast.notices[-1].action
        person.press("Ctrl+Alt+Z", window)
        await person.settled()
        assert person.desk.conversations.list.ids == ids


async def test_several_tags_are_written_at_once(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        (id_,) = await seated(person, "a")
        view = window._sidebar._list
        view.setFocus()
        view.choose_entry(Entry(id=id_))
        person.press("Ctrl+Shift+T")
        await person.settled()
        chooser = window.findChild(Palette)
        assert chooser._none.isVisible()
        assert not chooser._count.isVisible()
        person.type("holiday, #family,, holiday ,in May")
        assert not chooser._none.isVisible()
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        await person.settled()
        assert (await store.conversation(id_)).tags == ("holiday", "family", "in May")
        window.order.undo()
        await person.settled()
        assert (await store.conversation(id_)).tags == ()


async def test_a_menu_says_what_would_be_done_and_not_both(seat) -> None:
    async with seat() as person:
        window, order = person.window, person.desk.conversations.order
        ids = await seated(person, "a", "b")
        view = window._sidebar._list
        view.setFocus()
        wanted = ["conversation.pin", "conversation.unread", "conversation.archive"]

        def words() -> list[str]:
            return [action.text() for action in window._rooms.actions.menu_of(wanted).actions()]

        view.choose_entry(Entry(id=ids[0]))
        assert words() == ["Pin", "Mark as unread", "Archive"]
        order.pin(ids[:1], is_on=True)
        order.mark(ids[:1], is_unread=True)
        await person.settled()
        view.choose_entry(Entry(id=ids[0]))
        assert words() == ["Unpin", "Mark as read", "Archive"]
        view.selectAll()
        assert words() == ["Pin", "Mark as unread", "Archive"], "one of them is not yet"
        order.archive(ids)
        window.order.show_archive()
        await person.settled()
        view.choose_entry(Entry(id=ids[0]))
        assert words()[2] == "List again"


async def test_the_archive_lists_and_gives_back(seat) -> None:
    async with seat() as person:
        window = person.window
        ids = await seated(person, "a", "b")
        person.desk.conversations.order.archive(ids[:1])
        await person.settled()
        window._sidebar.archive_button.click()
        await person.settled()
        view = window._sidebar._list
        assert [entry.id for entry in view.model().entries if entry.id] == ids[:1]
        view.setFocus()
        view.choose_entry(Entry(id=ids[0]))
        person.press("Ctrl+Alt+A")
        await person.settled()
        assert [entry.heading for entry in view.model().entries] == ["Nothing is archived"]
        window._sidebar.archive_button.click()
        assert person.desk.conversations.list.ids == ids


async def test_the_trash_is_emptied_only_after_a_yes_that_names_the_count(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        ids = await seated(person, "a", "b", "c")
        person.desk.conversations.order.delete(ids[:2])
        await person.settled()
        window._sidebar.trash_button.click()
        await person.settled()
        assert window._sidebar.trash_button.isChecked()
        for is_meant in (False, True):
            window.order.empty_trash()
            await person.settled()
            buttons = window.focusWidget().parentWidget().findChildren(type(window.focusWidget()))
            asked = {button.text(): button for button in buttons}
            asked["Delete 2 for good" if is_meant else "Cancel"].click()
            await person.settled()
            assert await store.count(trashed=True) == (0 if is_meant else 2)
        assert await store.count() == 1


async def test_what_is_open_from_the_trash_says_so_and_comes_back(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        ids = await seated(person, "a", "b", "c")
        person.desk.conversations.order.delete(ids)
        await person.settled()
        sidebar, composer = window._sidebar, window.composer
        sidebar.trash_button.click()
        await person.settled()
        assert sidebar._kind_bar.isVisible()
        window.open_conversation(ids[0])
        await until(lambda: window.conversation.id == ids[0])
        assert composer._trashed.isVisible()
        window.composer.focus()
        person.press("Ctrl+Alt+P")
        await person.settled()
        assert not (await store.conversation(ids[0])).is_pinned, "what lies there stays as it is"
        composer._trashed.button.click()
        await person.settled()
        assert not composer._trashed.isVisible()
        window.open_conversation(ids[1])
        await until(lambda: window.conversation.id == ids[1])
        await person.desk.asked("go on", window.conversation)
        await until(lambda: not composer._trashed.isVisible())
        person.desk.turns.last.finish()
        await person.settled()
        assert set(person.desk.conversations.list.ids) == set(ids[:2])
        sidebar._kind_bar.back.click()
        assert sidebar.is_all_shown
        assert not sidebar._kind_bar.isVisible()


async def test_what_is_deleted_for_good_is_left(seat) -> None:
    async with seat() as person:
        window = person.window
        ids = await seated(person, "a", "b")
        order = person.desk.conversations.order
        order.delete(ids)
        await person.settled()
        for id_, delete in ((ids[0], lambda: order.purge(ids[:1])), (ids[1], order.empty_trash)):
            window.open_conversation(id_)
            await until(lambda id_=id_: window.conversation.id == id_)
            window.composer.focus()
            person.type("half a thought")
            delete()
            await person.settled()
            assert window.conversation.id == ""


async def test_rename_in_the_row_keeps_esc_and_takes_enter(seat) -> None:
    async with seat() as person:
        (id_,) = await seated(person, "old")
        view = person.window._sidebar._list
        for key, expected in ((Qt.Key.Key_Escape, "old"), (Qt.Key.Key_Return, "new")):
            view.setFocus()
            view.choose_entry(Entry(id=id_))
            person.press("F2")
            assert person.window.focusWidget().selectedText() == "old"
            person.type("new")
            await written(person, key)
            assert (await person.desk.core.store.conversation(id_)).title == expected
        assert person.window.conversation.id == "", "renaming opens nothing"


async def test_notices_that_offer_something_stay_beside_newer_ones(seat) -> None:
    async with seat() as person:
        toast, done = person.window.transcript.toast, []
        toast.say("first", action_words="Undo", action=lambda: done.append(1))
        toast.say("told")
        toast.say("told again")
        toast.say("second", action_words="Undo", action=lambda: done.append(2))
        assert [each._words.text() for each in toast.notices] == ["first", "told again", "second"]
        tops = [each.y() for each in toast.notices]
        assert tops == sorted(tops)
        assert len(set(tops)) == 3
        person.press("Ctrl+Alt+Z")
        person.press("Ctrl+Alt+Z")
        assert done == [2, 1]
        assert [each._words.text() for each in toast.notices] == ["told again"]


async def test_move_to_a_new_folder_by_key_and_undo_leaves_no_folder(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        await store.create_folder("Neu")
        (id_,) = await seated(person, "a")
        view = window._sidebar._list
        view.setFocus()
        view.choose_entry(Entry(id=id_))
        person.press("Ctrl+Shift+E")
        person.type("Neu/Ort/Hier")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        await person.settled()
        assert (await store.conversation(id_)).folder == "Neu/Ort/Hier"
        window.order.undo()
        await person.settled()
        assert (await store.conversation(id_)).folder == ""
        assert [row.path for row in await store.folders()] == ["Neu"]


async def test_a_temporary_conversation_is_marked_and_asks_before_it_is_forgotten(seat) -> None:
    async with seat() as person:
        window, remembered = person.window, person.desk.core.remembered
        person.press("Ctrl+Alt+N")
        await until(lambda: window.conversation.is_temporary)
        assert window.transcript.header._mark.isVisible()
        assert window.composer._temporary.isVisible()
        assert remembered.get("open_conversation") is None
        window.composer.focus()
        person.type("half a thought")
        for answer in ("Cancel", "Forget"):
            temporary = window.conversation
            person.press("Ctrl+Shift+Backspace", window)
            buttons = window.focusWidget().parentWidget().findChildren(type(window.focusWidget()))
            {button.text(): button for button in buttons}[answer].click()
            await person.settled()
            assert (window.conversation is temporary) is (answer == "Cancel")
        assert not window.transcript.header._mark.isVisible()
        assert person.desk.conversations.list.ids == []


async def test_quitting_asks_about_temporary_conversations_and_can_keep_them(seat) -> None:
    async with seat() as person:
        window, store = person.window, person.desk.core.store
        person.press("Ctrl+Alt+N")
        await until(lambda: window.conversation.is_temporary)
        person.press("Ctrl+Q")
        assert person.quits == [1], "nothing would be lost"
        window.composer.focus()
        person.type("half a thought")
        person.press("Ctrl+Q", window)
        assert person.quits == [1]
        buttons = window.focusWidget().parentWidget().findChildren(type(window.focusWidget()))
        {button.text(): button for button in buttons}["Keep as saved"].click()
        await person.settled()
        assert person.quits == [1, 1]
        (row,) = await store.conversations()
        assert row.draft == "half a thought"
        assert window.conversation.id == row.id
        assert not window.conversation.is_temporary


async def test_the_first_name_of_a_folder_is_nothing_to_undo(seat) -> None:
    async with seat() as person:
        store, window = person.desk.core.store, person.window
        window.order.create_folder()
        await person.settled()
        await until(lambda: window.focusWidget().accessibleName() == "New name")
        person.type("Travel")
        await written(person)
        assert [row.path for row in await store.folders()] == ["Travel"]
        assert not window.transcript.toast.notices
        person.desk.conversations.order.rename_folder("Travel", "Trips")
        await person.settled()
        assert len(window.transcript.toast.notices) == 1, "a later name is"
