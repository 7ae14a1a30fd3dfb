"""Asking another member a question about their issue, up to *Send*.

    under what they shared · /ask, /set ─→ whom? ─┐
    a reply (a swipe) to what they shared ────────┴─→ which kind? ─→ the words (three ideas) ─→ the last screen ─→ sent
                                                           ↑              ↑── Change ───────────────┘
                                                           └── Back ──────┘

The last screen shows a hint where there is one: *Send* is *Send anyway* then. Whether the other one still welcomes the
question is judged again when it is sent, and when it is released (see `asked`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from albot.chat import asking_about, delivering, typing_in
from albot.chat.access import Outdated
from albot.chat.asking_about import NUMBER, begin, need_open, open_to, sent, words
from albot.chat.last_screen import is_current, last_screen
from albot.chat.message import Button, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.hints import hint
from albot.domain.question_bank import OFFERED, three_for
from albot.domain.questions import Question, QuestionKind
from albot.domain.sets import Member, MemberState
from albot.domain.talks import Conversation
from albot.store import deliveries, passages, sets
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, Words
from albot.texts.catalogue import catalogue

KINDS = tuple(QuestionKind)
"""The kinds, by the number that their buttons carry."""

IN_A_ROW = 2
"""Kinds that stand side by side on a small phone."""

FIRST_IDEAS = 1_000
"""The ideas for a question begin somewhere among so many threes, so that not everybody is shown the same."""


# Whom


def ask(turn: Turn) -> None:
    """`/ask`: whom, by the handles of those who welcome questions."""
    whom(turn, turn.member)


def whom(turn: Turn, asker: Member) -> None:
    """Whom to ask; where nobody welcomes questions, what to do. Who waits to be let in is told of nobody."""
    if asker.state is not MemberState.ACTIVE:
        raise Outdated
    if asker.muted_at is not None:
        raise Refusal("asking-muted")
    found = open_to(turn.rows, asker, turn.now)
    if not found:
        raise Refusal("asking-nobody")
    turn.send(Message("asking-whom", {}, [[_named(turn, each)] for each in found], protect=True))


def _named(turn: Turn, other: Member) -> Button:
    return button("button-asking-handle", "ask.to", other.id, handle=_handle(turn.rows, other, turn.now))


def _handle(rows: Rows, other: Member, now: datetime) -> str:
    return sets.handle_seen(rows, other, now)


def to(turn: Turn, other: Member) -> None:
    """One of the handles."""
    if not asking_about.is_known(turn.member, other, turn.now):
        raise Outdated
    begin(turn, turn.member, other)


def about(turn: Turn, copy: Copy) -> None:
    """*Ask a question* under something that somebody shared."""
    shared = turn.rows.need(Delivery, copy.delivery_id)
    if shared.kind not in ASKED_ABOUT:
        raise Outdated
    begin(turn, turn.member, turn.rows.need(Member, shared.member_id), shared.id)


ASKED_ABOUT = (*deliveries.SHARED, DeliveryKind.HELP)
"""What of somebody's a question may be about."""


# The prompts


def _question(turn: Turn, talk: Conversation) -> Question:
    return turn.rows.need(Question, talk.subject_id)


def _asker(turn: Turn, question: Question) -> Member:
    return turn.rows.need(Member, question.member_id)


def _other(turn: Turn, question: Question) -> Member:
    """Who is asked; raises `Refusal` where they take no questions by now."""
    other = turn.rows.get(Member, question.to_member_id)
    return need_open(turn, _asker(turn, question), other, question.about_id, draft=question)


Asks = Callable[[Turn, Conversation, Question, Member], Message]


def _fitting(asks: Asks) -> Callable[[Turn, Conversation], Message]:
    """Ask only while the other one takes questions: days may have passed since the prompt was left."""

    def asked(turn: Turn, talk: Conversation) -> Message:
        question = _question(turn, talk)
        try:
            other = _other(turn, question)
        except Refusal as refusal:
            turn.close(talk)
            return refusal.message
        return asks(turn, talk, question, other)

    return asked


def _at(turn: Turn, question: Question, prompt: str) -> None:
    """The prompt of this question is the open one; raises `Outdated` where it is not."""
    talk = turn.talk
    if talk is None or talk.subject_id != question.id or talk.prompt != prompt:
        raise Outdated


