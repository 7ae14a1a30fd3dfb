"""The moves of a curious colleague and of an insider, each played whole with a modified client over HTTP.

Who may press what is in `test_authority`, look-alike handles one by one in `domain/test_handles`, what Telegram would
link in `texts/test_plain`. What somebody can do who has the database is in `test_attacks_on_the_database`.
"""

from __future__ import annotations

import asyncio
import base64
import inspect
import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from albot.chat.message import base36
from albot.chat.registry import Press
from albot.domain import invites
from albot.domain.authority import Who
from albot.domain.columns import Noun
from albot.domain.delivery_rows import Copy
from albot.domain.partners import Partnership
from albot.domain.passages import Passage
from albot.domain.questions import Question
from albot.domain.reflections import Reflection, Sharing
from albot.domain.run_rows import Run
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetPrompt
from albot.sandbox.world import Person
from albot.store import erasing, outbox, sets
from albot.store.rows import Rows
from tests.features.asked import EVENING, given_question
from tests.features.links import code_of, made_link, waits
from tests.features.test_sharing import change_first_answer
from tests.given import GivenSet, given_issue, given_reflection, given_set, given_steps
from tests.house import House, house
from tests.test_authority import REGISTRY, Cast, Things, cast, everything, failures, things_of

ROWS: dict[str, type[Noun]] = {
    "passage_id": Passage,
    "member_id": Member,
    "other_id": Member,
    "reflection_id": Reflection,
    "prompt_id": SetPrompt,
    "partnership_id": Partnership,
}
"""What a button's further numbers are called in the code where they are ids of rows, and of which noun."""

NUMBERS = {
    "aside", "asked", "asked_at", "chosen", "dark", "day", "days", "hours", "index", "minutes", "month", "months",
    "moves", "named", "number", "on", "place", "point", "present", "seed", "size", "sure", "together", "uses",
    "wanted", "weeks", "welcome", "which", "whole",
}  # fmt: skip
"""What they are called where they count something, or choose among what is offered."""

HUGE = (1 << 63) - 1


def further(press: Press) -> list[str]:
    """What the numbers of a button are called that come after the thing it is about."""
    takes = list(inspect.signature(press.run).parameters)[1:]
    return takes[1:] if press.of else takes


def data(press: Press, things: Things, *numbers: int) -> str:
    """What a button carries about the thing of these, with further numbers."""
    ids = [things[press.of]] if press.of else []
    return ":".join([press.verb, *map(base36, [*ids, *numbers])])


async def test_forging_the_further_ids_of_a_button_reaches_nobody_elses_rows(tmp_path: Path) -> None:
    """The first id is checked for every button alike; the others by each handler, so each is tried here.

    A number that is new in the code must be put among the ids or among the harmless numbers above, else this fails.
    """
    found = {name for press in REGISTRY.presses.values() for name in further(press)}
    assert found <= ROWS.keys() | NUMBERS, "is this an id of a row?"
    pressed = [press for press in REGISTRY.presses.values() if ROWS.keys() & set(further(press))]
    assert len(pressed) >= 6
    async with house(tmp_path) as home:
        scene = await cast(home)
        bens, mias = await _others_things(home, scene)
        await home.settle()
        before = await home.app.store.run(everything)
        for press in pressed:
            for ids in _forged_ids(scene, press, bens, mias):
                scene.by_role["owner"].press_anyway(1, data(press, scene.things, *ids))
        await home.settle()
        assert await home.app.store.run(everything) == before
        assert not failures(scene)


async def _others_things(home: House, scene: Cast) -> tuple[Things, Things]:
    """Something of every noun of a fellow's in the owner's set, and of somebody's in another set."""
    now, river = home.clock.now(), scene.given
    there = await home.app.store.run(lambda rows: _the_other_set(rows, river))
    bens = await home.app.store.run(lambda rows: things_of(rows, river, now, "Ben", "Ana"))
    return bens, await home.app.store.run(lambda rows: things_of(rows, there, now, "Mia", "Ned"))


