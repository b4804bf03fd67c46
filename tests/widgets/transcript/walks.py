"""A random walk over a transcript: what a person, a server and a window manager do, in any order.

Every word stands there once, so that the line that is read can be found again wherever it went.
"""

import random
import re
import time
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.message import Message, ReasoningPart, Role, State, TextPart
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import DARK, LIGHT
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from tests.widgets.transcript.screens import HEAD, Live, backing, differ, painted, question, shown

_WORD = re.compile(r"w\d+")
_UPPER = 0.4  # of the screen: where somebody reads
_OWN_LINES = 40  # pixels that words move by in a paragraph that gets its formulas
_KEYS = ("Down", "Up", "PageUp", "PageDown", "Left", "Right", "Home", "End")
_STILL = ("stream", "end", "look", "settle", "hover", "add", "copy", "versions", "forget")
_OFTEN = {
    "stream": 30, "scroll": 14, "look": 8, "press": 4, "drag": 4, "key": 4, "end": 3,
    "settle": 3, "jump": 2, "find": 2, "resize": 2, "versions": 2, "hide": 1,
}  # fmt: skip


class Words:
    """Markdown of all kinds of blocks."""

    def __init__(self, chance):
        self._chance = chance
        self._count = 0

    def some(self, most=8):
        """A few words, each of them new."""
        made = []
        for _ in range(self._chance.randint(1, most)):
            self._count += 1
            made.append(f"w{self._count}" + "x" * self._chance.choice((0, 0, 2, 6)))
        return " ".join(made)

    def text(self, blocks):
        """So many blocks."""
        return "".join(f"{self._block()}\n\n" for _ in range(blocks))

    def _block(self):
        some, chance = self.some, self._chance
        digit = chance.randint(0, 9)
        rows = range(chance.randint(1, 12))
        made = {
            "paragraph": lambda: some(chance.choice((9, 60, 300))),
            "marks": lambda: (
                f"{some()} **{some()}** *{some()}* `{some()}` [{some()}](http://e.org/x) "
                f"{some(20)} $x_{digit}^2+{self._count}$ {some()}"
            ),
            "heading": lambda: "#" * chance.randint(1, 4) + " " + some(6),
            "items": lambda: "\n".join(f"{'  ' * chance.randint(0, 1)}- {some(15)}" for _ in rows),
            "code": lambda: "```py\n" + "".join(f"{some(12)}\n" for _ in range(40)) + "```",
            "table": lambda: (
                f"|{some(2)}|{some(9)}|\n|---|---|\n"
                + "".join(f"|{some(chance.choice((1, 9)))}|{some(2)}|\n" for _ in rows)
            ),
            "quote": lambda: "\n".join(f"> {some(12)}" for _ in rows),
            "formula": lambda: f"$$\\frac{{{self._count}}}{{\\sum_{{i={digit}}}^n x_i}}$$",
            "reference": lambda: f"{some(20)} [text][ref{digit % 4}] {some(9)}",
            "definition": lambda: f"[ref{digit % 4}]: http://example.org/{'long/' * (digit % 5)}",
            "picture": lambda: "![alt](https://e.org/i.png)",
            "html": lambda: f"<div>{some()}</div>",
            "note": lambda: f"{some()}[^{digit}]\n\n[^{digit}]: {some(14)}",
            "nest": lambda: (
                f"1. {some()}\n\n   ```\n   {some()}\n   ```\n\n   - {some()}\n     > {some()}"
            ),
        }
        return chance.choice(list(made.values()))()


