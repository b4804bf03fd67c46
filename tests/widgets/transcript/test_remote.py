"""Pictures that lie elsewhere: asked for one by one, seen, given up, told when they fail."""

import pytest
from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QPixmap

from desktop_app.viewmodels.remote_pictures import Loading, Standing
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.remote import RemoteImageUnit
from tests.widgets.transcript.screens import answer, shown

HERE = "https://images.example.org/sea.png"
TEXT = f"Before.\n\n![the sea]({HERE})\n\nAfter.\n"


def png(width, height):
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.darkCyan)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return data.data()


def remote(view):
    return next(each for each in view.layout_.shown if isinstance(each.unit, RemoteImageUnit))


def names(view):
    return [spot.name for spot in remote(view).unit.spots()]


@pytest.mark.parametrize("width", [480, 900])
def test_it_asks_names_the_host_and_loads_only_when_pressed(qtbot, width):
    view = shown(qtbot, [answer(TEXT)], width=width)
    wanted, left = [], []
    view.model.remote.wanted.connect(wanted.append)
    view.model.remote.unwanted.connect(left.append)
    view.grab()
    assert wanted == []
    assert "images.example.org, not loaded" in remote(view).unit.words()
    assert names(view) == ["load_remote", "open_link"]
    card = view.rect_of(remote(view))
    for spot in remote(view).unit.spots():
        assert card.contains(spot.rect.translated(card.topLeft()))
    view.press_spot(remote(view), 0)
    assert wanted == [HERE]
    assert names(view) == ["cancel_remote"]
    assert "Loading the picture" in remote(view).unit.words()
    view.press_spot(remote(view), 0)
    assert left == [HERE]
    assert names(view) == ["load_remote", "open_link"]


def test_the_picture_grows_where_it_was_asked_for(qtbot):
    view = shown(qtbot, [answer("word\n\n" * 60 + TEXT)])
    top = remote(view).y
    view.press_spot(remote(view), 0)
    view.model.remote.set(HERE, Standing(Loading.DONE, data=png(300, 120)))
    assert remote(view).unit.height == 120
    assert remote(view).y == top
    assert remote(view).unit.spots() == []
    view.grab()


def test_a_failure_says_why_and_can_be_tried_again(qtbot):
    view = shown(qtbot, [answer(TEXT)])
    view.press_spot(remote(view), 0)
    words = "images.example.org has no such picture (404)."
    view.model.remote.set(HERE, Standing(Loading.FAILED, words))
    assert names(view) == ["load_remote", "open_link"]
    assert remote(view).unit._reason() == words
    assert remote(view).unit.spots()[0].label == "Try again"
    view.grab()


def test_what_cannot_be_drawn_is_told(qtbot):
    view = shown(qtbot, [answer(TEXT)])
    view.press_spot(remote(view), 0)
    view.model.remote.set(HERE, Standing(Loading.DONE, data=b"\x89PNG\r\n\x1a\nbroken"))
    assert "too large or damaged" in remote(view).unit.words()
    view.grab()


@pytest.mark.parametrize("target", ["data:image/png;base64,AAAA", "file:///x.png", "x.png"])
def test_other_addresses_cannot_be_loaded_at_all(qtbot, target):
    view = shown(qtbot, [answer(f"![x]({target})\n")])
    assert names(view) == []
    assert "Only pictures of web addresses" in remote(view).unit._reason()


def test_the_oldest_pictures_go_when_all_are_too_many(qtbot, monkeypatch):
    monkeypatch.setattr("desktop_app.viewmodels.remote_pictures.MOST_KEPT", 25)
    view = shown(qtbot, [])
    pictures = view.model.remote
    for number in range(3):
        pictures.set(f"https://e.org/{number}", Standing(Loading.DONE, data=b"x" * 10))
    kept = [pictures.standing(f"https://e.org/{number}").loading for number in range(3)]
    assert kept == [Loading.NOT, Loading.DONE, Loading.DONE]


def test_links_that_are_never_opened_say_so(qtbot):
    text = "[run](javascript:alert(1)) [file](FILE:///etc/passwd) [page](docs/x.md) [a](#b)"
    view = shown(qtbot, [answer(text)])
    unit = next(each.unit for each in view.layout_.shown if isinstance(each.unit, ProseUnit))
    words = unit.text_between(0, unit.length)
    assert words == "run (javascript: is not opened) file (file: is not opened) page a"
    assert unit.links() == []
