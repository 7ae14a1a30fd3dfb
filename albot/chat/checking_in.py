"""What the parts of the check-in share: how far a reflection is, which question comes next, and its words.

The rules are `domain.checkin`'s; here they meet the rows and the conversation. The prompts of the conversation are

    checkin.step ⇄ checkin.aftermath, checkin.reword     the open steps, one by one
    checkin.answer, checkin.again, checkin.steps         the set's prompts: first, once more, and the list of steps
    checkin.whole                                        the reflection as it would be read, and whom it is for
"""

from __future__ import annotations

from collections.abc import Callable

from albot.chat.message import Message
from albot.chat.turn import Refusal, Turn
from albot.domain.checkin import (
    WANT,
    Ask,
    Progress,
    PromptState,
    Question,
    is_open,
    next_prompt,
    question_before,
    still_fits,
)
from albot.domain.meetings import Meeting
from albot.domain.reflections import Copies, Reflection, Sharing
from albot.domain.sets import Member, SetPrompt
from albot.domain.steps import MOST_LINES, UNFINISHED, Aftermath, Step, StepState, lines_of, reopen
from albot.domain.talks import Conversation
from albot.store import meetings, passages, reflections, sets, steps
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from albot.texts.args import Arg, Term

SHARED = frozenset({Sharing.QUESTIONS, Sharing.SET, Sharing.FACILITATOR})
"""The choices that let somebody else read a reflection."""

PROMPT_OF = {Ask.STEP: "checkin.step", Ask.AFTERMATH: "checkin.aftermath", Ask.WHOLE: "checkin.whole"}
ASK_OF = {**{name: ask for ask, name in PROMPT_OF.items()}, "checkin.reword": Ask.AFTERMATH}

Asks = Callable[[Turn, Conversation, Reflection], Message]


def reflection_of(turn: Turn, talk: Conversation) -> Reflection:
    """The reflection that a check-in is about."""
    return turn.rows.need(Reflection, talk.subject_id)


def owner_of(rows: Rows, reflection: Reflection) -> Member:
    """The member who reflects."""
    return rows.need(Member, reflection.member_id)


def can_change(turn: Turn, reflection: Reflection) -> bool:
    """Whether the meeting that it prepares is still to come."""
    meeting = turn.rows.get(Meeting, reflection.meeting_id)
    return is_open(meeting.starts_at if meeting else None, turn.now)


# How far it is


def progress(rows: Rows, reflection: Reflection) -> Progress:
    """How far a check-in is, from its rows."""
    told = steps.told_in(rows, reflection.id)
    undecided = [step for step in told if step.state in UNFINISHED and step.aftermath is Aftermath.UNDECIDED]
    return Progress(
        to_end=tuple(step.id for step in steps.open_steps(rows, reflection.member_id) if _is_due(step, reflection)),
        to_decide=tuple(step.id for step in undecided),
        told=tuple(step.id for step in told),
        prompts=prompt_states(rows, reflection),
    )


def _is_due(step: Step, reflection: Reflection) -> bool:
    """Whether an open step is to be told about: it is older than the check-in and was not passed over in it."""
    if reflection.id in (step.reflection_id, step.passed_in):
        return False
    return reflection.begun_at is None or step.kept_at is None or step.kept_at <= reflection.begun_at


def prompt_states(rows: Rows, reflection: Reflection) -> tuple[PromptState, ...]:
    """The set's prompts, each with whether this reflection has settled it."""
    answers = reflections.answers(rows, reflection.id)
    texts = reflections.answer_texts(rows, answers.values())
    skipped = {prompt_id for prompt_id, answer in answers.items() if answer.skipped}

    def settled(prompt: SetPrompt) -> bool:
        return reflection.steps_said if prompt.part == WANT else prompt.id in texts or prompt.id in skipped

    prompts = sets.prompts(rows, owner_of(rows, reflection).set_id)
    return tuple(PromptState(prompt.id, prompt.part, settled(prompt)) for prompt in prompts)


def question_words(rows: Rows, prompt: SetPrompt) -> Arg:
    """What a prompt asks: in the set's own words, else in the catalogue's."""
    return rows.open(prompt, "text_sealed") or Term(f"prompt-{prompt.part}")


# Going on


def begin(turn: Turn, reflection: Reflection) -> None:
    """A reflection is begun, or gone on with after *Not this time*."""
    reflection.declined = False
    reflection.begun_at = reflection.begun_at or turn.now
    _claim_endings(turn, reflection)
    turn.replan(reflection.member_id)


def _claim_endings(turn: Turn, reflection: Reflection) -> None:
    """What ended since the last meeting belongs to the account of this check-in, wherever its owner said so."""
    last = meetings.last_meeting(turn.rows, owner_of(turn.rows, reflection).set_id, turn.now)
    if reflection.finished_at is not None or last is None or last.starts_at is None:
        return
    for step in steps.ended_since(turn.rows, reflection.member_id, last.starts_at):
        step.ended_in = reflection.id
        if step.aftermath is Aftermath.UNDECIDED:
            step.aftermath = Aftermath.LEAVE
    turn.rows.flush()


