"""A question that one member has asked another, as what comes after it finds it."""

from __future__ import annotations

from datetime import UTC, datetime

from albot.chat import delivering
from albot.domain.delivery_rows import DeliveryKind
from albot.domain.questions import Question, QuestionKind
from albot.domain.sets import Member
from albot.store import passages
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.given import GivenSet, given_set
from tests.house import House

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""The first delivery time after the house opens (18:00 in London)."""

NEXT_MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""The delivery time after that."""

WORDS = "What would you do if nobody watched?"


async def given_question(
    home: House,
    given: GivenSet,
    asker: str,
    owner: str,
    text: str = WORDS,
    kind: QuestionKind = QuestionKind.OPEN,
) -> int:
    """A member has sent another a question, who welcomes them; it waits for its delivery time. Returns its id."""
    now = home.clock.now()

    def write(rows: Rows) -> int:
        who, to = (rows.need(Member, given.members[each]) for each in (asker, owner))
        to.questions = True
        question = rows.add(Question(member_id=who.id, to_member_id=to.id, kind=kind, at=now, sent_at=now))
        rows.flush()
        passages.add(rows, Field(who.person_id, question.id), text, Source(None, now))
        delivering.hand_in(rows, who, DeliveryKind.QUESTION, question.id, now, to=to)
        return question.id

    return await home.app.store.run(write)


async def a_question_came(home: House) -> GivenSet:
    """It is evening, and Ana has read a question from Ben. Chi is in the set too, and Fay facilitates it."""
    given = await given_set(home)
    await given_question(home, given, "Ben", "Ana")
    await home.move_to(EVENING)
    await home.presses(given["Ana"], "Read")
    return given
