"""The oracle: the leaves of a document, from the parser's whole reading and from segments."""

from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.segments import GLUE

INLINE = {"Text", "Code", "InlineMath", "DisplayMath", "InlineHtml", "FootnoteReference"}
INLINE_TAGS = {"Emphasis", "Strong", "Strikethrough", "Link", "Image"}


def _name(value):
    return value if isinstance(value, str) else next(iter(value))


class _Leaves:
    def __init__(self, path=()):
        self.path = list(path)
        self.numbers = []
        self.found = []
        self.inline = []

    def flush(self, kind="Paragraph"):
        if self.inline:
            self.found.append((tuple(self.path), kind, tuple(self.inline)))
            self.inline = []

    def add(self, value):
        if value[0] == "FootnoteReference":
            value = ("Text", f"[^{value[1]}]")  # alone, a segment has the reference's text
        if isinstance(value, tuple) and value[0] == "Text" and self.inline:
            last = self.inline[-1]
            if isinstance(last, tuple) and last[0] == "Text":
                self.inline[-1] = ("Text", last[1] + value[1])
                return
        self.inline.append(value)

    def run(self, events):
        for event in events:
            if isinstance(event, str):
                if event == "Rule":
                    self.flush()
                    self.found.append((tuple(self.path), "Rule", ()))
                else:
                    self.add(event)
                continue
            ((key, value),) = event.items()
            if key == "Start":
                self.start(value)
            elif key == "End":
                self.end(value)
            elif key == "TaskListMarker":
                self.path[-1] = (*self.path[-1], value)
            else:
                self.add((key, value))
        self.flush()
        return self.found

    def start(self, value):
        name = _name(value)
        if name in INLINE_TAGS or name in {"TableHead", "TableRow", "TableCell"}:
            self.add(("Start", repr(value)))
        elif name == "List":
            self.flush()
            self.numbers.append(value["List"])
        elif name == "Item":
            self.flush()
            self.path.append(("item", self.numbers[-1]))
            if self.numbers[-1] is not None:
                self.numbers[-1] += 1
        elif name == "BlockQuote":
            self.flush()
            self.path.append(("quote",))
        elif name == "FootnoteDefinition":
            self.flush()
            self.path.append(("note", value["FootnoteDefinition"]))
        else:
            self.flush()
            self.inline.append(("Open", repr(value)))

    def end(self, value):
        name = _name(value)
        if name in INLINE_TAGS or name in {"TableHead", "TableRow", "TableCell"}:
            self.add(("End", name))
        elif name == "List":
            self.flush()
            self.numbers.pop()
        elif name in {"Item", "BlockQuote", "FootnoteDefinition"}:
            self.flush()
            self.path.pop()
        elif name == "Paragraph":
            self.inline = self.inline[1:]
            self.flush()
        else:
            self.flush(name)


def whole(text):
    return _Leaves().run(markdown.events(text))


def _path(containers):
    out = []
    for container in containers:
        if container.kind == "item":
            done = () if container.is_done is None else (container.is_done,)
            out.append(("item", container.number, *done))
        elif container.kind == "note":
            out.append(("note", container.label))
        else:
            out.append(("quote",))
    return tuple(out)


def of_segments(segments, definitions=""):
    found = []
    code = []
    for segment in segments:
        path = _path(segment.containers)
        if segment.kind == "code":
            code.append(segment.text)
            if segment.is_last:
                found.append((path, "Code", segment.info, "".join(code)))
                code = []
        elif segment.kind == "rows":
            leaves = _Leaves(path).run(markdown.events(definitions + segment.head + segment.text))
            (leaf,) = leaves
            if not segment.is_first:
                body = [i for i, e in enumerate(leaf[2]) if e == ("Start", "'TableRow'")]
                last = found.pop()
                leaf = (path, "Table", last[2] + leaf[2][body[0] :])
            found.append(leaf)
        else:
            text = segment.text
            for leaf in _Leaves(path).run(markdown.events(definitions + segment.head + text)):
                found.append(leaf)
    return found


def comparable(leaves):
    """Code as content only, without the glue."""
    out = []
    for leaf in leaves:
        if leaf[1] == "CodeBlock":
            opened = leaf[2][0][1]
            info = "" if "Indented" in opened else eval(opened)["CodeBlock"]["Fenced"]
            text = "".join(value for key, value in leaf[2][1:])
            out.append((leaf[0], "Code", info, text))
        elif leaf[1] == "Code":
            text = leaf[3]
            out.append(
                (leaf[0], "Code", leaf[2], text + "\n" if text and text[-1] != "\n" else text)
            )
        elif leaf[1] == "HtmlBlock":
            out.append((leaf[0], "Html", "".join(value for _, value in leaf[2][1:]).rstrip("\n")))
        else:
            out.append((*leaf[:2], _without_glue(leaf[2])))
    return out


def _without_glue(inline):
    """Nothing is seen of the sign before words that would begin another block."""
    values = [v if isinstance(v, str) else (v[0], v[1].replace(GLUE, "")) for v in inline]
    return tuple(value for value in values if value != ("Text", ""))
