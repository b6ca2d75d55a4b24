"""Timings as ratios: everything in one run, in turn, so that the machine's moods fall on all alike."""

import gc
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent.parent


def milliseconds(work):
    gc.collect()
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def side_by_side(timed, limits=None, rounds=5, floor=None):
    """Time each of `timed` (name to a function that returns milliseconds) in turn, the first being the floor.

    Prints medians, the ratio to the floor, and whether the limit is kept; returns the ratios.
    """
    taken = {name: [] for name in timed}
    for _ in range(rounds):
        for name, measure in timed.items():
            taken[name].append(measure())
    middle = {name: median(values) for name, values in taken.items()}
    base = middle[floor or next(iter(timed))]
    ratios = {name: value / base for name, value in middle.items()}
    for name, value in middle.items():
        limit = (limits or {}).get(name)
        verdict = "" if limit is None else f"  limit {limit:.2f}  {'kept' if ratios[name] <= limit else 'NOT KEPT'}"
        print(f"{name:44s} {value:9.1f} ms  {ratios[name]:6.2f} ×{verdict}")
    return ratios
