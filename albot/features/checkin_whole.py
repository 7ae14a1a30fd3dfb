"""The end of the check-in: the reflection as it would be read, whom it is for, and changing an answer.

    whole ── Share and welcome questions · Share · Facilitator only · Keep private ─→ kept
      ├───── Change an answer ─→ which? ─→ that question once more ─→ whole
      └───── Start a step now ─→ (which?) ─→ whole

One that is finished looks the same and waits for nothing; it can be changed until its meeting begins.
"""

from __future__ import annotations

from albot.chat import delivering, reflection_words, sharing, typing_in
from albot.chat.access import Outdated
from albot.chat.checking_in import Sheet, ask, back, can_change, fitting, go_on, question_words, sheet_of
from albot.chat.message import Button, Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.step_words import numbered
from albot.chat.turn import Turn
from albot.domain.checkin import Ask, Question, next_prompt
from albot.domain.delivery_rows import DeliveryKind
from albot.domain.reflections import Reflection, Sharing
from albot.domain.sets import Member
from albot.domain.steps import Step, StepState, keep
from albot.domain.talks import Conversation
from albot.store import deliveries, sets, steps
from albot.texts.args import Lines, Term, When, Words

CHOICES = (Sharing.QUESTIONS, Sharing.SET, Sharing.FACILITATOR, Sharing.PRIVATE)
SHORTEST_LABELS = 5
"""Numbers in a row of buttons that a small phone still shows well."""


# Showing it


def _ask_whole(turn: Turn, talk: Conversation, sheet: Sheet) -> Message:
    """The whole with its choices. One that is finished is shown, and waits for nothing."""
    reflection = sheet.reflection
    parts = reflection_words.parts(turn.rows, sheet)
    buttons = [*_choices(reflection, talk.turns), _more(sheet)]
    if reflection.finished_at is None:
        newcomers = "yes" if sets.set_of(turn.rows, sheet.member).newcomers_read else "no"
        names = {"set": sets.name(turn.rows, sheet.member), "handle": sets.handle(turn.rows, sheet.member)}
        return Message("checkin-whole", {"parts": parts, "newcomers": newcomers, **names}, buttons)
    turn.close(talk)
    read = sharing.read_by_now(turn.rows, DeliveryKind.REFLECTION, reflection.id)
    changed = any(
        delivering.differs(turn.rows, each, reflection_words.shared_reflection(turn.rows, sheet)) for each in read
    )
    status = Term("checkin-changed") if changed else _status(turn, reflection)
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


def _take_whole(turn: Turn, _talk: Conversation, text: str) -> None:
    """Nothing was asked that a text could answer: ask what it is."""
    typing_in.loose(turn, text)


def _grown(turn: Turn, talk: Conversation) -> None:
    turn.ask(talk)


# Whom it is for


def share(turn: Turn, reflection: Reflection, place: int, asked: int) -> None:
    """Keep whom the reflection is for. Before it is taken back from anybody who may have read it, ask."""
    _need_open(turn, reflection)
    talk = turn.talk
    if reflection.finished_at is None and (talk is None or talk.prompt != "checkin.whole" or talk.turns != asked):
        raise Outdated
    choice = _choice(place)
    if sharing.read_by_now(turn.rows, DeliveryKind.REFLECTION, reflection.id, but=sharing.AUDIENCE.get(choice)):
        _ask_back(turn, reflection, place)
        return
    _keep(turn, reflection, choice)


def _choice(place: int) -> Sharing:
    if place >= len(CHOICES):
        raise Outdated
    return CHOICES[place]


def _ask_back(turn: Turn, reflection: Reflection, place: int) -> None:
    """A word before something is taken back."""
    yes = button("button-sharing-take-back", "checkin.take_back", reflection.id, place)
    turn.say("sharing-take-back", buttons=[[yes], [button("button-sharing-leave", "checkin.look", reflection.id)]])


def take_back(turn: Turn, reflection: Reflection, place: int) -> None:
    """*Take it back*: at once, from everybody it is not for any more."""
    _need_open(turn, reflection)
    _keep(turn, reflection, _choice(place))


def _keep(turn: Turn, reflection: Reflection, choice: Sharing) -> None:
    reflection.sharing = choice
    reflection.finished_at = turn.now
    sharing.share_reflection(turn.rows, reflection, turn.now)
    turn.replan(reflection.member_id)
    talk = turn.talk
    if talk is not None and talk.subject_id == reflection.id:
        turn.close(talk)
    turn.say("checkin-kept", status=_status(turn, reflection))


def _status(turn: Turn, reflection: Reflection) -> Term:
    """Whom a reflection is for, and when it reaches them if it has not yet."""
    waits = [each.due_at for each in deliveries.of_subject(turn.rows, DeliveryKind.REFLECTION, reflection.id)]
    due = min((at for at in waits if at is not None), default=None)
    if due is None or due <= turn.now:
        return Term(f"checkin-for-{reflection.sharing.value}")
    zone = sets.set_of(turn.rows, turn.rows.need(Member, reflection.member_id)).zone
    return Term(f"checkin-for-{reflection.sharing.value}-from", {"when": When(due, zone)})


def _need_open(turn: Turn, reflection: Reflection) -> Sheet:
    """The reflection; raises `Outdated` unless it is complete and its meeting is still to come."""
    sheet = sheet_of(turn, reflection)
    if not can_change(turn, sheet) or next_prompt(sheet.progress).ask is not Ask.WHOLE:
        raise Outdated
    return sheet


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
        Press("checkin.take_back", take_back, Reflection),
        Press("checkin.change", change, Reflection, keeps=True),
        Press("checkin.look", look, Reflection),
        Press("checkin.change_one", change_one, Reflection),
        Press("checkin.soon", soon, Reflection, keeps=True),
        Press("checkin.now", start_now, Step),
    ],
    prompts=[Prompt("checkin.whole", fitting(_ask_whole), _take_whole, back=back, grown=_grown)],
)
