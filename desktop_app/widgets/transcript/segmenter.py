"""Text that is still growing, cut into segments: what is finished is never looked at again.

Freezing looks at complete lines only, since a partial line such as `2` may still become `2. item`.
The same text gives the same segments however it was fed. Work per feed is bounded by what is new
plus the open leaf block, which never grows beyond `LIMIT` characters. Knows nothing of Qt.
"""

import re
from dataclasses import replace

from desktop_app.widgets.transcript import fences, markdown
from desktop_app.widgets.transcript.containers import (
    item_marker,
    open_item,
    open_note,
    open_quote,
)
from desktop_app.widgets.transcript.fences import OpenFence
from desktop_app.widgets.transcript.inside import Inside
from desktop_app.widgets.transcript.markdown import Block
from desktop_app.widgets.transcript.runs import OpenList, OpenTable, new_table
from desktop_app.widgets.transcript.segments import BLANK, GLUE, Segment

LIMIT = 4096  # characters of one leaf block that are laid out together
ROWS = 12
DEEPEST = 16  # what stands deeper is one block
DEEPEST_IN_LINE = 3

_LAST_WORDS = re.compile(r"(?:[^\W\d_][^\n]*\n)*[^\W\d_][^\n]*(?:\n(?:[ \t]*\n)*)?")
_BLANK_END = re.compile(r"\n[ \t]*\r?\n\Z")
_CONTAINERS = {"Item", "BlockQuote", "FootnoteDefinition"}
_LEAVES = {"Paragraph": "paragraph", "Heading": "heading", "HtmlBlock": "html", "Rule": "rule"}


