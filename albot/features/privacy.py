"""`/privacy`: what is kept, who can see it, for how long, what the bot cannot promise, and who runs it.

    /privacy ── What is kept · Who sees it · Who else is there · For how long · What I cannot promise ─→ that page
                                 └── (in several sets: which) ─→ how that one is set up           Back ─→ /privacy

The pages are made from how this bot and the person's own sets are set up. What somebody else did shows here no sooner
than anywhere: at a delivery time.
"""

from __future__ import annotations

from datetime import datetime

from babel.lists import format_list

from albot.chat.access import Outdated
from albot.chat.message import Keyboard, button
from albot.chat.partnering import between, current, other_of
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Turn
from albot.domain.authority import Who, in_role
from albot.domain.deliveries import times_of
from albot.domain.partners import Between
from albot.domain.people import Office
from albot.domain.retention import MOST_MONTHS, goes_at, months_after
from albot.domain.sets import ActionSet, Member, MemberState, Role
from albot.domain.wallclock import to_wall
from albot.store import deliveries, people, retention, sets
from albot.texts.args import Arg, Day, Lines, Link, Term

PAGES = ("kept", "seen", "others", "long", "cannot")
BACK: Keyboard = [[button("button-back", "privacy.show")]]


def privacy(turn: Turn) -> None:
    """`/privacy`, and *Back* on its pages: the short answer, and who runs this bot."""
    buttons = [[button(f"button-privacy-{page}", "privacy.page", number)] for number, page in enumerate(PAGES)]
    if turn.person is not None:
        buttons.append([button("button-exporting-copy", "export.now")])
    turn.show("privacy-short", buttons=buttons, operator=Link(turn.setting.operator))


def page(turn: Turn, number: int) -> None:
    """One of the pages."""
    if number >= len(PAGES):
        raise Outdated
    match PAGES[number]:
        case "seen":
            _who_sees(turn)
        case "others":
            turn.show(
                "privacy-others", buttons=BACK, operator=Link(turn.setting.operator), coordinators=_coordinators(turn)
            )
        case "long":
            turn.show("privacy-long", buttons=BACK, sets=_ends(turn))
        case other:
            turn.show(f"privacy-{other}", buttons=BACK)


def how_long(turn: Turn) -> None:
    """*Why, and what goes*: a page of its own under the word that something goes soon."""
    turn.say("privacy-long", buttons=BACK, sets=_ends(turn))


def _coordinators(turn: Turn) -> int:
    return len(people.holders(turn.rows, Office.COORDINATOR))


# Who sees it


def _who_sees(turn: Turn) -> None:
    """What holds everywhere, and how my set is set up; where I am in several, which."""
    mine = sets.by_name(turn.rows, (turn.rows.need(Member, each.member_id) for each in in_role(turn.standing)))
    own = "on" if turn.person is not None and turn.person.own_words else "off"
    if len(mine) == 1:
        return _how_set_up(turn, mine[0])
    choices = [[button("button-set", "privacy.set", each.id, name=sets.name(turn.rows, each))] for each in mine]
    return turn.show("privacy-seen", buttons=[*choices, *BACK], own=own, sets="several" if mine else "none")


def in_set(turn: Turn, member: Member) -> None:
    """How one of my sets is set up."""
    if member.state is not MemberState.ACTIVE:
        raise Outdated
    _how_set_up(turn, member)


def _how_set_up(turn: Turn, member: Member) -> None:
    there = sets.set_of(turn.rows, member)
    known = deliveries.is_open(turn.rows, there, turn.now)
    times = [at.strftime("%H:%M") for at in times_of(there.deliveries)]
    turn.show(
        "privacy-set",
        buttons=BACK,
        set=sets.name(turn.rows, member),
        handle=sets.handle(turn.rows, member),
        facilitators=_facilitators(turn, there),
        pace=("once" if there.at_once else "known") if known else "handles",
        times=format_list(times, locale=turn.me.language),
        newcomers="cycle" if there.newcomers_read else "later",
        asked=_asked(member),
        partner=_partner(turn, member),
        own="on" if turn.me.own_words else "off",
    )


def _facilitators(turn: Turn, there: ActionSet) -> int:
    """How many facilitate a set, as far as its members may know: who has just left is counted until they hear it."""
    left = [each for each in sets.just_left(turn.rows, there.id, turn.now) if each.role is Role.FACILITATOR]
    return len(sets.members(turn.rows, there.id, role=Role.FACILITATOR)) + len(left)


def _asked(member: Member) -> str:
    """Whether others may ask me questions and send ideas."""
    if not member.questions:
        return "closed"
    return "ideas" if member.ideas else "open"


def _partner(turn: Turn, member: Member) -> Arg:
    """Who hears how my steps end, or nothing."""
    found = current(turn.rows, member, turn.now)
    other = None if found is None else other_of(turn.rows, found[0], member)
    if found is None or other is None or between(turn.rows, found[0], member, turn.now) is not Between.PARTNERS:
        return ""
    return Term("privacy-partner", {"handle": sets.handle_seen(turn.rows, other, turn.now)})


# For how long


def _ends(turn: Turn) -> Arg:
    """For each of my sets when its texts go, as things are now; in general, for somebody who is in none."""
    mine = [turn.rows.need(Member, each.member_id) for each in turn.standing.memberships]
    found = [each for each in (_end(turn, member) for member in sets.by_name(turn.rows, mine)) if each is not None]
    return Lines(found or [Term("privacy-long-no-set")])


def _end(turn: Turn, member: Member) -> Term | None:
    """When the texts of one set go, or my notes from it where I left; None where nothing is there to go."""
    there = sets.set_of(turn.rows, member)
    at = None if there.erased_at is not None else goes_at(retention.life(turn.rows, there), turn.now)
    if at is None:
        return None
    name = sets.name(turn.rows, member)
    if member.state is MemberState.LEFT and member.ended_at is not None:
        notes = min(at, months_after(member.ended_at, MOST_MONTHS))
        return Term("privacy-long-left", {"set": name, **_day(notes, there)})
    if member.state is not MemberState.ACTIVE:
        return None
    over = "over" if there.archived_at is not None else "not"
    return Term("privacy-long-set", {"set": name, "months": there.kept_months, "over": over, **_day(at, there)})


def _day(at: datetime, there: ActionSet) -> dict[str, Arg]:
    """A day that may be in another year, on the set's own calendar."""
    day = to_wall(at, there.zone or "UTC").date()
    return {"day": Day(day), "year": str(day.year)}


FEATURE = Feature(
    "privacy",
    commands=[Command("privacy", Who.ANYONE, privacy, menu=6)],
    presses=[
        Press("privacy.show", privacy, who=Who.ANYONE),
        Press("privacy.page", page, who=Who.ANYONE),
        Press("privacy.set", in_set, Member, after_end=True),
        Press("privacy.long", how_long, who=Who.PERSON, keeps=True),
    ],
)
