"""The private question hint, by tables of questions as people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.hints import Hint, hint
from albot.domain.questions import QuestionKind
from albot.texts.catalogue import catalogue
from tests.domain.hint_examples import EXAMPLES, Example
from tests.domain.hint_examples_apart import APART

LONGEST = 4096
"""Characters of a Telegram message."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text[:60])
def test_each_example_gets_its_hint(example: Example) -> None:
    assert hint(example.text, example.kind, "en") is example.label


def test_there_are_enough_examples_and_none_is_in_both_tables() -> None:
    for table, fewest in ((EXAMPLES, 120), (APART, 100)):
        assert len({example.text.lower() for example in table}) == len(table) >= fewest
        assert {example.label for example in table} == {*Hint, None}
    assert not {example.text.lower() for example in EXAMPLES} & {example.text.lower() for example in APART}


def precision_and_recall(table: Sequence[Example]) -> tuple[float, float]:
    """Of the hints given, the share with the right label; of the questions that need one, the share that got it."""
    hints = [hint(example.text, example.kind, "en") for example in table]
    right = sum(found is not None and found is example.label for found, example in zip(hints, table, strict=True))
    needed = sum(example.label is not None for example in table)
    return right / sum(found is not None for found in hints), right / needed


def test_it_holds_for_questions_it_was_not_written_with() -> None:
    precision, recall = precision_and_recall(APART)
    assert precision >= 0.9
    assert recall >= 0.8


@pytest.mark.parametrize("language", ["de", "fr", "", "xx"])
def test_a_language_without_signs_gets_no_hints(language: str) -> None:
    assert {hint(example.text, example.kind, language) for example in EXAMPLES} == {None}


@pytest.mark.parametrize("kind", [QuestionKind.NOTICING, QuestionKind.IDEA])
def test_what_is_no_question_gets_no_hints(kind: QuestionKind) -> None:
    assert {hint(example.text, kind, "en") for example in EXAMPLES} == {None}


def test_a_clarifying_question_may_be_closed_and_may_ask_why() -> None:
    fine = [example.text for example in EXAMPLES if example.label in {Hint.CLOSED, Hint.WHY}]
    assert {hint(text, QuestionKind.CLARIFYING, "en") for text in fine} == {None}


@pytest.mark.parametrize("label", Hint)
def test_case_and_curly_quotes_change_nothing(label: Hint) -> None:
    for example in EXAMPLES:
        if example.label is label:
            typed = example.text.replace("'", "\u2019")
            assert hint(typed.upper(), example.kind, "en") is hint(typed.lower(), example.kind, "en") is label


@pytest.mark.parametrize("label", Hint)
def test_each_hint_is_two_short_sentences_the_second_a_question(label: Hint) -> None:
    text = str(catalogue().render(f"hint-{label}", {}))
    first, second = re.split(r"(?<=\.) ", text)
    assert second.rstrip('"').endswith("?")
    assert all(len(sentence.split()) <= 15 for sentence in (first, second))


_WORDS = sorted({word for example in EXAMPLES for word in example.text.lower().split()})


@settings(deadline=None)  # the first call compiles the signs
@given(st.one_of(st.text(), st.lists(st.sampled_from([*_WORDS, "?", ",", "\n", '"', "..."])).map(" ".join)))
def test_any_text_gets_one_hint_or_none(text: str) -> None:
    for kind in QuestionKind:
        assert hint(text, kind, "en") in {*Hint, None}


_PIECES = (
    *(
        "have you ",
        "could you just ",
        "so ",
        "so,",
        "and how ",
        "i wonder ",
        "would a b ",
        "an even more ",
        "you really ",
    ),
    *("x ", "what", "w", "?", ".", ". ", "...a", ",", " - ", "'", '"', '" ', "\n", "\u2026", " \t", "\u0130", "-"),
)


@pytest.mark.parametrize("piece", _PIECES)
def test_a_text_made_to_be_slow_comes_back(piece: str) -> None:
    """Eight times the longest message: work in the square of the length, or worse, would not end in minutes."""
    assert hint((piece * LONGEST * 8)[: LONGEST * 8], QuestionKind.OPEN, "en") in {*Hint, None}
