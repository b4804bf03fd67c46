"""A day's work in one conversation: the bytes of eight hours of streaming, without the waiting."""

import os
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.streams import Ours, slices

HOURS = 8
RATE = 240  # characters a second: about 60 tokens
LENGTH = 20_000  # of one answer
STEP = 512  # characters of one frame; at this rate a real one has 4


def resident() -> float:
    """Megabytes in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def hours(count: float) -> dict[str, float]:
    """What `count` hours of answers leave in memory, beyond the first tenth of them."""
    window = Ours()
    answers = max(20, round(count * 3600 * RATE / LENGTH))
    warm, letters, peak = 0.0, 0, 0
    for number in range(answers):
        if number == answers // 10:
            warm, letters = resident(), 0
        letters += _answer(window, number)
        layout = window.view.layout_
        peak = max(peak, layout.nearby.units)
    grown = resident() - warm
    found = {
        "answers": float(answers),
        "megabytes_of_text": letters / 1e6,
        "megabytes_grown": grown,
        "growth_vs_text": grown * 1e6 / letters,
        "most_units": float(peak),
        "documents": float(layout.alive),
    }
    window.close()
    return found


def _answer(window: Ours, number: int) -> int:
    text = corpus.answer(LENGTH, seed=number)
    if number:
        window.begin(f"answer {number}")
    for piece in slices(text, STEP):
        window.flush(piece)
    window.end()
    return len(text)
