"""The end of the check-in: the reflection as it would be read, whom it is for, and changing an answer.

    whole ── Share and welcome questions · Share · Facilitator only · Keep private ─→ kept
      ├───── Change an answer ─→ which? ─→ that question once more ─→ whole
      └───── Start a step now ─→ (which?) ─→ whole

One that is finished looks the same and waits for nothing; it can be changed until its meeting begins.
"""

from __future__ import annotations

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.checking_in import Sheet, ask, back, can_change, fitting, go_on, question_words, sheet_of
from albot.chat.message import Button, Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.step_words import endings, numbered
from albot.chat.turn import Turn
from albot.domain.checkin import DONE, WANT, Ask, Question, next_prompt
from albot.domain.reflections import Copies, Reflection, Sharing
from albot.domain.sets import SetPrompt
from albot.domain.steps import Step, StepState, keep
from albot.domain.talks import Conversation
from albot.store import passages, reflections, sets, steps
from albot.store.passages import Field
from albot.texts.args import Arg, Lines, Term, Words

CHOICES = (Sharing.QUESTIONS, Sharing.SET, Sharing.FACILITATOR, Sharing.PRIVATE)
SHORTEST_LABELS = 5
"""Numbers in a row of buttons that a small phone still shows well."""


# Showing it


def _ask_whole(turn: Turn, talk: Conversation, sheet: Sheet) -> Message:
    """The whole with its choices. One that is finished is shown, and waits for nothing."""
    reflection = sheet.reflection
    parts = _parts(turn, sheet)
    buttons = [*_choices(reflection, talk.turns), _more(sheet)]
    if reflection.finished_at is None:
        names = {"set": sets.name(turn.rows, sheet.member), "handle": sets.handle(turn.rows, sheet.member)}
        return Message("checkin-whole", {"parts": parts, **names}, buttons)
    turn.close(talk)
    asked = any(answer.copies is Copies.ASKED for answer in sheet.answers.values())
    status = Term("checkin-changed" if asked else f"checkin-for-{reflection.sharing.value}")
    return Message("checkin-whole-finished", {"parts": parts, "status": status}, buttons)


def _choices(reflection: Reflection, asked: int) -> list[list[Button]]:
    return [
        [button(f"button-checkin-{choice.value}", "checkin.share", reflection.id, place, asked)]
        for place, choice in enumerate(CHOICES)
    ]


def _more(sheet: Sheet) -> list[Button]:
    row = [button("button-checkin-change", "checkin.change", sheet.reflection.id)]
    if _drafts(sheet):
        row.append(button("button-checkin-soon", "checkin.soon", sheet.reflection.id))
    return row


def _drafts(sheet: Sheet) -> list[Step]:
    return [step for step in sheet.made if step.state is StepState.DRAFT]


def _parts(turn: Turn, sheet: Sheet) -> Lines:
    """Every prompt with its answer."""
    parts = []
    for number, prompt in enumerate(sheet.prompts, 1):
        question = question_words(turn.rows, prompt)
        answer = _said(turn, sheet, prompt)
        parts.append(Term("checkin-part", {"number": number, "question": question, "answer": answer}))
    return Lines(parts)


def _said(turn: Turn, sheet: Sheet, prompt: SetPrompt) -> Arg:
    """What a reflection says to a prompt: the text, the endings before it, or the steps."""
    said: list[Arg] = []
    if prompt.part == DONE:
        said += endings(turn.rows, sheet.told).items
    if prompt.part == WANT:
        said += numbered(turn.rows, sheet.made).items
    if prompt.id in sheet.texts:
        said.append(Words(sheet.texts[prompt.id]))
    return Lines(said) if said else Term("checkin-nothing")


def _take_whole(turn: Turn, _talk: Conversation, text: str) -> None:
    """Nothing was asked that a text could answer: ask what it is."""
    typing_in.loose(turn, text)


def _grown(turn: Turn, talk: Conversation) -> None:
    turn.ask(talk)


# Whom it is for


