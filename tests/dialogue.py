"""Plays a dialogue: a conversation in Markdown that people read and the tests execute, against the real bot.

    - Given a set with Fay, and Ana, Ben, Chi, meeting 2026-12-03T18:00
    - The clock: 2026-11-30T18:00 Europe/London
    - Ana: /checkin                            what somebody types (several lines: `Ana writes:` and a quotation)
    - Ana presses *Done*
    - Ana opens Fay's link                     the newest invite link in Fay's chat
    - Ana edits "old": new
    - Ana sends a voice                        or a photo, a document, a contact, a location
    - albot to Ana:                            the next thing that Ana's chat shows, whole; … stands for anything
      > The text, and under it the buttons
      > [Done] [Partly]
    - albot changes for Ana:                   a message that was shown before has a new text
    - 3 s later                                for bursts
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

from tests.given import given_set

from albot.sandbox.world import Person
from tests.house import House

LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")


@dataclass(frozen=True)
class Line:
    """One line of a dialogue, with the quotation under it."""

    number: int
    text: str
    quoted: str


@dataclass(frozen=True)
class Shown:
    """Something that a chat shows: a new message, or an old one that changed."""

    text: str
    changed: bool

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


class Stage:
    """The people of a dialogue and what their chats have shown that nobody has told yet."""

    def __init__(self, home: House, name: str) -> None:
        self._home = home
        self._name = name
        self._people: dict[str, Person] = {"Cora": home.coordinator}
        self._known: dict[tuple[str, int], str] = {}
        self._untold: dict[str, deque[Shown]] = {}
        self._acts: list[tuple[str, Callable[..., object]]] = [
            (r"Given a set with (\w+), and ([\w, ]+?)(?:, meeting (\S+))?", self._given),
            (r"The clock: (\S+) (\S+)", self._clock),
            (r"(\d+) (s|h|days) later", self._later),
            (r"albot to (\w+):(?: (.+))?", self._tells),
            (r"albot changes for (\w+):(?: (.+))?", self._changes),
            (r"nothing to (\w+)", self._nothing),
            (r"(\w+) opens (\w+)'s link", self._opens),
            (r"(\w+) presses \*(.+)\*", self._presses),
            (r"(\w+) edits \"(.+)\": (.+)", self._edits),
            (r"(\w+) sends a (\w+)", self._sends),
            (r"(\w+) writes:", self._writes),
            (r"(\w+): (.+)", self._says),
        ]

    async def play(self, line: Line) -> None:
        """Play one line; an `AssertionError` names its place."""
        for pattern, act in self._acts:
            match = re.fullmatch(pattern, line.text)
            if match:
                expects = act in (self._tells, self._changes, self._nothing)
                if not expects:
                    self.all_told(line.number)
                outcome = act(line, *match.groups())
                if outcome is not None:
                    await outcome  # type: ignore[misc]
                if not expects:
                    await self._look()
                return
        raise AssertionError(f"{self._name}:{line.number}: not understood: {line.text}")

    def all_told(self, number: int) -> None:
        """Everything that was shown has been told."""
        for who, untold in self._untold.items():
            assert not untold, f"{self._name}:{number}: before this, albot to {who}:\n{untold[0].text}"

    def _person(self, name: str) -> Person:
        if name not in self._people:
            self._people[name] = self._home.person(name)
        return self._people[name]

    async def _look(self) -> None:
        """See what is new in every chat."""
        await self._home.settle()
        for name, person in self._people.items():
            for message in person.chat.messages:
                if message.sender is not None or message.deleted:
                    continue
                labels = "\n".join(" ".join(f"[{b['text']}]" for b in row) for row in message.keyboard)
                before = self._known.get((name, message.message_id))
                if before != message.text:
                    shown = Shown(f"{message.text}\n{labels}".strip(), before is not None)
                    self._untold.setdefault(name, deque()).append(shown)
                self._known[name, message.message_id] = message.text

    # What can happen

    async def _given(self, _line: Line, facilitator: str, members: str, meeting: str | None) -> None:
        names = tuple(members.replace(" ", "").split(","))
        given = await given_set(self._home, facilitator=facilitator, members=names, meeting=meeting)
        self._people.update(given.people)

    async def _clock(self, _line: Line, wall: str, zone: str) -> None:
        await self._home.move_to(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)))

    async def _later(self, _line: Line, number: str, unit: str) -> None:
        span = {"s": "seconds", "h": "hours", "days": "days"}[unit]
        await self._home.move_to(self._home.clock.now() + timedelta(**{span: int(number)}))

    def _says(self, _line: Line, who: str, text: str) -> None:
        self._person(who).send(text)

    def _writes(self, line: Line, who: str) -> None:
        self._person(who).send(line.quoted)

    def _presses(self, line: Line, who: str, label: str) -> None:
        for message in reversed(self._person(who).chat.messages):
            if not message.deleted and any(button["text"] == label for row in message.keyboard for button in row):
                self._person(who).press(message.message_id, label)
                return
        raise AssertionError(f"{self._name}:{line.number}: {who} has no button {label}")

    def _opens(self, _line: Line, who: str, whose: str) -> None:
        said = " ".join(message.text for message in self._person(whose).chat.messages)
        self._person(who).send(f"/start {LINK.findall(said)[-1]}")

    def _edits(self, _line: Line, who: str, old: str, new: str) -> None:
        person = self._person(who)
        found = [message for message in person.chat.messages if message.sender is not None and message.text == old]
        person.edit(found[-1].message_id, new)

    def _sends(self, _line: Line, who: str, kind: str) -> None:
        self._person(who).send_other(kind)

    # What has to be shown

    def _tells(self, line: Line, who: str, text: str | None) -> None:
        self._expect(line, who, text or line.quoted, changed=False)

    def _changes(self, line: Line, who: str, text: str | None) -> None:
        self._expect(line, who, text or line.quoted, changed=True)

    def _nothing(self, line: Line, who: str) -> None:
        untold = self._untold.get(who)
        assert not untold, f"{self._name}:{line.number}: {who} was shown:\n{untold[0].text}"

    def _expect(self, line: Line, who: str, wanted: str, *, changed: bool) -> None:
        place = f"{self._name}:{line.number}"
        untold = self._untold.get(who)
        assert untold, f"{place}: albot said nothing to {who}; wanted:\n{wanted}"
        shown = untold.popleft()
        pattern = re.escape(" ".join(wanted.split())).replace("…", ".*")
        assert re.fullmatch(pattern, shown.said), f"{place}: to {who}:\n{shown.text}\n\nwanted:\n{wanted}"
        assert shown.changed is changed, f"{place}: to {who}: {'new' if changed else 'changed'} instead:\n{shown.text}"
