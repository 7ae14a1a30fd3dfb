"""`/me`: what a person chose for themselves, on one screen that is edited in place.

    /me ─┬─ Handle ──── typed ─→ (taken? like your Telegram name?) ─┐
         ├─ Time zone ─ typed ─→ (which of these?) ─────────────────┤
         ├─ Quiet hours ─ typed, or none ───────────────────────────┼─→ the screen anew
         ├─ Days, Nudges, Language: pages of buttons ── Back ───────┤
         ├─ In meetings: a page of buttons ── Back ─────────────────┤
         └─ Own words on the lock screen, pictures light or dark ───┘

Whatever changes here, what nudges are owed is worked out anew.
"""

from __future__ import annotations

from datetime import time
from functools import partial

from babel import Locale
from babel.lists import format_list

from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.quiet_of import allow_kind, quiet_of, stop_kind, stopped_of
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain import handles
from albot.domain.authority import AT_HOME, Who
from albot.domain.dates import DateProblem, read_quiet_hours
from albot.domain.nudges import NudgeKind
from albot.domain.people import InMeetings, Person
from albot.domain.sets import Member, SetState
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_wall
from albot.domain.zones import find_zones, zone_label
from albot.store import sets
from albot.texts.args import Arg, Lines, Term
from albot.texts.catalogue import catalogue

NEWER = (NudgeKind.QUESTION_WAITING, NudgeKind.REMINDED)
KINDS = (*(kind for kind in NudgeKind if kind not in NEWER), *NEWER)
"""The kinds that can be turned off one by one, by the number that their buttons carry: what is newer comes last."""

IN_MEETINGS = tuple(InMeetings)
"""What can come while a set meets, by the number that its button carries."""

WEEK = range(7)
NEVER = time(0)
"""Quiet hours from and until the same time are none."""


# The screen


def me(turn: Turn) -> None:
    """`/me`, and *Back* on the pages behind it: the whole screen."""
    person = turn.me
    turn.show(
        "me-screen",
        buttons=_keyboard(turn),
        handles=Lines([_handle_line(turn, member) for member in _my_members(turn)]),
        zone=zone_label(person.zone, person.language),
        time=to_wall(turn.now, person.zone).strftime("%H:%M"),
        quiet=_quiet_words(person),
        days=_days_words(person),
        nudges=_nudges_words(person),
        words=Term("me-words-on" if person.own_words else "me-words-off"),
        meetings=Term(f"me-meetings-{person.in_meetings}"),
        pictures=Term("me-pictures-dark" if person.dark else "me-pictures-light"),
        pause=Term("me-paused" if _is_paused(turn) else "me-not-paused"),
    )


def _is_paused(turn: Turn) -> bool:
    until = quiet_of(turn.me).paused_until
    return until is not None and until > turn.now


def _keyboard(turn: Turn) -> Keyboard:
    words = "button-me-words-hide" if turn.me.own_words else "button-me-words-show"
    ground = "light" if turn.me.dark else "dark"
    first = [button("button-me-handle", "me.handle")] if _my_members(turn) else []
    rows = [
        [*first, button("button-me-zone", "me.zone")],
        [button("button-me-quiet", "me.quiet"), button("button-me-days", "me.days")],
        [button("button-me-nudges", "me.nudges"), *_language_button()],
        [
            button("button-me-meetings", "me.meetings"),
            button(f"button-me-{ground}", "me.pictures", int(not turn.me.dark)),
        ],
        [button(words, "me.words")],
    ]
    return rows


def _my_members(turn: Turn) -> list[Member]:
    """My memberships that have a handle and are not over, but for a set that is still being made."""
    mine = [turn.rows.need(Member, m.member_id) for m in turn.standing.memberships if m.state in AT_HOME]
    made = (each for each in mine if each.handle_mark and sets.set_of(turn.rows, each).state is not SetState.DRAFT)
    return sets.by_name(turn.rows, made)


def _handle_line(turn: Turn, member: Member) -> Term:
    return Term("me-handle-line", {"handle": sets.handle(turn.rows, member), "set": sets.name(turn.rows, member)})


def _quiet_words(person: Person) -> Term:
    if person.quiet_from == person.quiet_until:
        return Term("me-quiet-none")
    begins, stops = (at.strftime("%H:%M") for at in (person.quiet_from, person.quiet_until))
    return Term("me-quiet-hours", {"from": begins, "until": stops})


def _days_words(person: Person) -> Arg:
    excluded = sorted(quiet_of(person).excluded_weekdays)
    if not excluded:
        return Term("me-days-none")
    named = [catalogue().plain(f"me-day-{day}", {}, person.language) for day in excluded]
    return format_list(named, locale=person.language)


