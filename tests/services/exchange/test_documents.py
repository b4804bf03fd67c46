"""Documents for people: HTML that runs and loads nothing, DOCX that is well formed."""

import io
import struct
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import message as values
from desktop_app.domain.message import FilePart, ImagePart, Message, Role, State, TextPart
from desktop_app.services.export.docx_file import DocxWriter, picture_size
from desktop_app.services.export.html_file import HtmlWriter, rendered
from desktop_app.services.export.markdown import MarkdownWriter
from desktop_app.services.export.plain import PlainWriter
from desktop_app.services.store import ConversationRecord

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1200, 300) + b"rest"
RICH = """# Heading

A *b* **c** ~~d~~ `e` [good](https://x.org/?a=1&b=2) [bad](javascript:alert(1)) ![far](http://y/z.png)
<script>alert(1)</script> <b onclick=x>raw</b>

<div>block</div>

- one
  - two

    further
- [x] done

3. three
4. four

| a | b |
|---|--:|
| 1 | **2** |

```python
def f(): return "<&>"
```

> quote

$x^2$ and a note[^1]

[^1]: the note

---
"""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _record(*parts, role: Role = Role.ASSISTANT) -> ConversationRecord:
    said = Message("m", role, State.COMPLETE, parts, 1.0)
    return ConversationRecord("c", "A <title> & more", 1.0, 1.0, (said,))


def _written(writer_class, record: ConversationRecord) -> bytes:
    out = io.BytesIO()
    writer = writer_class(out, {"ab" * 32: PNG}.get)
    writer.add(record)
    writer.close()
    return out.getvalue()


class _Page(HTMLParser):
    """Collects tags and sees that they are closed in the order in which they were opened."""

    void = frozenset({"meta", "img", "br", "hr"})

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(page.decode())
        assert self._open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self._open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data) -> None:
        self.text.append(data)


def test_html_shows_everything_and_runs_nothing() -> None:
    page = _Page(_written(HtmlWriter, _record(TextPart(RICH), ImagePart("image/png", "ab" * 32))))
    names = {tag for tag, _ in page.tags}
    assert {"h1", "h2", "strong", "em", "del", "ul", "ol", "table", "pre", "blockquote"} <= names
    assert not names & {"script", "iframe", "object", "link", "div onclick"}
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert links == ["https://x.org/?a=1&b=2"]
    sources = [attrs["src"] for tag, attrs in page.tags if tag == "img"]
    assert len(sources) == 1
    assert sources[0].startswith("data:image/png;base64,")
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    words = "".join(page.text)
    assert "<script>alert(1)</script>" in words
    assert 'def f(): return "<&>"' in words
    assert "prefers-color-scheme: dark" in words
    policy = next(a["content"] for _, a in page.tags if a.get("http-equiv"))
    assert "default-src 'none'" in policy


def test_what_the_person_typed_stands_as_it_was_typed() -> None:
    page = _Page(_written(HtmlWriter, _record(TextPart("*not* <i>mangled</i>"), role=Role.USER)))
    assert "*not* <i>mangled</i>" in "".join(page.text)


FORMULAS = r"""Inline \(a^2+b^2\), a cell | and

\[ \begin{pmatrix} a & b \\ c & d \end{pmatrix} \]

- item \(x_1\)

> \[
> y
> \]

| f |
|---|
| \(z\) |

~~~
\(code\)
~~~

$\unheard$
"""


def test_formulas_are_drawn_by_the_browser_and_keep_their_tex() -> None:
    page = _Page(_written(HtmlWriter, _record(TextPart(FORMULAS))))
    shown = [attrs["display"] for tag, attrs in page.tags if tag == "math"]
    assert shown == ["inline", "block", "inline", "block", "inline"]
    assert r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}" in page.text
    assert r"\(code\)" in "".join(page.text)
    assert r"$\unheard$" in page.text
    assert len([tag for tag, _ in page.tags if tag == "mtr"]) == 2


def test_who_may_not_know_mathml_is_given_tex() -> None:
    made = "".join(rendered(FORMULAS, draws_formulas=False))
    assert "<math" not in made
    assert "<code>$a^2+b^2$</code>" in made


def test_formulas_stand_in_word_as_tex() -> None:
    words = _paragraphs(_written(DocxWriter, _record(TextPart(FORMULAS))))
    assert "Inline $a^2+b^2$, a cell | and" in words
    assert r"$$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$$" in words
    assert {"item $x_1$", "$$y$$", "$z$", r"\(code\)"} <= words.keys()


HEBREW = """שלום

- אחת

  English

- `code` שתיים

| שם | n |
|:---|---:|
| א | 1 |

- [x] done
- [ ] loose

Hello
"""


def test_paragraphs_run_the_way_of_their_letters() -> None:
    page = _Page(_written(HtmlWriter, _record(TextPart(HEBREW))))
    ways = [(tag, attrs["dir"]) for tag, attrs in page.tags if "dir" in attrs]
    assert ways[:3] == [("p", "rtl"), ("ul", "rtl"), ("p", "ltr")]  # only where it changes
    assert ("table", "rtl") in ways
    assert ("td", "ltr") in ways
    words = _paragraphs(_written(DocxWriter, _record(TextPart(HEBREW))))
    right = {text for text, shape in words.items() if shape.find(f"{W}bidi") is not None}
    assert right == {"שלום", "אחת", "code שתיים", "שם", "א"}


