"""Lists to choose a folder or a tag from, found by a few letters, or made by writing a new name."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_app.viewmodels.organising import tidy
from desktop_app.widgets.palette import Palette
from desktop_app.widgets.palette_entry import PaletteEntry
from desktop_app.widgets.theme import Appearance

Choose = Callable[..., None]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Choosing", words)


def choose_folder(
    window: QWidget, appearance: Appearance, folders: Iterable[str], choose: Choose
) -> None:
    """`choose` is called with a folder's path, which may be a new one, or "" for none."""
    known = list(folders)
    entries = [PaletteEntry(_tr("Folders"), path, _call(choose, path), "folder") for path in known]
    entries.append(PaletteEntry(_tr("Out of folders"), _tr("No folder"), _call(choose, ""), "x"))

    def made(text: str) -> Sequence[PaletteEntry]:
        path = tidy(text)
        if not path or path in known:
            return ()
        words = _tr("Create “{0}”").replace("{0}", path)
        return (PaletteEntry(_tr("New folder"), words, _call(choose, path), "plus"),)

    _open(window, appearance, entries, _tr("Move to a folder, or write a new one"), made)


def choose_tag(
    window: QWidget, appearance: Appearance, tags: Iterable[str], own: Iterable[str], choose: Choose
) -> None:
    """`choose` is called with a tag or several new ones; those in `own` are shown as given."""
    known, given = list(tags), set(own)
    entries = [
        PaletteEntry(
            _tr("Take off") if tag in given else _tr("Tags"),
            tag,
            _call(choose, tag),
            "check" if tag in given else "tag",
        )
        for tag in sorted(known, key=lambda tag: (tag not in given, tag.casefold()))
    ]

    def made(text: str) -> Sequence[PaletteEntry]:
        wanted = tags_in(text)
        if not wanted or (len(wanted) == 1 and wanted[0] in known):
            return ()
        words = _tr("Tag with {0}").replace("{0}", ", ".join(f"“{tag}”" for tag in wanted))
        return (PaletteEntry(_tr("New"), words, _call(choose, *wanted), "plus"),)

    none = "" if known else _tr("No tags yet. Write one, or several with commas between them.")
    _open(window, appearance, entries, _tr("Choose a tag, or write new ones"), made, none=none)


def tags_in(text: str) -> list[str]:
    """The tags that were written, each once: a comma stands between two of them."""
    words = text.replace("#", "").replace('"', "").split(",")
    return list(dict.fromkeys(filter(None, (" ".join(word.split()) for word in words))))


def _call(choose: Choose, *chosen: str) -> Callable[[], None]:
    return lambda: choose(*chosen)


def _open(
    window: QWidget,
    appearance: Appearance,
    entries: Sequence[PaletteEntry],
    name: str,
    made: Callable[[str], Sequence[PaletteEntry]],
    *,
    none: str = "",
) -> None:
    chooser = Palette(window, appearance, lambda: entries, name=name, made=made, none=none)
    chooser.closed.connect(chooser.deleteLater)
    chooser.open()
