"""What is kept about a person, gathered for them: every row of theirs as plain facts, with their texts.

A fact is a column under its own name (a sealed one without the ending, and opened), as JSON can carry it: moments in
ISO 8601 with the offset of the person's zone. Ids, hashes and what others wrote are never among them; whom something
was for is there by the handle that the person knows. What others did shows here no sooner than at a delivery time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from albot.domain.columns import Noun
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.letters import Announcement, Letter, Report
from albot.domain.meetings import Coming, Meeting
from albot.domain.nudge_rows import Nudge
from albot.domain.partners import Partnership
from albot.domain.passages import Passage
from albot.domain.people import Appointment, Person, PersonKey
from albot.domain.questions import Mute, Question, Reply
from albot.domain.reflections import Answer, Issue, Note, Reflection, TakeAway
from albot.domain.review_rows import ReviewAnswer
from albot.domain.run_rows import Attendance, Bid, Stage
from albot.domain.sets import ActionSet, Handover, Invite, Member, SetPrompt
from albot.domain.steps import Step
from albot.domain.talks import Conversation
from albot.store import erasing, passages, sets
from albot.store.post import ChatMessage
from albot.store.rows import Rows

Facts = dict[str, Any]
Row = TypeVar("Row", bound=Noun)

SECTIONS: Mapping[str, type[Noun]] = {
    "issues": Issue,
    "reflections": Reflection,
    "steps": Step,
    "notes": Note,
    "take_aways": TakeAway,
    "comings": Coming,
    "attendances": Attendance,
    "bids": Bid,
    "stages": Stage,
    "questions": Question,
    "replies": Reply,
    "review_answers": ReviewAnswer,
    "letters": Letter,
    "announcements": Announcement,
    "reports": Report,
    "mutes": Mute,
    "partnerships": Partnership,
    "handovers": Handover,
    "deliveries": Delivery,
    "nudges": Nudge,
}
"""What is kept of a membership, by its key in the export. Answers stand in their reflections."""

ELSEWHERE: tuple[type[Noun], ...] = (Member, Answer, Passage, Conversation, Appointment, Invite, Person)
"""What else of a person is in the export."""

COUNTED: tuple[type[Noun], ...] = (PersonKey, ChatMessage, Copy)
"""Of what nothing can be shown but how many there are: keyed hashes, message numbers, what others wrote."""

NOT_IN_IT = {
    "screen": "the numbers of messages while a meeting is held, which are counted with all others",
    "outbox": "what is on its way to this chat; how many messages wait would tell what waits for a delivery time",
}
"""Tables about a person that the export leaves out, and why."""

HIDDEN = {
    "person.chat_sealed": "a Telegram id",
    "person.look_again_at": "when it is next looked at whether somebody is long gone",
    "appointment.label_sealed": "what a coordinator wrote",
    "invite.label_sealed": "may be the name of somebody else",
    "invite.uses_left": "counted as far as others may know, see `_invite`",
    "delivery.body_sealed": "made of texts that are in the export, and of those of others",
    "delivery.renew_at": "a delivery time",
    "delivery.released_at": "see `_delivery`",
    "delivery.withdrawn_at": "see `_delivery`",
    "partnership.agreed_at": "see `_partnership`",
    "partnership.ended_at": "may be what the other one did, before it shows",
    "conversation.detail": "bookkeeping, as all that begins with last_",
}
"""Columns that are no facts for the export, and why. Ids and hashes never are."""

OWN_DOING = frozenset({DeliveryKind.ISSUE, DeliveryKind.REFLECTION, DeliveryKind.HELP})
"""Kinds of delivery that nobody but their author can hold back: for others it could tell of a mute."""


# One row


def facts(rows: Rows, row: Noun, zone: str) -> Facts:
    """The facts of a row."""
    found: Facts = {}
    table = str(row.__tablename__)
    for column in type(row).__table__.columns:  # type: ignore[attr-defined]
        name = column.name
        if not _is_fact(table, column):
            continue
        if name.endswith("_sealed"):
            found[name.removesuffix("_sealed")] = rows.open(row, name) or None
        else:
            found[name] = plain(getattr(row, name), zone)
    return found


def _is_fact(table: str, column: Any) -> bool:
    """Whether a column says something about a person, and is no id, hash or bookkeeping."""
    name = str(column.name)
    if f"{table}.{name}" in HIDDEN or (table == "conversation" and name.startswith("last_")):
        return False
    if name.endswith("_sealed"):
        return True
    is_id = column.primary_key or bool(column.foreign_keys) or name.endswith("_id") or name == "carried_from"
    return not is_id and name not in ("digest", "handle_mark")


def plain(value: Any, zone: str) -> Any:
    """A value as JSON can carry it: moments on the person's own clock, with its offset."""
    match value:
        case datetime():
            return value.astimezone(ZoneInfo(zone)).isoformat()
        case date() | time():
            return value.isoformat()
        case Enum():
            return value.value
    return value


