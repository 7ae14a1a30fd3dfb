"""What one, two and three processes on one PostgreSQL do, and how soon another sends after the sender is killed.

Updates are posted to the processes in turn, as a balancer does. The machine has as many cores as stand beside the
table, and people, server, database and processes share them: on two cores a second process has little left to use.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from albot.rehearsal import free_port
from tests.bench.contenders.started import started
from tests.bench.contenders.whole import run_without_limits
from tests.bench.peopled import Peopled, in_postgres
from tests.bench.scripts import ASKED_AGAIN, CHECK_IN
from tests.bench.served import Served, serving
from tests.bench.table import QUICK, Row, median, show
from tests.bench.typists import Load
from tests.databases import Postgres
from tests.house import settings

SETS = 230 if QUICK else 500
ROUNDS = 1 if QUICK else 3
LATENCY = 0.060
LOAD = Load("64 at a time", 64, seconds=4.0)
FIRST_PORT = 26_000


@contextmanager
def several(many: int, peopled: Peopled) -> Iterator[tuple[Served, list[int]]]:
    """A server, and so many processes on one database; the first of them sends."""
    with ExitStack() as doors:
        served = doors.enter_context(serving(LATENCY))
        url = doors.enter_context(peopled.copied())
        bots = []
        for place in range(many):
            address = f"127.0.0.1:{free_port(FIRST_PORT + 10 * place)}"
            chosen = settings(
                url,
                served.url,
                key=peopled.key,
                listen=address,
                webhook_url=f"http://{address}/updates",
                webhook_secret="bench",
            )
            bots.append(doors.enter_context(started(run_without_limits, chosen)))
            served.wait_for_bot(place + 1)
        yield served, bots


@pytest.mark.bench
@pytest.mark.postgres
def test_more_processes_do_more_where_there_are_cores(postgres: Postgres) -> None:
    rows: list[Row] = []
    with in_postgres(postgres, SETS) as peopled:
        for many in (1, 2, 3):
            found = []
            for _ in range(ROUNDS):
                with several(many, peopled) as (served, bots):
                    found.append(served.type(CHECK_IN, peopled.people, LOAD, bots, postgres.pid))
            assert not [each.surprise for each in found if each.surprise]
            rows.append(
                {
                    "processes": str(many),
                    "turns a second": median([each.a_second for each in found]),
                    "processor ms a turn, all": median([each.processor for each in found]),
                    "database ms a turn": median([each.database for each in found]),
                    "p50 ms": median([each.p50 for each in found]),
                    "p99 ms": median([each.p99 for each in found]),
                    "unanswered": median([each.lost for each in found]),
                }
            )
    note = "Check-in turns of 64 people by webhook, 60 ms of network."
    show("Processes on one PostgreSQL", rows, "processes", runs=ROUNDS, note=note)
    assert not any(row["unanswered"] for row in rows)


@pytest.mark.bench
@pytest.mark.postgres
def test_another_process_sends_soon_after_the_sender_is_killed(postgres: Postgres) -> None:
    took = []
    with in_postgres(postgres, 2) as peopled:
        for _ in range(ROUNDS):
            with several(2, peopled) as (served, bots):
                os.kill(bots[0], signal.SIGKILL)
                killed = time.monotonic()
                took.append(served.first_answer(ASKED_AGAIN, replace(peopled.people[0], first=0, end=1)) - killed)
    row: Row = {"median s": median(took), "longest s": max(took)}
    show("From the kill of the sender to the next answer", [row], "takeover", runs=ROUNDS)
    assert max(took) < 15