def _nudges_words(person: Person) -> Term:
    off = len(stopped_of(person) & set(KINDS))
    return Term("me-nudges-some", {"on": len(KINDS) - off, "all": len(KINDS)}) if off else Term("me-nudges-all")


def _changed(turn: Turn) -> None:
    """Something that nudges depend on has changed."""
    turn.replan(*(each.member_id for each in turn.standing.memberships if each.state in AT_HOME))


def _done(turn: Turn, talk: Conversation) -> None:
    """A typed setting was taken: back to the screen."""
    turn.close(talk)
    _changed(turn)
    me(turn)


def _leave_prompt(turn: Turn, talk: Conversation) -> None:
    """*Back* from a typed setting: nothing changes."""
    turn.close(talk)
    me(turn)


# The handle


def choose_handle(turn: Turn) -> None:
    """*Handle*: in which set, where there are several."""
    mine = _my_members(turn)
    if not mine:
        raise Outdated
    if len(mine) == 1:
        return open_handle(turn, mine[0])
    choices = [[button("button-set", "me.handle_in", each.id, name=sets.name(turn.rows, each))] for each in mine]
    return turn.show("me-handle-which", buttons=[*choices, [_back()]])


def open_handle(turn: Turn, member: Member) -> None:
    """Have a new handle typed."""
    turn.open("me.handle", member.id)


def _ask_handle(turn: Turn, talk: Conversation) -> Message:
    member = turn.rows.need(Member, talk.subject_id)
    args = {"handle": sets.handle(turn.rows, member), "set": sets.name(turn.rows, member)}
    return Message("me-handle-ask", args)


def _take_handle(turn: Turn, talk: Conversation, text: str) -> None:
    """Give a membership the typed handle; one that tells the Telegram name has to be typed twice."""
    member = turn.rows.need(Member, talk.subject_id)
    try:
        handle = handles.check(text)
    except handles.HandleProblem as problem:
        raise Refusal(f"joining-handle-{problem.code}", found=problem.found) from None
    mark = sets.handle_mark(turn.rows, member.set_id, handles.skeleton(handle)).hex()
    sender = turn.incoming.sender
    telling = handles.same_as_name(handle, sender.first_name, sender.last_name, sender.username)
    if telling and talk.detail != mark:
        talk.detail = mark
        return turn.say("me-handle-telling", sound=True)
    if not sets.change_handle(turn.rows, member, handle, turn.now):
        raise Refusal("joining-handle-taken")
    return _done(turn, talk)


# The time zone


def open_zone(turn: Turn) -> None:
    """*Time zone*: have a city typed."""
    turn.open("me.zone", turn.me.id)


def _ask_zone(turn: Turn, _talk: Conversation) -> Message:
    return Message("me-zone-ask", {"zone": zone_label(turn.me.zone, turn.me.language)})


def _take_zone(turn: Turn, talk: Conversation, text: str) -> None:
    found = find_zones(text)
    if not found:
        raise Refusal("me-zone-unknown")
    if len(found) == 1:
        turn.me.zone = found[0]
        return _done(turn, talk)
    talk.detail = ",".join(found)
    labels = [zone_label(zone, turn.me.language) for zone in found]
    choices = [[button("button-me-choice", "me.zone_is", talk.id, n, name=label)] for n, label in enumerate(labels)]
    return turn.say("me-zone-which", buttons=choices, sound=True)


def pick_zone(turn: Turn, talk: Conversation, number: int) -> None:
    """One of the zones that a typed place may mean."""
    found = talk.detail.split(",")
    if talk.prompt != "me.zone" or number >= len(found) or not found[number]:
        raise Outdated
    turn.me.zone = found[number]
    _done(turn, talk)


# Quiet hours


def open_quiet(turn: Turn) -> None:
    """*Quiet hours*: have them typed."""
    turn.open("me.quiet", turn.me.id)


def _ask_quiet(turn: Turn, talk: Conversation) -> Message:
    off = [[button("button-me-quiet-none", "me.quiet_none", talk.id)]]
    return Message("me-quiet-ask", {"quiet": _quiet_words(turn.me)}, off)


def _take_quiet(turn: Turn, talk: Conversation, text: str) -> None:
    try:
        turn.me.quiet_from, turn.me.quiet_until = read_quiet_hours(text)
    except DateProblem:
        raise Refusal("me-quiet-unclear") from None
    _done(turn, talk)


def no_quiet(turn: Turn, talk: Conversation) -> None:
    """*No quiet hours*."""
    if talk.prompt != "me.quiet":
        raise Outdated
    turn.me.quiet_from = turn.me.quiet_until = NEVER
    _done(turn, talk)