class Walk:
    """One conversation and what happens to it. `log` is what did so far."""

    def __init__(self, qtbot, seed):
        self.chance = random.Random(seed)
        self.words = Words(self.chance)
        self.count = 0
        self.live = self.pending = None
        self.log = []
        self.changed_from = 1 << 30
        items = [made() for _ in range(3) for made in (self._question, self._answer)]
        self.view = shown(qtbot, items, width=520, height=420)

    # -- what happens ----------------------------------------------------------------------------

    def _question(self):
        self.count += 1
        return question(self.words.some(40), self.count)

    def _answer(self):
        self.count += 1
        thoughts = (ReasoningPart(self.words.text(4), 2.0),) if self.chance.random() < 0.4 else ()
        parts = (*thoughts, TextPart(self.words.text(self.chance.randint(1, 12))))
        said = Message(f"a{self.count}", Role.ASSISTANT, State.COMPLETE, parts, float(self.count))
        return TranscriptItem(said, head=HEAD)

    def stream(self):
        if self.live is None:
            self.view.model.begin(self._question())
            self.count += 1
            self.live = Live(self.view, f"live{self.count}")
            self.pending = self.words.text(self.chance.randint(1, 25))
            self.thoughts = self.words.text(3) if self.chance.random() < 0.4 else ""
        for _ in range(self.chance.randint(1, 12)):
            size = self.chance.choice((1, 4, 17, 60, 400))
            if self.thoughts:
                self.live.think(self.thoughts[:size])
                self.thoughts = self.thoughts[size:]
            elif self.pending:
                self.live.write(self.pending[:size])
                self.pending = self.pending[size:]
            else:
                self.end()
                break

    def end(self):
        if self.live is not None:
            self.live.end(self.chance.choice((State.COMPLETE, State.STOPPED)))
            self.live = None

    def add(self):
        if self.live is None:
            self.view.model.begin(self._question())
            self.view.model.begin(self._answer())

    def versions(self):
        """Another version of a message, or none of it any more."""
        if self.live is None:
            items = self.view.model.items
            self.changed_from = self.chance.randint(1, len(items))
            more = [self._answer()] if self.chance.random() < 0.7 else []
            kept = [replace(item) for item in items[: self.changed_from]]
            self.view.model.set_messages(kept + more)

    def look(self):
        QApplication.processEvents()

    def settle(self):
        end = time.monotonic() + 20
        while not self.view.is_settled and time.monotonic() < end:
            QTest.qWait(2)
        assert self.view.is_settled, self.log

    def scroll(self):
        by = self.chance.choice((-1, 1, -40, 40, -120, 120, -400, 400, -900))
        self.view.scroll_by(by)
        if self.chance.random() < 0.2:
            self.view.scroll_to(self.chance.randint(-10, self.view.layout_.total))

    def jump(self):
        self.view.jump_to_latest()

    def resize(self):
        self.view.resize(self.chance.choice((360, 420, 520, 640)), self.view.height())
        if self.chance.random() < 0.4:
            zoom = self.chance.choice((0.8, 1.0, 1.3))
            self.view.set_theme(replace(self.chance.choice((LIGHT, DARK)), zoom=zoom))

    def hide(self):
        self.view.hide()
        self.stream()
        self.view.show()
        QApplication.processEvents()

    def press(self):
        spots = [
            (placed, number)
            for placed in self.view.layout_.shown
            for number, spot in enumerate(placed.unit.spots())
            if spot.name in {"fold", "wrap"}
        ]
        if spots:
            self.view.press_spot(*self.chance.choice(spots))

    def _point(self, beyond=0):
        port = self.view.viewport()
        y = self.chance.randint(-beyond, port.height() - 1 + beyond)
        return QPoint(self.chance.randint(0, port.width() - 20), y)

    def drag(self):
        port, left = self.view.viewport(), Qt.MouseButton.LeftButton
        shift = Qt.KeyboardModifier.ShiftModifier
        keys = self.chance.choice((Qt.KeyboardModifier.NoModifier, shift))
        end = self._point(30)
        QTest.mousePress(port, left, keys, self._point())
        if self.chance.random() < 0.3:
            self.stream()
        QTest.mouseMove(port, end)
        QTest.mouseRelease(port, left, keys, end)

    def hover(self):
        QTest.mouseMove(self.view.viewport(), self._point())

    def key(self):
        key = getattr(Qt.Key, f"Key_{self.chance.choice(_KEYS)}")
        shift = Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(self.view, key, self.chance.choice((Qt.KeyboardModifier.NoModifier, shift)))

    def find(self):
        words = self.chance.choice(("w1", "w2", "x", "w404", ""))
        self.view.find(Sought(words), self.chance.choice((0, 1, -1)))

    def copy(self):
        self.view.selection.markdown()
        self.view.selection.html()

    def forget(self):
        self.view.selection.clear()
        self.view.viewport().update()

    # -- what must hold --------------------------------------------------------------------------

    def step(self):
        names = dict.fromkeys(_STILL, 1) | _OFTEN
        name = self.chance.choices(list(names), list(names.values()))[0]
        self.log.append(name)
        read, selected, ends = self._read(), self._selected(), self.view.selection.ends
        getattr(self, name)()
        if name in _STILL:
            self._check_read(name, *read)
        if name in {*_STILL, "resize", "hide"} - {"versions", "forget"}:
            self._check_selected(selected, ends)
        self._check_layout()
        self._check_books()

    def _lines(self):
        """The words on the screen with the height they stand at, unit by unit."""
        for placed in self.view.layout_.shown:
            unit = placed.unit
            if isinstance(unit, DocumentUnit) and unit.length:
                found = _WORD.finditer(unit.laid().toRawText())
                words = {word[0]: placed.y + unit.position_y(word.start()) for word in found}
                yield placed, words

    def _read(self):
        """The message, the word nearest to the top of the screen, and where it stands."""
        if not self.view.layout_.is_at_end:
            for placed, words in self._lines():
                word = min(words, key=lambda each: abs(words[each]), default="")
                if word and words[word] < self.view.layout_.view_height * _UPPER:
                    return placed.entry, word, words[word]
                if word or placed.y + placed.unit.height > 0:
                    break
        return -1, "", 0

    def _check_read(self, name, place, word, y):
        if not word or (name == "versions" and place >= self.changed_from):
            return
        now = {each: at for _, words in self._lines() for each, at in words.items()}.get(word)
        by = 0 if now is None else abs(now - y)
        most = _OWN_LINES if name in {"settle", "look", "hover"} else 0
        assert now is not None, (self.log, word, "is gone")
        assert by <= most, (self.log, word, y, now)

    def _selected(self):
        taken = []
        for number, unit, start, end in self.view.selection._units():
            self.view.layout_.realise(number, unit)
            taken += _WORD.findall(unit.text_between(start, min(end, unit.length)))
        return taken

    def _check_selected(self, taken, ends):
        is_growing = ends is not None and ends[1].entry >= len(self.view.model.items) - 1
        if taken and not is_growing:
            assert self._selected() == taken, (self.log, ends, self.view.selection.ends)

    def _check_layout(self):
        """The screen is covered without gaps or overlaps."""
        layout, gap = self.view.layout_, self.view.around.style.px(24)
        for above, below in zip(layout.shown, layout.shown[1:], strict=False):
            between = range(above.entry + 1, below.entry + 1)
            gaps = gap * sum(bool(layout.entry(place).units) for place in between)
            y = above.y + above.unit.height + below.unit.gap + gaps
            assert below.y == y, (self.log, above, below)
        assert layout.shown, self.log
        first, last = layout.shown[0], layout.shown[-1]
        assert first.y - first.unit.gap <= gap or (first.entry, layout.value) == (0, 0), self.log
        is_last = last.unit in layout.entry(len(layout.entries) - 1).units[-1:]
        assert is_last or last.y + last.unit.height + gap >= layout.view_height, self.log

    def _check_books(self):
        """Heights are those of the units."""
        layout = self.view.layout_
        for place, entry in enumerate(layout.entries):
            if entry is not None and entry.is_built:
                assert entry.height == sum(unit.extent for unit in entry.units), self.log
                assert layout.heights.of(place) == layout._built_height(entry), self.log
        places = range(len(layout.entries))
        assert layout.heights.total == sum(map(layout.heights.of, places)), self.log

    def check_pixels(self):
        """What is on the screen is what a full repaint gives; timers go on in between."""
        self.view.show_bar()
        for _ in range(20):
            if not differ(backing(self.view), painted(self.view)):
                return
            QTest.qWait(20)
        raise AssertionError((self.log, "stale pixels"))
