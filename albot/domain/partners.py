"""Partnership: two members who see each other's step endings for a cycle, because both agreed to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from albot.domain.columns import Noun, big, key, maybe_ref, ref
from albot.domain.meetings import Meeting, MeetingState


class Partnership(Noun, table=True):
    """A member asks another to be their check-in partner until `meeting_id` (empty while none is planned).

    It holds while `agreed_at` is set and `ended_at` is not; either of them ends it. `agreed_at` is the delivery time
    at which the one who asked hears the Yes: both begin at the same moment, and neither by surprise.
    """

    id: int = key()
    member_id: int = ref("member.id")
    to_member_id: int = big(0, index=True)
    meeting_id: int | None = maybe_ref("meeting.id")
    at: datetime
    sent_at: datetime | None = None
    agreed_at: datetime | None = None
    ended_at: datetime | None = None


class Between(StrEnum):
    """What a partnership is to one of the two, as far as they may know: what the other did shows at delivery times."""

    NOTHING = "nothing"
    ASKED = "asked"
    PARTNERS = "partners"


def over_at(asked_at: datetime, named: Meeting | None, planned: Iterable[Meeting]) -> datetime | None:
    """When a partnership that was asked for at a moment is over (UTC): as the meeting that it names begins.

    Where none was named, or that one is not to be held, it is the next one among those `planned`. None while no such
    meeting is planned.
    """
    if named is not None and named.state is MeetingState.PLANNED and named.starts_at is not None:
        return named.starts_at
    starts = (each.starts_at for each in planned)
    return min((at for at in starts if at is not None and at > asked_at), default=None)


def holds(partnership: Partnership, over: datetime | None, moment: datetime) -> bool:
    """Whether what one of the two ends at a moment is for the other to see; `over` is as `over_at` says.

    Once either has stopped it, nothing more goes out, whenever it was done.
    """
    began = partnership.agreed_at is not None and partnership.agreed_at <= moment
    return began and partnership.ended_at is None and (over is None or moment < over)
