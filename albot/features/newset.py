"""`/newset`: a facilitator makes a set. The draft is the set's own row; what it lacks is the open question.

    /newset ─→ name ─→ purpose ─→ who for ─→ ground rules ─→ contact ─→ zone ─→ size ─→ my handle ─→ summary
                                                                        (`newset_whole`)

Until the set is made nobody but its maker knows of it. Purpose, audience, rules and contact are passages of the maker
until then (so that bursts join and edits count), and sealed texts of the set from then on.
"""

from __future__ import annotations

import random

from albot.chat import making_a_set
from albot.chat.access import Outdated
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain import handles
from albot.domain.authority import Who
from albot.domain.columns import new_id
from albot.domain.newset import PARTS, SIZES, WRITTEN, SetPart, clean_name
from albot.domain.schedule import city
from albot.domain.sets import ActionSet, Member, MemberState, Role
from albot.domain.talks import Conversation
from albot.domain.zones import find_zones
from albot.store import passages, people, sets, talks
from albot.store.passages import Field
from albot.texts.args import Arg, Link, Words
from albot.texts.catalogue import catalogue

SUGGESTED = 3


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
    draft = turn.rows.add(ActionSet(begun_at=turn.now))
    turn.rows.flush()
    making_a_set.ask(turn, draft, SetPart.NAME)