def _the_other_set(rows: Rows, river: GivenSet) -> GivenSet:
    found = [each for each in rows.session.scalars(select(Member)) if each.set_id != river.set_id]
    lead = next(each.id for each in found if each.role is Role.FACILITATOR)
    others = [each.id for each in found if each.role is Role.MEMBER]
    return GivenSet(found[0].set_id, None, {}, {"Gus": lead} | dict(zip(("Mia", "Ned", "Oli"), others, strict=True)))


def _forged_ids(scene: Cast, press: Press, bens: Things, mias: Things) -> list[tuple[int, ...]]:
    """Everything of others that a button could be made to name, with the owner's own where it names two things."""
    mine = scene.things
    match further(press):
        case ["other_id"]:
            return [(mias[Member],), (mine[Member],)]  # a fellow may be asked
        case ["reflection_id", "prompt_id"]:
            theirs = [(things[Reflection], things[SetPrompt]) for things in (bens, mias)]
            return [*theirs, (bens[Reflection], mine[SetPrompt]), (mine[Reflection], mias[SetPrompt])]
        case ["member_id", "present" | "moves"]:
            return [(mias[Member], 0)]  # who facilitates may name anybody in the set
        case ["member_id"] if press.of is Run:
            return [(mias[Member],)]
        case [name]:
            return [(things[ROWS[name]],) for things in (bens, mias)]
    raise AssertionError(f"{press.verb} names something new")


PRESSERS = {Who.FACILITATOR: "facilitator", Who.MAKER: "facilitator", Who.COORDINATOR: "coordinator"}
"""Who may press a button of the owner's set, where it is not the owner."""


async def test_a_number_that_no_button_has_breaks_nothing(tmp_path: Path) -> None:
    pressed = [press for press in REGISTRY.presses.values() if further(press)]
    async with house(tmp_path) as home:
        scene = await cast(home)
        for press in pressed:
            account = scene.by_role[PRESSERS.get(press.who, "owner")]
            for numbers in itertools.product((99, HUGE), repeat=len(further(press))):
                account.press_anyway(1, data(press, scene.things, *numbers))
        await home.settle()
        assert not failures(scene)


# A set in full swing, and every button that it has shown


@dataclass
class Lively:
    """A set in which something of everything has happened, and others who are not in it."""

    home: House
    given: GivenSet
    outside: dict[str, Person]

    def buttons(self, *names: str) -> set[str]:
        """What all buttons carry that these people were ever shown."""
        chats = (self.given[name].chat for name in names)
        return {value for chat in chats for m in chat.messages for row in m.buttons for _label, value in row}


OTHERS = ("Quiet Heron", "Blue Otter", "Slow River", "Steady Lamp", "Grey Wren")
SECRETS = ("He was relieved.", "Nobody reads my reports.", "What would you do if nobody watched?", "Ask the board")
"""What nobody outside the set may come to see: its handles, and what was written in it."""


async def lively(home: House) -> Lively:
    """Ana has shared, and was asked by Ben; Rob was removed; Fay has looked at all that a facilitator can see."""
    given = await given_set(home, members=("Ana", "Ben", "Chi", "Rob"))
    hill = await given_set(home, facilitator="Gus", members=("Mia", "Ned"), name="Thursday set")
    await given_issue(home, given, "Ana")
    await given_steps(home, given, "Ana", "Ask the board")
    await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
    await given_question(home, given, "Ben", "Ana")
    await home.move_to(EVENING)
    for name in ("Ana", "Ben", "Rob"):
        await home.presses(given[name], "Read")
        for command in ("set", "inbox", "steps", "issue", "checkin", "me", "ask", "facilitator", "leave"):
            await home.says(given[name], f"/{command}")
    await home.says(given["Ana"], "Something that nobody asked for")
    for command in ("members", "schedule", "rhythm", "prompts", "rules", "write"):
        await home.says(given["Fay"], f"/{command}")
        await home.says(given["Fay"], "/cancel")
    await made_link(home, given["Fay"])
    await removed(home, given, "Rob")
    outside = {
        "elsewhere": hill["Mia"],
        "neighbour": hill["Gus"],
        "removed": given["Rob"],
        "stranger": home.person("Sam"),
    }
    outside["stranger"].started = True
    await home.settle()
    return Lively(home, given, outside)


