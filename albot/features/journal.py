"""`/journal`: what I wrote over time, a month a page; and *Note to myself* for a text that nobody asked for.

    /journal ─→ the newest month ── Earlier · Later ─→ another month
                     ├── From a date ── typed ─→ the month of that day, from that day on
                     ├── Picture ─→ my steps by how they ended, month by month
                     ├── Get a copy ─→ everything, as with /export
                     └── As a document ─→ (which set?) ─→ my own journey through it

One's own words only, and never anybody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from albot.chat import closing_round, pictures
from albot.chat.access import Outdated
from albot.chat.checking_in import question_words
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.chat.typing_in import LOOSE
from albot.domain.authority import AT_HOME, Who
from albot.domain.dates import DateCode, DateProblem, read_when
from albot.domain.passages import Passage
from albot.domain.reflections import Note, Reflection
from albot.domain.sets import Member, SetPrompt
from albot.domain.steps import Step
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_wall
from albot.store import journal as store
from albot.store import journeys, passages, reflections, sets
from albot.store.journal import Entry
from albot.store.reflections import Answered
from albot.texts.args import Arg, Day, Lines, Term, Words

MONTHS = 12
LONG_AGO = (timedelta(days=366), timedelta(days=330))
"""A date without a year is the last one of it, not the next: it is read as somebody a year ago would mean it. What was
just over then they would not mean, so that is read anew as somebody a month later would."""


# Pages


def journal(turn: Turn) -> None:
    """`/journal`: the newest month."""
    found = store.entries(turn.rows, turn.me.id)
    if not found:
        raise Refusal("journal-empty")
    _page(turn, found, _month_of(turn, found[-1]))


def show_month(turn: Turn, month: int) -> None:
    """*Earlier* and *Later*: another month."""
    found = store.entries(turn.rows, turn.me.id)
    if month not in {_month_of(turn, entry) for entry in found}:
        raise Outdated
    _page(turn, found, month)


def _page(turn: Turn, found: Sequence[Entry], month: int, since: date = date.min) -> None:
    """Show what was written in a month, from a day on."""
    of_month = [each for each in found if _month_of(turn, each) == month and _day_of(turn, each) >= since]
    several = len({each.row.member_id for each in found}) > 1
    turn.show(
        "journal-month",
        buttons=_keyboard(turn, found, month),
        month=Term(f"journal-month-{month % MONTHS + 1}"),
        year=str(month // MONTHS),
        entries=Lines([_entry(turn, each, several=several) for each in of_month]),
    )


def _keyboard(turn: Turn, found: Sequence[Entry], month: int) -> Keyboard:
    months = {_month_of(turn, entry) for entry in found}
    earlier = max((each for each in months if each < month), default=None)
    later = min((each for each in months if each > month), default=None)
    turning = [*_to("button-journal-earlier", earlier), *_to("button-journal-later", later)]
    more = [button("button-journal-date", "journal.from"), button("button-exporting-copy", "export.now")]
    whole = [button("button-journal-picture", "journal.picture"), button("button-journal-document", "journal.document")]
    return [line for line in (turning, whole, more) if line]


def _to(label: str, month: int | None) -> list[Button]:
    return [] if month is None else [button(label, "journal.month", month)]


def _day_of(turn: Turn, entry: Entry) -> date:
    return to_wall(entry.at, turn.me.zone).date()


def _month_of(turn: Turn, entry: Entry) -> int:
    """A month as buttons carry it: months since the year 0."""
    day = _day_of(turn, entry)
    return day.year * MONTHS + day.month - 1


def picture(turn: Turn) -> None:
    """*Picture*: my steps by how they ended."""
    found = pictures.my_steps(turn.rows, turn.me)
    if found is None:
        raise Refusal("journal-no-picture")
    turn.send(found)


# Entries


def _entry(turn: Turn, entry: Entry, *, several: bool) -> Term:
    """One entry, with the day, and the set where there are several."""
    member = turn.rows.need(Member, entry.row.member_id)
    where: Arg = Term("journal-in-set", {"set": sets.name(turn.rows, member)}) if several else ""
    head: dict[str, Arg] = {"day": Day(_day_of(turn, entry)), "where": where}
    match entry.row:
        case Reflection():
            return Term("journal-reflection", {**head, "answers": Lines(_answers(turn, entry.row))})
        case Step():
            return Term("journal-step", {**head, **_step(turn, entry.row)})
        case Note():
            text = passages.text(turn.rows, entry.row.id)
            return Term(f"journal-{entry.row.kind}", {**head, "text": Words(text)})


def _answers(turn: Turn, reflection: Reflection) -> list[Arg]:
    """What was answered, each under the prompt it was to."""
    answers, texts = reflections.answers(turn.rows, reflection.id)
    in_order = sorted(answers.values(), key=lambda answer: answer.place)
    return [_answer(turn, each, texts[each.prompt_id]) for each in in_order if each.prompt_id in texts]


def _answer(turn: Turn, answer: Answered, text: str) -> Term:
    prompt = turn.rows.get(SetPrompt, answer.prompt_id)
    asked = question_words(turn.rows, prompt) if prompt is not None else Term("journal-a-question")
    return Term("journal-answer", {"prompt": asked, "text": Words(text)})


def _step(turn: Turn, step: Step) -> dict[str, Arg]:
    """What a step says, how it ended, and what got in the way."""
    written = passages.fields(turn.rows, step.id)
    day: dict[str, Arg] = {"day": Day(to_wall(step.ended_at, turn.me.zone).date())} if step.ended_at else {}
    return {
        "text": Lines([Words(written[field]) for field in ("text", "hindrance") if field in written]),
        "ending": Term(f"journal-step-{step.state}", day),
    }


# From a date


def from_a_date(turn: Turn) -> None:
    """*From a date*: have it typed."""
    turn.open("journal.from", turn.me.id)


def _ask_date(_turn: Turn, _talk: Conversation) -> Message:
    return Message("journal-ask-date")


def _take_date(turn: Turn, talk: Conversation, text: str) -> None:
    """Show what was written from the typed day on; raises `Refusal` where it is no day, or nothing came after it."""
    day = _read_day(turn, text)
    found = store.entries(turn.rows, turn.me.id)
    after = [entry for entry in found if _day_of(turn, entry) >= day]
    if not after:
        raise Refusal("journal-nothing-since", day=Day(day))
    turn.close(talk)
    _page(turn, found, _month_of(turn, after[0]), day)


def _read_day(turn: Turn, text: str) -> date:
    """The last day of this date; raises `Refusal` where it is none."""
    for ago in LONG_AGO:
        try:
            return read_when(text, turn.now - ago, turn.me.zone, needs_time=False).starts.date()
        except DateProblem as problem:
            if problem.code is not DateCode.PAST:
                break
    raise Refusal("journal-date-unclear")


def _back(turn: Turn, talk: Conversation) -> None:
    turn.close(talk)
    journal(turn)


# My journey as a document


def as_document(turn: Turn) -> None:
    """*As a document*: my own journey through a set; which, where there are several."""
    found = journeys.of_person(turn.rows, turn.me)
    if not found:
        raise Refusal("journal-no-journey")
    if len(found) == 1:
        return turn.send(closing_round.document("journal-document", found[0][1]))
    several = {member.id: values["set"] for member, values in found}
    labels = [[button("button-set", "journal.document_of", each, name=name)] for each, name in several.items()]
    return turn.say("which-set", buttons=labels)


def document_of(turn: Turn, member_id: int) -> None:
    """The journey through one of my sets."""
    found = {member.id: values for member, values in journeys.of_person(turn.rows, turn.me)}
    if member_id not in found:
        raise Outdated
    turn.send(closing_round.document("journal-document", found[member_id]))


# A text that nobody asked for


def note(turn: Turn, passage: Passage) -> None:
    """*Note to myself*: keep the text; in which set's journal, where there are several."""
    if passage.field != LOOSE:
        raise Outdated
    mine = _my_members(turn)
    if not mine:
        raise Refusal("no-set")
    if len(mine) == 1:
        return _keep_note(turn, passage, mine[0])
    named = [(each, sets.name(turn.rows, each)) for each in mine]
    choices = [[button("button-set", "loose.note_in", passage.id, each.id, name=name)] for each, name in named]
    return turn.show("which-set", buttons=choices)


