"""A whole meeting of two hours, from /run to what the process review came to, with all that can go wrong in it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from albot.domain.run_rows import RunState
from albot.sandbox.world import Person
from tests.features.links import link_in, made_link, waits
from tests.meeting_play import (
    EIGHTEEN,
    HANDLE,
    SIX,
    Evening,
    Meeting,
    a_set,
    closest,
    control,
    evening,
    from_bot,
    press_of,
    shown,
)

MOST = 8
"""New messages to a member in a meeting at the most."""


async def let_in(meeting: Meeting, newcomer: Person, handle: str) -> None:
    """Somebody who waits is let in while the set meets, and sees the meeting a moment later."""
    await meeting.says(meeting.leader, "/members")
    await meeting.does(meeting.leader, f"Let in {handle}")
    await meeting.home.later(minutes=1)
    assert shown(newcomer)[-1].text.startswith(meeting.head)


async def joins_late(meeting: Meeting, late: Person) -> None:
    """Somebody who was noted as not there comes in the middle."""
    await meeting.says(late, "/start")
    await meeting.does(late, "Join in")
    assert shown(late)[-1].text.startswith(meeting.head.split(",")[0])


async def asks(meeting: Meeting) -> None:
    """Two more would like time; one of them says what for."""
    ana, chi = meeting.given["Ana"], meeting.given["Chi"]
    await meeting.does(ana, "I'd like time")
    await meeting.says(ana, "My boss wants it by Friday")
    await meeting.does(chi, "I'd like time", "Without a line")


async def notes_steps(meeting: Meeting, presenter: Person) -> None:
    """A presenter writes down what they will do."""
    await meeting.does(presenter, "Note my steps")
    await meeting.says(presenter, "Ring Sam\nWrite the draft")
    await meeting.does(presenter, "That's all")


async def removes(meeting: Meeting, name: str) -> None:
    """The other facilitator removes somebody in the middle of their turn."""
    fay, gone = meeting.given["Fay"], meeting.given[name]
    await meeting.says(fay, "/members")
    await meeting.does(fay, "Remove somebody", HANDLE[name], f"Remove {HANDLE[name]}")
    await meeting.home.later(minutes=1)
    assert "They have left the set." in control(meeting.leader).text
    assert not any(m.protected and HANDLE["Ana"] in m.text for m in shown(gone))


async def both_press(meeting: Meeting, one: Person, other: Person, label: str) -> None:
    """Two facilitators press at the same moment: the meeting moves once."""
    before = (await meeting.run()).moves
    await meeting.home.later(seconds=4)
    for facilitator, (message_id, data) in [(each, press_of(each, label)) for each in (one, other)]:
        facilitator.press_anyway(message_id, data)
    await meeting.home.settle()
    assert (await meeting.run()).moves == before + 1


async def answers(meeting: Meeting, *people: Person) -> None:
    """Members look back together; the first of them adds a line."""
    for person in people:
        await meeting.does(person, "Begin", "Some", "Much", "Just right")
    await meeting.does(people[0], "To try next time")
    await meeting.says(people[0], "Begin on time")


async def ends(meeting: Meeting, *people: Person) -> None:
    """The review closes and is read, and the meeting ends."""
    await meeting.does(meeting.leader, "Close and show")
    for person in people:
        await meeting.does(person, "Read")
        assert f"{len(people)} members answered" in from_bot(person)[-1].text
        assert "Begin on time" in from_bot(person)[-1].text
    await meeting.does(meeting.leader, "End")
    meeting.waits(4)
    await meeting.kills.while_pressed(0, meeting.leader, "Yes, end it")
    assert "The meeting is over." in control(meeting.leader).text
    run = await meeting.run()
    assert run.state is RunState.ENDED and run.began_at is not None and run.ended_at is not None
    assert timedelta(minutes=100) < run.ended_at - run.began_at < timedelta(minutes=125)


def count(meeting: Meeting, since: datetime, *people: Person) -> dict[str, int]:
    """How many new messages each member got since then, those that are gone too; none two within a second."""
    found = {person.first_name: [m for m in from_bot(person) if m.date >= since] for person in people}
    story = {name: [f"{m.date:%H:%M:%S} {m.text[:20]}" for m in each] for name, each in found.items()}
    assert min(closest(messages) for messages in found.values()) >= 1, str(story)
    assert max(map(len, found.values())) <= MOST, str(story)
    return {name: len(messages) for name, messages in found.items()}


async def test_full(tmp_path: Path) -> None:
    async with evening(tmp_path) as home:
        given = await a_set(home)
        meeting = Meeting(home, given, kills=True)
        fay, gus, ana, ben, fin = (given[name] for name in ("Fay", "Gus", "Ana", "Ben", "Fin"))
        gil = home.person("Gil")
        await waits(home, gil, await made_link(home, fay, uses="8 (the size of the set)"), "Grey Wren")
        await home.move_to(EIGHTEEN - timedelta(minutes=8))
        since = home.clock.now()

        # Ben asks for time before it begins, and will not come; Fin comes late, and Gil is new
        await meeting.says(fay, "/run")
        await meeting.says(ben, "/start")
        await meeting.does(ben, "Join in", "I'd like time", "Without a line")
        await meeting.does(fay, "Who is here (6)", f"✓ {HANDLE['Fin']}", "Done")
        await home.move_to(EIGHTEEN)
        await meeting.kills.while_pressed(0, fay, "Begin")
        await meeting.stage("Ground rules", lambda: meeting.does(ana, "I agree"))

        # Fay's phone is gone: Gus takes over with one command; then she is back, and both press at once
        fay.block()
        meeting.leader, meeting.ringing = gus, [gus]
        await meeting.says(gus, "/run")
        await meeting.next()
        await meeting.stage("Round", lambda: let_in(meeting, gil, "Grey Wren"))
        fay.unblock()
        await meeting.says(fay, "/run")
        meeting.ringing = [gus, fay]
        await both_press(meeting, fay, gus, "Next")
        await meeting.stage("Who would like time", lambda: asks(meeting))
        await meeting.next(killed=True)

        # Ben is not there: back to who would like time, so that another has his
        assert f"Presenting, 1 of 2: {HANDLE['Ben']}" in meeting.head
        await meeting.does(gus, "Back", "Who is here (6)", f"✓ {HANDLE['Ben']}", "Done", "Next")
        assert f"Presenting, 1 of 2: {HANDLE['Ana']}" in meeting.head
        await meeting.stage("Presenting", lambda: meeting.does(ana, "Yes, ideas please"))
        await meeting.next()
        await meeting.stage("Clarifying questions")
        await meeting.next()
        await meeting.stage("A silent minute")
        await meeting.next()
        await meeting.stage("Open questions", lambda: joins_late(meeting, fin))
        await meeting.next()
        await meeting.stage("Ideas and resources")
        await meeting.next()
        await meeting.stage("Actions", lambda: notes_steps(meeting, ana))
        await meeting.next()
        await meeting.stage("Feedback")
        await meeting.next(killed=True)

        assert f"Presenting, 2 of 2: {HANDLE['Chi']}" in meeting.head
        await meeting.does(gus, "Fit the rest")
        for stage in ("Presenting", "Clarifying questions", "A silent minute", "Open questions"):
            await meeting.stage(stage)
            await meeting.next()
        await meeting.stage("Actions", lambda: removes(meeting, "Chi"))
        await meeting.next()
        there = [given["Dev"], ana, fin]
        await meeting.stage("Process review", lambda: answers(meeting, *there))
        await ends(meeting, *there)
        meeting.check_bells()
        assert meeting.kills.count > 18
        print("new in a full meeting:", count(meeting, since, gil, *(given[name] for name in SIX)))


async def everyone(home: Evening, *, kills: bool) -> None:
    """Everyone has a turn: one never comes, one comes late, one is removed in the middle of theirs."""
    given = await a_set(home)
    meeting = Meeting(home, given, kills=kills)
    fay, gus, fin = given["Fay"], given["Gus"], given["Fin"]
    await home.move_to(EIGHTEEN - timedelta(minutes=8))
    since = home.clock.now()
    await meeting.says(fay, "/run")
    await meeting.does(fay, "Everyone", "Who is here (6)", f"✓ {HANDLE['Fin']}", "Done")
    await home.move_to(EIGHTEEN)
    await meeting.does(fay, "Begin")
    await meeting.says(gus, "/run")
    meeting.ringing = [fay, gus]
    await meeting.stage("Ground rules")
    await both_press(meeting, fay, gus, "Next")

    turns = [name for name in SIX if name != "Fin"]
    order = []
    while meeting.head.startswith("Account"):
        name = next(each for each in SIX if HANDLE[each] in meeting.head)
        order.append(name)
        if len(order) == 2:  # never came
            await meeting.does(meeting.leader, f"Not here: {HANDLE[name]}")
            continue
        if len(order) == 3:
            fay.block()
            meeting.leader, meeting.ringing = gus, [gus]
        middle = [lambda: here(meeting, fin)] if len(order) == 1 else []
        if len(order) == 4:
            fay.unblock()
            await meeting.says(fay, "/run")
            meeting.ringing = [gus, fay]
            await meeting.stage("Account", lambda name=name: removes(meeting, name), to_its_end=False)  # type: ignore[misc]
            await meeting.next()
            continue
        await meeting.stage("Account", *middle)
        for stage in ("A silent minute", "Open questions", "Actions"):
            await meeting.next()
            await meeting.stage(stage)
        await meeting.next()
    assert sorted(order) == sorted([*turns, "Fin"]) and order[-1] == "Fin"
    there = [given[name] for name in (order[0], order[2], "Fin")]
    await meeting.stage("Process review", lambda: answers(meeting, *there))
    await ends(meeting, *there)
    meeting.check_bells()
    print("new where everyone has a turn:", count(meeting, since, *(given[name] for name in SIX)))


async def here(meeting: Meeting, late: Person) -> None:
    """The facilitator sees that somebody has come after all: their screen appears, and they get a turn at the end."""
    await meeting.does(meeting.leader, "Who is here (5)", f"– {HANDLE[late.first_name]}", "Done")
    assert shown(late)[-1].text.startswith("Account")


async def test_everyone_has_a_turn(tmp_path: Path) -> None:
    async with evening(tmp_path) as home:
        await everyone(home, kills=True)


async def test_telegram_refuses_nothing(tmp_path: Path) -> None:
    async with evening(tmp_path, limits=True) as home:
        await everyone(home, kills=False)
        refused = [call for call in home.server.calls if call.answer and call.answer.get("error_code") == 429]
        assert home.server.limits.on and len(home.server.calls) > 500
        assert not refused
        assert max(busiest(home).values()) <= 4, "in a chat, in a second of the meeting's own time"


def busiest(home: Evening) -> Counter[tuple[object, str]]:
    """The messages and changes of messages by chat and second, as Telegram counts them."""
    counted = [call for call in home.server.calls if call.method in ("sendMessage", "editMessageText")]
    during = [call for call in counted if call.time >= EIGHTEEN]
    return Counter((call.parameters.get("chat_id"), f"{call.time:%H:%M:%S}") for call in during)


class Hand:
    """A new facilitator, whose taps and messages are counted."""

    def __init__(self, home: Evening, person: Person) -> None:
        self._home, self._person = home, person
        self.count = 0

    async def types(self, *texts: str) -> None:
        """One message after the other."""
        for text in texts:
            self.count += 1
            await self._home.later(seconds=10)
            await self._home.says(self._person, text)

    async def taps(self, *labels_tapped: str) -> None:
        """One button after the other."""
        for label in labels_tapped:
            self.count += 1
            self._person.press_anyway(*press_of(self._person, label))
            await self._home.settle()


async def test_from_newset_to_a_meeting_in_under_fifty_taps_and_messages(tmp_path: Path) -> None:
    async with evening(tmp_path) as home:
        hand, cora = Hand(home, home.coordinator), home.coordinator
        cora.started = True
        await hand.types("/newset", "Tuesday set", "To learn from what we do", "People who lead a small charity")
        await hand.taps("Use these")
        await hand.types("Ruth at the office, 0123 456", "London")
        await hand.types("6", "Steady Lamp")
        await hand.taps("Make the set", "Invite members", "6 (the size of the set)", "1 week", "Skip")
        link = link_in(shown(cora)[-1].text)
        for name, handle in (("Ana", "Quiet Heron"), ("Ben", "Blue Otter"), ("Chi", "Slow River")):
            await waits(home, home.person(name), link, handle)
        await home.move_to(EIGHTEEN + timedelta(minutes=1))
        await hand.types("/members")
        await hand.taps("Let in Quiet Heron", "Let in Blue Otter", "Let in Slow River")
        await hand.types("/schedule", "Fri 4 Dec 18:00, 2 hours, every 4 weeks")
        await hand.taps("Later", "Plan it")
        await home.move_to(EIGHTEEN + timedelta(days=1))
        await hand.types("/run")
        await hand.taps("Begin")
        assert "Ground rules" in control(cora).text and "minutes left" in control(cora).text
        print("taps and messages from /newset to a running meeting:", hand.count)
        assert hand.count < 50
