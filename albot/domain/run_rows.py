"""Run, stage, bid, attendance and screen: a meeting while it is held, and what is kept of it.

Everything that the meeting is just now stands in these rows: a process that is killed in the middle of a stage goes on
with the right minutes left.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import UniqueConstraint

from albot.domain.columns import Noun, big, index_of, key, maybe_ref, one_of, ref


class RunState(StrEnum):
    """Where a meeting is: being prepared, under way, standing still, or over."""

    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class StageKind(StrEnum):
    """What a set does in a stage (PRODUCT: Meetings)."""

    RULES = "rules"
    ROUND = "round"
    BIDS = "bids"
    PRESENTING = "presenting"
    CLARIFYING = "clarifying"
    SILENCE = "silence"
    QUESTIONS = "questions"
    IDEAS = "ideas"
    ACTIONS = "actions"
    FEEDBACK = "feedback"
    ACCOUNT = "account"
    REVIEW = "review"


class Form(StrEnum):
    """The forms that a meeting can have."""

    FULL = "full"
    SHORT = "short"
    EVERYONE = "everyone"


class Run(Noun, table=True):
    """One meeting as it is held. `stage_id` is the stage it is in, and `moves` counts every move from one to another.

    While it runs, `stage_ends_at` (UTC) is when the stage's time is over; while it stands still, `left_seconds` are
    those it had left (negative where it was over time already). `ends_at` is when the meeting should end. `rung` counts
    the bells that the stage has had: one minute left, and time. `look_at` is when its screens are next looked at.
    """

    id: int = key()
    set_id: int = ref("action_set.id")
    meeting_id: int = ref("meeting.id", index=False)
    state: RunState = one_of(RunState, RunState.PREPARING)
    form: Form = one_of(Form, Form.FULL)
    stage_id: int | None = big(index=True)
    moves: int = 0
    began_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    stage_ends_at: datetime | None = None
    left_seconds: int | None = None
    rung: int = 0
    look_at: datetime | None = None

    __table_args__ = (
        UniqueConstraint("meeting_id"),
        index_of("ix_run_look_at", "look_at", where="look_at IS NOT NULL"),
    )


class Stage(Noun, table=True):
    """A stage of a run, in the order of `place`. `member_id` is whose turn it is, where it is somebody's.

    `seconds` is what it was given, `used_seconds` what it took so far, pauses left out: the airtime of its member.
    `left_seconds` is what it had left when it was gone on from.
    """

    id: int = key()
    run_id: int = ref("run.id")
    place: int = 0
    kind: StageKind = one_of(StageKind, StageKind.ROUND)
    member_id: int | None = maybe_ref("member.id")
    seconds: int = 0
    used_seconds: int = 0
    left_seconds: int | None = None


class Bid(Noun, table=True):
    """That a member would like time at a meeting; their one line about it is the passage `text`.

    `asked_at` is empty where the facilitator put them down; `place` is their turn among the presenters, 1 the first,
    once the order is settled.
    """

    __table_args__ = (UniqueConstraint("run_id", "member_id"),)

    id: int = key()
    run_id: int = ref("run.id", index=False)
    member_id: int = ref("member.id")
    asked_at: datetime | None = None
    place: int | None = None


class Attendance(Noun, table=True):
    """Whether a member is at a meeting, as its facilitator sees it."""

    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    id: int = key()
    meeting_id: int = ref("meeting.id", index=False)
    member_id: int = ref("member.id")
    present: bool = True


class ScreenKind(StrEnum):
    """The messages of a meeting that one person has: each at most once at a time."""

    CONTROL = "control"
    STAGE = "stage"
    TURN = "turn"
    BELL = "bell"


class Screen(Noun, table=True):
    """A message of a meeting in one member's chat. `message_id` is empty until it has arrived.

    `shown` is a digest of what it says, so that an edit that changes nothing is never sent; empty where it says what is
    out of date. `view` is which page of the control it shows.
    """

    __table_args__ = (UniqueConstraint("run_id", "member_id", "kind"),)

    id: int = key()
    run_id: int = ref("run.id", index=False)
    member_id: int = ref("member.id")
    kind: ScreenKind = one_of(ScreenKind, ScreenKind.STAGE)
    message_id: int | None = big()
    shown: str = ""
    view: str = ""


class SetForm(Noun, table=True):
    """How a set likes its meetings: the form it starts from, and what it changed in that.

    `minutes` are the set's own weights by form and stage, such as "full.round=8,short.questions=15"; stages that are
    not named keep those of the form, and 0 leaves one out. `silence` puts a silent minute before the questions; `ideas`
    asks presenters whether they would like ideas and resources.
    """

    __tablename__ = "set_form"

    id: int = key()
    set_id: int = ref("action_set.id", index=False)
    form: Form = one_of(Form, Form.FULL)
    minutes: str = ""
    silence: bool = False
    ideas: bool = False

    __table_args__ = (UniqueConstraint("set_id"),)