async def removed(home: House, given: GivenSet, name: str) -> None:
    """The facilitator removes somebody."""
    handle = await home.app.store.run(lambda rows: sets.handle(rows, rows.need(Member, given.members[name])))
    await home.says(given["Fay"], "/members")
    for label in ("Remove somebody", handle, f"Remove {handle}"):
        await home.presses(given["Fay"], label)


def is_about_a_thing(value: str) -> bool:
    """Whether a button is about something of somebody's, and not about whoever presses it."""
    press = REGISTRY.presses.get(value.partition(":")[0])
    return value.startswith("in.") or (press is not None and press.of is not None and press.who is not Who.ANYONE)


def seen_by(person: Person, since: int = 0) -> str:
    """All that the bot has said to somebody, with its buttons, from a message on."""
    said = (m for m in person.chat.messages[since:] if m.from_bot)
    return "\n".join(f"{m.text} {[label for row in m.buttons for label, _value in row]}" for m in said)


async def test_replaying_every_button_of_a_set_gets_an_outsider_nothing(tmp_path: Path) -> None:
    """A member and the facilitator of another set, a removed member and a stranger have copied all that was shown."""
    async with house(tmp_path) as home:
        scene = await lively(home)
        stolen = sorted(filter(is_about_a_thing, scene.buttons("Ana", "Ben", "Fay")))
        assert len(stolen) > 60
        before = await home.app.store.run(everything)
        for person in scene.outside.values():
            since = len(person.chat.messages)
            for value in stolen:
                person.press_anyway(1, value)
            await home.settle()
            assert seen_by(person, since) == ""
        assert await home.app.store.run(everything) == before


async def test_replaying_a_colleagues_buttons_gets_a_member_of_the_same_set_nothing(tmp_path: Path) -> None:
    """What is for any member of the set (who comes, reading what was shared) stays open to each in their own name."""
    async with house(tmp_path) as home:
        scene = await lively(home)
        chi = scene.given["Chi"]
        for_all = {verb for verb, press in REGISTRY.presses.items() if press.who is Who.MEMBER}
        stolen = sorted(filter(is_about_a_thing, scene.buttons("Ana", "Ben", "Fay")))
        mine = [value for value in stolen if value.partition(":")[0] not in for_all]
        before, since = await home.app.store.run(everything), len(chi.chat.messages)
        for value in mine:
            chi.press_anyway(1, value)
        await home.settle()
        assert len(mine) > 50 and seen_by(chi, since) == ""
        assert await home.app.store.run(everything) == before