def test_columns_keep_their_side_in_word() -> None:
    text = "| a | b | c | d |\n|:--|--:|:-:|---|\n| 1 | 2 | 3 | 4 |\n\nend"
    words = _paragraphs(_written(DocxWriter, _record(TextPart(text))))
    sides = {
        text: None if (side := shape.find(f"{W}jc")) is None else side.get(f"{W}val")
        for text, shape in words.items()
    }
    wanted = {"1": "left", "2": "right", "3": "center", "4": None, "end": None}
    assert {text: sides[text] for text in wanted} == wanted
    words = _paragraphs(_written(DocxWriter, _record(TextPart(HEBREW))))
    assert words["א"].find(f"{W}jc").get(f"{W}val") == "right"  # where its lines begin


def test_a_task_has_a_box_and_no_bullet() -> None:
    page = _Page(_written(HtmlWriter, _record(TextPart(HEBREW))))
    items = [attrs.get("class") for tag, attrs in page.tags if tag == "li"]
    assert items == [None, None, "task", "task"]
    words = _paragraphs(_written(DocxWriter, _record(TextPart(HEBREW))))
    numbered = {text for text, shape in words.items() if shape.find(f"{W}numPr") is not None}
    assert numbered == {"אחת", "code שתיים"}
    assert {"☑ done", "☐ loose"} <= words.keys()


@pytest.mark.parametrize("writer", [HtmlWriter, DocxWriter, PlainWriter, MarkdownWriter])
def test_an_answer_that_is_not_whole_says_so(writer) -> None:
    def words(state: State) -> str:
        said = Message("m", Role.ASSISTANT, state, (TextPart("half"),), 1.0)
        data = _written(writer, ConversationRecord("c", "T", 1.0, 1.0, (said,)))
        return "".join(_paragraphs(data)) if writer is DocxWriter else data.decode()

    assert "Stopped by you after 4 characters" in words(State.STOPPED)
    assert "Still being written" in words(State.STREAMING)
    assert "half" in words(State.COMPLETE)
    assert "Stopped" not in words(State.COMPLETE)


ASIDE = (
    values.ReasoningPart("thought <aloud>"),
    values.ToolCallPart("c", "look", '{"a": "<&>"}'),
    values.ToolResultPart("c", "found"),
    values.ActivityPart("search", "completed", "pages"),
    values.RefusalPart("no"),
    FilePart("text/csv", "t.csv", "cd" * 32),
    ImagePart("image/webp", data=b"RIFF"),
)


@pytest.mark.parametrize("writer", [HtmlWriter, DocxWriter, PlainWriter])
def test_parts_of_every_kind_find_a_place(writer) -> None:
    assert _written(writer, _record(*ASIDE))


def _document(data: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        links = ElementTree.fromstring(archive.read("word/_rels/document.xml.rels"))
        inside = {link.get("Target") for link in links if link.get("TargetMode") != "External"}
        assert {f"word/{target}" for target in inside} <= set(archive.namelist())
        return ElementTree.fromstring(archive.read("word/document.xml"))


def _paragraphs(data: bytes) -> dict[str, ElementTree.Element]:
    """The shape of each paragraph by its words."""
    return {
        "".join(text.text or "" for text in paragraph.iter(f"{W}t")): paragraph.find(f"{W}pPr")
        for paragraph in _document(data).iter(f"{W}p")
        if paragraph.find(f"{W}pPr") is not None
    }


def test_docx_holds_the_words_in_their_styles() -> None:
    record = _record(TextPart(RICH), ImagePart("image/png", "ab" * 32))
    document = _document(_written(DocxWriter, record))
    found = {}
    for paragraph in document.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        words = "".join(text.text or "" for text in paragraph.iter(f"{W}t"))
        found[words] = None if style is None else style.get(f"{W}val")
    assert found["A <title> & more"] == "Title"
    assert found["Heading"] == "Heading1"
    assert found['def f(): return "<&>"'] == "Code"
    assert found["quote"] == "Quote"
    assert found["2"] is None
    assert {"one", "two", "further", "☑ done", "three", "four"} <= found.keys()
    assert len(list(document.iter(f"{W}tc"))) == 4
    assert len(list(document.iter(f"{W}hyperlink"))) == 1
    assert len(list(document.iter(f"{W}drawing"))) == 1


@given(
    text=st.text(max_size=200) | st.from_regex(r"[-*_`#>|\[\]()!<\\\n 1.x]{0,60}", fullmatch=True)
)
def test_whatever_a_model_writes_is_well_formed(text: str) -> None:
    _document(_written(DocxWriter, _record(TextPart(text))))
    _Page(_written(HtmlWriter, _record(TextPart(text))))


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (1200, 300)),
        (b"GIF89a" + struct.pack("<HH", 7, 8), (7, 8)),
        (b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 20, 30), (30, 20)),
        (b"\xff\xd8\xff", None),
        (b"RIFF", None),
        (b"", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_bytes(data, size) -> None:
    assert picture_size(data) == size
