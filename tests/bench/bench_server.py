"""The instrument itself: what the fast server costs, and how many turns a second it makes with a bot that does nothing.

Far more than with any measured bot, or the figures of those would be the server's.
"""

from __future__ import annotations

import pytest

from tests.bench.contenders.idle_hands import run_idle_hands
from tests.bench.contenders.started import started
from tests.bench.scripts import ECHO
from tests.bench.served import serving
from tests.bench.table import Row, show
from tests.bench.typists import Load, Newcomer

LOADS = (
    Load("1 at a time", 1, again=True),
    Load("64 at a time", 64, again=True),
    Load("1,000 at a time", 1_000, again=True),
    Load("300 a second", 1_000, 300, again=True),
    Load("2,000 a second", 1_000, 2_000, again=True),
)

ENOUGH = 5_000
"""Turns a second of 64 people: several times what any of the bots does."""

MOST = 0.2
"""Milliseconds of processor time a turn, of two calls at the most, with the people who type in them."""


@pytest.mark.bench
def test_the_server_is_not_what_is_measured() -> None:
    rows: list[Row] = []
    with serving() as served, started(run_idle_hands, served.url) as bot:
        served.wait_for_bot()
        for load in LOADS:
            people = [Newcomer(number, 0, len(ECHO)) for number in range(1, load.people + 1)]
            figures = served.type(ECHO, people, load, [bot])
            rows.append(
                {
                    "people type": load.name,
                    "turns a second": figures.a_second,
                    "server ms a turn": figures.server,
                    "p50 ms": figures.p50,
                    "p99 ms": figures.p99,
                    "unanswered": figures.lost,
                }
            )
    show("The server with a bot that does nothing", rows, "server")
    assert float(rows[1]["turns a second"]) > ENOUGH
    assert all(float(row["server ms a turn"]) < MOST for row in rows)
