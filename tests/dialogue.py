"""Plays a dialogue: a conversation in Markdown that people read and the tests execute, against the real bot.

What is so at the beginning, and the time:

    - Given a set with Fay, and Ana, Ben, Chi, meeting 2026-12-03T18:00     the first is the facilitator
    - Given a set "Night set" with Fay, and Ana, Dee                        a further one
    - Given a meeting held 2026-11-05T18:00
    - Given Ana has an issue                                                or: Given Ana, Ben and Chi have an issue
    - Given Ana means to: Ring Sam / Write it down                          open steps
    - The clock: 2026-11-30T18:00 Europe/London
    - 3 s later                                                             or minutes, h, days, weeks
    - albot is started anew

What people do (between two texts of one person go six seconds, unless they go on at once):

    - Ana: /checkin                            what somebody types (several lines: `Ana writes:` and a quotation)
    - Ana goes on: …                           in the same breath, a second later
    - Ana writes 900 times: word               a text so long that Telegram cuts it
    - Ana presses *Done*                       the newest button of this name
    - Ana presses *Done* under "You meant"     one of an older message, which begins so
    - Ana presses the first button             of the newest message that has some
    - Ana opens Fay's link                     the newest invite link that Fay's chat has shown
    - Ana edits "old": new
    - Ana forwards: …
    - Ana sends a voice                        or a photo, a document, a contact, a location
    - Ana adds albot to a group
    - Ana in a group: /checkin

What their chats show:

    - albot to Ana:                            the next thing that Ana's chat shows, whole; … stands for anything
      > The text, and under it the buttons
      > [Done] [Partly]
    - albot to Ben and Chi:                    each of them is shown this
    - the same to Dee, Eli and Fin             as what was told last
    - albot changes for Ana:                   a message that was shown before has a new text or new buttons
    - albot shows Ana for a moment:            over the chat, as the answer to a button
    - albot deletes for Ana: 5 messages
    - albot in the group:
    - nothing to Ana                           (whatever was shown has to be told anyway)

Everything that anybody's chat shows has to be told, in its order, before the next thing happens.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from albot.sandbox.chats import Chat, Message
from albot.sandbox.world import Change, Person
from tests.given import GivenSet, given_issue, given_meeting, given_set, given_steps
from tests.house import House

LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")
NAMES = r"(\w+(?:, \w+)*(?: and \w+)?)"
GROUP = "the group"
NO_BURST = timedelta(seconds=6)
"""Texts that come within five seconds of each other are one answer."""

UNITS = {"s": "seconds", "minute": "minutes", "h": "hours", "day": "days", "week": "weeks"}
PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3}
KINDS = {"to": "new", "in": "new", "changes for": "changed", "deletes for": "deleted", "shows": "a moment"}
"""How a dialogue says what kind of thing a chat shows."""


@dataclass(frozen=True)
class Line:
    """One line of a dialogue, with the quotation under it."""

    number: int
    text: str
    quoted: str


@dataclass(frozen=True)
class Shown:
    """Something that a chat shows: a new message, an old one that changed or went, or a word over the chat."""

    text: str
    kind: str

    @property
    def said(self) -> str:
        """What it says, for comparing."""
        return " ".join(self.text.split())


def lines(path: Path) -> Iterator[Line]:
    """The lines of a dialogue that are to be played."""
    current: Line | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if raw.startswith("- "):
            if current:
                yield current
            current = Line(number, raw[2:].strip(), "")
        elif current and raw.strip().startswith(">"):
            quoted = raw.strip().removeprefix(">").removeprefix(" ")
            current = Line(current.number, current.text, f"{current.quoted}\n{quoted}".strip("\n"))
    if current:
        yield current


def names_in(words: str) -> list[str]:
    """The names of an enumeration such as "Ana, Ben and Chi"."""
    return re.split(r", | and ", words)


class Watch:
    """What the chats have shown that no line of the dialogue has told yet."""

    def __init__(self, home: House, people: dict[str, Person]) -> None:
        self._home, self._people = home, people
        self._known: dict[tuple[str, int], str] = {}
        self.untold: dict[str, deque[Shown]] = {}
        self.links: dict[str, str] = {}
        """The code of the newest invite link that each chat has shown."""
        home.world.listeners.append(self._toast)

    async def look(self) -> None:
        """See what is new in every chat."""
        await self._home.settle()
        for name, person in self._people.items():
            self._look_at(name, person.chat)
        for group in self._home.world.groups.values():
            self._look_at(GROUP, group)

    def _look_at(self, name: str, chat: Chat) -> None:
        gone = 0
        for message in chat.messages:
            before = self._known.get((name, message.message_id))
            if message.deleted:
                gone += before != ""
                self._known[name, message.message_id] = ""
            elif message.sender is None:
                self._see(name, message, before)
        if gone:
            self._add(name, f"{gone} messages", "deleted")

    def _see(self, name: str, message: Message, before: str | None) -> None:
        """Note a message that is new or has changed. Buttons that are only taken away are no news."""
        self.links.update((name, code) for code in LINK.findall(message.text))
        labels = "\n".join(" ".join(f"[{button['text']}]" for button in row) for row in message.keyboard)
        now = f"{message.text}\n{labels}".strip()
        if before is None or (before != now and (labels or not before.startswith(message.text))):
            self._add(name, now, "new" if before is None else "changed")
        self._known[name, message.message_id] = now

    def _toast(self, change: Change) -> None:
        if change.event == "toast" and change.details is not None:
            name = next(name for name, person in self._people.items() if person.id == change.person)
            self._add(name, str(change.details["text"]), "a moment")

    def _add(self, name: str, text: str, kind: str) -> None:
        self.untold.setdefault(name, deque()).append(Shown(text, kind))


class Stage:
    """The people of a dialogue, what they do, and what their chats show."""

    def __init__(self, home: House, name: str) -> None:
        self._home, self._name = home, name
        self._people: dict[str, Person] = {"Cora": home.coordinator}
        self._watch = Watch(home, self._people)
        self._typed_at: dict[str, datetime] = {}
        self._there: GivenSet | None = None
        self._told = ("", "new")
        self._acts: list[tuple[str, Callable[..., object]]] = [
            (r"Given a set(?: \"(.+?)\")? with (\w+), and ([\w, ]+?)(?:, meeting (\S+))?", self._given),
            (r"Given a meeting held (\S+)", self._given_meeting),
            (rf"Given {NAMES} ha(?:s|ve) an issue", self._given_issue),
            (r"Given (\w+) means to: (.+)", self._given_steps),
            (r"The clock: (\S+) (\S+)", self._clock),
            (r"(\d+) (s|minute|h|day|week)s? later", self._later),
            (r"albot is started anew", self._starts_anew),
            (r"(\w+) opens (\w+)'s link", self._opens),
            (r"(\w+) presses the (\w+) button", self._presses_place),
            (r"(\w+) presses \*(.+)\*(?: under \"(.+)\")?", self._presses),
            (r"(\w+) edits \"(.+)\": (.+)", self._edits),
            (r"(\w+) forwards: (.+)", self._forwards),
            (r"(\w+) sends a (\w+)", self._sends),
            (r"(\w+) adds albot to a group", self._adds_to_group),
            (r"(\w+) in a group: (.+)", self._says_in_group),
            (r"(\w+) writes:()", self._says),
            (r"(\w+) writes (\d+) times: (.+)", self._writes_often),
            (r"(\w+) goes on(?:: (.+)|:)", self._goes_on),
            (r"(\w+): (.+)", self._says),
        ]
        self._tellings: list[tuple[str, Callable[..., None]]] = [
            (rf"albot (to|changes for|deletes for) {NAMES}:(?: (.+))?", self._tells),
            (rf"albot (shows) {NAMES} for a moment:(?: (.+))?", self._tells),
            (r"albot (in) (the group):(?: (.+))?", self._tells),
            (rf"the same to {NAMES}", self._tells_the_same),
            (r"nothing to (\w+)", self._tells_nothing),
        ]

    @property
    def untold(self) -> dict[str, deque[Shown]]:
        """What was shown and is not told yet, by whose chat it is."""
        return self._watch.untold

    async def play(self, line: Line) -> None:
        """Play one line; an `AssertionError` names its place."""
        for pattern, telling in self._tellings:
            if match := re.fullmatch(pattern, line.text):
                return telling(line, *match.groups())
        for pattern, act in self._acts:
            if match := re.fullmatch(pattern, line.text):
                self.all_told(line.number)
                outcome = act(line, *match.groups())
                if outcome is not None:
                    await outcome  # type: ignore[misc]
                return await self._watch.look()
        raise AssertionError(f"{self._place(line)}: not understood: {line.text}")

    def all_told(self, number: int) -> None:
        """Everything that was shown has been told."""
        for who, untold in self.untold.items():
            assert not untold, f"{self._name}:{number}: before this, albot to {who}:\n{untold[0].text}"

    def _place(self, line: Line) -> str:
        return f"{self._name}:{line.number}"

    def _person(self, name: str) -> Person:
        if name not in self._people:
            self._people[name] = self._home.person(name)
        return self._people[name]

    @property
    def _set(self) -> GivenSet:
        assert self._there is not None, "no set is given"
        return self._there

    # What is so at the beginning, and the time

    async def _given(self, _line: Line, name: str | None, facilitator: str, members: str, meeting: str | None) -> None:
        cast = tuple(members.replace(" ", "").split(","))
        named = name or "Tuesday set"
        self._there = await given_set(self._home, facilitator=facilitator, members=cast, meeting=meeting, name=named)
        self._people.update(self._there.people)

    async def _given_meeting(self, _line: Line, wall: str) -> None:
        await given_meeting(self._home, self._set, wall)

    async def _given_issue(self, _line: Line, names: str) -> None:
        for name in names_in(names):
            await given_issue(self._home, self._set, name)

    async def _given_steps(self, _line: Line, name: str, texts: str) -> None:
        await given_steps(self._home, self._set, name, *texts.split(" / "))

    async def _clock(self, _line: Line, wall: str, zone: str) -> None:
        await self._home.move_to(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)))

    async def _later(self, _line: Line, number: str, unit: str) -> None:
        await self._home.later(**{UNITS[unit]: int(number)})

    async def _starts_anew(self, _line: Line) -> None:
        await self._home.close()
        await self._home.open()

    # What people do

    async def _says(self, line: Line, who: str, text: str) -> None:
        since = self._home.clock.now() - self._typed_at.get(who, datetime.min.replace(tzinfo=ZoneInfo("UTC")))
        if since < NO_BURST:
            await self._home.later(seconds=(NO_BURST - since).total_seconds())
        self._type(who, text or line.quoted)

    async def _goes_on(self, line: Line, who: str, text: str | None) -> None:
        await self._home.later(seconds=1)
        self._type(who, text or line.quoted)

    async def _writes_often(self, line: Line, who: str, times: str, word: str) -> None:
        await self._says(line, who, " ".join([word] * int(times)))

    def _type(self, who: str, text: str) -> None:
        self._person(who).send(text)
        self._typed_at[who] = self._home.clock.now()

    def _forwards(self, _line: Line, who: str, text: str) -> None:
        self._person(who).forward(text)

    def _sends(self, _line: Line, who: str, kind: str) -> None:
        self._person(who).send_other(kind)

    def _adds_to_group(self, _line: Line, who: str) -> None:
        self._person(who).add_bot_to_group("Friends")

    def _says_in_group(self, _line: Line, who: str, text: str) -> None:
        group = next(iter(self._home.world.groups.values()))
        self._person(who).send_to_group(group, text)

    def _presses(self, line: Line, who: str, label: str, under: str | None) -> None:
        for message in reversed(self._person(who).chat.messages):
            if self._has(message, label) and message.text.startswith(under or ""):
                self._person(who).press(message.message_id, label)
                return
        raise AssertionError(f"{self._place(line)}: {who} has no button {label}")

    def _has(self, message: Message, label: str) -> bool:
        return not message.deleted and any(button["text"] == label for row in message.keyboard for button in row)

    def _presses_place(self, line: Line, who: str, place: str) -> None:
        message = next(each for each in reversed(self._person(who).chat.messages) if each.keyboard)
        labels = [button["text"] for row in message.keyboard for button in row]
        self._presses(line, who, labels[PLACES[place]], None)

    def _opens(self, _line: Line, who: str, whose: str) -> None:
        self._person(who).send(f"/start {self._watch.links[whose]}")

    def _edits(self, _line: Line, who: str, old: str, new: str) -> None:
        person = self._person(who)
        found = [message for message in person.chat.messages if message.sender is not None and message.text == old]
        person.edit(found[-1].message_id, new)

    # What is told

    def _tells(self, line: Line, how: str, names: str, text: str | None) -> None:
        self._told = (text or line.quoted, KINDS[how])
        self._tells_the_same(line, names)

    def _tells_the_same(self, line: Line, names: str) -> None:
        for name in names_in(names):
            self._expect(line, name, *self._told)

    def _tells_nothing(self, line: Line, who: str) -> None:
        untold = self.untold.get(who)
        assert not untold, f"{self._place(line)}: {who} was shown:\n{untold[0].text}"

    def _expect(self, line: Line, who: str, wanted: str, kind: str) -> None:
        untold = self.untold.get(who)
        assert untold, f"{self._place(line)}: albot showed nothing to {who}; wanted:\n{wanted}"
        shown = untold.popleft()
        pattern = re.escape(" ".join(wanted.split())).replace("…", ".*")
        assert re.fullmatch(pattern, shown.said), f"{self._place(line)}: to {who}:\n{shown.text}\n\nwanted:\n{wanted}"
        assert shown.kind == kind, f"{self._place(line)}: to {who}, {shown.kind} instead of {kind}:\n{shown.text}"
