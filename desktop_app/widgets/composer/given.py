"""What a clipboard or a drag gives: files, a picture, or words.

It must not know what becomes of them.
"""

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

_AS_THEY_ARE = ("image/png", "image/jpeg", "image/webp", "image/gif")


def files_in(source: QMimeData) -> list[str]:
    """The paths of what is given as files of this computer."""
    urls = source.urls() if source.hasUrls() else []
    return [url.toLocalFile() for url in urls if url.isLocalFile()]


def has_picture(source: QMimeData) -> bool:
    """Whether it is a picture first of all: office programs give one of every text too."""
    return source.hasImage() and not source.hasText()


def picture_in(source: QMimeData) -> bytes:
    """The picture as it was given, else as PNG."""
    for kind in _AS_THEY_ARE:
        if source.hasFormat(kind):
            return bytes(source.data(kind).data())
    image = source.imageData()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if isinstance(image, QImage):
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt text
    return bytes(buffer.data().data())