def _target(turn: Turn, talk: Conversation) -> Target:
    return Target(words(turn, _question(turn, talk)), NUMBER)


def _take(turn: Turn, talk: Conversation, text: str) -> None:
    """What is typed is the words of the question, whatever was asked; the screen that follows shows all of them."""
    question = _question(turn, talk)
    passages.replace(turn.rows, words(turn, question), text, turn.source)
    talk.last_told = True
    asking_about.go_on(turn, question)


def _ask_anew(turn: Turn, talk: Conversation) -> None:
    turn.ask(talk)


# Which kind


def _ask_kind(turn: Turn, _talk: Conversation, question: Question, other: Member) -> Message:
    """The kinds, each with what it is; with the words, where there are some already."""
    offered = _offered(turn, other)
    named = [button(f"button-asking-kind-{kind}", "ask.kind", question.id, KINDS.index(kind)) for kind in offered]
    buttons = [named[start : start + IN_A_ROW] for start in range(0, len(named), IN_A_ROW)]
    lines: list[Arg] = [Term(f"asking-kind-line-{kind}") for kind in offered]
    args: dict[str, Arg] = {"handle": _handle(turn.rows, other, turn.now), "kinds": Lines(lines)}
    text = passages.text(turn.rows, question.id)
    if text:
        return Message("asking-kind-of", {**args, "text": Words(text)}, buttons)
    return Message("asking-kind", args, buttons)


def _offered(turn: Turn, other: Member) -> list[QuestionKind]:
    """The kinds that there are with somebody: ideas only where they are invited."""
    ideas = asking_about.invites_ideas(other, turn.now)
    return [kind for kind in KINDS if ideas or kind is not QuestionKind.IDEA]


def choose_kind(turn: Turn, question: Question, place: int) -> None:
    """One of the kinds."""
    _at(turn, question, "ask.kind")
    offered = _offered(turn, _other(turn, question))
    if place not in [KINDS.index(kind) for kind in offered]:
        raise Outdated
    question.kind = KINDS[place]
    typing_in.end_burst(turn)
    asking_about.go_on(turn, question)


def _back_from_kind(turn: Turn, talk: Conversation) -> None:
    """*Back*: whom."""
    asker = _asker(turn, _question(turn, talk))
    turn.close(talk)
    whom(turn, asker)


# The words


def _ask_text(turn: Turn, _talk: Conversation, question: Question, other: Member) -> Message:
    args: dict[str, Arg] = {"handle": _handle(turn.rows, other, turn.now)}
    ideas = [button("button-asking-ideas", "ask.ideas", question.id)]
    text = passages.text(turn.rows, question.id)
    if text:
        keep_it = [button("button-asking-keep", "ask.keep", question.id)]
        return Message("asking-text-again", {**args, "text": Words(text)}, [keep_it, ideas])
    return Message(f"asking-text-{question.kind or QuestionKind.OPEN}", args, [ideas])


def _back_from_text(turn: Turn, talk: Conversation) -> None:
    """*Back*: the kind."""
    turn.open("ask.kind", talk.subject_id)


def keep(turn: Turn, question: Question) -> None:
    """*Leave it as it is*."""
    _at(turn, question, "ask.text")
    typing_in.end_burst(turn)
    asking_about.go_on(turn, question)


def ideas(turn: Turn, question: Question) -> None:
    """*Give me an idea*: three from the question bank."""
    _at(turn, question, "ask.text")
    turn.send(_three(turn, question, question.id % FIRST_IDEAS))


def others(turn: Turn, question: Question, seed: int) -> None:
    """*Others*: three more, in the place of those."""
    _at(turn, question, "ask.text")
    three = _three(turn, question, seed)
    turn.show(three.id, buttons=three.buttons, **three.args)


def _three(turn: Turn, question: Question, seed: int) -> Message:
    numbers = range(1, OFFERED + 1)
    lines = [
        Term("asking-idea", {"number": number, "question": Term(each)})
        for number, each in zip(numbers, _bank(turn, question, seed), strict=True)
    ]
    picks = [button("button-number", "ask.pick", question.id, seed, number, number=number) for number in numbers]
    more = button("button-asking-others", "ask.others", question.id, seed + 1)
    return Message("asking-ideas", {"ideas": Lines(lines)}, [picks, [more]])


