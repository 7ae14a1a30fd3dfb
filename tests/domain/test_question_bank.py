"""The question bank: open questions enough, and three that fit, whatever is known and however often one asks."""

from __future__ import annotations

import re
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albot.domain.checkin import DONE, WANT
from albot.domain.hints import hint
from albot.domain.question_bank import BANK, About, Category, fitting, three_for
from albot.domain.questions import QuestionKind
from albot.store.set_prompts import PARTS
from albot.texts.catalogue import FALLBACK, HERE, catalogue, message_variables

EVERY_PART = (*PARTS, "own")
QUESTIONS = list(chain.from_iterable(BANK.values()))
ABOUTS = [
    About(frozenset(parts), stuck)
    for stuck in (False, True)
    for many in range(len(EVERY_PART) + 1)
    for parts in combinations(EVERY_PART, many)
]
abouts, kinds = st.sampled_from(ABOUTS), st.sampled_from(list(QuestionKind))


def text(message_id: str) -> str:
    """The English words of a question."""
    return catalogue().plain(message_id, {})


def category_of(message_id: str) -> Category:
    """The category that a question belongs to."""
    return next(category for category, ids in BANK.items() if message_id in ids)


def test_there_are_75_questions_in_25_categories_each_with_words_of_its_own() -> None:
    in_catalogue = {name for name in message_variables(HERE / FALLBACK) if name.startswith("bank-")}
    assert len(BANK) == len(Category) == 25
    assert len(QUESTIONS) >= 75
    assert set(QUESTIONS) == in_catalogue
    assert len({text(each).casefold() for each in QUESTIONS}) == len(QUESTIONS)
    assert min(map(len, BANK.values())) >= 2


@pytest.mark.parametrize("message_id", QUESTIONS)
def test_a_question_is_one_short_open_question_without_a_why(message_id: str) -> None:
    asked = text(message_id)
    assert asked.count("?") == 1
    assert asked.endswith("?")
    assert len(asked.split()) < 15
    assert re.match(r"(What|Which|Who|Whose|Where|When|How) ", asked)
    assert not re.search(r"\b(why|should|must|try to)\b|n't\b", asked, re.IGNORECASE)


@pytest.mark.parametrize("kind", QuestionKind)
def test_the_bank_follows_the_bots_own_hints(kind: QuestionKind) -> None:
    hints = {text(each): hint(text(each), kind, FALLBACK) for each in QUESTIONS}
    assert {asked: found for asked, found in hints.items() if found is not None} == {}


@given(abouts, kinds, st.integers(-(2**63), 2**63))
def test_three_that_fit_come_from_three_categories_and_the_next_are_others(
    about: About, kind: QuestionKind, seed: int
) -> None:
    shown, after = three_for(about, kind, seed), three_for(about, kind, seed + 1)
    assert shown == three_for(about, kind, seed)
    assert len({category_of(each) for each in shown}) == 3
    assert {category_of(each) for each in shown} <= set(fitting(about, kind))
    assert not set(shown) & set(after)


@given(abouts, kinds, st.integers(0, 2**63))
def test_whoever_goes_on_asking_sees_every_question_that_fits(about: About, kind: QuestionKind, seed: int) -> None:
    fit = set(chain.from_iterable(BANK[category] for category in fitting(about, kind)))
    seen = {each for turn in range(len(fit)) for each in three_for(about, kind, seed + turn)}
    assert seen == fit


def test_what_is_offered_follows_what_was_written() -> None:
    open_question = QuestionKind.OPEN
    issue = fitting(About(), open_question)
    assert {Category.HEART, Category.OUTCOME} <= set(issue)
    assert not {Category.LEARNING, Category.COMMITMENT, Category.SMALLEST} & set(issue), "nothing was done or planned"
    assert Category.LEARNING in fitting(About(frozenset({DONE})), open_question)
    want = fitting(About(frozenset({WANT})), open_question)
    assert {Category.SMALLEST, Category.COMMITMENT, Category.RISK} <= set(want)
    assert not {Category.LEARNING, Category.PATTERNS} & set(want)
    stuck = fitting(About(frozenset({"way"}), stuck=True), open_question)
    assert {Category.BLOCKAGES, Category.POWER} <= set(stuck)
    assert Category.BLOCKAGES not in fitting(About(frozenset({"way"})), open_question)


def test_what_is_offered_follows_the_kind_of_question() -> None:
    everything = About(frozenset(EVERY_PART), stuck=True)
    assert set(fitting(everything, QuestionKind.OPEN)) == set(Category)
    assert Category.FEELINGS in fitting(everything, QuestionKind.NOTICING)
    assert Category.FEELINGS not in fitting(everything, QuestionKind.CLARIFYING)
    assert Category.ASSUMPTIONS in fitting(everything, QuestionKind.CHALLENGE)
    assert Category.ASSUMPTIONS not in fitting(everything, QuestionKind.NOTICING)
    assert Category.OPTIONS in fitting(everything, QuestionKind.IDEA)
    for kind in QuestionKind:
        assert all(len(fitting(about, kind)) >= 4 for about in ABOUTS), kind
