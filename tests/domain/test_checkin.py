"""Which question of a check-in comes next: the table, and what holds for every check-in there can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albot.domain.after_meeting import After, AfterFacts, next_after
from albot.domain.checkin import (
    Ask,
    Progress,
    PromptState,
    Question,
    next_prompt,
    question_before,
    still_fits,
)
from albot.domain.steps import lines_of

FOUR = ("done", "learn", "want", "way")


def prompts(settled: int) -> tuple[PromptState, ...]:
    """The four prompts, 11 to 14, of which so many are settled."""
    return tuple(PromptState(11 + place, part, place < settled) for place, part in enumerate(FOUR))


@pytest.mark.parametrize(
    ("progress", "question"),
    [
        (Progress(to_end=(1, 2), prompts=prompts(0)), Question(Ask.STEP, 1)),
        (Progress(to_end=(2,), to_decide=(1,), told=(1,), prompts=prompts(0)), Question(Ask.AFTERMATH, 1)),
        (Progress(to_end=(2,), told=(1,), prompts=prompts(0)), Question(Ask.STEP, 2)),
        (Progress(told=(1, 2), prompts=prompts(0)), Question(Ask.PROMPT, 11)),
        (Progress(prompts=prompts(2)), Question(Ask.PROMPT, 13)),
        (Progress(prompts=prompts(4)), Question(Ask.WHOLE)),
        (Progress(), Question(Ask.WHOLE)),
    ],
)
def test_next(progress: Progress, question: Question) -> None:
    assert next_prompt(progress) == question


@pytest.mark.parametrize(
    ("progress", "question", "before"),
    [
        (Progress(to_end=(1,), prompts=prompts(0)), Question(Ask.STEP, 1), None),
        (Progress(prompts=prompts(0)), Question(Ask.PROMPT, 11), None),
        (Progress(told=(1,), to_end=(2,), prompts=prompts(0)), Question(Ask.STEP, 2), Question(Ask.STEP, 1)),
        (Progress(told=(1,), to_decide=(1,), prompts=prompts(0)), Question(Ask.AFTERMATH, 1), Question(Ask.STEP, 1)),
        (Progress(told=(1, 2), prompts=prompts(0)), Question(Ask.PROMPT, 11), Question(Ask.STEP, 2)),
        (Progress(told=(1,), prompts=prompts(2)), Question(Ask.PROMPT, 13), Question(Ask.PROMPT, 12)),
        (Progress(prompts=prompts(4)), Question(Ask.WHOLE), Question(Ask.PROMPT, 14)),
    ],
)
def test_back(progress: Progress, question: Question, before: Question | None) -> None:
    assert question_before(progress, question) == before


ids = st.lists(st.integers(1, 50), unique=True, max_size=6)


@st.composite
def check_ins(draw: st.DrawFn) -> Progress:
    """Any check-in: some steps told, some of those undecided, some still to end, and any prompts."""
    steps = draw(ids)
    cut = draw(st.integers(0, len(steps)))
    told, to_end = tuple(steps[:cut]), tuple(steps[cut:])
    to_decide = tuple(step for step in told if draw(st.booleans()))
    own = tuple(PromptState(100 + place, "own", draw(st.booleans())) for place in range(draw(st.integers(0, 6))))
    return Progress(to_end, to_decide, told, own)


@given(check_ins())
def test_what_comes_next_can_be_asked(progress: Progress) -> None:
    assert still_fits(progress, next_prompt(progress))


@given(check_ins())
def test_a_check_in_ends_after_as_many_answers_as_there_are_questions(progress: Progress) -> None:
    open_ones = len(progress.to_end) + len(progress.to_decide) + sum(not each.settled for each in progress.prompts)
    for _ in range(open_ones):
        question = next_prompt(progress)
        assert question.ask is not Ask.WHOLE
        progress = _answered(progress, question)
    assert next_prompt(progress).ask is Ask.WHOLE


def _answered(progress: Progress, question: Question) -> Progress:
    """The check-in after an answer: a step told, one decided, or a prompt settled."""
    asked = question.subject_id
    told = (*progress.told, asked) if question.ask is Ask.STEP else progress.told
    return Progress(
        tuple(step for step in progress.to_end if step != asked),
        tuple(step for step in progress.to_decide if step != asked),
        told,
        tuple(
            PromptState(each.prompt_id, each.part, each.settled or each.prompt_id == asked) for each in progress.prompts
        ),
    )


@given(check_ins())
def test_back_leads_to_the_first_question_and_stops_there(progress: Progress) -> None:
    question: Question | None = Question(Ask.WHOLE)
    seen = 0
    while question is not None and question.ask is not Ask.STEP:
        question = question_before(progress, question)
        seen += 1
    assert seen <= len(progress.prompts) + 1
    assert (question is None) == (not progress.told)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Call Tom", ["Call Tom"]),
        ("- Call Tom\n\n• Write to Ada\n2) Sleep\n 3. Eat ", ["Call Tom", "Write to Ada", "Sleep", "Eat"]),
        ("2 hours of quiet", ["2 hours of quiet"]),
        ("3.5 km run\n-5 degrees", ["3.5 km run", "-5 degrees"]),
        ("-", ["-"]),
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


@pytest.mark.parametrize(
    ("facts", "question"),
    [
        (AfterFacts(about_issue=False, about_self=False, drafts=(7,)), (After.ISSUE, 0)),
        (AfterFacts(about_issue=True, about_self=False, drafts=(7,)), (After.SELF, 0)),
        (AfterFacts(about_issue=True, about_self=True, drafts=(7, 8)), (After.DRAFT, 7)),
        (AfterFacts(about_issue=True, about_self=True), (After.ADD, 0)),
        (AfterFacts(about_issue=True, about_self=True, added=True), (After.OVER, 0)),
    ],
)
def test_after_a_meeting(facts: AfterFacts, question: tuple[After, int]) -> None:
    assert next_after(facts) == question
