"""The Windows setup: built here, installed and removed under Wine, its console face run there.

Not seen under Wine 8: the window (Qt 6.10 and later want Windows 10's ICU), WMI, and
`bcryptprimitives.dll`, a part of Windows that the test puts in place itself if it can compile.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import desktop_app

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "build" / "windows" / "Rivulet"
COMPILER = "x86_64-w64-mingw32-gcc-win32"
PROCESS_PRNG = """
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{ return SystemFunction036(data, size); }
"""


@pytest.fixture(scope="module")
def assemble():
    """packaging/windows/assemble.py as a module."""
    spec = importlib.util.spec_from_file_location(
        "assemble", ROOT / "packaging" / "windows" / "assemble.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_what_runs_is_kept_of_the_wheels(assemble, tmp_path):
    kept = {
        "PySide6/QtWidgets.pyd",
        "PySide6/Qt6Core.dll",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/plugins/imageformats/qwebp.dll",
        "PySide6/translations/qtbase_de.qm",
        "PySide6/__init__.py",
        "httpx/_client.py",
        "keyring-25.dist-info/entry_points.txt",
    }
    left_out = {
        "PySide6/QtQml.pyd",
        "PySide6/Qt6Quick.dll",
        "PySide6/designer.exe",
        "PySide6/plugins/imageformats/qtiff.dll",
        "PySide6/QtCore.pyi",
        "PySide6/qml/Some/qmldir",
        "PySide6/translations/designer_de.qm",
        "anyio/tests/test_x.py",
    }
    for name in kept | left_out:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assemble.prune(tmp_path)
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()} == kept
    assert not (tmp_path / "PySide6" / "qml").exists()


def test_every_qt_module_that_the_app_imports_is_kept(assemble):
    imported = {
        line.split("PySide6.Qt")[1].split()[0]
        for path in (ROOT / "desktop_app").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("from PySide6.Qt", "import PySide6.Qt"))
    }
    assert imported
    assert imported <= set(assemble.QT_MODULES)


class Gateway(BaseHTTPRequestHandler):
    """A chat provider that says one thing and wants no key."""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.server.keys.append(self.headers.get("authorization"))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for text in ("Seen ", "on Windows"):
            chunk = {"choices": [{"index": 0, "delta": {"content": text}}]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        self.wfile.write(f"data: {json.dumps(end)}\n\ndata: [DONE]\n\n".encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def gateway():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.keys = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class Wine:
    """One Windows of its own with Rivulet installed in it."""

    def __init__(self, prefix: Path) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "LANG": "C.UTF-8",
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "winemenubuilder.exe=d",  # no entries in the person's own menu
        }
        self.user = prefix / "drive_c" / "users" / os.environ.get("USER", "root")
        self.folder = self.user / "AppData/Local/Programs/Rivulet"
        self.menu = self.user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"

    def run(self, *command: str, limit: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xvfb-run", "-a", "-n", "7500", "wine", *command],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )

    def rivulet(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run(str(self.folder / "rivulet.exe"), *words)


needs_wine = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(shutil.which, ("wine", "makensis", "xvfb-run"))),
        reason="wine, nsis or xvfb is not installed",
    ),
]


@pytest.fixture(scope="module")
def wine(tmp_path_factory):
    subprocess.run(["bash", "packaging/windows/build.sh", "--fast"], cwd=ROOT, check=True)
    windows = Wine(tmp_path_factory.mktemp("wine") / "prefix")
    windows.run("wineboot", "-i")
    windows.run("winecfg", "-v", "win10")
    setup = ROOT / "dist" / f"Rivulet-{desktop_app.__version__}-setup.exe"
    assert windows.run(str(setup), "/S", limit=300).returncode == 0
    installed = {p.relative_to(windows.folder) for p in windows.folder.rglob("*") if p.is_file()}
    windows.installed = {path.as_posix() for path in installed}
    (windows.folder / "_wmi.pyd").unlink()  # Wine's WMI ends the process
    yield windows
    subprocess.run(["wineserver", "-k"], env=windows.environment, check=False)


@pytest.fixture(scope="module")
def whole_wine(wine, tmp_path_factory):
    """With the part of Windows that Wine lacks, so that the wheels' own libraries load."""
    if shutil.which(COMPILER) is None:
        pytest.skip(f"{COMPILER} is not installed: Wine lacks bcryptprimitives.dll")
    source = tmp_path_factory.mktemp("prng") / "prng.c"
    source.write_text(PROCESS_PRNG)
    library = wine.folder / "bcryptprimitives.dll"
    subprocess.run(
        [COMPILER, "-shared", "-O", "-o", str(library), str(source), "-ladvapi32"], check=True
    )
    yield wine
    library.unlink()


