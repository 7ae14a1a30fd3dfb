"""Dispatch: what an update means, whether the person may, and the one transaction that it runs in.

One update, one turn: the update id, what the handler changed, the prompt that is open now and the outgoing messages
are committed together.

    handle ─┬─→ Outcome
            └─→ Undone (a refusal, an old button, a bug): nothing is committed ─→ answer, in a transaction of its own

So what is undone costs one more transaction, and what is done, which is nearly everything, no savepoint.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from albot import metrics
from albot.chat import access, typing_in
from albot.chat.incoming import Blocked, Command, Edit, GroupCommand, Incoming, Other, Press, Text
from albot.chat.message import Do, Message, button, read_data
from albot.chat.registry import Command as DeclaredCommand
from albot.chat.registry import Registry
from albot.chat.turn import Refusal, Setting, Turn
from albot.chat.unfinished import unfinished
from albot.domain.authority import Who, allowed, in_role
from albot.domain.columns import Noun
from albot.domain.people import Person
from albot.domain.sets import Member, Role
from albot.store import inbox, nudges, outbox, sets
from albot.store.post import Outgoing
from albot.store.rows import Rows
from albot.store.vault import SealBroken

log = structlog.get_logger()


@dataclass
class Outcome:
    """What a turn leaves to be done after its commit: messages for the deliverer, a press to answer.

    `erased` asks for what was erased to leave the database's files too.
    """

    written: list[Outgoing] = field(default_factory=list)
    press_id: str = ""
    toast: str = ""
    erased: bool = False


class Behind(Exception):
    """An earlier update of the same person waits in the inbox: this one comes after it."""


class Undone(Exception):
    """What a handler did must not be committed; this is said instead: a message, or a word above the button.

    Where it was a `bug`, what is said is `apology`'s.
    """

    def __init__(self, message: Message | None = None, toast: str = "", bug: Exception | None = None) -> None:
        super().__init__()
        self.message = message
        self.toast = toast
        self.bug = bug


def reference() -> str:
    """A short reference that the answer to an error and the log share, such as 7F3A."""
    return secrets.token_hex(2).upper()


def apology(problem: Exception) -> Undone:
    """What is said after a bug: a reference that the log has too. Neither holds what anybody wrote.

    For whoever ran the turn, once: a turn itself may be run twice (see `store.engine`).
    """
    metrics.TURNS_FAILED.inc()
    ref = reference()
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(problem.__traceback__)]
    place = str(problem) if isinstance(problem, SealBroken) else None  # it names a place and no content
    log.error("turn_failed", reference=ref, problem=type(problem).__name__, place=place, frames=frames[-8:])
    return Undone(Message("went-wrong", {"reference": ref}))


class Dispatch:
    """Turns what came in into turns. `handle` runs inside a transaction that the caller commits."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._routes: dict[type[Incoming], Callable[[Turn, Any], None]] = {
            Command: self._command,
            Text: typing_in.take,
            Edit: typing_in.change,
            Press: self._press,
            Other: self._other,
            GroupCommand: self._group,
            Blocked: self._blocked,
        }

    @property
    def registry(self) -> Registry:
        """The features of this bot."""
        return self.setting.registry

    def handle(self, rows: Rows, incoming: Incoming, now: datetime, *, comes_next: bool = False) -> Outcome:
        """Handle an update once; a repeated one gives back what it left unsent. Raises `Behind` and `Undone`.

        Unless it is known to come next, an update waits where an earlier one of the same person does.
        """
        turn = self._begin(rows, incoming, now, comes_next=comes_next)
        if turn is not None:
            self._run(turn)
        return _end(rows, incoming, turn)

    def answer(self, rows: Rows, incoming: Incoming, now: datetime, undone: Undone) -> Outcome:
        """Answer an update whose handling was undone."""
        turn = self._begin(rows, incoming, now, comes_next=True)
        if turn is not None:
            turn.toast = undone.toast
            if undone.message is not None:
                turn.send(undone.message)
        return _end(rows, incoming, turn)

    def _begin(self, rows: Rows, incoming: Incoming, now: datetime, *, comes_next: bool) -> Turn | None:
        """The turn of an update, None where it was handled before; raises `Behind`."""
        sender = incoming.sender.telegram_id
        inbox.hold(rows, sender)
        if not inbox.mark_handled(rows, incoming.update_id, now):
            outbox.free_of_update(rows, incoming.update_id)
            return None
        if not comes_next and inbox.is_behind(rows, sender, incoming.update_id):
            raise Behind
        turn = Turn(rows, self.setting, incoming, now)
        self._notice(turn)
        return turn

    def _notice(self, turn: Turn) -> None:
        """A person who does something can be reached, and has answered whatever was asked of them."""
        if turn.person is None or isinstance(turn.incoming, Blocked | GroupCommand):
            return
        self._reachable(turn, turn.person)
        if turn.incoming.message_id and not isinstance(turn.incoming, Press):
            outbox.remember_message(turn.rows, turn.person.id, turn.incoming.message_id, turn.now, mine=False)
        long_silent = False
        for membership in in_role(turn.standing):
            member = turn.rows.need(Member, membership.member_id)
            long_silent = long_silent or member.unanswered >= SILENT_FROM
            if member.unanswered:  # to write what is there already would cost a flush in every turn
                member.unanswered = 0
        wanted = _wanted(turn.incoming)
        if long_silent and wanted not in NOT_NOW and wanted.partition(".")[0] not in AT_THE_MEETING:
            self._welcome(turn)

    def _welcome(self, turn: Turn) -> None:
        """Somebody comes back after nudges that they did not answer: a warm word, and where they were, if anywhere."""
        talk = unfinished(turn)
        if talk is None:
            turn.say("welcome-back-anew")
        else:
            turn.say("welcome-back", buttons=[[button("button-go-on", "talk.resume", talk.id)]])

    def _run(self, turn: Turn) -> None:
        try:
            self._routes[type(turn.incoming)](turn, turn.incoming)
            turn.write()
        except Refusal as refusal:
            raise Undone(refusal.message) from refusal
        except access.Outdated as outdated:
            raise Undone(toast="old-button") from outdated
        except Exception as problem:
            if turn.rows.comes_again(problem):
                raise
            raise Undone(bug=problem) from problem
        self._unbutton(turn)

    def _unbutton(self, turn: Turn) -> None:
        """Take the buttons from the message that was pressed, unless it was changed or keeps them."""
        incoming = turn.incoming
        if isinstance(incoming, Press) and not turn.edited and not turn.toast:
            press = self.registry.presses.get(incoming.data.split(":")[0])
            if press is not None and not press.keeps:
                turn.send(Message(do=Do.UNBUTTON, message_id=incoming.message_id))

    # Routes

    def _command(self, turn: Turn, typed: Command) -> None:
        command = self.registry.commands.get(typed.name)
        if command is None:
            raise Refusal("unknown-command")
        if not allowed(command.who, turn.standing, ended=command.after_end):
            if allowed(command.who, turn.standing, ended=True):
                raise Refusal(ENDED)
            raise Refusal("stranger" if turn.person is None else f"only-for-{command.who}")
        if command.who in (Who.MEMBER, Who.FACILITATOR) and not self._choose_set(turn, command):
            return
        command.run(turn)

    def _choose_set(self, turn: Turn, command: DeclaredCommand) -> bool:
        """Find the set a command is about; ask by buttons where there are several. False while that is open.

        A set that has ended is only meant by those who are in no other.
        """
        role = Role.FACILITATOR if command.who is Who.FACILITATOR else None
        found = in_role(turn.standing, role) or in_role(turn.standing, role, ended=command.after_end)
        if len(found) == 1:
            turn.chosen = turn.rows.need(Member, found[0].member_id)
            return True
        members = sets.by_name(turn.rows, (turn.rows.need(Member, membership.member_id) for membership in found))
        labels = [
            [button("button-set", f"in.{command.name}", each.id, name=sets.name(turn.rows, each))] for each in members
        ]
        turn.say("which-set", buttons=labels, sound=True)
        return False

    def _press(self, turn: Turn, pressed: Press) -> None:
        """Run a button's press as pressed by anyone; raises `Outdated` for whatever it may not or cannot do."""
        try:
            verb, ids = read_data(pressed.data)
        except ValueError:
            raise access.Outdated from None
        if verb.startswith("in.") and len(ids) == 1:
            return self._in_set(turn, verb.removeprefix("in."), ids[0])
        press = self.registry.presses.get(verb)
        if press is None or not press.fits(len(ids)):
            raise access.Outdated
        if press.of is None:
            self._allow(turn, press.who, after_end=press.after_end)
            return press.run(turn, *ids)
        row = turn.rows.get(press.of, ids[0])
        if row is None:
            raise access.Outdated
        self._allow(turn, press.who, row, after_end=press.after_end)
        turn.chosen = access.membership(turn.rows, turn.standing, row)
        return press.run(turn, row, *ids[1:])

    def _in_set(self, turn: Turn, name: str, member_id: int) -> None:
        """Run a command about the set of one of my memberships."""
        command = self.registry.commands.get(name)
        member = turn.rows.get(Member, member_id)
        if command is None or member is None:
            raise access.Outdated
        for who in (Who.OWNER, command.who):
            self._allow(turn, who, member, after_end=command.after_end)
        turn.chosen = member
        command.run(turn)

    def _allow(self, turn: Turn, who: Who, row: Noun | None = None, *, after_end: bool) -> None:
        """Raise `Outdated` unless this person may, with this very row; `Refusal` where it is the set that has ended."""
        scope = access.scope(turn.rows, row) if row else None
        if allowed(who, turn.standing, scope, ended=after_end):
            return
        if allowed(who, turn.standing, scope, ended=True):
            raise Refusal(ENDED)
        raise access.Outdated

    def _other(self, turn: Turn, other: Other) -> None:
        kind = other.kind
        raise Refusal(f"only-text-{kind}" if kind in KINDS_WITH_A_WORD else "only-text")

    def _group(self, turn: Turn, _command: GroupCommand) -> None:
        turn.person = None  # in a group the bot knows nobody
        turn.say("only-in-private", bot=self.setting.bot_name)

    def _blocked(self, turn: Turn, change: Blocked) -> None:
        if turn.person is None:
            return
        if change.blocked:
            turn.person.unreachable_since = turn.now
            outbox.drop_of_person(turn.rows, turn.person.id)
        else:
            self._reachable(turn, turn.person)

    def _reachable(self, turn: Turn, person: Person) -> None:
        """The person can be written to again: what is owed to them is worked out anew."""
        if person.unreachable_since is not None:
            person.unreachable_since = None
            turn.replan(*(membership.member_id for membership in in_role(turn.standing)))


