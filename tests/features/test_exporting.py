"""`/export`: everything that is kept about a person, to read and as JSON, and nothing of anybody else's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from albot.domain.questions import Mute
from albot.domain.reflections import Note
from albot.domain.sets import Member
from albot.sandbox.chats import File
from albot.sandbox.world import Person as Somebody
from albot.store import exporting, passages
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from albot.store.tables import METADATA
from tests.features.asked import NEXT_MORNING, WORDS, a_question_came
from tests.given import GivenSet, given_issue, given_meeting, given_reflection, given_set, given_steps
from tests.house import House, house
from tests.planted import plant
from tests.traces import every_value

OWNED = {"person_id", "member_id", "owner_id", "made_by"}
"""Columns by which a row is somebody's."""

KEYS = {
    "": "format version made_at person offices invites sets conversations other_texts counts",
    "person": "zone language quiet_from quiet_until excluded_days stopped own_words in_meetings dark paused "
    "paused_until last_nudged_on unreachable_since joined_at",
    "sets": "set member partner_of issues reflections steps notes take_aways comings attendances bids stages "
    "review_answers questions replies letters announcements reports mutes partnerships handovers deliveries nudges",
    "reflections": "begun_at finished_at declined steps_said sharing meeting answers",
    "answers": "place skipped prompt texts",
    "steps": "state made_at place kept_at ended_at aftermath detailed remind_wall remind_zone texts",
    "questions": "to became kind at sent_at named texts",
}
"""The keys that whoever reads the JSON may rely on; a key that goes, or means something else, is a new version."""


async def exported(home: House, somebody: Somebody) -> tuple[str, dict[str, Any]]:
    """What the two documents of an export say."""
    await home.says(somebody, "/export")
    page, whole = documents(somebody)[-2:]
    assert (page.name[-3:], whole.name[-5:]) == (".md", ".json")
    found: dict[str, Any] = json.loads(whole.content)
    return page.content.decode(), found


def documents(somebody: Somebody) -> list[File]:
    """What somebody was sent as files."""
    return [m.document for m in somebody.chat.messages if m.document is not None]


def test_every_table_about_a_person_is_in_the_export_or_has_a_reason_not_to_be() -> None:
    theirs = {table.name for table in METADATA.sorted_tables if OWNED & set(table.c.keys())}
    nouns = (*exporting.SECTIONS.values(), *exporting.ELSEWHERE, *exporting.COUNTED)
    named = {str(noun.__tablename__) for noun in nouns} - {"person"}
    assert theirs == named | set(exporting.NOT_IN_IT)
    assert not named & set(exporting.NOT_IN_IT)
    assert all(table.partition(".")[2] in METADATA.tables[table.partition(".")[0]].c for table in exporting.HIDDEN)


async def a_life(home: House) -> GivenSet:
    """Ana has written something of everything; Ben too."""
    given = await given_set(home)
    for name, what in (("Ana", "Nobody reads my reports."), ("Ben", "BENS ISSUE")):
        await given_issue(home, given, name, what)
        await given_steps(home, given, name, f"Ring Sam, says {name}")
    await given_reflection(home, given, "Ana")
    now = home.clock.now()

    def write(rows: Rows) -> None:
        ana = rows.need(Member, given.members["Ana"])
        note = rows.add(Note(member_id=ana.id, at=now))
        rows.add(Mute(member_id=ana.id, muted_member_id=given.members["Chi"]))
        rows.flush()
        passages.add(rows, Field(ana.person_id, note.id), "Breathe. # first", Source(None, now))

    await home.app.store.run(write)
    return given


