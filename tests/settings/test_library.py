"""library.toml loses nothing of anybody's: hands, other windows, other versions."""

import stat
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.completion import Parameters
from desktop_app.domain.errors import SettingsError
from desktop_app.domain.library import Assistant, Prompt
from desktop_app.settings.library import Library, entries_in, new_id, written

REVIEWER = Assistant(
    "r1", "Reviewer", "Find faults.\nBe strict.", "naga", "gpt-5",
    Parameters(temperature=0.5, stop=("END",)), "Paste a diff.",
)  # fmt: skip
TRANSLATE = Prompt("p1", "Translate", "To {{language=English}}:\n{{text}}")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "library.toml"


def test_nothing_is_there_without_a_file(path):
    library = Library.load(path)
    assert library.assistants.entries == library.prompts.entries == ()
    assert library.problems == []
    assert not path.parent.exists()


def test_what_is_saved_comes_back(path):
    library = Library.load(path)
    told = []
    library.subscribe(lambda: told.append(1))
    library.assistants.change(lambda found: [*found, REVIEWER])
    library.prompts.change(lambda found: [*found, TRANSLATE])
    again = Library.load(path)
    assert again.assistants.entries == library.assistants.entries == (REVIEWER,)
    assert again.prompts.find("p1") == TRANSLATE
    assert told == [1, 1]
    assert "Find faults.\nBe strict." in path.read_text()  # to be read by a person


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text(st.sampled_from('"\\\n\r\t {}x\ud800')))
def test_any_text_survives(tmp_path_factory, name, text):
    path = tmp_path_factory.mktemp("any") / "library.toml"
    library = Library.load(path)
    library.prompts.change(lambda _: [Prompt("p", name, text)])
    kept = Library.load(path).prompts.entries[0]
    assert kept.name == name
    assert kept.text == text.encode("utf-8", "replace").decode()


def test_what_a_hand_wrote_stays(path):
    path.parent.mkdir()
    path.write_text(
        "# mine\n[[assistant]]\nname = 'Cook'  # no id\nsystem = 'Cook.'\ntools = ['oven']\n\n"
        "[[assistant]]\nid = 'broken'\nname = 3\n\n[[prompt]]\nname = 'Same'\n\n"
        "[[prompt]]\nname = 'Same'\n\n[other]\nx = 1\n"
    )
    library = Library.load(path)
    assert [one.id for one in library.assistants.entries] == ["Cook"]
    assert [one.id for one in library.prompts.entries] == ["Same", "Same-2"]
    assert library.problems == ["1 entry of library.toml could not be understood."]
    cook = Assistant("Cook", "Cook", "Bake.")
    library.assistants.change(lambda _: [cook, REVIEWER])
    text = path.read_text()
    assert all(x in text for x in ("# mine", "# no id", "tools = ['oven']", "name = 3", "x = 1"))
    assert Library.load(path).assistants.entries == (cook, REVIEWER)


def test_two_windows_keep_each_others(path):
    one, other = Library.load(path), Library.load(path)
    one.prompts.change(lambda found: [*found, TRANSLATE])
    other.prompts.change(lambda found: [*found, Prompt("p2", "Shorten")])
    assert [prompt.id for prompt in other.prompts.entries] == ["p1", "p2"]
    one.refresh()
    assert one.prompts.entries == other.prompts.entries


def test_a_value_that_is_default_again_leaves_the_file(path):
    library = Library.load(path)
    library.assistants.change(lambda _: [REVIEWER])
    plain = Assistant("r1", "Reviewer")
    library.assistants.change(lambda _: [plain])
    assert Library.load(path).assistants.entries == (plain,)
    assert "temperature" not in path.read_text()
    library.assistants.change(lambda _: [])
    assert "assistant" not in path.read_text()


def test_a_damaged_file_is_kept_aside_and_told(path):
    path.parent.mkdir()
    path.write_text("[[assistant\nname")
    library = Library.load(path)
    assert "was damaged and is kept as library.toml.broken-" in library.problems[0]
    assert [found.read_text() for found in path.parent.glob("*.broken-*")] == ["[[assistant\nname"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_only_the_owner_may_read(path):
    Library.load(path).prompts.change(lambda _: [TRANSLATE])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_in_its_place_is_an_error_in_words(path):
    path.mkdir(parents=True)
    library = Library.load(path)
    assert "library.toml cannot be read." in library.problems[0]
    with pytest.raises(SettingsError):
        library.prompts.change(lambda _: [TRANSLATE])
    path.rmdir()
    library.refresh()
    assert library.problems == []


def test_a_file_to_give_away_reads_like_the_own():
    text = written([REVIEWER], [TRANSLATE])
    assert entries_in(text) == ((REVIEWER,), (TRANSLATE,))
    assert written([], []) == ""


@pytest.mark.parametrize("text", ["", "{}", "[[assistant]]\nname = 3", "[[other]]\nx = 1", "\x00"])
def test_a_file_of_another_kind_is_refused_in_words(text):
    with pytest.raises(SettingsError, match=r"^This (is no file|file holds no)"):
        entries_in(text)


def test_new_ids_are_free():
    assert new_id() != new_id()
