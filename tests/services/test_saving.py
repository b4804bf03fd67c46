"""A piece of a conversation as a file: all of it or nothing."""

import os

import pytest

from desktop_app.services import saving


async def test_it_replaces_what_was_there(tmp_path):
    path = tmp_path / "load.py"
    await saving.save(path, "x = 'ä'\n")
    assert path.read_text("utf-8") == "x = 'ä'\n"
    path.chmod(0o640)
    await saving.save(path, "y\n")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("y\n", 0o640)
    table = tmp_path / "t.CSV"
    await saving.save(table, "a,ä\r\n")
    assert table.read_bytes() == "\ufeffa,ä\r\n".encode()
    table.unlink()
    assert [each.name for each in tmp_path.iterdir()] == ["load.py"]


async def test_what_cannot_be_written_says_why_and_spoils_nothing(tmp_path):
    folder = tmp_path / "taken"
    folder.mkdir()
    for path, hint in [
        (tmp_path / "gone" / "a.txt", "The folder is not there any more."),
        (folder, "There is a folder of that name."),
    ]:
        with pytest.raises(saving.NotSaved) as caught:
            await saving.save(path, "x")
        assert str(caught.value) == f"“{path.name}” was not saved."
        assert caught.value.hint == hint
    assert os.listdir(tmp_path) == ["taken"]
