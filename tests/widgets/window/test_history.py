"""What was said, from the window: its branches, forks with undo, copies, exports."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import new_id
from desktop_app.viewmodels.entries import Entry
from desktop_app.widgets.export_dialog import ExportDialog
from desktop_app.widgets.tree_dialog import TreeDialog
from tests.viewmodels.scripted import until


async def _answered(person, question: str = "Hi", answer: str = "Hello **you**"):
    window = person.window
    before = len(person.desk.turns.all)
    window.conversation.send(question)
    await until(lambda: len(person.desk.turns.all) > before and person.desk.turns.last.is_running)
    person.desk.turns.last.say(answer)
    person.desk.turns.last.finish()
    await until(lambda: not window.conversation.is_streaming)
    await person.settled()
    return window.conversation


async def test_a_fork_is_shown_and_undone_and_drafts_stay(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await _answered(person)
        window.composer.set_text("half a thought")
        conversation.draft.write("half a thought")
        person.press("Ctrl+Shift+D")
        await until(lambda: window.conversation is not conversation)
        await person.settled()
        made = window.conversation
        assert made.title.startswith("Branch of ")
        assert [m.text for m in made.branch.messages] == ["Hi", "Hello **you**"]
        assert window.composer.text() == ""
        assert made.id in person.desk.conversations.list.ids
        person.press("Ctrl+Alt+Z")
        await until(lambda: window.conversation.id == conversation.id)
        await person.settled()
        assert window.composer.text() == "half a thought"
        assert made.id not in person.desk.conversations.list.ids
        assert (await person.desk.core.store.conversation(made.id)).trashed


async def test_a_fork_ends_at_the_message_with_the_keyboard(seat) -> None:
    async with seat() as person:
        conversation = await _answered(person)
        person.page.step_focus(-1)
        person.page.step_focus(-1)
        assert person.page.focused_message == conversation.branch.messages[0].id
        person.press("Ctrl+Shift+D")
        await until(lambda: person.window.conversation is not conversation)
        await person.settled()
        assert [m.text for m in person.window.conversation.branch.messages] == ["Hi"]


async def test_enter_in_the_overview_goes_to_the_other_branch(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await _answered(person)
        conversation.turns.retry()
        await until(lambda: len(person.desk.turns.all) == 2 and person.desk.turns.last.is_running)
        person.desk.turns.last.say("Another")
        person.desk.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await person.settled()
        person.press("Ctrl+Shift+B")
        await until(lambda: window.findChild(TreeDialog))
        tree = window.findChild(TreeDialog)
        await person.settled()
        assert [row.depth for row in tree.model.rows] == [0, 1, 0]
        assert tree.list.currentIndex().row() == 2
        arrow = tree.list._rows.arrow(QRect(0, 32, 600, 32), tree.model.rows[1])
        assert arrow.isEmpty()  # nothing follows it: a click goes there
        person.press("Up", tree.list)
        person.press("Return", tree.list)
        await person.settled()
        assert conversation.branch.messages[-1].text == "Hello **you**"


async def test_a_branch_is_unfolded_with_the_mouse(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await _answered(person)
        first = conversation.branch.messages[0].id
        conversation.start_editing(first)
        await _answered(person, "Hi again", "Other")
        person.press("Ctrl+Shift+B")
        await until(lambda: window.findChild(TreeDialog))
        tree = window.findChild(TreeDialog)
        await person.settled()
        assert [row.is_folded for row in tree.model.rows] == [True, False, False]
        place = tree.list._rows.arrow(tree.list.visualRect(tree.model.index(0)), tree.model.rows[0])
        click = QTest.mouseClick
        click(tree.list.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
        assert len(tree.model.rows) == 4
        assert tree.isVisible()
        below = tree.list.visualRect(tree.model.index(1)).center() + QPoint(80, 0)
        click(tree.list.viewport(), Qt.MouseButton.LeftButton, pos=below)
        await person.settled()
        assert conversation.branch.messages[0].id == first


async def test_a_conversation_is_copied_as_markdown_and_as_rich_text(seat) -> None:
    async with seat() as person:
        await _answered(person, "a <b> c")
        person.window.history.copy()
        await person.settled()
        data = QGuiApplication.clipboard().mimeData()
        assert data.text() == "**You**\n\na <b> c\n\n**smollm2-135m**\n\nHello **you**\n"
        assert "a &lt;b&gt; c" in data.html()
        assert "Hello <strong>you</strong>" in data.html()


async def test_the_last_answer_and_a_focused_message_are_rich_text_too(seat) -> None:
    async with seat() as person:
        await _answered(person)
        person.press("Ctrl+Shift+C")
        await person.settled()
        data = QGuiApplication.clipboard().mimeData()
        assert (data.text(), data.html()) == (
            "Hello **you**",
            "<p>Hello <strong>you</strong></p>\n",
        )
        person.page.step_focus(-1)
        person.page.step_focus(-1)
        person.press("Ctrl+C", person.page._view)
        await person.settled()
        assert QGuiApplication.clipboard().mimeData().text() == "Hi"


@pytest.mark.parametrize("name", ["md", "html", "pdf", "docx", "txt", "json"])
async def test_every_format_is_written_from_the_dialog(seat, tmp_path: Path, name: str) -> None:
    async with seat() as person:
        await _answered(person)
        person.press("Ctrl+Shift+S")
        await person.settled()
        dialog = person.window.findChild(ExportDialog)
        assert dialog.isVisible()
        dialog._as.set_value(name)
        dialog.write_to(str(tmp_path / f"out.{name}"))
        assert dialog._stop.isVisible()
        assert not dialog._what.isEnabled()
        await person.settled()
        assert (tmp_path / f"out.{name}").stat().st_size
        assert "Saved as" in dialog._words.text()
        assert dialog._show.isVisible()
        assert dialog._what.isEnabled()


async def test_a_failed_export_says_why_and_can_be_tried_again(seat, tmp_path: Path) -> None:
    async with seat() as person:
        await _answered(person)
        person.window.history.export()
        await person.settled()
        dialog = person.window.findChild(ExportDialog)
        dialog.write_to(str(tmp_path / "nowhere" / "out.md"))
        await person.settled()
        assert "could not be written" in dialog._words.text()
        assert dialog._go.isVisible()
        dialog.write_to(str(tmp_path / "out.md"))
        await person.settled()
        assert (tmp_path / "out.md").exists()
        dialog.dismiss()
        dialog.write_to(str(tmp_path / "again.md"))
        await person.settled()
        assert "again.md" in person.page.toast.notices[-1]._words.text()


async def test_what_can_go_out_follows_what_there_is(seat) -> None:
    async with seat() as person:
        person.window.history.export()
        await person.settled()
        dialog = person.window.findChild(ExportDialog)
        assert [scope.words for scope in dialog._scopes] == ["All conversations"]
        dialog.dismiss()
        store = person.desk.core.store
        row = await store.create_conversation("T/itle", folder="Work/Letters")
        message = Message(new_id(), Role.USER, State.COMPLETE, (TextPart("x"),), 1.0)
        await store.add_message(row.id, message)
        shown = []
        person.window.history._chosen = lambda: shown
        shown.append(Entry(id=row.id))
        person.window.history.export()
        await person.settled()
        assert [scope.words for scope in dialog._scopes] == [
            "This branch",
            "This conversation with all its branches",
            "The folder “Work/Letters”",
            "All conversations",
        ]
        assert dialog._scopes[0].name == "T itle"
        assert dialog._as.findData("zip") < 0
        dialog._what.set_value(1)
        dialog._offer_formats()
        assert dialog._as.findData("zip") >= 0
        shown.append(Entry(id=person.window.conversation.id or "other"))
        person.window.history.export()
        await person.settled()
        assert dialog._scopes[0].words == "The 2 chosen conversations"
        shown[:] = [Entry(folder="Work")]
        person.window.history.export()
        await person.settled()
        words = [scope.words for scope in dialog._scopes]
        assert words == ["The folder “Work”", "All conversations"]


async def test_a_temporary_conversation_has_branches_and_a_way_out_too(seat, tmp_path) -> None:
    async with seat() as person:
        window = person.window
        person.desk.conversations.begin_temporary()
        await until(lambda: window.conversation.is_temporary)
        store = window.conversation.store
        for role, words in ((Role.USER, "Hi"), (Role.ASSISTANT, "Only here")):
            parent = [message.id for message in window.conversation.branch.messages[-1:]]
            parts = (TextPart(words),)
            message = Message(new_id(), role, State.COMPLETE, parts, 1.0, *parent)
            await store.add_message(window.conversation.id, message)
            await window.conversation.load()
            await window.conversation.read_again()
        window.history.show_tree()
        await until(lambda: window.findChild(TreeDialog))
        window.findChild(TreeDialog).dismiss()
        window.history.export()
        await person.settled()
        dialog = window.findChild(ExportDialog)
        dialog._as.set_value("md")
        dialog.write_to(str(tmp_path / "out.md"))
        await person.settled()
        assert "Only here" in (tmp_path / "out.md").read_text()


async def test_stop_leaves_nothing(seat, tmp_path: Path) -> None:
    async with seat() as person:
        await _answered(person)
        person.window.history.export()
        await person.settled()
        dialog = person.window.findChild(ExportDialog)
        dialog.write_to(str(tmp_path / "out.pdf"))
        dialog._stop.click()
        await person.settled()
        assert "Nothing was written" in dialog._words.text()
        assert not list(tmp_path.glob("*.pdf"))
        assert not list(tmp_path.glob(".*"))


async def test_a_find_on_another_branch_is_shown_and_marked_until_esc(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await _answered(person, "Hi", "wild garlic")
        first = conversation.branch.messages[-1].id
        conversation.turns.retry()
        await until(lambda: len(person.desk.turns.all) == 2 and person.desk.turns.last.is_running)
        person.desk.turns.last.say("Another")
        person.desk.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await person.settled()
        found = person.desk.conversations.found
        person.desk.conversations.listing.search("garlic")
        await until(lambda: found.entries)
        window._open_chosen(conversation.id, first)
        await person.settled()
        assert conversation.branch.messages[-1].id == first
        assert person.page._view.finder.sought.words == "garlic"
        person.press("Esc")
        assert person.page._view.finder.sought.words == ""


async def test_a_question_mark_in_the_search_explains_it_and_keys_choose(seat) -> None:
    async with seat() as person:
        await person.desk.core.store.create_conversation("x", folder="Work")
        person.press("Ctrl+Shift+F")
        await person.settled()
        field = person.window._sidebar.search
        help_ = field._help
        person.type("?")
        assert help_.isVisible()
        person.press("Down", field)
        person.press("Return", field)
        assert field.text() == "in:"
        person.press("Down", field)
        person.press("Return", field)
        assert field.text() == "in:Work "
        assert help_.isHidden()
        person.type("?")
        person.press("Esc", field)
        assert field.text() == ""


async def test_a_fault_of_our_own_leaves_nobody_waiting(seat, tmp_path, monkeypatch) -> None:
    async with seat() as person:
        await _answered(person)
        person.window.history.export()
        await person.settled()
        dialog = person.window.findChild(ExportDialog)
        faults: list[BaseException] = []
        monkeypatch.setattr(person.desk.scope, "_report", faults.append)

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("desktop_app.services.export.markdown.MarkdownWriter.add", broken)
        dialog.write_to(str(tmp_path / "out.md"))
        await person.settled()
        assert "went wrong" in dialog._words.text()
        assert dialog._go.isVisible()
        assert [type(fault) for fault in faults] == [ZeroDivisionError]
        assert not (tmp_path / "out.md").exists()
