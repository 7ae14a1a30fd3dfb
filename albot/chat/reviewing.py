"""Process reviews: opening one, inviting, closing, and what it came to in words.

stage "process review", End, or /review ─→ open ── answers, of which nobody sees even how many ──┐
                                                                                                 ↓
closes_at, or Close and show ─→ closed ─┬─ three answered: the numbers are fixed, everybody of then is told: Read
                                        └─ fewer: nothing is ever shown
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce

from albot.chat import delivering
from albot.chat.announcing import News, tell_one
from albot.chat.message import Do, Drawing, Message, button
from albot.domain import reviews as rules
from albot.domain.meetings import Meeting
from albot.domain.people import Person
from albot.domain.review_rows import LineKind, Review, ReviewAnswer
from albot.domain.reviews import POINTS, SCALES, Results, Scale
from albot.domain.run_rows import Run, RunState, ScreenKind
from albot.domain.sets import ActionSet, Member, MemberState, Role
from albot.domain.wallclock import to_wall
from albot.store import outbox, running, sets
from albot.store import reviews as store
from albot.store.post import Outgoing
from albot.store.rows import Rows
from albot.texts.args import Arg, Day, Lines, Term, Words

GUARD = "review"
"""Guards of invitations begin so: `review:<id>:<member>` must still be open and not answered."""

PAGE = "review-page"
"""Guards of messages that show what a review came to begin so: `review-page:<id>` must still be there."""

MOST = 8
"""So many meetings at the most: what a picture shows well on a phone."""

Medians = tuple[float, ...]
"""The medians of a review, in the order of `SCALES`."""


# Opening and inviting


def open_review(rows: Rows, meeting: Meeting, now: datetime) -> Review:
    """The review of a meeting that is run here, opened where there is none.

    When its meeting has ended, that settles when it closes.
    """
    review = store.of_meeting(rows, meeting.id)
    run = running.of_meeting(rows, meeting.id)
    ended_at = None if run is None else run.ended_at
    if review is None:
        over = ended_at or max(_planned_end(meeting, now), now)
        return _open(rows, meeting, now, _closes_at(rows, meeting, over, rules.AFTER_MEETING))
    if ended_at is not None and review.closed_at is None:
        review.closes_at = _closes_at(rows, meeting, ended_at, rules.AFTER_MEETING)
    return review


def open_by_hand(rows: Rows, meeting: Meeting, now: datetime) -> Review:
    """Open the review of a meeting that was not run here, and invite everybody of then."""
    review = _open(rows, meeting, now, _closes_at(rows, meeting, now, rules.BY_HAND))
    invite(rows, review, now)
    return review


def can_be_opened(rows: Rows, meeting: Meeting, now: datetime) -> bool:
    """Whether a facilitator can open the review of a meeting: it is over, was not run here, and had none."""
    over = _planned_end(meeting, now)
    run = running.of_meeting(rows, meeting.id)
    was_run = run is not None and run.began_at is not None
    return over <= now < over + rules.LATEST and not was_run and store.of_meeting(rows, meeting.id) is None


def invite(rows: Rows, review: Review, now: datetime) -> None:
    """Ask those who were at a meeting, unless they have answered or their screen of the meeting asks them.

    Where nobody noted who was there, everybody of then is asked. Right after a meeting it comes in quiet hours too.
    """
    if review.closed_at is not None:
        return
    present = store.present(rows, review.meeting_id)
    begin = button("button-review-begin", "review.begin", review.id)
    for member in _of_then(rows, review, Role.MEMBER):
        if (present is None or member.id in present) and not _has_screen(rows, review, member):
            news = News(
                Message("review-invitation", {}, [[begin]], sound=True),
                f"{GUARD}:{review.id}:{member.id}",
                urgent=present is not None,
            )
            tell_one(rows, rows.need(Person, member.person_id), news, now)


def still_asked(rows: Rows, row: Outgoing, _now: datetime) -> bool:
    """Whether an invitation is still for somebody who can answer."""
    _prefix, review_id, member_id = row.guard.split(":")
    review, member = rows.get(Review, int(review_id)), rows.get(Member, int(member_id))
    if review is None or member is None or member.state is not MemberState.ACTIVE:
        return False
    answer = store.answer_of(rows, review.id, member.id)
    return review.closed_at is None and (answer is None or answer.finished_at is None)


def _open(rows: Rows, meeting: Meeting, now: datetime, closes_at: datetime) -> Review:
    review = Review(set_id=meeting.set_id, meeting_id=meeting.id, opened_at=now, closes_at=closes_at)
    rows.add(review)
    rows.flush()
    return rows.keep(review)


def _closes_at(rows: Rows, meeting: Meeting, over: datetime, least: timedelta) -> datetime:
    there = rows.need(ActionSet, meeting.set_id)
    return rules.closes_at(over, least, there.deliveries, there.zone)


def _planned_end(meeting: Meeting, now: datetime) -> datetime:
    return (meeting.starts_at or now) + timedelta(minutes=meeting.length_minutes)


def _has_screen(rows: Rows, review: Review, member: Member) -> bool:
    run = running.of_meeting(rows, review.meeting_id)
    return run is not None and running.screen(rows, run.id, member.id, ScreenKind.STAGE) is not None


# Who was in the set then


def was_there(rows: Rows, review: Review, member: Member) -> bool:
    """Whether somebody was in the set by the end of the meeting: others neither answer nor read."""
    return member.admitted_at is None or member.admitted_at <= _over_at(rows, review)


def may_read(rows: Rows, review: Review, member: Member) -> bool:
    """Whether a review has results that this member may read."""
    return bool(review.numbers) and was_there(rows, review, member)


def _over_at(rows: Rows, review: Review) -> datetime:
    run = running.of_meeting(rows, review.meeting_id)
    if run is not None and run.began_at is not None:
        return run.ended_at or review.opened_at
    return _planned_end(rows.need(Meeting, review.meeting_id), review.opened_at)


def _of_then(rows: Rows, review: Review, role: Role | None = None) -> list[Member]:
    found = sets.members(rows, review.set_id, role=role)
    return [each for each in found if was_there(rows, review, each)]


# Closing


def close(rows: Rows, review: Review, now: datetime) -> bool:
    """*Close and show*: close a review before its time. False while too few have answered, and it stays open."""
    held = store.hold(rows, review.id)
    if held.closed_at is None:
        found = _results(rows, held)
        if found is not None:
            _close(rows, held, found, now)
    return bool(held.numbers)


def close_in_time(rows: Rows, review: Review, now: datetime) -> None:
    """Close a review whose time is over, however many answered."""
    held = store.hold(rows, review.id)
    if held.closed_at is None:
        _close(rows, held, _results(rows, held), now)


def _results(rows: Rows, review: Review) -> Results | None:
    rows.flush()
    return rules.results(_points(each) for each in store.finished(rows, review.id))


def _points(answer: ReviewAnswer) -> dict[Scale, int]:
    return {scale: point for scale, point in given(answer).items() if point is not None}


def given(answer: ReviewAnswer) -> dict[Scale, int | None]:
    """What somebody chose on each scale so far."""
    return {Scale.SUPPORT: answer.support, Scale.CHALLENGE: answer.challenge, Scale.AIRTIME: answer.airtime}


def _close(rows: Rows, review: Review, found: Results | None, now: datetime) -> None:
    """Fix what it came to, and tell everybody of then that there is something to read, if there is.

    Those at a meeting that still goes on see it in their screen of the meeting, where they have one.
    """
    review.closed_at, review.closes_at = now, None
    if found is None:
        return
    review.numbers = rules.pack(found)
    live = _live_with(rows, review)
    message = Message("review-ready", {}, [[button("button-review-read", "review.read", review.id)]])
    for member in _of_then(rows, review):
        if not (member.id in live and _has_screen(rows, review, member)):
            news = News(message, sets.guard(member), urgent=member.id in live)
            tell_one(rows, rows.need(Person, member.person_id), news, now)


def _live_with(rows: Rows, review: Review) -> set[int]:
    """Who is at the meeting just now, by member id: they look at it together, whatever the hour."""
    run: Run | None = running.of_meeting(rows, review.meeting_id)
    if run is None or run.state is RunState.ENDED:
        return set()
    return store.present(rows, review.meeting_id) or set()


# In words


@dataclass(frozen=True)
class Held:
    """A review with its meeting's day on the wall clock of the set."""

    review: Review
    day: date


