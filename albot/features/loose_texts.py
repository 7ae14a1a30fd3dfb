"""A text that nobody asked for: its owner says that it is an answer of the check-in, or a new step.

loose text ── Check-in answer ─→ (which set?) ─→ the open prompt, or the next one; all answered: which?
── New step ────────→ (which set?) ─→ open steps, a line each
"""

from __future__ import annotations

from collections.abc import Sequence

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.checking_in import (
    Sheet,
    answer_with,
    begin,
    can_change,
    go_on,
    new_drafts,
    question_words,
    sheet_of,
)
from albot.chat.message import button
from albot.chat.registry import Feature, Press
from albot.chat.step_words import numbered
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import IN_THE_SET, Membership, in_role
from albot.domain.checkin import WANT
from albot.domain.passages import Passage
from albot.domain.reflections import Issue, Reflection
from albot.domain.sets import Member, Role
from albot.domain.steps import MOST_LINES, StepState, lines_of
from albot.store import meetings, passages, reflections, sets, steps
from albot.store.passages import Source
from albot.texts.args import Lines, Term


def answer(turn: Turn, passage: Passage) -> None:
    """*Check-in answer*."""
    member = _only_set(turn, passage, "loose.answer_in")
    if member is not None:
        _answer_in(turn, passage, member)


def step(turn: Turn, passage: Passage) -> None:
    """*New step*."""
    member = _only_set(turn, passage, "loose.step_in")
    if member is not None:
        _step_in(turn, passage, member)


def _homes(turn: Turn) -> Sequence[Membership]:
    """The sets it may be about: those where the person is a member, else those they facilitate."""
    return in_role(turn.standing, Role.MEMBER) or in_role(turn.standing)


def _only_set(turn: Turn, passage: Passage, verb: str) -> Member | None:
    """The set that a text is for, where there is only one; else ask which, by buttons."""
    _need_loose(passage)
    found = sets.by_name(turn.rows, (turn.rows.need(Member, each.member_id) for each in _homes(turn)))
    if not found:
        raise Refusal("no-set")
    if len(found) == 1:
        return found[0]
    labels = [[button("button-set", verb, passage.id, each.id, name=sets.name(turn.rows, each))] for each in found]
    turn.say("which-set", buttons=labels, sound=True)
    return None


def _need_loose(passage: Passage) -> None:
    if passage.field != typing_in.LOOSE:
        raise Outdated


def _chosen(turn: Turn, passage: Passage, member_id: int) -> Member:
    _need_loose(passage)
    if all(each.member_id != member_id for each in _homes(turn)):
        raise Outdated
    return turn.rows.need(Member, member_id)


def answer_in(turn: Turn, passage: Passage, member_id: int) -> None:
    """*Check-in answer*, in this set."""
    _answer_in(turn, passage, _chosen(turn, passage, member_id))


def step_in(turn: Turn, passage: Passage, member_id: int) -> None:
    """*New step*, in this set."""
    _step_in(turn, passage, _chosen(turn, passage, member_id))


# An answer


def _answer_in(turn: Turn, passage: Passage, member: Member) -> None:
    last, meeting = meetings.around(turn.rows, member.set_id, turn.now)
    if last is None:
        _to_issue(turn, passage, member)
        return
    reflection = reflections.need_for_cycle(turn.rows, member.id, meeting.id if meeting else None)
    begin(turn, reflection, last)
    sheet = sheet_of(turn, reflection)
    waiting = [prompt for prompt in sheet.progress.prompts if not prompt.settled]
    if not waiting or reflection.finished_at is not None:
        _ask_which(turn, passage, sheet)
        return
    _put(turn, passage, sheet, waiting[0].prompt_id)


def _to_issue(turn: Turn, passage: Passage, member: Member) -> None:
    """Before the first meeting the check-in asks for the issue only: the text is its first open part."""
    issue = reflections.need_issue(turn.rows, member.id)
    if issue.finished_at is not None:
        raise Refusal("loose-issue-done")
    passages.move(turn.rows, passage, issue.id, reflections.open_issue_part(turn.rows, issue))
    _go_on_with_issue(turn, issue)


def _go_on_with_issue(turn: Turn, issue: Issue) -> None:
    written = {field for _row, field in passages.texts(turn.rows, [issue.id])}
    if written < set(reflections.ISSUE_PARTS):
        turn.open(f"issue.{reflections.open_issue_part(turn.rows, issue)}", issue.id)
        return
    issue.finished_at = turn.now
    turn.replan(issue.member_id)
    turn.open("issue.whole", issue.id)


def _ask_which(turn: Turn, passage: Passage, sheet: Sheet) -> None:
    """All prompts have their answer: which one does the text belong to?"""
    labels, lines = [], []
    for number, prompt in enumerate(sheet.prompts, 1):
        ids = (passage.id, sheet.reflection.id, prompt.id)
        labels.append(button("button-number", "loose.answer_to", *ids, number=number))
        question = question_words(turn.rows, prompt)
        lines.append(Term("checkin-which-line", {"number": number, "question": question}))
    turn.say("loose-which-answer", questions=Lines(lines), buttons=[labels], sound=True)


def answer_to(turn: Turn, passage: Passage, reflection_id: int, prompt_id: int) -> None:
    """The text belongs to this answer."""
    _need_loose(passage)
    reflection = turn.rows.get(Reflection, reflection_id)
    if reflection is None:
        raise Outdated
    sheet = sheet_of(turn, reflection)
    mine = sheet.member.person_id == turn.me.id and sheet.member.state in IN_THE_SET
    if not mine or not can_change(turn, sheet) or sheet.prompt(prompt_id) is None:
        raise Outdated
    _put(turn, passage, sheet, prompt_id)


def _put(turn: Turn, passage: Passage, sheet: Sheet, prompt_id: int) -> None:
    """Give the text to a prompt, behind what its answer says already, and go on with the check-in."""
    text = turn.rows.open(passage, "text_sealed")
    turn.source = Source(passage.message_id, passage.at)
    turn.rows.delete(passage)
    turn.rows.flush()
    prompt = sheet.prompt(prompt_id)
    if prompt is not None and prompt.part == WANT:
        new_drafts(turn, sheet, text)
    else:
        answer_with(turn, sheet, prompt_id, text, more=True)
    go_on(turn, sheet.reflection)


# A step


def _step_in(turn: Turn, passage: Passage, member: Member) -> None:
    """The lines of the text are open steps from now on."""
    lines = lines_of(turn.rows.open(passage, "text_sealed"))
    if len(lines) > MOST_LINES:
        raise Refusal("step-too-many", most=MOST_LINES)
    source = Source(passage.message_id, passage.at)
    turn.rows.delete(passage)
    made = steps.make_all(turn.rows, member, lines, source, steps.Making(StepState.OPEN, turn.now))
    turn.replan(member.id)
    detail = button("button-step-plan", "steps.plan", member.id)
    turn.say("step-added", steps=numbered(turn.rows, made), buttons=[[detail]])


FEATURE = Feature(
    "loose_texts",
    presses=[
        Press("loose.answer", answer, Passage),
        Press("loose.answer_in", answer_in, Passage),
        Press("loose.answer_to", answer_to, Passage),
        Press("loose.step", step, Passage),
        Press("loose.step_in", step_in, Passage),
    ],
)