def share(turn: Turn, reflection: Reflection, place: int, asked: int) -> None:
    """Keep whom the reflection is for; what was changed since the last choice is for them too."""
    sheet = _need_open(turn, reflection)
    talk = turn.talk
    if reflection.finished_at is None and (talk is None or talk.prompt != "checkin.whole" or talk.turns != asked):
        raise Outdated
    if place >= len(CHOICES):
        raise Outdated
    reflection.sharing = CHOICES[place]
    reflection.finished_at = turn.now
    _settle_copies(turn, sheet)
    turn.replan(reflection.member_id)
    if talk is not None and talk.subject_id == reflection.id:
        turn.close(talk)
    turn.say("checkin-kept", status=Term(f"checkin-for-{reflection.sharing.value}"))


def _need_open(turn: Turn, reflection: Reflection) -> Sheet:
    """The reflection; raises `Outdated` unless it is complete and its meeting is still to come."""
    sheet = sheet_of(turn, reflection)
    if not can_change(turn, sheet) or next_prompt(sheet.progress).ask is not Ask.WHOLE:
        raise Outdated
    return sheet


def _settle_copies(turn: Turn, sheet: Sheet) -> None:
    for answer in sheet.answers.values():
        if answer.copies is not Copies.SAME:
            answer.copies = Copies.CHANGE
            passages.erase(turn.rows, Field(turn.me.id, answer.id, reflections.THEIRS))


# Changing an answer


def change(turn: Turn, reflection: Reflection) -> None:
    """*Change an answer*: which?"""
    sheet = _need_open(turn, reflection)
    labels, lines = [], []
    for number, prompt in enumerate(sheet.prompts, 1):
        labels.append(button("button-number", "checkin.change_one", reflection.id, prompt.id, number=number))
        question = question_words(turn.rows, prompt)
        lines.append(Term("checkin-which-line", {"number": number, "question": question}))
    turn.say("checkin-which", questions=Lines(lines), buttons=[*_in_rows(labels), [_back_button(reflection)]])


def _back_button(reflection: Reflection) -> Button:
    return button("button-back", "checkin.look", reflection.id)


def look(turn: Turn, reflection: Reflection) -> None:
    """*Back*: the whole once more."""
    _need_open(turn, reflection)
    go_on(turn, reflection)


def change_one(turn: Turn, reflection: Reflection, prompt_id: int) -> None:
    """Ask one prompt once more, and then show the whole again."""
    sheet = _need_open(turn, reflection)
    if sheet.prompt(prompt_id) is None:
        raise Outdated
    ask(turn, sheet, Question(Ask.PROMPT, prompt_id))
    typing_in.end_burst(turn)


# A step that should not wait


def soon(turn: Turn, reflection: Reflection) -> None:
    """*Start a step now*: the only draft, or which?"""
    drafts = _drafts(_need_open(turn, reflection))
    if not drafts:
        raise Outdated
    if len(drafts) == 1:
        start_now(turn, drafts[0])
        return
    labels = [button("button-number", "checkin.now", step.id, number=number) for number, step in enumerate(drafts, 1)]
    rows = [*_in_rows(labels), [_back_button(reflection)]]
    turn.say("checkin-which-step", steps=numbered(turn.rows, drafts), buttons=rows)


def start_now(turn: Turn, step: Step) -> None:
    """A draft does not wait for the meeting."""
    reflection = turn.rows.get(Reflection, step.reflection_id)
    if step.state is not StepState.DRAFT or reflection is None:
        raise Outdated
    keep(step, turn.now)
    turn.replan(step.member_id)
    turn.say("checkin-started", step=Words(steps.text(turn.rows, step)))
    go_on(turn, reflection)


def _in_rows(labels: list[Button]) -> list[list[Button]]:
    return [labels[start : start + SHORTEST_LABELS] for start in range(0, len(labels), SHORTEST_LABELS)]


FEATURE = Feature(
    "checkin_whole",
    presses=[
        Press("checkin.share", share, Reflection),
        Press("checkin.change", change, Reflection, keeps=True),
        Press("checkin.look", look, Reflection),
        Press("checkin.change_one", change_one, Reflection),
        Press("checkin.soon", soon, Reflection, keeps=True),
        Press("checkin.now", start_now, Step),
    ],
    prompts=[Prompt("checkin.whole", fitting(_ask_whole), _take_whole, back=back, grown=_grown)],
)