async def test_a_removed_member_finds_every_old_button_and_command_dead(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        scene = await lively(home)
        given, ana = scene.given, scene.given["Ana"]
        copied = next(m.message_id for m in ana.chat.messages if "What would you do" in m.text)
        await removed(home, given, "Ana")
        await home.says(given["Fay"], "/cancel")
        since, others = len(ana.chat.messages), await _but_of(home, given.members["Ana"])
        for value in sorted(filter(is_about_a_thing, scene.buttons("Ana"))):
            ana.press_anyway(1, value)
        await home.says(ana, *(f"/{name}" for name in REGISTRY.commands if name not in ("forget", "leave")))
        ana.send("I would stay at home.", reply_to=copied)
        ana.edit(next(m.message_id for m in ana.chat.messages if m.text.startswith("Something that")), "Changed")
        await home.settle()
        assert not [word for word in (*OTHERS[1:4], *SECRETS[2:3]) if word in seen_by(ana, since)]
        assert "Tuesday set" not in seen_by(ana, since)
        assert await _but_of(home, given.members["Ana"]) == others
        since = len(ana.chat.messages)
        await home.later(days=14)  # a meeting goes by
        assert seen_by(ana, since) == ""


async def _but_of(home: House, member_id: int) -> dict[str, list[str]]:
    """All rows of all tables that say nothing of a member or their person."""

    def look(rows: Rows) -> dict[str, list[str]]:
        person_id = rows.need(Member, member_id).person_id
        found = everything(rows)
        theirs = (str(member_id), str(person_id))
        return {
            name: [row for row in all_rows if not any(each in row for each in theirs)]
            for name, all_rows in found.items()
        }

    return await home.app.store.run(look)


async def test_what_was_queued_for_a_member_while_the_network_was_down_is_dropped_when_they_are_removed(
    tmp_path: Path,
) -> None:
    """Ben has asked to read, and news waits for him, when nothing gets through; he is removed before it does again."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben, chi = given["Ben"], given["Chi"]
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.news(ben)
        home.server.faults.switch_on("drop", method="sendMessage")
        ben.press(*find(ben, "Read"))
        await until(home, lambda rows: [each for each in rows.session.scalars(select(Copy)) if each.opened_at] != [])
        await home.app.store.run(lambda rows: remove(rows, given, home.clock.now(), "Ben"))
        home.server.faults.clear()
        await home.settle()
        assert "He was relieved." not in seen_by(ben)
        assert "He was relieved." in await home.presses(chi, "Read")


async def test_what_is_changed_after_a_removal_does_not_reach_the_removed(tmp_path: Path) -> None:
    """A copy is changed where it stands: not in the chat of somebody who is out of the set by then."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben, chi = given["Ben"], given["Chi"]
        shared = await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        await home.presses(chi, "Read")
        await removed(home, given, "Ben")
        await change_first_answer(home, given, shared, "I wrote to the board.")
        await home.later(days=1)
        assert "I wrote to the board." in seen_by(chi)
        assert "I wrote to the board." not in seen_by(ben)


async def test_a_removed_member_comes_back_by_no_link_under_no_handle(tmp_path: Path) -> None:
    """Whoever erases themselves first is somebody new, of whom nothing is kept; a facilitator has to let them in."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await removed(home, given, "Ana")
        link = await made_link(home, fay)
        invite = next(value for _m, value in all_buttons(fay) if value.startswith("invite.revoke"))
        for text in (
            link,
            f"/start {code_of(link)}",
            code_of(link),
            f"https://telegram.me/albot?start={code_of(link)}",
        ):
            assert "cannot bring you into that set" in await home.says(ana, text)
        ana.press_anyway(1, invite.replace("invite.revoke", "join.agree"))
        assert "cannot bring you into that set" in await home.news(ana)
        assert "handle" not in await home.says(ana, "/start", "Red Poppy")
        await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        await home.presses(ana, "Yes, erase it now")
        await waits(home, ana, link, "Red Poppy")
        await home.later(days=1)
        assert "you need to be in a set" in await home.says(ana, "/set")


async def test_who_left_and_waits_again_cannot_reach_in_through_old_messages(tmp_path: Path) -> None:
    """The new membership is not the old one: a swipe at what the old one read opens nothing, and names nobody."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        copied = next(m.message_id for m in ben.chat.messages if "He was relieved." in m.text)
        link = await made_link(home, fay)
        await home.says(ben, "/leave")
        await home.presses(ben, "Leave the set")
        await home.says(ana, "/me")
        await home.presses(ana, "Handle")
        await home.says(ana, "Amber Dune")
        await home.later(days=1)
        await home.says(ben, link)
        await home.presses(ben, "I agree")
        await home.says(ben, "Grey Wren")
        since = len(ben.chat.messages)
        ben.send("What would you do next?", reply_to=copied)
        await home.settle()
        assert "Amber Dune" not in seen_by(ben, since)
        assert await home.app.store.run(lambda rows: list(rows.session.scalars(select(Question)))) == []


async def test_a_stranger_with_a_forwarded_link_sees_nothing_and_is_seen_by_nobody(tmp_path: Path) -> None:
    """They wait to be let in, know the id of their own membership, and try every command and every button with it."""
    async with house(tmp_path) as home:
        scene = await lively(home)
        given, wes = scene.given, home.person("Wes", last_name="Real", username="wes_real")
        await home.app.store.run(lambda rows: all_agree(rows, given, home.clock.now()))
        await waits(home, wes, await made_link(home, given["Fay"]), "Red Poppy")
        own = next(value for label, value in all_buttons(wes) if label == "My issue, now").partition(":")[2]
        await home.settle()
        theirs = {name: len(given[name].chat.messages) for name in ("Ana", "Ben", "Chi", "Fay")}
        since = len(wes.chat.messages)
        for value in sorted(scene.buttons("Ana", "Ben", "Fay")):
            if is_about_a_thing(value):
                wes.press_anyway(1, value)
        for press in REGISTRY.presses.values():
            if press.of is Member and not press.verb.startswith("leave."):
                wes.press_anyway(1, ":".join([press.verb, own, *("1" for _ in further(press))]))
        for name in REGISTRY.commands:
            if name not in ("forget", "leave"):
                wes.press_anyway(1, f"in.{name}:{own}")
                await home.says(wes, f"/{name}", "Let me in")
        await home.settle()
        said = seen_by(wes, since)
        assert not [word for word in (*OTHERS, *SECRETS, "3 Dec") if word in said]
        for name, before in theirs.items():
            assert given[name].chat.messages[before:] == [], name
        await home.later(days=1)
        assert not [name for name in theirs if "Red Poppy" in seen_by(given[name])]
        assert "Somebody waits" in seen_by(given["Fay"], theirs["Fay"])


def all_agree(rows: Rows, given: GivenSet, now: datetime) -> None:
    """Everybody has agreed to be a set that knows each other, long ago."""
    rows.need(ActionSet, given.set_id).asks_to_know = True
    for member in sets.members(rows, given.set_id):
        member.agrees_to_know, member.agrees_from = True, now - timedelta(days=9)


def all_buttons(person: Person) -> list[tuple[str, str]]:
    """Label and data of every button in somebody's chat, the newest first."""
    return [each for m in reversed(person.chat.messages) for row in m.buttons for each in row]


def find(person: Person, label: str) -> tuple[int, str]:
    """The newest message with this button, and the button."""
    found = [m.message_id for m in person.chat.messages if any(label == each for row in m.buttons for each, _ in row)]
    return found[-1], label


async def until(home: House, look: Callable[[Rows], bool]) -> None:
    """Wait until something is so in the database."""
    for _ in range(1000):
        if await home.app.store.run(look):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never is")


def remove(rows: Rows, given: GivenSet, now: datetime, name: str) -> None:
    """Somebody is removed, as `/members` does it, whose answers would not get through either."""
    member = rows.need(Member, given.members[name])
    member.state, member.ended_at = MemberState.REMOVED, now
    rows.flush()
    erasing.close_conversations(rows, member)
    outbox.drop_guarded(rows, sets.guard(member))


OPENED: dict[str, tuple[str, ...]] = {
    "schedule": (),
    "invite": ("1", "1 week"),
    "rules": ("Change the rules",),
    "rhythm": ("Delivery times",),
    "prompts": ("Add one",),
    "write": ("Quiet Heron",),
}
"""The conversations of a facilitator: the command, and what is pressed until something is to be typed."""


async def test_a_co_facilitator_stood_down_in_the_middle_finishes_nothing(tmp_path: Path) -> None:
    """Whatever Ben was in the middle of, neither typing nor any button that it has shown goes on with it."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben = given["Ben"]
        for command, labels in OPENED.items():
            await home.app.store.run(lambda rows: be(rows, given, "Ben", Role.FACILITATOR))
            await home.says(ben, f"/{command}")
            for label in labels:
                await home.presses(ben, label)
            await stand_down(home, given["Fay"], "Blue Otter")
            before, since = await _but_talks(home), len(ben.chat.messages)
            shown = sorted({value for _label, value in all_buttons(ben) if is_about_a_thing(value)})
            said = await home.says(ben, "Thu 10 Dec 18:00, 1 hour")
            assert "for facilitators" in said or "did not ask anything" in said, command
            for value in shown:
                if not value.startswith(("meeting.", "in.set", "loose.")):
                    ben.press_anyway(1, value)
            await home.settle()
            assert await _but_talks(home) == before, command
            assert "Quiet Heron" not in seen_by(ben, since)


def be(rows: Rows, given: GivenSet, name: str, role: Role) -> None:
    """Somebody is this in the set from now on."""
    rows.need(Member, given.members[name]).role = role


async def stand_down(home: House, facilitator: Person, handle: str) -> None:
    """A facilitator stands another one down."""
    await home.says(facilitator, "/members")
    for label in ("Stand somebody down", handle, f"Stand {handle} down"):
        await home.presses(facilitator, label)


async def _but_talks(home: House) -> dict[str, list[str]]:
    """All rows but conversations, which end when somebody is stood down, and texts that nobody asked for."""
    await home.settle()
    found = await home.app.store.run(everything)
    found["passage"] = [row for row in found["passage"] if "'loose'" not in row]
    return {name: rows for name, rows in found.items() if name != "conversation"}


async def test_pressing_send_on_two_devices_at_once_sends_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
        await home.move_to(EVENING)
        await home.says(ben, "/ask")
        for label in ("Quiet Heron", "Open"):
            await home.presses(ben, label)
        await home.says(ben, "What would you like to happen?")
        for _device in range(4):
            ben.press(*find(ben, "Send"))
        await home.settle()
        assert seen_by(ben).count("It goes to Quiet Heron alone.") == 1
        await home.later(days=1)
        await home.presses(ana, "Read")
        assert seen_by(ana).count("What would you like to happen?") == 1


JUNK = (
    "", ":", "::::", "x" * 64, "read.new", "read.new:", "read.new:-1", "read.new:zzzzzzzzzzzzzzzz", "in.", "in.set:",
    "in.__class__:1", "read.new:1_0", "read.new:\u0661", "read.new: 1 ", "READ.NEW:1", "ask.send:1:1:1:1:1:1:1:1:1:1",
    "\u0000" * 10, "\ud83d", "💥" * 16, "read.new:1\nread.new:1", "__proto__", "{}", "%s%n", "../../etc",
)  # fmt: skip


async def test_junk_in_a_button_is_answered_and_does_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        scene = await cast(home)
        await home.settle()
        before = await home.app.store.run(everything)
        for value in JUNK:
            scene.by_role["owner"].press_anyway(1, value)
        await home.settle()
        answered = [call for call in home.server.calls if call.method == "answerCallbackQuery"]
        assert len(answered) == len(JUNK)
        assert await home.app.store.run(everything) == before
        assert not failures(scene)


async def test_codes_cannot_be_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code is 16 bytes of the system's randomness, and after five wrong ones of any form nobody is listened to."""
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size: "A" * 22 if size == 16 else "")
    assert invites.new_code() == "A" * 22, "codes come from `secrets` and from nowhere else"
    monkeypatch.undo()
    drawn = [base64.urlsafe_b64decode(invites.new_code() + "==") for _ in range(2_000)]
    assert {len(each) for each in drawn} == {16} and len(set(drawn)) == 2_000
    ones = [sum(int.from_bytes(each) >> bit & 1 for each in drawn) for bit in range(128)]
    assert all(800 < count < 1_200 for count in ones), "a bit that is not random"  # 9 standard deviations
    async with house(tmp_path) as home:
        given = await given_set(home)
        link, eve = await made_link(home, given["Fay"]), home.person("Eve")
        forms = ("/start {}", "{}", "https://t.me/albot?start={}", "t.me/x?start={}", "tg://resolve?domain=x&start={}")
        for form in forms:
            assert "do not know this code" in await home.says(eve, form.format(invites.new_code()))
        for form in forms:
            assert "wait an hour" in await home.says(eve, form.format(code_of(link)))


