"""How long a set keeps what was written, as its facilitator wants it: a year, or less.

    /rhythm ── How long things are kept ─→ what is so ── 6 months, 3 months ─→ really? ── Yes, make it shorter

It can only be made shorter: whoever wrote something was promised that it goes by then.
"""

from __future__ import annotations

from albot.chat.access import Outdated
from albot.chat.message import button
from albot.chat.registry import Feature, Press
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.columns import LONG_AGO
from albot.domain.retention import goes_at, shorter_choices
from albot.domain.sets import ActionSet
from albot.domain.wallclock import to_wall
from albot.store import retention
from albot.texts.args import Arg, Day, Term


def page(turn: Turn, the_set: ActionSet) -> None:
    """How long, until when that is as things are now, and what else may be chosen."""
    choices = [
        button("button-keeping-months", "keeping.ask", the_set.id, months, months=months)
        for months in shorter_choices(the_set.kept_months)
    ]
    turn.show(
        "keeping-page",
        buttons=[choices] if choices else [],
        months=the_set.kept_months,
        goes=_goes(turn, the_set),
    )


def _goes(turn: Turn, the_set: ActionSet) -> Arg:
    """The day on which the texts would go, on the set's own calendar."""
    at = goes_at(retention.life(turn.rows, the_set), turn.now)
    return Term("keeping-goes", {"day": Day(to_wall(at, the_set.zone or "UTC").date())}) if at else ""


def ask(turn: Turn, the_set: ActionSet, months: int) -> None:
    """*6 months*, *3 months*: whether really, since there is no way back."""
    _check(the_set, months)
    buttons = [
        [button("button-keeping-yes", "keeping.set", the_set.id, months)],
        [button("button-keeping-no", "keeping.page", the_set.id)],
    ]
    turn.show("keeping-sure", buttons=buttons, months=months)


def choose(turn: Turn, the_set: ActionSet, months: int) -> None:
    """*Yes, make it shorter*: its age is looked at anew, so that whoever is to be told is told soon."""
    _check(the_set, months)
    the_set.kept_months, the_set.look_again_at = months, LONG_AGO
    page(turn, the_set)


def _check(the_set: ActionSet, months: int) -> None:
    if months not in shorter_choices(the_set.kept_months):
        raise Outdated


FEATURE = Feature(
    "keeping",
    presses=[
        Press("keeping.page", page, ActionSet, Who.FACILITATOR),
        Press("keeping.ask", ask, ActionSet, Who.FACILITATOR),
        Press("keeping.set", choose, ActionSet, Who.FACILITATOR),
    ],
)
