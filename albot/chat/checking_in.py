"""What the parts of the check-in share: how far a reflection is, which question comes next, and its words.

The rules are `domain.checkin`'s; here they meet the rows and the conversation. The prompts of the conversation are

    checkin.step ⇄ checkin.aftermath, checkin.reword     the open steps, one by one
    checkin.answer, checkin.again, checkin.steps         the set's prompts: first, once more, and the list of steps
    checkin.whole                                        the reflection as it would be read, and whom it is for
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from albot.chat.message import Message
from albot.chat.step_news import step_changed
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
from albot.domain.reflections import Reflection
from albot.domain.sets import Member, SetPrompt
from albot.domain.steps import MOST_LINES, UNFINISHED, Aftermath, Step, StepState, lines_of, reopen
from albot.domain.talks import Conversation
from albot.store import meetings, passages, reflections, sets, steps
from albot.store.passages import Field
from albot.store.reflections import Answered
from albot.store.rows import Rows
from albot.store.sets import AskedPrompt
from albot.texts.args import Arg, Term

PROMPT_OF = {Ask.STEP: "checkin.step", Ask.AFTERMATH: "checkin.aftermath", Ask.WHOLE: "checkin.whole"}
ASK_OF = {**{name: ask for ask, name in PROMPT_OF.items()}, "checkin.reword": Ask.AFTERMATH}


# How far it is


@dataclass
class Sheet:
    """Everything that one reflection is made of, read once in a turn.

    `answers` and `texts` are by their prompt; `steps` are the member's open ones and those of this check-in, the oldest
    first. Whoever adds to any of them tells the sheet; what changes in a step shows by itself. `meets_at` is when the
    meeting begins that it prepares, as far as a time is set; whoever reads what others wrote needs none.
    """

    reflection: Reflection
    member: Member
    meets_at: datetime | None
    prompts: list[AskedPrompt]
    answers: dict[int, Answered]
    texts: dict[int, str]
    steps: list[Step]

    @property
    def told(self) -> list[Step]:
        """The steps that ended in this check-in, or were passed over in it."""
        return [step for step in self.steps if self.reflection.id in (step.ended_in, step.passed_in)]

    @property
    def made(self) -> list[Step]:
        """The steps that came out of this check-in, drafts and kept ones."""
        made = [step for step in self.steps if step.reflection_id == self.reflection.id]
        return [step for step in made if step.state is not StepState.DROPPED]

    @property
    def progress(self) -> Progress:
        """How far the check-in is."""
        told = self.told
        undecided = [step for step in told if step.state in UNFINISHED and step.aftermath is Aftermath.UNDECIDED]
        return Progress(
            to_end=tuple(step.id for step in self.steps if self._is_due(step)),
            to_decide=tuple(step.id for step in undecided),
            told=tuple(step.id for step in told),
            prompts=tuple(PromptState(prompt.id, prompt.part, self.is_settled(prompt)) for prompt in self.prompts),
        )

    def _is_due(self, step: Step) -> bool:
        """Whether a step is to be told about: open, older than the check-in, not passed over in it."""
        here, begun = self.reflection, self.reflection.begun_at
        if step.state is not StepState.OPEN or here.id in (step.reflection_id, step.passed_in):
            return False
        return begun is None or step.kept_at is None or step.kept_at <= begun

    def is_settled(self, prompt: AskedPrompt) -> bool:
        """Whether a prompt is answered, skipped, or done with by *That's all*."""
        if prompt.part == WANT:
            return self.reflection.steps_said
        answer = self.answers.get(prompt.id)
        return prompt.id in self.texts or (answer is not None and answer.skipped)

    def prompt(self, prompt_id: int) -> AskedPrompt | None:
        """The prompt of this id, if the set asks it."""
        return next((prompt for prompt in self.prompts if prompt.id == prompt_id), None)

    def number(self, prompt_id: int) -> int:
        """The number people know a prompt by: 1 for the first; 0 for one that the set does not ask."""
        return next((number for number, prompt in enumerate(self.prompts, 1) if prompt.id == prompt_id), 0)


def sheet_of(turn: Turn, reflection: Reflection) -> Sheet:
    """Everything that a reflection is made of."""
    known = turn.memo.get(reflection.id)
    return known if isinstance(known, Sheet) else reread(turn, reflection)


def reread(turn: Turn, reflection: Reflection) -> Sheet:
    """The same, read anew: rows were added or texts changed."""
    return _read(turn, reflection, meetings.begins_at(turn.rows, reflection.meeting_id))


def _read(turn: Turn, reflection: Reflection, meets_at: datetime | None) -> Sheet:
    sheet = turn.memo[reflection.id] = read_sheet(turn.rows, reflection, meets_at)
    return sheet


def read_sheet(rows: Rows, reflection: Reflection, meets_at: datetime | None = None) -> Sheet:
    """Everything that a reflection is made of, as it is in the rows."""
    member = rows.need(Member, reflection.member_id)
    answers, texts = reflections.answers(rows, reflection.id)
    return Sheet(
        reflection=reflection,
        member=member,
        meets_at=meets_at,
        prompts=sets.asked_prompts(rows, member.set_id),
        answers=answers,
        texts=texts,
        steps=steps.of_check_in(rows, reflection),
    )


def open_sheet(turn: Turn, talk: Conversation) -> Sheet:
    """Everything that the reflection of a check-in is made of."""
    known = turn.memo.get(talk.subject_id)
    if isinstance(known, Sheet):
        return known
    with turn.rows.unwritten():  # that is the conversation alone, before anybody has seen the sheet
        return _read(turn, *reflections.need(turn.rows, talk.subject_id))


