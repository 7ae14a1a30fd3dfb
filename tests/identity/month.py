"""A month in the life of a set in which everybody is planted, played over HTTP on the held clock.

The words in it say who may read them and from when on; what that is, is PRODUCT's, not the program's.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy import text as sql

from albot.chat.dispatch import Outcome
from albot.chat.incoming import Incoming, Text
from albot.chat.turn import Turn
from albot.domain.passages import Passage
from albot.store import people
from albot.store.rows import Rows
from tests.identity.searching import HANDLE, PLACE, REVIEW_LINE, SET_NAME, TITLE
from tests.identity.stage import COORDINATOR, Stage

FAY, ANA, BEN, CHI, DAN, EVE, MAL = "Fay", "Ana", "Ben", "Chi", "Dan", "Eve", "Mal"
MEMBERS = (ANA, BEN, CHI, DAN, EVE)
IN_THE_SET = (FAY, *MEMBERS)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A moment of the month (UTC, which is London's time in winter)."""
    year = 2026 if month > 10 else 2027
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


BEGIN = at(20, 12)
LET_IN = at(20, 18)
"""The first delivery time: the facilitator hears who waits, and lets them in."""
KNOWN = at(21, 9)
"""The delivery time from which members know of each other."""


ISSUES_SHOWN = at(21, 18)
MEETING = at(3, 18, month=12)
REVIEWED = at(4, 9, month=12)
"""The first delivery time at least twelve hours after the meeting: the process review closes."""


def to(names: tuple[str, ...], since: datetime, *, but: str = "") -> Mapping[str, datetime]:
    """These people, from a moment on."""
    return {name: since for name in names if name != but}