async def test_of_many_who_agree_at_once_a_link_for_one_lets_one_in(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, url=database_url) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"], uses="1")
        crowd = [home.person(f"Guest {number}") for number in range(6)]
        for each in crowd:
            await home.says(each, link)
        for each in crowd:
            each.press(*find(each, "I agree"))
        await home.settle()
        assert sorted("as often as it may be" in seen_by(each) for each in crowd) == [False] + [True] * 5
        await home.presses(given["Fay"], "Revoke it")
        late = home.person("Late")
        assert "taken back" in await home.says(late, link)
        agree = next(value for each in crowd for _label, value in all_buttons(each) if value.startswith("join.agree"))
        late.press_anyway(1, agree)
        assert "taken back" in await home.news(late)
        state = Member.state == MemberState.JOINING
        assert await home.app.store.run(lambda rows: len(list(rows.session.scalars(select(Member).where(state))))) == 1


IMPOSTORS = (
    "Quiet Heron", "quiet heron", "QUIET HERON", "Quiet\u00a0Heron", "Quiet  Heron", "Qui\u200bet Heron",
    "\u202eQuiet Heron", "Quiet Heron\u200f", "\u2067Quiet Heron\u2069", "Quiet\u00adHeron", "Q\u0075\u0131et Heron",
    "Quіet Heron", "Ԛuiet Неron", "Quiet Her0n", "Quiet Hero\u0578", "Ｑuiet Ｈeron", "𝐐uiet 𝐇eron", "Qu1et Heron",
    "Quiet-Heron", "Quiet.Heron", "QuietHeron", "Qui\u0301et Heron", "Quiet Heron\ufe0f", "Quiet\u3164Heron",
    "Quiet Heron\U000e0041", "noreH teiuQ\u202e",
)  # fmt: skip
"""Cyrillic, Armenian, full-width and mathematical letters, digits, blanks, joiners, marks and overrides."""


