"""What is old goes: sets, notes of those who left, and people of whom nothing is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from albot.domain.columns import Noun
from albot.domain.meetings import Meeting
from albot.domain.passages import Passage
from albot.domain.retention import Life, goes_at, months_after, shorter_choices
from albot.domain.sets import ActionSet, Member, MemberState, SetState
from albot.sandbox.world import Person as Somebody
from albot.store import people, retention
from albot.store.rows import Rows
from albot.store.tables import METADATA
from tests.given import GivenSet, given_issue, given_reflection, given_set, given_steps
from tests.house import House, house
from tests.traces import every_value

MET = datetime(2026, 12, 3, 18, tzinfo=UTC)
"""The meeting of a given set (London)."""

A_YEAR_ON = datetime(2027, 12, 3, 18, tzinfo=UTC)
WARNED = A_YEAR_ON - timedelta(days=28)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
MADE = datetime(2026, 6, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("life", "goes"),
    [
        (Life(None), None),  # being made
        (Life(MADE), at("2027-06-01")),  # never met
        (Life(MADE, last_meeting=MET), A_YEAR_ON),
        (Life(MADE, last_meeting=at("2027-02-01")), at("2028-02-01")),  # the last one is still ahead
        (Life(MADE, archived_at=at("2026-11-01"), last_meeting=MET), at("2027-11-01")),  # whichever comes first
        (Life(MADE, archived_at=at("2026-12-24"), last_meeting=MET), A_YEAR_ON),
        (Life(MADE, archived_at=at("2026-10-01")), at("2027-06-01")),
        (Life(MADE, last_meeting=MET, kept_months=6), at("2027-06-03T18:00")),
        (Life(MADE, last_meeting=MET, kept_months=3), at("2027-03-03T18:00")),
        (Life(MADE, kept_months=3), at("2027-06-01")),  # who never met has the year
        (Life(MADE, last_meeting=at("2026-08-31"), kept_months=3), at("2027-01-29")),  # over, but nobody was told yet
        (Life(MADE, last_meeting=at("2026-08-31"), kept_months=3, warned_at=at("2026-12-30")), at("2027-01-27")),
        (Life(MADE, last_meeting=at("2026-01-10"), kept_months=3), at("2027-01-10")),  # the year holds, told or not
    ],
)
def test_when_the_texts_of_a_set_go(life: Life, goes: datetime | None) -> None:
    assert goes_at(life, NOW) == goes


def test_a_month_that_is_too_short_ends_with_its_last_day() -> None:
    assert months_after(at("2027-08-31T09:30"), 6) == at("2028-02-29T09:30")
    assert months_after(at("2027-03-31"), -12) == at("2026-03-31")
    assert months_after(at("2027-11-30"), 3) == at("2028-02-29")


def test_it_can_only_be_made_shorter() -> None:
    assert [shorter_choices(months) for months in (12, 6, 3)] == [(6, 3), (3,), ()]


async def count(home: House, noun: type[Noun]) -> int:
    return len((await every_value(home))[f"{METADATA.tables[str(noun.__tablename__)].name}.id"])


async def lived_in(home: House) -> GivenSet:
    """A set in which Ana shared what Ben read, with an issue and a step."""
    given = await given_set(home)
    await given_issue(home, given, "Ana")
    await given_steps(home, given, "Ben", "Ring Sam")
    await given_reflection(home, given, "Ana")
    await home.move_to(datetime(2026, 11, 20, 18, tzinfo=UTC))
    await home.presses(given["Ben"], "Read")
    return given


async def to_the_day(home: House) -> None:
    await home.move_to(WARNED)
    await home.move_to(A_YEAR_ON)


def heard(somebody: Somebody, words: str) -> list[str]:
    return [m.text for m in somebody.chat.messages if words in m.text and not m.deleted]


async def test_a_set_goes_a_year_after_its_last_meeting_and_its_members_are_told_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await lived_in(home)
        other = await given_set(home, facilitator="Gus", members=("Dan",), name="Hill", meeting="2027-06-01T18:00")
        await given_issue(home, other, "Dan")
        ana, ben = given["Ana"], given["Ben"]
        await home.move_to(WARNED - timedelta(hours=1))
        assert heard(ana, "will be erased") == []
        await home.move_to(WARNED)
        await home.later(days=3)
        assert heard(ana, "will be erased") == [
            "What was written in one of your sets will be erased on Friday 3 December. "
            "Your notes from there go too.\n\n"
            "If you want to keep a copy, take one before that day."
        ]
        assert heard(given["Fay"], "will be erased") and not heard(other["Dan"], "will be erased")
        assert len(heard(ben, "He was relieved.")) == 1
        await home.move_to(A_YEAR_ON - timedelta(hours=1))
        assert await count(home, Passage) > 3
        await home.move_to(A_YEAR_ON)

        assert heard(ben, "He was relieved.") == [] and heard(ben, "(withdrawn)") == ["(withdrawn)"]
        await only_the_others_texts(home, given, other)
        assert len(heard(ana, "will be erased")) == 1
        before = await lasting(home)
        await home.later(days=3)
        assert await lasting(home) == before


async def lasting(home: House) -> dict[str, list[str]]:
    """Everything but what comes and goes by itself, in no order."""
    passing = ("chat_message.", "handled.", "action_set.look_again_at", "member.plan_again_at", "person.look_again_at")
    found = (await every_value(home)).items()
    return {name: sorted(map(repr, values)) for name, values in found if not name.startswith(passing)}


async def only_the_others_texts(home: House, given: GivenSet, other: GivenSet) -> None:
    """The given set is empty but for its name, and the other one as it was."""

    def look(rows: Rows) -> None:
        there = rows.need(ActionSet, given.set_id)
        assert rows.open(there, "name_sealed") == "Tuesday set"
        assert (there.state, there.rules_sealed, there.contact_sealed) == (SetState.ARCHIVED, None, None)
        assert there.erased_at == there.archived_at == home.clock.now()
        gone = [rows.need(Member, member_id) for member_id in given.members.values()]
        assert {(m.state, m.handle_sealed, m.handle_mark) for m in gone} == {(MemberState.LEFT, None, None)}
        left = rows.need(Member, other.members["Dan"])
        assert left.handle_sealed is not None and left.state is MemberState.ACTIVE

    await home.app.store.run(look)
    values = await every_value(home)
    dan = (await home.app.store.run(lambda rows: rows.need(Member, other.members["Dan"]))).person_id
    assert values["passage.owner_id"] == [dan] * 3
    assert values["issue.member_id"] == [other.members["Dan"]]
    assert {values[f"{name}.id"] == [] for name in ("reflection", "answer", "step", "delivery", "copy")} == {True}
    assert set(values["set_prompt.set_id"]) == {other.set_id}
    assert given.meeting_id in values["meeting.id"]  # that they met is no text


async def test_the_words_leave_the_files_too(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await lived_in(home)
        sealed = [each for each in (await every_value(home))["passage.text_sealed"] if each]
        assert all(in_the_files(tmp_path, each) for each in sealed)
        await to_the_day(home)
        assert not any(in_the_files(tmp_path, each) for each in sealed)


def in_the_files(folder: Path, what: bytes) -> bool:
    return any(what in file.read_bytes() for file in folder.glob("albot.db*"))


async def test_a_new_meeting_moves_the_day_and_everybody_is_told_anew(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await lived_in(home)
        await home.move_to(WARNED)

        def plan(rows: Rows) -> None:
            rows.need(Meeting, given.meeting_id).starts_at = A_YEAR_ON

        await home.app.store.run(plan)
        await home.move_to(A_YEAR_ON + timedelta(days=2))
        assert await count(home, Passage) > 3
        await home.move_to(datetime(2028, 11, 6, tzinfo=UTC))
        await home.later(days=1)
        assert len(heard(given["Ana"], "will be erased")) == 2


async def test_what_fails_in_one_set_stops_no_other_and_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path) as home:
        given = [await lived_in(home), await given_set(home, facilitator="Gus", members=("Dan",), name="Hill")]
        broken = min(each.set_id for each in given)  # the first that is looked at
        erase = retention.erase_set

        def fails(rows: Rows, there: ActionSet, now: datetime) -> None:
            erase(rows, there, now)
            if there.id == broken:
                raise ValueError("on purpose")

        monkeypatch.setattr(retention, "erase_set", fails)
        await to_the_day(home)
        assert {each.erased_at is None for each in await sets_of(home, broken)} == {True}
        assert {each.erased_at is None for each in await sets_of(home, *{g.set_id for g in given} - {broken})} == {
            False
        }
        monkeypatch.undo()
        await home.later(days=1)
        assert {each.erased_at is None for each in await sets_of(home, *(g.set_id for g in given))} == {False}


async def sets_of(home: House, *set_ids: int) -> list[ActionSet]:
    return await home.app.store.run(lambda rows: [rows.need(ActionSet, set_id) for set_id in set_ids])


async def test_who_left_keeps_their_notes_for_a_year_and_is_forgotten_a_year_after_nothing_is_left(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as home:
        given = await lived_in(home)
        ben = given["Ben"]
        await home.says(ben, "/leave")
        await home.presses(ben, "Leave the set")
        left = home.clock.now()

        def meet_on(rows: Rows) -> None:
            rows.need(Meeting, given.meeting_id).starts_at = left + timedelta(days=300)

        await home.app.store.run(meet_on)
        await home.move_to(months_after(left, 12) - timedelta(hours=2))
        assert "Ring Sam" in await home.says(ben, "/journal")
        await home.move_to(months_after(left, 12) + timedelta(days=1))
        assert (await every_value(home))["step.id"] == []
        assert await home.app.store.run(lambda rows: people.find(rows, ben.id)) is None
        assert await home.app.store.run(lambda rows: people.find(rows, given["Ana"].id)) is not None
        issues = (await every_value(home))["issue.member_id"]
        assert issues == [given.members["Ana"]]
        await home.move_to(left + timedelta(days=300 + 366))
        assert (await every_value(home))["passage.id"] == []
        assert await home.app.store.run(lambda rows: people.find(rows, given["Ana"].id)) is not None
        await home.later(days=367)
        assert await home.app.store.run(lambda rows: people.find(rows, given["Ana"].id)) is None
        assert await home.app.store.run(lambda rows: people.find(rows, given["Fay"].id)) is not None  # has an office