class TestUnderWine:
    pytestmark = needs_wine

    def test_what_was_built_is_installed_and_nothing_else(self, wine):
        built = {p.relative_to(BUILT).as_posix() for p in BUILT.rglob("*") if p.is_file()}
        assert wine.installed == built | {"uninstall.exe"}
        assert {
            "rivulet.exe",
            "pythonw.exe",
            "msvcp140.dll",
            "licences/Python.txt",
            "Lib/site-packages/desktop_app/resources/smollm2.jinja",
            "Lib/site-packages/desktop_app/resources/model/SmolLM2-135M-Instruct.Q4_1.gguf",
        } <= built
        assert [name for name in built if "Quick" in name or name.endswith(".pyi")] == []
        assert (wine.menu / "Rivulet.lnk").is_file()

    @pytest.mark.skipif(shutil.which("osslsigncode") is None, reason="no osslsigncode")
    @pytest.mark.parametrize("name", ["python.exe", "pythonw.exe", "python313.dll"])
    def test_python_is_signed_and_unchanged(self, wine, name):
        told = subprocess.run(
            ["osslsigncode", "verify", "-in", str(wine.folder / name)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        assert "Python Software Foundation" in told
        current, calculated = (
            line.split(":")[1].strip() for line in told.splitlines() if "message digest" in line
        )
        assert current == calculated

    def test_says_its_version(self, wine):
        assert wine.rivulet("--version").stdout.strip() == f"rivulet {desktop_app.__version__}"

    def test_reads_recorded_answers(self, wine, tmp_path):
        body = tmp_path / "body.sse"
        chunk = {"choices": [{"delta": {"content": "Grüße"}, "finish_reason": "stop"}]}
        body.write_text(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n")
        told = wine.rivulet("replay", str(body), "--protocol", "chat")
        assert told.returncode == 0, told.stderr
        answer = json.loads(told.stdout)
        assert (answer["state"], answer["text"]) == ("complete", "Grüße")

    def test_asks_a_server_that_wants_no_key(self, wine, gateway):
        address = f"http://127.0.0.1:{gateway.server_port}/v1"
        added = wine.rivulet(
            "providers", "add", "stand-in", "--base-url", address, "--protocol", "chat",
            "--model", "any", "--default",
        )  # fmt: skip
        assert added.returncode == 0, added.stderr
        told = wine.rivulet("ask", "Hello")
        assert told.stdout.strip() == "Seen on Windows", told.stderr
        assert gateway.keys == [None]
        listed = json.loads(wine.rivulet("conversations", "list", "--json").stdout)
        assert len(listed) == 1

    def test_checks_itself(self, whole_wine):
        told = whole_wine.rivulet("--self-check", "--console")
        assert told.returncode == 0, told.stdout
        assert "Windows Credential Locker" in told.stdout

    def test_the_built_in_model_answers(self, whole_wine):
        told = whole_wine.rivulet(
            "ask", "--temporary", "--provider", "built-in", "What is the capital of France?"
        )
        assert told.returncode == 0, told.stderr
        assert told.stdout.strip()

    def test_uninstalls_and_leaves_the_data(self, wine):
        data = wine.user / "AppData/Local/Rivulet"
        wine.rivulet("settings", "list")
        kept = {path: path.read_bytes() for path in data.rglob("*.toml")}
        wine.run(str(wine.folder / "uninstall.exe"), "/S", f"_?={windows_path(wine.folder)}")
        left = {path.name for path in wine.folder.rglob("*") if path.is_file()}
        # It cannot remove itself when it is waited for, and the library is the test's.
        assert left <= {"uninstall.exe", "bcryptprimitives.dll"}
        assert not (wine.menu / "Rivulet.lnk").exists()
        assert {path: path.read_bytes() for path in data.rglob("*.toml")} == kept


def windows_path(path: Path) -> str:
    return "C:\\" + str(path).partition("drive_c/")[2].replace("/", "\\")
