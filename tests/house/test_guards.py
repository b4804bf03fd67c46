"""The guards of conftest.py, each with something that must trip it."""

import asyncio

import pytest

pytest_plugins = ["pytester"]

CASES = {
    "a log line": """
        import logging
        def test_it():
            logging.getLogger("x").warning("oops")
        """,
    "a task": """
        import asyncio
        async def test_it():
            asyncio.get_running_loop().create_task(asyncio.sleep(60))
        """,
    "a far address": """
        import socket
        def test_it():
            socket.create_connection(("192.0.2.1", 9), timeout=0.01)
        """,
    "a warning": """
        import warnings
        def test_it():
            warnings.warn("oops")
        """,
}


@pytest.mark.logs("^x: oops")  # the inner test logs in this very process
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_guard_trips(pytester: pytest.Pytester, case: str) -> None:
    from pathlib import Path

    conftest = Path(__file__).resolve().parent.parent / "conftest.py"
    pytester.makeconftest(conftest.read_text())
    pytester.makeini("[pytest]\nfilterwarnings = error\nmarkers = logs: announced\n")
    pytester.makepyfile(case)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    counts = result.parseoutcomes()
    assert counts.get("failed", 0) + counts.get("errors", 0) == 1


@pytest.mark.logs("^x: announced")
def test_announced_line_passes() -> None:
    import logging

    logging.getLogger("x").warning("announced")


async def test_coroutines_run_on_asyncio() -> None:
    assert type(asyncio.get_running_loop()).__module__.startswith("asyncio")


async def test_coroutines_with_qt_run_on_qasync(qapp) -> None:
    assert type(asyncio.get_running_loop()).__module__.startswith("qasync")
