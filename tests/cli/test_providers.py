"""`rivulet providers` over the real file and a keyring that is not there."""

import json
from pathlib import Path

from desktop_app.settings.store import Settings

URL = "https://api.example.com/v1"


def add(rivulet, name="mine", *more, url=URL, **options):
    return rivulet(
        "providers", "add", name, "--base-url", url, "--protocol", "chat", *more, **options
    )


def listed(rivulet, **options):
    return json.loads(rivulet("providers", "list", "--json", **options).stdout)


def test_the_built_in_one_is_always_there(rivulet, home):
    assert listed(rivulet) == [
        {
            "name": "built-in",
            "base_url": "",
            "protocol": "chat",
            "model": "smollm2-135m",
            "default": True,
            "key": "none",
        }
    ]
    assert not home.exists()


def test_add_list_replace_remove(rivulet):
    assert add(rivulet, "mine", "--model", "m1").stderr.startswith("Added mine")
    assert add(rivulet, "other", "--default").returncode == 0
    replaced = add(rivulet, "mine", "--model", "m2")
    assert (replaced.returncode, replaced.stdout) == (0, "")
    assert replaced.stderr.startswith("Replaced mine")
    rows = listed(rivulet)
    assert [(row["name"], row["model"], row["default"]) for row in rows] == [
        ("mine", "m2", False),
        ("other", "", True),
        ("built-in", "smollm2-135m", False),
    ]
    assert rivulet("providers", "remove", "other").returncode == 0
    assert [row["name"] for row in listed(rivulet)] == ["mine", "built-in"]
    assert listed(rivulet)[0]["default"]


def test_a_way_of_its_own(rivulet, home):
    way = ("--proxy", "socks5://127.0.0.1:1080", "--ca-file", "office.pem", "--no-stream")
    assert add(rivulet, "mine", *way).returncode == 0
    (mine,) = Settings.load(home / "settings.toml").providers()
    assert mine.network.proxy == "socks5://127.0.0.1:1080"
    assert Path(mine.network.ca_file).is_absolute()
    assert not mine.is_streamed
    refused = add(rivulet, "other", "--proxy", "ftp://nowhere")
    assert refused.returncode == 2
    assert "network.proxy" in refused.stderr
    lost = add(rivulet, "other", "--proxy", "http://m:hunter2@127.0.0.1:1")
    assert lost.returncode == 1
    assert "hunter2" not in lost.stderr
    assert [row["name"] for row in listed(rivulet)] == ["mine", "built-in"]


def test_a_key_without_a_keyring_is_not_lost_silently_nor_written(rivulet, home):
    key = "sk-never-on-disk-0123456789"
    done = add(rivulet, "my gate", "--key-stdin", stdin=f"{key}\n")
    assert done.returncode == 1
    assert "RIVULET_KEY_MY_GATE" in done.stderr
    assert key not in done.stderr + done.stdout
    assert listed(rivulet)[0]["key"] == "none"
    assert listed(rivulet, environment={"RIVULET_KEY_MY_GATE": key})[0]["key"] == "environment"
    for path in home.rglob("*"):
        assert not path.is_file() or key.encode() not in path.read_bytes()


def test_a_list_that_cannot_be_saved_is_no_wrong_usage(rivulet, home):
    home.mkdir()
    (home / "settings.toml.lock").mkdir()
    done = add(rivulet)
    assert done.returncode == 1
    assert "cannot be saved" in done.stderr


def test_an_empty_key_is_wrong_usage_and_adds_nothing(rivulet):
    assert add(rivulet, "mine", "--key-stdin", stdin=" \n").returncode == 2
    assert len(listed(rivulet)) == 1


def test_the_list_for_people_marks_the_default(rivulet):
    add(rivulet)
    done = rivulet("providers", "list")
    assert done.stdout.splitlines()[0].startswith("* mine  https://api.example.com/v1")


def test_an_unencrypted_way_for_a_key_is_said(rivulet):
    done = add(
        rivulet, "mine", "--key-stdin", url="http://192.0.2.7:8000/v1", stdin="sk-0123456789abcd"
    )
    assert "not encrypted" in done.stderr


def test_check_tells_each_step(rivulet, added):
    added("guarded")
    right = {"RIVULET_KEY_P": "sk-right"}
    done = rivulet("providers", "check", "p", "--json", environment=right)
    steps = json.loads(done.stdout)
    assert done.returncode == 0
    assert [step["step"] for step in steps] == ["name", "connection", "models", "key", "answer"]
    assert all(set(step) == {"step", "ok", "seconds", "words"} for step in steps)
    assert all(step["ok"] for step in steps)
    told = rivulet("providers", "check", "p", environment=right)
    assert [line.split(":")[0] for line in told.stdout.splitlines()] == [
        f"ok {step['step']}" for step in steps
    ]


def test_a_failed_check_is_status_1(rivulet, added):
    added("guarded")
    done = rivulet("providers", "check", "p")
    assert done.returncode == 1
    assert "fail key: " in done.stdout
    assert done.stdout.rstrip().endswith("(KeyRejected)")
    steps = json.loads(rivulet("providers", "check", "p", "--json").stdout)
    assert steps[-1].pop("class") == "KeyRejected"
    assert set(steps[-1]) == {"step", "ok", "seconds", "words"}
    assert done.stdout.startswith("ok name: ")


def test_a_keyring_that_cannot_be_read_is_a_failed_step(rivulet, added, home):
    added("guarded")
    origin = gateway_origin(home)
    (home / "state.toml").write_text(f'"key:p|{origin}" = "ight"\nprofile_id = "x"\n')
    (step,) = json.loads(rivulet("providers", "check", "p", "--json").stdout)
    assert (step["step"], step["ok"], step["class"]) == ("key", False, "SecretStoreError")
    assert "no key store" in step["words"]
    done = rivulet("ask", "hi")
    assert done.returncode == 1
    assert "no key store" in done.stderr


def gateway_origin(home):
    """Scheme, host and port of the one provider in the settings."""
    (url,) = (
        line.split('"')[1]
        for line in (home / "settings.toml").read_text().splitlines()
        if line.startswith("base_url")
    )
    return "/".join(url.split("/")[:3])