def _bank(turn: Turn, question: Question, seed: int) -> list[str]:
    """The message ids of three questions that fit what this one is about."""
    known = asking_about.known_of(turn.rows, question.about_id)
    return three_for(known, question.kind or QuestionKind.OPEN, seed)


def pick(turn: Turn, question: Question, seed: int, number: int) -> None:
    """One of the three becomes the words, which can be changed."""
    _at(turn, question, "ask.text")
    if not 1 <= number <= OFFERED:
        raise Outdated
    text = catalogue().plain(_bank(turn, question, seed)[number - 1], {}, turn.me.language)
    passages.replace(turn.rows, words(turn, question), text, turn.source)
    typing_in.end_burst(turn)
    asking_about.go_on(turn, question)


# The last screen


def _ask_last(turn: Turn, talk: Conversation, question: Question, other: Member) -> Message:
    """To whom, what, and a hint where there is one: then *Send* is *Send anyway*."""
    kind = question.kind or QuestionKind.OPEN
    text = passages.text(turn.rows, question.id)
    handle = _handle(turn.rows, other, turn.now)
    screen = last_screen(turn, talk, _asker(turn, question), handle, text)
    args: dict[str, Arg] = {"kind": Term(f"question-kind-{kind}"), "screen": Term(screen.id, screen.args)}
    found = hint(text, kind, turn.me.language)
    if found is None:
        return replace(screen, id="asking-last", args=args)
    anyway, change_it = (replace(row[0], label=label) for row, label in zip(screen.buttons, HINTED, strict=True))
    return Message("asking-last-hinted", {**args, "hint": Term(f"hint-{found}")}, [[change_it], [anyway]])


HINTED = ("button-asking-send-anyway", "button-asking-change-it")
"""What *Send* and *Change* are called under a hint."""


def _back_from_last(turn: Turn, talk: Conversation) -> None:
    """*Back*: the words."""
    turn.open("ask.text", talk.subject_id)


def change(turn: Turn, question: Question) -> None:
    """*Change*, *Change it*: the words once more."""
    _at(turn, question, "ask.last")
    turn.open("ask.text", question.id)
    typing_in.end_burst(turn)


def send(turn: Turn, question: Question, asked: int) -> None:
    """*Send*, *Send anyway*: it reaches the other one, and nobody else, at a delivery time."""
    _at(turn, question, "ask.last")
    if not is_current(turn, question, asked) or question.sent_at is not None:
        raise Outdated
    asker, other = _asker(turn, question), _other(turn, question)
    if question.kind is QuestionKind.IDEA and not asking_about.invites_ideas(other, turn.now):
        raise Refusal("asking-no-ideas", handle=_handle(turn.rows, other, turn.now))
    question.sent_at = turn.now
    for earlier in deliveries.of_subject(turn.rows, DeliveryKind.NOT_TAKEN, question.id):
        delivering.withdraw(turn.rows, earlier, turn.now)
    delivering.hand_in(turn.rows, asker, DeliveryKind.QUESTION, question.id, turn.now, to=other)
    turn.close()
    turn.send(sent(turn, question, other))


def again(turn: Turn, question: Question) -> None:
    """*Go on with it*: a question that was taken back, or not taken, is a draft."""
    if question.sent_at is not None:
        raise Outdated
    _other(turn, question)
    asking_about.go_on(turn, question)


FEATURE = Feature(
    "asking",
    commands=[Command("ask", Who.MEMBER, ask)],
    presses=[
        Press("ask.whom", whom, Member, keeps=True),
        Press("ask.to", to, Member, who=Who.MEMBER),
        Press("ask.about", about, Copy, keeps=True),
        Press("ask.kind", choose_kind, Question),
        Press("ask.keep", keep, Question),
        Press("ask.ideas", ideas, Question, keeps=True),
        Press("ask.others", others, Question),
        Press("ask.pick", pick, Question),
        Press("ask.change", change, Question),
        Press("ask.send", send, Question),
        Press("ask.again", again, Question),
    ],
    prompts=[
        Prompt("ask.kind", _fitting(_ask_kind), _take, target=_target, back=_back_from_kind, grown=_ask_anew),
        Prompt("ask.text", _fitting(_ask_text), _take, target=_target, back=_back_from_text),
        Prompt("ask.last", _fitting(_ask_last), _take, target=_target, back=_back_from_last, grown=_ask_anew),
    ],
)
