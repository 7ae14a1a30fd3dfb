"""Check-in turns a second: albot, bare echoes on the usual libraries, and what a developer would write today.

    people who type (their own process, which is the server's too)  ⇄  HTTP  ⇄  a bot (its own process)

A turn of albot's is an answer in a check-in and the next question, kept for good before it is sent: the four answers
in equal parts, typed by members of second-cycle sets (`tests.bench.scripts`). A turn of an echo is a text and the same
text back; of the `ConversationHandler` bot the command or one of the same four answers, and the next question.

- Every window begins with fresh processes and a fresh copy of the database.
- The network's latency is there and back; half of it is on the way of each message.
- The 50th and 99th percentile are of the time from a text's being there for the bot until the answer is at the server.
- Processor time is the bot's process alone; for PostgreSQL, the database's stands beside it.
- "Times": the turns a second of 64 people, divided by those of the `ConversationHandler` bot in the same run.
- `unanswered` are turns of the window or before it that had no answer two seconds after it.
- "Slow disk": each real commit takes 10 ms more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from tests.bench.contenders.echo_telegram import run_echo
from tests.bench.contenders.four_questions import KNOWN, run_four_questions
from tests.bench.contenders.started import AIOGRAM, started, started_aiogram
from tests.bench.contenders.whole import run_without_limits
from tests.bench.peopled import Peopled, in_postgres, in_sqlite
from tests.bench.scripts import CHECK_IN, ECHO, FOUR_QUESTIONS, Script
from tests.bench.served import serving
from tests.bench.table import QUICK, Row, median, show
from tests.bench.typists import Figures, Load, Newcomer
from tests.databases import Postgres
from tests.house import TOKEN, settings

SETS = 230 if QUICK else 500
"""Of seven members each: as many as can have their turn in the longest window."""
ROUNDS = 1 if QUICK else 3
SECONDS = 3.0
LATENCIES = (0.0, 0.060)

CLOSED = [Load(f"{people:,} at a time", people, seconds=SECONDS) for people in (1, 64, 1_000)]
OPEN = [Load(f"{rate} a second", 1_000, rate, seconds=SECONDS) for rate in (100, 300, 500)]
LOADS = [CLOSED[1], OPEN[1]] if QUICK else [*CLOSED, *OPEN]
COMPARED = (CLOSED[1], OPEN[1])
"""The loads that everybody gets, and by which they are compared."""

SLOWER = 0.010
"""Seconds that a commit on the slow disk takes longer."""

LONGEST = 250.0
"""Milliseconds that the 99th percentile may be at 300 a second on SQLite, the slow disk included."""
MOST_PROCESSOR = 2.0
"""Milliseconds of processor time that a turn may take there."""
TIMES = 3.0
"""So much more than the `ConversationHandler` bot albot does."""


@dataclass(frozen=True)
class Contender:
    """A bot to be measured: how it is started for a server, what is typed to it, and by whom."""

    name: str
    start: Callable[[str], AbstractContextManager[int]]
    script: Script
    people: Sequence[Newcomer]
    again: bool
    loads: Sequence[Load] = COMPARED
    database: int = 0

    def measured(self, load: Load, latency: float) -> Figures:
        """One window."""
        with serving(latency) as served, self.start(served.url) as bot:
            served.wait_for_bot()
            people = self.people[: load.people] if self.again else self.people
            return served.type(self.script, people, replace(load, again=self.again), [bot], self.database)


# Who is measured


@contextmanager
def started_albot(peopled: Peopled, slower: float, root: str) -> Iterator[int]:
    """The bot itself on a fresh copy of the database."""
    with peopled.copied() as url, started(run_without_limits, settings(url, root, key=peopled.key), slower) as bot:
        yield bot


def albot(
    name: str, peopled: Peopled, slower: float = 0.0, database: int = 0, loads: Sequence[Load] = COMPARED
) -> Contender:
    """The bot itself, on one kind of database."""
    start = partial(started_albot, peopled, slower)
    return Contender(name, start, CHECK_IN, peopled.people, again=False, loads=loads, database=database)


def others(folder: Path) -> list[Contender]:
    """The bots beside which albot is measured. The same thousand people type again and again."""
    echoes: dict[str, Callable[[str], AbstractContextManager[int]]] = {
        "echo, python-telegram-bot": lambda root: started(run_echo, root, TOKEN, False, False),
        "… updates side by side": lambda root: started(run_echo, root, TOKEN, False, True),
        "… on albot's transport": lambda root: started(run_echo, root, TOKEN, True, False),
        "… both": lambda root: started(run_echo, root, TOKEN, True, True),
        "echo, aiogram": lambda root: started_aiogram(root, TOKEN),
    }
    files = (folder / f"{number}.pickle" for number in range(1_000_000))  # a kill may have cut the last one short

    def ask(root: str) -> AbstractContextManager[int]:
        return started(run_four_questions, root, TOKEN, next(files))

    asked = [Newcomer(each, 0, len(FOUR_QUESTIONS)) for each in KNOWN]
    echoed = [Newcomer(each, 0, len(ECHO)) for each in KNOWN]
    return [
        Contender(OFTEN, ask, FOUR_QUESTIONS, asked, again=True, loads=(CLOSED[0], *COMPARED, OPEN[0])),
        *(Contender(name, start, ECHO, echoed, again=True) for name, start in echoes.items()),
    ]


OFTEN = "ConversationHandler, pickled"
SQLITE, SLOW, POSTGRES = "albot, SQLite", "albot, SQLite on a slow disk", "albot, PostgreSQL"

Case = tuple[str, str, float]


@pytest.mark.bench
@pytest.mark.postgres
def test_a_check_in_is_answered_at_once_whoever_else_types(tmp_path: Path, postgres: Postgres) -> None:
    assert AIOGRAM.exists(), "make bench sets up the environment that aiogram needs"
    found: dict[Case, list[Figures]] = {}
    with in_postgres(postgres, SETS) as kept_there:
        kept_here = in_sqlite(tmp_path, SETS)
        contenders = [
            albot(SQLITE, kept_here, loads=LOADS),
            albot(SLOW, kept_here, SLOWER),
            albot(POSTGRES, kept_there, database=postgres.pid),
            *others(tmp_path),
        ]
        for _, latency, load, each in product(range(ROUNDS), LATENCIES, LOADS, contenders):
            if load in each.loads:
                found.setdefault((each.name, load.name, latency), []).append(each.measured(load, latency))
    rows = [_row(case, figures) for case, figures in found.items()]
    rows.sort(key=lambda row: (float(row["network ms"]), [load.name for load in LOADS].index(str(row["people type"]))))
    note = f"Windows of {SECONDS:g} seconds. Open loops over a thousand people."
    show("Check-in turns", rows, "turns", runs=ROUNDS, note=note)
    note = "64 people at a time, who type as soon as they are answered; and 300 texts a second of a thousand people."
    show(
        "Check-in turns beside each other, with 60 ms of network", _compared(found), "compared", runs=ROUNDS, note=note
    )
    _judge(found)


def _row(case: Case, figures: list[Figures]) -> Row:
    """The medians of one case."""
    name, load, latency = case
    return {
        "bot": name,
        "people type": load,
        "network ms": 1000 * latency,
        "turns a second": median([each.a_second for each in figures]),
        "processor ms a turn": median([each.processor for each in figures]),
        "database ms a turn": median([each.database for each in figures]),
        "p50 ms": median([each.p50 for each in figures]),
        "p99 ms": median([each.p99 for each in figures]),
        "unanswered": median([each.lost for each in figures]),
        "server ms a turn": median([each.server for each in figures]),
    }


def _compared(found: dict[Case, list[Figures]]) -> list[Row]:
    """A line for each bot: what it does with 64 people at a time, and how long one waits at 300 a second."""
    closed, even = (load.name for load in COMPARED)
    rows: list[Row] = []
    for name in dict.fromkeys(name for name, _load, _latency in found):
        most, at_300 = found[name, closed, LATENCIES[1]], found[name, even, LATENCIES[1]]
        rows.append(
            {
                "bot": name,
                "turns a second, 64 people": median([each.a_second for each in most]),
                f"times {OFTEN}": _times(found, name, closed, LATENCIES[1]),
                "the same without latency": _times(found, name, closed, LATENCIES[0]),
                "processor ms a turn": median([each.processor for each in at_300]),
                "p50 ms at 300 a second": median([each.p50 for each in at_300]),
                "p99 ms": median([each.p99 for each in at_300]),
                "unanswered": median([each.lost for each in at_300]),
            }
        )
    return rows


def _times(found: dict[Case, list[Figures]], name: str, load: str, latency: float) -> float:
    """How many times the turns of the `ConversationHandler` bot, run by run."""
    pairs = zip(found[name, load, latency], found[OFTEN, load, latency], strict=True)
    return median([one.a_second / max(other.a_second, 0.1) for one, other in pairs])


def _judge(found: dict[Case, list[Figures]]) -> None:
    """Everybody was answered as the script says. What albot aims at stands beside what was measured."""
    assert not [(case, each.surprise) for case, figures in found.items() for each in figures if each.surprise]
    closed, even = (load.name for load in COMPARED)
    rows: list[Row] = []
    for name, latency in product((SQLITE, SLOW), LATENCIES):
        figures, where = found[name, even, latency], f"{name}, {1000 * latency:.0f} ms, {even}"
        assert not any(each.lost for each in figures), where
        measured = median([each.p99 for each in figures]), median([each.processor for each in figures])
        rows += [
            {"what": f"p99 ms, {where}", "aim": f"< {LONGEST:.0f}", "measured": measured[0]},
            {"what": f"processor ms, {where}", "aim": f"≤ {MOST_PROCESSOR:.1f}", "measured": measured[1]},
        ]
    for latency in LATENCIES:
        times, where = _times(found, SQLITE, closed, latency), f"{1000 * latency:.0f} ms, {closed}"
        rows.append({"what": f"times the turns of {OFTEN}, {where}", "aim": f"≥ {TIMES:.0f}", "measured": times})
    show("Aims", rows, "aims", runs=ROUNDS)
