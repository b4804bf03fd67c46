"""Recorded answers of real servers on the screen: as they streamed and at once, byte for byte."""

import itertools
from dataclasses import replace

import pytest

from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import ImagePart, Message, ReasoningPart, Role, State, TextPart
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.theme import DARK, LIGHT
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.reader import StreamReader
from tests.widgets.transcript import screens
from tests.widgets.transcript.screens import HEAD, painted, question, shown

PIECE = 700  # bytes of a read
LOOKS = list(itertools.product((LIGHT, DARK), (480, 800), (1.0, 1.5)))


def one_of_each_shape(corpus, protocol):
    """A recording for each sequence of parts that servers of a protocol send."""
    found = {}
    for file in sorted((corpus / protocol).glob("*.sse")):
        builder = MessageBuilder()
        reader = StreamReader(PROTOCOLS[protocol])
        for delta in [*reader.feed(file.read_bytes()), *reader.close()]:
            builder.apply(delta)
        kinds = tuple(dict.fromkeys(type(part).__name__ for part in builder.parts()))
        cited = any(isinstance(part, TextPart) and part.citations for part in builder.parts())
        found.setdefault((kinds, cited, builder.state), file)
    return list(found.values())


def whole(builder):
    """The message that is kept; thinking took no time that a picture could show."""
    parts = [
        ReasoningPart(part.text, 3.0) if isinstance(part, ReasoningPart) else part
        for part in builder.parts()
    ]
    state = State.TRUNCATED if builder.state is State.STREAMING else builder.state
    return Message("a1", Role.ASSISTANT, state, tuple(parts), 1.0, "q0")


def streamed(view, file, protocol):
    item = TranscriptItem(Message("a1", Role.ASSISTANT, State.STREAMING, (), 1.0), head=HEAD)
    view.model.begin(item)
    reader, builder = StreamReader(PROTOCOLS[protocol]), MessageBuilder()
    data = file.read_bytes()
    for start in range(0, len(data), PIECE):
        for delta in reader.feed(data[start : start + PIECE]):
            builder.apply(delta)
        view.model.sync("a1", builder)
    for delta in reader.close():
        builder.apply(delta)
    view.model.sync("a1", builder)
    view.model.end("a1", whole(builder))
    return view.model.items[-1]


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
def test_a_recording_looks_the_same_streamed_and_at_once(qtbot, corpus, protocol):
    files = one_of_each_shape(corpus, protocol)
    assert len(files) > 5
    for (theme, width, zoom), file in zip(itertools.cycle(LOOKS), files, strict=False):
        coming = shown(qtbot, [question("Go.")], theme, width, 500, zoom)
        item = streamed(coming, file, protocol)
        once = shown(qtbot, [question("Go."), replace(item)], theme, width, 500, zoom)
        for view in (coming, once):
            view.show_message("a1")
            screens.settle(qtbot, view)
            view.show_message("a1")
        assert words(coming) == words(once), file.name
        seen = [unit for unit in once.layout_.entries[-1].units if unit.height]
        shows = bool(item.message.parts) and not isinstance(item.message.parts[0], ImagePart)
        assert not shows or len(seen) >= 2, f"{file.name}: nothing is shown"


def words(view):
    picture = painted(view)
    return picture.copy(0, 0, picture.width() - 16, picture.height())
