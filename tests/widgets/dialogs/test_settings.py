"""The settings dialog: every declared setting, changed at once, reset, found, by keys alone."""

import contextlib
import zipfile

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.library import Prompt
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.domain.provider import Provider
from desktop_app.settings.declared import SETTINGS
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.toggle import Toggle
from desktop_app.widgets.settings_dialog.dialog import SettingsDialog
from desktop_app.widgets.settings_dialog.line import SettingLine
from desktop_app.widgets.settings_dialog.page import SettingsRows
from desktop_app.widgets.stylesheet import stylesheet


def line(dialog: QWidget, key: str) -> SettingLine:
    return next(x for x in dialog.findChildren(SettingLine) if x.key == key)


@pytest.fixture
def shown(world, window, appearance):
    """`async with shown() as (core, dialog)`."""

    @contextlib.asynccontextmanager
    async def made():
        async with world() as (core, scope):
            yield core, SettingsDialog(window, core, appearance, scope)

    return made


async def test_every_setting_has_one_row(shown) -> None:
    async with shown() as (_core, dialog):
        for section in dialog.model.sections():
            dialog.show_section(section)
        pages = dialog._pages.values()
        shown = [x.key for page in pages for x in page.findChildren(SettingLine)]
        own = [x for page in pages if isinstance(page, SettingsRows) for x in page.own.items()]
        shown += [key for key, widget in own if not isinstance(widget, SettingLine)]
        assert sorted(shown) == sorted(x.key for x in SETTINGS if x.key != "shortcuts.overrides")
        assert all(
            x.control.accessibleName() or isinstance(x.control, Field)
            for x in dialog.findChildren(SettingLine)
        )


async def test_a_switch_acts_at_once_and_resets(shown, qtbot) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Conversation")
        row = line(dialog, "conversation.enter_sends")
        assert isinstance(row.control, Toggle)
        assert row.control.isChecked()
        assert not row._reset.isVisible()
        qtbot.keyClick(row.control, Qt.Key.Key_Space)
        assert core.settings.get("conversation.enter_sends") is False
        assert row._reset.isVisible()
        qtbot.keyClick(row._reset, Qt.Key.Key_Return)
        assert core.settings.get("conversation.enter_sends") is True
        assert row.control.isChecked()
        assert not row._reset.isVisible()
        assert "Default: on." in row.help.text()


async def test_a_choice_acts_and_follows_changes_from_elsewhere(shown, qtbot) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Appearance")
        row = line(dialog, "appearance.theme")
        assert isinstance(row.control, Choice)
        qtbot.keyClick(row.control, Qt.Key.Key_Down)
        assert core.settings.get("appearance.theme") == "light"
        core.settings.set("appearance.theme", "dark")
        assert row.control.value == "dark"


async def test_a_refused_value_is_complained_about_in_its_row(shown, qtbot) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Network")
        row = line(dialog, "network.connect")
        row.control.edit.setFocus()
        height = row.height()
        row.control.set_text("a while")
        qtbot.keyClick(row.control.edit, Qt.Key.Key_Return)
        assert "not a number" in row.help.text()
        assert row.height() == height
        assert core.settings.is_default("network.connect")
        row.control.set_text("25")
        qtbot.keyClick(row.control.edit, Qt.Key.Key_Return)
        assert core.settings.get("network.connect") == 25.0
        assert "Default: 10" in row.help.text()


async def test_the_model_for_titles_is_chosen_from_the_list(shown, qtbot) -> None:
    async with shown() as (core, dialog):
        key = "conversation.title_model"
        asked = []
        dialog.model_wanted.connect(lambda *what: asked.append(what))
        dialog.open_at("Conversation")
        row = line(dialog, key)
        assert row.control.text() == "Choose…"
        qtbot.keyClick(row.control, Qt.Key.Key_Return)
        take, provider, model = asked[0]
        assert (provider, model) == ("", "")
        core.catalog.add(Provider("mine", "http://127.0.0.1:9/v1", "chat"))
        take("mine", "vendor/small")
        assert core.settings.get(key) == "mine/vendor/small"
        assert row.control.text().startswith("vendor/small · ")
        take("built-in", "smollm2-135m")
        assert "too small" in row.help.text()
        assert core.settings.get(key) == "mine/vendor/small"
        row._reset.click()
        assert row.control.text() == "Choose…"
        dialog._search_field.set_text("model for titles")
        found = line(dialog._page, key)
        assert found.control.accessibleName() == "Conversation: Model for titles: Choose…"


