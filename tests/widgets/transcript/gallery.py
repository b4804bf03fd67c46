# ruff: noqa: E501  # the messages are written as models write them
"""One conversation with everything in it: what pictures and comparisons are made from."""

import json

from desktop_app.domain.completion import OutputSchema
from desktop_app.domain.message import (
    ErrorRecord,
    FilePart,
    Message,
    ReasoningPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.viewmodels.transcript import ToolFacts, ToolState, TranscriptItem

HEAD = "qwen3-32b\nNagaAI"

LOADERS = """Only the third one. **COPY** sends the file as a single stream, so the server parses it \
once and waits for the disk, not for you:

```python load.py
def load(path: Path, conn: Connection) -> int:
    with conn.cursor() as cur, path.open("rb") as src:
        with cur.copy("COPY readings FROM STDIN (FORMAT csv)") as out:
            while block := src.read(1 << 20):   # 1 MiB at a time
                out.write(block)
        return cur.rowcount
```

| Loader | Rows | Seconds | Rows per second | Limit |
|---|---:|---:|---:|---|
| INSERT, one by one | 100,000 | 412.6 | 242 | round trips |
| execute_values, 1,000 | 1,000,000 | 38.1 | 26,247 | parsing |
| COPY, streamed | 10,000,000 | 29.4 | 340,136 | disk |

The time is close to a straight line, $t(n) = a + bn$ with $b \\approx 2.94\\,\\mu s$ per row, so at \
$n = 10^7$ you should plan for about half a minute, as long as the indexes are built
"""

DROPPED = """Then nothing is stored: `COPY` is one statement, so it is all or nothing. For a file of \
this size that is what you want, but it means starting over. Two ways to make that cheap:

1. Split the file at line ends into parts of 500,000 rows and note each finished part in a small table.
2. Load into an unlogged staging table and move the rows over in one transaction at the end, after \
the row count was"""

EVERYTHING = """# Heading one

Some words with *emphasis*, **strong words**, ~~struck~~, `inline code`, a
[link](https://example.org/page) and a note[^1]. A hard break\\
follows here.

## Heading two

- first thing
- second thing with `code`
  - nested thing
    1. deep one
    2. deep two
- [ ] open task
- [x] done task

### Heading three

> A quote with **strong** words
> over two lines.
>
> - and a list
> - in the quote
>
> > nested quote

1. Install it:

   ```bash
   pip install rivulet  # from the index
   ```

2. Run it, then read on.

   | in | a list |
   |---|---|
   | 1 | 2 |

---

$$
t(10^7) = 1.2 + \\frac{2.94 \\cdot 10^7}{10^6} \\approx 30.6\\,s
$$

Inline \\(a^2 + b^2 = c^2\\) and a display \\[\\sum_{i=1}^n i = \\frac{n(n+1)}{2}\\] in the middle.

![a picture](https://i.imgur.com/x.png)

Text with ![small](https://images.example.net/y.png) inside, <b>raw html</b> and a link that lies:
[https://bank.example](https://evil.example/login).

<div>
raw block
</div>

```text
a very long line that goes on and on and on and on and on and on and on and on and on and on and on and on to the end
short
```

    indented code
    second line

هذا نص عربي من اليمين إلى اليسار مع **غامق**

中文字符测试段落没有空格所以断行规则不同，标点符号也要注意。

| wide | table | with | many | columns | that | do | not | fit | in | the | column |
|---|---|---|---|---|---|---|---|---|---|---|---|
| something long | something long | something long | something long | something long | \
something long | something long | something long | something long | something long | x | y |

[^1]: The words of the note, with `code`.
"""


INVOICE_SCHEMA = OutputSchema(
    "invoices",
    {
        "type": "object",
        "required": ["invoices"],
        "additionalProperties": False,
        "properties": {"invoices": {"type": "array", "items": {"$ref": "#/$defs/invoice"}}},
        "$defs": {
            "invoice": {
                "type": "object",
                "required": ["number", "issued", "seller", "total", "paid", "lines"],
                "additionalProperties": False,
                "properties": {
                    "number": {"type": "string"},
                    "issued": {"type": "string"},
                    "seller": {"type": "string"},
                    "total": {"type": "number"},
                    "currency": {"enum": ["EUR", "CHF"]},
                    "paid": {"type": "boolean"},
                    "lines": {"type": "array", "items": {"type": "string"}},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
            }
        },
    },
)
INVOICES = {
    "invoices": [
        {
            "number": "2026-1187",
            "issued": "2026-11-03",
            "seller": "Hallmann Vermessung GmbH, Leipzig",
            "total": 4318.62,
            "paid": False,
            "lines": ["survey", "marking", "travel"],
        },
        {
            "number": "2026-1174",
            "issued": "2026-10-19",
            "seller": "Druckerei am Alten Markt",
            "total": 96,
            "paid": True,
            "lines": [],
            "note": "Paid twice: the second transfer came back with a long remark by the bank that "
            "does not fit into one line of the tree and is broken between its words.",
        },
    ]
}
FILLING = json.dumps(INVOICES)
FILLING = FILLING[: FILLING.index("en Markt")]


CALLS = (
    ToolCallPart("t1", "delete_file", '{"path": "Invoices/old/2019-0007.pdf"}'),
    ToolCallPart("t2", "read_file", '{"path": "Invoices/2026-1174.pdf"}'),
    ToolCallPart(
        "t3", "read_file", '{"path": "Invoices/2026-1187.pdf", "pages": "1-2", "count": 3}'
    ),
)
FACTS = {
    "t1": ToolFacts(ToolState.DECLINED, "documents"),
    "t2": ToolFacts(ToolState.RUNNING, "documents", note="running 1.8 s"),
    "t3": ToolFacts(ToolState.WAITING, "documents"),
}


def message(number, role, text="", state=State.COMPLETE, parts=None, **more):
    """A message with one text part, or with `parts`."""
    made = parts if parts is not None else (TextPart(text),)
    return Message(f"m{number}", role, state, tuple(made), 1_700_000_000 + number, **more)


def items(live=False):
    """The conversation, its last answer whole or still streaming."""
    ask, answer, tool = Role.USER, Role.ASSISTANT, Role.TOOL
    thought = ReasoningPart("First I **compare** the loaders.\n\n- one\n- two", 12.0)
    lost = ErrorRecord(
        "ConnectionLost",
        "Mavera closed the stream before it ended.",
        "What came is kept; nothing was sent again.",
        "Status  -\nRequest  req_8fK2c41TqZ",
    )
    refused = ErrorRecord(
        "KeyRejected",
        "NagaAI refused this key",
        "401. The key was revoked, or it belongs to another account.",
        "Status  401 Unauthorized",
    )
    call = ToolCallPart("c1", "search_files", '{"query": "invoice November", "folder": "Invoices"}')
    found = [
        message(1, ask, "Which of the three loaders scales, and what about ten million rows?"),
        message(2, answer, parts=(thought, TextPart(LOADERS))),
        message(
            3,
            ask,
            parts=(
                FilePart("application/pdf", "2026-1187.pdf"),
                TextPart("And if the *connection* drops halfway through a file?"),
            ),
        ),
        message(4, answer, DROPPED, State.STOPPED),
        message(5, ask, "Show me everything."),
        message(6, answer, EVERYTHING),
        message(7, ask, "Take the fields of the last two invoices."),
        message(8, answer, parts=(ReasoningPart("Tools, then.", 4.0), call)),
        message(
            9,
            tool,
            parts=(ToolResultPart("c1", '[{"path": "Invoices/2026-1187.pdf", "pages": 2}]'),),
        ),
        message(10, answer, "Both invoices are there.", State.INCOMPLETE),
        message(15, ask, "The fields of both invoices, please."),
        message(16, answer, json.dumps(INVOICES)),
        message(17, ask, "Again, and longer."),
        message(18, answer, FILLING, State.INCOMPLETE),
        message(11, ask, "Summarise the three offers in one table."),
        message(
            12,
            answer,
            "All three run for 24 months. The second is the cheapest, but its exit clause asks for six",
            State.TRUNCATED,
            error=lost,
        ),
        message(13, ask, "Again"),
        message(14, answer, "", State.FAILED, parts=(), error=refused),
    ]
    made = [TranscriptItem(each, head=HEAD if each.role is answer else "") for each in found]
    made[1].version = made[2].version = (2, 2)
    made[11].schema = made[13].schema = INVOICE_SCHEMA
    return made
