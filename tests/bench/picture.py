"""The picture of `bench_scale` for the README, from its figures: `python -m tests.bench.picture`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from albot.drawing.plotting import BLUE, DOTS, LETTERS, LIGHT, ORANGE, SIDE
from tests.bench.table import FOLDER, cell

FIGURES = "scale"
"""The file of figures that is drawn."""
PICTURE = Path(".readme/scale.png")

PANELS: tuple[tuple[str, str, str], ...] = (
    ("A turn: half of them (ms)", "turn p50 ms", ""),
    ("A turn: 99 of 100 (ms)", "turn p99 ms", ""),
    ("Start to first answer (s)", "start s", ""),
    ("A tick, nothing due (ms)", "tick ms", ""),
    ("Memory (MB)", "memory MB", ""),
    ("Database (MB, log)", "database MB", "log"),
)
"""What is drawn: its name, its column, and the kind of scale, from nothing up unless said. Two panels beside each other
are what a phone shows well."""


def draw(file: Path) -> None:
    """Draw the figures that were measured last."""
    rows = json.loads((FOLDER / f"{FIGURES}.json").read_text())["rows"]
    members = [row["members"] for row in rows]
    with rc_context({"font.size": LETTERS - 3}):
        room = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15)
        figure = Figure(figsize=(SIDE, 1.25 * SIDE), dpi=DOTS, facecolor=LIGHT.ground, layout=room)
        panels = figure.subplots(len(PANELS) // 2, 2).flat
        for axes, (name, column, scale) in zip(panels, PANELS, strict=True):
            _panel(axes, members, [row[column] for row in rows], scale)
            axes.set_title(name, color=LIGHT.ink, fontsize=LETTERS - 2, fontweight="bold", loc="left")
        figure.supxlabel("members in the database", color=LIGHT.ink, fontsize=LETTERS - 2)
        figure.savefig(file, facecolor=LIGHT.ground, metadata={"Software": None})


def _panel(axes: Axes, members: Sequence[float], values: Sequence[float], scale: str) -> None:
    """One line with its numbers; members on a scale on which ten times as many is one step."""
    colour = ORANGE if scale else BLUE
    axes.plot(members, values, color=colour, marker="o", markersize=9, linewidth=3)
    axes.set_xscale("log")
    if scale:
        axes.set_yscale(scale)
    axes.set_ylim(bottom=min(values) / 2 if scale else 0, top=max(values) * (4 if scale else 1.35))
    axes.set_xlim(members[0] / 2, members[-1] * 2)
    for place, value in zip(members, values, strict=True):
        axes.annotate(cell(value), (place, value), (0, 9), textcoords="offset points", ha="center", color=LIGHT.ink)
    axes.set_xticks(members, [_short(each) for each in members])
    axes.minorticks_off()
    axes.set_yticks([])
    axes.tick_params(colors=LIGHT.ink, length=0)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(LIGHT.pale)


def _short(members: float) -> str:
    return f"{members:,.0f}"


if __name__ == "__main__":
    draw(PICTURE)
