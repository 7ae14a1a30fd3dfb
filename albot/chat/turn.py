"""A turn: one update of one person, inside one transaction. Features read and write rows and say things through it.

What is said becomes rows of the outbox as the turn ends; nothing is sent before the transaction is committed.
Expected refusals are raised as `Refusal`: what the handler wrote is undone and the refusal is still said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import structlog

from albot.chat import access
from albot.chat.incoming import Command, Incoming, Press, Text
from albot.chat.message import Button, Do, Keyboard, Message, button
from albot.domain.authority import Scope, Standing, allowed
from albot.domain.columns import Noun
from albot.domain.delivery_rows import Copy
from albot.domain.people import Person
from albot.domain.sets import Member, Role
from albot.domain.talks import Conversation
from albot.store import outbox, people, sets, talks
from albot.store.passages import Source
from albot.store.post import Lane, Outgoing
from albot.store.rows import Rows
from albot.store.vault import SealBroken
from albot.texts.args import Arg

if TYPE_CHECKING:
    from albot.chat.registry import Registry

log = structlog.get_logger()


class Refusal(Exception):
    """An expected "no": a message of the catalogue that says what to do instead."""

    def __init__(self, message_id: str, *, buttons: Keyboard = (), **args: Arg) -> None:
        super().__init__(message_id)
        self.message = Message(message_id, args, buttons)


class Setting:
    """What every turn of this process knows: the registry, a few settings, and whether this process sends.

    `sends_as` is the number that answers are born under, None where they wait for the sender (see `loops.duty`): those
    of the only process are born in its hands, which saves a commit.
    """

    def __init__(self, registry: Registry, *, operator: str, bot_name: str = "", open_sets: bool = False) -> None:
        self.registry = registry
        self.operator = operator
        self.bot_name = bot_name
        self.open_sets = open_sets
        self.sends_as: int | None = None


class Turn:
    """One update of one person. `now` is the moment it is handled, `incoming.at` the message's own date.

    `member` is the person's membership that a command or button is about, where it is about one. `source` is the
    message that what was typed came in. `memo` keeps what was put together from many rows, by the id of the chief one.
    `written` is what is said, in its order; it goes into the outbox when the turn is over.
    """

    def __init__(self, rows: Rows, setting: Setting, incoming: Incoming, now: datetime) -> None:
        self.rows = rows
        self.setting = setting
        self.incoming = incoming
        self.now = now
        met = people.met(rows, incoming.sender.telegram_id, open_sets=setting.open_sets)
        self.person: Person | None = met.person
        self.standing: Standing = met.standing
        self._talk: Conversation | None = met.talk
        self._talk_known = True
        self.chosen: Member | None = None
        self.written: list[Outgoing] = []
        self.source = _source(incoming)
        self.memo: dict[int, object] = {}
        self.toast: str = ""
        self.edited = False
        self.erased = False
        self.replans: set[int] = set()

    # Who and what

    @property
    def me(self) -> Person:
        """The person; raises `Refusal` for a stranger."""
        if self.person is None:
            raise Refusal("stranger")
        return self.person

    @property
    def member(self) -> Member:
        """The membership this turn is about."""
        if self.chosen is None:
            raise Refusal("no-set")
        return self.chosen

    @property
    def words(self) -> str:
        """What stands behind a command."""
        return self.incoming.words if isinstance(self.incoming, Command) else ""

    def know(self, person: Person) -> None:
        """From here on this turn is that person's (who has just agreed), or its standing has changed."""
        self.person, self._talk_known = person, False
        self.rows.flush()
        self.standing = people.standing(self.rows, person, open_sets=self.setting.open_sets)

    def replan(self, *member_ids: int) -> None:
        """Something that nudges depend on has changed for these members: work out anew what is owed to them."""
        self.replans.update(member_ids)

    # Saying

    def say(self, message_id: str, *, buttons: Keyboard = (), sound: bool = False, **args: Arg) -> None:
        """Say something to the person whose turn it is."""
        self.send(Message(message_id, args, buttons, sound))

    def show(self, message_id: str, *, buttons: Keyboard = (), **args: Arg) -> None:
        """Put this in the place of the message whose button was pressed; say it where there is none."""
        message = Message(message_id, args, buttons)
        if isinstance(self.incoming, Press):
            self.edited = True
            message = replace(message, do=Do.EDIT, message_id=self.incoming.message_id)
        self.send(message)

    def send(self, message: Message, *, copy: Copy | None = None, guard: str = "") -> None:
        """Send a message to the person whose turn it is; one that shows a copy is kept track of.

        `guard` names what must still hold where it has to wait, since nothing gets through just now.
        """
        language = self.person.language if self.person else "en"
        row = self._row(self.person.id if self.person else None, Lane.REPLY)
        row.update_id = self.incoming.update_id
        row.held_as = self.setting.sends_as
        row.copy_id = None if copy is None else copy.id
        row.guard = guard
        self.written.append(outbox.seal(self.rows, row, self.incoming.sender.chat_id, message.body(language)))

    def _row(self, person_id: int | None, lane: Lane) -> Outgoing:
        return Outgoing(
            person_id=person_id,
            lane=lane,
            order_in_turn=len(self.written),
            written_at=self.now,
            not_before=self.now,
        )

    def take_back(self, before: int) -> None:
        """Forget what was said after the first so many messages, and all rows: a savepoint has undone the rest."""
        del self.written[before:]
        self._talk_known = False
        self.rows.forget()

    def write(self) -> None:
        """Write what this turn has changed, so that a conflict shows: nearly always that is the conversation alone."""
        if self._talk_known and self._talk is not None:
            self.rows.write_changes(self._talk)
        self.rows.flush()

    # Prompts

    @property
    def talk(self) -> Conversation | None:
        """The conversation that gets what this person types."""
        if not self._talk_known:
            self._talk = talks.current(self.rows, self.person.id) if self.person else None
            self._talk_known = True
        talk = self._talk
        return talk if talk is not None and self.rows.holds(talk) and not talk.parked else None

    def open(self, prompt: str, subject_id: int, detail: str = "") -> None:
        """Ask a prompt about a thing: go on with the conversation about it, or begin one and park the other."""
        feature = prompt.split(".", maxsplit=1)[0]
        talk = self.talk
        if talk is None or talk.subject_id != subject_id or talk.prompt.split(".", maxsplit=1)[0] != feature:
            talk = talks.about(self.rows, self.me.id, subject_id, feature)
        if talk is None:
            talk = Conversation(person_id=self.me.id, prompt=prompt, subject_id=subject_id, opened_at=self.now)
            self._park_current(talk)
            self.rows.add(talk)
        else:
            self._park_current(talk)
        talk.prompt, talk.detail = prompt, detail
        self._take_up(talk)

    def resume(self, talk: Conversation) -> None:
        """Go on with a parked conversation at the question it was left at."""
        self._park_current(talk)
        self._take_up(talk)

    def _take_up(self, talk: Conversation) -> None:
        """Let a conversation be the one that gets what is typed, and say its question."""
        talk.parked, talk.opened_at = False, self.now
        self._talk, self._talk_known = talk, True
        self.ask(talk)

    def ask(self, talk: Conversation) -> None:
        """Say the question of the open prompt, with *Back*, *Skip* and *Stop for now* under it."""
        if self.ends(talk):
            return
        prompt = self.setting.registry.prompts[talk.prompt]
        talk.turns += 1
        message = prompt.ask(self, talk)
        navigation = [] if talk.parked else [self._navigation(talk)]  # what was closed meanwhile goes nowhere
        buttons = [*message.buttons, *navigation]
        self.send(replace(message, buttons=buttons, sound=True))

    def close(self, talk: Conversation | None = None) -> None:
        """End a conversation (the open one, if none is given)."""
        talk = talk or self.talk
        if talk is not None:
            self.rows.flush()  # it may have been opened in this very turn
            talk.parked = True
            self.rows.delete(talk)
            self.rows.flush()

    def ends(self, talk: Conversation) -> bool:
        """Close a conversation that its person may no longer have (they were stood down), and say why.

        False where they may go on. It raises nothing, since what a refusal undoes would be open again.
        """
        prompt = self.setting.registry.prompts[talk.prompt]
        if prompt.who is None or allowed(prompt.who, self.standing, self._scope(prompt.of, talk)):
            return False
        self.close(talk)
        self.say(f"only-for-{prompt.who}")
        return True

    def _scope(self, noun: type[Noun] | None, talk: Conversation) -> Scope | None:
        """Whose and which set's the subject of a conversation is, where its prompt says what noun that is."""
        row = None if noun is None else self.rows.get(noun, talk.subject_id)
        return None if row is None else access.scope(self.rows, row)

    def _park_current(self, but: Conversation) -> None:
        other = self.talk
        if other is not None and other.id != but.id:
            other.parked = True
            self.rows.flush()
            self.say("talk-parked", buttons=[[button("button-go-back-to-it", "talk.resume", other.id)]])

    def _navigation(self, talk: Conversation) -> list[Button]:
        prompt = self.setting.registry.prompts[talk.prompt]
        row = []
        if prompt.back:
            row.append(button("button-back", "talk.back", talk.id, talk.turns))
        if prompt.skip:
            row.append(button("button-skip", "talk.skip", talk.id, talk.turns))
        row.append(button("button-stop", "talk.stop", talk.id, talk.turns))
        return row


