"""Rules of stages: which a form has, how they are fitted to a meeting's length, and who presents first.

A form gives each stage a weight in minutes; a set may change weights and leave stages out. What a meeting really has is
shared out by these weights, so a meeting of any length is filled to the second. The weights are those of PRODUCT.md
("Stages are fitted to the meeting's length").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from albot.domain.run_rows import Form, SetForm, StageKind

LEAST = 60
"""Seconds that a stage has at least, where there is a minute for each."""

QUARTER = 15
"""Seconds: stages are multiples of it."""

SILENT = 60
"""Seconds of the silent minute, whatever the length of the meeting."""

IDEAS = 5
"""Minutes for ideas and resources."""

MOST = 120
"""Minutes that a stage can weigh at most."""

TIGHTER = 10, 9
"""Stages may be a tenth shorter than their weights before a meeting carries one presenter less."""

OPENING = (StageKind.RULES, StageKind.ROUND, StageKind.BIDS)
"""The stages before it is settled who presents, in their order."""

EACH = (StageKind.PRESENTING, StageKind.CLARIFYING, StageKind.QUESTIONS, StageKind.ACTIONS, StageKind.FEEDBACK)
"""The stages of one presenter, in their order."""

EACH_OF_EVERYONE = (StageKind.ACCOUNT, StageKind.QUESTIONS, StageKind.ACTIONS)
"""The stages of one member where everyone has a turn, in their order."""

WEIGHTS: Mapping[Form, Mapping[StageKind, int]] = MappingProxyType(
    {
        Form.FULL: MappingProxyType(
            {
                StageKind.RULES: 2,
                StageKind.ROUND: 10,
                StageKind.BIDS: 3,
                StageKind.PRESENTING: 10,
                StageKind.CLARIFYING: 5,
                StageKind.QUESTIONS: 20,
                StageKind.ACTIONS: 5,
                StageKind.FEEDBACK: 5,
                StageKind.REVIEW: 10,
            }
        ),
        Form.SHORT: MappingProxyType(
            {
                StageKind.RULES: 0,
                StageKind.ROUND: 0,
                StageKind.BIDS: 5,
                StageKind.PRESENTING: 5,
                StageKind.CLARIFYING: 5,
                StageKind.QUESTIONS: 10,
                StageKind.ACTIONS: 5,
                StageKind.FEEDBACK: 0,
                StageKind.REVIEW: 5,
            }
        ),
        Form.EVERYONE: MappingProxyType(
            {
                StageKind.RULES: 2,
                StageKind.ROUND: 0,
                StageKind.ACCOUNT: 5,
                StageKind.QUESTIONS: 7,
                StageKind.ACTIONS: 3,
                StageKind.REVIEW: 8,
            }
        ),
    }
)
"""Minutes by form and stage, in the order of a meeting; 0 for what a form can have but leaves out."""


class Planned(NamedTuple):
    """A stage as it is planned: what it is, whose turn, and for how many seconds."""

    kind: StageKind
    member_id: int | None
    seconds: int


class Asked(NamedTuple):
    """Who would like time: the seconds they had at meetings before, and when they asked, if it was they who did."""

    member_id: int
    airtime: int
    asked_at: datetime | None


@dataclass(frozen=True)
class Wishes:
    """How a set likes a meeting: the form, its own `minutes` where they are not the form's, and what is optional."""

    form: Form = Form.FULL
    minutes: Mapping[StageKind, int] = field(default_factory=dict)
    silence: bool = False
    ideas: bool = False


def wishes_of(set_form: SetForm | None, form: Form | None = None) -> Wishes:
    """What a set wishes, also of another form than the one it starts from."""
    if set_form is None:
        return Wishes(form or Form.FULL)
    chosen = form or set_form.form
    return Wishes(chosen, read_minutes(set_form.minutes, chosen), set_form.silence, set_form.ideas)


def read_minutes(text: str, form: Form) -> dict[StageKind, int]:
    """A set's own minutes of a form, as they are kept; what does not fit is left out."""
    known = {f"{form}.{kind}": kind for kind in WEIGHTS[form]}
    pairs = (part.split("=") for part in text.split(",") if part.count("=") == 1)
    found = {known[name]: int(number) for name, number in pairs if name in known and number.isdecimal()}
    return {kind: minutes for kind, minutes in found.items() if minutes <= MOST}


def write_minutes(text: str, form: Form, minutes: Mapping[StageKind, int]) -> str:
    """What is kept, with a set's own minutes of one form in the place of those before; the form's own need no word."""
    others = [part for part in text.split(",") if part and not part.startswith(f"{form}.")]
    usual = WEIGHTS[form]
    changed = [f"{form}.{kind}={minutes[kind]}" for kind in usual if minutes.get(kind, usual[kind]) != usual[kind]]
    return ",".join([*others, *changed])


def weights(wishes: Wishes) -> dict[StageKind, int]:
    """The minutes of all stages that the form can have, in the order of a meeting; 0 is left out.

    Wishes that leave nothing for those whose turn it is are not followed. Bids have at least a minute.
    """
    usual = WEIGHTS[wishes.form]
    found = {kind: min(max(wishes.minutes.get(kind, minutes), 0), MOST) for kind, minutes in usual.items()}
    if not any(found[kind] for kind in each_turn(wishes.form)):
        found = dict(usual)
    if StageKind.BIDS in found:
        found[StageKind.BIDS] = max(found[StageKind.BIDS], 1)
    return found


