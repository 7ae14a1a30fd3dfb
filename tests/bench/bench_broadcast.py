"""A message to many people at the same hour, on a server that keeps Telegram's limits, while some people type.

The rows are in the outbox before the bot starts, each with the guard of a set's news (is its reader still a member?).
Counted is from the first of them that arrives to the last: all new messages, with the replies to those who type, as a
share of Telegram's 30 a second, or, for paid broadcasts, 1,000. Beside: the same people typing to the same bot while
nothing else goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from albot.chat.message import Message, button
from albot.chat.turn import tell
from albot.clock import SystemClock
from albot.domain.people import Person
from albot.domain.sets import Member, Role
from albot.store import people, sets
from albot.store.engine import Store
from albot.store.rows import Rows
from albot.store.vault import Vault
from albot.texts.args import Lines, Term
from tests.bench.contenders.started import started
from tests.bench.contenders.whole import run_within_limits
from tests.bench.flood import EVERYWHERE, PAID
from tests.bench.peopled import Peopled, in_sqlite
from tests.bench.scripts import ASKED_AGAIN
from tests.bench.served import Told, serving
from tests.bench.table import QUICK, Row, show
from tests.bench.typists import Load, Newcomer
from tests.house import settings

MEMBERS = 7
SETS = 216 if QUICK else 1_430
LATENCY = 0.060
TYPING = 10
"""People who type, and who are told nothing."""
RATE = 2.0
"""Texts a second of all of them."""
WHILE_IDLE = 30.0 if QUICK else 120.0
"""Seconds of the window without a broadcast."""
LONGEST = 600.0
AT_ONCE = 200

LEAST_SHARE = 0.98
SLOWEST = 1.5
"""So many times as long a reply may take at the 99th percentile while the broadcast goes on."""


@dataclass(frozen=True)
class Broadcast:
    """One run: its name, whether there is anything to be told, and Telegram's limit for it."""

    name: str
    limit: float
    told: bool = True

    def measured(self, peopled: Peopled) -> Told:
        """Run a bot on a fresh copy of the database until everybody was told."""
        typing, others = peopled.people[:TYPING], peopled.people[TYPING:] if self.told else []
        load = Load(self.name, TYPING, RATE, seconds=LONGEST if self.told else WHILE_IDLE, again=True)
        with peopled.copied() as url, serving(LATENCY, limits=True) as served:
            fill_outbox(url, peopled.key, others)
            chosen = settings(url, served.url, key=peopled.key, tick_seconds=5, paid_broadcasts=self.limit == PAID)
            with started(run_within_limits, chosen) as bot:
                return served.type_while_others_are_told(ASKED_AGAIN, typing, load, [bot], len(others))


RUNS = (
    Broadcast("nothing goes out", EVERYWHERE, told=False),
    Broadcast("a broadcast", EVERYWHERE),
    Broadcast("a paid broadcast", PAID),
)


def fill_outbox(url: str, key: str, readers: list[Newcomer]) -> None:
    """Write a message to each of these people into the outbox, as a release does."""
    store = Store(url, Vault([key]))
    for start in range(0, len(readers), AT_ONCE):
        store.submit(partial(_tell, readers[start : start + AT_ONCE])).result()
    store.stop()


def _tell(readers: list[Newcomer], rows: Rows) -> None:
    lines = Lines([Term("delivery-line-shared", {"count": 3})])
    for reader in readers:
        person = people.find(rows, reader.telegram_id)
        assert person is not None
        member = _member(rows, person)
        message = Message("delivery-news", {"lines": lines}, [[button("button-delivery-read", "read.new", member.id)]])
        tell(rows, person, message, SystemClock().now(), guard=sets.guard(member))


def _member(rows: Rows, person: Person) -> Member:
    (membership,) = people.standing(rows, person, open_sets=False).memberships
    assert membership.role is Role.MEMBER
    return rows.need(Member, membership.member_id)


@pytest.mark.bench
def test_a_broadcast_goes_out_at_the_limit_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    peopled = in_sqlite(tmp_path, SETS, MEMBERS, begun=False)
    found = {each.name: each.measured(peopled) for each in RUNS}
    idle = found[RUNS[0].name].typed
    rows: list[Row] = []
    for each in RUNS:
        told = found[each.name]
        seconds = told.moments[-1] - told.moments[0] if each.told else 0.0
        replies = told.typed.turns
        rows.append(
            {
                "while": each.name,
                "told": len(told.moments),
                "seconds": seconds,
                "share of the limit": (len(told.moments) + replies) / (seconds * each.limit) if each.told else 0.0,
                "refused": told.refused,
                "replies": replies,
                "p50 ms": told.typed.p50,
                "p99 ms": told.typed.p99,
                "times p99 idle": told.typed.p99 / idle.p99,
                "unanswered": told.typed.lost,
            }
        )
    show(f"A message to {SETS * MEMBERS - TYPING:,} people, 60 ms of network", rows, "broadcast")
    assert not any(row["refused"] or row["unanswered"] for row in rows)
    assert float(rows[1]["share of the limit"]) >= LEAST_SHARE
    assert float(rows[1]["times p99 idle"]) <= SLOWEST
