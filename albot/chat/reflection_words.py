"""How a reflection and an issue look whole: to their owner, and to those they are shared with."""

from __future__ import annotations

from albot.chat.checking_in import Sheet, question_words
from albot.chat.message import Message
from albot.chat.step_words import endings, numbered
from albot.domain.checkin import DONE, WANT
from albot.domain.reflections import Issue
from albot.store import passages
from albot.store.reflections import ISSUE_PARTS
from albot.store.rows import Rows
from albot.store.sets import AskedPrompt
from albot.texts.args import Arg, Lines, Term, Words


def parts(rows: Rows, sheet: Sheet) -> Lines:
    """Every prompt of a reflection with its answer, as its owner sees it."""
    nothing = Term("checkin-nothing")
    return Lines([_part(rows, number, prompt, said or nothing) for number, prompt, said in _answered(rows, sheet)])


def _part(rows: Rows, number: int, prompt: AskedPrompt, answer: Arg) -> Term:
    return Term("checkin-part", {"number": number, "question": question_words(rows, prompt), "answer": answer})


def _answered(rows: Rows, sheet: Sheet) -> list[tuple[int, AskedPrompt, Arg | None]]:
    return [(number, prompt, _said(rows, sheet, prompt)) for number, prompt in enumerate(sheet.prompts, 1)]


def shared_reflection(rows: Rows, sheet: Sheet) -> Message:
    """A reflection as others read it: without the prompts that were passed over."""
    found = [_part(rows, number, prompt, said) for number, prompt, said in _answered(rows, sheet) if said is not None]
    return Message("shared-reflection", {"parts": Lines(found or [Term("checkin-nothing")])})


def shared_issue(rows: Rows, issue: Issue) -> Message:
    """An issue as others read it."""
    return Message("shared-issue", {"parts": issue_parts(rows, issue)})


def _said(rows: Rows, sheet: Sheet, prompt: AskedPrompt) -> Lines | None:
    """What a reflection says to a prompt: the text, the endings before it, or the steps."""
    said: list[Arg] = []
    if prompt.part == DONE:
        said += endings(rows, sheet.told).items
    if prompt.part == WANT:
        said += numbered(rows, sheet.made).items
    if prompt.id in sheet.texts:
        said.append(Words(sheet.texts[prompt.id]))
    return Lines(said) if said else None


def issue_parts(rows: Rows, issue: Issue) -> Lines:
    """The parts of an issue that are written."""
    written = passages.fields(rows, issue.id)
    return Lines(
        [Term(f"issue-part-{part}", {"text": Words(written[part])}) for part in ISSUE_PARTS if part in written]
    )
