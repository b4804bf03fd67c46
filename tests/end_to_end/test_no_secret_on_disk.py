"""A whole life of the product with real failures, and then every byte that it wrote.

Secrets: a key that is typed into the window, a key from the environment, the password of a proxy,
the value of an own header. Servers repeat them in every careless way; the process crashes, is
killed, exports, backs up, records. None of them may lie in any file, in any spelling.
"""

import asyncio
import base64
import json
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app import paths
from desktop_app.services.core import Core
from desktop_app.services.report import report
from tests.end_to_end.conftest import ROOT, App, Desktop, wait_for
from tests.end_to_end.stand_in import StandIn
from tests.services.net.gateway import Gateway
from tests.services.net.proxies import HttpProxy
from tests.services.net.scenarios import SCENARIOS

pytestmark = pytest.mark.real_window

KEY = 'sk-live/4f+9Qa==zX"b7_Kd81'
TYPED = 'sk-typed/77+aB=cD"eF_91xyz'
PASSWORD = 'pw/Zz+1=q"8_long-enough'
HEADER = 'team/Rr+2=w"9_long-enough'
SECRETS = {"key": KEY, "typed key": TYPED, "proxy password": PASSWORD, "own header": HEADER}
SAID = ("Hello there", "Tell me slowly", "Some words", "Hello from the gateway")
FORMATS = ("md", "html", "txt", "json", "docx", "zip")