async def test_search_finds_over_all_sections(shown, qtbot) -> None:
    async with shown() as (_core, dialog):
        dialog.open_at("General")
        qtbot.keyClicks(dialog._search_field.edit, "proxy")
        found = [x.key for x in dialog._page.findChildren(SettingLine)]
        assert found[0] == "network.proxy"
        qtbot.keyClick(dialog._search_field.edit, Qt.Key.Key_Escape)
        assert dialog._search_field.text == ""
        assert dialog.isVisible()
        assert "general.notifications" in [x.key for x in dialog._page.findChildren(SettingLine)]


@pytest.mark.parametrize(
    ("wanted", "title"),
    [("backup", "Privacy & data"), ("api key", "Models & keys"), ("hotkeys", "Shortcuts")],
)
async def test_search_opens_the_page_on_which_it_stands(shown, qtbot, wanted, title) -> None:
    async with shown() as (_core, dialog):
        dialog.open_at("General")
        dialog._search_field.set_text(wanted)
        assert dialog._title.text() == title


async def test_search_knows_the_words_that_people_use(shown) -> None:
    async with shown() as (_core, dialog):
        dialog.open_at("General")

        def found(wanted: str) -> list[str]:
            return [row.setting.key for row in dialog.model.search(wanted)]

        assert found("dark")[0] == "appearance.theme"
        assert all(key.startswith("network.") for key in found("timeout"))
        assert len(found("timeout")) > 3
        assert found("theme") == ["appearance.theme"]
        assert 0 < len(found("t")) <= 12, "more would take long to build, and nobody reads them"
        assert not found("qqqq")


async def test_a_whole_page_is_reset(world, window, appearance) -> None:
    async with world() as (core, scope):
        core.settings.set("network.retries", 1)
        core.settings.set("network.quiet", 5.0)
        dialog = SettingsDialog(window, core, appearance, scope)
        dialog.show_section("Network")
        page = dialog._pages["Network"]
        assert page._reset.isEnabled()
        page._reset.click()
        assert core.settings.is_default("network.retries")
        assert core.settings.is_default("network.quiet")
        assert not page._reset.isEnabled()


async def test_by_keys_alone(shown, window, qtbot, until) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("General")
        await until(dialog._list.hasFocus)
        while dialog._section != "Conversation":
            qtbot.keyClick(dialog._list, Qt.Key.Key_Down)
        for _ in range(20):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if isinstance(QApplication.focusWidget(), Toggle):
                break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        assert core.settings.get("conversation.enter_sends") is False
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        assert QApplication.focusWidget() is window.centralWidget()


@pytest.mark.parametrize("size", [(480, 400), (1280, 800)])
async def test_narrow_windows_choose_the_section_above(
    world, window, appearance, qtbot, until, size
) -> None:
    async with world() as (core, scope):
        window.resize(*size)
        dialog = SettingsDialog(window, core, appearance, scope)
        dialog.open_at("Network")
        is_narrow = size[0] < 640
        await until(lambda: dialog._choice.isVisible() is is_narrow)
        assert dialog._side.isVisible() is not is_narrow
        assert dialog._page.width() <= dialog._scroll.viewport().width()
        if is_narrow:
            assert dialog._scroll.verticalScrollBar().maximum() > 0
        place = dialog._scroll.viewport()
        for _ in range(12):  # what has the focus can be seen
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            control = QApplication.focusWidget()
            if place.isAncestorOf(control):
                at = control.mapTo(place, QPoint(0, 0))
                assert place.rect().contains(at), control.accessibleName()


