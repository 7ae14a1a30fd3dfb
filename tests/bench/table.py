"""What the measurements share: a table on the screen, and the same figures as JSON, all in one folder.

`python -m tests.bench.readme` puts the figures of that folder into the README.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

Row = Mapping[str, str | float]

FOLDER = Path(".bench")
"""In the checkout, and not in git: a file of figures for each table."""

QUICK = bool(os.environ.get("BENCH_QUICK"))
"""`make bench QUICK=1`: fewer runs and shorter windows, to see whether a change went the right way."""


def show(title: str, rows: Sequence[Row], name: str, *, runs: int = 1, note: str = "") -> None:
    """Print rows that have the same columns, and write them to the file of this name.

    `runs` is how many runs each figure is the median of; `note` says what was measured.
    """
    columns = list(rows[0])
    cells = [columns, *([cell(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    about = [f"Medians of {runs} runs." if runs > 1 else "One run.", note, machine()]
    print(f"\n{title}\n  {' '.join(part for part in about if part)}")
    for line in cells:
        print("  " + "  ".join(each.ljust(width) for each, width in zip(line, widths, strict=True)).rstrip())
    FOLDER.mkdir(exist_ok=True)
    measured = {"title": title, "note": note, "runs": runs, "quick": QUICK, "machine": machine(), "rows": list(rows)}
    file = FOLDER / f"{name}.json"
    file.write_text(json.dumps(measured, indent=2))
    print(f"  ({file})")


@cache
def machine() -> str:
    """What the figures were measured on."""
    cores = f"{os.cpu_count()} cores, {platform.machine()}"
    return f"{cores}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, a flush {_flush():.1f} ms."


def _flush() -> float:
    """Milliseconds that the disk takes to keep a page for good, at the median: what a commit cannot be faster than."""
    took = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(50):
            os.write(file.fileno(), b"x" * 4096)
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


def cell(value: str | float) -> str:
    """A figure as people read it: three digits that count."""
    return value if isinstance(value, str) else f"{value:,.3g}" if value < 100 else f"{value:,.0f}"


def percentile(values: Sequence[float], part: float) -> float:
    """The value that this part (0 to 1) of the values does not exceed."""
    return sorted(values)[min(int(part * len(values)), len(values) - 1)]


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)
