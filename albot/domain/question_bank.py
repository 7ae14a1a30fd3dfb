"""The question bank: open questions in 25 categories, and which three fit what somebody wrote.

The words of the questions are in the catalogue (`question_bank.ftl`), under the ids of `BANK`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from albot.domain.questions import QuestionKind


class Category(StrEnum):
    """What a question looks at. Neighbours differ much, since three that are offered together are neighbours."""

    OUTCOME = "outcome"
    FEELINGS = "feelings"
    POWER = "power"
    TRIED = "tried"
    INTEREST = "interest"
    """Where interest and energy lie."""
    ASSUMPTIONS = "assumptions"
    ALLIES = "allies"
    OWN_PART = "own-part"
    REACH = "reach"
    EVIDENCE = "evidence"
    VALUES = "values"
    OPTIONS = "options"
    BLOCKAGES = "blockages"
    STRENGTHS = "strengths"
    WAITING = "waiting"
    """The cost of not acting."""
    OTHERS = "others"
    """How it looks from elsewhere."""
    SMALLEST = "smallest"
    PATTERNS = "patterns"
    SUPPORT = "support"
    HEART = "heart"
    """What the issue really is."""
    RISK = "risk"
    LEARNING = "learning"
    TIME = "time"
    ACTING = "acting"
    """The cost of acting."""
    COMMITMENT = "commitment"


EACH = 3
"""So many questions has each category."""

OFFERED = 3
"""So many are offered together."""

BANK: Mapping[Category, tuple[str, ...]] = MappingProxyType(
    {category: tuple(f"bank-{category}-{number}" for number in range(1, EACH + 1)) for category in Category}
)
"""The message ids of the questions."""

ISSUE, STUCK = "issue", "stuck"

_GOES_WITH: Mapping[Category, str] = MappingProxyType(
    {
        Category.OUTCOME: "issue learn want way own",
        Category.FEELINGS: "issue done learn own stuck",
        Category.POWER: "issue want way",
        Category.TRIED: "issue done learn way stuck",
        Category.INTEREST: "issue done want own stuck",
        Category.ASSUMPTIONS: "issue done learn way own",
        Category.ALLIES: "issue done want way own stuck",
        Category.OWN_PART: "issue done learn own stuck",
        Category.REACH: "issue done learn want way stuck",
        Category.EVIDENCE: "issue done learn own stuck",
        Category.VALUES: "issue done learn want way own",
        Category.OPTIONS: "issue done learn want way own stuck",
        Category.BLOCKAGES: "done want stuck",
        Category.STRENGTHS: "issue done learn want way own",
        Category.WAITING: "issue want stuck",
        Category.OTHERS: "issue done learn own",
        Category.SMALLEST: "want way stuck",
        Category.PATTERNS: "done learn own stuck",
        Category.SUPPORT: "want way stuck",
        Category.HEART: "issue done own stuck",
        Category.RISK: "issue want way",
        Category.LEARNING: "done learn stuck",
        Category.TIME: "want way stuck",
        Category.ACTING: "issue want way",
        Category.COMMITMENT: "want way stuck",
    }
)
"""What must be there for a category to fit: an answer to the prompt of that part, a step that is stuck, the issue."""

_SUITS: Mapping[QuestionKind, frozenset[Category]] = MappingProxyType(
    {
        QuestionKind.OPEN: frozenset(Category),
        QuestionKind.CLARIFYING: frozenset(
            {
                Category.OUTCOME,
                Category.POWER,
                Category.TRIED,
                Category.ALLIES,
                Category.EVIDENCE,
                Category.BLOCKAGES,
                Category.OTHERS,
                Category.HEART,
                Category.TIME,
            }
        ),
        QuestionKind.NOTICING: frozenset(
            {
                Category.FEELINGS,
                Category.INTEREST,
                Category.ALLIES,
                Category.VALUES,
                Category.STRENGTHS,
                Category.SUPPORT,
                Category.LEARNING,
            }
        ),
        QuestionKind.CHALLENGE: frozenset(
            {
                Category.POWER,
                Category.ASSUMPTIONS,
                Category.OWN_PART,
                Category.VALUES,
                Category.WAITING,
                Category.PATTERNS,
                Category.RISK,
                Category.ACTING,
                Category.COMMITMENT,
            }
        ),
        QuestionKind.IDEA: frozenset(
            {
                Category.ALLIES,
                Category.REACH,
                Category.OPTIONS,
                Category.STRENGTHS,
                Category.OTHERS,
                Category.SMALLEST,
                Category.SUPPORT,
            }
        ),
    }
)
"""The categories that serve each kind of question."""


@dataclass(frozen=True)
class About:
    """What is known of what the question is about; of an issue alone, nothing more.

    parts: the parts (`SetPrompt.part`) of the prompts that have something in them.
    stuck: whether a step ended partly or not done.
    """

    parts: frozenset[str] = frozenset()
    stuck: bool = False


def fitting(about: About, kind: QuestionKind) -> tuple[Category, ...]:
    """The categories that fit what is known and the kind of question, three or more, in their own order."""
    there = {*about.parts, STUCK} if about.stuck else about.parts or {ISSUE}
    return tuple(each for each in Category if each in _SUITS[kind] and there.intersection(_GOES_WITH[each].split()))


def three_for(about: About, kind: QuestionKind, seed: int) -> list[str]:
    """The message ids of three questions that fit, of different categories.

    The same for the same seed; with the next seed come other three, and in time all that fit.
    """
    categories = fitting(about, kind)
    chosen = []
    for place in range(OFFERED * seed, OFFERED * (seed + 1)):
        turn, which = divmod(place, len(categories))
        chosen.append(BANK[categories[which]][turn % EACH])
    return chosen
