"""`/archive`: a set ends, with a closing round.

    /archive ── what happens then? ── End the set ─→ really? ── Yes ─→ ended; everybody is told, with their own journey
                                  └── Keep it ────────────── No ─→ nothing has changed

Afterwards its members read on until they leave or the texts go; commands that need a living set say that it has ended.
"""

from __future__ import annotations

from datetime import timedelta

from albot.chat import announcing, closing_round
from albot.chat.access import Outdated
from albot.chat.message import button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.sets import ActionSet, SetState
from albot.store import meetings, running, sets
from albot.texts.args import Term

SURE_FOR = timedelta(minutes=10)
"""How long *Yes, end it* holds: pressed long after, it may be a slip of the finger."""


def archive(turn: Turn) -> None:
    """`/archive`: say what it does, and what is kept until when; ask for the first time."""
    the_set = sets.set_of(turn.rows, turn.member)
    keep = button("button-archiving-keep", "archive.no", the_set.id)
    sure = button("button-archiving-end", "archive.sure", the_set.id)
    turn.say("archiving-what", set=_name(turn, the_set), buttons=[[sure], [keep]], until=_kept(turn, the_set))


def ask_again(turn: Turn, the_set: ActionSet) -> None:
    """*End the set*: really? How many meetings are cancelled with it."""
    _check(turn, the_set)
    ahead = len(meetings.upcoming(turn.rows, the_set.id, turn.now))
    yes = button("button-archiving-yes", "archive.yes", the_set.id, int(turn.now.timestamp()))
    keep = button("button-archiving-keep", "archive.no", the_set.id)
    turn.show("archiving-sure", set=_name(turn, the_set), meetings=ahead, buttons=[[yes], [keep]])


def end(turn: Turn, the_set: ActionSet, asked_at: int) -> None:
    """*Yes, end it*: at once, and everybody is told."""
    there = sets.lock(turn.rows, the_set.id)
    _check(turn, there)
    if turn.now.timestamp() - asked_at > SURE_FOR.total_seconds():
        raise Outdated
    for meeting in closing_round.end(turn.rows, there, turn.now):
        announcing.cancelled(turn.rows, meeting, turn.now, but=turn.me.id)
    closing_round.say_goodbye(turn.rows, there, turn.now, but=turn.me.id)
    turn.show("archiving-done", set=_name(turn, there), until=_kept(turn, there))


def keep(turn: Turn, _the_set: ActionSet) -> None:
    """*Keep it*: nothing has changed."""
    turn.show("archiving-kept")


def _check(turn: Turn, the_set: ActionSet) -> None:
    """Raise unless the set goes on and is not meeting at this very moment."""
    if the_set.state is not SetState.ACTIVE:
        raise Outdated
    if running.running_in(turn.rows, the_set.id, turn.now) is not None:
        raise Refusal("archiving-in-meeting")


def _name(turn: Turn, the_set: ActionSet) -> str:
    return turn.rows.open(the_set, "name_sealed")


def _kept(turn: Turn, the_set: ActionSet) -> Term:
    return closing_round.kept_day(turn.rows, the_set, turn.now, the_set.zone)


FEATURE = Feature(
    "archiving",
    commands=[Command("archive", Who.FACILITATOR, archive)],
    presses=[
        Press("archive.sure", ask_again, ActionSet, Who.FACILITATOR),
        Press("archive.yes", end, ActionSet, Who.FACILITATOR),
        Press("archive.no", keep, ActionSet, Who.FACILITATOR),
    ],
)
