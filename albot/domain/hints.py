"""The private hint to somebody who asks: is the question closed, leading, overloaded, a bare why, or disguised advice?

It helps a member to find an open question and never stands in the way. A hint that is missing costs little and a wrong
one costs trust, so what is in doubt gets none. How a text is read stands here; by which words, in `hint_signs`.

The work grows with the length of the text and no faster, whatever is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from albot.domain.hint_signs import Signs, signs_of
from albot.domain.questions import QuestionKind


class Hint(StrEnum):
    """What may be hinted about a question. Its text is `hint-` and its value."""

    ADVICE = "advice"
    """A suggestion, with a question mark or without."""
    LEADING = "leading"
    """A question that holds its own answer."""
    OVERLOADED = "overloaded"
    """Several questions in one."""
    WHY = "why"
    """A bare "why" that asks somebody to justify themselves."""
    CLOSED = "closed"
    """A question to be answered with yes or no."""


@dataclass(frozen=True)
class _Sentence:
    """A sentence in its clauses, each without what only leads up to it, and whether it ends with a question mark."""

    clauses: tuple[str, ...]
    marked: bool


@dataclass(frozen=True)
class _Reading:
    """What was written, and what of it asks."""

    sentences: tuple[_Sentence, ...]
    asked: tuple[str, ...]
    signs: Signs
    checks: bool
    """It may check what was understood."""


def hint(text: str, kind: QuestionKind, language: str) -> Hint | None:
    """The one hint that helps most with this text in this language (a code such as "en"), or None.

    Ideas are advice by name and noticings are no questions: they get none. A clarifying question may be closed, may ask
    why, and may check what was understood ("So the lease ends in June?"). A language without signs gets no hints.
    """
    signs = signs_of(language)
    if signs is None or kind not in _LOOKED_FOR:
        return None
    reading = _read(text, signs, checks=kind == QuestionKind.CLARIFYING)
    return next((each for each in _LOOKED_FOR[kind] if _SHOWS[each](reading)), None)


# --- Reading ---------------------------------------------------------------------------------------------------------

_STRAIGHT = str.maketrans("\u2018\u2019\u02bc`\u00b4\u201c\u201d\u201e\u00ab\u00bb", "'''''\"\"\"\"\"")
_QUOTED = re.compile(r'"[^"\n]*+"')
_NO_SENTENCE = re.compile(r"[^\w\s'*.?!\u2026,;:()\u2014\u2013-]")
_WORD = re.compile(r"[\w']++")
# A dot within a word or a number ends nothing.
_SENTENCE_END = re.compile(r"([?!\u2026]+|\.++(?!\S)|\n)")


def _read(text: str, signs: Signs, *, checks: bool) -> _Reading:
    """A text in its sentences, and what they ask."""
    sentences = tuple(_sentences(_tidy(text, signs), signs))
    asked = tuple(clause for sentence in sentences for clause in _asked(sentence, signs))
    return _Reading(sentences, asked, signs, checks)


def _tidy(text: str, signs: Signs) -> str:
    """A text as the patterns spell it. Quoted words are somebody else's: a star stands for them."""
    plain = _NO_SENTENCE.sub(" ", _QUOTED.sub("*", text.lower().translate(_STRAIGHT)))
    spelt = _WORD.sub(lambda word: signs.spellings.get(word[0], word[0]), plain)
    return "\n".join(" ".join(line.split()) for line in spelt.splitlines())


def _sentences(text: str, signs: Signs) -> Iterator[_Sentence]:
    """The sentences of a tidy text."""
    parts = [*_SENTENCE_END.split(text), ""]
    for sentence, end in zip(parts[::2], parts[1::2], strict=True):
        if clauses := tuple(clause for clause in _clauses(sentence, signs) if clause):
            yield _Sentence(clauses, "?" in end)


def _clauses(sentence: str, signs: Signs) -> Iterator[str]:
    """The clauses of a sentence; some may be empty."""
    for joined in signs.joint.split(f"{sentence.strip()} "):
        clause = _bare(joined, signs)
        run_on = None if signs.asks.match(clause) else signs.run_on.match(clause)
        if run_on:
            yield run_on[0]
            clause = _bare(clause[run_on.end() :], signs)
        yield clause


def _bare(clause: str, signs: Signs) -> str:
    """A clause without what only leads up to it, with a space after its last word; empty if nothing is left."""
    words = clause.strip(" '*-.")
    return signs.lead_in.sub("", words, count=1) + " " if words else ""