def spellings(secret: str) -> dict[str, bytes]:
    """Every spelling that is looked for, by its name."""
    found = {
        "plain": secret.encode(),
        "URL-quoted": urllib.parse.quote(secret, safe="").encode(),
        "URL-quoted but slashes": urllib.parse.quote(secret).encode(),
        "URL-quoted plus": urllib.parse.quote_plus(secret).encode(),
        "UTF-16": secret.encode("utf-16-le"),
        "UTF-16 big": secret.encode("utf-16-be"),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "JSON of PHP": json.dumps(secret)[1:-1].replace("/", "\\/").encode(),
        "HTML": secret.replace('"', "&quot;").encode(),
    }
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + secret.encode()).decode()
        own = encoded[-(-shift * 8 // 6) : (shift + len(secret)) * 8 // 6]
        found[f"base64 at {shift}"] = own.encode()
        found[f"base64 for URLs at {shift}"] = own.translate({43: "-", 47: "_"}).encode()
    return found


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, the files within an archive, and the rows of a database as text."""
    data = path.read_bytes()
    yield str(path), data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield f"{path}!{name}", archive.read(name)
    if data.startswith(b"SQLite format 3"):  # a value may lie across two pages
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            yield f"{path} as text", "\n".join(db.iterdump()).encode()
        except sqlite3.Error:
            yield f"{path} as text", b""  # a shape that SQLite cannot dump: its bytes were read
        finally:
            db.close()


def found_in(folder: Path, secrets: dict[str, str]) -> tuple[list[str], list[str]]:
    """Every file below a folder, and what of the secrets was found where."""
    wanted = {
        (name, how): pattern
        for name, secret in secrets.items()
        for how, pattern in spellings(secret).items()
    }
    files, hits = [], []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        for place, data in contents(path):
            files.append(f"{place.removeprefix(str(folder))} ({len(data):,} bytes)")
            hits += [
                f"{name} ({how}) in {place}" for (name, how), it in wanted.items() if it in data
            ]
    return files, hits


class Office(StandIn):
    """The stand-in behind a proxy that wants a login."""

    proxy = ""

    async def _serve(self) -> None:
        async with (
            Gateway(SCENARIOS) as self.gateway,
            HttpProxy(self.gateway.port, login=f"user:{PASSWORD}") as proxy,
        ):
            self.proxy = proxy.url.replace("//", "//user@")
            await self._is_over.wait()


def settings_of(server: Office) -> str:
    """Providers as the settings hold them: nothing secret."""
    blocks = [
        "[network]\nretries = 0\n[privacy]\ndetailed_logs = true\n[models]\ndefault = 'typed'"
    ]
    for name, scenario in (
        ("typed", "echoes"), ("mine", "echoes"), ("late", "echoes-late"), ("cut", "reset-mid"),
        ("good", "plain"), ("slow", "drip~0.2"),
    ):  # fmt: skip
        own = f'\n[provider.headers]\nX-Team = "••••"\n[provider.network]\nproxy = "{server.proxy}"'
        blocks.append(
            f'[[provider]]\nname = "{name}"\nbase_url = "{server.url(scenario)}"\n'
            f'protocol = "chat"\nmodel = "m"{"" if name == "typed" else own}'
        )
    return "\n".join(blocks)


class Life:
    """One person with one home. All temporary files lie in a folder of the test too."""

    def __init__(self, desktop: Desktop, folder: Path, server: Office) -> None:
        self.desktop = desktop
        self.home = folder / "home"
        self.out = folder / "out"
        for each in (self.home, self.out, folder / "tmp"):
            each.mkdir()
        names = ("MINE", "LATE", "CUT", "GOOD", "SLOW")
        self.environment = {"TMPDIR": str(folder / "tmp"), "RIVULET_KEY_PROXY": PASSWORD}
        self.environment |= {f"RIVULET_KEY_{name}": KEY for name in names}
        self.environment |= {f"RIVULET_KEY_{name}_X_TEAM": HEADER for name in names}
        (self.home / "settings.toml").write_text(settings_of(server))

    def console(self, *words: str, ends: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "desktop_app", *words],
            cwd=ROOT, env=self.desktop.environment_of(self.home) | self.environment,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        (self.out / f"console-{time.monotonic_ns()}.txt").write_text(done.stdout + done.stderr)
        assert done.returncode in ends, done.stderr
        return done.stdout

    def open(self) -> App:
        return self.desktop.start(self.home, **self.environment)


def type_a_key_that_is_refused(life: Life, server: Office) -> None:
    """No key, then one that the server repeats in its refusal; the process then crashes."""
    app = life.open()
    app.type("Hello there")
    app.key("Return")
    app.answer("failed")
    app.key("alt+Up", "Tab", "Tab", "Return")  # past its own actions
    time.sleep(0.5)
    app.type(TYPED)
    app.key("Return")

    def is_sent() -> bool:
        app.key("Return")  # no keyring here: "Keep the key for this session only"
        return any(TYPED in (r.header("authorization") or "") for r in server.gateway.received)

    wait_for(is_sent, "the typed key on its way")
    wait_for(lambda: len(app.messages()) >= 2, "the refusal")
    time.sleep(1)
    app.process.send_signal(signal.SIGSEGV)
    app.process.wait(10)
    assert (life.home / "logs" / "crash.txt").stat().st_size, "the crash was written down"


def be_killed_in_the_middle(life: Life) -> None:
    """The crash is told of, an answer streams, and the power goes."""
    life.console("settings", "set", "models.default", "slow")
    state = life.home / "state.toml"
    lines = state.read_text().splitlines()
    state.write_text("\n".join(x for x in lines if not x.startswith("open_conversation")))
    app = life.open()
    app.type("Tell me slowly")
    app.key("Return")
    app.answer("streaming")
    app.kill()


def talk_on_the_console(life: Life) -> None:
    """Refused, cut off, broken in the stream, and once well; recorded each time."""
    for name in ("mine", "late", "cut", "good"):
        record = str(life.out / f"{name}.sse")
        life.console("ask", "Hi", "--provider", name, "--record", record, ends=(0, 1))
        if name != "cut":
            life.console("providers", "check", name, "--json", ends=(0, 1))
    life.console("--self-check", "--console", ends=(0, 1))


def carry_everything_out(life: Life) -> None:
    """All formats, a backup, and a way back in."""
    for format_ in FORMATS:
        target = str(life.out / f"all.{format_}")
        life.console("export", "--all", "--format", format_, target)
    life.console("backup", str(life.out / "backup.db"))
    life.console("import", str(life.out / "all.json"), "--json")


async def told(life: Life) -> str:
    core = await Core.open(paths.locations(), "console")
    try:
        return await report(core)
    finally:
        await core.close()


def test_no_secret_lies_in_any_file(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Office()
    try:
        life = Life(desktop, tmp_path, server)
        type_a_key_that_is_refused(life, server)
        be_killed_in_the_middle(life)
        talk_on_the_console(life)
        carry_everything_out(life)
        sent = "\n".join(str(request.headers) for request in server.gateway.received)
        assert all(each in sent for each in (KEY, TYPED, HEADER)), "they were really used"
    finally:
        server.close()
    monkeypatch.setenv("RIVULET_HOME", str(life.home))
    (life.out / "report.txt").write_text(asyncio.run(told(life)))
    files, hits = found_in(tmp_path, SECRETS)
    print("\n".join(files))
    assert not hits
    for log in (*(life.home / "logs").iterdir(), life.home / "stderr.txt", life.out / "report.txt"):
        text = log.read_text(errors="replace")
        assert not [words for words in SAID if words in text], f"{log} repeats what was said"
    names = "\n".join(files)
    for kind in ("rivulet.db ", "window.log", "console.log", "crash", "settings.toml", "state.toml",
                 "backup.db", "all.docx!", "all.zip!", "late.sse", "report.txt"):  # fmt: skip
        assert kind in names, f"{kind} was not looked at"


@pytest.mark.parametrize("how", sorted(spellings(KEY)))
def test_a_planted_secret_is_found(tmp_path: Path, how: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.bin").write_bytes(b"\0before" + spellings(KEY)[how] + b"after")
    with zipfile.ZipFile(tmp_path / "deep" / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", b"x" * 100 + spellings(KEY)[how])
    _, hits = found_in(tmp_path, SECRETS)
    assert any(f"({how}) in" in hit and hit.endswith("file.bin") for hit in hits)
    assert any(f"({how}) in" in hit and hit.endswith("!inside.txt") for hit in hits)


def test_a_secret_across_two_pages_of_a_database_is_found(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "some.db")
    db.execute("CREATE TABLE t (x)")
    db.execute("INSERT INTO t VALUES (?)", ("." * 4060 + KEY + "." * 9000,))
    db.commit()
    db.close()
    _, hits = found_in(tmp_path, SECRETS)
    assert hits
