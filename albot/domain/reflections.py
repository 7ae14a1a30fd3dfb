"""Issue, reflection, answer, note: what a member writes. The words themselves are passages (see `passages`)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import UniqueConstraint

from albot.domain.columns import Noun, big, key, maybe_ref, one_of, ref


class Sharing(StrEnum):
    """Whom a reflection is for; its owner chooses after seeing it whole."""

    UNDECIDED = "undecided"
    QUESTIONS = "questions"
    SET = "set"
    FACILITATOR = "facilitator"
    PRIVATE = "private"


class Issue(Noun, table=True):
    """What a member brings. Its three parts are passages with the fields `what`, `stretch` and `power`.

    `first_sealed` is how it read when it was first finished, as JSON by part, once it was changed after that.
    """

    id: int = key()
    member_id: int = ref("member.id")
    shown: bool = False
    first_sealed: bytes | None = None
    finished_at: datetime | None = None


class Reflection(Noun, table=True):
    """The answers of one member for one cycle, begun by the first tap and finished by the choice of sharing.

    `meeting_id` is the meeting it prepares; empty while none is planned, and filled in when one is.
    `declined` is *Not this time*, `steps_said` is *That's all* after the steps.
    """

    __table_args__ = (UniqueConstraint("member_id", "meeting_id"),)

    id: int = key()
    member_id: int = ref("member.id", index=False)
    meeting_id: int | None = maybe_ref("meeting.id")
    begun_at: datetime | None = None
    finished_at: datetime | None = None
    declined: bool = False
    steps_said: bool = False
    sharing: Sharing = one_of(Sharing, Sharing.UNDECIDED)


class Answer(Noun, table=True):
    """The answer to one prompt of a reflection. Without a passage and not skipped, it is the prompt that is open."""

    __table_args__ = (UniqueConstraint("reflection_id", "prompt_id"),)

    id: int = key()
    reflection_id: int = ref("reflection.id", index=False)
    member_id: int = ref("member.id")
    prompt_id: int = big(0)
    place: int = 0
    skipped: bool = False


class NoteKind(StrEnum):
    """What a note is about."""

    NOTE = "note"
    ABOUT_ISSUE = "about_issue"
    ABOUT_SELF = "about_self"


class Note(Noun, table=True):
    """A note to oneself, or what a member takes away from a meeting. Only its owner ever sees it."""

    id: int = key()
    member_id: int = ref("member.id")
    kind: NoteKind = one_of(NoteKind, NoteKind.NOTE)
    meeting_id: int | None = maybe_ref("meeting.id")
    at: datetime
    skipped: bool = False


class TakeAway(Noun, table=True):
    """The conversation of one member after one meeting: what they take away, and what becomes of their drafts.

    `added` is *That's all* after the steps that were added; `declined` is *Not this time*.
    """

    __tablename__ = "take_away"
    __table_args__ = (UniqueConstraint("member_id", "meeting_id"),)

    id: int = key()
    member_id: int = ref("member.id", index=False)
    meeting_id: int = ref("meeting.id")
    begun_at: datetime
    added: bool = False
    declined: bool = False
    finished_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is open: finished, or *Not this time*."""
        return self.declined or self.finished_at is not None