def go_on(turn: Turn, reflection: Reflection) -> None:
    """Ask what comes next."""
    turn.rows.flush()
    ask(turn, reflection, next_prompt(progress(turn.rows, reflection)))


def ask(turn: Turn, reflection: Reflection, question: Question) -> None:
    """Ask one question of the check-in."""
    turn.open(_name(turn.rows, reflection, question), reflection.id, str(question.subject_id))


def _name(rows: Rows, reflection: Reflection, question: Question) -> str:
    """The prompt of the conversation that asks a question: one that is settled already is asked once more."""
    if question.ask is not Ask.PROMPT:
        return PROMPT_OF[question.ask]
    state = next(each for each in prompt_states(rows, reflection) if each.prompt_id == question.subject_id)
    return "checkin.steps" if state.part == WANT else "checkin.again" if state.settled else "checkin.answer"


def question_of(talk: Conversation) -> Question:
    """The question that is open in a check-in."""
    return Question(ASK_OF.get(talk.prompt, Ask.PROMPT), int(talk.detail or 0))


def back(turn: Turn, talk: Conversation) -> None:
    """*Back*: the prompt or the step before. A step is open again then, and what went on with it is gone."""
    reflection = reflection_of(turn, talk)
    before = question_before(progress(turn.rows, reflection), question_of(talk))
    if before is None:
        raise Refusal("checkin-first-question")
    if before.ask is Ask.STEP:
        step = turn.rows.need(Step, before.subject_id)
        for each in steps.successors(turn.rows, step):
            steps.erase(turn.rows, each)
        reopen(step)
        turn.replan(reflection.member_id)
    turn.rows.flush()
    ask(turn, reflection, before)


def fitting(asks: Asks) -> Callable[[Turn, Conversation], Message]:
    """Ask only what still fits: days may have passed since the question was left.

    The step may have ended elsewhere, the set may have other prompts, or the meeting may have begun.
    """

    def asked(turn: Turn, talk: Conversation) -> Message:
        reflection = turn.rows.get(Reflection, talk.subject_id)
        if reflection is None or not can_change(turn, reflection):
            turn.close(talk)
            return Message("checkin-over")
        found = progress(turn.rows, reflection)
        if still_fits(found, question_of(talk)):
            return asks(turn, talk, reflection)
        question = next_prompt(found)
        talk.prompt, talk.detail = _name(turn.rows, reflection, question), str(question.subject_id)
        return turn.setting.registry.prompts[talk.prompt].ask(turn, talk)

    return asked


# Answers that others may read


def keep_theirs(turn: Turn, reflection: Reflection, prompt_id: int) -> bool:
    """Before an answer changes that others may read: keep for them what it says. True where there is such a copy.

    What they read changes only when its owner says so (see `Copies`).
    """
    if reflection.finished_at is None or reflection.sharing not in SHARED:
        return False
    answer = reflections.need_answer(turn.rows, reflection, prompt_id)
    if answer.copies not in (Copies.ASKED, Copies.KEPT):
        prompt = turn.rows.need(SetPrompt, prompt_id)
        said = _steps_text(turn.rows, reflection) if prompt.part == WANT else passages.text(turn.rows, answer.id)
        if said:
            passages.replace(turn.rows, Field(turn.me.id, answer.id, reflections.THEIRS), said, Source(None, turn.now))
    answer.copies = Copies.ASKED
    return True


def answer_with(turn: Turn, reflection: Reflection, prompt_id: int, text: str, *, more: bool = False) -> None:
    """Make a text the answer to a prompt, or, with `more`, the end of it."""
    keep_theirs(turn, reflection, prompt_id)
    answer = reflections.need_answer(turn.rows, reflection, prompt_id)
    answer.skipped = False
    write = passages.add if more else passages.replace
    write(turn.rows, Field(turn.me.id, answer.id), text, turn.source)


def _steps_text(rows: Rows, reflection: Reflection) -> str:
    return "\n".join(steps.text(rows, step) for step in steps.made_in(rows, reflection.id))


def step_of(turn: Turn, talk: Conversation) -> Step:
    """The step that a question of a check-in is about."""
    return turn.rows.need(Step, int(talk.detail))


def new_drafts(turn: Turn, reflection: Reflection, text: str) -> list[Step]:
    """Draft steps of a check-in from the lines of a message."""
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        raise Refusal("step-too-many", most=MOST_LINES)
    making = steps.Making(StepState.DRAFT, turn.now, reflection.id)
    taken = len(passages.of_message(turn.rows, turn.me.id, turn.source.message_id)) if turn.source.message_id else 0
    source = Source(turn.source.message_id, turn.source.at, taken)
    return steps.make_all(turn.rows, owner_of(turn.rows, reflection), lines, source, making)
