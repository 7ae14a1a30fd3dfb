"""The check-in: which question comes next, derived from what is there, and which came before.

    open steps, one by one ─→ (partly, not done: what becomes of it) ─→ the set's prompts ─→ the whole

Nothing about the order is stored: a reflection without its second answer *is* the second prompt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

WANT = "want"
"""The part of the prompt whose answer is a list of steps."""

DONE = "done"
"""The part of the prompt that shows how the steps ended."""


class Ask(StrEnum):
    """The kinds of question in a check-in."""

    STEP = "step"
    AFTERMATH = "aftermath"
    PROMPT = "prompt"
    WHOLE = "whole"


@dataclass(frozen=True)
class PromptState:
    """A prompt of the set, and whether it is settled: answered, skipped, or *That's all* after the steps."""

    prompt_id: int
    part: str
    settled: bool


@dataclass(frozen=True)
class Progress:
    """How far a check-in is.

    to_end: the ids of the open steps that were neither ended nor passed over in it, the oldest first.
    to_decide: the ids of those that ended partly or not at all in it and of which nobody knows what becomes.
    told: the ids of those that ended, or were passed over, in it, in the order in which they are asked.
    """

    to_end: tuple[int, ...] = ()
    to_decide: tuple[int, ...] = ()
    told: tuple[int, ...] = ()
    prompts: tuple[PromptState, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question of a check-in: about a step, or a prompt."""

    ask: Ask
    subject_id: int = 0


def next_prompt(progress: Progress) -> Question:
    """The first question that is open; the whole reflection once none is."""
    if progress.to_decide:
        return Question(Ask.AFTERMATH, progress.to_decide[0])
    if progress.to_end:
        return Question(Ask.STEP, progress.to_end[0])
    for prompt in progress.prompts:
        if not prompt.settled:
            return Question(Ask.PROMPT, prompt.prompt_id)
    return Question(Ask.WHOLE)


def question_before(progress: Progress, question: Question) -> Question | None:
    """What *Back* leads to: the prompt or the step before; None before the first."""
    prompts = [Question(Ask.PROMPT, prompt.prompt_id) for prompt in progress.prompts]
    told = [Question(Ask.STEP, step_id) for step_id in progress.told]
    if question.ask is Ask.AFTERMATH:
        return Question(Ask.STEP, question.subject_id)
    if question.ask is Ask.STEP:
        earlier = [each for each in told if each != question]
        return earlier[-1] if earlier else None
    place = prompts.index(question) if question in prompts else len(prompts)
    return [*told, *prompts[:place]][-1] if told or place else None


def still_fits(progress: Progress, question: Question) -> bool:
    """Whether a question that was left open can still be asked: its step or prompt is there and waits for it.

    A prompt may always be asked again; a step only until it is told.
    """
    match question.ask:
        case Ask.STEP:
            return question.subject_id in progress.to_end
        case Ask.AFTERMATH:
            return question.subject_id in progress.to_decide
        case Ask.PROMPT:
            return any(prompt.prompt_id == question.subject_id for prompt in progress.prompts)
        case Ask.WHOLE:
            return True


def is_open(starts_at: datetime | None, now: datetime) -> bool:
    """Whether a reflection may still be changed: until its meeting begins, or while none is planned."""
    return starts_at is None or now < starts_at