def _asked(sentence: _Sentence, signs: Signs) -> Iterator[str]:
    """The clauses of a sentence that ask something about the issue.

    An invitation asks once, however much it names ("Could you tell us who came and what they said?"), and a sentence
    that asks only by its mark does too ("And the neighbours?").
    """
    if any(signs.courtesy.match(clause) for clause in sentence.clauses):
        return
    first, *later = sentence.clauses
    asks = [first] if _is_question(first, sentence, signs) and not signs.check.match(first) else []
    if not (asks and (signs.inviting.match(first) or signs.unfinished.match(first))):
        asks += [clause for clause in later if _is_further(clause, sentence, signs)]
    yield from asks or ([first] if sentence.marked and not signs.check.match(first) else [])


def _is_question(clause: str, sentence: _Sentence, signs: Signs) -> bool:
    """Whether a clause asks by its form."""
    return bool(signs.asks.match(clause) or (sentence.marked and signs.yes_or_no.match(clause)))


def _is_further(clause: str, sentence: _Sentence, signs: Signs) -> bool:
    """Whether a clause after the first asks something more."""
    if signs.afterthought.match(clause) or signs.tag.match(clause) or not _is_question(clause, sentence, signs):
        return False
    follows_statement = not _is_question(sentence.clauses[0], sentence, signs)
    return sentence.marked or not (follows_statement and signs.relative.match(clause))


# --- Judging ---------------------------------------------------------------------------------------------------------


def _shows_advice(reading: _Reading) -> bool:
    """Whether it suggests something."""
    signs = reading.signs
    for sentence in reading.sentences:
        first, *later = sentence.clauses
        clauses = [first, *(clause for clause in later if not signs.afterthought.match(clause))]
        if any(signs.advice.match(clause) for clause in clauses if not signs.inviting.match(clause)):
            return True
        if sentence.marked and signs.advice_marked.match(first):
            return True
        if not reading.asked and signs.advice_unasked.match(first):
            return True
    return False


def _shows_leading(reading: _Reading) -> bool:
    """Whether it holds its own answer."""
    signs = reading.signs
    return any(
        any(signs.leading.match(clause) for clause in sentence.clauses)
        or (sentence.marked and any(signs.leading_marked.match(clause) for clause in sentence.clauses))
        or _wants_consent(sentence, reading)
        for sentence in reading.sentences
    )


def _wants_consent(sentence: _Sentence, reading: _Reading) -> bool:
    """Whether a sentence states something for the other to agree to."""
    signs, last = reading.signs, sentence.clauses[-1]
    stated = [clause for clause in sentence.clauses if not (signs.tag.match(clause) or signs.check.match(clause))]
    if any(_is_question(clause, sentence, signs) for clause in stated):
        return False
    if signs.tag_at_end.search(sentence.clauses[0]):
        return True
    if reading.checks:
        return False
    tagged = len(sentence.clauses) > 1 and (signs.tag.match(last) or (sentence.marked and signs.check.match(last)))
    return bool(tagged or (sentence.marked and signs.statement.match(sentence.clauses[0])))


def _shows_overloaded(reading: _Reading) -> bool:
    """Whether it asks more than one thing."""
    return len(reading.asked) > 1


def _shows_why(reading: _Reading) -> bool:
    """Whether it asks somebody to justify themselves, or tells them to."""
    firsts = (sentence.clauses[0] for sentence in reading.sentences)
    return any(reading.signs.why.match(clause) for clause in (*reading.asked, *firsts))


def _shows_closed(reading: _Reading) -> bool:
    """Whether yes or no would answer it."""
    signs = reading.signs
    return any(signs.yes_or_no.match(clause) and not signs.inviting.match(clause) for clause in reading.asked)


_SHOWS: Mapping[Hint, Callable[[_Reading], bool]] = MappingProxyType(
    {
        Hint.ADVICE: _shows_advice,
        Hint.LEADING: _shows_leading,
        Hint.OVERLOADED: _shows_overloaded,
        Hint.WHY: _shows_why,
        Hint.CLOSED: _shows_closed,
    }
)
_ALL = tuple(_SHOWS)
"""The most useful first: who drops a suggestion need not open it; who keeps one question of three may drop the why."""
_LOOKED_FOR: Mapping[str, tuple[Hint, ...]] = MappingProxyType(
    {
        QuestionKind.OPEN: _ALL,
        QuestionKind.CHALLENGE: _ALL,
        QuestionKind.CLARIFYING: (Hint.ADVICE, Hint.LEADING, Hint.OVERLOADED),
    }
)
