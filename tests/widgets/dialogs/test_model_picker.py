"""The list of models: all providers beside each other, searched, starred, chosen by keys."""

import asyncio
import contextlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.errors import Offline
from desktop_app.domain.provider import Model, OwnModel, Provider
from desktop_app.services.catalog import BUILT_IN_MODEL
from desktop_app.services.core import Core
from desktop_app.viewmodels.model_choice import Kind
from desktop_app.viewmodels.provider_form import ProviderForm, built
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.model_picker.picker import ModelPicker


class Servers:
    """What each provider lists; a missing one never answers."""

    def __init__(self, **lists) -> None:
        self.lists = lists
        self.asked: list[str] = []

    async def fetch(self, provider: Provider) -> list[Model]:
        self.asked.append(provider.name)
        answer = self.lists.get(provider.name)
        if answer is None:
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def servers(models) -> Servers:
    offline = Offline("There is no network.", hint="Check the cable.")
    return Servers(naga=models, agnic=offline, mavera=[])


@pytest.fixture
def picking(world, window, appearance, servers):
    """`async with picking() as (core, picker)`: four providers beside the built-in model."""

    @contextlib.asynccontextmanager
    async def made(answers: Servers = servers):
        async with world() as (core, scope):
            core.catalog._fetch = answers.fetch
            for name in ("naga", "agnic", "mavera", "megallm"):
                core.catalog.add(Provider(name, core.catalog.kinds[name].base_url, "chat"))
            yield core, ModelPicker(window, core, appearance, scope)

    return made


def rows(picker: ModelPicker) -> list[str]:
    return [picker.model.entry(row).title for row in range(picker.model.rowCount())]


def chosen_title(picker: ModelPicker) -> str:
    return picker.model.entry(picker._list.currentIndex().row()).title


async def test_each_provider_tells_for_itself(picking, until) -> None:
    async with picking() as (_core, picker):
        picker.open_for("naga", "kimi-k2")
        await until(lambda: "There is no network. Check the cable." in rows(picker))
        await until(lambda: picker.model.count == 3)
        shown = rows(picker)
        assert shown[:3] == ["NagaAI", "kimi-k2", "qwen3-32b"]
        assert shown[-4:-1] == ["MegaLLM", "Asking for its models…", "Built-in model"]
        assert any("lists no models" in x for x in shown)
        last = picker.model.entry(picker.model.rowCount() - 1)
        assert "tiny, only for trying" in last.title
        assert chosen_title(picker) == "kimi-k2"


async def test_typing_narrows_and_enter_chooses(picking, until, qtbot) -> None:
    async with picking() as (_core, picker):
        picker.open_for()
        await until(lambda: picker.model.count == 3)
        await until(picker._search.edit.hasFocus)
        qtbot.keyClicks(QApplication.focusWidget(), "kim")
        assert chosen_title(picker) == "kimi-k2"
        assert picker.model.entry(picker._list.currentIndex().row()).places == (0, 1, 2)
        with qtbot.waitSignal(picker.chosen) as heard:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert heard.args == ["naga", "kimi-k2"]
        assert not picker.isVisible()
        picker.open_for("naga", "kimi-k2")
        assert rows(picker)[:2] == ["Recent", "kimi-k2"]


async def test_another_model_is_offered_where_one_failed(picking, until) -> None:
    async with picking() as (_, picker):
        picker.open_for()
        await until(lambda: picker.model.count > 2)
        picker._move(Qt.Key.Key_Down)
        key = picker.model.entry(picker._list.currentIndex().row()).key
        picker.dismiss()
        picker.open_for(*key)
        assert picker.model.entry(picker._list.currentIndex().row()).key == key
        picker.dismiss()
        picker.open_for(*key, is_other=True)
        other = picker.model.entry(picker._list.currentIndex().row()).key
        assert other[1]
        assert other != key
        assert picker._chosen_key == key, "what is nearest to it may still come"


async def test_where_nothing_fits_it_says_so(world, window, appearance, until, qtbot) -> None:
    async with world() as (core, scope):
        picker = ModelPicker(window, core, appearance, scope)
        picker.open_for()
        picker.model.narrow("zzz")
        assert rows(picker) == ["Asking for more models…"]
        await until(lambda: "No model has such a name" in rows(picker)[0])
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert picker.isVisible()


async def test_arrows_pass_headings_and_go_round(picking, until, qtbot) -> None:
    async with picking() as (_core, picker):
        picker.open_for()
        await until(lambda: picker.model.count == 3)
        seen = []
        for _ in range(5):
            seen.append(chosen_title(picker))
            qtbot.keyClick(picker._search.edit, Qt.Key.Key_Down)
        failed = "There is no network. Check the cable."
        assert seen == ["kimi-k2", "qwen3-32b", failed, BUILT_IN_MODEL.title, "kimi-k2"]
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_Up)
        assert chosen_title(picker) == "kimi-k2"


async def test_enter_on_a_failure_asks_again(picking, until, servers, qtbot) -> None:
    async with picking() as (_core, picker):
        picker.open_for()
        await until(lambda: picker.model.count == 3)
        servers.lists["agnic"] = [Model("deepseek-v3.1")]
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_Down)
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_Down)
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_Return)
        await until(lambda: "deepseek-v3.1" in rows(picker))
        assert servers.asked.count("agnic") == 2
        assert picker.isVisible()


async def test_stars_come_first_and_stay(picking, until, qtbot) -> None:
    async with picking() as (_core, picker):
        picker.open_for()
        await until(lambda: picker.model.count == 3)
        qtbot.keyClicks(picker._search.edit, "qwen")
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_D, control)
        picker._search.set_text("")
        assert rows(picker)[:2] == ["Starred", "qwen3-32b"]
    async with picking(Servers()) as (_core, picker):
        picker.open_for()
        assert rows(picker)[:2] == ["Starred", "qwen3-32b"]
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_D, control)
        assert "Starred" not in rows(picker)


