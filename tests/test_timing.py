"""No clock tells who did what when: in a handles-only set the order and the time of what reaches others say nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest

from albot.chat import sharing
from albot.chat.incoming import Command, Sender
from albot.chat.turn import Turn
from albot.domain.delivery_rows import Delivery
from albot.domain.reflections import Answer, Reflection, Sharing
from albot.domain.sets import Member
from albot.loops.release import release
from albot.store import deliveries, outbox, passages, sets
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.features.asked import given_question
from tests.features.links import made_link, waits
from tests.given import GivenSet, given_issue, given_reflection, given_set
from tests.house import House, house

DAYS = 200
AUTHORS = ("Ben", "Chi", "Dee", "Eli", "Flo")
FIRST = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
"""A delivery time in Reykjavik, which keeps UTC all year."""

CHANCE = 4.5
"""So many standard errors from nothing a mean may be: chance alone gets further once in 150,000 runs."""


def rank_correlation(order: Sequence[int], other: Sequence[int]) -> float:
    """Spearman's: 1 where both orders are the same, -1 where one is the other backwards (no ties)."""
    n = len(order)
    apart = sum((place - other.index(each)) ** 2 for place, each in enumerate(order))
    return 1 - 6 * apart / (n * (n**2 - 1))


def within_chance(found: Sequence[float]) -> bool:
    """Whether correlations of orders of five are nothing but chance: each has the variance 1 / (5 - 1)."""
    return bool(abs(mean(found)) < CHANCE * (1 / (len(AUTHORS) - 1) / len(found)) ** 0.5)


def a_reflection(rows: Rows, member_id: int, now: datetime) -> Reflection:
    """A finished reflection of a member's, as the check-in leaves it."""
    member = rows.need(Member, member_id)
    made = rows.add(Reflection(member_id=member_id, begun_at=now, finished_at=now, sharing=Sharing.SET))
    rows.flush()
    prompt = sets.prompts(rows, member.set_id)[0]
    answer = rows.add(Answer(reflection_id=made.id, member_id=member_id, prompt_id=prompt.id))
    rows.flush()
    passages.add(rows, Field(member.person_id, answer.id), "I called him.", Source(None, now))
    return made


class Days:
    """A set of five who share every day at moments of their own, seen by one who reads it all."""

    def __init__(self, home: House, given: GivenSet, chance: random.Random) -> None:
        self.home, self.given, self.chance = home, given, chance
        self.former: dict[str, int] = {}

    def moments(self, delivery: datetime) -> list[datetime]:
        """When each of them does something before a delivery time, the first one first."""
        return sorted(delivery - timedelta(seconds=self.chance.randrange(1, 14 * 3_600)) for _ in AUTHORS)

    def share(self, rows: Rows, order: Sequence[str], delivery: datetime) -> list[int]:
        """All share, in this order; returns their members in it."""
        for name, moment in zip(order, self.moments(delivery), strict=True):
            made = a_reflection(rows, self.given.members[name], moment)
            sharing.share_reflection(rows, made, moment)
            self.former[name] = made.id
            rows.flush()
        return [self.given.members[name] for name in order]

    def shown(self, rows: Rows, delivery: datetime) -> list[int]:
        """Release what is due, and give the authors in the order in which a reader gets what they wrote."""
        while release(rows, delivery):
            pass
        rows.flush()
        reader = rows.need(Member, self.given.members["Ana"])
        copies = deliveries.unopened(rows, reader.person_id, reader.id)
        for copy in copies:
            copy.opened_at = delivery
        return [rows.need(Delivery, copy.delivery_id).member_id for copy in copies]

    def told(self, rows: Rows, delivery: datetime) -> list[int]:
        """The members who are told at a delivery time, in the order in which that goes out."""
        claimed = outbox.claim(rows, delivery, 100, number=1)
        assert {row.not_before for row in claimed} == {delivery}
        assert {row.written_at for row in claimed} == {delivery}
        of_person = {
            rows.need(Member, self.given.members[name]).person_id: self.given.members[name] for name in AUTHORS
        }
        outbox.drop(rows, [row.id for row in claimed])
        return [of_person[row.person_id] for row in claimed if row.person_id in of_person]


