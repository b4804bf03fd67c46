"""A name server that does not answer holds nobody up."""

import asyncio
import socket
import threading

import pytest

from desktop_app.domain.provider import Endpoint
from desktop_app.services import name_lookup
from desktop_app.services.http import Http


def test_a_program_ends_while_a_name_is_looked_up(monkeypatch):
    is_asked, is_told, has_waited = threading.Event(), threading.Event(), threading.Event()

    def hangs(*_args, **_kwargs):
        is_asked.set()
        is_told.wait(15)  # the loop would wait for its thread as long
        has_waited.set()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hangs)

    async def ask():
        http = Http()

        async def send():
            endpoint = Endpoint("far", "", "http://far.example/v1", "chat", "http://far.example/v1")
            async with http.exchange(endpoint):
                pytest.fail("nobody answered")

        task = asyncio.get_running_loop().create_task(send())
        while not is_asked.is_set() and not task.done():
            await asyncio.sleep(0)
        assert is_asked.is_set(), task.exception()
        task.cancel()
        await asyncio.wait({task})
        await http.close()

    asyncio.run(ask())
    assert not has_waited.is_set()
    is_told.set()


async def test_names_are_found_and_faults_come_out():
    found = await name_lookup.look_up("127.0.0.1", 80, type=socket.SOCK_STREAM)
    assert found == socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)
    with pytest.raises(socket.gaierror):
        await name_lookup.look_up("no such name", 80)
    with pytest.raises(UnicodeError):
        await name_lookup.look_up("a" * 70 + ".é", 80)
