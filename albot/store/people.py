"""Queries about people: found by a keyed hash, made when they agree, reached by a sealed chat id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlmodel import and_, bindparam, col, delete, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from albot.domain.authority import Membership, Standing
from albot.domain.people import Appointment, Office, Person, PersonKey
from albot.domain.sets import ActionSet, Member, SetState
from albot.domain.talks import Conversation
from albot.store.rows import Rows, place_of
from albot.store.vault import SealBroken

PURPOSE = "telegram id"

_WITH_THIS_DIGEST = col(PersonKey.digest).in_(bindparam("digests", expanding=True))
_FOUND = (
    select(Person, PersonKey.key_number).join(PersonKey, col(PersonKey.person_id) == Person.id).where(_WITH_THIS_DIGEST)
)


def find(rows: Rows, telegram_id: int) -> Person | None:
    """The person with this Telegram id, whichever of the configured keys they were met under."""
    digests = rows.vault.digests(PURPOSE, str(telegram_id))
    found = rows.session.execute(_FOUND, {"digests": list(digests.values())}).all()
    return _findable(rows, found[0][0], digests, {number for _person, number in found}) if found else None


def _findable(rows: Rows, person: Person, digests: dict[int, bytes], known: set[int]) -> Person:
    """A person who is found, and from here on is found by every configured key."""
    _add_keys(rows, person, {number: digest for number, digest in digests.items() if number not in known})
    return person


_KNOWN = select(Person.id).where(col(Person.id).in_(bindparam("ids", expanding=True)))


def known(rows: Rows, ids: Collection[int]) -> set[int]:
    """Those of some ids that are a person's still."""
    return set(rows.session.scalars(_KNOWN, {"ids": list(ids)})) if ids else set()


def create(rows: Rows, telegram_id: int, chat_id: int) -> Person:
    """A new person, with a look-up row for each configured key."""
    person = rows.add(Person())
    rows.flush()
    _add_keys(rows, person, rows.vault.digests(PURPOSE, str(telegram_id)))
    person.chat_sealed = _sealed(rows, person, str(chat_id), rows.vault.digest(PURPOSE, str(telegram_id)))
    rows.flush()
    return person


def _add_keys(rows: Rows, person: Person, digests: dict[int, bytes]) -> None:
    for number, digest in digests.items():
        rows.add(PersonKey(digest=digest, person_id=person.id, key_number=number))


def _sealed(rows: Rows, person: Person, chat_id: str, digest: bytes) -> bytes:
    """A chat id sealed together with the look-up hash under the same key: neither can be exchanged alone."""
    return rows.vault.seal(chat_id, place_of(person, "chat_sealed", digest))


_DIGESTS = select(PersonKey.person_id, PersonKey.key_number, PersonKey.digest).where(
    col(PersonKey.person_id).in_(bindparam("person_ids", expanding=True))
)


def digests_of_each(rows: Rows, persons: Collection[Person]) -> dict[int, bytes]:
    """The look-up hash that each person's chat id is sealed with; nothing for those who have none."""
    found = rows.session.execute(_DIGESTS, {"person_ids": [person.id for person in persons]})
    digests = {(person_id, number): digest for person_id, number, digest in found}
    return {person.id: digests.get((person.id, person.chat_sealed[0]), b"") for person in persons}


def open_chat(rows: Rows, person: Person, digest: bytes) -> int:
    """The chat id of a person whose look-up hash is known; raises `SealBroken` as `chat_of` does."""
    return int(rows.vault.open(person.chat_sealed, place_of(person, "chat_sealed", digest)))


def chat_of(rows: Rows, person: Person) -> int:
    """The chat id of a person; raises `SealBroken` where the row was moved to somebody else."""
    return open_chat(rows, person, digests_of_each(rows, [person])[person.id])


def rekey(rows: Rows, person: Person) -> bytes:
    """The chat id of a person sealed with the first key, which from here on has a look-up row of theirs too.

    In a private chat the chat's id is the person's Telegram id, as the look-up row of the old key shows. Raises
    `SealBroken` where it is not, or where somebody else has the look-up row.
    """
    number = person.chat_sealed[0]
    chat_id = str(chat_of(rows, person))
    digests = rows.vault.digests(PURPOSE, chat_id)
    wanted = digests[rows.vault.number]
    known = {key.digest: key for key in rows.session.scalars(_keys_of(person, wanted))}
    if digests[number] not in known or any(key.person_id != person.id for key in known.values()):
        raise SealBroken(f"person_key is of another account than person {person.id}")
    if wanted not in known:
        _add_keys(rows, person, {rows.vault.number: wanted})
    return _sealed(rows, person, chat_id, wanted)


