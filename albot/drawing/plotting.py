"""How all pictures look: square for a phone, large letters, in light or dark, told apart without seeing colours.

The ground is opaque, since Telegram shows photos without transparency. Colours are those of Okabe and Ito (2008),
"Color Universal Design", which most people who see colours differently can tell apart; nothing is told by colour
alone: parts have patterns and numbers, lines have marks and names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from albot.drawing.drawn import Drawn

SIDE = 7.2
"""Inches of a picture's side; with `DOTS` to the inch 1,080 pixels, which Telegram shows without making it smaller."""
DOTS = 150
LETTERS = 17
"""Points of most letters: on a phone that shows the picture 6 cm wide they are as high as those of a message."""

ASIDE = 0.09
"""How far marks of several lines stand beside each other, so that none hides another where values are the same."""

BLUE, SKY, ORANGE, GREEN, GREY = "#0072B2", "#56B4E9", "#E69F00", "#009E73", "#9A9A9A"


@dataclass(frozen=True)
class Scheme:
    """The ground of a picture, its ink, and a paler ink for what only helps to read it."""

    ground: str
    ink: str
    pale: str


LIGHT = Scheme("#FFFFFF", "#1C2733", "#D5DBE1")
DARK = Scheme("#17212B", "#F2F4F7", "#3A4856")


@dataclass(frozen=True)
class Part:
    """A part of every bar, or a line: its name, and how it is told apart."""

    name: str
    colour: str
    pattern: str = ""
    mark: str = "o"


def scheme_of(values: Mapping[str, Any]) -> Scheme:
    """The scheme that values ask for."""
    return DARK if values.get("dark") else LIGHT


@contextmanager
def canvas(title: str, scheme: Scheme) -> Iterator[tuple[Figure, Axes]]:
    """An empty picture with its title."""
    with rc_context({"font.size": LETTERS, "hatch.linewidth": 1.5, "hatch.color": scheme.ground}):
        room = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15)
        figure = Figure(figsize=(SIDE, SIDE), dpi=DOTS, facecolor=scheme.ground, layout=room)
        axes = figure.add_subplot(facecolor=scheme.ground)
        figure.suptitle(title, color=scheme.ink, fontsize=LETTERS + 4, fontweight="bold")
        axes.tick_params(colors=scheme.ink, length=0, labelcolor=scheme.ink)
        for spine in axes.spines.values():
            spine.set_visible(False)
        yield figure, axes


def png(figure: Figure, name: str) -> Drawn:
    """A picture as a file. Nothing but the picture is in it: no date, no program."""
    made = BytesIO()
    figure.savefig(made, format="png", facecolor=figure.get_facecolor(), metadata={"Software": None})
    return Drawn(name, made.getvalue())


def bars(axes: Axes, labels: Sequence[str], counts: Sequence[Sequence[int]], parts: Sequence[Part]) -> None:
    """Bars that lie, the first on top, each made of parts with their numbers in them."""
    places = range(len(labels))
    before = [0] * len(labels)
    for each, column in zip(parts, zip(*counts, strict=True), strict=True):
        drawn = axes.barh(places, column, left=before, height=0.62, color=each.colour, hatch=each.pattern)
        drawn.set_label(each.name)
        for place, count, left in zip(places, column, before, strict=True):
            if count:
                _number(axes, left + count / 2, place, count)
        before = [one + other for one, other in zip(before, column, strict=True)]
    axes.set_yticks(list(places), labels)
    axes.set_xticks([])
    axes.set_xlim(0, max([*before, 1]) * 1.02)
    axes.set_ylim(max(len(labels), 3) - 0.4, -0.6)


def _number(axes: Axes, x: float, y: float, count: int) -> None:
    """A number on a part, on a plate of its own so that patterns and colours do not make it hard to read."""
    plate = {"boxstyle": "round,pad=0.22", "facecolor": "#FFFFFF", "edgecolor": "none"}
    axes.text(x, y, str(count), ha="center", va="center", color="#1C2733", fontweight="bold", bbox=plate)


def legend(figure: Figure, axes: Axes, scheme: Scheme) -> None:
    """What the parts are called, beneath the picture, in the order in which they are drawn."""
    handles, names = axes.get_legend_handles_labels()
    figure.legend(
        handles,
        names,
        loc="outside lower center",
        ncols=2,
        frameon=False,
        labelcolor=scheme.ink,
        handlelength=1.4,
        columnspacing=1.4,
    )


def lines(
    axes: Axes, labels: Sequence[str], values: Sequence[Sequence[float | None]], parts: Sequence[Part], scheme: Scheme
) -> None:
    """A line with marks for each part, from left to right; where there is no value it has a gap."""
    places = range(len(labels))
    for number, (each, column) in enumerate(zip(parts, zip(*values, strict=True), strict=True)):
        known = [float("nan") if value is None else value for value in column]
        aside = [place + ASIDE * (number - (len(parts) - 1) / 2) for place in places]
        axes.plot(aside, known, color=each.colour, marker=each.mark, markersize=13, linewidth=3, label=each.name)
    axes.set_xticks(list(places), labels)
    axes.set_xlim(-0.4, max(len(labels) - 0.6, 0.6))
    axes.grid(axis="y", color=scheme.pale)
    axes.set_axisbelow(True)