# Everything


def everything(rows: Rows, person: Person, telegram_id: int, now: datetime) -> Facts:
    """All that is kept about a person, but for what `NOT_IN_IT` names."""
    members = sets.by_name(rows, erasing.of_person(rows, person.id))
    gathering = _Gathering(rows, person, now)
    return {
        "format": "albot export",
        "version": 1,
        "made_at": plain(now, person.zone),
        "person": facts(rows, person, person.zone),
        "offices": gathering.of(Appointment, "person_id", [person.id]),
        "invites": [gathering.invite(each) for each in _where(rows, Invite, "made_by", [person.id])],
        "sets": [gathering.membership(each) for each in members],
        "conversations": gathering.of(Conversation, "person_id", [person.id]),
        "other_texts": gathering.other_texts(),
        "counts": _counts(rows, person, telegram_id, now),
    }


def _where(rows: Rows, noun: type[Row], column: str, values: Iterable[int]) -> list[Row]:
    query = select(noun).where(getattr(noun, column).in_(list(values)))
    return list(rows.session.scalars(query.order_by(noun.id)))  # type: ignore[attr-defined]


def _counts(rows: Rows, person: Person, telegram_id: int, now: datetime) -> Facts:
    """How many there are of what cannot be shown itself."""

    def count(noun: type[Noun], *more: Any) -> int:
        of_person = noun.person_id == person.id  # type: ignore[attr-defined]
        return int(rows.session.scalars(select(func.count()).select_from(noun).where(of_person, *more)).one())

    return {
        "look_up_codes": count(PersonKey),
        "message_numbers": count(ChatMessage),
        "texts_of_others_to_read": count(Copy),
        "texts_of_others_opened": count(Copy, col(Copy.opened_at).is_not(None)),
        "wrong_codes_of_the_last_hour": sets.wrong_codes(rows, telegram_id, now),
    }


