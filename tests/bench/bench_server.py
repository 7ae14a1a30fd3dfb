"""The instrument itself: what the fast server costs, and how many turns a second it makes with a bot that does nothing.

Far more than with any measured bot, or the figures of those would be the server's.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

import pytest

from tests.bench.contenders.echo_telegram import run_echo
from tests.bench.contenders.idle_hands import run_idle_hands
from tests.bench.contenders.started import started
from tests.bench.scripts import ECHO
from tests.bench.served import Served, serving
from tests.bench.table import Row, show
from tests.bench.typists import Load, Newcomer
from tests.house import TOKEN

LOADS = (
    Load("1 at a time", 1, again=True),
    Load("64 at a time", 64, again=True),
    Load("1,000 at a time", 1_000, again=True),
    Load("300 a second", 1_000, 300, again=True),
    Load("2,000 a second", 1_000, 2_000, again=True),
)

ENOUGH = 5_000
"""Turns a second of 64 people: several times what any of the bots does."""
MOST = 0.1
"""Milliseconds of processor time for a call, in a closed loop: in an open one it also wakes up for each text."""


def measure(name: str, bot: AbstractContextManager[int], served: Served, loads: Sequence[Load]) -> list[Row]:
    """What the server does with one bot."""
    rows: list[Row] = []
    with bot as process:
        served.wait_for_bot()
        for load in loads:
            people = [Newcomer(number, 0, len(ECHO)) for number in range(1, load.people + 1)]
            figures = served.type(ECHO, people, load, [process])
            rows.append(
                {
                    "bot": name,
                    "people type": load.name,
                    "turns a second": figures.a_second,
                    "server ms a call": figures.server / figures.calls,
                    "calls a turn": figures.calls,
                    "p50 ms": figures.p50,
                    "p99 ms": figures.p99,
                    "unanswered": figures.lost,
                }
            )
    return rows


@pytest.mark.bench
def test_the_server_is_not_what_is_measured() -> None:
    with serving() as served:
        rows = measure("nothing", started(run_idle_hands, served.url), served, LOADS)
    with serving() as served:  # a real client sends longer calls
        rows += measure("an echo", started(run_echo, served.url, TOKEN, True, True), served, LOADS[1:4:2])
    show("The server with a bot that does nothing, and with a real echo", rows, "server")
    assert float(rows[1]["turns a second"]) > ENOUGH
    assert all(float(row["server ms a call"]) < MOST for row in rows if str(row["people type"]).endswith("at a time"))
