"""Puts measured figures into the README, so that nobody types one: `python -m tests.bench.readme`.

A table stands between `<!-- figures: NAME -->` and `<!-- end of figures -->`, NAME being a file of `.bench/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.table import FOLDER, cell

README = Path("README.md")
PLACE = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def filled(text: str, folder: Path) -> str:
    """A text with the newest figures in their places; one without a file keeps what it has."""

    def fill(place: re.Match[str]) -> str:
        file = folder / f"{place[2]}.json"
        return place[1] + markdown(json.loads(file.read_text())) + place[3] if file.exists() else place[0]

    return PLACE.sub(fill, text)


def markdown(measured: Mapping[str, Any]) -> str:
    """A table of figures, and under it what was measured on what."""
    columns = list(measured["rows"][0])
    lines = [_line(columns), _line(["---", *["---:"] * (len(columns) - 1)])]
    lines += [_line([cell(row[column]) for column in columns]) for row in measured["rows"]]
    runs = f"Medians of {measured['runs']} runs." if measured["runs"] > 1 else ""
    about = " ".join(part for part in (f"{measured['title']}.", measured["note"], runs, measured["machine"]) if part)
    return "\n".join([*lines, "", about, ""])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    README.write_text(filled(README.read_text(), FOLDER))
