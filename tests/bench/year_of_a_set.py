"""What one set does in a year, as rows: who is in it, what they wrote, asked and answered, and what waits now.

How often people do things is a guess, in `OFTEN`: on the high side, since a database that grows is what it is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from albot.chat.message import Message, button
from albot.domain import handles, reviews
from albot.domain.deliveries import next_delivery
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.letters import Announcement, Letter, Report
from albot.domain.meetings import Coming, Meeting, MeetingState
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.nudges import CheckinState, MeetingTime, MemberFacts, NudgeKind, OpenStep, nudges_owed
from albot.domain.partners import Partnership
from albot.domain.people import Appointment, Person, PersonKey
from albot.domain.questions import Mute, Question, QuestionKind, Reply
from albot.domain.reflections import Answer, Issue, Note, NoteKind, Reflection, Sharing, TakeAway
from albot.domain.review_rows import LineKind, Review, ReviewAnswer
from albot.domain.run_rows import Attendance, Bid, Run, RunState, SetForm, Stage, StageKind
from albot.domain.sets import (
    ActionSet,
    CodeAttempt,
    Handover,
    Invite,
    Member,
    MemberState,
    Role,
    SetPrompt,
    SetState,
)
from albot.domain.steps import Aftermath, Step, StepState
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_utc, to_wall
from albot.store import people, sets
from albot.store.post import ChatMessage, Handled, Lane, Outgoing, Parked
from albot.store.set_prompts import PARTS
from albot.texts.args import Lines, Term, Words, pack_all
from tests.bench.bulk import Made
from tests.given import FACILITATOR_HANDLE, HANDLES, ZONE

A_SET = 6
"""Members of a set, besides its facilitator."""

FOUR_WEEKS = timedelta(weeks=4)
DELIVERIES = "09:00,18:00"

FIRST_ACCOUNT = 700_000_002
"""The Telegram id of the first person: the second that a sandbox's world gives out, after its coordinator."""

OFTEN = {
    "checks in": 0.85,
    "a cue": 0.6,
    "a fallback": 0.4,
    "asks": 0.5,
    "is answered": 0.75,
    "opens": 0.7,
    "takes away": 0.6,
    "reviews": 0.7,
    "a line": 0.5,
    "a note": 0.2,
    "a letter": 0.1,
    "a report": 0.002,
    "a reminder": 0.15,
    "an edit": 0.1,
}
"""How often somebody does something, of a hundred times that they could."""

CHOICES = (Sharing.QUESTIONS,) * 9 + (Sharing.SET,) * 5 + (Sharing.FACILITATOR,) * 2 + (Sharing.PRIVATE,) * 4

READ_BY = {
    Sharing.QUESTIONS: Audience.SET,
    Sharing.SET: Audience.SET,
    Sharing.FACILITATOR: Audience.FACILITATORS,
}

SENTENCES = (
    "I spoke with the two people who had not been at the table so far, and one of them came.",
    "The budget is decided elsewhere, and I found out by whom.",
    "What I had planned for Monday did not happen, because the rota changed again.",
    "I noticed that I explain a lot when I am afraid of the answer.",
    "She said that nobody had asked her that before.",
    "I wrote the letter, slept over it, and sent a shorter one.",
    "It was easier than I thought once the date was fixed.",
    "I do not know yet whether it helps; the others are polite.",
    "We agreed on one thing that we stop doing.",
    "I want to see what happens if I do not chair the next meeting myself.",
    "The caretaker knows more about this than all of us.",
    "I put it off three times, and each time for a good reason.",
    "Ask for half an hour, and say beforehand what it is about.",
    "My manager backs me as long as it costs nothing.",
    "I felt alone with it until the set asked who else is worried.",
    "Next time I would begin with the volunteers and not with the board.",
)


@dataclass(frozen=True)
class Cast:
    """A set and the people in it; the facilitator is the last member."""

    there: Any
    prompts: Sequence[Any]
    members: Sequence[Any]

    @property
    def facilitator(self) -> Any:
        """Who facilitates."""
        return self.members[-1]


@lru_cache(maxsize=10_000)
def _delivered(day: datetime) -> datetime:
    return next_delivery(day, DELIVERIES, ZONE)


