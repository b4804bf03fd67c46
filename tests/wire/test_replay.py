"""`rivulet replay`: its lines, in its order, and what it exits with (CONSOLE.md)."""

import io
import json
from pathlib import Path

from desktop_app.cli.replay import replay

FOLDER = Path(__file__).parent / "recordings" / "chat"
KEYS = [
    "file", "state", "text", "refusal", "reasoning", "tool_calls", "parts", "stop_reason", "usage",
    "model", "error", "deltas", "skipped",
]  # fmt: skip


def lines(files: list[str], chunk_size: int | None = None) -> tuple[int, list[dict[str, object]]]:
    out = io.StringIO()
    status = replay(files, "chat", chunk_size, out)
    assert out.getvalue().isascii()
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_a_file_in_the_order_given() -> None:
    files = [str(path) for path in sorted(FOLDER.glob("*.sse"), reverse=True)]
    status, told = lines(files)
    assert status == 0
    assert [line["file"] for line in told] == files
    assert all(list(line) == KEYS for line in told)
    assert lines(files, 1) == (0, told)


def test_parts_are_counted_or_named() -> None:
    (told,) = lines([str(FOLDER / "tool_calls_in_fragments_and_whole.sse")])[1]
    assert told["parts"] == [["text", 13], ["tool_call", "get_weather"], ["tool_call", "now"]]


def test_a_file_that_is_not_there_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sse"
    empty.write_bytes(b"")
    status, told = lines([str(tmp_path / "gone.sse"), str(empty)])
    assert status == 1
    assert "could not be read" in str(told[0]["error"])
    assert told[1]["state"] == "truncated"
    assert told[1]["usage"] == {"input": None, "output": None, "reasoning": None, "cached": None}