def _source(incoming: Incoming) -> Source:
    """The message that a text came in; a button has none."""
    typed = isinstance(incoming, Text | Command)
    return Source(incoming.message_id if typed else None, incoming.at)


class Letter(NamedTuple):
    """A message to a person, and the guard that must still hold when it goes out."""

    person: Person
    message: Message
    guard: str = ""


def tell(  # noqa: PLR0913 - a message has this many sides
    rows: Rows,
    person: Person,
    message: Message,
    now: datetime,
    *,
    lane: Lane = Lane.DELIVERY,
    guard: str = "",
    may_repeat: bool = True,
    at: datetime | None = None,
) -> Outgoing | None:
    """Write a message to a person into the outbox, to go out at `at` or now. None where they cannot be reached."""
    posted = post(rows, [Letter(person, message, guard)], now, lane=lane, may_repeat=may_repeat, at=at)
    return rows.add(posted[0]) if posted else None


def post(
    rows: Rows, letters: Sequence[Letter], now: datetime, *, lane: Lane, may_repeat: bool, at: datetime | None = None
) -> list[Outgoing]:
    """Rows of the outbox, to be written by the caller, for messages to those of some people who can be reached.

    An address that does not open, since somebody was at the database, keeps nobody else from being told.
    """
    reachable = [letter for letter in letters if letter.person.unreachable_since is None]
    digests = people.digests_of_each(rows, [letter.person for letter in reachable])
    posted = []
    for person, message, guard in reachable:
        try:
            chat_id = people.open_chat(rows, person, digests[person.id])
        except SealBroken as problem:
            log.error("address_does_not_open", what=str(problem))
            continue
        row = Outgoing(
            person_id=person.id,
            lane=lane,
            guard=guard,
            order_in_turn=next(rows.places),
            may_repeat=may_repeat,
            written_at=now,
            not_before=at or now,
        )
        posted.append(outbox.seal(rows, row, chat_id, message.body(person.language)))
    return posted


def facilitators(rows: Rows, set_id: int) -> list[Person]:
    """The people who facilitate a set."""
    return [rows.need(Person, member.person_id) for member in sets.members(rows, set_id, role=Role.FACILITATOR)]