@pytest.mark.parametrize("joins", [True, False], ids=["joining", "changing"])
async def test_nobody_gets_a_handle_that_looks_like_somebody_elses(tmp_path: Path, *, joins: bool) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        person = home.person("Eve") if joins else given["Ben"]
        if joins:
            await home.says(person, await made_link(home, given["Fay"]))
            await home.presses(person, "I agree")
        else:
            await home.says(person, "/me")
            await home.presses(person, "Handle")
        for typed in IMPOSTORS:
            await home.later(minutes=1)
            home.world.push_raw(typed_raw(home, person, typed))
            said = await home.news(person)
            assert "Where are you" not in said and "You are" not in said, repr(typed)
        found = await home.app.store.run(lambda rows: handles_of(rows, given))
        assert found == ["Blue Otter", "Quiet Heron", "Slow River", "Steady Lamp"]


def typed_raw(home: House, person: Person, text: str) -> dict[str, Any]:
    """The update of a text as a modified client sends it: untrimmed."""
    person.send("something")
    update = home.world.updates.take_all()[-1].update
    update["message"]["text"] = text
    return update


def handles_of(rows: Rows, given: GivenSet) -> list[str]:
    """Every handle that somebody has in the set."""
    found = rows.session.scalars(select(Member).where(Member.set_id == given.set_id))
    return sorted(sets.handle(rows, each) for each in found if each.handle_mark is not None)


async def test_a_handle_that_somebody_has_just_given_up_is_nobody_elses_yet(tmp_path: Path) -> None:
    """Until the delivery time the others know Ana by it: that it is free would tell that she changed it."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        for person, handle in ((ana, "Amber Dune"), (ben, "Quiet Heron")):
            await home.says(person, "/me")
            await home.presses(person, "Handle")
            said = await home.says(person, handle)
        assert "looks like a handle" in said
