"""Documents made at random from a seed: the specifications' examples, answers, and worse."""

import json
import random
from pathlib import Path

DATA = Path(__file__).parent / "data"
EXAMPLES = [
    text
    for name in ("commonmark-0.31.2.json", "gfm-0.29.json")
    for text in json.loads((DATA / name).read_text(encoding="utf-8"))
]
TYPICAL = [
    "## Heading\n\nSome **bold** text with `code` and $x^2$.\n\n",
    "1. First\n   - nested\n   - more\n2. Second\n\n   para in item\n\n",
    "```python\ndef f(x):\n    return x\n```\n\n",
    "| a | b |\n|---|:-:|\n| 1 | `x|y` |\n| 2 | **z** |\n\n",
    "> quote\n> more\nlazy\n\n",
    "- [ ] todo\n- [x] done\n  - [ ] sub\n\n",
    "- [ ] 1. numbered\n- [x] # not a heading\n",
    "Text[^1] here.\n\n[^1]: The note.\n\n",
    "$$\nE = mc^2\n$$\n\n",
    "\\[\na\n\\]\n\n",
    "It is $5-$10, not $x$; see www.example.org/a_b.\n",
    "- item\n  ```js\n  let a = 1;\n  ```\n- next\n",
    "---\n\n",
    "Title\n=====\n\n",
    "<details>\n<summary>x</summary>\n\nbody\n\n</details>\n\n",
    "1) one\n2) two\n\n",
    "    indented\n    code\n\n",
    "Line one  \nline two\\\nline three\n\n",
    "* a\n\n  b\n\n* c\n",
    "~~~\ntext\n~~~\n",
    "````md\n```\nx\n```\n````\n",
    "[late]\n\n- c\n\n[late]: /url\n",
]
_SIGNS = (
    "```\nunclosed\n|$$ unclosed|\\( unclosed|👩‍👩‍👧 |中文，字符。|عربي |עברית |\u200b|\x07|\x00|"
    "\r|\r\n|\t|\t\t|\u00a0|\u3000|\u2028|\u2029|\ufdd0|\ud83d|\u202e|\x0b|\x0c|\x1c|\x85|> |- |"
    "1. |      |    |\n|\n\n|[a](b)|*|**|_|`|``|```|~~~|#|# |=|===|---\n|- - -\n|<div>|<!--|-->|<?|"
    "]]>|<![CDATA[|[^n]|[^n]: |&amp;|\\|x|words and words |é|+ |+|10. |[ ] |[x] | |  |   |$|~~|"
    "https://h.org/"
)
SIGNS = [*_SIGNS.split("|"), "| ", "|"]


def at_random(seed: int) -> str:
    """The document of this seed."""
    chance = random.Random(seed)
    kind = chance.random()
    if kind < 0.35:
        gaps = ["", "\n", "\n\n"]
        return "".join(
            chance.choice(EXAMPLES) + chance.choice(gaps) for _ in range(chance.randint(1, 6))
        )
    if kind < 0.55:
        return "".join(chance.choice(TYPICAL) for _ in range(chance.randint(1, 8)))
    if kind < 0.8:
        return "".join(chance.choice(SIGNS) for _ in range(chance.randint(1, 30)))
    pools = [EXAMPLES, TYPICAL, SIGNS, SIGNS]
    return "".join(chance.choice(chance.choice(pools)) for _ in range(chance.randint(2, 14)))


def cuts(text: str, seed: int, largest: int = 12) -> list[str]:
    """The text in pieces of random lengths."""
    chance = random.Random(seed)
    pieces, at = [], 0
    while at < len(text):
        size = chance.randint(1, largest)
        pieces.append(text[at : at + size])
        at += size
    return pieces
