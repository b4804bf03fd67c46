"""Answers as models write them, of any size, made from a seed; and the nasty kinds."""

import random
from collections.abc import Callable

_WORDS = [
    "every",
    "answer",
    "begins",
    "with",
    "a",
    "plain",
    "claim",
    "and",
    "then",
    "gives",
    "the",
    "reason",
    "in",
    "short",
    "steps",
    "that",
    "a",
    "reader",
    "can",
    "check",
    "while",
    "the",
    "next",
    "one",
    "is",
    "still",
    "on",
    "its",
    "way",
    "because",
    "a",
    "long",
    "table",
    "of",
    "figures",
    "or",
    "a",
    "block",
    "of",
    "code",
    "needs",
    "more",
    "care",
    "than",
    "prose",
    "the",
    "cache",
    "keeps",
    "rows",
    "in",
    "order",
    "until",
    "the",
    "index",
    "is",
    "written",
    "and",
    "the",
    "queue",
    "of",
    "requests",
    "grows",
    "only",
    "when",
    "a",
    "server",
    "stays",
    "quiet",
    "for",
    "longer",
    "than",
    "one",
    "expects",
    "so",
    "the",
    "budget",
    "for",
    "a",
    "frame",
    "is",
    "spent",
    "on",
    "layout",
    "first",
    "paint",
    "second",
    "and",
    "nothing",
    "else",
]
_CODE = {
    "python": (
        "from dataclasses import dataclass\n\n\n@dataclass\nclass Row:\n    name: str = 'x'\n"
        "    size: int = 0x1F\n\n    def grown(self, by: float = 1.5) -> 'Row':\n"
        '        """Return a larger row."""\n        return Row(self.name, int(self.size * by))  '
        "# rounded\n\nfor row in load('data.csv', limit=1_000):\n    if row is None:\n"
        "        raise ValueError(f'no row in {path!r}')\n    print(row.grown())\n"
    ),
    "javascript": (
        "const known = new Map();\n\nexport async function load(id, { force = false } = {}) {\n"
        "  // ask the cache first\n  if (!force && known.has(id)) return known.get(id);\n"
        "  const answer = await fetch(`/rows/${id}`);\n  return answer.json();\n}\n"
    ),
    "bash": 'set -eu\nfor file in *.csv; do\n  wc -l "$file"  # rows\ndone | sort -n\n',
}
DISTINCT = 600
_FORMULAS = (r"E = mc^2", r"\int_0^1 x^2\,dx = \frac{1}{3}", r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}")


def _sentence(chance: random.Random, count: int) -> str:
    words = [chance.choice(_WORDS) for _ in range(count)]
    for place, word in enumerate(words):
        luck = chance.random()
        if luck < 0.03:
            words[place] = f"**{word}**"
        elif luck < 0.06:
            words[place] = f"`{word}()`"
        elif luck < 0.075:
            words[place] = f"*{word}*"
        elif luck < 0.083:
            words[place] = f"[{word}](https://example.org/{word})"
        elif luck < 0.087:
            words[place] = f"${_FORMULAS[0]}$"
    line = " ".join(words)
    return line[0].upper() + line[1:] + "."


def paragraph(chance: random.Random) -> str:
    """Two to five sentences."""
    return " ".join(_sentence(chance, chance.randint(8, 18)) for _ in range(chance.randint(2, 5)))


def code(chance: random.Random, language: str, lines: int) -> str:
    """A fenced block."""
    source = _CODE[language].splitlines()
    start = chance.randrange(len(source))
    taken = "\n".join(source[(start + number) % len(source)] for number in range(lines))
    return f"```{language}\n{taken}\n```"


def table(chance: random.Random, rows: int) -> str:
    """A table of three to five columns."""
    columns = chance.randint(3, 5)

    def row() -> str:
        cells = (
            " ".join(chance.choice(_WORDS) for _ in range(chance.randint(1, 4)))
            for _ in range(columns)
        )
        return "| " + " | ".join(cells) + " |"

    return "\n".join([row(), "|" + "---|" * columns, *(row() for _ in range(rows))])


def _list(chance: random.Random) -> str:
    is_ordered = chance.random() < 0.4
    made = []
    for number in range(chance.randint(3, 7)):
        made.append((f"{number + 1}. " if is_ordered else "- ") + _sentence(chance, 10))
        if chance.random() < 0.25:
            made += [("   " if is_ordered else "  ") + "- " + _sentence(chance, 7)] * 2
    return "\n".join(made)