def _end(rows: Rows, incoming: Incoming, turn: Turn | None) -> Outcome:
    """Put what was said into the outbox, and give back what is left to be done after the commit."""
    press_id = incoming.press_id if isinstance(incoming, Press) else ""
    if turn is None:
        return Outcome(press_id=press_id)
    if turn.replans:  # by the next tick, for all of them together: here it would be half of such a turn
        nudges.plan_anew(rows, turn.replans)
    rows.write(*turn.written)
    rows.flush()
    return Outcome(turn.written, press_id, turn.toast, turn.erased)


KINDS_WITH_A_WORD = frozenset({"voice", "photo", "document", "contact", "location", "forward"})
NOT_NOW = frozenset({"nudge.stop", "nudge.later", "checkin.decline", "after.decline", "pause", "leave", "forget"})
"""What people want who do not come back but say no, or not now: no welcome for them."""

AT_THE_MEETING = frozenset({"meet", "run", "review"})
"""What people press who sit in a meeting, by the first word of the verb: a word of welcome would be one too many."""

ENDED = "set-has-ended"
"""What whoever wants something is told that only a living set has."""

SILENT_FROM = 2
"""Nudges in a row without an answer after which somebody who comes back is welcomed (PRODUCT: Nudges)."""


def _wanted(incoming: Incoming) -> str:
    """The command or the button's verb that somebody used, if any."""
    if isinstance(incoming, Command):
        return incoming.name
    return incoming.data.partition(":")[0] if isinstance(incoming, Press) else ""