async def test_a_provider_without_a_list_takes_what_is_written(picking, until, qtbot) -> None:
    async with picking() as (_core, picker):
        picker.open_for()
        await until(lambda: picker.model.count == 3)
        qtbot.keyClicks(picker._search.edit, "mavera-1")
        written = [picker.model.entry(x) for x in range(picker.model.rowCount())]
        assert ("mavera", "mavera-1") in [x.key for x in written if x.kind is Kind.MODEL]


async def test_what_a_model_can_do_is_spoken(picking, until, servers) -> None:
    servers.lists["naga"] = [
        Model("m", context=1_048_576, input_price=2e-7, output_price=1e-6, has_tools=True)
    ]
    async with picking() as (_core, picker):
        picker.open_for("naga", "m")
        await until(lambda: picker.model.count == 2)
        role = Qt.ItemDataRole.AccessibleTextRole
        index = picker.model.index(picker.model.first_choice())
        assert index.data(role) == "m, NagaAI, tools, 1.05M, $0.2 / $1, in use"


async def test_hidden_ones_are_left_out_until_looked_for(picking, until, qtbot) -> None:
    async with picking() as (core, picker):
        picker.open_for("naga", "kimi-k2")
        await until(lambda: picker.model.count == 3)
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_H, control)
        assert "kimi-k2" not in rows(picker)
        assert core.catalog.provider("naga").models["kimi-k2"].is_hidden
        assert picker._hidden.text() == "Show hidden (1)"
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_H, control | shift)
        entry = picker.model.entry(rows(picker).index("kimi-k2"))
        assert entry.is_hidden
        picker.model.toggle_hidden(entry.key)
        assert core.catalog.provider("naga").models == {}
        assert not picker._hidden.isVisible()


async def test_starred_ones_are_put_in_order(picking, until, qtbot) -> None:
    async with picking() as (_core, picker):
        picker.open_for()
        await until(lambda: picker.model.count == 3)
        for name in ("kimi-k2", "qwen3-32b"):
            picker.model.toggle_star(("naga", name))
        assert rows(picker)[:3] == ["Starred", "kimi-k2", "qwen3-32b"]
        picker._choose_row(2)
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert rows(picker)[:3] == ["Starred", "qwen3-32b", "kimi-k2"]
        assert chosen_title(picker) == "qwen3-32b"


async def test_what_a_person_says_of_a_model_wins_and_is_taken_back(picking, until, qtbot) -> None:
    async with picking() as (core, picker):
        picker.open_for("naga", "qwen3-32b")
        await until(lambda: picker.model.count == 3)
        qtbot.keyClick(picker._search.edit, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        form = picker._form
        lines = {line._field.name: line for line in form._lines}
        assert lines["title"].control.edit.hasFocus()
        assert lines["context"].control.edit.placeholderText() == "131072"  # from its own list

        def enter(name: str, text: str) -> None:
            edit = lines[name].control.edit
            edit.clear()
            qtbot.keyClicks(edit, text)
            qtbot.keyClick(edit, Qt.Key.Key_Return)

        enter("context", "lots")
        assert "number of tokens" in lines["context"].help.text()
        enter("title", "My model")
        assert lines["context"].control.text == "lots"  # what is wrong stays until it is right
        enter("context", "32k")
        enter("input_price", "1.25")
        enter("output_price", "10")
        lines["has_images"].control.chosen.emit("yes")
        form._streamed.click()
        naga = core.catalog.provider("naga")
        told = core.catalog.model(naga, "qwen3-32b")
        assert (told.title, told.context, told.has_images) == ("My model", 32_000, True)
        assert told.input_price == pytest.approx(1.25e-6)
        assert not naga.models["qwen3-32b"].is_streamed
        assert core.catalog.known_model(naga, "qwen3-32b").context == 131_072
        qtbot.keyClick(lines["title"].control.edit, Qt.Key.Key_Escape)
        assert picker._form is None
        assert not picker.isHidden()
        entry = picker.model.entry(rows(picker).index("My model"))
        assert (entry.model, entry.context, entry.price) == ("qwen3-32b", "32k", "$1.25 / $10")
        assert ("image", "images") in entry.abilities
        assert chosen_title(picker) == "My model"
        picker._open_form(entry.key)
        lines = {line._field.name: line for line in picker._form._lines}
        assert lines["context"]._reset.isVisible()
        lines["context"]._reset.click()
        assert core.catalog.model(core.catalog.provider("naga"), "qwen3-32b").context == 131_072
        assert not lines["context"]._reset.isVisible()
        picker._form._reset.click()
        assert core.catalog.provider("naga").models == {}


async def test_own_words_outlive_an_edit_of_the_provider(world, naga) -> None:
    async with world() as (core, _):
        core.catalog.add(naga)
        core.catalog.change_model("naga", "m", OwnModel(title="Mine", output_price=2.5e-6))
        form = ProviderForm.of(core.catalog.provider("naga"))
        core.catalog.add(built(form, None, (), core.catalog.provider("naga")))
        again = Core(core.locations, "console").catalog.provider("naga")
        assert again.models == {"m": OwnModel(title="Mine", output_price=2.5e-6)}
        assert Who(core.catalog).words("naga", "m") == ("Mine", "NagaAI")


async def test_a_providers_title_narrows_to_its_models(picking, until) -> None:
    async with picking() as (_core, picker):
        picker.open_for()
        await until(lambda: picker.model.count == 3)
        picker.search("NagaAI")
        assert rows(picker)[:3] == ["NagaAI", "kimi-k2", "qwen3-32b"]