class Month:
    """The month, in the order in which its parts are called."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.home, self.plants = stage, stage.home, stage.plants
        self.word = stage.plants.word
        self.handles: dict[str, str] = {}
        self.admission = ""
        stage.join_world(*IN_THE_SET, MAL)

    # Day 0

    async def the_set_is_made(self) -> None:
        """Cora appoints Fay, who makes the set, plans a meeting and makes a link."""
        s, word = self.stage, self.word
        await s.says(COORDINATOR, "/facilitators")
        await s.presses(COORDINATOR, "Appoint somebody")
        await s.says(COORDINATOR, f"North {word(COORDINATOR, 'label of the one appointed')}")
        await s.says(FAY, s.link(COORDINATOR))
        await s.presses(FAY, "I agree")
        everyone = to((*MEMBERS, MAL), BEGIN)
        await s.says(FAY, "/newset", f"Set {word(FAY, SET_NAME, everyone, REPORTED)}")
        await s.says(FAY, f"To {word(FAY, 'purpose', to(MEMBERS, LET_IN))}")
        await s.says(FAY, f"Who {word(FAY, 'audience', to(MEMBERS, LET_IN))}")
        await s.says(FAY, f"We {word(FAY, 'ground rules', everyone)}")
        await s.says(FAY, f"Grace {word(FAY, 'contact', everyone)}", "London")
        await s.presses(FAY, "6")
        self.handles[FAY] = f"Lamp {word(FAY, HANDLE, to(MEMBERS, LET_IN), REPORTED)}"
        await s.says(FAY, self.handles[FAY])
        await s.presses(FAY, "Make the set", "Plan a meeting")
        await s.says(FAY, "Thu 3 Dec 18:00, 2 hours, every 4 weeks")
        await s.says(FAY, f"Room {word(FAY, PLACE, to(MEMBERS, LET_IN))}")
        await s.presses(FAY, "Plan it")
        await s.says(FAY, "/invite")
        await s.presses(FAY, "6 (the size of the set)", "4 weeks")
        self.admission = word(FAY, "admission word")
        await s.says(FAY, self.admission)

    async def members_join(self) -> None:
        """Five members and a stranger join by the link and write their issues; the stranger is turned away."""
        for name in (*MEMBERS, MAL):
            await self._joins(name)
        await self.home.move_to(LET_IN)
        await self.stage.presses(FAY, "See who")
        for name in MEMBERS:
            await self.stage.presses(FAY, f"Let in {self.handles[name]}")
        await self.stage.presses(FAY, f"Turn away {self.handles[MAL]}", f"Turn away {self.handles[MAL]}")
        for name in MEMBERS:
            await self.stage.presses(name, "Coming")

    async def _joins(self, name: str) -> None:
        s = self.stage
        await s.says(name, s.link(FAY))
        await s.presses(name, "I agree")
        known = to(MEMBERS, KNOWN, but=name) if name != MAL else {}
        others = REPORTED if name == CHI else {}
        self.handles[name] = f"Bird {self.word(name, HANDLE, {FAY: LET_IN, **known}, others)}"
        await s.says(name, self.handles[name])
        await s.presses(name, "London")
        await s.says(name, self.admission)
        await s.presses(name, "My issue, now")
        shown = name in (ANA, BEN, EVE)
        readers = to(IN_THE_SET, ISSUES_SHOWN, but=name) if shown else {}
        for part in ("what it is", "what stretches", "what is mine"):
            await s.says(name, f"I {self.word(name, f'issue: {part}', readers)}")
        await s.presses(name, "Not yet")

    # Until the first meeting

    async def the_first_days(self) -> None:
        """Issues and an announcement are read; Ana takes a calendar file; texts come that nobody asked for."""
        s, word = self.stage, self.word
        await self.home.move_to(KNOWN)
        await s.says(FAY, "/announce", f"All: {word(FAY, 'announcement', to(MEMBERS, ISSUES_SHOWN))}")
        await s.presses(FAY, "Send")
        for name in (ANA, BEN, EVE):
            await s.says(name, "/issue")
            await s.presses(name, "Show the set")
        await self.home.move_to(ISSUES_SHOWN)
        await self.everybody_reads()
        for name in MEMBERS:
            await s.presses_under(name, "Can you come?", "Show where")
            await s.says(name, "/set")
        await s.presses(ANA, "Calendar file", "Another title")
        await s.says(ANA, f"Lunch {word(ANA, TITLE)}")
        await s.says(CHI, f"Maybe {word(CHI, 'a note to myself')}")
        await s.presses(CHI, "Note to myself")
        await s.says(CHI, f"Rubbish {word(CHI, 'a text that was thrown away')}")
        await s.presses(CHI, "Throw away")
        await s.says(CHI, f"Nothing {word(CHI, 'a text that nobody asked for')}")
        await s.sends_contact(BEN)
        await s.says(BEN, f"/unknown {word(BEN, 'words behind a command')}", f"/start {word(BEN, 'a wrong code')}")
        await self._edits(ANA, "I ", f"I {word(ANA, 'an edited issue')}")

    async def _edits(self, name: str, beginning: str, text: str) -> None:
        """Somebody edits the first message of theirs that begins so."""
        person = self.stage.people[name]
        typed = next(m for m in person.chat.messages if not m.from_bot and m.text.startswith(beginning))
        person.edit(typed.message_id, text)
        await self.stage.news(name)

    # The first meeting

    async def they_meet(self) -> None:
        """Eve asks for time, presents and notes a step; three answer the process review, each with a line."""
        s = self.stage
        await self.home.move_to(MEETING)
        await s.says(FAY, "/run")
        await s.presses(FAY, "Short", "Begin")
        await s.presses(EVE, "I'd like time")
        await s.says(EVE, f"For {self.word(EVE, 'line of who asks for time', {FAY: MEETING})}")
        await s.presses(FAY, "Who presents", "Done", *["Next"] * 4)
        await s.presses(EVE, "Note my steps")
        await s.says(EVE, f"Ring {self.word(EVE, 'a step noted in the meeting')}")
        await s.presses(EVE, "That's all")
        await s.presses(FAY, "End", "Yes, end it")
        for name in (ANA, CHI, EVE):
            await s.presses(name, "Begin", "Some", "Much", "Just right", "To try next time")
            await s.says(name, f"Less {self.word(name, REVIEW_LINE, to(IN_THE_SET, REVIEWED, but=name))}")

    # After the first meeting

    async def the_morning_after(self) -> None:
        """The review is read; each says what they take away and names steps; Ana also when, where, and what then."""
        s, word = self.stage, self.word
        await self.home.move_to(REVIEWED)
        for name in IN_THE_SET:
            await s.presses_under(name, "The process review is ready", "Read")
        for name in MEMBERS:
            await s.presses_under(name, "Your set has met", "Start")
            await s.says(name, f"Away {word(name, 'what I take away for my issue')}")
            await s.says(name, f"Self {word(name, 'what I take away for myself')}")
            if name == EVE:
                await s.presses(EVE, "Drop")
            await s.says(name, f"Step {self.step(name, 'a step')}\nThen {self.step(name, 'a second step')}")
            s.people[name].send(f"And {self.step(name, 'a step in a burst')}")
            await s.news(name)
            await s.presses(name, "That's all")
        await s.says(ANA, f"Monday {word(ANA, 'cue')}", "Tuesday 10:00")
        await s.presses(ANA, "Yes")
        await s.says(ANA, f"If {word(ANA, 'fallback')}")
        await s.presses(ANA, "Stop for now")
        for name in (BEN, CHI, DAN, EVE):
            await s.presses(name, "Stop for now")

    def step(self, name: str, about: str) -> str:
        """A word in a step: those whom its owner shares the check-in with read it then."""
        return self.word(name, about, self.shared_with(name))

    def shared_with(self, name: str) -> Mapping[str, datetime]:
        """Who reads what somebody says in the second cycle's check-in, and from when on."""
        if name in (ANA, BEN, EVE):
            return to(IN_THE_SET, SHARED, but=name)
        return {FAY: SHARED} if name == CHI else {}

    # The second check-in, shared in all four ways

    async def all_check_in(self) -> None:
        """Five check-ins: with questions welcome, shared, for the facilitator, private, and shared to be erased."""
        s = self.stage
        await self.home.move_to(at(10, 12, month=12))
        for name, choice in CHOICES.items():
            await self._checks_in(name)
            await s.presses(name, choice)
        await self.home.move_to(SHARED)
        await self.everybody_reads()

    async def everybody_reads(self) -> None:
        """Each reads whatever is new."""
        for name in (*IN_THE_SET, COORDINATOR):
            new = self.stage.newest(name, "For you as a coordinator" if name == COORDINATOR else "New in your set")
            if new is not None and new.keyboard:
                await self.stage.presses(name, "Read")
                while "Read more" in self.home.buttons(self.stage.people[name]):
                    await self.stage.presses(name, "Read more")

    async def ana_changes_an_answer(self) -> None:
        """She edits the message that it came in, twice; the others see the first change only."""
        await self._edits(
            ANA, "Did ", f"Did {self.word(ANA, 'an answer changed for all', to(IN_THE_SET, CHANGED, but=ANA))}"
        )
        await self.stage.presses(ANA, "Yes, change it")
        await self.home.move_to(CHANGED)
        await self._edits(ANA, "Did ", f"Did {self.word(ANA, 'an answer changed for me')}")
        await self.stage.presses(ANA, "Keep theirs as it was")

    async def _checks_in(self, name: str) -> None:
        s, readers = self.stage, self.shared_with(name)
        await s.says(name, "/checkin")
        await s.presses(name, "Done", "Not done")
        await s.says(name, f"Rain {self.word(name, 'hindrance', readers)}")
        await s.presses(name, "Carry on with it", "Let it go")
        await s.says(name, f"Did {self.word(name, 'first answer', readers)}")
        await s.says(name, f"Learnt {self.word(name, 'second answer', readers)}")
        await s.says(name, f"Draft {self.word(name, 'a draft', readers)}")
        await s.presses(name, "That's all")
        await s.says(name, f"Way {self.word(name, 'last answer', readers)}")
        s.people[name].send(f"Also {self.word(name, 'an answer in a burst', readers)}")
        await s.news(name)

    # Questions

    async def they_ask(self) -> None:
        """Questions under a reflection, by command and by a swipe; *nothing to add*; letters; a partner; help."""
        s = self.stage
        every = to(IN_THE_SET, ANSWERED)
        await s.presses_under(BEN, f"Did {self._words_of(ANA, 'an answer changed for all')}", "Ask a question")
        await self._asks(BEN, ANA, "Open", "question for the set", {ANA: ASKED, **_but(every, BEN, ANA)})
        await self._starts_asking(EVE, ANA)
        await self._asks(EVE, ANA, "Challenge", "question that is answered", {ANA: ASKED})
        await self._starts_asking(DAN, ANA)
        await self._asks(DAN, ANA, "Clarifying", "question that made her think", {ANA: ASKED})
        await self._starts_asking(CHI, EVE)
        await self._asks(CHI, EVE, "Noticing", "question to one who is erased", {EVE: ASKED})
        await s.presses_under(BEN, f"Did {self._words_of(EVE, 'first answer')}", "Read it, nothing to add")
        await self._swipes(CHI, ANA)

    async def _starts_asking(self, asker: str, owner: str) -> None:
        await self.stage.says(asker, "/ask")
        await self.stage.presses(asker, self.handles[owner])

    async def _asks(self, asker: str, owner: str, kind: str, about: str, readers: Mapping[str, datetime]) -> None:
        await self.stage.presses(asker, kind)
        await self.stage.says(asker, f"What would {self.word(asker, f'{about} ({owner})', readers)} be for you?")
        await self._sends(asker)

    async def _sends(self, name: str) -> None:
        """*Send*, whatever it is called."""
        labels = self.home.buttons(self.stage.people[name])
        await self.stage.presses(name, "Send" if "Send" in labels else "Send anyway")

    async def _swipes(self, asker: str, owner: str) -> None:
        """A reply to what somebody shared is a question to them."""
        s = self.stage
        copy = s.newest(asker, f"Did {self._words_of(owner, 'an answer changed for all')}")
        assert copy is not None
        s.people[asker].send(
            f"I see {self.word(asker, f'swiped ({owner})', {owner: ASKED, FAY: ANSWERED})}", copy.message_id
        )
        await s.news(asker)
        await s.presses(asker, "Noticing")
        await self._sends(asker)

    async def they_answer(self) -> None:
        """To the asker alone and to the set; *made me think*; reports; letters; a partner is asked; help is wanted."""
        s = self.stage
        await self.home.move_to(ASKED)
        await self.everybody_reads()
        to_set = _but(to(IN_THE_SET, ANSWERED), ANA)
        await self._answers(ANA, self._words_of(BEN, "question for the set (Ana)"), "Send to the set too", to_set)
        await self._answers(ANA, self._words_of(EVE, "question that is answered (Ana)"), "Send", {EVE: ANSWERED})
        await s.presses_under(ANA, self._words_of(DAN, "question that made her think (Ana)"), "This made me think")
        await self._answers(EVE, self._words_of(CHI, "question to one who is erased (Eve)"), "Send", {CHI: ANSWERED})
        await self._reports()
        await self._letters_and_steps()
        await self.home.move_to(ANSWERED)
        await self.everybody_reads()

    async def _answers(self, name: str, question: str, how: str, readers: Mapping[str, datetime]) -> None:
        await self.stage.presses_under(name, question, "Answer")
        await self.stage.says(name, f"Well {self.word(name, f'answer, {how}', readers)}")
        await self.stage.presses(name, how)

    async def _reports(self) -> None:
        """Ana reports a question, and Ben what Eve shared; Fay reads them."""
        s = self.stage
        await s.presses_under(ANA, self._words_of(CHI, "swiped (Ana)"), "More")
        await s.presses(ANA, "Something is wrong here")
        await s.says(ANA, f"It is {self.word(ANA, 'report', {FAY: ANSWERED})}")
        await s.presses(ANA, "Send without my handle")
        await s.presses_under(BEN, f"Did {self._words_of(EVE, 'first answer')}", "Something is wrong here")
        await s.presses(BEN, "Skip", "Send with my handle")

    async def _letters_and_steps(self) -> None:
        s = self.stage
        for name in (CHI, EVE):
            await s.says(name, "/facilitator", f"Dear {self.word(name, 'letter', {FAY: ANSWERED})}")
            await s.presses(name, "Send")
        await s.says(EVE, "/steps")
        await s.presses(EVE, "Check-in partner", self.handles[BEN], "Send")
        await self._adds_step(EVE, {BEN: PARTNERED})
        await self._adds_step(CHI, to(IN_THE_SET, ANSWERED, but=CHI))
        await self._opens_step(CHI)
        await s.presses(CHI, "Ask the set for help")
        await s.says(CHI, f"Who {self.word(CHI, 'what would help', to(IN_THE_SET, ANSWERED, but=CHI))}")
        await s.presses(CHI, "Send")

    async def _adds_step(self, name: str, readers: Mapping[str, datetime]) -> None:
        await self.stage.says(name, "/steps")
        await self.stage.presses(name, "Add")
        await self.stage.says(name, f"Call {self.word(name, 'an added step', readers)}")
        await self.stage.presses(name, "That's all")

    async def _opens_step(self, name: str) -> None:
        """Somebody looks at the step that they added."""
        listed = await self.stage.says(name, "/steps")
        number = re.search(rf"(\d+)\. Call {self._words_of(name, 'an added step')}", listed)
        assert number is not None, listed
        await self.stage.presses(name, number[1])

    async def letters_and_a_partner(self) -> None:
        """Fay answers a letter, which is reported, and writes one; Ben becomes Eve's partner."""
        s = self.stage
        await s.presses_under(FAY, self._words_of(CHI, "letter"), "Answer")
        readers = {CHI: REPLIED, COORDINATOR: PARTNERED}
        await s.says(FAY, f"Dear {self.word(FAY, 'answer to a letter', readers)}")
        await s.presses(FAY, "Send")
        await s.says(FAY, "/write")
        await s.presses(FAY, self.handles[EVE])
        await s.says(FAY, f"Dear {self.word(FAY, 'letter to one', {EVE: REPLIED})}")
        await s.presses(FAY, "Send")
        await s.presses_under(BEN, "Asks you to be their check-in partner", "Yes")
        await self.home.move_to(REPLIED)
        await self.everybody_reads()
        await s.presses_under(CHI, self._words_of(FAY, "answer to a letter"), "Something is wrong here")
        await s.says(CHI, f"It is {self.word(CHI, 'report about a facilitator', {COORDINATOR: PARTNERED})}")
        await s.presses(CHI, "Send with my handle")
        await self._opens_step(EVE)
        await s.presses(EVE, "Done")
        await self.home.move_to(PARTNERED)
        await self.everybody_reads()

    # Trouble

    async def things_go_wrong(self) -> None:
        """Handlers fail with texts in their exceptions, a turn is lost, updates are malformed, Ben blocks the bot."""
        s, word = self.stage, self.word
        self._break_commands()
        await s.says(BEN, f"/pause {word(BEN, 'words of a command that fails')}")
        await s.says(BEN, f"/resume {word(BEN, 'words that the database refuses')}")
        await s.says(BEN, f"/help {word(BEN, 'words of a slow command')}")
        await s.says(CHI, f"Lost {word(CHI, 'a text whose turn is lost once')}")
        await self._malformed(BEN)
        s.people[BEN].press_anyway(1, f"{word(BEN, 'forged data')}:{s.people[BEN].id}")
        await s.news(BEN)
        s.people[ANA].send_to_group(s.people[ANA].add_bot_to_group(word(ANA, "title of a group")), "/start")
        await s.news(ANA)
        s.people[BEN].block()

    def _break_commands(self) -> None:
        """Let commands fail in ways that would show what they hold, and one turn fail as a whole."""
        commands, dispatch = self.home.app.registry.commands, self.home.app.dispatch
        for name, run in {"pause": _fails_with_everything, "resume": _fails_in_database, "help": _is_slow}.items():
            commands[name] = replace(commands[name], run=run)
        handle, lost = dispatch.handle, list[Incoming]()

        def lose_once(rows: Rows, incoming: Incoming, now: datetime, *, comes_next: bool = False) -> Outcome:
            if not lost and isinstance(incoming, Text) and incoming.text.startswith("Lost"):
                lost.append(incoming)
                raise RuntimeError(repr(incoming))
            return handle(rows, incoming, now, comes_next=comes_next)

        dispatch.handle = lose_once  # type: ignore[method-assign]

    async def _malformed(self, name: str) -> None:
        s = self.stage
        sender, text = s.people[name].as_user(), self.word(name, "a malformed update")
        s.world.push_raw({"message": {"from": sender, "text": text}})
        s.world.push_raw({"message": {"message_id": text, "date": text, "chat": sender, "from": text}})
        s.world.push_raw({"callback_query": {"id": text, "from": sender, "data": text}})
        s.world.push_raw({"edited_message": [text]})
        await s.news(name)

    async def they_look_at_everything(self) -> None:
        """Fay types every command there is, Cora hers; pictures, tables, exports; a note of Chi's does not open."""
        s = self.stage
        for command in self.home.app.registry.commands:
            if command not in ("leave", "forget", "newset", "start"):
                await s.says(FAY, f"/{command}")
        await s.says(FAY, "/cancel")
        await s.presses(FAY, "Attendance")
        await s.says(COORDINATOR, "/facilitators", "/export", "/privacy", "/programme")
        await s.presses(COORDINATOR, "Table as a file", "Page for 2026")
        await s.says(ANA, "/export", "/journal", "/set", "/me", "/inbox", "/privacy")
        for page in ("What is kept", "Who sees it", "For how long", "What I cannot promise"):
            await s.presses(ANA, page, "Back")
        note = self._words_of(CHI, "a note to myself")
        await self.home.rows(lambda rows: _break_seal(rows, note))
        await s.says(CHI, "/journal", "/export")

    async def ben_is_back(self) -> None:
        """A delivery time passes while he blocks the bot; then he does not."""
        await self.home.move_to(at(13, 18, month=12))
        self.stage.people[BEN].unblock()
        await self.stage.says(BEN, "/set")

    async def person_ids(self) -> dict[int, str]:
        """The ids that the database has for people, which tie their memberships together, and whose they are."""
        known = {person.id: name for name, person in self.stage.people.items()}

        def look(rows: Rows) -> dict[int, str]:
            found = {name: people.find(rows, telegram_id) for telegram_id, name in known.items()}
            return {person.id: name for name, person in found.items() if person is not None}

        return await self.home.app.store.run(look)

    # Leaving and being erased

    async def dan_leaves(self) -> None:
        """He takes back what he shared."""
        await self.stage.says(DAN, "/leave")
        await self.stage.presses(DAN, "Leave, and take back what I shared")
        for text, word in self.plants.words.items():
            if word.owner == DAN and word.about != HANDLE:
                self.plants.withdrawn(text, self.home.clock.now())

    async def eve_is_erased(self) -> None:
        """Everything about her, and whatever others have of her."""
        await self.stage.says(EVE, "/forget")
        await self.stage.presses(EVE, "Erase everything", "Yes, erase it now")
        for text, word in self.plants.words.items():
            if word.owner == EVE:
                self.plants.withdrawn(text, self.home.clock.now())

    async def until_the_new_year(self) -> None:
        """The round-up, the second meeting, and the morning after it; the set ends, each with a document to keep."""
        await self.home.move_to(at(30, 18, month=12))
        await self.stage.presses(CHI, f"Read {self.handles[ANA]}")
        await self.home.move_to(at(1, 10, month=1))
        await self.stage.says(FAY, "/set", "/status", "/members", "/archive")
        await self.stage.presses(FAY, "End the set", "Yes, end it now")

    def _words_of(self, name: str, about: str) -> str:
        """The word that somebody typed in something."""
        return next(word.text for word in self.plants.words.values() if (word.owner, word.about) == (name, about))