class Segmenter:
    """Feed text, read `frozen`; `open_segments()` is the rest as it looks at this moment."""

    def __init__(self, depth: int = 0, groups: list[int] | None = None) -> None:
        self.frozen: list[Segment] = []
        self._depth = depth
        self._groups = groups if groups is not None else [0]
        self._tail = ""
        self._checked = 0  # length of the tail that gave nothing to freeze
        self._fence: OpenFence | None = None
        self._inside: Inside | None = None
        self._list: OpenList | None = None
        self._table: OpenTable | None = None
        self._glue = ""
        self._indented = 0  # group of an indented code block that was cut
        self._closed: Block | None = None  # a leaf that only waits for the end of its blank lines
        self._is_fork = False

    def feed(self, text: str) -> None:
        """Take the next characters."""
        self._tail += text
        is_certain = self._fence or self._inside or self._closed or "\n" in text
        if is_certain or len(self._tail) >= LIMIT:
            self._run(is_final=False)

    def finish(self, text: str = "") -> None:
        """Nothing will come after `text`: freeze everything."""
        self._tail += text
        self._run(is_final=True)

    def open_segments(self, more: str = "") -> list[Segment]:
        """What is not frozen, as segments that may still change. `more` is added for this look."""
        if not (self._tail or more or self._inside or self._fence):
            return []
        if self._is_plainly_a_paragraph(more):
            return [Segment("paragraph", self._tail + more, self._tail + more, self._glue)]
        if self._inside and not (self._tail or more):
            return self._inside.shown()
        if self._fence and not more and self._fence.is_short:
            return [self._fence.shown(self._tail)]
        fork = self.fork()
        fork.finish(more)
        return fork.frozen

    def open_line(self) -> str | None:
        """The last line as far as it came; None in what may go on over blank lines."""
        is_open = self._fence or self._inside or self._tail.lstrip().startswith("<")
        return None if is_open else self._tail[self._tail.rfind("\n") + 1 :]

    def _is_plainly_a_paragraph(self, more: str) -> bool:
        """One open line that begins with a letter: no need to ask the parser."""
        tail = self._tail or more
        is_free = not (self._inside or self._fence or self._table or self._indented)
        return is_free and tail[:1].isalpha() and "\n" not in self._tail and "\n" not in more

    def takes_lazily(self, line: str) -> bool:
        """Whether `line`, outside of the containers around, still continues an open paragraph."""
        if self._fence:
            return False
        if self._inside:
            return self._inside.takes_lazily(line)
        if self._closed or not self._tail.strip(BLANK):
            return False
        if line[:1].isalpha() and self._is_only_words(len(self._tail)):
            return True
        quoted = "> " + self._tail.removesuffix("\n").replace("\n", "\n> ") + "\n"
        found = markdown.blocks(quoted + line)
        is_one = len(found) == 1 and found[0].kind == "BlockQuote"
        return is_one and found[0].end > len(quoted)

    # -- the machine -----------------------------------------------------------------------------

    def _run(self, *, is_final: bool) -> None:
        while True:
            if self._fence:
                has_moved = self._run_fence(is_final)
            elif self._inside:
                has_moved = self._run_inside(is_final)
            else:
                has_moved = self._run_blocks(is_final)
            if not has_moved:
                return

    def _run_blocks(self, is_final: bool) -> bool:
        """Freeze what the tail's complete lines allow. True if there is more to look at."""
        if self._closed and self._tail[self._checked :].strip(BLANK):
            block, self._closed = self._closed, None
            length = markdown.behind_blanks(self._tail, self._checked)
            self._emit_leaf(block, length, is_closed=True)
        end = len(self._tail) if is_final else self._tail.rfind("\n") + 1
        if len(self._tail) - end >= LIMIT:
            end = len(self._tail)
        if not end or (end == self._checked and not is_final):
            return False
        if end >= LIMIT and (length := markdown.behind_definitions(self._tail, LIMIT)):
            self._emit("blank", length)
            return True
        is_cut = is_final or end >= LIMIT or self._table or self._indented or self._closed
        if not is_cut and self._is_only_words(end):
            self._list, self._checked = None, end
            return False
        if is_final and (leaf := self._known_leaf()) is not None:
            self._emit_leaf(leaf, len(self._tail), is_closed=True)
            return False
        head = self._table.head if self._table else self._glue
        found = markdown.blocks(head + self._tail[:end])
        if head:
            found = [block.moved(-len(head)) for block in found]
        self._checked = end
        self._closed = None
        if not found:
            if is_final:
                self._emit("blank", len(self._tail))
            return False
        return self._freeze_blocks(found, end, is_final)

    def _known_leaf(self) -> Block | None:
        """The one block that all of the tail is, if that is known without parsing it."""
        if self._closed and not self._tail[self._checked :].strip(BLANK):
            return self._closed
        if self._table or self._indented or len(self._tail) >= LIMIT:
            return None
        is_words = _LAST_WORDS.fullmatch(("a" if self._glue else "") + self._tail)
        return Block(0, len(self._tail), "Paragraph", None, ()) if is_words else None

    def _is_only_words(self, end: int) -> bool:
        """Whether the parser would find one open paragraph, maybe the rest of one."""
        return markdown.is_only_words(("a" if self._glue else "") + self._tail[:end])

    def _freeze_blocks(self, found: list[Block], end: int, is_final: bool) -> bool:
        origin = len(self._tail)
        for index, block in enumerate(found):
            base = origin - len(self._tail)
            is_last = index + 1 == len(found)
            stop = min(block.end, end if is_last else found[index + 1].start) - base
            start = max(0, block.start - base)
            if block.start < base and index:
                return True  # the lines were taken differently from what was foreseen: look again
            is_open = base + stop == end and not is_final
            is_text = block.kind in {"Paragraph", "Heading"}  # keeps link definitions above it
            if start and not is_text and not (is_open and block.kind == "Indented"):
                self._emit("blank", start)
                base, stop = base + start, stop - start
            if block.kind in _CONTAINERS and self._may_nest():
                if self._enter(block, is_final):
                    return bool(self._tail) and is_final
            elif block.kind == "Fenced":
                self._enter_fence(block.payload)
                if not self._run_fence(is_final):
                    return False
            elif self._leaf(block, stop, is_open=is_open):
                return bool(self._closed and self._tail[self._checked :].strip(BLANK))
            elif base + stop < (end if is_last else found[index + 1].start):
                return bool(self._tail)  # what follows a definition was read as its continuation
        return bool(self._tail)

    def _may_nest(self) -> bool:
        """Whether a container may be opened: one endless line opens only a few."""
        end = self._tail.find("\n")
        length = end if end >= 0 else len(self._tail)
        return self._depth < (DEEPEST_IN_LINE if length >= LIMIT else DEEPEST)

    # -- leaves ----------------------------------------------------------------------------------

    def _leaf(self, block: Block, stop: int, *, is_open: bool) -> bool:
        """Freeze one leaf block; True if it has to stay open."""
        self._list = None
        if block.kind == "Table":
            return self._rows(block, stop, is_closed=not is_open)
        self._table = None
        while stop >= LIMIT and (cut := self._cut(stop)):
            self._emit_leaf(block, cut, is_closed=False)
            self._checked = 0
            stop -= cut
        if is_open:
            self._checked = stop
            self._closed = block if self._is_over(block, stop) else None
            return True
        self._emit_leaf(block, stop, is_closed=True)
        return False

    def _is_over(self, block: Block, stop: int) -> bool:
        """Whether nothing that follows can belong to the last leaf any more, blank lines aside."""
        if block.kind == "Paragraph":
            return bool(_BLANK_END.search(self._tail, max(0, stop - 200), stop))
        return block.kind in {"Heading", "Rule"} and self._tail[stop - 1 : stop] == "\n"

    def _cut(self, stop: int) -> int:
        """Where an overlong leaf is cut, told by its first `LIMIT` characters alone; 0 for not."""
        start = self._tail[:LIMIT]
        kinds = [block.kind for block in markdown.blocks(self._glue + start)]
        if len(kinds) != 1 or kinds[0] == "Table":
            return LIMIT if len(kinds) == 1 and "\n" not in start.rstrip("\n") else 0
        if kinds[0] in {"Indented", "HtmlBlock"}:
            return min(start.rfind("\n") + 1 or LIMIT, stop)
        for position in range(LIMIT * 3 // 4, LIMIT // 4, -1):
            if start[position - 1].isspace():
                return position
        return LIMIT * 3 // 4

    def _emit_leaf(self, block: Block, length: int, *, is_closed: bool) -> None:
        if block.kind == "Indented":
            self._emit_indented(length, is_closed=is_closed)
            return
        self._emit(_LEAVES.get(block.kind, "paragraph"), length, head=self._glue)
        self._glue = "" if is_closed or block.kind == "HtmlBlock" else GLUE

    def _emit_indented(self, length: int, *, is_closed: bool) -> None:
        text = fences.without_indent(self._tail[:length])
        group = self._indented or self._new_group()
        is_first = not self._indented
        self._emit("code", length, text=text, group=group, is_first=is_first, is_last=is_closed)
        self._indented = 0 if is_closed else group

    def _rows(self, block: Block, stop: int, *, is_closed: bool) -> bool:
        """Freeze table rows in runs; the open run stays if the table does."""
        rows = [row - block.start for row in block.rows]
        table = self._table or new_table(self._tail, self._groups[0] + 1)
        done = 0
        while len(rows) > ROWS or (is_closed and done < stop):
            end = rows[ROWS] if len(rows) > ROWS else stop
            self._emit_rows(table, end - done, is_last=is_closed and end == stop)
            rows, done = rows[ROWS:], end
        is_started = not table.is_first
        self._table = table if is_started and not is_closed else None
        self._checked = 0 if done else stop
        return not is_closed

    def _emit_rows(self, table: OpenTable, length: int, *, is_last: bool) -> None:
        if table.is_first:
            self._new_group()
        head = "" if table.is_first else table.head
        first = table.is_first
        table.is_first = False
        self._emit("rows", length, head=head, group=table.group, is_first=first, is_last=is_last)

    # -- fences ----------------------------------------------------------------------------------

    def _enter_fence(self, info: str) -> None:
        self._list = self._table = None
        self._fence, self._tail = fences.opened(self._tail, info, self._new_group())
        self._checked = 0
        self._glue = ""

    def _run_fence(self, is_final: bool) -> bool:
        """Freeze runs of code lines. True once the fence is closed."""
        if (fence := self._fence) is None:
            return True
        made, self._tail, is_closed = fence.run(
            self._tail, is_final=is_final, is_look=self._is_fork
        )
        self.frozen += made
        if is_closed is not False:
            self._fence = None
        return bool(is_closed)

    # -- containers ------------------------------------------------------------------------------

    def _enter(self, block: Block, is_final: bool) -> bool:
        """Take the container that begins; True if it is still open at the tail's end."""
        self._table = None
        self._glue = ""
        end = self._tail.find("\n") + 1 or len(self._tail)
        line = self._tail[:end]
        self._inside = self._opened(block, line)
        self._checked = 0
        if self._inside.lines_begun:
            self._tail = self._tail[end:]
        self._run_inside(is_final)
        return self._inside is not None

    def _opened(self, block: Block, line: str) -> Inside:
        groups = self._groups
        if block.kind == "BlockQuote":
            self._list = None
            return Inside(open_quote(self._new_group()), Segmenter(self._depth + 1, groups))
        if block.kind == "FootnoteDefinition":
            self._list = None
            container, inner = open_note(line, self._new_group())
        else:
            known = self._continued_list(block, line)
            container, inner = open_item(line, known.group, known.number)
            if known.number is not None:
                known.number += 1
        inside = Inside(container, Segmenter(self._depth + 1, groups))
        inside.take(line, inner, starts_line=True)
        return inside

    def _continued_list(self, block: Block, line: str) -> OpenList:
        marker = item_marker(line)
        if self._list is None or self._list.marker != marker:
            self._list = OpenList(self._new_group(), marker, block.payload)
        return self._list

    def _run_inside(self, is_final: bool) -> bool:
        """Hand lines to the container. True once it has ended."""
        inside = self._inside
        if inside is None:
            return True
        at = 0  # the tail is cut once, not for each line
        while at < len(self._tail):
            end = self._tail.find("\n", at) + 1
            is_whole = bool(end) or is_final
            line = self._tail[at : end or None]
            if inside.is_mid_line:
                inside.take(line, line, starts_line=False)
            else:
                met = inside.container.meet(line, is_whole, inside.takes_lazily)
                if met.belongs is None:
                    break
                if not met.belongs:
                    self.frozen += inside.drained(is_end=True)
                    self._inside, self._tail = None, self._tail[at:]
                    return True
                inside.take(line, met.inner, starts_line=True)
            at += len(line)
        self._tail = self._tail[at:]
        if is_final:
            self.frozen += inside.drained(is_end=True)
            self._inside = None
        else:
            self.frozen += inside.drained(is_end=False)
        return False

    # -- small things ----------------------------------------------------------------------------

    def _new_group(self) -> int:
        self._groups[0] += 1
        return self._groups[0]

    def _emit(
        self,
        kind: str,
        length: int,
        *,
        text: str | None = None,
        head: str = "",
        group: int = 0,
        is_first: bool = True,
        is_last: bool = True,
    ) -> None:
        source, self._tail = self._tail[:length], self._tail[length:]
        if text is None:
            text = source.rstrip("\n") if kind != "rows" else source
        self.frozen.append(
            Segment(kind, source, text, head, group=group, is_first=is_first, is_last=is_last)
        )
        self._checked = 0

    def fork(self, groups: list[int] | None = None) -> "Segmenter":
        """A copy that may be finished without touching this one."""
        fork = Segmenter(self._depth, groups or self._groups.copy())
        fork._is_fork = True
        fork._tail = self._tail
        fork._fence = self._fence.fork() if self._fence else None
        fork._inside = self._inside.forked(fork._groups) if self._inside else None
        fork._list = replace(self._list) if self._list else None
        fork._table = replace(self._table) if self._table else None
        fork._glue, fork._indented = self._glue, self._indented
        return fork
