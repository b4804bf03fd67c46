"""Collects the licence texts of everything that a frozen build contains.

Python distributions bring theirs; libraries of the build machine are traced to their Debian
packages; Qt's wheels bring none, so theirs lie in packaging/licences.
"""

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_LOCK = _HERE.parent / "requirements.lock"
_TEXTS = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)


def locked_names() -> list[str]:
    """The distributions that requirements.lock pins, for every system."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==", _LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted(set(pins))


def installed(names: Iterable[str]) -> list[Distribution]:
    """Those of the distributions that this system and Python take part in."""
    found = []
    for name in names:
        try:
            found.append(distribution(name))
        except PackageNotFoundError:
            continue
    return found


def texts(dist: Distribution) -> list[Path]:
    """The licence files that a distribution brings."""
    return [Path(str(file.locate())) for file in dist.files or [] if _TEXTS.search(str(file))]


def owners(libraries: Iterable[Path]) -> set[str]:
    """The Debian packages that files of the build machine belong to."""
    if shutil.which("dpkg-query") is None:
        return set()
    places = {str(place) for path in libraries for place in (path, path.resolve())}
    # The same file is known as /lib/… and as /usr/lib/….
    places |= {place.removeprefix("/usr") for place in places if place.startswith("/usr/")}
    told = subprocess.run(
        ["dpkg-query", "--search", *sorted(places)], capture_output=True, text=True, check=False
    )
    return {line.partition(":")[0] for line in told.stdout.splitlines()}


def collect_notices(
    binaries: Iterable[tuple[str, str, str]], scratch: Path
) -> list[tuple[str, str, str]]:
    """Entries for PyInstaller: `licences/NAME/…` for every part of the build.

    `binaries` are PyInstaller's (name inside, path here, kind). `scratch` is made anew and holds
    the files whose names had to be changed.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    entries = [
        (f"licences/{dist.name}/{path.name}", str(path), "DATA")
        for dist in installed(locked_names())
        for path in texts(dist)
    ]
    entries += [
        (f"licences/{path.name}", str(path), "DATA")
        for path in sorted((_HERE / "licences").iterdir())
    ]
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.is_file():
        entries.append(("licences/python/LICENSE.txt", str(python), "DATA"))
    site = Path(sysconfig.get_path("purelib"))
    outside = [Path(path) for _, path, _ in binaries if not Path(path).is_relative_to(site)]
    for package in sorted(owners(outside)):
        text = Path("/usr/share/doc") / package / "copyright"
        if text.is_file():
            copy = scratch / f"{package}.txt"
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, copy)
            entries.append((f"licences/system/{copy.name}", str(copy), "DATA"))
    return entries


if __name__ == "__main__":
    for entry in collect_notices([], Path(sys.argv[1])):
        print(*entry[:2])
