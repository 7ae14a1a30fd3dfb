"""What a facilitator's control of a meeting says: one message, of which they turn the pages.

"" the clock, with all moves · "here" who is here · "order" who presents · "add" who else could · "end" really?
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from albot.chat import presenters
from albot.chat.message import Button, Keyboard, Message, button
from albot.domain import running as rules
from albot.domain.meetings import Meeting
from albot.domain.people import Person
from albot.domain.run_rows import Form, Run, RunState, Stage, StageKind
from albot.domain.running import OPENING, Face
from albot.domain.sets import ActionSet, Member, MemberState
from albot.domain.wallclock import to_wall
from albot.store import passages, reviews, running, sets
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, When, Words

VIEWS = ("", "here", "order", "add", "end")
"""The pages of a control; buttons name each by its place here."""

BELLS = {1: "running-bell-minute", 2: "running-bell-time"}


def control(rows: Rows, run: Run, view: str, person: Person, now: datetime) -> Message:
    """A page of the control, for this facilitator."""
    if run.state is RunState.ENDED:
        return _over(rows, run, now)
    if view == "here":
        return _here(rows, run, now)
    if view == "order" and _is_open(rows, run):
        return _order(rows, run, now)
    if view == "add" and _is_open(rows, run):
        return _add(rows, run, now)
    if run.state is RunState.PREPARING:
        return _preparing(rows, run, now)
    return _ending(rows, run, now) if view == "end" else _clock(rows, run, person, now)


def bell(stage: Stage, which: int) -> Message:
    """What sounds at one minute left (1) and at time (2). It may stand on a lock screen: it names nobody."""
    return Message(BELLS[which], {"stage": stage_name(stage.kind)}, sound=True)


def called_off() -> Message:
    """The last word of a control whose meeting was moved, cancelled, or not begun."""
    return Message("running-called-off")


def stage_name(kind: StageKind) -> Term:
    """A stage as people call it."""
    return Term(f"running-stage-{kind}")


def view_button(label: str, run: Run, view: str, **args: Arg) -> Button:
    """A button that turns to a page."""
    return button(label, "run.view", run.id, VIEWS.index(view), **args)


# Before it begins


def _preparing(rows: Rows, run: Run, now: datetime) -> Message:
    meeting = rows.need(Meeting, run.meeting_id)
    zone = rows.need(ActionSet, run.set_id).zone
    here, bids = presenters.here(rows, run), presenters.asking(rows, run)
    args: dict[str, Arg] = {
        "when": When(meeting.starts_at or now, zone),
        "minutes": meeting.length_minutes,
        "form": Term(f"running-form-{run.form}", {"room": presenters.room(rows, run, now)}),
        "here": len(here),
        "bids": _bids(run, len(bids)),
    }
    forms = [
        button("button-run-form", "run.form", run.id, place, form=Term(f"running-form-name-{each}"), on=_on(each, run))
        for place, each in enumerate(Form)
    ]
    pages = [
        view_button("button-run-here", run, "here", count=len(here)),
        view_button("button-run-order", run, "order"),
    ]
    change = button("button-run-minutes", "forms.show", run.id)
    begin = [[button("button-run-begin", "run.begin", run.id, run.moves)]] if here else []
    return Message("running-prepare", args, [*begin, forms, pages, [change]], protect=True)


def _on(form: Form, run: Run) -> int:
    return int(form is run.form)


# The clock


def _clock(rows: Rows, run: Run, person: Person, now: datetime) -> Message:
    found = running.stages(rows, run.id)
    stage = next((each for each in found if each.id == run.stage_id), None)
    lines = [*_status(rows, run, found, now), "", *_outlook(rows, run, found, person, now)]
    if stage is not None and stage.kind in OPENING:
        lines += ["", *_proposal(rows, run, stage, now)]
    return Message("running-control", {"lines": Lines(lines)}, _moves(rows, run, stage, found, now), protect=True)


def _status(rows: Rows, run: Run, found: Sequence[Stage], now: datetime) -> list[Arg]:
    """The stage that is on, and what it has left."""
    stage = next((each for each in found if each.id == run.stage_id), None)
    if stage is None:
        return [Term("running-no-stage")]
    lines: list[Arg] = [_head(rows, stage, found, now), _left(run, now)]
    member = rows.get(Member, stage.member_id)
    if member is not None and member.state is not MemberState.ACTIVE:
        lines.append(Term("running-has-left"))
    return lines


def _head(rows: Rows, stage: Stage, found: Sequence[Stage], now: datetime) -> Term:
    """The name of a stage, and whose turn of how many it is."""
    if stage.member_id is None:
        return Term("running-head", {"stage": stage_name(stage.kind)})
    turns = list(dict.fromkeys(each.member_id for each in found if each.member_id is not None))
    args: dict[str, Arg] = {
        "stage": stage_name(stage.kind),
        "number": turns.index(stage.member_id) + 1,
        "count": len(turns),
        "handle": _handle(rows, stage.member_id, now),
    }
    return Term("running-head-of", args)


def _handle(rows: Rows, member_id: int, now: datetime) -> str:
    return sets.handle_seen(rows, rows.need(Member, member_id), now)


def _left(run: Run, now: datetime) -> Term:
    shown = rules.face(rules.left(run, now))
    said = _clock_words(shown)
    return Term("running-paused", {"left": said}) if run.state is RunState.PAUSED else said


def _clock_words(shown: Face) -> Term:
    return Term(f"running-left-{shown.unit}", {"count": shown.number})


def _outlook(rows: Rows, run: Run, found: Sequence[Stage], person: Person, now: datetime) -> list[Arg]:
    """What comes next, and when the meeting ends at this pace."""
    to_come = rules.ahead(found, run.stage_id)
    if to_come:
        lines: list[Arg] = [_next(rows, to_come[0], now)]
    else:
        lines = [Term("running-next-end" if rules.is_settled(found) else "running-next-presenters")]
    if run.state is RunState.RUNNING:
        lines.append(_pace(run, found, person, now))
    return lines


def _next(rows: Rows, stage: Stage, now: datetime) -> Term:
    name = stage_name(stage.kind)
    if stage.member_id is None:
        return Term("running-next", {"stage": name})
    return Term("running-next-of", {"stage": name, "handle": _handle(rows, stage.member_id, now)})


def _pace(run: Run, found: Sequence[Stage], person: Person, now: datetime) -> Term:
    """When it ends. Until it is settled who presents, the rest is fitted to the time that there is."""
    settled, to_come = rules.is_settled(found), rules.ahead(found, run.stage_id)
    end = rules.end_at_pace(run, to_come, now) if settled else run.ends_at or now
    late = rules.minutes_late(run, to_come, now) if settled else 0
    said = "late" if late > 0 else "early" if late < 0 else "in-time"
    return Term(f"running-ends-{said}", {"time": f"{to_wall(end, person.zone):%H:%M}", "minutes": abs(late)})


def _proposal(rows: Rows, run: Run, stage: Stage, now: datetime) -> list[Arg]:
    """Who would like time, and just before they begin the order that is proposed."""
    lines: list[Arg] = [_bids(run, len(presenters.asking(rows, run)))]
    if stage.kind is StageKind.BIDS or run.form is Form.EVERYONE:
        lines += [Term("running-proposed"), *_order_lines(rows, run, now)]
    return lines


def _bids(run: Run, count: int) -> Term:
    return Term("running-everyone" if run.form is Form.EVERYONE else "running-bids", {"count": count})


def _order_lines(rows: Rows, run: Run, now: datetime) -> list[Arg]:
    return [
        Term("running-order-line", {"number": number, "handle": _handle(rows, member_id, now)})
        for number, member_id in enumerate(presenters.order(rows, run, now), 1)
    ]


def _moves(rows: Rows, run: Run, stage: Stage | None, found: Sequence[Stage], now: datetime) -> Keyboard:
    """What can be done now."""
    lines: list[list[Button]] = []
    if rules.has_next(found, run.stage_id):
        lines.append([_move("next", run)])
    if stage is not None:
        lines.append([_move("more", run), _move("go-on" if run.state is RunState.PAUSED else "pause", run)])
    here = view_button("button-run-here", run, "here", count=len(presenters.here(rows, run)))
    lines.append([*([_move("back", run)] if rules.before(found) else []), here])
    lines += [[each] for each in _sometimes(rows, run, stage, found, now)]
    return [*lines, [view_button("button-run-end", run, "end")]]


def _sometimes(rows: Rows, run: Run, stage: Stage | None, found: Sequence[Stage], now: datetime) -> list[Button]:
    """What only some moments offer."""
    offered = []
    if not rules.is_settled(found):
        offered.append(view_button("button-run-order", run, "order"))
    if rules.can_be_fitted(run, rules.ahead(found, run.stage_id), now):
        offered.append(_move("fit", run))
    if stage is None:
        return offered
    if stage.member_id is not None:
        offered.append(_move("absent", run, handle=_handle(rows, stage.member_id, now)))
    if presenters.want_ideas(rows, run, stage):
        offered.append(_move("ideas", run))
    review = reviews.of_meeting(rows, run.meeting_id)
    if stage.kind is StageKind.REVIEW and review is not None and review.closed_at is None:
        offered.append(_move("close", run))
    return offered


def _move(what: str, run: Run, **args: Arg) -> Button:
    """A button that moves the meeting: it works only while the control is as it was when it was shown."""
    return button(f"button-run-{what}", f"run.{what}", run.id, run.moves, **args)


# The other pages


def _page(rows: Rows, run: Run, now: datetime) -> list[Arg]:
    """The clock goes on above every page."""
    if run.state is RunState.PREPARING:
        return []
    return [*_status(rows, run, running.stages(rows, run.id), now), ""]


def _done(run: Run) -> list[Button]:
    return [view_button("button-run-done", run, "")]


def _here(rows: Rows, run: Run, now: datetime) -> Message:
    """Who is here: a tap changes it."""
    away = running.absent(rows, run.meeting_id)
    found = _by_handle(rows, presenters.members(rows, run), now)
    taps = [
        [button("button-run-is-here", "run.here", run.id, each.id, int(gone), handle=handle, on=int(not gone))]
        for handle, each in found
        for gone in [each.id in away]
    ]
    lines = [*_page(rows, run, now), Term("running-here")]
    return Message("running-control", {"lines": Lines(lines)}, [*taps, _done(run)], protect=True)


def _by_handle(rows: Rows, found: Sequence[Member], now: datetime) -> list[tuple[str, Member]]:
    named = [(sets.handle_seen(rows, each, now), each) for each in found]
    return sorted(named, key=lambda each: each[0].casefold())


def _is_open(rows: Rows, run: Run) -> bool:
    """Whether the order can still be changed."""
    return not rules.is_settled(running.stages(rows, run.id))


def _order(rows: Rows, run: Run, now: datetime) -> Message:
    """Who presents: the order with what each would like time for, and changing it."""
    chosen = presenters.order(rows, run, now)
    lines = [*_page(rows, run, now), Term("running-order"), *_chosen(rows, run, chosen, now)]
    taps = [_change(run, each, _handle(rows, each, now), first=not place) for place, each in enumerate(chosen)]
    more = [[view_button("button-run-add", run, "add")]] if presenters.others(rows, run, now) else []
    return Message("running-control", {"lines": Lines(lines)}, [*taps, *more, _done(run)], protect=True)


def _chosen(rows: Rows, run: Run, chosen: Sequence[int], now: datetime) -> list[Arg]:
    if not chosen:
        return [Term("running-order-nobody")]
    bids = {each.member_id: each.id for each in running.bids(rows, run.id)}
    said = passages.texts(rows, bids.values())
    lines: list[Arg] = []
    for number, member_id in enumerate(chosen, 1):
        lines.append(Term("running-order-line", {"number": number, "handle": _handle(rows, member_id, now)}))
        text = said.get((bids.get(member_id, 0), "text"))
        lines += [Words(text)] if text else []
    return lines


def _change(run: Run, member_id: int, handle: str, *, first: bool) -> list[Button]:
    out = button("button-run-out", "run.out", run.id, member_id, handle=handle)
    return [out] if first else [button("button-run-up", "run.up", run.id, member_id, handle=handle), out]


def _add(rows: Rows, run: Run, now: datetime) -> Message:
    """Who else could present."""
    taps = [
        [button("button-run-adds", "run.add", run.id, each.id, handle=handle)]
        for handle, each in _by_handle(rows, presenters.others(rows, run, now), now)
    ]
    lines = [*_page(rows, run, now), Term("running-add")]
    back = [view_button("button-run-done", run, "order")]
    return Message("running-control", {"lines": Lines(lines)}, [*taps, back], protect=True)


def _ending(rows: Rows, run: Run, now: datetime) -> Message:
    """*End*, asked once more."""
    lines = [*_page(rows, run, now), Term("running-end-sure")]
    review = reviews.of_meeting(rows, run.meeting_id)
    if review is None or review.closed_at is None:
        lines.append(Term("running-end-review"))
    sure = button("button-run-end-sure", "run.end", run.id, run.moves)
    buttons = [[sure], [view_button("button-run-no", run, "")]]
    return Message("running-control", {"lines": Lines(lines)}, buttons, protect=True)


# When it is over


def _over(rows: Rows, run: Run, now: datetime) -> Message:
    """How long the meeting took, how long who had, and what comes next."""
    took = 0
    if run.began_at is not None and run.ended_at is not None:
        took = round((run.ended_at - run.began_at).total_seconds() / 60)
    lines: list[Arg] = [Term("running-over", {"hours": took // 60, "minutes": took % 60})]
    times = _airtime(rows, run, now)
    if times:
        lines += [Term("running-over-times"), *times]
    lines.append("")
    review = reviews.of_meeting(rows, run.meeting_id)
    if review is not None and review.closes_at is not None:
        zone = rows.need(ActionSet, run.set_id).zone
        lines.append(Term("running-over-review", {"when": When(review.closes_at, zone)}))
    lines.append(Term("running-over-next"))
    return Message("running-control", {"lines": Lines(lines)}, protect=True)


def _airtime(rows: Rows, run: Run, now: datetime) -> list[Arg]:
    """How long each had who had a minute or more."""
    lines: list[Arg] = []
    for member_id, seconds in rules.airtime(running.stages(rows, run.id)).items():
        member = rows.get(Member, member_id)
        if member is not None and seconds >= rules.MINUTE:
            handle = sets.handle_seen(rows, member, now)
            lines.append(Term("running-over-line", {"handle": handle, "minutes": round(seconds / 60)}))
    return lines
