"""Person: somebody with a chat, found by a keyed hash alone; what they chose for themselves over all their sets."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlmodel import Field

from albot.domain.columns import LONG_AGO, Noun, key, maybe_ref, one_of, ref


class Office(StrEnum):
    """What somebody may do on this bot beyond being in a set."""

    COORDINATOR = "coordinator"
    FACILITATOR = "facilitator"


class InMeetings(StrEnum):
    """What somebody gets while their set meets: their stages and a sound at their turn, the sound alone, or nothing."""

    ALL = "all"
    TURN = "turn"
    NOTHING = "nothing"


class Person(Noun, table=True):
    """Somebody who agreed to the notice. Their handles belong to their memberships, never to this row.

    `chat_sealed` is the chat id, sealed together with its look-up hash. Quiet hours are wall-clock times in `zone`;
    `excluded_days` lists weekdays (0 is Monday) without a nudge, `stopped` the nudge kinds they stopped.
    `look_again_at` is when it is next asked whether they are gone from everywhere (see `retention`).
    `in_meetings` is what they get while a set of theirs meets; `dark` draws their pictures on a dark ground.
    """

    id: int = key()
    chat_sealed: bytes = b""
    zone: str = "UTC"
    language: str = "en"
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    excluded_days: str = ""
    stopped: str = ""
    own_words: bool = False
    in_meetings: InMeetings = one_of(InMeetings, InMeetings.ALL)
    dark: bool = False
    paused: bool = False
    paused_until: datetime | None = None
    last_nudged_on: date | None = None
    unreachable_since: datetime | None = None
    joined_at: datetime | None = None
    look_again_at: datetime | None = Field(default=LONG_AGO, index=True)


class PersonKey(Noun, table=True):
    """The look-up row of a person: a keyed hash of the Telegram id, one for each configured key."""

    __tablename__ = "person_key"

    digest: bytes = Field(primary_key=True)
    person_id: int = ref("person.id")
    key_number: int = 0


class Appointment(Noun, table=True):
    """That a person holds an office on this bot, until it ends. `label_sealed` is what coordinators call them."""

    id: int = key()
    person_id: int = ref("person.id")
    office: Office = one_of(Office, Office.FACILITATOR)
    by_person_id: int | None = maybe_ref("person.id")
    label_sealed: bytes | None = None
    ended_at: datetime | None = None