def _keys_of(person: Person, digest: bytes) -> SelectOfScalar[PersonKey]:
    """The look-up rows of a person, and the one with this hash whosever it is."""
    return select(PersonKey).where(or_(PersonKey.person_id == person.id, PersonKey.digest == digest))


def forget_retired_keys(rows: Rows) -> None:
    """Erase the look-up rows under keys that left the settings. Nobody loses the last row they can be found by."""
    numbers = rows.vault.numbers
    still_found = select(PersonKey.person_id).where(col(PersonKey.key_number).in_(numbers))
    rows.session.execute(
        delete(PersonKey).where(col(PersonKey.key_number).not_in(numbers), col(PersonKey.person_id).in_(still_found))
    )


_HOLDS = and_(col(Appointment.person_id) == Person.id, col(Appointment.ended_at).is_(None))
_OPEN_TALK = and_(col(Conversation.person_id) == Person.id, col(Conversation.parked).is_(False))

_STANDING = (
    select(Appointment.office, Member, ActionSet.state)
    .select_from(Person)
    .outerjoin(Appointment, _HOLDS)
    .outerjoin(Member, col(Member.person_id) == Person.id)
    .outerjoin(ActionSet, col(ActionSet.id) == Member.set_id)
    .where(Person.id == bindparam("person_id"))
)


def standing(rows: Rows, person: Person | None, *, open_sets: bool) -> Standing:
    """What a person is on this bot: offices and memberships of any state."""
    if person is None:
        return Standing(open_sets=open_sets)
    found = rows.session.execute(_STANDING, {"person_id": person.id})
    return _standing(rows, person, found, open_sets=open_sets)


def _standing(rows: Rows, person: Person, found: Iterable[Any], *, open_sets: bool) -> Standing:
    """What a person is by the lines of an answer: an office, a membership and the state of its set, None where not."""
    offices: set[Office] = set()
    mine: dict[int, Membership] = {}
    for office, member, state in found:
        if office is not None:
            offices.add(Office(office))
        if member is not None:
            rows.keep(member)
            ended = state is SetState.ARCHIVED
            mine[member.id] = Membership(member.id, member.set_id, member.role, member.state, ended)
    return Standing(person.id, frozenset(offices), tuple(mine.values()), open_sets)


class Met(NamedTuple):
    """Who an update is from: the person, if anybody known, what they are here, and what they are asked just now."""

    person: Person | None
    standing: Standing
    talk: Conversation | None


_MET = (
    select(Person, Conversation, PersonKey.key_number)
    .add_columns(col(Appointment.office), Member, col(ActionSet.state))
    .join(PersonKey, col(PersonKey.person_id) == Person.id)
    .outerjoin(Appointment, _HOLDS)
    .outerjoin(Member, col(Member.person_id) == Person.id)
    .outerjoin(ActionSet, col(ActionSet.id) == Member.set_id)
    .outerjoin(Conversation, _OPEN_TALK)
    .where(_WITH_THIS_DIGEST)
)


def met(rows: Rows, telegram_id: int, *, open_sets: bool) -> Met:
    """Who an update is from, found as `find` does, with what every turn asks of them: in one query."""
    digests = rows.vault.digests(PURPOSE, str(telegram_id))
    found = rows.session.execute(_MET, {"digests": list(digests.values())}).all()
    if not found:
        return Met(None, standing(rows, None, open_sets=open_sets), None)
    person, talk = found[0][:2]
    _findable(rows, person, digests, {number for _person, _talk, number, *_ in found})
    return Met(person, _standing(rows, person, (each[3:] for each in found), open_sets=open_sets), talk)


def holders(rows: Rows, office: Office) -> list[Person]:
    """Everybody who holds an office now."""
    query = (
        select(Person)
        .join(Appointment, col(Appointment.person_id) == Person.id)
        .where(Appointment.office == office, col(Appointment.ended_at).is_(None))
    )
    return list(rows.session.scalars(query))


def appointments(rows: Rows, office: Office) -> list[Appointment]:
    """The appointments to an office that hold now."""
    query = select(Appointment).where(Appointment.office == office, col(Appointment.ended_at).is_(None))
    return list(rows.session.scalars(query))


def appoint(rows: Rows, person: Person, office: Office, *, by: Person | None = None) -> None:
    """Give a person an office, once."""
    if person.id not in {holder.id for holder in holders(rows, office)}:
        rows.add(Appointment(person_id=person.id, office=office, by_person_id=by.id if by else None))
        rows.flush()
