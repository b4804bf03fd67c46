"""What menus and software centres read."""

import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import desktop_app
from desktop_app.paths import APP_ID

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources"
ENTRY = RESOURCES / f"{APP_ID}.desktop"
METAINFO = RESOURCES / f"{APP_ID}.metainfo.xml"


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_desktop_entry_is_valid():
    told = subprocess.run(
        ["desktop-file-validate", str(ENTRY)], capture_output=True, text=True, check=True
    )
    assert told.stdout == ""


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="appstream is not installed")
def test_the_metainfo_is_valid():
    subprocess.run(["appstreamcli", "validate", "--no-net", str(METAINFO)], check=True)


def test_the_metainfo_belongs_to_this_version_and_entry():
    component = ET.parse(METAINFO).getroot()
    assert component.findtext("id") == APP_ID
    assert component.findtext("launchable") == ENTRY.name
    assert component.find("releases")[0].get("version") == desktop_app.__version__
    assert (
        component.findtext("summary")
        == re.search(r"^Comment=(.*)$", ENTRY.read_text(), re.MULTILINE)[1]
    )


@pytest.fixture(scope="module")
def icons(tmp_path_factory):
    folder = tmp_path_factory.mktemp("icons")
    subprocess.run([sys.executable, ROOT / "packaging" / "icons.py", folder], check=True)
    return folder


def png_size(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])


def test_linux_icons_have_the_sizes_of_their_folders(icons):
    pictures = sorted((icons / "hicolor").glob("*/apps/*.png"))
    assert len(pictures) == 10
    for picture in pictures:
        assert picture.stem == APP_ID
        width, height = png_size(picture.read_bytes())
        assert picture.parents[1].name == f"{width}x{height}"


def test_the_windows_icon_holds_the_sizes_it_lists(icons):
    data = (icons / "rivulet.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert kind == 1
    ends = 0
    for number in range(count):
        width, height, *_, size, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert png_size(data[offset : offset + size]) == (width or 256, height or 256)
        ends = offset + size
    assert ends == len(data)


def test_the_mac_icon_holds_the_sizes_it_lists(icons):
    data = (icons / "rivulet.icns").read_bytes()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    offset, sizes = 8, []
    while offset < len(data):
        (length,) = struct.unpack_from(">I", data, offset + 4)
        sizes.append(png_size(data[offset + 8 : offset + length])[0])
        offset += length
    assert sizes == [16, 32, 128, 256, 512, 1024]
