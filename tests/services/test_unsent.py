"""What was never sent: kept in a file of its own, whatever its length."""

import pytest

from desktop_app.services import unsent
from desktop_app.services.unsent import Unsent


def test_a_long_draft_comes_back_as_it_was(tmp_path):
    path = tmp_path / "new" / "unsent.json"
    draft = "a line of it\n" * 80_000 + "\x7f\0é🙂"
    unsent.keep(path, Unsent(draft))
    assert unsent.recall(path) == Unsent(draft)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(list(path.parent.iterdir())) == 1


def test_nothing_leaves_no_file_and_broken_words_are_nothing(tmp_path):
    path = tmp_path / "unsent.json"
    unsent.keep(path, Unsent("words"))
    unsent.keep(path, Unsent())
    assert not path.exists()
    for broken in (b"", b"{", b'{"draft": 3}', b"\xff\xfe"):
        path.write_bytes(broken)
        assert unsent.recall(path) == Unsent()


@pytest.mark.logs("not sent yet is not kept")
def test_where_nothing_can_be_written_it_is_said_in_the_log(tmp_path, caplog):
    (tmp_path / "taken").write_text("a file where a folder should be")
    unsent.keep(tmp_path / "taken" / "unsent.json", Unsent("words"))
    assert "not kept" in caplog.text
    assert "words" not in caplog.text
