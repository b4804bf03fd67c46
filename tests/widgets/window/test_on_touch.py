"""Modules that run when they are first touched: not before, once, and whole for every thread."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOADED = "print('_ssl' in sys.modules, end=' ')\n"
SLOW = """
import time
begun = True
time.sleep(0.2)
runs = runs + 1 if "runs" in globals() else 1
"""


def said(code: str, *folders: Path) -> str:
    begin = f"import sys\nsys.path[:0] = {[str(each) for each in folders]!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("first", "loaded"), [("from desktop_app.app import on_touch\n", "False"), ("", "True")]
)
def test_asyncio_brings_no_tls_along(first, loaded) -> None:
    again = "import asyncio, ssl, asyncio.sslproto\n"
    assert said(first + again + LOADED) == loaded


@pytest.mark.parametrize(
    "touch",
    [
        "import ssl; assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED",
        "from ssl import SSLError; assert issubclass(SSLError, OSError)",
        "assert asyncio.sslproto.SSLAgainErrors",
        "asyncio.base_events._check_ssl_socket(None)",
    ],
)
def test_touched_it_is_there(touch) -> None:
    code = f"from desktop_app.app import on_touch\nimport asyncio\n{LOADED}{touch}\n{LOADED}"
    code += "import ssl; print(type(ssl) is type(sys), ssl.__spec__.loader is ssl.__loader__)"
    assert said(code) == "False True True True"


def test_a_second_thread_waits_for_the_whole_module(tmp_path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    code = """
from concurrent.futures import ThreadPoolExecutor
from desktop_app.app import on_touch
on_touch._LATE = ("slow",)
import slow
with ThreadPoolExecutor() as pool:
    print([one.result() for one in [pool.submit(lambda: slow.runs) for _ in range(4)]])
"""
    assert said(code, tmp_path) == "[1, 1, 1, 1]"


def test_one_that_is_broken_says_so_whenever_it_is_touched(tmp_path) -> None:
    (tmp_path / "broken.py").write_text("raise ImportError('no such library')")
    code = """
from desktop_app.app import on_touch
on_touch._LATE = ("broken", "missing")
import broken
for _ in range(2):
    try:
        broken.anything
    except ImportError as error:
        print(error, end=", ")
try:
    import missing
except ModuleNotFoundError as error:
    print(error)
"""
    assert said(code, tmp_path) == "no such library, no such library, No module named 'missing'"
