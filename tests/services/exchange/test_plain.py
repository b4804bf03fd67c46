"""Plain text reads as plain text: no signs of Markdown, and nothing that they said is lost."""

import io

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.message import FilePart, Message, RefusalPart, Role, State, TextPart
from desktop_app.services.export.plain import PlainWriter
from desktop_app.services.export.wording import plain
from desktop_app.services.store import ConversationRecord

_RICH = r"""# A *heading*

Some **strong** and *other* words, `code`, ~~gone~~ and a [link](https://x.org/a).
Next line, <https://y.org>, ![far](http://z/p.png), note[^1] and \(a \\ b\) and $c$.

1. one
   - inner `x`
2. two

- [x] done
- [ ] open

> quoted
>
> - item

```python
if x:
    y
```

| Name | 数字 | Middle |
|:-----|---:|:--:|
| **a** | 1,000 | m |
| longer | 字 |

- loose

  more

- [ ] box

***

[^1]: the note
"""
_PLAIN = r"""A heading
---------

Some strong and other words, code, ~~gone~~ and a link (https://x.org/a).
Next line, https://y.org, far (http://z/p.png), note[1] and $a \\ b$ and $c$.

1. one
   - inner x
2. two

[x] done
[ ] open

> quoted
>
> - item

    if x:
        y

Name      数字   Middle
------   -----   ------
a        1,000     m
longer      字

- loose

  more

[ ] box

------------------------

[1] the note"""


def test_signs_turn_into_what_they_say() -> None:
    assert plain(_RICH) == _PLAIN


def test_who_said_what_and_how_it_ended() -> None:
    typed = Message("a", Role.USER, State.COMPLETE, (TextPart("*as* typed"),), 0.0)
    parts = (
        TextPart("one **wo"),
        TextPart("rd**"),
        FilePart("text/csv", "t.csv"),
        RefusalPart("no"),
    )
    answer = Message("b", Role.ASSISTANT, State.STOPPED, parts, 0.0, "a")
    out = io.BytesIO()
    PlainWriter(out, {}.get).add(ConversationRecord("c", "T", 0.0, 0.0, (typed, answer)))
    assert out.getvalue().decode() == (
        "T\n=\n\nYou:\n*as* typed\n\nAssistant:\none word\n\n[t.csv]\n\nno\n\n"
        "[Stopped by you after 12 characters]\n\n"
    )


@given(st.text(max_size=200) | st.from_regex(r"[-*_`#>|\[\]()!<\\\n 1.x]{0,60}", fullmatch=True))
def test_whatever_a_model_writes_has_words(text: str) -> None:
    letters = {sign for sign in text if sign.isalpha()}
    assert letters <= set(plain(f"`{text}`")) or "\n" in text or "`" in text
    plain(text)
