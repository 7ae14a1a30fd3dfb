"""`/newset`: a facilitator makes a set. The draft is the set's own row; what it lacks is the open question.

    /newset ─→ name ─→ purpose ─→ who for ─→ ground rules ─→ contact ─→ zone ─→ size ─→ my handle ─→ summary
                                                                        summary ── Change … ─→ any of them
                                                                           └── Make the set ─→ invite, schedule

Until the set is made nobody but its maker knows of it. Purpose, audience, rules and contact are passages of the maker
until then (so that bursts join and edits count), and sealed texts of the set from then on.
"""

from __future__ import annotations

import random

from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain import handles
from albot.domain.authority import Who, allowed
from albot.domain.columns import new_id
from albot.domain.newset import PARTS, SIZES, WRITTEN, SetPart, clean_name, next_part, part_before
from albot.domain.people import Person
from albot.domain.schedule import city
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_wall
from albot.domain.zones import find_zones
from albot.store import passages, people, set_prompts, sets, talks
from albot.store.passages import Field
from albot.texts.args import Arg, Lines, Link, Term, Words
from albot.texts.catalogue import catalogue

SUGGESTED = 3
NO_ZONE = "UTC"
"""What a person's zone says while nobody asked them."""


def newset(turn: Turn) -> None:
    """`/newset`: begin a set, or go on with the one that is half made."""
    if turn.person is None:
        choice = [button("button-newset-agree", "newset.agree"), button("button-newset-no", "join.no")]
        return turn.say("newset-notice", operator=Link(turn.setting.operator), buttons=[choice])
    talk = talks.with_prompt(turn.rows, turn.me.id, "newset")
    if talk is not None:
        return turn.resume(talk)
    return _begin(turn)


def agree(turn: Turn) -> None:
    """*I agree*, where anyone may make a set: from here on the bot knows this person."""
    if turn.person is None:
        sender = turn.incoming.sender
        person = people.create(turn.rows, sender.telegram_id, sender.chat_id)
        person.joined_at = turn.now
        turn.know(person)
    newset(turn)


def _begin(turn: Turn) -> None:
    draft = turn.rows.add(ActionSet())
    turn.rows.flush()
    _ask(turn, draft, SetPart.NAME)


def _ask(turn: Turn, draft: ActionSet, part: SetPart) -> None:
    turn.open(f"newset.{part}", draft.id)


def _next(turn: Turn, draft: ActionSet) -> None:
    """Ask for what the draft lacks."""
    _ask(turn, draft, next_part(_answered(turn, draft)))


def _answered(turn: Turn, draft: ActionSet) -> set[SetPart]:
    """The parts that the draft's rows hold. An empty sealed text was skipped."""
    found = {part for part in WRITTEN if getattr(draft, f"{part}_sealed") is not None or _text(turn, draft, part)}
    mine = _maker(turn, draft)
    given = {
        SetPart.NAME: draft.name_sealed is not None,
        SetPart.ZONE: bool(draft.zone),
        SetPart.SIZE: bool(draft.size),
        SetPart.HANDLE: mine is not None and mine.handle_mark is not None,
    }
    return found | {part for part, there in given.items() if there}


def _draft(turn: Turn, talk: Conversation) -> ActionSet:
    """The draft of my conversation, if I may still make sets."""
    if not allowed(Who.MAKER, turn.standing):
        raise Refusal("only-for-maker")
    return turn.rows.need(ActionSet, talk.subject_id)


def _part(talk: Conversation) -> SetPart:
    return SetPart(talk.prompt.split(".")[1])


def _pressed(turn: Turn, talk: Conversation, asked: int, *parts: SetPart) -> ActionSet:
    """The draft, where the button is under the latest question, which must be one of these."""
    if talk.parked or talk.turns != asked or not talk.prompt.startswith("newset.") or _part(talk) not in parts:
        raise Outdated
    talk.last_row_id = 0
    return _draft(turn, talk)


def back(turn: Turn, talk: Conversation) -> None:
    """*Back*: the question before, with what was written."""
    _ask(turn, _draft(turn, talk), part_before(_part(talk)))


