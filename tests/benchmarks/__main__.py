"""`python -m tests.benchmarks [--short] [--json] [NAME…]`: ratios measured within this run.

A table for people; with `--json` the last line is one flat JSON object of numbers, each ratio with
the number of samples behind it as `NAME_samples`. Names: stream, nasty, open, huge,
start, wire, last.
"""

import argparse
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks import corpus, lasting, opening, starting, streams
from tests.benchmarks.measuring import Meter, interleaved, qt, quiet_garbage

Results = dict[str, float]


def stream(short: bool) -> Results:
    """100,000 characters against the least and against the naive design; flatness; frames."""
    text = corpus.answer(100_000)
    small, large = corpus.answer(20_000), corpus.answer(300_000)
    ours: list[Meter] = []

    def run_ours() -> float:
        ours.append(streams.ours(text))
        return ours[-1].total

    streams.ours(small)  # imports and fonts belong to no frame
    medians, count = interleaved(
        {"limit": lambda: streams.limit(text).total, "ours": run_ours}, 5, _patience(short)
    )
    naive = streams.naive(text)
    behind = len(large) - len(small)
    flat, flat_count = interleaved(
        {
            "small": lambda: streams.ours(small).mean,
            "large": lambda: streams.ours(large, since=behind).mean,
        },
        5,
        _patience(short) / 2,
    )
    return {
        "stream_100k_vs_limit": medians["ours"] / medians["limit"],
        "stream_100k_vs_limit_samples": count,
        "stream_100k_vs_naive": medians["ours"] / naive,
        "stream_100k_vs_naive_samples": 40,
        "flush_p99_ms": statistics.median(meter.share(99) for meter in ours) * 1e3,
        "flush_p99_ms_samples": sum(len(meter.seconds) for meter in ours),
        "flush_max_ms": statistics.median(max(meter.seconds) for meter in ours) * 1e3,
        "flush_max_ms_samples": sum(len(meter.seconds) for meter in ours),
        "flush_flatness_300k_vs_20k": flat["large"] / flat["small"],
        "flush_flatness_300k_vs_20k_samples": flat_count,
    }


def _patience(short: bool) -> float:
    """Seconds after which no other round begins: with `--short` all ends in time."""
    return 5.0 if short else math.inf


def nasty(short: bool) -> Results:
    """p99 of a frame of 64 characters in one huge thing, in ms."""
    found: Results = {}
    for kind in corpus.NASTY:
        text = corpus.nasty(kind, 10_000 if short else 20_000)
        meter = streams.ours(text, step=64)
        name = "nasty_" + kind.replace(" ", "_") + "_p99_ms"
        found[name] = meter.share(99) * 1e3
        found[name + "_samples"] = len(meter.seconds)
    if not short:
        for kind in ("code block", "table"):
            meter = streams.ours(corpus.nasty(kind, 300_000), step=64)
            name = "nasty_" + kind.replace(" ", "_") + "_300k_p99_ms"
            found[name] = meter.share(99) * 1e3
            found[name + "_samples"] = len(meter.seconds)
    return found


def open_(short: bool) -> Results:
    """Long conversations against short ones."""
    many = streams.items(corpus.conversation(10_000))
    few = many[:1000]
    opening.opened(few)
    medians, count = interleaved(
        {"few": lambda: opening.opened(few), "many": lambda: opening.opened(many)},
        7,
        _patience(short) / 4,
    )
    text = corpus.answer(20_000)
    behind, behind_count = interleaved(
        {
            "empty": lambda: streams.ours(text).total,
            "behind": lambda: streams.ours(text, before=many.copy()).total,
        },
        3,
        _patience(short) / 2,
    )
    unit = opening.repaint()
    steps = 60 if short else 200
    moved = opening.moved(many, steps)
    return {
        "open_10000_vs_1000": medians["many"] / medians["few"],
        "open_10000_vs_1000_samples": count,
        "open_10000_ms": medians["many"] * 1e3,
        "open_10000_ms_samples": count,
        "stream_10000_behind_vs_empty": behind["behind"] / behind["empty"],
        "stream_10000_behind_vs_empty_samples": behind_count,
        **{f"{name}_p99_vs_repaint": seconds / unit for name, seconds in moved.items()},
        **{f"{name}_p99_vs_repaint_samples": steps for name in moved},
    }


def huge(short: bool) -> Results:
    """Messages of a million characters: until the first paint, and the longest turn of the loop."""
    found: Results = {}
    small = streams.items(["Go.", corpus.answer(20_000)])
    for kind in ("ordinary",) if short else corpus.HUGE:
        window = opening.Huge(small, streams.items(["Go.", corpus.huge(kind)]))
        window.open()
        opened = [window.open() for _ in range(3 if short else 5)]
        moved = window.moved(20 if short else 60)
        window.close()
        name = "huge_" + kind.replace(" ", "_")
        found[name + "_open_ms"] = statistics.median(sum(each[:2]) for each in opened) * 1e3
        found[name + "_open_longest_ms"] = statistics.median(map(max, opened)) * 1e3
        found |= {f"{name}_{key}_longest_ms": max(each) * 1e3 for key, each in moved.items()}
        found |= {
            f"{key}_samples": len(opened) for key in (name + "_open_ms", name + "_open_longest_ms")
        }
        found |= {f"{name}_{key}_longest_ms_samples": len(each) for key, each in moved.items()}
    return found


def start(short: bool) -> Results:
    """The app's window beside a bare one."""
    cold, count = interleaved({"bare": starting.bare, "real": starting.real}, 7, _patience(short))
    idle, _ = interleaved({"bare": starting.idle_bare, "real": starting.idle_real}, 1)
    return {
        "cold_start_vs_bare": cold["real"] / cold["bare"],
        "cold_start_vs_bare_samples": count,
        "idle_rss_vs_bare": idle["real"] / idle["bare"],
        "idle_rss_vs_bare_samples": 1,
    }


def wire(short: bool) -> Results:
    """Reading a stream, against framing alone and against an SDK."""
    from tests.benchmarks import wire as reading

    found = reading.measure(short)
    return {
        key: len(value) if isinstance(value, list) else float(value) for key, value in found.items()
    }


def last(short: bool) -> Results:
    """Memory while eight hours' worth of answers stream into one conversation."""
    found = lasting.hours(0.5 if short else lasting.HOURS)
    answers = found.pop("answers")
    return {f"lasting_{name}": value for name, value in found.items()} | {
        f"lasting_{name}_samples": answers for name in found
    }


BENCHMARKS: dict[str, Callable[[bool], Results]] = {
    "stream": stream,
    "nasty": nasty,
    "open": open_,
    "huge": huge,
    "start": start,
    "wire": wire,
    "last": last,
}
SHORT = ("stream", "open", "huge", "start", "wire")


def main() -> int:
    """Measure, print, exit."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="at most 45 seconds")
    parser.add_argument("--json", action="store_true", help="numbers as JSON in the last line")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    chosen = parser.parse_args()
    unknown = set(chosen.names) - BENCHMARKS.keys()
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    qt()
    quiet_garbage()
    results: Results = {}
    for name in chosen.names or (SHORT if chosen.short else tuple(BENCHMARKS)):
        began = time.perf_counter()
        found = BENCHMARKS[name](chosen.short)
        results |= found
        print(f"{name} ({time.perf_counter() - began:.1f} s)")
        for key, value in found.items():
            if not key.endswith("_samples"):
                print(f"  {key:36} {value:10.3f}   n={found.get(key + '_samples', 1):g}")
    if chosen.json:
        print(json.dumps({key: round(value, 4) for key, value in results.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
