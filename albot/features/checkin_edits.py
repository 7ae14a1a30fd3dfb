"""Editing a sent message that was an answer or a list of steps of a check-in.

The answer changes; where others may read it already, its owner says whether their copy changes too. Steps that came
as lines of a message follow its lines: changed, added, and, while they are drafts, taken out.
"""

from __future__ import annotations

from dataclasses import replace

from albot.chat import sharing, theirs, typing_in
from albot.chat.checking_in import reread
from albot.chat.incoming import Edit
from albot.chat.registry import Feature
from albot.chat.turn import Refusal, Turn
from albot.domain.delivery_rows import DeliveryKind
from albot.domain.passages import Passage
from albot.domain.reflections import Answer, Reflection
from albot.domain.sets import Member
from albot.domain.steps import MOST_LINES, Step, StepState, lines_of
from albot.store import passages, steps
from albot.store.passages import Field, Source


def edited(turn: Turn, found: list[Passage]) -> bool:
    """Change what an edited message gave a check-in or a list of steps; False where it gave something else."""
    if not isinstance(turn.incoming, Edit) or any(passage.field != "text" for passage in found):
        return False
    edit = turn.incoming
    turn.source = Source(edit.message_id, edit.at)
    answer = turn.rows.get(Answer, found[0].row_id)
    if answer is not None:
        _change_answer(turn, answer, found[0], edit.text)
        return True
    named = [step for step in (turn.rows.get(Step, passage.row_id) for passage in found) if step is not None]
    if len(named) != len(found):
        return False
    _change_steps(turn, named, lines_of(edit.text))
    return True


def _change_answer(turn: Turn, answer: Answer, passage: Passage, text: str) -> None:
    reflection = turn.rows.need(Reflection, answer.reflection_id)
    passages.change(turn.rows, passage, text)
    _say_changed(turn, reflection)


def _change_steps(turn: Turn, named: list[Step], lines: list[str]) -> None:
    if len(lines) > MOST_LINES:
        raise Refusal("step-too-many", most=MOST_LINES)
    reflection = turn.rows.get(Reflection, named[0].reflection_id)
    for step, line in zip(named, lines, strict=False):
        _reword(turn, step, line)
    for step in named[len(lines) :]:
        if step.state is StepState.DRAFT:
            steps.erase(turn.rows, step)
    _add(turn, named[0], lines[len(named) :], first=len(named))
    _say_changed(turn, reflection)


def _reword(turn: Turn, step: Step, line: str) -> None:
    for passage in passages.of_field(turn.rows, Field(turn.me.id, step.id))[:1]:
        passages.change(turn.rows, passage, line)


def _add(turn: Turn, like: Step, lines: list[str], *, first: int) -> None:
    """New lines are new steps of the same kind as the first one of their message."""
    state = StepState.DRAFT if like.state is StepState.DRAFT else StepState.OPEN
    making = steps.Making(state, like.made_at, like.reflection_id)
    source = replace(turn.source, line=first)
    steps.make_all(turn.rows, turn.rows.need(Member, like.member_id), lines, source, making)
    if lines:
        turn.replan(like.member_id)


def _say_changed(turn: Turn, reflection: Reflection | None) -> None:
    """Say that it is changed; ask about the others' copy; show anew what shows it."""
    read = sharing.read_by_now(turn.rows, DeliveryKind.REFLECTION, reflection.id) if reflection is not None else []
    if read:
        theirs.ask(turn, read)
        return
    turn.say("edit-kept")
    talk = turn.talk
    if talk is None or reflection is None or talk.subject_id != reflection.id:
        return
    if talk.prompt in ("checkin.whole", "checkin.steps"):
        typing_in.end_burst(turn)
        reread(turn, reflection)
        turn.ask(talk)


FEATURE = Feature("checkin_edits", edits=[edited])