def note_in(turn: Turn, passage: Passage, member_id: int) -> None:
    """The set that the note is about."""
    member = turn.rows.get(Member, member_id)
    if passage.field != LOOSE or member is None or member not in _my_members(turn):
        raise Outdated
    _keep_note(turn, passage, member)


def _my_members(turn: Turn) -> list[Member]:
    return [turn.rows.need(Member, m.member_id) for m in turn.standing.memberships if m.state in AT_HOME]


def _keep_note(turn: Turn, passage: Passage, member: Member) -> None:
    kept = turn.rows.add(Note(member_id=member.id, at=turn.now))
    turn.rows.flush()
    passages.move(turn.rows, passage, kept.id)
    turn.show("journal-noted")


FEATURE = Feature(
    "journal",
    commands=[Command("journal", Who.PERSON, journal)],
    presses=[
        Press("journal.month", show_month, who=Who.PERSON),
        Press("journal.from", from_a_date, who=Who.PERSON),
        Press("journal.document", as_document, who=Who.PERSON, keeps=True),
        Press("journal.document_of", document_of, who=Who.PERSON),
        Press("journal.picture", picture, who=Who.PERSON, keeps=True),
        Press("loose.note", note, Passage),
        Press("loose.note_in", note_in, Passage),
    ],
    prompts=[Prompt("journal.from", _ask_date, _take_date, back=_back)],
)