def keep(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Keep it*: what was answered before stays."""
    _next(turn, _pressed(turn, talk, asked, *PARTS))


def _with_keep(talk: Conversation, message_id: str, known: Arg, buttons: Keyboard = ()) -> Message:
    """A question that was answered before: what was said, and *Keep it*."""
    kept = button("button-newset-keep", "newset.keep", talk.id, talk.turns)
    return Message(f"{message_id}-again", {"known": known}, [[kept], *buttons])


# Name


def ask_name(turn: Turn, talk: Conversation) -> Message:
    """What the set is called."""
    known = turn.rows.open(_draft(turn, talk), "name_sealed")
    return _with_keep(talk, "newset-name", known) if known else Message("newset-name")


def take_name(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed name, on one line."""
    draft = _draft(turn, talk)
    name = clean_name(text)
    if not name:
        raise Refusal("newset-name-long")
    turn.rows.seal(draft, "name_sealed", name)
    _next(turn, draft)


# Purpose, audience, rules, contact


def _field(turn: Turn, draft: ActionSet, part: SetPart) -> Field:
    return Field(turn.me.id, draft.id, part)


def _text(turn: Turn, draft: ActionSet, part: SetPart) -> str:
    return passages.text(turn.rows, draft.id, part)


def ask_text(turn: Turn, talk: Conversation) -> Message:
    """One of the longer texts; the ground rules can also be the ones we offer."""
    part, draft = _part(talk), _draft(turn, talk)
    known = _text(turn, draft, part)
    buttons = []
    if part is SetPart.RULES:
        offer = button("button-newset-rules-offered", "newset.rules", talk.id, talk.turns)
        buttons.append([offer])
    if known:
        return _with_keep(talk, f"newset-{part}", Words(known), buttons)
    return Message(f"newset-{part}", {"offered": Words(_offered(turn))} if buttons else {}, buttons)


def take_text(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed text takes the place of what was there."""
    part, draft = _part(talk), _draft(turn, talk)
    passages.replace(turn.rows, _field(turn, draft, part), text, turn.source)
    turn.rows.seal(draft, f"{part}_sealed", None)
    _next(turn, draft)


def skip_text(turn: Turn, talk: Conversation) -> None:
    """*Skip*: the set can do without; what was written before stays."""
    part, draft = _part(talk), _draft(turn, talk)
    if not _text(turn, draft, part):
        turn.rows.seal(draft, f"{part}_sealed", "")
    _next(turn, draft)


def text_target(turn: Turn, talk: Conversation) -> Target:
    """Where bursts join."""
    part = _part(talk)
    return Target(_field(turn, _draft(turn, talk), part), PARTS.index(part) + 1)


def offered_rules(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Use these*: the ground rules that we offer, as a text that can be changed later."""
    draft = _pressed(turn, talk, asked, SetPart.RULES)
    passages.replace(turn.rows, _field(turn, draft, SetPart.RULES), _offered(turn), turn.source)
    _next(turn, draft)


def _offered(turn: Turn) -> str:
    """Ground rules that most sets can begin with, in the maker's language."""
    return catalogue().plain("newset-offered-rules", {}, turn.me.language)


# Zone


def _zones(turn: Turn, draft: ActionSet, talk: Conversation) -> list[str]:
    """The zones on the buttons: those a text may mean, or the one the set has, or the maker's own."""
    if talk.detail:
        return talk.detail.split(",")
    return [] if draft.zone or turn.me.zone == NO_ZONE else [turn.me.zone]


def ask_zone(turn: Turn, talk: Conversation) -> Message:
    """Where the set meets."""
    draft, language = _draft(turn, talk), turn.me.language
    zones = _zones(turn, draft, talk)
    buttons = [
        [button("button-newset-zone", "newset.zone", talk.id, talk.turns, n, city=city(zone, language))]
        for n, zone in enumerate(zones)
    ]
    if talk.detail:
        return Message("newset-zone-which", {}, buttons)
    if draft.zone:
        return _with_keep(talk, "newset-zone", city(draft.zone, language))
    return Message("newset-zone", {}, buttons)


def take_zone(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed city or region."""
    draft = _draft(turn, talk)
    found = find_zones(text)
    if not found:
        raise Refusal("newset-zone-unknown")
    if len(found) > 1:
        talk.detail = ",".join(found)
        return turn.ask(talk)
    draft.zone = found[0]
    return _next(turn, draft)


def pick_zone(turn: Turn, talk: Conversation, asked: int, index: int) -> None:
    """A zone by its button."""
    draft = _pressed(turn, talk, asked, SetPart.ZONE)
    zones = _zones(turn, draft, talk)
    if index >= len(zones):
        raise Outdated
    draft.zone = zones[index]
    _next(turn, draft)


# Size


def ask_size(turn: Turn, talk: Conversation) -> Message:
    """How many members."""
    draft = _draft(turn, talk)
    choices = [[button("button-newset-size", "newset.size", talk.id, talk.turns, n, size=n) for n in SIZES]]
    return _with_keep(talk, "newset-size", draft.size, choices) if draft.size else Message("newset-size", {}, choices)


def take_size(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed number."""
    size = int(text) if text.strip().isdecimal() and len(text.strip()) < 3 else 0
    _set_size(turn, _draft(turn, talk), size)


def pick_size(turn: Turn, talk: Conversation, asked: int, size: int) -> None:
    """A number by its button."""
    _set_size(turn, _pressed(turn, talk, asked, SetPart.SIZE), size)


def _set_size(turn: Turn, draft: ActionSet, size: int) -> None:
    if size not in SIZES:
        raise Refusal("newset-size-range")
    draft.size = size
    _next(turn, draft)


# The maker's own handle


def _maker(turn: Turn, draft: ActionSet) -> Member | None:
    """The maker's membership in the draft, once they were asked for a handle."""
    return sets.membership(turn.rows, turn.me, draft.id)


def _need_maker(turn: Turn, draft: ActionSet) -> Member:
    known = _maker(turn, draft)
    if known is not None:
        return known
    member = Member(set_id=draft.id, person_id=turn.me.id, role=Role.FACILITATOR, state=MemberState.JOINING)
    turn.rows.add(member)
    turn.rows.flush()
    return member


def _suggestions(seed: int) -> list[str]:
    """The same three handles for the same seed, so that a button can carry the seed and none is kept in clear."""
    return handles.suggestions((), random.Random(seed), SUGGESTED)  # noqa: S311 - names to choose from, no secret


def ask_handle(turn: Turn, talk: Conversation) -> Message:
    """The handle by which the set knows its facilitator: three to choose from, others, or typed."""
    draft = _draft(turn, talk)
    seed = new_id()
    buttons = [
        [button("button-newset-handle", "newset.handle", talk.id, talk.turns, seed, n, handle=handle)]
        for n, handle in enumerate(_suggestions(seed))
    ]
    buttons.append([button("button-newset-others", "newset.others", talk.id, talk.turns)])
    mine = _maker(turn, draft)
    if mine is not None and mine.handle_mark is not None:
        return _with_keep(talk, "newset-handle", sets.handle(turn.rows, mine), buttons)
    return Message("newset-handle", {}, buttons)


def take_handle(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed handle, by the rules for members; with a word in private where it is the maker's Telegram name."""
    draft = _draft(turn, talk)
    try:
        handle = handles.check(text)
    except handles.HandleProblem as problem:
        raise Refusal(f"joining-handle-{problem.code}", found=problem.found) from None
    member, sender = _need_maker(turn, draft), turn.incoming.sender
    if handles.same_as_name(handle, sender.first_name, sender.last_name, sender.username):
        turn.rows.seal(member, "handle_sealed", handle)
        member.handle_mark = None  # not taken until they say so
        anyway = button("button-newset-anyway", "newset.anyway", talk.id, talk.turns)
        other = button("button-newset-others", "newset.others", talk.id, talk.turns)
        return turn.say("newset-handle-own-name", handle=handle, buttons=[[anyway], [other]], sound=True)
    return _settle_handle(turn, draft, handle)


def pick_handle(turn: Turn, talk: Conversation, asked: int, seed: int, index: int) -> None:
    """A suggested handle."""
    draft = _pressed(turn, talk, asked, SetPart.HANDLE)
    if index >= SUGGESTED:
        raise Outdated
    _settle_handle(turn, draft, _suggestions(seed)[index])


def other_handles(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Others*: the question again, with new suggestions."""
    _ask(turn, _pressed(turn, talk, asked, SetPart.HANDLE), SetPart.HANDLE)


def own_name_anyway(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Use it anyway*: the handle that equals the maker's name."""
    draft = _pressed(turn, talk, asked, SetPart.HANDLE)
    member = _maker(turn, draft)
    if member is None or member.handle_sealed is None:
        raise Outdated
    _settle_handle(turn, draft, sets.handle(turn.rows, member))


def _settle_handle(turn: Turn, draft: ActionSet, handle: str) -> None:
    if not sets.take_handle(turn.rows, _need_maker(turn, draft), handle):
        raise Refusal("joining-handle-taken")
    _next(turn, draft)


# The summary


def ask_confirm(turn: Turn, talk: Conversation) -> Message:
    """All of it, before it counts."""
    draft = _draft(turn, talk)
    language, mine = turn.me.language, _maker(turn, draft)
    lines: list[Arg] = [Term("newset-line-name", {"name": turn.rows.open(draft, "name_sealed")})]
    for part in WRITTEN:
        text = _text(turn, draft, part)
        if text:
            lines.append(Term(f"newset-line-{part}", {"text": Words(text)}))
    lines.append(Term("newset-line-zone", {"city": city(draft.zone, language)}))
    lines.append(Term("newset-line-size", {"size": draft.size}))
    lines.append(Term("newset-line-handle", {"handle": sets.handle(turn.rows, mine) if mine else ""}))
    buttons = [
        [button("button-newset-make", "newset.make", talk.id, talk.turns)],
        [button("button-newset-change", "newset.change", talk.id, talk.turns)],
    ]
    return Message("newset-summary", {"lines": Lines(lines)}, buttons)


def take_confirm(turn: Turn, talk: Conversation, text: str) -> None:
    """A text under the summary: only a button counts there."""
    raise Refusal("newset-tap")


def change(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Change …*: which part."""
    _pressed(turn, talk, asked, SetPart.CONFIRM)
    choices: list[list[Button]] = [
        [button(f"button-newset-part-{part}", "newset.part", talk.id, asked, PARTS.index(part)) for part in pair]
        for pair in zip(PARTS[:-1:2], PARTS[1::2], strict=False)
    ]
    drop = button("button-newset-drop", "newset.drop", talk.id, asked)
    turn.show("newset-change", buttons=[*choices, [drop], [button("button-back", "talk.resume", talk.id)]])


def part(turn: Turn, talk: Conversation, asked: int, index: int) -> None:
    """One part anew."""
    draft = _pressed(turn, talk, asked, SetPart.CONFIRM)
    if index >= len(PARTS):
        raise Outdated
    _ask(turn, draft, PARTS[index])


def drop(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Throw it away*: the draft and all that was written for it are erased."""
    draft = _pressed(turn, talk, asked, SetPart.CONFIRM)
    mine = _maker(turn, draft)
    turn.close(talk)
    passages.erase_row(turn.rows, draft.id)
    if mine is not None:
        turn.rows.delete(mine)
        turn.rows.flush()
    turn.rows.delete(draft)
    turn.show("newset-dropped")


def make(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Make the set*: it is there, its maker facilitates it, and its check-in has the four prompts of the practice."""
    draft = _pressed(turn, talk, asked, SetPart.CONFIRM)
    member = _maker(turn, draft)
    if member is None or next_part(_answered(turn, draft)) is not SetPart.CONFIRM:
        raise Outdated
    for each in WRITTEN:
        turn.rows.seal(draft, f"{each}_sealed", _text(turn, draft, each) or None)
    passages.erase_row(turn.rows, draft.id)
    draft.state, draft.created_at = SetState.ACTIVE, turn.now
    set_prompts.seed_prompts(turn.rows, draft.id)
    _settle_in(turn.me, member, draft, turn)
    turn.close(talk)
    turn.know(turn.me)
    turn.replan(member.id)
    invite = button("button-newset-invite", "in.invite", member.id)
    plan = button("button-newset-schedule", "in.schedule", member.id)
    turn.say("newset-made", name=turn.rows.open(draft, "name_sealed"), buttons=[[invite], [plan]])


def _settle_in(person: Person, member: Member, draft: ActionSet, turn: Turn) -> None:
    """The maker is in the set; whoever had no zone so far lives by the set's."""
    if person.zone == NO_ZONE:
        person.zone = draft.zone
    member.state, member.visible_from = MemberState.ACTIVE, turn.now
    member.joined_on = to_wall(turn.now, draft.zone).date()


_TEXTS = [
    Prompt(
        f"newset.{each}",
        ask_text,
        take_text,
        target=text_target,
        back=back,
        skip=None if each is SetPart.CONTACT else skip_text,
        who=Who.MAKER,
    )
    for each in WRITTEN
]

FEATURE = Feature(
    "newset",
    commands=[Command("newset", Who.MAKER, newset)],
    presses=[
        Press("newset.agree", agree, who=Who.MAKER),
        Press("newset.keep", keep, Conversation),
        Press("newset.rules", offered_rules, Conversation),
        Press("newset.zone", pick_zone, Conversation),
        Press("newset.size", pick_size, Conversation),
        Press("newset.handle", pick_handle, Conversation),
        Press("newset.others", other_handles, Conversation),
        Press("newset.anyway", own_name_anyway, Conversation),
        Press("newset.change", change, Conversation),
        Press("newset.part", part, Conversation),
        Press("newset.drop", drop, Conversation),
        Press("newset.make", make, Conversation),
    ],
    prompts=[
        Prompt("newset.name", ask_name, take_name, who=Who.MAKER),
        *_TEXTS,
        Prompt("newset.zone", ask_zone, take_zone, back=back, who=Who.MAKER),
        Prompt("newset.size", ask_size, take_size, back=back, who=Who.MAKER),
        Prompt("newset.handle", ask_handle, take_handle, back=back, who=Who.MAKER),
        Prompt("newset.confirm", ask_confirm, take_confirm, back=back, grown=Turn.ask, who=Who.MAKER),
    ],
)
