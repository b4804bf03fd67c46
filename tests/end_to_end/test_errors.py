"""Errors in a real window: what their buttons do, pressed by key, up to the answer that comes."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.completion import Parameters
from desktop_app.services.store import Store
from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.end_to_end.stand_in import StandIn

pytestmark = pytest.mark.real_window


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """All scenarios over plain HTTP."""
    server = StandIn()
    yield server
    server.close()


def opened(desktop: Desktop, home: Path, url: str, *more: str) -> App:
    """A window whose conversations ask the server at `url`, once and never again by itself."""
    words = ("--base-url", url, "--protocol", "chat", "--model", "m", "--default", *more)
    desktop.console(home, "providers", "add", "mine", *words)
    desktop.console(home, "settings", "set", "network.retries", "0")
    return desktop.start(home)


def ask(app: App, text: str, *states: str) -> dict:
    app.type(text)
    app.key("Return")
    wait_for(lambda: any(text in m["text"] for m in app.messages()), "the question")
    return app.answer(*states)


def press_first(app: App) -> None:
    """Go from the composer to the answer and press its first button."""
    app.key("alt+Up", "Tab", "Tab", "Return")  # past its own actions


def test_a_key_is_pasted_where_it_was_missed(
    desktop: Desktop, tmp_path: Path, stand_in: StandIn
) -> None:
    app = opened(desktop, tmp_path / "home", stand_in.url("guarded"))
    ask(app, "Hello there", "failed")
    press_first(app)
    asked = len(stand_in.bodies("guarded"))
    app.type("sk-right")
    app.key("Return")  # there is no keyring on this screen: the layer says so from the beginning
    wait_for(lambda: len(stand_in.bodies("guarded")) > asked, "the question asked again")
    assert app.answer("complete")["text"]


def test_a_conversation_that_is_too_long_is_sent_from_a_later_question(
    desktop: Desktop, tmp_path: Path, stand_in: StandIn
) -> None:
    app = opened(desktop, tmp_path / "home", stand_in.url("narrow~3"))
    ask(app, "First question", "complete")
    ask(app, "Second question", "complete")
    ask(app, "Third question", "failed")
    press_first(app)
    app.key("Return")  # the question that is proposed
    app.answer("complete")
    sent = stand_in.bodies("narrow~3")[-1]["messages"]
    assert [each["content"] for each in sent] == ["Third question"]
    assert len(app.messages()) >= 6, "nothing is deleted"


def test_a_refused_field_is_left_out_from_here_on(
    desktop: Desktop, tmp_path: Path, stand_in: StandIn
) -> None:
    home = tmp_path / "home"
    home.mkdir()

    async def prepare() -> str:
        store = await Store.open(home / "rivulet.db")
        wanted = Parameters(temperature=0.5, top_p=0.4)
        row = await store.create_conversation("Picky", "mine", "m", parameters=wanted)
        await store.close()
        return row.id

    (home / "state.toml").write_text(f'open_conversation = "{asyncio.run(prepare())}"\n')
    app = opened(desktop, home, stand_in.url("picky~temperature.top_p"))
    ask(app, "Hello there", "failed")
    press_first(app)
    app.answer("complete")
    assert not {"temperature", "top_p"} & set(stand_in.bodies("picky~temperature.top_p")[-1])


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate of an authority that nobody knows, in ca.pem."""

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "rsa:2048", "-nodes")
    openssl(*new, "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Office")
    openssl(*new, "-keyout", "key.pem", "-out", "wish.csr", "-subj", "/CN=127.0.0.1")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1")
    openssl(
        "x509", "-req", "-in", "wish.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-out", "cert.pem", "-days", "2", "-extfile", "names",
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_a_ca_file_is_chosen_beside_the_error(desktop: Desktop, tmp_path: Path) -> None:
    office = StandIn(certificate(tmp_path))
    try:
        app = opened(desktop, tmp_path / "home", office.url("plain"))
        ask(app, "Hello there", "failed")
        press_first(app)
        wait_for(lambda: desktop.xdotool("search", "--name", "Choose a CA file"), "the chooser")
        app.type(str(tmp_path / "ca.pem"))
        app.key("Return")
        assert app.answer("complete")["text"]
    finally:
        office.close()
