"""`/privacy`: what is kept, who can see it, for how long, what the bot cannot promise, and who runs it.

    /privacy ── What is kept · Who sees it · For how long · What I cannot promise ─→ that page ── Back ─→ /privacy

The pages are made from how this bot and the person's own sets are set up.
"""

from __future__ import annotations

from babel.lists import format_list

from albot.chat.access import Outdated
from albot.chat.message import button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Turn
from albot.domain.authority import Who, in_role
from albot.domain.deliveries import times_of
from albot.domain.sets import Member, Role
from albot.store import sets
from albot.texts.args import Lines, Term

PAGES = ("kept", "seen", "long", "cannot")


def privacy(turn: Turn) -> None:
    """`/privacy`, and *Back* on its pages: the short answer, and who runs this bot."""
    pages = [[button(f"button-privacy-{page}", "privacy.page", number)] for number, page in enumerate(PAGES)]
    turn.show("privacy-short", buttons=pages, operator=turn.setting.operator)


def page(turn: Turn, number: int) -> None:
    """One of the pages."""
    if number >= len(PAGES):
        raise Outdated
    back = [[button("button-back", "privacy.show")]]
    if PAGES[number] == "seen":
        turn.show("privacy-seen", buttons=back, sets=Lines(_my_sets(turn)))
    else:
        turn.show(f"privacy-{PAGES[number]}", buttons=back)


def _my_sets(turn: Turn) -> list[Term]:
    """Who sees what in each of my sets; in general, for somebody who is in none."""
    mine = [turn.rows.need(Member, m.member_id) for m in in_role(turn.standing)]
    return [_my_set(turn, member) for member in mine] or [Term("privacy-seen-no-set")]


def _my_set(turn: Turn, member: Member) -> Term:
    there = sets.set_of(turn.rows, member)
    times = [at.strftime("%H:%M") for at in times_of(there.deliveries)]
    return Term(
        "privacy-seen-set",
        {
            "set": sets.name(turn.rows, member),
            "handle": sets.handle(turn.rows, member),
            "facilitators": len(sets.members(turn.rows, there.id, role=Role.FACILITATOR)),
            "times": format_list(times, locale=turn.me.language),
        },
    )


FEATURE = Feature(
    "privacy",
    commands=[Command("privacy", Who.ANYONE, privacy, menu=6)],
    presses=[
        Press("privacy.show", privacy, who=Who.ANYONE),
        Press("privacy.page", page, who=Who.ANYONE),
    ],
)