def _but(readers: Mapping[str, datetime], *names: str) -> Mapping[str, datetime]:
    return {name: since for name, since in readers.items() if name not in names}


def _fails_with_everything(turn: Turn) -> None:
    """A bug whose exception holds whatever there is."""
    raise ValueError(f"{turn.incoming!r} {turn.me!r} {turn.words}")


def _fails_in_database(turn: Turn) -> None:
    """A bug in a statement with a text among its values: PostgreSQL says in its message what it could not read."""
    refused = sql("INSERT INTO handled (update_id, at) VALUES (:words, :words)")
    turn.rows.session.execute(refused, {"words": turn.words})


def _is_slow(turn: Turn) -> None:
    """So slow that the update is parked meanwhile."""
    time.sleep(0.2)
    turn.say("nothing-to-cancel")


def _break_seal(rows: Rows, word: str) -> None:
    """Spoil the passage that holds a word."""
    for passage in rows.session.scalars(select(Passage)):
        if word in rows.open(passage, "text_sealed"):
            passage.text_sealed = passage.text_sealed[:-1] + bytes([passage.text_sealed[-1] ^ 1])


SHARED = at(10, 18, month=12)
CHANGED = at(11, 9, month=12)
CHOICES = {
    ANA: "Share and welcome questions",
    BEN: "Share",
    CHI: "Facilitator only",
    DAN: "Keep private",
    EVE: "Share and welcome questions",
}
ASKED = at(11, 18, month=12)
ANSWERED = at(12, 9, month=12)
REPLIED = at(12, 18, month=12)
PARTNERED = at(13, 9, month=12)
REPORTED = {COORDINATOR: PARTNERED}
"""When a coordinator reads a report about Fay: in which set, about whom, and by whom if they wished so."""
