"""`/export`: everything that is kept about a person, in the chat, as two documents.

    /export · Get a copy ─→ a page to read (Markdown) and everything for a program (JSON)

The keys of the JSON are those of `store.exporting.everything` and the columns of the nouns. They are stable: what
changes their meaning raises `version`. Moments are ISO 8601 with the offset of the person's zone.

| key | what stands there |
| --- | --- |
| `format`, `version`, `made_at` | what this is, and when it was made |
| `person`, `offices`, `invites` | settings; offices on this bot; invite links that the person made |
| `sets` | for each membership: `set`, `member` (handle, role, state), and lists: `issues`, `reflections` with |
| | `answers`, `steps`, `notes`, `take_aways`, `comings`, `attendances`, `bids`, `stages` (turns at meetings), |
| | `review_answers`, `questions`, `replies`, `letters`, `announcements`, `reports`, `mutes`, `partnerships`, |
| | `handovers`, `partner_of`, `deliveries`, `nudges`; what was typed is under `texts` by its field |
| `conversations`, `other_texts` | what is open; texts that are not part of anything yet |
| `counts` | how many there are of what says nothing by itself |

The page is made of the same facts: what somebody would want to read again, with local times.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from babel.dates import format_date

from albot.chat.message import Do, Message
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.reflections import Sharing
from albot.domain.sets import Role
from albot.store import exporting
from albot.texts.args import Arg, pack_all
from albot.texts.catalogue import TextMissing, catalogue

Facts = Mapping[str, Any]

READABLE = (
    "issues",
    "reflections",
    "steps",
    "notes",
    "questions",
    "replies",
    "letters",
    "announcements",
    "reports",
    "partnerships",
    "comings",
    "bids",
    "review_answers",
)
"""What of a set stands on the page, in this order. The rest says nothing that one would read."""

WHEN = ("sent_at", "finished_at", "kept_at", "begun_at", "at", "made_at", "asked_at", "meeting")
"""When something was, by the first of these facts that is there."""

SHARED_WITH = {
    Sharing.UNDECIDED: "undecided",
    Sharing.QUESTIONS: "set",
    Sharing.SET: "set",
    Sharing.FACILITATOR: "facilitator",
    Sharing.PRIVATE: "private",
}
"""Whom a check-in was for, as the page says it."""


def export(turn: Turn) -> None:
    """`/export`, *Get a copy*: both documents."""
    found = exporting.everything(turn.rows, turn.me, turn.incoming.sender.telegram_id, turn.now)
    day = f"{datetime.fromisoformat(found['made_at']):%Y-%m-%d}"
    page = "\n".join(_Page(turn.me.language).lines(found)) + "\n"
    whole = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    for kind, ending, text in (("page", "md", page), ("whole", "json", whole)):
        message = Message(f"exporting-{kind}", do=Do.FILE, file_name=f"albot-{day}.{ending}", file_text=text)
        turn.send(message)


class _Page:
    """The page, line by line, in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def _say(self, message_id: str, **args: Arg) -> str:
        return catalogue().plain(message_id, pack_all(args), self._language).strip()

    def _when(self, moment: str) -> str:
        """A moment as the person's own clock showed it."""
        local = datetime.fromisoformat(moment)
        day = format_date(local.date(), "d MMMM", locale=self._language)
        return f"{day} {local:%Y}, {local:%H:%M}"

    def lines(self, found: Facts) -> Iterator[str]:
        """Everything."""
        yield "# " + self._say("exporting-title")
        yield ""
        yield self._say("exporting-made", when=self._when(found["made_at"]), zone=found["person"]["zone"])
        yield from self._settings(found)
        for membership in found["sets"]:
            yield from self._membership(membership)
        yield from self._rest(found)

    def _settings(self, found: Facts) -> Iterator[str]:
        person = found["person"]
        yield from self._heading(2, "exporting-settings")
        yield "- " + self._say("exporting-zone", zone=person["zone"])
        quiet = (person["quiet_from"][:5], person["quiet_until"][:5])
        yield "- " + self._say("exporting-quiet", first=quiet[0], second=quiet[1])
        yield "- " + self._say("exporting-own-words", on="on" if person["own_words"] else "off")
        for office in found["offices"]:
            if office["ended_at"] is None:
                yield "- " + self._say("exporting-office", office=office["office"])

    def _heading(self, level: int, message_id: str, **args: Arg) -> Iterator[str]:
        yield from ("", "#" * level + " " + self._say(message_id, **args), "")

    def _membership(self, membership: Facts) -> Iterator[str]:
        """One set, as far as there is anything in it to read."""
        member, name = membership["member"], membership["set"]
        yield from self._heading(2, "exporting-set", set=name) if name else self._heading(2, "exporting-set-unnamed")
        role = "facilitator" if member["role"] == Role.FACILITATOR.value else "member"
        if member["handle"]:
            yield self._say("exporting-you", handle=member["handle"], role=role)
        for key in READABLE:
            entries = [each for each in membership[key] if self._says_something(key, each)]
            if entries:
                yield from self._heading(3, f"exporting-of-{key}")
            for entry in entries:
                yield from self._entry(key, entry)

    def _says_something(self, key: str, entry: Facts) -> bool:
        return bool(key in ("comings", "partnerships") or entry.get("texts") or entry.get("answers"))

    def _entry(self, key: str, entry: Facts) -> Iterator[str]:
        """When it was, how it stands, and what was written."""
        yield "**" + " · ".join(each for each in self._head(key, entry) if each) + "**"
        yield ""
        for answer in entry.get("answers", ()):
            if answer.get("texts"):
                yield from ("*" + self._prompt(answer["prompt"]) + "*", "")
                yield from self._quote(answer["texts"].get("text", ""))
        for field, text in entry.get("texts", {}).items():
            if field != "text":
                yield from ("*" + self._field(field) + "*", "")
            yield from self._quote(text)

    def _field(self, name: str) -> str:
        """What a part of something is called; one that has no word for it goes by its own name."""
        try:
            return self._say(f"exporting-field-{name}")
        except TextMissing:
            return name

    def _head(self, key: str, entry: Facts) -> Iterator[str]:
        at = next((entry[each] for each in WHEN if entry.get(each)), None)
        yield self._when(at) if at else ""
        if entry.get("to"):
            yield self._say("exporting-to", handle=entry["to"])
        yield self._how(key, entry)

    def _how(self, key: str, entry: Facts) -> str:
        """How something stands or ended, in a word or two."""
        match key:
            case "steps":
                return self._say(f"exporting-step-{entry['state']}")
            case "reflections":
                return self._say(f"exporting-shared-{SHARED_WITH[Sharing(entry['sharing'])]}")
            case "questions":
                return self._say(f"exporting-question-{entry['became']}")
            case "comings":
                return self._say("exporting-coming" if entry["coming"] else "exporting-not-coming")
            case "notes":
                return self._say(f"exporting-note-{entry['kind']}")
        return ""

    def _prompt(self, prompt: Facts) -> str:
        """What was asked: in the set's own words, else in the catalogue's."""
        if prompt["words"] or not prompt["part"]:
            return str(prompt["words"] or self._say("journal-a-question"))
        return self._say(f"prompt-{prompt['part']}")

    def _quote(self, text: str) -> Iterator[str]:
        yield from (f"> {line}".rstrip() for line in text.splitlines())
        yield ""

    def _rest(self, found: Facts) -> Iterator[str]:
        """Texts that belong to nothing, and how many there are of what cannot be shown."""
        if found["other_texts"]:
            yield from self._heading(2, "exporting-other-texts")
        for text in found["other_texts"]:
            yield from ("**" + self._when(text["at"]) + "**", "", *self._quote(text["text"]))
        counts = found["counts"]
        yield from self._heading(2, "exporting-counts")
        say = partial(self._say, "exporting-count")
        for what in ("look_up_codes", "message_numbers", "texts_of_others_to_read", "wrong_codes_of_the_last_hour"):
            yield "- " + say(what=what, count=counts[what])
        yield ""
        yield self._say("exporting-in-the-other-file")


FEATURE = Feature(
    "exporting",
    commands=[Command("export", Who.PERSON, export)],
    presses=[Press("export.now", export, who=Who.PERSON, keeps=True)],
)
