"""Draws the app's mark from resources/app-icon.svg in every size that systems ask for.

    python packaging/icons.py FOLDER

FOLDER/hicolor/… for Linux, FOLDER/rivulet.ico for Windows, FOLDER/rivulet.icns for macOS. Both
containers hold PNG pictures, which their systems read since Vista and 10.7.
"""

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_RESOURCES = Path(__file__).resolve().parent.parent / "resources"
_NAME = "app.rivulet.Rivulet"
HICOLOR = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
ICO = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def png(svg: QSvgRenderer, size: int) -> bytes:
    """The mark as a PNG file of `size` × `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    svg.render(painter)
    painter.end()
    data = QByteArray()  # kept here: the buffer does not keep it
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return data.data()


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon file. A size of 256 is written as 0."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    for size, data in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return head + b"".join(pictures.values())


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """A macOS icon file."""
    body = b"".join(
        kind + struct.pack(">I", len(data) + 8) + data for kind, data in pictures.items()
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def draw(folder: Path) -> None:
    """Write every icon file below `folder`."""
    svg = QSvgRenderer(str(_RESOURCES / "app-icon.svg"))
    for size in HICOLOR:
        place = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{_NAME}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png(svg, size))
    scalable = folder / "hicolor" / "scalable" / "apps" / f"{_NAME}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes((_RESOURCES / "app-icon.svg").read_bytes())
    (folder / "rivulet.ico").write_bytes(ico({size: png(svg, size) for size in ICO}))
    (folder / "rivulet.icns").write_bytes(
        icns({kind: png(svg, size) for kind, size in ICNS.items()})
    )


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv[:1])
    draw(Path(sys.argv[1]))