def keep(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Keep it*: what was answered before stays."""
    making_a_set.go_on(turn, making_a_set.pressed(turn, talk, asked, *PARTS))


def _with_keep(talk: Conversation, message_id: str, known: Arg, buttons: Keyboard = ()) -> Message:
    """A question that was answered before: what was said, and *Keep it*."""
    kept = button("button-newset-keep", "newset.keep", talk.id, talk.turns)
    return Message(f"{message_id}-again", {"known": known}, [[kept], *buttons])


# Name


def ask_name(turn: Turn, talk: Conversation) -> Message:
    """What the set is called."""
    known = turn.rows.open(making_a_set.draft_of(turn, talk), "name_sealed")
    return _with_keep(talk, "newset-name", known) if known else Message("newset-name")


def take_name(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed name, on one line."""
    draft = making_a_set.draft_of(turn, talk)
    name = clean_name(text)
    if not name:
        raise Refusal("newset-name-long")
    turn.rows.seal(draft, "name_sealed", name)
    making_a_set.go_on(turn, draft)


# Purpose, audience, rules, contact


def _field(turn: Turn, draft: ActionSet, part: SetPart) -> Field:
    return Field(turn.me.id, draft.id, part)


def ask_text(turn: Turn, talk: Conversation) -> Message:
    """One of the longer texts; the ground rules can also be the ones we offer."""
    part, draft = making_a_set.part_of(talk), making_a_set.draft_of(turn, talk)
    known = making_a_set.text_of(turn, draft, part)
    buttons = []
    if part is SetPart.RULES:
        offer = button("button-newset-rules-offered", "newset.rules", talk.id, talk.turns)
        buttons.append([offer])
    if known:
        return _with_keep(talk, f"newset-{part}", Words(known), buttons)
    return Message(f"newset-{part}", {"offered": Words(_offered(turn))} if buttons else {}, buttons)


def take_text(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed text takes the place of what was there."""
    part, draft = making_a_set.part_of(talk), making_a_set.draft_of(turn, talk)
    passages.replace(turn.rows, _field(turn, draft, part), text, turn.source)
    turn.rows.seal(draft, f"{part}_sealed", None)
    making_a_set.go_on(turn, draft)


def skip_text(turn: Turn, talk: Conversation) -> None:
    """*Skip*: the set can do without; what was written before stays."""
    part, draft = making_a_set.part_of(talk), making_a_set.draft_of(turn, talk)
    if not making_a_set.text_of(turn, draft, part):
        turn.rows.seal(draft, f"{part}_sealed", "")
    making_a_set.go_on(turn, draft)


def text_target(turn: Turn, talk: Conversation) -> Target:
    """Where bursts join."""
    part = making_a_set.part_of(talk)
    return Target(_field(turn, making_a_set.draft_of(turn, talk), part), PARTS.index(part) + 1)


def offered_rules(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Use these*: the ground rules that we offer, as a text that can be changed later."""
    draft = making_a_set.pressed(turn, talk, asked, SetPart.RULES)
    passages.replace(turn.rows, _field(turn, draft, SetPart.RULES), _offered(turn), turn.source)
    making_a_set.go_on(turn, draft)


def _offered(turn: Turn) -> str:
    """Ground rules that most sets can begin with, in the maker's language."""
    return catalogue().plain("newset-offered-rules", {}, turn.me.language)


# Zone


def _zones(turn: Turn, draft: ActionSet, talk: Conversation) -> list[str]:
    """The zones on the buttons: those a text may mean, or the one the set has, or the maker's own."""
    if talk.detail:
        return talk.detail.split(",")
    return [] if draft.zone or turn.me.zone == making_a_set.NO_ZONE else [turn.me.zone]


def ask_zone(turn: Turn, talk: Conversation) -> Message:
    """Where the set meets."""
    draft, language = making_a_set.draft_of(turn, talk), turn.me.language
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
    draft = making_a_set.draft_of(turn, talk)
    found = find_zones(text)
    if not found:
        raise Refusal("newset-zone-unknown")
    if len(found) > 1:
        talk.detail = ",".join(found)
        return turn.ask(talk)
    draft.zone = found[0]
    return making_a_set.go_on(turn, draft)


def pick_zone(turn: Turn, talk: Conversation, asked: int, index: int) -> None:
    """A zone by its button."""
    draft = making_a_set.pressed(turn, talk, asked, SetPart.ZONE)
    zones = _zones(turn, draft, talk)
    if index >= len(zones):
        raise Outdated
    draft.zone = zones[index]
    making_a_set.go_on(turn, draft)


# Size


def ask_size(turn: Turn, talk: Conversation) -> Message:
    """How many members."""
    draft = making_a_set.draft_of(turn, talk)
    choices = [[button("button-newset-size", "newset.size", talk.id, talk.turns, n, size=n) for n in SIZES]]
    return _with_keep(talk, "newset-size", draft.size, choices) if draft.size else Message("newset-size", {}, choices)


def take_size(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed number."""
    size = int(text) if text.strip().isdecimal() and len(text.strip()) < 3 else 0
    _set_size(turn, making_a_set.draft_of(turn, talk), size)


def pick_size(turn: Turn, talk: Conversation, asked: int, size: int) -> None:
    """A number by its button."""
    _set_size(turn, making_a_set.pressed(turn, talk, asked, SetPart.SIZE), size)


def _set_size(turn: Turn, draft: ActionSet, size: int) -> None:
    if size not in SIZES:
        raise Refusal("newset-size-range")
    draft.size = size
    making_a_set.go_on(turn, draft)


# The maker's own handle


def _need_maker(turn: Turn, draft: ActionSet) -> Member:
    known = making_a_set.maker_of(turn, draft)
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
    draft = making_a_set.draft_of(turn, talk)
    seed = new_id()
    buttons = [
        [button("button-newset-handle", "newset.handle", talk.id, talk.turns, seed, n, handle=handle)]
        for n, handle in enumerate(_suggestions(seed))
    ]
    buttons.append([button("button-newset-others", "newset.others", talk.id, talk.turns)])
    mine = making_a_set.maker_of(turn, draft)
    if mine is not None and mine.handle_mark is not None:
        return _with_keep(talk, "newset-handle", sets.handle(turn.rows, mine), buttons)
    return Message("newset-handle", {}, buttons)


def take_handle(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed handle, by the rules for members; with a word in private where it is the maker's Telegram name."""
    draft = making_a_set.draft_of(turn, talk)
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
    draft = making_a_set.pressed(turn, talk, asked, SetPart.HANDLE)
    if index >= SUGGESTED:
        raise Outdated
    _settle_handle(turn, draft, _suggestions(seed)[index])


def other_handles(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Others*: the question again, with new suggestions."""
    making_a_set.ask(turn, making_a_set.pressed(turn, talk, asked, SetPart.HANDLE), SetPart.HANDLE)


def own_name_anyway(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Use it anyway*: the handle that equals the maker's name."""
    draft = making_a_set.pressed(turn, talk, asked, SetPart.HANDLE)
    member = making_a_set.maker_of(turn, draft)
    if member is None or member.handle_sealed is None:
        raise Outdated
    _settle_handle(turn, draft, sets.handle(turn.rows, member))


def _settle_handle(turn: Turn, draft: ActionSet, handle: str) -> None:
    if not sets.take_handle(turn.rows, _need_maker(turn, draft), handle):
        raise Refusal("joining-handle-taken")
    making_a_set.go_on(turn, draft)


_TEXTS = [
    Prompt(
        f"newset.{each}",
        ask_text,
        take_text,
        target=text_target,
        back=making_a_set.back,
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
    ],
    prompts=[
        Prompt("newset.name", ask_name, take_name, who=Who.MAKER),
        *_TEXTS,
        Prompt("newset.zone", ask_zone, take_zone, back=making_a_set.back, who=Who.MAKER),
        Prompt("newset.size", ask_size, take_size, back=making_a_set.back, who=Who.MAKER),
        Prompt("newset.handle", ask_handle, take_handle, back=making_a_set.back, who=Who.MAKER),
    ],
)