async def test_closed_it_keeps_only_pages_that_may_be_at_work(shown) -> None:
    async with shown() as (_core, dialog):
        for section in ("Models & keys", "Privacy & data", "Network", "Shortcuts"):
            dialog.open_at(section)
        dialog.dismiss()
        assert set(dialog._pages) == {"Models & keys", "Privacy & data"}
        dialog.open_at()
        assert dialog._page is dialog._pages["Shortcuts"]
        assert dialog._page.isVisible()


async def test_it_follows_a_window_that_changes_its_size(shown, window, qtbot, until) -> None:
    async with shown() as (_core, dialog):
        for width, is_narrow in ((1280, False), (480, True), (1600, False)):
            window.resize(width, 800)
            dialog.open_at("Network")
            assert dialog._choice.isVisible() is is_narrow
            assert dialog._side.isVisible() is not is_narrow
            await until(lambda: dialog.isAncestorOf(QApplication.focusWidget()))
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
            assert dialog.isHidden()


async def test_keys_of_a_command_are_changed_and_clashes_named(shown, window, qtbot) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Shortcuts")
        row = dialog._pages["Shortcuts"]._row("window.sidebar")
        control = Qt.KeyboardModifier.ControlModifier
        row._change.click()
        qtbot.keyClick(row._change, Qt.Key.Key_N, control)
        assert "Ctrl+N is taken" in row._words.text()
        assert core.settings.is_default("shortcuts.overrides")
        row._change.click()
        qtbot.keyClick(row._change, Qt.Key.Key_Escape)
        row._change.click()
        qtbot.keyClick(row._change, Qt.Key.Key_F9)
        assert core.settings.get("shortcuts.overrides") == {"window.sidebar": "F9"}
        row._reset.click()
        assert core.settings.is_default("shortcuts.overrides")


async def test_a_page_that_was_left_grows_with_the_zoom(
    world, window, appearance, qapp, until
) -> None:
    qapp.setStyleSheet(stylesheet(appearance.theme))  # a sheet is what made fonts come back
    try:
        async with world() as (core, scope):
            dialog = SettingsDialog(window, core, appearance, scope)
            dialog.open_at("About")
            label = dialog._pages["About"].findChildren(Label)[1]
            await until(label.isVisible)
            small = label.font().pointSizeF()
            dialog.show_section("General")
            appearance.set_zoom(1.5)
            dialog.show_section("About")
            await until(label.isVisible)
            assert label.font().pointSizeF() == pytest.approx(1.5 * small)
    finally:
        qapp.setStyleSheet("")


async def test_a_backup_is_written_at_a_press(shown, until) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Privacy & data")
        page = dialog._pages["Privacy & data"]
        page._backup_button.setFocus()
        page._backup_button.click()
        assert page.hasFocus(), "the keyboard waits where it was"
        await until(lambda: page._backup_button.isEnabled() and "Saved" in page._backup.help.text())
        assert page._backup_button.hasFocus()
        (kept,) = core.locations.backups.iterdir()
        assert kept.suffix == ".db"
        assert kept.read_bytes().startswith(b"SQLite format 3")


async def test_everything_is_exported_or_it_is_said_why_not(shown, until, tmp_path) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Privacy & data")
        page = dialog._pages["Privacy & data"]
        row = await core.store.create_conversation(title="Ghent")
        question = Message("m1", Role.USER, State.COMPLETE, (TextPart("Rain?"),), 1.0)
        await core.store.add_message(row.id, question)
        page.export_to(str(tmp_path / "no such folder" / "all.zip"))
        await until(page._export_button.isEnabled)
        assert page._export.help._color == "danger"
        page.export_to(str(tmp_path / "all.zip"))
        await until(page._export_button.isEnabled)
        assert page._export.help.text() == "1 conversation is in all.zip."
        assert zipfile.is_zipfile(tmp_path / "all.zip")