async def test_both_documents_hold_what_somebody_wrote_and_how_it_is_kept(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await a_life(home))["Ana"]
        await home.says(ana, "A loose word")
        page, whole = await exported(home, ana)
        mine = whole["sets"][0]
        assert (mine["set"], mine["member"]["handle"], mine["member"]["role"]) == (
            "Tuesday set",
            "Quiet Heron",
            "member",
        )
        assert mine["member"]["joined_on"] == "2026-11-20"
        assert mine["issues"][0]["texts"]["what"] == "Nobody reads my reports."
        answers = mine["reflections"][0]["answers"]
        assert {each["prompt"]["part"]: each["texts"]["text"] for each in answers}["learn"] == "He was relieved."
        assert mine["reflections"][0]["meeting"] == "2026-12-03T18:00:00+00:00"
        assert mine["steps"][0]["texts"] == {"text": "Ring Sam, says Ana"}
        assert mine["mutes"] == [{"muted": "Slow River"}]
        assert [each["text"] for each in whole["other_texts"]] == ["A loose word"]
        assert whole["counts"]["look_up_codes"] == 1 and whole["counts"]["message_numbers"] > 0
        for words in (
            "## Tuesday set",
            "**Quiet Heron**",
            "> He was relieved.",
            "> Breathe. # first",
            "> A loose word",
        ):
            assert words in page, words
        assert "*What can you learn from this?*" in page
        assert "**20 November 2026, 12:00 · shared with the set**" in page
        files = [m for m in ana.chat.messages if m.document is not None]
        assert [m.protected for m in files] == [False, False]


async def test_times_are_those_of_the_person(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, zone="Africa/Nairobi")
        await given_reflection(home, given, "Ana")
        page, whole = await exported(home, given["Ana"])
        assert whole["made_at"] == "2026-11-20T15:00:00+03:00"
        assert whole["sets"][0]["reflections"][0]["begun_at"] == "2026-11-20T15:00:00+03:00"
        assert "20 November 2026, 15:00" in page and "Africa/Nairobi" in page


async def test_nothing_of_anybody_else_is_in_it_and_no_id(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_life(home)
        ana = given["Ana"]
        both = (given.members["Ana"], given.members["Ben"])
        another = await given_meeting(home, given, "2026-12-20T18:00")
        await home.app.store.run(lambda rows: plant(rows, both, another))
        page, whole = await exported(home, ana)
        text = page + json.dumps(whole)
        assert "BENS ISSUE" not in text and "says Ben" not in text
        values = await every_value(home)
        ids = {
            each for name, column in values.items() if name.endswith("id") for each in column if isinstance(each, int)
        }
        assert [each for each in ids if each > 1_000_000 and str(each) in text] == []
        assert str(ana.id) not in text and str(given["Ben"].id) not in text


async def test_the_keys_are_what_others_rely_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        await given_reflection(home, given, "Ben")
        await given_steps(home, given, "Ben", "Ring Sam")
        _page, whole = await exported(home, given["Ben"])
        mine = whole["sets"][0]
        found = {"": whole, "person": whole["person"], "sets": mine, "answers": mine["reflections"][0]["answers"][0]}
        found |= {key: mine[key][0] for key in ("reflections", "steps", "questions")}
        assert {key: set(each) for key, each in found.items()} == {key: set(keys.split()) for key, keys in KEYS.items()}
        assert whole["version"] == 1


async def test_what_others_did_shows_no_sooner_than_they_let_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben = given["Ana"], given["Ben"]
        await home.presses(ana, "Answer")
        await home.says(ana, "I would stay at home.")
        _page, before = await exported(home, ben)
        await home.presses(ana, "Send")
        assert facts(before) == facts((await exported(home, ben))[1])
        assert before["sets"][0]["questions"][0]["texts"] == {"text": WORDS}
        assert (before["sets"][0]["questions"][0]["to"], became(before)) == ("Quiet Heron", "sent")
        await home.move_to(NEXT_MORNING)
        page, after = await exported(home, ben)
        assert became(after) == "answered" and "answered" in page
        assert "I would stay at home." not in page + json.dumps(after)
        hers = (await exported(home, ana))[1]["sets"][0]["replies"][0]
        assert (hers["texts"]["text"], hers["to"]) == ("I would stay at home.", "Blue Otter")


def became(whole: dict[str, Any]) -> str:
    return str(whole["sets"][0]["questions"][0]["became"])


def facts(whole: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in whole.items() if key not in ("made_at", "counts")}


async def test_whoever_left_may_have_it_and_it_is_found_through_the_journal_and_privacy(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await a_life(home))["Ana"]
        await home.says(ana, "/leave")
        await home.presses(ana, "Leave the set")
        for command in ("/journal", "/privacy"):
            await home.says(ana, command)
            before = len(documents(ana))
            await home.presses(ana, "Get a copy")
            assert [each.name for each in documents(ana)[before:]] == ["albot-2026-11-20.md", "albot-2026-11-20.json"]


async def test_a_stranger_has_nothing_to_export(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        zoe = home.person("Zoe")
        await home.says(zoe, "/export")
        assert documents(zoe) == []