def _block(chance: random.Random) -> str:
    luck = chance.random()
    if luck < 0.42:
        return paragraph(chance)
    if luck < 0.55:
        return "#" * chance.randint(2, 4) + " " + _sentence(chance, 5)[:-1]
    if luck < 0.74:
        return _list(chance)
    if luck < 0.88:
        return code(chance, chance.choice(list(_CODE)), chance.randint(6, 40))
    if luck < 0.93:
        return table(chance, chance.randint(3, 9))
    if luck < 0.96:
        return "> " + paragraph(chance)
    return "$$\n" + chance.choice(_FORMULAS) + "\n$$" if luck < 0.99 else "---"


def answer(size: int, seed: int = 1) -> str:
    """An ordinary answer of about `size` characters."""
    chance = random.Random(seed * 7919 + size)
    blocks, length = [], 0
    while length < size:
        blocks.append(_block(chance))
        length += len(blocks[-1]) + 2
    text = "\n\n".join(blocks)[:size]
    return text + ("\n```\n" if text.count("\n```") % 2 else "\n")


def conversation(count: int, seed: int = 3) -> list[str]:
    """Texts of `count` messages from 200 to 20,000 characters; every other one is a question.

    Beyond `DISTINCT` they repeat: making 23 million characters takes longer than measuring.
    """
    chance = random.Random(seed)
    distinct = [
        answer(int(200 * 100 ** chance.random()), seed=number)
        if number % 2
        else " ".join(_sentence(chance, 12) for _ in range(chance.randint(1, 4)))
        for number in range(min(count, DISTINCT))
    ]
    return [distinct[number % len(distinct)] for number in range(count)]


def nasty(kind: str, size: int) -> str:
    """An answer that is one huge thing: `kind` is a key of `NASTY`."""
    chance = random.Random(5)
    return NASTY[kind](chance, size)


def _lines(chance: random.Random, size: int, prefix: str, head: str = "") -> str:
    made = [head] if head else []
    length = 0
    while length < size:
        made.append(prefix + _sentence(chance, 8))
        length += len(made[-1]) + 1
    return "\n".join(made) + "\n"


def _code_block(chance: random.Random, size: int) -> str:
    return "Intro.\n\n" + code(chance, "python", size // 30)[:size] + "\n```\n"


def _foreign(chance: random.Random, size: int) -> str:
    kinds = (
        "👩‍👩‍👧‍👦 family 🏳️‍🌈 flag 👍🏽 ok ",
        "中文字符测试段落没有空格所以断行规则不同，标点符号也要注意。",
        "هذا نص عربي من اليمين إلى اليسار مع **غامق** وكود `x`. ",
        "עברית עם English מעורב 123. ",
    )
    made, length = [], 0
    while length < size:
        made.append("".join(chance.choice(kinds) for _ in range(8)))
        length += len(made[-1])
    return "\n\n".join(made) + "\n"


NASTY = {
    "code block": _code_block,
    "table": lambda chance, size: table(chance, size // 60) + "\n",
    "list in one item": lambda chance, size: _lines(chance, size, "  - ", "- top"),
    "quote": lambda chance, size: _lines(chance, size, "> "),
    "paragraph": lambda chance, size: " ".join(_lines(chance, size, "").split("\n")) + "\n",
    "word": lambda _chance, size: "x" * size + "\n",
    "line in a fence": lambda _chance, size: "```\n" + "x" * size + "\n```\n",
    "foreign scripts": _foreign,
}

MILLION = 1_000_000
HUGE: dict[str, Callable[[], str]] = {
    "ordinary": lambda: answer(MILLION),
    "list": lambda: "".join(f"- item {number} with some words\n" for number in range(36_000)),
    "code": lambda: "```python\n" + "def f(x): return x + 1  # words\n" * 31_000 + "```\n",
    "table": lambda: "| a | b |\n|---|---|\n" + "| 1 | **two** |\n" * 60_000,
    "quote": lambda: "".join(f"> line {number} with some words\n" for number in range(36_000)),
    "line": lambda: "word " * (MILLION // 5),
    "pictures": lambda: "".join(f"![{n}](https://h{n}.example/{n}.png)\n\n" for n in range(10_000)),
    "links": lambda: "[a b](https://example.org/x) and words\n" * 25_000,
    "nested quotes": lambda: ">" * 100_000 + " deep",
    "definitions": lambda: (
        "See [r7].\n\n"
        + "".join(f"[r{number}]: https://e.org/{number}\n" for number in range(20_000))
    ),
}


def huge(kind: str) -> str:
    """An answer of about a million characters: `kind` is a key of `HUGE`."""
    return HUGE[kind]()