# Pages of buttons


def _back() -> Button:
    return button("button-back", "me.show")


def _switch(label: str, verb: str, number: int, *, is_on: bool) -> Button:
    """A thing that a tap turns on or off."""
    return button("button-me-on" if is_on else "button-me-off", verb, number, name=Term(label))


def days(turn: Turn) -> None:
    """*Days*: which are without nudges."""
    excluded = quiet_of(turn.me).excluded_weekdays
    switches = [_switch(f"me-day-{day}", "me.day", day, is_on=day not in excluded) for day in WEEK]
    pairs = [switches[at : at + 2] for at in range(0, len(switches), 2)]
    turn.show("me-days", buttons=[*pairs, [_back()]])


def switch_day(turn: Turn, day: int) -> None:
    """A weekday without nudges, or with them again."""
    if day not in WEEK:
        raise Outdated
    excluded = quiet_of(turn.me).excluded_weekdays ^ {day}
    turn.me.excluded_days = ",".join(map(str, sorted(excluded)))
    _changed(turn)
    days(turn)


def nudges(turn: Turn) -> None:
    """*Nudges*: which kinds come."""
    stopped = stopped_of(turn.me)
    lines = [
        [_switch(f"me-nudge-{kind}", "me.nudge", number, is_on=kind not in stopped)]
        for number, kind in enumerate(KINDS)
    ]
    turn.show("me-nudges", buttons=[*lines, [_back()]])


def switch_nudge(turn: Turn, number: int) -> None:
    """A kind of nudge off, or on again."""
    if number >= len(KINDS):
        raise Outdated
    kind = KINDS[number]
    (allow_kind if kind in stopped_of(turn.me) else stop_kind)(turn.me, kind)
    _changed(turn)
    nudges(turn)


def switch_words(turn: Turn) -> None:
    """One's own words on the lock screen, or not."""
    turn.me.own_words = not turn.me.own_words
    me(turn)


def in_meetings(turn: Turn) -> None:
    """*In meetings*: what comes while a set of mine meets."""
    lines = [
        [_switch(f"me-meetings-{each}", "me.meeting", number, is_on=each is turn.me.in_meetings)]
        for number, each in enumerate(IN_MEETINGS)
    ]
    turn.show("me-meetings", buttons=[*lines, [_back()]])


def pick_in_meetings(turn: Turn, number: int) -> None:
    """Stages, only my turn, or nothing."""
    if number >= len(IN_MEETINGS):
        raise Outdated
    turn.me.in_meetings = IN_MEETINGS[number]
    me(turn)


def pictures(turn: Turn, dark: int) -> None:
    """Pictures on a dark ground, or on a light one."""
    turn.me.dark = bool(dark)
    me(turn)


def _language_button() -> list[Button]:
    return [button("button-me-language", "me.languages")] if len(catalogue().languages) > 1 else []


def languages(turn: Turn) -> None:
    """*Language*: those that the bot speaks, each in its own words."""
    named = [Locale.parse(code).get_display_name() or code for code in catalogue().languages]
    choices = [[button("button-me-choice", "me.language", n, name=name)] for n, name in enumerate(named)]
    turn.show("me-languages", buttons=[*choices, [_back()]])


def pick_language(turn: Turn, number: int) -> None:
    """One of the languages that there are."""
    known = catalogue().languages
    if number >= len(known):
        raise Outdated
    turn.me.language = known[number]
    me(turn)


_press = partial(Press, who=Who.PERSON)

FEATURE = Feature(
    "me",
    commands=[Command("me", Who.PERSON, me, menu=5)],
    presses=[
        _press("me.show", me),
        _press("me.handle", choose_handle),
        Press("me.handle_in", open_handle, Member),
        _press("me.zone", open_zone),
        Press("me.zone_is", pick_zone, Conversation),
        _press("me.quiet", open_quiet),
        Press("me.quiet_none", no_quiet, Conversation),
        _press("me.days", days),
        _press("me.day", switch_day),
        _press("me.nudges", nudges),
        _press("me.nudge", switch_nudge),
        _press("me.words", switch_words),
        _press("me.meetings", in_meetings),
        _press("me.meeting", pick_in_meetings),
        _press("me.pictures", pictures),
        _press("me.languages", languages),
        _press("me.language", pick_language),
    ],
    prompts=[
        Prompt("me.handle", _ask_handle, _take_handle, back=_leave_prompt),
        Prompt("me.zone", _ask_zone, _take_zone, back=_leave_prompt),
        Prompt("me.quiet", _ask_quiet, _take_quiet, back=_leave_prompt),
    ],
)