def delivered(at: datetime) -> datetime:
    """The delivery time after an hour."""
    return _delivered(at.replace(minute=30, second=0, microsecond=0))


class Story:
    """Makes the rows of sets that met so often until now."""

    def __init__(self, made: Made, meetings: int, now: datetime) -> None:
        self._made, self._meetings, self._now = made, meetings, now
        self._chance = made.chance
        self._updates = 1_000_000

    def of_the_bot(self) -> None:
        """What belongs to no set: updates that were set aside, wrong codes."""
        for number in range(20):
            at = self._now - timedelta(days=1 + number)
            parked = self._made.add(Parked, id=number, received_at=at, look_at=at, tries=3, reference="7F3A")
            self._made.seal(Parked, parked, "body_sealed", '{"update_id": 1}')
            self._made.add(CodeAttempt, digest=self._chance.randbytes(32), at=self._now - timedelta(hours=number))

    def of_a_set(self, number: int) -> None:
        """The whole year of one set. They meet on different days of the four weeks."""
        day = (self._now - timedelta(days=number % 28 + 1)).date()
        wall = datetime.combine(day, time(18))
        starts = [to_utc(wall - FOUR_WEEKS * back, ZONE) for back in range(self._meetings - 1, -2, -1)]
        cast = self._cast(number, starts[0] - timedelta(days=21))
        planned = [self._meeting(cast, at, last=at == starts[-1]) for at in starts]
        open_steps: dict[int, list[Any]] = {}
        for meeting in planned[:-1]:
            self._cycle(cast, meeting, open_steps)
        self._now_waiting(cast, planned[-2], planned[-1], open_steps)
        self._of_late(cast)

    def often(self, what: str) -> bool:
        """Whether something happens this time."""
        return self._chance.random() < OFTEN[what]

    def text(self, most: int = 5) -> str:
        """A few sentences: some 70 letters each."""
        return " ".join(self._chance.sample(SENTENCES, self._chance.randint(1, most)))

    # Who is there

    def _cast(self, number: int, at: datetime) -> Cast:
        made = self._made
        there = made.add(ActionSet, state=SetState.ACTIVE, zone=ZONE, size=A_SET, created_at=at)
        there.look_again_at = self._now + timedelta(seconds=self._chance.randrange(1, 86_400))
        for column in ("name_sealed", "purpose_sealed", "audience_sealed", "rules_sealed", "contact_sealed"):
            made.seal(ActionSet, there, column, f"Set {number}" if column == "name_sealed" else self.text())
        made.add(SetForm, set_id=there.id)
        made.add(Invite, digest=self._chance.randbytes(33), set_id=there.id, uses_left=2, expires_at=at)
        prompts = [made.add(SetPrompt, set_id=there.id, place=place, part=part) for place, part in enumerate(PARTS)]
        names = (*HANDLES[:A_SET], FACILITATOR_HANDLE)
        members = [self._member(there, number * len(names) + place, name, at) for place, name in enumerate(names)]
        for member in members:
            self._issue(member, at)
        return Cast(there, prompts, members)

    def _member(self, there: Any, number: int, name: str, at: datetime) -> Any:
        made, account = self._made, str(FIRST_ACCOUNT + number)
        person = made.add(Person, zone=ZONE, joined_at=at)
        digest = made.vault.digest(people.PURPOSE, account)
        made.add(PersonKey, digest=digest, person_id=person.id, key_number=made.vault.number)
        made.seal(Person, person, "chat_sealed", account, digest)
        role = Role.FACILITATOR if name == FACILITATOR_HANDLE else Role.MEMBER
        if role is Role.FACILITATOR:
            made.add(Appointment, person_id=person.id)
        elif self._chance.random() < 0.1:
            made.add(Conversation, person_id=person.id, prompt="note.text", opened_at=self._now, parked=True)
        mark = made.vault.digest(sets.HANDLE, f"{there.id}|{handles.skeleton(name)}")
        member = made.add(
            Member,
            set_id=there.id,
            person_id=person.id,
            role=role,
            state=MemberState.ACTIVE,
            handle_mark=mark,
            admitted_at=at,
            visible_from=at,
            joined_on=at.date(),
            questions=True,
            plan_again_at=self._now + timedelta(seconds=self._chance.randrange(1, 86_400)),
        )
        made.seal(Member, member, "handle_sealed", name)
        return member

    def _issue(self, member: Any, at: datetime) -> None:
        if member.role is Role.FACILITATOR:
            return
        issue = self._made.add(Issue, member_id=member.id, shown=True, finished_at=at)
        parts = {part: self.text() for part in ("what", "stretch", "power")}
        for part, text in parts.items():
            self._made.write_text(member.person_id, issue.id, text, at, part)
        said = [Term(f"issue-part-{part}", {"text": Words(text)}) for part, text in parts.items()]
        self._deliver(member, DeliveryKind.ISSUE, issue, Message("shared-issue", {"parts": Lines(said)}), at, ())

    # What reaches others

    def _deliver(
        self,
        author: Any,
        kind: DeliveryKind,
        subject: Any,
        said: Message,
        at: datetime,
        readers: Sequence[Any],
        **more: Any,
    ) -> Any:
        """Something was released, and some have opened it."""
        released = delivered(at)
        delivery = self._made.add(
            Delivery,
            set_id=author.set_id,
            member_id=author.id,
            kind=kind,
            subject_id=subject.id,
            version=1,
            handed_in_at=at,
            released_at=released,
            **more,
        )
        body = {"id": said.id, "args": pack_all(said.args)}
        self._made.seal_json(Delivery, delivery, "body_sealed", body)
        for reader in readers:
            self._copy(delivery, reader, released + timedelta(hours=self._chance.randrange(1, 30)))
        return delivery

    def _copy(self, delivery: Any, reader: Any, opened: datetime) -> None:
        copy = self._made.add(
            Copy, delivery_id=delivery.id, person_id=reader.person_id, member_id=reader.id, version=delivery.version
        )
        if self.often("opens") and opened < self._now:
            copy.opened_at = opened
            message_id = self._chance.randrange(1, 20_000)
            person_id = reader.person_id
            self._made.add(ChatMessage, person_id=person_id, message_id=message_id, at=opened, copy_id=copy.id)

    # One cycle: what leads up to a meeting, the meeting, and the morning after

    def _meeting(self, cast: Cast, at: datetime, *, last: bool) -> Any:
        wall = to_wall(at, ZONE).replace(tzinfo=None).isoformat()
        meeting = self._made.add(
            Meeting,
            set_id=cast.there.id,
            state=MeetingState.PLANNED,
            starts_at=at,
            wall=wall,
            zone=ZONE,
            place_asked=True,
            every_weeks=4 if last else None,
            series_wall=wall,
            rounded_up_at=at - timedelta(hours=24) if at - timedelta(hours=24) <= self._now else None,
        )
        self._made.seal(Meeting, meeting, "place_sealed", "https://meet.example.org/abc-defg-hij")
        return meeting

    def _cycle(self, cast: Cast, meeting: Any, open_steps: dict[int, list[Any]]) -> None:
        members = cast.members[:A_SET]
        for member in members:
            self._made.add(Coming, member_id=member.id, meeting_id=meeting.id, coming=True)
            if self.often("checks in"):
                self._check_in(cast, member, meeting, open_steps)
            self._nudged(member, meeting)
        self._announce(cast, meeting)
        self._run(cast, meeting)
        self._review(cast, meeting)
        for member in members:
            if self.often("takes away"):
                self._take_away(member, meeting)
            for step in open_steps.get(member.id, ()):
                if step.state is StepState.DRAFT:
                    step.state, step.kept_at = StepState.OPEN, meeting.starts_at + timedelta(hours=15)
        self._partners(cast, meeting)

    def _check_in(self, cast: Cast, member: Any, meeting: Any, open_steps: dict[int, list[Any]]) -> None:
        made, at = self._made, meeting.starts_at - timedelta(hours=self._chance.randrange(14, 71))
        choice = self._chance.choice(CHOICES)
        reflection = made.add(
            Reflection,
            member_id=member.id,
            meeting_id=meeting.id,
            begun_at=at,
            finished_at=at,
            steps_said=True,
            sharing=choice,
        )
        for step in open_steps.pop(member.id, ()):
            self._end(step, member, reflection, at)
        said = []
        for number, prompt in enumerate(cast.prompts, 1):
            answer = made.add(
                Answer, reflection_id=reflection.id, member_id=member.id, prompt_id=prompt.id, place=prompt.place
            )
            text = self.text()
            if prompt.part != "want":
                made.write_text(member.person_id, answer.id, text, at)
            asked = Term(f"prompt-{prompt.part}")
            said.append(Term("checkin-part", {"number": number, "question": asked, "answer": Words(text)}))
        open_steps[member.id] = [self._step(member, reflection, at, place) for place in range(2)]
        if choice in READ_BY:
            audience = READ_BY[choice]
            readers = [each for each in cast.members if each is not member]
            if audience is Audience.FACILITATORS:
                readers = [cast.facilitator]
            shared = Message("shared-reflection", {"parts": Lines(said)})
            kind = DeliveryKind.REFLECTION
            delivery = self._deliver(member, kind, reflection, shared, at, readers, audience=audience)
            if self.often("asks"):
                self._ask(self._chance.choice(readers), member, delivery, at)
        if self.often("a note"):
            note = made.add(Note, member_id=member.id, at=at)
            made.write_text(member.person_id, note.id, self.text(2), at)

    def _step(self, member: Any, reflection: Any, at: datetime, place: int) -> Any:
        step = self._made.add(
            Step, member_id=member.id, reflection_id=reflection.id, made_at=at, place=place, detailed=True
        )
        self._made.write_text(member.person_id, step.id, self.text(1), at)
        if self.often("a cue"):
            self._made.write_text(member.person_id, step.id, self.text(1), at, "cue")
        if self.often("a fallback"):
            self._made.write_text(member.person_id, step.id, self.text(1), at, "fallback")
        return step

    def _end(self, step: Any, member: Any, reflection: Any, at: datetime) -> None:
        step.state = self._chance.choice((StepState.DONE, StepState.DONE, StepState.PARTLY, StepState.NOT_DONE))
        step.ended_at, step.ended_in = at, reflection.id
        if step.state is not StepState.DONE:
            step.aftermath = Aftermath.LEAVE
            self._made.write_text(member.person_id, step.id, self.text(2), at, "hindrance")

    def _ask(self, asker: Any, owner: Any, about: Any, at: datetime) -> None:
        made, asked_at = self._made, delivered(at) + timedelta(hours=2)
        question = made.add(
            Question,
            member_id=asker.id,
            to_member_id=owner.id,
            about_id=about.id,
            kind=QuestionKind.OPEN,
            at=asked_at,
            sent_at=asked_at,
        )
        text = self.text(2)
        made.write_text(asker.person_id, question.id, text, asked_at)
        body = Message("question-body", {"kind": Term("question-kind-open"), "text": Words(text)})
        self._to_one(asker, owner, DeliveryKind.QUESTION, question, body, asked_at)
        if not self.often("is answered"):
            return
        answered_at = delivered(asked_at) + timedelta(hours=3)
        reply = made.add(Reply, member_id=owner.id, question_id=question.id, sent_at=answered_at)
        answer = self.text(3)
        made.write_text(owner.person_id, reply.id, answer, answered_at)
        back = Message("answering-answer", {"question": Words(text), "text": Words(answer)})
        self._to_one(owner, asker, DeliveryKind.ANSWER, reply, back, answered_at)

    def _to_one(self, author: Any, reader: Any, kind: DeliveryKind, subject: Any, said: Message, at: datetime) -> None:
        to = {"audience": Audience.MEMBER, "to_member_id": reader.id}
        self._deliver(author, kind, subject, said, at, [reader], **to)

    def _announce(self, cast: Cast, meeting: Any) -> None:
        at, author = meeting.starts_at - timedelta(days=7), cast.facilitator
        told = self._made.add(Announcement, member_id=author.id, at=at, sent_at=at)
        text = self.text(2)
        self._made.write_text(author.person_id, told.id, text, at)
        said = Message("announcement", {"text": Words(text)})
        self._deliver(author, DeliveryKind.ANNOUNCEMENT, told, said, at, cast.members[:A_SET])
        member = self._chance.choice(cast.members[:A_SET])
        if self.often("a letter"):
            letter = self._made.add(Letter, member_id=member.id, at=at, sent_at=at)
            self._made.write_text(member.person_id, letter.id, text, at)
            said, to = Message("announcement", {"text": Words(text)}), {"audience": Audience.FACILITATORS}
            self._deliver(member, DeliveryKind.LETTER, letter, said, at, [author], **to)
        if self.often("a report"):
            report = self._made.add(Report, member_id=member.id, delivery_id=told.id, at=at, sent_at=at)
            self._made.write_text(member.person_id, report.id, text, at)
            self._made.add(Mute, member_id=member.id, muted_member_id=author.id)
            self._made.add(Handover, member_id=member.id, from_member_id=author.id, asked_at=at)

    def _run(self, cast: Cast, meeting: Any) -> None:
        made, at = self._made, meeting.starts_at
        over = at + timedelta(hours=2)
        run = made.add(
            Run,
            set_id=cast.there.id,
            meeting_id=meeting.id,
            state=RunState.ENDED,
            began_at=at,
            ends_at=over,
            ended_at=over,
        )
        for member in cast.members:
            present = self.often("checks in")
            made.add(Attendance, meeting_id=meeting.id, member_id=member.id, present=present)
        presenters = self._chance.sample(cast.members[:A_SET], 3)
        for place, member in enumerate(presenters, 1):
            bid = made.add(Bid, run_id=run.id, member_id=member.id, asked_at=at, place=place)
            made.write_text(member.person_id, bid.id, self.text(1), at)
        a_turn = (StageKind.PRESENTING, StageKind.CLARIFYING, StageKind.QUESTIONS, StageKind.ACTIONS)
        turns = [(kind, member) for member in presenters for kind in a_turn]
        kinds = [(StageKind.ROUND, None), (StageKind.BIDS, None), *turns, (StageKind.REVIEW, None)]
        for place, (kind, presenter) in enumerate(kinds):
            member_id = None if presenter is None else presenter.id
            made.add(Stage, run_id=run.id, place=place, kind=kind, member_id=member_id, seconds=480, used_seconds=500)

    def _review(self, cast: Cast, meeting: Any) -> None:
        made, at = self._made, meeting.starts_at + timedelta(hours=2)
        closes = min(delivered(at + timedelta(hours=14)), self._now - timedelta(hours=1))
        review = made.add(
            Review, set_id=cast.there.id, meeting_id=meeting.id, opened_at=at, closes_at=closes, closed_at=closes
        )
        given = []
        for member in cast.members:
            if not self.often("reviews"):
                continue
            points = {scale: self._chance.randint(2, 5) for scale in reviews.SCALES}
            given.append(points)
            line = self._chance.choice(tuple(LineKind)) if self.often("a line") else None
            scales = {scale.value: point for scale, point in points.items()}
            ids = {"review_id": review.id, "member_id": member.id}
            answer = made.add(ReviewAnswer, **ids, **scales, line=line, finished_at=at)
            if line is not None:
                made.write_text(member.person_id, answer.id, self.text(1), at)
            message_id, person_id = self._chance.randrange(1, 20_000), member.person_id
            made.add(ChatMessage, person_id=person_id, message_id=message_id, at=closes, review_id=review.id)
        found = reviews.results(given)
        review.numbers = "" if found is None else reviews.pack(found)

    def _take_away(self, member: Any, meeting: Any) -> None:
        made, at = self._made, meeting.starts_at + timedelta(hours=15)
        ids = {"member_id": member.id, "meeting_id": meeting.id}
        made.add(TakeAway, **ids, begun_at=at, added=True, finished_at=at)
        for kind in (NoteKind.ABOUT_ISSUE, NoteKind.ABOUT_SELF):
            note = made.add(Note, **ids, kind=kind, at=at)
            made.write_text(member.person_id, note.id, self.text(2), at)

    def _partners(self, cast: Cast, meeting: Any) -> None:
        one, other = self._chance.sample(cast.members[:A_SET], 2)
        at = meeting.starts_at - timedelta(days=20)
        over = meeting.starts_at
        ids = {"member_id": one.id, "to_member_id": other.id, "meeting_id": meeting.id}
        pair = self._made.add(Partnership, **ids, at=at, sent_at=at, agreed_at=at, ended_at=over)
        self._to_one(one, other, DeliveryKind.PARTNER, pair, Message("announcement", {"text": "…"}), at)
        self._to_one(other, one, DeliveryKind.PARTNERED, pair, Message("announcement", {"text": "…"}), at)

    # Nudges

    def _nudged(self, member: Any, meeting: Any) -> None:
        """What was sent before a meeting, or lapsed; what is older than three months has been swept."""
        if self._now - meeting.starts_at > timedelta(days=90):
            return
        before = MemberFacts(member.id, ZONE, ZONE, next_meeting=MeetingTime(meeting.id, meeting.starts_at))
        for owed in nudges_owed(before, meeting.starts_at - FOUR_WEEKS):
            sent = owed.kind is not NudgeKind.CHECKIN_REMINDER
            nudge = self._nudge(member, owed, NudgeState.SENT if sent else NudgeState.LAPSED)
            if sent:
                nudge.sent_at = nudge.sent_for = owed.due_at

    def _now_waiting(self, cast: Cast, last: Any, ahead: Any, open_steps: dict[int, list[Any]]) -> None:
        """What is owed until the next meeting, as the rules say it."""
        facts = MemberFacts(
            0,
            ZONE,
            ZONE,
            last_meeting=MeetingTime(last.id, last.starts_at),
            next_meeting=MeetingTime(ahead.id, ahead.starts_at),
            checkin=CheckinState.NOT_BEGUN,
        )
        for member in cast.members:
            mine = open_steps.get(member.id, [])
            for step in mine:
                if self.often("a reminder"):
                    step.remind_wall = (ahead.starts_at - timedelta(days=2)).replace(tzinfo=None, second=0).isoformat()
                    step.remind_zone = ZONE
            steps = tuple(
                OpenStep(each.id, datetime.fromisoformat(each.remind_wall) if each.remind_wall else None, ZONE)
                for each in mine
            )
            checks_in = member.role is Role.MEMBER
            for owed in nudges_owed(
                replace(facts, member_id=member.id, open_steps=steps, checks_in=checks_in), self._now
            ):
                if owed.due_at > self._now:
                    self._nudge(member, owed, NudgeState.WAITING)

    def _nudge(self, member: Any, owed: Any, state: NudgeState) -> Any:
        return self._made.add(
            Nudge,
            member_id=member.id,
            person_id=member.person_id,
            kind=owed.kind.value,
            subject_id=owed.subject_id,
            cycle_id=owed.cycle_id,
            wall=owed.wall.isoformat(),
            zone=owed.zone,
            due_at=owed.due_at,
            useful_until=owed.useful_until,
            look_at=owed.due_at,
            chosen=owed.chosen,
            state=state,
        )

    # The last two days

    def _of_late(self, cast: Cast) -> None:
        """Updates that were handled, messages that can still be deleted, and one that waits to go out."""
        made = self._made
        for member in cast.members:
            for _ in range(self._chance.randrange(6)):
                at = self._now - timedelta(minutes=self._chance.randrange(2_880))
                self._updates += 1
                made.add(Handled, update_id=self._updates, at=at)
                for mine in (True, False):
                    message_id, person_id = self._chance.randrange(1, 20_000), member.person_id
                    made.add(ChatMessage, person_id=person_id, message_id=message_id, at=at, mine=mine)
        member = cast.facilitator
        later = self._now + timedelta(hours=self._chance.randrange(1, 12))
        row = made.add(Outgoing, person_id=member.person_id, lane=Lane.DELIVERY, written_at=self._now, not_before=later)
        said = Message(
            "announcement", {"text": Words(self.text(2))}, [[button("button-delivery-read", "read.new", member.id)]]
        )
        made.seal(Outgoing, row, "address_sealed", "700000002")
        made.seal_json(Outgoing, row, "body_sealed", said.body("en"))
