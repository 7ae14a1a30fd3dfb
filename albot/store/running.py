"""Queries about meetings under way: the run of a set, its stages, bids and screens, who is there, airtime so far."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, delete, func, select

from albot.domain.meetings import Meeting, MeetingState
from albot.domain.run_rows import Attendance, Bid, Run, RunState, Screen, ScreenKind, SetForm, Stage
from albot.domain.running import EARLY, SPEAKING, can_be_run
from albot.store import passages
from albot.store.rows import Rows

LONGEST = timedelta(days=2)
"""No meeting that began longer ago than this can still be run."""


def running_in(rows: Rows, set_id: int, _now: datetime) -> Run | None:
    """The meeting of a set that is being prepared or is under way, or None."""
    query = select(Run).where(Run.set_id == set_id, col(Run.state) != RunState.ENDED).order_by(col(Run.id))
    return rows.session.scalars(query).first()


def hold(rows: Rows, run_id: int) -> Run | None:
    """A run as it is now, held until the end of this transaction against others who move it."""
    query = select(Run).where(Run.id == run_id).with_for_update().execution_options(populate_existing=True)
    found = rows.session.scalars(query).first()
    return None if found is None else rows.keep(found)


def of_meeting(rows: Rows, meeting_id: int) -> Run | None:
    """The run of a meeting, or None."""
    return rows.session.scalars(select(Run).where(Run.meeting_id == meeting_id)).first()


def meeting_to_run(rows: Rows, set_id: int, now: datetime) -> Meeting | None:
    """The meeting of a set that can be run now and was not ended: the one that starts nearest to now, or None."""
    ended = select(Run.meeting_id).where(Run.set_id == set_id, Run.state == RunState.ENDED)
    query = select(Meeting).where(
        Meeting.set_id == set_id,
        Meeting.state == MeetingState.PLANNED,
        col(Meeting.starts_at) > now - LONGEST,
        col(Meeting.starts_at) <= now + EARLY,
        col(Meeting.id).not_in(ended),
    )
    found = [each for each in rows.session.scalars(query) if can_be_run(each, now)]
    return min(found, key=lambda each: abs((each.starts_at or now) - now), default=None)


def due(rows: Rows, now: datetime, limit: int) -> list[int]:
    """The runs whose screens are to be looked at by now, by their ids."""
    return list(rows.session.scalars(select(Run.id).where(col(Run.look_at) <= now).limit(limit)))


def next_look(rows: Rows) -> datetime | None:
    """When the screens of a run are next to be looked at, or None."""
    return rows.session.scalars(select(func.min(Run.look_at)).where(col(Run.look_at).is_not(None))).first()


def stages(rows: Rows, run_id: int) -> list[Stage]:
    """The stages of a run in order, without those that were dropped."""
    query = select(Stage).where(Stage.run_id == run_id, col(Stage.place) >= 0).order_by(col(Stage.place), col(Stage.id))
    return [rows.keep(each) for each in rows.session.scalars(query)]


def airtime(rows: Rows, run: Run) -> dict[int, int]:
    """The seconds of airtime that members of a set had at its meetings before this one, by member id."""
    query = (
        select(col(Stage.member_id), func.sum(Stage.used_seconds))
        .join(Run, col(Run.id) == Stage.run_id)
        .where(Run.set_id == run.set_id, Run.id != run.id, col(Stage.kind).in_(SPEAKING))
        .where(col(Stage.member_id).is_not(None))
        .group_by(col(Stage.member_id))
    )
    return {member_id: int(seconds) for member_id, seconds in rows.session.execute(query) if member_id is not None}


def bids(rows: Rows, run_id: int) -> list[Bid]:
    """Who would like time, in no telling order."""
    query = select(Bid).where(Bid.run_id == run_id).order_by(col(Bid.id))
    return [rows.keep(each) for each in rows.session.scalars(query)]


def bid_of(rows: Rows, run_id: int, member_id: int) -> Bid | None:
    """That a member would like time, or None."""
    return rows.session.scalars(select(Bid).where(Bid.run_id == run_id, Bid.member_id == member_id)).first()


def need_bid(rows: Rows, run_id: int, member_id: int) -> Bid:
    """The bid of a member, made where there is none."""
    found = bid_of(rows, run_id, member_id)
    if found is None:
        found = rows.add(Bid(run_id=run_id, member_id=member_id))
        rows.flush()
    return rows.keep(found)


def absent(rows: Rows, meeting_id: int) -> set[int]:
    """Who is not at a meeting, as its facilitator sees it, by member id."""
    query = select(Attendance.member_id).where(Attendance.meeting_id == meeting_id, col(Attendance.present).is_(False))
    return set(rows.session.scalars(query))


def note_presence(rows: Rows, meeting_id: int, member_id: int, *, present: bool) -> None:
    """Keep whether a member is at a meeting."""
    query = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.member_id == member_id)
    known = rows.session.scalars(query).first()
    if known is None:
        rows.add(Attendance(meeting_id=meeting_id, member_id=member_id, present=present))
        rows.flush()
    else:
        known.present = present


def screens(rows: Rows, run_id: int, kind: ScreenKind | None = None) -> list[Screen]:
    """The screens of a run, or those of one kind."""
    query = select(Screen).where(Screen.run_id == run_id).order_by(col(Screen.id))
    if kind is not None:
        query = query.where(Screen.kind == kind)
    return [rows.keep(each) for each in rows.session.scalars(query)]


def screen(rows: Rows, run_id: int, member_id: int, kind: ScreenKind) -> Screen | None:
    """A member's screen of a kind, or None."""
    query = select(Screen).where(Screen.run_id == run_id, Screen.member_id == member_id, Screen.kind == kind)
    found = rows.session.scalars(query).first()
    return None if found is None else rows.keep(found)


def hold_screen(rows: Rows, screen_id: int) -> Screen | None:
    """A screen as it is now, its run held against others who change its screens; None where it was taken down."""
    found = rows.get(Screen, screen_id)
    if found is None or hold(rows, found.run_id) is None:
        return None
    query = select(Screen).where(Screen.id == screen_id).execution_options(populate_existing=True)
    return rows.session.scalars(query).first()


def set_form(rows: Rows, set_id: int) -> SetForm | None:
    """How a set likes its meetings, or None while it never said."""
    return rows.session.scalars(select(SetForm).where(SetForm.set_id == set_id)).first()


def erase(rows: Rows, run: Run) -> None:
    """Erase a run that never began, and who was noted to be there."""
    for bid in bids(rows, run.id):
        passages.erase_row(rows, bid.id)
    for noun in (Screen, Bid, Stage):
        rows.session.execute(delete(noun).where(col(noun.run_id) == run.id))
    rows.session.execute(delete(Attendance).where(col(Attendance.meeting_id) == run.meeting_id))
    rows.delete(run)
    rows.flush()
