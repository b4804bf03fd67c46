"""`rivulet ask` against the gateway stand-in: words as they come, ends told, everything kept."""

import json
import os
import signal
import subprocess
import sys

import pytest

from desktop_app.cli import replay

ANSWER = "Hello from the gateway."
PROTOCOLS = ["chat", "responses", "messages"]


def conversations(rivulet):
    rows = json.loads(rivulet("conversations", "list", "--json").stdout)
    return [
        json.loads(rivulet("conversations", "show", row["id"], "--json").stdout) for row in rows
    ]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("option", [(), ("--no-stream",)], ids=["streamed", "whole"])
def test_the_answer_goes_to_standard_output_and_is_kept(rivulet, added, protocol, option):
    added("plain", protocol)
    done = rivulet("ask", "Who\nare you?", *option)
    assert (done.stdout, done.stderr, done.returncode) == (f"{ANSWER}\n", "", 0)
    (kept,) = conversations(rivulet)
    assert kept["title"] == "Who"
    asked, answered = kept["messages"]
    assert (asked["role"], asked["text"]) == ("user", "Who\nare you?")
    assert (answered["role"], answered["text"], answered["state"]) == (
        "assistant",
        ANSWER,
        "complete",
    )
    assert (answered["provider"], answered["model"]) == ("p", "stand-in-1")
    assert answered["parent"] == asked["id"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_json_tells_what_replay_tells(rivulet, added, tmp_path, protocol):
    added("plain")
    body = tmp_path / "body"
    done = rivulet("ask", "hi", "--json", "--protocol", protocol, "--record", str(body))
    told = json.loads(done.stdout)
    assert done.stdout.isascii()
    assert done.stdout.count("\n") == 1
    assert (told["provider"], told["protocol"]) == ("p", protocol)
    assert 0 < told["seconds"]["first"] <= told["seconds"]["total"]
    (kept,) = conversations(rivulet)
    assert told["conversation"] == kept["id"]
    assert told["message"] == kept["messages"][1]["id"]
    same = replay.read(body.read_bytes(), protocol)
    assert {name: told[name] for name in same} == same


def test_a_recording_replays_the_same_at_every_chunk_size(rivulet, added, tmp_path):
    added("plain")
    body = tmp_path / "body"
    told = json.loads(rivulet("ask", "hi", "--json", "--record", str(body)).stdout)
    for options in ((), ("--chunk-size", "1")):
        done = rivulet("replay", str(body), str(body), "--protocol", "chat", *options)
        assert done.returncode == 0
        first, second = (json.loads(line) for line in done.stdout.splitlines())
        assert first == second
        assert first.pop("file") == str(body)
        assert {name: told[name] for name in first} == first
    assert rivulet("replay", "missing", "--protocol", "chat").returncode == 1


def test_standard_input_can_be_the_question(rivulet, added):
    added("plain")
    rivulet("ask", "-", stdin="\ufeffWhat is é?\n")
    (kept,) = conversations(rivulet)
    assert kept["messages"][0]["text"].strip() == "What is é?"


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are bytes on POSIX only")
def test_bytes_that_are_no_text_become_marks(rivulet, added, tmp_path):
    added("plain")
    odd = os.fsdecode(b"gr\xfc")
    done = rivulet("ask", odd, "--system", odd, "--record", str(tmp_path / odd))
    assert (done.stdout, done.stderr, done.returncode) == (f"{ANSWER}\n", "", 0)
    assert (tmp_path / odd).exists()
    (kept,) = conversations(rivulet)
    assert kept["messages"][0]["text"] == "gr\N{REPLACEMENT CHARACTER}"
    for words in (("conversations", "show", odd), ("settings", "set", "network.ca_file", odd)):
        assert "fault of Rivulet" not in rivulet(*words).stderr


def test_a_conversation_goes_on(rivulet, added):
    added("plain")
    first = json.loads(rivulet("ask", "one", "--json", "--system", "Be brief.").stdout)
    rivulet("ask", "two", "--conversation", first["conversation"])
    (kept,) = conversations(rivulet)
    assert [message["text"] for message in kept["messages"]] == ["one", ANSWER, "two", ANSWER]
    parents = [message["parent"] for message in kept["messages"]]
    assert parents == [None, *(message["id"] for message in kept["messages"][:3])]


def test_temporary_writes_nothing(rivulet, gateway, home, added):
    added("plain")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = rivulet("ask", "hi", "--temporary", "--json")
    assert json.loads(done.stdout)["text"] == ANSWER
    assert json.loads(done.stdout)["conversation"] is None
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_provider_and_model_can_be_named(rivulet, added, gateway):
    added("nothing")
    where = ("--base-url", gateway("plain"), "--protocol", "messages")
    rivulet("providers", "add", "other", *where)
    told = json.loads(rivulet("ask", "hi", "--provider", "other", "--model", "m9", "--json").stdout)
    assert (told["provider"], told["protocol"], told["text"]) == ("other", "messages", ANSWER)
    assert conversations(rivulet)[0]["messages"][1]["model"] == "m9"


def test_the_only_model_of_a_server_needs_no_naming(rivulet, added):
    added("plain", model="")
    told = json.loads(rivulet("ask", "hi", "--json").stdout)
    assert told["text"] == ANSWER
    assert conversations(rivulet)[0]["messages"][1]["model"] == "stand-in-1"


@pytest.mark.parametrize(
    ("scenario", "name", "text"),
    [
        ("guarded", "KeyRejected", ""),
        ("money", "BalanceUsedUp", ""),
        ("html~502", "ServerFailed", ""),
        ("nothing", "ConnectionLost", ""),
        ("empty", "ProviderError", ""),
        ("eof", "ConnectionLost", "Some"),
        ("error-late", "Overloaded", "Some"),
    ],
)
def test_a_failure_is_one_line_and_status_1(rivulet, added, scenario, name, text):
    rivulet("settings", "set", "network.retries", "0")
    added(scenario)
    done = rivulet("ask", "hi")
    assert done.returncode == 1
    assert done.stdout.startswith(text)
    assert bool(done.stdout) == bool(text)
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    told = json.loads(rivulet("ask", "hi", "--json").stdout)
    assert told["state"] in {"failed", "truncated"}
    assert told["error"]["class"] == name
    kept = conversations(rivulet)
    assert len(kept) == 2
    assert kept[0]["messages"][1]["state"] == told["state"]


def test_a_token_limit_is_told_and_no_failure(rivulet, added):
    added("continues")
    done = rivulet("ask", "hi")
    assert done.returncode == 0
    assert "cut at the token limit" in done.stderr
    assert conversations(rivulet)[0]["messages"][1]["state"] == "incomplete"


def test_the_key_reaches_the_server_and_nothing_else(rivulet, added, home, tmp_path):
    added("guarded")
    key = {"RIVULET_KEY_P": "sk-right"}
    body = tmp_path / "body"
    done = rivulet("ask", "hi", "--record", str(body), environment=key)
    assert done.stdout == f"{ANSWER}\n"
    rivulet("ask", "hi", environment={"RIVULET_KEY_P": "sk-wrong-0123456789"})
    files = [path for path in (*home.rglob("*"), body) if path.is_file()]
    assert {"rivulet.db", "console.log"} <= {path.name for path in files}
    for path in files:
        assert b"sk-right" not in path.read_bytes(), path
        assert b"sk-wrong" not in path.read_bytes(), path


@pytest.fixture
def streaming(home, added):
    """An `ask` that streams a word every 50 ms, after its first word; the process."""
    added("drip~0.3")
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "ask", "hi"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    first = os.read(process.stdout.fileno(), 100)  # arrives before the answer is whole
    assert first.decode() in ANSWER
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"]
)
def test_stopped_from_outside_the_words_so_far_are_kept(rivulet, streaming, number, status):
    streaming.send_signal(number)
    _, err = streaming.communicate(timeout=10)
    assert streaming.returncode == status
    assert b"Traceback" not in err
    message = conversations(rivulet)[0]["messages"][1]
    assert message["state"] == "stopped"
    assert message["text"]
    assert ANSWER.startswith(message["text"])


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_after_kill_9_the_next_start_says_interrupted(rivulet, streaming):
    for _ in range(2):
        os.read(streaming.stdout.fileno(), 100)
    streaming.kill()
    streaming.wait()
    asked, answered = conversations(rivulet)[0]["messages"]
    assert (asked["text"], answered["state"]) == ("hi", "interrupted")
    assert ANSWER.startswith(answered["text"])


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
@pytest.mark.skipif(sys.platform != "linux", reason="a disk that is always full is Linux's")
def test_what_cannot_be_printed_is_told_and_kept(rivulet, added, tmp_path):
    added("plain")
    command = f"{sys.executable} -m desktop_app ask hi"
    for to, words in (("> /dev/full", "No space left on device"), ("2> /dev/full", "")):
        done = subprocess.run(
            ["sh", "-c", f"{command} {to}"], capture_output=True, text=True, check=False
        )
        assert done.returncode == bool(words)
        assert done.stderr == (f"rivulet: {words}.\n" if words else "")
    (printed, lost) = conversations(rivulet)
    assert printed["messages"][1]["state"] == "complete"
    assert lost["messages"][1]["state"] in {"stopped", "complete"}


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_closed_streams_are_empty(rivulet, added, closed):
    added("plain")
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m desktop_app ask - {closed}"],
        input="hi", capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = {"<&-": (2, "rivulet: The question is empty.\n"), ">&-": (0, "")}
    assert (done.returncode, done.stderr) == told[closed]


def test_a_reader_that_leaves_stops_the_answer(rivulet, streaming):
    streaming.stdout.close()
    assert streaming.wait(timeout=10) == 1
    assert b"Traceback" not in streaming.stderr.read()
    assert conversations(rivulet)[0]["messages"][1]["state"] == "stopped"