class _Gathering:
    """The rows of one person, with their texts read once."""

    def __init__(self, rows: Rows, person: Person, now: datetime) -> None:
        self._rows, self._person, self._now = rows, person, now
        self._passages = _where(rows, Passage, "owner_id", [person.id])
        self._texts = passages.texts(rows, {each.row_id for each in self._passages})
        self._told: set[int] = set()

    def of(self, noun: type[Noun], column: str, values: Iterable[int]) -> list[Facts]:
        """The facts of the rows of a noun."""
        return [self._facts(each) for each in _where(self._rows, noun, column, values)]

    def _facts(self, row: Any) -> Facts:
        found = facts(self._rows, row, self._person.zone)
        texts = {name: text for (row_id, name), text in self._texts.items() if row_id == row.id}
        self._told.add(row.id)
        return {**found, **self._around(row), **({"texts": texts} if texts else {})}

    def _around(self, row: Any) -> Facts:
        """What a row says by pointing at others: a meeting, a handle, a prompt."""
        found: Facts = {}
        if hasattr(row, "meeting_id"):
            meeting = self._rows.get(Meeting, row.meeting_id)
            found["meeting"] = None if meeting is None else plain(meeting.starts_at, self._person.zone)
        for column, key in (("to_member_id", "to"), ("muted_member_id", "muted"), ("from_member_id", "from")):
            if hasattr(row, column):
                found[key] = self._handle(getattr(row, column))
        return {**found, **self._special(row)}

    def _special(self, row: Any) -> Facts:
        """What is worth knowing about a row of this noun alone."""
        looks: dict[type[Noun], Callable[[Any], Facts]] = {
            Reflection: lambda each: {"answers": [self._facts(answer) for answer in self._answers(each)]},
            Answer: lambda each: {"prompt": self._prompt(each.prompt_id)},
            Question: lambda each: {"became": self._became(each)},
            Reply: self._reply,
            Report: self._report,
            Partnership: self._partnership,
            Delivery: self._delivery,
        }
        look = looks.get(type(row))
        return {} if look is None else look(row)

    def _reply(self, reply: Reply) -> Facts:
        """To whom it was, while there is the question."""
        question = self._rows.get(Question, reply.question_id)
        return {"to": None if question is None else self._handle(question.member_id)}

    def _report(self, report: Report) -> Facts:
        """What kind of thing it is about."""
        reported = self._rows.get(Delivery, report.delivery_id)
        return {"about": None if reported is None else reported.kind.value}

    def _handle(self, member_id: int | None) -> str | None:
        """The handle under which somebody is known to others."""
        member = self._rows.get(Member, member_id)
        return None if member is None else sets.handle_seen(self._rows, member, self._now) or None

    def _answers(self, reflection: Reflection) -> list[Answer]:
        found = _where(self._rows, Answer, "reflection_id", [reflection.id])
        return sorted(found, key=lambda each: each.place)

    def _prompt(self, prompt_id: int) -> Facts:
        """Which prompt an answer is to: one of the four of the practice, or in the set's own words."""
        prompt = self._rows.get(SetPrompt, prompt_id)
        if prompt is None:
            return {"part": None, "words": None}
        return {"part": prompt.part, "words": self._rows.open(prompt, "text_sealed") or None}

    def _became(self, question: Question) -> str:
        """What became of a question, as far as its asker was told."""
        if question.sent_at is None:
            return "draft"
        told = {each.kind for each in self._brought_back(question)}
        if DeliveryKind.ANSWER in told:
            return "answered"
        return "made_them_think" if DeliveryKind.THOUGHT in told else "sent"

    def _brought_back(self, question: Question) -> list[Delivery]:
        """What reached the asker of a question about it."""
        query = (
            select(Delivery)
            .join(Reply, col(Reply.id) == Delivery.subject_id)
            .join(Copy, col(Copy.delivery_id) == Delivery.id)
            .where(Reply.question_id == question.id, Copy.person_id == self._person.id)
        )
        return list(self._rows.session.scalars(query))

    def _partnership(self, partnership: Partnership) -> Facts:
        """From when it held. The other's Yes counts from the delivery time at which it is heard."""
        at = partnership.agreed_at
        heard = at is not None and at <= self._now
        return {"agreed_at": plain(at, self._person.zone) if heard else None}

    def _delivery(self, delivery: Delivery) -> Facts:
        """When something reached others or was taken back, where nobody but its author can have kept it from them."""
        zone, mine = self._person.zone, delivery.kind in OWN_DOING
        return {
            "released_at": plain(delivery.released_at, zone) if mine else None,
            "withdrawn_at": plain(delivery.withdrawn_at, zone) if mine else None,
        }

    def invite(self, invite: Invite) -> Facts:
        """A link that the person made, with the uses that are left as far as they may know."""
        unseen = sets.unseen_uses(self._rows, invite, self._now)
        return {**self._facts(invite), "uses_left": invite.uses_left + unseen}

    def membership(self, member: Member) -> Facts:
        """What is kept of somebody in one set."""
        there = self._rows.need(ActionSet, member.set_id)
        found: Facts = {"set": self._rows.open(there, "name_sealed") or None, "member": self._facts(member)}
        for key, noun in SECTIONS.items():
            found[key] = self.of(noun, "member_id", [member.id])
        found["partner_of"] = [self._asked_me(each) for each in self._agreed(member)]
        return found

    def _agreed(self, member: Member) -> list[Partnership]:
        """What others asked of a member to which they said Yes."""
        found = _where(self._rows, Partnership, "to_member_id", [member.id])
        return [each for each in found if each.agreed_at is not None]

    def _asked_me(self, partnership: Partnership) -> Facts:
        at = plain(partnership.agreed_at, self._person.zone)
        return {"with": self._handle(partnership.member_id), "agreed_at": at}

    def other_texts(self) -> list[Facts]:
        """Texts that belong to nothing of the above: not said yet what they are, or drafts of a set's texts."""
        rest = [each for each in self._passages if each.row_id not in self._told]
        return [
            {
                "field": each.field,
                "at": plain(each.at, self._person.zone),
                "text": self._rows.open(each, "text_sealed"),
            }
            for each in rest
        ]