def each_turn(form: Form) -> tuple[StageKind, ...]:
    """The stages that each presenter has in a form."""
    return EACH_OF_EVERYONE if form is Form.EVERYONE else EACH


# What a meeting has


def opening(wishes: Wishes, seconds: int, presenters: int) -> list[Planned]:
    """The stages until and with the bids, of a meeting of this length where so many present.

    Where everyone has a turn there are no bids, and where the set left out the rules too, none of these stages.
    """
    planned = _opening(wishes)
    return _fitted([*planned, *_presenting(wishes, [0] * max(presenters, 1))], seconds)[: len(planned)]


def presenting(wishes: Wishes, presenter_ids: Sequence[int], seconds: int) -> list[Planned]:
    """All stages after the bids, with the review at the end, in the seconds that remain."""
    return _fitted(_presenting(wishes, presenter_ids), seconds)


def ideas_stage(wishes: Wishes, presenter_id: int) -> Planned:
    """Ideas and resources, once the presenter would like them: after the questions."""
    return Planned(StageKind.IDEAS, presenter_id, wishes.minutes.get(StageKind.IDEAS, IDEAS) * 60)


def how_many(wishes: Wishes, seconds: int, members: int) -> int:
    """How many present in a meeting of this length: all where everyone has a turn, else what it carries."""
    if wishes.form is Form.EVERYONE:
        return max(members, 1)
    around = sum(each.seconds for each in [*_opening(wishes), *_presenting(wishes, [])])
    one = sum(each.seconds for each in _presenting(wishes, [0])) - sum(e.seconds for e in _presenting(wishes, []))
    stretched, of = TIGHTER
    return max(min((seconds * stretched // of - around) // one, members), 1)


def _opening(wishes: Wishes) -> list[Planned]:
    """The opening stages with their weights in seconds."""
    minutes = weights(wishes)
    return [Planned(kind, None, minutes[kind] * 60) for kind in OPENING if minutes.get(kind)]


def _presenting(wishes: Wishes, presenter_ids: Sequence[int]) -> list[Planned]:
    """The stages after the bids with their weights in seconds."""
    minutes = weights(wishes)
    planned = []
    for member_id in presenter_ids:
        for kind in each_turn(wishes.form):
            if minutes[kind] and kind is StageKind.QUESTIONS and wishes.silence:
                planned.append(Planned(StageKind.SILENCE, member_id, SILENT))
            if minutes[kind]:
                planned.append(Planned(kind, member_id, minutes[kind] * 60))
    if minutes[StageKind.REVIEW]:
        planned.append(Planned(StageKind.REVIEW, None, minutes[StageKind.REVIEW] * 60))
    return planned


# Fitting


def _fitted(planned: Sequence[Planned], seconds: int) -> list[Planned]:
    """Stages whose seconds were weights, fitted to the seconds that there are; a silent minute stays one."""
    if seconds < LEAST * len(planned):
        shares = refit([each.seconds for each in planned], seconds)
        return [each._replace(seconds=share) for each, share in zip(planned, shares, strict=True)]
    silent = sum(each.seconds for each in planned if each.kind is StageKind.SILENCE)
    loud = [each.seconds for each in planned if each.kind is not StageKind.SILENCE]
    fitted = iter(refit(loud, seconds - silent))
    return [each if each.kind is StageKind.SILENCE else each._replace(seconds=next(fitted)) for each in planned]


def refit(seconds_each: Sequence[int], total: int) -> list[int]:
    """Share a total of seconds out in proportion, in multiples of 15, at least 60 each; the sum is the total.

    What is no multiple of 15 goes to the longest. Where there is no minute for each, all get an equal share.
    """
    count, total = len(seconds_each), max(total, 0)
    if not count:
        return []
    if total < LEAST * count:
        share, more = divmod(total, count)
        return [share + (place < more) for place in range(count)]
    units, rest = divmod(total, QUARTER)
    shares = [QUARTER * each for each in _in_units([max(each, 0) for each in seconds_each], units)]
    shares[shares.index(max(shares))] += rest
    return shares


def _in_units(sizes: Sequence[int], units: int) -> list[int]:
    """Share out units in proportion to sizes; whoever would have less than a minute gets one first."""
    least = LEAST // QUARTER
    sizes = sizes if any(sizes) else [1] * len(sizes)
    free = list(range(len(sizes)))
    while True:
        whole, left = sum(sizes[place] for place in free), units - least * (len(sizes) - len(free))
        small = {place for place in free if sizes[place] * left < least * whole}
        if not small:
            break
        free = [place for place in free if place not in small]
    shares = [least] * len(sizes)
    for place in free:
        shares[place] = sizes[place] * left // whole
    by_rest = sorted(free, key=lambda place: -(sizes[place] * left % whole))
    for place in by_rest[: units - sum(shares)]:
        shares[place] += 1
    return shares


# Who presents first


def fair_order(asked: Sequence[Asked]) -> list[int]:
    """The members who would like time, by id: least airtime so far first, then who asked first.

    Those whom the facilitator put down come last among equals.
    """
    latest = datetime.max.replace(tzinfo=UTC)
    return [each.member_id for each in sorted(asked, key=lambda each: (each.airtime, each.asked_at or latest))]
