"""What members can do while their set meets, from the one message that follows the stages.

    Join in (/start) ─→ the message at the end of the chat ─┬─ I agree (ground rules) ─→ thanks
                                                            ├─ I'd like time ─→ one line, or none ── Take it back
                                                            ├─ Yes, ideas please (the presenter)
                                                            └─ Note my steps (in one's turn) ─→ lines … That's all

What it says is `chat.stage_words`. That somebody would like time is seen at once, as everything in a live meeting; the
line is read by facilitators alone. Steps noted here wait as drafts for the morning after.
"""

from __future__ import annotations

from albot.chat import access, conducting, refreshing, stage_words, typing_in
from albot.chat.access import Outdated
from albot.chat.message import Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.step_words import numbered
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.run_rows import Bid, Run, RunState, StageKind
from albot.domain.sets import Member, Role
from albot.domain.steps import MOST_LINES, Step, StepState, lines_of
from albot.domain.talks import Conversation
from albot.store import passages, running, steps, talks
from albot.store.passages import Field
from albot.texts.args import Words

LONGEST_LINE = 200
"""Characters of the one line about what somebody would like time for."""


def _held(turn: Turn, run: Run) -> Run:
    """The run as it is now, held against others who change it; raises `Refusal` where the meeting is over."""
    found = running.hold(turn.rows, run.id)
    if found is None or found.state is RunState.ENDED:
        raise Refusal("meet-gone")
    return found


# Joining in


def join(turn: Turn, run: Run) -> None:
    """*Join in*: my message of this meeting at the end of my chat; whoever was noted as not here is here now."""
    held, member = _held(turn, run), turn.member
    if member.role is Role.FACILITATOR:
        return refreshing.open_control(turn.rows, held, member, turn.now)
    if member.id in running.absent(turn.rows, held.meeting_id):
        conducting.say_here(turn.rows, held, member, turn.now, present=True)
    refreshing.join_in(turn.rows, held, member, turn.now)
    return None


def agree(turn: Turn, _run: Run) -> None:
    """*I agree* to the ground rules, once more: it is thanked for, and nothing is counted."""
    turn.toast = "meet-agreed"


# Asking for time


def ask_for_time(turn: Turn, run: Run) -> None:
    """*I'd like time*: it counts from this tap on; a line about it may follow."""
    held = _held(turn, run)
    _need_open(turn, held)
    bid = running.need_bid(turn.rows, held.id, turn.member.id)
    bid.asked_at = bid.asked_at or turn.now
    refreshing.refresh(turn.rows, held, turn.now)
    turn.open("meet.line", bid.id)


def _need_open(turn: Turn, run: Run) -> None:
    """Raise `Refusal` once it is settled who presents, `Outdated` for those who do not ask for time."""
    if turn.member.role is not Role.MEMBER:
        raise Outdated
    if not stage_words.may_ask_for_time(turn.rows, run, turn.member):
        raise Refusal("meet-settled")


def _ask_line(turn: Turn, talk: Conversation) -> Message:
    bid = turn.rows.get(Bid, talk.subject_id)
    if bid is None:
        turn.close(talk)
        return Message("meet-gone")
    bare = [[button("button-meet-bare", "meet.bare", bid.id)]]
    written = passages.text(turn.rows, bid.id)
    return Message("meet-line-again", {"text": Words(written)}, bare) if written else Message("meet-line", {}, bare)


def _take_line(turn: Turn, talk: Conversation, text: str) -> None:
    bid = turn.rows.get(Bid, talk.subject_id)
    line = " ".join(text.split())
    if bid is not None and len(line) > LONGEST_LINE:
        raise Refusal("meet-line-long", most=LONGEST_LINE)
    turn.close(talk)
    if bid is None:
        return turn.say("meet-gone")
    passages.replace(turn.rows, Field(turn.me.id, bid.id), line, turn.source)
    _refresh(turn, bid.run_id)
    return turn.say("meet-line-kept")


def bare(turn: Turn, bid: Bid) -> None:
    """*Without a line*: also where there was one."""
    talk = turn.talk
    if talk is None or talk.prompt != "meet.line" or talk.subject_id != bid.id:
        raise Outdated
    passages.erase_row(turn.rows, bid.id)
    turn.close(talk)
    _refresh(turn, bid.run_id)
    turn.show("meet-line-none")