def can_change(turn: Turn, sheet: Sheet) -> bool:
    """Whether the meeting that a reflection prepares is still to come."""
    return is_open(sheet.meets_at, turn.now)


def question_words(rows: Rows, prompt: SetPrompt | AskedPrompt) -> Arg:
    """What a prompt asks: in the set's own words, else in the catalogue's."""
    return sets.prompt_words(rows, prompt) or Term(f"prompt-{prompt.part}")


# Going on


def begin(turn: Turn, reflection: Reflection, last: Meeting) -> None:
    """A reflection is begun after the last meeting, or gone on with after *Not this time*."""
    reflection.declined = False
    reflection.begun_at = reflection.begun_at or turn.now
    _claim_endings(turn, reflection, last)
    turn.replan(reflection.member_id)


def _claim_endings(turn: Turn, reflection: Reflection, last: Meeting) -> None:
    """What ended since the last meeting belongs to the account of this check-in, wherever its owner said so."""
    if reflection.finished_at is not None or last.starts_at is None:
        return
    for step in steps.ended_since(turn.rows, reflection.member_id, last.starts_at):
        step.ended_in = reflection.id
        if step.aftermath is Aftermath.UNDECIDED:
            step.aftermath = Aftermath.LEAVE


def go_on(turn: Turn, reflection: Reflection) -> None:
    """Ask what comes next."""
    sheet = sheet_of(turn, reflection)
    ask(turn, sheet, next_prompt(sheet.progress))


def ask(turn: Turn, sheet: Sheet, question: Question) -> None:
    """Ask one question of the check-in."""
    turn.open(_name(sheet, question), sheet.reflection.id, str(question.subject_id))


def _name(sheet: Sheet, question: Question) -> str:
    """The prompt of the conversation that asks a question: one that is settled already is asked once more."""
    if question.ask is not Ask.PROMPT:
        return PROMPT_OF[question.ask]
    prompt = next(each for each in sheet.prompts if each.id == question.subject_id)
    return "checkin.steps" if prompt.part == WANT else "checkin.again" if sheet.is_settled(prompt) else "checkin.answer"


def question_of(talk: Conversation) -> Question:
    """The question that is open in a check-in."""
    return Question(ASK_OF.get(talk.prompt, Ask.PROMPT), int(talk.detail or 0))


def back(turn: Turn, talk: Conversation) -> None:
    """*Back*: the prompt or the step before. A step is open again then, and what went on with it is gone."""
    sheet = open_sheet(turn, talk)
    before = question_before(sheet.progress, question_of(talk))
    if before is None:
        raise Refusal("checkin-first-question")
    if before.ask is Ask.STEP:
        step = turn.rows.need(Step, before.subject_id)
        for each in steps.successors(turn.rows, step):
            step_changed(turn.rows, each, turn.now)
            steps.erase(turn.rows, each)
        reopen(step)
        step_changed(turn.rows, step, turn.now)
        turn.replan(step.member_id)
        sheet = reread(turn, sheet.reflection)
    ask(turn, sheet, before)


Asks = Callable[[Turn, Conversation, Sheet], Message]


def fitting(asks: Asks) -> Callable[[Turn, Conversation], Message]:
    """Ask only what still fits: days may have passed since the question was left.

    The step may have ended elsewhere, the set may have other prompts, or the meeting may have begun.
    """

    def asked(turn: Turn, talk: Conversation) -> Message:
        reflection = turn.rows.get(Reflection, talk.subject_id)
        if reflection is None or not can_change(turn, sheet_of(turn, reflection)):
            turn.close(talk)
            return Message("checkin-over")
        sheet = sheet_of(turn, reflection)
        progress = sheet.progress
        if still_fits(progress, question_of(talk)):
            return asks(turn, talk, sheet)
        question = next_prompt(progress)
        talk.prompt, talk.detail = _name(sheet, question), str(question.subject_id)
        return turn.setting.registry.prompts[talk.prompt].ask(turn, talk)

    return asked


# Writing


def need_answer(turn: Turn, sheet: Sheet, prompt_id: int) -> Answered:
    """The answer to a prompt, made where there is none yet."""
    found = sheet.answers.get(prompt_id)
    if found is None:
        prompt = sheet.prompt(prompt_id)
        place = prompt.place if prompt else len(sheet.answers)
        turn.rows.flush()  # the reflection may be of this turn
        found = sheet.answers[prompt_id] = reflections.new_answer(turn.rows, sheet.reflection, prompt_id, place)
    return found


def settle(turn: Turn, sheet: Sheet, prompt_id: int, *, skipped: bool) -> Answered:
    """The answer to a prompt that is skipped, or is not any more."""
    answer = reflections.skip(turn.rows, need_answer(turn, sheet, prompt_id), skipped=skipped)
    sheet.answers[prompt_id] = answer
    return answer


def answer_with(turn: Turn, sheet: Sheet, prompt_id: int, text: str, *, more: bool = False) -> None:
    """Make a text the answer to a prompt, or, with `more`, the end of it."""
    answer = settle(turn, sheet, prompt_id, skipped=False)
    written = prompt_id in sheet.texts
    write = passages.add if more else passages.replace if written else passages.begin
    write(turn.rows, Field(turn.me.id, answer.id), text, turn.source)
    sheet.texts[prompt_id] = passages.text(turn.rows, answer.id) if more else text


def new_drafts(turn: Turn, sheet: Sheet, text: str) -> list[Step]:
    """Draft steps of a check-in from the lines of a message."""
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        raise Refusal("step-too-many", most=MOST_LINES)
    making = steps.Making(StepState.DRAFT, turn.now, sheet.reflection.id)
    made = steps.make_all(turn.rows, sheet.member, lines, replace(turn.source, line=0), making)
    sheet.steps.extend(made)
    return made
