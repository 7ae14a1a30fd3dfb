"""`/facilitators`: who may make sets on this bot. A coordinator appoints by a link that one person uses once.

    /facilitators ── Appoint somebody ─→ what to call them? ─→ the link, to copy
       ├── Stand down ─→ sure? ─→ told; the sets they have stay theirs
       └── Revoke (a link that nobody used)
    the link ─→ notice (see `joining`) ── I agree ─→ appointed

Somebody who is appointed has no handle, so a coordinator calls them by a label of their own, which nobody else sees.
"""

from __future__ import annotations

from datetime import timedelta

from albot.chat.access import Outdated
from albot.chat.announcing import News, tell_one
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain import invites
from albot.domain.authority import Who, allowed
from albot.domain.people import Appointment, Office, Person
from albot.domain.sets import Invite
from albot.domain.talks import Conversation
from albot.store import people, sets
from albot.texts.args import Arg, Lines, Link, Term, When

HOLDS = timedelta(days=7)
"""How long a link of appointment may be used: it opens more than a set, so it does not lie about for longer."""


def facilitators(turn: Turn) -> None:
    """`/facilitators`: how many there are, by their labels, and the links that nobody has used yet."""
    turn.send(_list(turn))


def _list(turn: Turn) -> Message:
    held = sorted(people.appointments(turn.rows, Office.FACILITATOR), key=lambda each: _label(turn, each).casefold())
    links = [each for each in sets.invites(turn.rows, None) if invites.invite_problem(each, turn.now) is None]
    args: dict[str, Arg] = {
        "count": len(held),
        "labels": Lines([_name(turn, each) for each in held]),
        "links": Lines([_line(turn, each) for each in links]),
    }
    buttons = [[button("button-appointing-new", "appoint.new")]]
    buttons += [[button("button-appointing-stand-down", "appoint.down", e.id, who=_name(turn, e))] for e in held]
    buttons += [[button("button-appointing-revoke", "appoint.revoke", e.id, who=_name(turn, e))] for e in links]
    return Message("appointing-list-links" if links else "appointing-list", args, buttons)


def _label(turn: Turn, row: Appointment | Invite) -> str:
    return turn.rows.open(row, "label_sealed")


def _name(turn: Turn, row: Appointment | Invite) -> Arg:
    return _label(turn, row) or Term("appointing-no-label")


def _line(turn: Turn, made: Invite) -> Term:
    until = When(made.expires_at or turn.now, turn.me.zone)
    return Term("appointing-line", {"label": _name(turn, made), "until": until})


def show(turn: Turn) -> None:
    """The list again, in the place of what was pressed."""
    message = _list(turn)
    turn.show(message.id, buttons=message.buttons, **message.args)


# A link


def new(turn: Turn) -> None:
    """*Appoint somebody*: what to call them."""
    turn.open("appointing.label", turn.me.id)


def ask_label(_turn: Turn, _talk: Conversation) -> Message:
    """Ask for a label."""
    return Message("appointing-ask-label")


def take_label(turn: Turn, talk: Conversation, text: str) -> None:
    """The label; the link is made."""
    if not allowed(Who.COORDINATOR, turn.standing):
        raise Refusal("only-for-coordinator")
    label = " ".join(text.split())
    if len(label) > invites.LONGEST_LABEL:
        raise Refusal("appointing-label-too-long", most=invites.LONGEST_LABEL)
    code = invites.new_code()
    made = Invite(digest=b"", made_by=turn.me.id, uses_left=1, expires_at=turn.now + HOLDS)
    turn.rows.seal(made, "label_sealed", label)
    sets.add_invite(turn.rows, made, code)
    turn.close(talk)
    link = invites.link(turn.setting.bot_name, code)
    buttons: Keyboard = [
        [Button("button-inviting-copy", copy=link)],
        [button("button-appointing-revoke", "appoint.revoke", made.id, who=label)],
    ]
    until = When(turn.now + HOLDS, turn.me.zone)
    turn.say("appointing-link", label=label, link=Link(link), code=code, until=until, buttons=buttons)


def to_list(turn: Turn, talk: Conversation) -> None:
    """*Back*: nobody is appointed."""
    turn.close(talk)
    facilitators(turn)


def revoke(turn: Turn, made: Invite) -> None:
    """*Revoke*: nobody can use the link any more."""
    if made.set_id is not None or invites.invite_problem(made, turn.now) is not None:
        raise Outdated
    made.revoked_at, made.label_sealed = turn.now, None
    turn.rows.flush()
    turn.toast = "appointing-revoked"
    show(turn)


# Being appointed


def agree(turn: Turn, made: Invite) -> None:
    """*I agree* under the notice: this person may make sets from here on."""
    if made.set_id is not None:
        raise Outdated
    if turn.standing.offices:
        raise Refusal("appointing-already")
    problem = invites.invite_problem(made, turn.now)
    if problem is not None or not sets.use_invite(turn.rows, made):
        raise Refusal(f"joining-{problem or invites.InviteProblem.USED_UP}")
    sender = turn.incoming.sender
    person = turn.person or people.create(turn.rows, sender.telegram_id, sender.chat_id)
    person.joined_at = person.joined_at or turn.now
    _appoint(turn, person, made)
    turn.know(person)
    turn.say("appointing-done", sound=True)


def _appoint(turn: Turn, person: Person, made: Invite) -> None:
    """Appoint a person; the label goes from the link to the appointment."""
    label = _label(turn, made)
    made.label_sealed = None
    people.appoint(turn.rows, person, Office.FACILITATOR, by=turn.rows.get(Person, made.made_by))
    for appointment in people.appointments(turn.rows, Office.FACILITATOR):
        if appointment.person_id == person.id:
            turn.rows.seal(appointment, "label_sealed", label)


# Standing down


def ask_down(turn: Turn, appointment: Appointment) -> None:
    """*Stand down*: really?"""
    _check_held(appointment)
    label = _name(turn, appointment)
    buttons = [
        [button("button-appointing-down-sure", "appoint.down-sure", appointment.id, who=label)],
        [button("button-appointing-no", "appoint.show")],
    ]
    turn.show("appointing-down-sure", label=label, buttons=buttons)


def down(turn: Turn, appointment: Appointment) -> None:
    """*Yes*: no new sets from them; those they have stay theirs."""
    _check_held(appointment)
    appointment.ended_at, appointment.label_sealed = turn.now, None
    turn.rows.flush()
    person = turn.rows.need(Person, appointment.person_id)
    tell_one(turn.rows, person, News(Message("appointing-stood-down")), turn.now)
    turn.toast = "appointing-ended"
    show(turn)


def _check_held(appointment: Appointment) -> None:
    """Raise `Outdated` unless this is a facilitator's appointment that holds; coordinators come from the settings."""
    if appointment.office is not Office.FACILITATOR or appointment.ended_at is not None:
        raise Outdated


FEATURE = Feature(
    "appointing",
    commands=[Command("facilitators", Who.COORDINATOR, facilitators)],
    presses=[
        Press("appoint.show", show, who=Who.COORDINATOR),
        Press("appoint.new", new, who=Who.COORDINATOR),
        Press("appoint.revoke", revoke, Invite, who=Who.COORDINATOR),
        Press("appoint.agree", agree, Invite, who=Who.ANYONE),
        Press("appoint.down", ask_down, Appointment, who=Who.COORDINATOR),
        Press("appoint.down-sure", down, Appointment, who=Who.COORDINATOR),
    ],
    prompts=[Prompt("appointing.label", ask_label, take_label, back=to_list, who=Who.COORDINATOR)],
)