def take_back(turn: Turn, run: Run) -> None:
    """*Take it back*: no time today, and the line goes with it."""
    held = _held(turn, run)
    bid = running.bid_of(turn.rows, held.id, turn.member.id)
    if bid is None:
        raise Outdated
    _need_open(turn, held)
    talk = talks.about(turn.rows, turn.me.id, bid.id, "meet")
    if talk is not None:
        turn.close(talk)
    passages.erase_row(turn.rows, bid.id)
    turn.rows.delete(bid)
    refreshing.refresh(turn.rows, held, turn.now)
    turn.toast = "meet-not-now"


def _refresh(turn: Turn, run_id: int) -> None:
    """The facilitators' control may show another line."""
    held = running.hold(turn.rows, run_id)
    if held is not None and held.state is not RunState.ENDED:
        refreshing.refresh(turn.rows, held, turn.now)


# In one's turn


def want_ideas(turn: Turn, run: Run) -> None:
    """*Yes, ideas please*: they come after the questions."""
    held = _held(turn, run)
    stage = refreshing.current(turn.rows, held)
    if stage is None or not stage_words.may_want_ideas(turn.rows, held, stage, turn.member):
        raise Outdated
    conducting.add_ideas(turn.rows, held, turn.now)
    turn.toast = "meet-ideas-noted"


def note_steps(turn: Turn, run: Run) -> None:
    """*Note my steps*, while I say what I will do."""
    stage = refreshing.current(turn.rows, run)
    if stage is None or stage.kind is not StageKind.ACTIONS or stage.member_id != turn.member.id:
        raise Refusal("meet-steps-moved-on")
    turn.open("meet.steps", run.id)


def _noted(turn: Turn, run: Run, member: Member) -> list[Step]:
    """The drafts that a member noted in this meeting."""
    began = run.began_at or turn.now
    return [each for each in steps.drafts(turn.rows, member.id) if each.reflection_id is None and each.made_at >= began]


def _mine(turn: Turn, talk: Conversation) -> tuple[Run, Member]:
    """The meeting of a conversation, and my membership in its set; raises `Refusal` where either is gone."""
    run = turn.rows.get(Run, talk.subject_id)
    member = None if run is None else access.membership(turn.rows, turn.standing, run)
    if run is None or member is None:
        raise Refusal("meet-gone")
    return run, member


def _ask_steps(turn: Turn, talk: Conversation) -> Message:
    noted = _noted(turn, *_mine(turn, talk))
    enough = [[button("button-thats-all", "meet.enough", talk.id, talk.turns)]]
    if not noted:
        return Message("meet-steps", {}, enough)
    return Message("meet-steps-more", {"steps": numbered(turn.rows, noted)}, enough)


def _take_steps(turn: Turn, talk: Conversation, text: str) -> None:
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        raise Refusal("step-too-many", most=MOST_LINES)
    _run, member = _mine(turn, talk)
    steps.make_all(turn.rows, member, lines, turn.source, steps.Making(StepState.DRAFT, turn.now))
    turn.ask(talk)


def enough(turn: Turn, talk: Conversation, asked: int) -> None:
    """*That's all*: the drafts wait for the morning after."""
    if talk.parked or talk.prompt != "meet.steps" or asked != talk.turns:
        raise Outdated
    count = len(_noted(turn, *_mine(turn, talk)))
    typing_in.end_burst(turn)
    turn.close(talk)
    turn.show("meet-steps-kept", count=count)


FEATURE = Feature(
    "in_meeting",
    presses=[
        Press("meet.join", join, Run, Who.MEMBER, keeps=True),
        Press("meet.agree", agree, Run, Who.MEMBER, keeps=True),
        Press("meet.time", ask_for_time, Run, Who.MEMBER, keeps=True),
        Press("meet.not-now", take_back, Run, Who.MEMBER, keeps=True),
        Press("meet.bare", bare, Bid),
        Press("meet.ideas", want_ideas, Run, Who.MEMBER, keeps=True),
        Press("meet.steps", note_steps, Run, Who.MEMBER, keeps=True),
        Press("meet.enough", enough, Conversation),
    ],
    prompts=[
        Prompt("meet.line", _ask_line, _take_line, who=Who.MEMBER, of=Bid),
        Prompt("meet.steps", _ask_steps, _take_steps, who=Who.MEMBER, of=Run),
    ],
)