async def test_over_200_days_no_order_says_who_wrote_first(tmp_path: Path) -> None:
    async with house(tmp_path, start=FIRST - timedelta(days=1)) as home:
        given = await given_set(home, members=("Ana", *AUTHORS), meeting=None, zone="Atlantic/Reykjavik")
        days = Days(home, given, random.Random())
        read, told, backwards = [], [], []
        for day in range(DAYS):
            order = random.sample(AUTHORS, len(AUTHORS))
            delivery = FIRST + timedelta(days=day)
            wrote = await home.app.store.run(lambda rows: days.share(rows, order, delivery))  # noqa: B023
            shown = await home.app.store.run(lambda rows: days.shown(rows, delivery))  # noqa: B023
            went = await home.app.store.run(lambda rows: days.told(rows, delivery))  # noqa: B023
            assert sorted(shown) == sorted(wrote), day
            assert sorted(went) == sorted(wrote), day
            read.append(rank_correlation(wrote, shown))
            told.append(rank_correlation(wrote, went))
            backwards.append(rank_correlation(wrote, sorted(wrote)))
        assert within_chance(read), mean(read)
        assert within_chance(told), mean(told)
        assert within_chance(backwards), mean(backwards)  # the authors really wrote in every order


def test_the_correlation_would_show_a_leak_of_one_day_in_four() -> None:
    chance = random.Random(7)
    honest = [[chance.sample(range(5), 5) for _ in range(2)] for _ in range(DAYS)]
    leaky = [(one, one if chance.random() < 1 / 4 else other) for one, other in honest]
    assert within_chance([rank_correlation(one, other) for one, other in honest])
    assert not within_chance([rank_correlation(one, other) for one, other in leaky])


# What a facilitator sees, minute by minute