async def test_a_backup_is_put_back_only_if_it_is_meant(shown, qtbot, until, tmp_path) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Privacy & data")
        page = dialog._pages["Privacy & data"]
        replaced = []
        page.replaced.connect(lambda: replaced.append(page))
        await core.store.create_conversation(title="Ghent")
        await core.store.backup(tmp_path / "kept.db")
        await core.store.create_conversation(title="Bruges")
        page.ask_to_restore(tmp_path / "kept.db")
        assert QApplication.focusWidget() is page._question.buttons[""]
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert page._question is None
        assert dialog.isVisible()
        assert QApplication.focusWidget() is page._restore_button
        assert await core.store.count() == 2
        page.ask_to_restore(tmp_path / "kept.db")
        page._question.buttons["restore"].click()
        await until(lambda: replaced)
        assert [row.title for row in await core.store.conversations()] == ["Ghent"]
        name = page._restore.help.text().rpartition("kept as ")[2].rstrip(".")
        assert any(each.stem in name for each in core.locations.backups.iterdir())


async def test_what_is_no_backup_changes_nothing(shown, until, tmp_path) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Privacy & data")
        page = dialog._pages["Privacy & data"]
        await core.store.create_conversation(title="Ghent")
        (tmp_path / "letter.db").write_bytes(b"Dear all, " * 100)
        page.ask_to_restore(tmp_path / "letter.db")
        page._question.buttons["restore"].click()
        await until(lambda: page._restore.help._color == "danger")
        assert await core.store.count() == 1
        assert page._restore_button.isEnabled()


async def test_assistants_and_prompts_go_out_and_away_with_everything(
    world, window, appearance, until, tmp_path
) -> None:
    async with world() as (core, scope):
        core.library.prompts.change(lambda _: [Prompt("p", "Shorten", "Shorter.")])
        await core.store.create_conversation("one")
        dialog = SettingsDialog(window, core, appearance, scope)
        dialog.open_at("Privacy & data")
        page = dialog._pages["Privacy & data"]
        page.export_to(str(tmp_path / "all.zip"))
        await until((tmp_path / "all.zip").exists)
        with zipfile.ZipFile(tmp_path / "all.zip") as archive:
            assert b"Shorter." in archive.read("library.toml")
        page._library_button.click()
        assert core.library.prompts.entries
        page._question.answered.emit("library")
        await until(lambda: not core.library.prompts.entries)
        assert "gone for good" in page._library.help.text()


@pytest.mark.parametrize(("answer", "left"), [("trash", 3), ("purge", 0), ("", 1)])
async def test_everything_is_deleted_as_it_was_answered(shown, until, answer, left) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Privacy & data")
        page = dialog._pages["Privacy & data"]
        gone = await core.store.create_conversation(title="gone already")
        await core.store.trash(gone.id)
        await core.store.create_conversation(title="Ghent")
        await core.store.create_conversation(title="old", is_archived=True)
        page._delete_button.click()
        page._question.buttons[answer].click()
        await until(page._delete_button.isEnabled)
        if answer:
            await until(lambda: "conversation" in page._delete.help.text())
            assert await core.store.count() == 0
        assert len(await core.store.conversations(trashed=True)) == left


async def test_narrow_windows_can_be_searched_too(shown, window, qtbot) -> None:
    window.resize(480, 400)
    async with shown() as (_core, dialog):
        dialog.open_at("General")
        field = dialog._search_field
        assert field.isVisible()
        assert not dialog._searches[0].isVisible()
        qtbot.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(window.focusWidget(), "proxy")
        assert [x.key for x in dialog._page.lines] == ["network.proxy"]
        qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        assert dialog._page is dialog._pages["General"]


async def test_fonts_of_this_computer_can_be_chosen(shown) -> None:
    async with shown() as (core, dialog):
        dialog.open_at("Appearance")
        row = line(dialog, "appearance.code_font")
        assert isinstance(row.control, Choice)
        words = [row.control.itemText(place) for place in range(row.control.count())]
        assert words[0] == "Like the system"
        assert len(words) > 1
        row.control.chosen.emit(words[1])
        assert core.settings.get("appearance.code_font") == words[1]