def held(rows: Rows, set_id: int) -> list[Held]:
    """The reviews of a set, that of the latest meeting first."""
    return [Held(review, day_of(rows, meeting)) for review, meeting in store.of_set(rows, set_id)]


def day_of(rows: Rows, meeting: Meeting) -> date:
    """The day of a meeting on the wall clock of its set."""
    zone = rows.need(ActionSet, meeting.set_id).zone
    return to_wall(meeting.starts_at, zone).date() if meeting.starts_at else date.min


def page(rows: Rows, review: Review) -> Term:
    """What a review came to: each scale with its spread and its middle, then the lines, shuffled by random ids."""
    found = rules.unpack(review.numbers)
    day = day_of(rows, rows.need(Meeting, review.meeting_id))
    lines: list[Arg] = [_scale_line(found, scale) for scale in SCALES]
    answers = store.finished(rows, review.id)
    for kind in LineKind:
        said = store.lines(rows, answers, kind)
        if said:
            lines.append(Term(f"review-lines-{kind}", {"lines": Lines([Words(each) for each in said])}))
    return Term("review-results", {"day": Day(day), "answers": found.answers, "lines": Lines(lines)})


def page_guard(review: Review) -> str:
    """The guard of the messages that show what a review came to."""
    return f"{PAGE}:{review.id}"