MONDAY = datetime(2026, 12, 7, 0, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SCREENS = ("set", "members", "inbox", "start", "invite", "status")
"""What a facilitator can look at that others have a part in."""

SOON, NEAR, SELDOM = 5, 5, 20
"""Every minute is watched for so long after anybody does something, and so near a delivery time; else one in 20."""


class _Undone(Exception):
    """Ends a look at a screen, so that it leaves no trace."""


def screens(home: House, rows: Rows, given: GivenSet, now: datetime) -> list[str]:
    """What each command would say to the facilitator at a moment, ids and all."""
    who = given["Fay"]
    turn = Turn(rows, home.app.setting, Command(update_id=2**62, sender=Sender(who.id, who.chat.id), at=now), now)
    turn.chosen = rows.need(Member, given.members["Fay"])
    for name in SCREENS:
        home.app.registry.commands[name].run(turn)
    bodies = [outbox.body(rows.vault, row) for row in turn.written]
    return [json.dumps([body["id"], body["args"], body["buttons"]]) for body in bodies]


async def look(home: House, given: GivenSet, moments: Sequence[datetime]) -> list[list[str]]:
    """The facilitator's screens at some moments between which nobody does anything; nothing of it is kept."""

    def watch(rows: Rows) -> list[list[str]]:
        seen: list[list[str]] = []
        try:
            with rows.savepoint():
                seen += [screens(home, rows, given, moment) for moment in moments]
                raise _Undone
        except _Undone:
            return seen

    return await home.app.store.run(watch)


Act = Callable[[House, GivenSet], Awaitable[object]]


async def _shares(home: House, given: GivenSet) -> None:
    await given_reflection(home, given, "Ana", Sharing.QUESTIONS)


async def _shares_with_the_facilitator(home: House, given: GivenSet) -> None:
    await given_reflection(home, given, "Ben", Sharing.FACILITATOR)


async def _shows_an_issue(home: House, given: GivenSet) -> None:
    await given_issue(home, given, "Chi")
    await home.says(given["Chi"], "/issue")
    await home.presses(given["Chi"], "Show the set")


async def _asks_the_facilitator(home: House, given: GivenSet) -> None:
    await given_question(home, given, "Dee", "Fay")


async def _writes_to_the_facilitator(home: House, given: GivenSet) -> None:
    await home.says(given["Ana"], "/facilitator", "I feel lost.")
    await home.presses(given["Ana"], "Send")


async def _takes_another_handle(home: House, given: GivenSet) -> None:
    await home.says(given["Dee"], "/me")
    await home.presses(given["Dee"], "Handle")
    await home.says(given["Dee"], "Bright Plum")


async def _opens_and_closes(home: House, given: GivenSet) -> None:
    await home.says(given["Ana"], "/inbox")
    await home.presses(given["Ana"], next(each for each in home.buttons(given["Ana"]) if "to questions" in each))
    await home.presses(given["Ana"], "Invite ideas")


async def _says_who_comes(home: House, given: GivenSet) -> None:
    await home.says(given["Ben"], "/set")
    await home.presses(given["Ben"], "Coming")
    await home.presses(given["Ben"], "Can't")


async def _leaves(home: House, given: GivenSet) -> None:
    await home.says(given["Flo"], "/leave")
    await home.presses(given["Flo"], "Leave the set")


ACTS: tuple[Act, ...] = (
    _shares,
    _shares_with_the_facilitator,
    _shows_an_issue,
    _asks_the_facilitator,
    _writes_to_the_facilitator,
    _takes_another_handle,
    _opens_and_closes,
    _says_who_comes,
    _leaves,
)


WEEK = [
    *(pytest.param(day, SELDOM, id=f"day-{day}") for day in range(7)),
    *(pytest.param(day, 1, id=f"each-minute-of-day-{day}", marks=pytest.mark.bench) for day in range(7)),
]
"""The days of a week; each minute of it takes as long as all other tests together, so `make bench` does that."""


@pytest.mark.parametrize(("day", "seldom"), WEEK)
async def test_a_facilitators_screens_change_only_at_delivery_times(tmp_path: Path, day: int, seldom: int) -> None:
    """A day of a week; members do what they do at moments of their own."""
    start = MONDAY + timedelta(days=day)
    chance = random.Random()
    async with house(tmp_path, start=start - timedelta(hours=1)) as home:
        given = await given_set(
            home, members=("Ana", "Ben", "Chi", "Dee", "Flo"), meeting="2026-12-30T18:00", zone="Atlantic/Reykjavik"
        )
        fay = given["Fay"]
        await given_question(home, given, "Ben", "Fay")  # she welcomes them
        link = await made_link(home, fay)
        at = dict(zip(chance.sample(range(1, 24 * 60), len(ACTS) + 1), [*ACTS, _joining_by(link)], strict=True))
        await home.settle()
        [before], got = await look(home, given, [start]), len(fay.chat.messages)
        stops = sorted({*at, 9 * 60, 18 * 60})
        for first, then in pairwise([0, *stops, 24 * 60]):
            now = start + first * MINUTE
            if first:
                await home.move_to(now)
            if _is_delivery(now):
                before, got = (await look(home, given, [now]))[0], len(fay.chat.messages)
            if first in at:
                await at[first](home, given)
            minutes = [start + minute * MINUTE for minute in range(first, then) if _is_watched(minute, first, seldom)]
            for minute, after in zip(minutes, await look(home, given, minutes), strict=True):
                assert after == before, f"{minute:%H:%M}"
            assert len(fay.chat.messages) == got, f"{now:%H:%M}"


def _is_watched(minute: int, since: int, seldom: int) -> bool:
    near = min(abs(minute - delivery) for delivery in (9 * 60, 18 * 60)) <= NEAR
    return near or minute - since < SOON or minute % seldom == 0


def _is_delivery(now: datetime) -> bool:
    return (now.hour, now.minute) in ((9, 0), (18, 0))


def _joining_by(link: str) -> Act:
    async def joins(home: House, _given: GivenSet) -> None:
        await waits(home, home.person("Gus"), link, "Late Swift", "Reykjavik")

    return joins
