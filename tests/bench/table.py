"""What the measurements share: a small table on the screen, and the same figures as JSON beside it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str | float]


def show(title: str, rows: Sequence[Row], folder: Path) -> None:
    """Print rows that have the same columns, and write them to a file in the folder."""
    columns = list(rows[0])
    cells = [columns, *([_cell(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    print(f"\n{title}")
    for line in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    file = folder / "figures.json"
    file.write_text(json.dumps({"title": title, "rows": rows}, indent=2))
    print(f"  ({file})")


def _cell(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:,.3g}" if value < 100 else f"{value:,.0f}"


def percentile(values: Sequence[float], part: float) -> float:
    """The value that this part (0 to 1) of the values does not exceed."""
    return sorted(values)[min(int(part * len(values)), len(values) - 1)]


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)