def page_still_there(rows: Rows, row: Outgoing, _now: datetime) -> bool:
    """Whether there still is a review that waits to be shown."""
    return rows.get(Review, int(row.guard.partition(":")[2])) is not None


def note_page_shown(rows: Rows, row: Outgoing, message_ids: Sequence[int], now: datetime) -> None:
    """Note where somebody has what a review came to, once it was sent."""
    review = rows.get(Review, int(row.guard.partition(":")[2]))
    for message_id in message_ids:
        outbox.remember_page(rows, row.person_id or 0, message_id, now, None if review is None else review.id)


def take_pages(rows: Rows, members: Sequence[Member], now: datetime) -> None:
    """Take what somebody is erased from out of the chats of others: pages that hold a line of theirs."""
    theirs = {member.person_id for member in members}
    for review_id in store.with_line_of(rows, [member.id for member in members]):
        outbox.drop_guarded(rows, f"{PAGE}:{review_id}")
        for message in store.messages(rows, review_id):
            if message.person_id not in theirs:
                delivering.take_message(rows, rows.need(Person, message.person_id), message, now)
            message.review_id = None


def word(scale: Scale, point: int) -> Term:
    """A point of a scale, as it is called."""
    return Term(f"review-{_kind(scale)}-{point}")


def _kind(scale: Scale) -> str:
    """Support and challenge share their words; airtime has its own."""
    return "airtime" if scale is Scale.AIRTIME else "much"


def _scale_line(found: Results, scale: Scale) -> Term:
    low, high = rules.between(found.medians[scale])
    args: dict[str, Arg] = {"low": word(scale, low), "high": word(scale, high)}
    middle = word(scale, low) if low == high else Term("review-between", args)
    return Term(f"review-scale-{scale}", {"middle": middle, "spread": _spread(found, scale)})


def _spread(found: Results, scale: Scale) -> Term:
    """How many chose what, in one row; what nobody chose is left out."""
    counted = zip(POINTS, found.counts[scale], strict=True)
    shares = [Term("review-share", {"word": word(scale, point), "count": n}) for point, n in counted if n]
    return reduce(lambda row, share: Term("review-shares", {"row": row, "share": share}), shares)


# Over the meetings


def series(rows: Rows, set_id: int) -> list[tuple[date, Medians]]:
    """The medians of a set's closed reviews, meeting by meeting, the oldest first."""
    return points(held(rows, set_id))


def points(found: Sequence[Held]) -> list[tuple[date, Medians]]:
    """The medians of reviews that have results, the oldest first."""
    shown = sorted((each for each in found if each.review.numbers), key=lambda each: each.day)
    medians = [rules.unpack(each.review.numbers).medians for each in shown]
    return [(each.day, tuple(row[scale] for scale in SCALES)) for each, row in zip(shown, medians, strict=True)]


def picture(found: Sequence[tuple[date, Medians]], reader: Person) -> Message:
    """The medians over the meetings as a picture, with a text beside it that says the same numbers."""
    latest = found[-MOST:]
    values = {"rows": [[day.isoformat(), *medians] for day, medians in latest], "dark": reader.dark}
    lines = [_medians_line(day, medians) for day, medians in latest]
    return Message("review-picture", {"lines": Lines(lines)}, do=Do.PICTURE, drawing=Drawing("review", values))


def _medians_line(day: date, medians: Medians) -> Term:
    said: dict[str, Arg] = {scale.value: f"{number:g}" for scale, number in zip(SCALES, medians, strict=True)}
    return Term("review-picture-line", {"day": Day(day), **said})
