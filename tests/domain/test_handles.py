"""What may be a handle, which handles look alike, and which are suggested."""

from __future__ import annotations

import random
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.handles import (
    ADJECTIVES,
    LONGEST,
    NOUNS,
    HandleCode,
    HandleProblem,
    check,
    normalise,
    same_as_name,
    skeleton,
    suggestions,
)


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("Quiet Heron", "Quiet Heron"),
        ("  Quiet \n  Heron ", "Quiet Heron"),
        ("O\u2019Neil", "O'Neil"),
        ("Bird\u2013Song", "Bird-Song"),
        ("Jose\u0301", "Jos\u00e9"),
        ("J. R. 2", "J. R. 2"),
        ("J.R.", "J.R."),
        ("Bus 42", "Bus 42"),
        ("007", "007"),
        ("Тихая цапля", "Тихая цапля"),
        ("Ирина Kim", "Ирина Kim"),
        ("مالك الحزين", "مالك الحزين"),
        ("نیم\u200cفاصله", "نیم\u200cفاصله"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("ẹ̀kọ́", normalise("ẹ̀kọ́")),
        ("鷺 サギ", "鷺 サギ"),
        ("🦊🦊", "🦊🦊"),
        ("🪿 Goose", "🪿 Goose"),  # newer than the character database of Python 3.11
        ("👩\u200d🌾 Ada", "👩\u200d🌾 Ada"),
        ("Sun ☀\ufe0f", "Sun ☀\ufe0f"),
        ("👍🏽 Yes", "👍🏽 Yes"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_what_may_be_a_handle(typed: str, handle: str) -> None:
    assert check(typed) == handle


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", HandleCode.EMPTY),
        (" \n\t ", HandleCode.EMPTY),
        ("/checkin", HandleCode.COMMAND),
        (" /checkin", HandleCode.COMMAND),
        ("@quiet_heron", HandleCode.ADDRESS),
        ("me@example.org", HandleCode.ADDRESS),
        ("\uff20heron", HandleCode.ADDRESS),
        ("t.me/heron", HandleCode.ADDRESS),
        ("www heron", HandleCode.ADDRESS),
        ("heron.example", HandleCode.ADDRESS),
        ("https://heron", HandleCode.ADDRESS),
        ("0712 345 678", HandleCode.ADDRESS),
        ("+44 20-7946-0000", HandleCode.ADDRESS),
        ("call ٠٧١٢٣٤٥٦٧", HandleCode.ADDRESS),
        ("Quiet\u200bHeron", HandleCode.INVISIBLE),
        ("Quiet\u200dHeron", HandleCode.INVISIBLE),
        ("\u202enoreH", HandleCode.INVISIBLE),
        ("\u2066Heron", HandleCode.INVISIBLE),
        ("Her\x00on", HandleCode.INVISIBLE),
        ("\u3164\u3164", HandleCode.INVISIBLE),
        ("\u2800\u2800", HandleCode.INVISIBLE),
        ("Her\ufe0fon", HandleCode.INVISIBLE),
        ("Her\ue000on", HandleCode.INVISIBLE),
        ("Her\U000e0041on", HandleCode.INVISIBLE),
        ("Z\u0335\u0336\u0337\u0338a", HandleCode.MARKS),
        ("\u0301ab", HandleCode.MARKS),
        ("B\u043eb", HandleCode.MIXED),
        ("\u039dina", HandleCode.MIXED),
        ("...", HandleCode.NO_LETTER),
        ("- '", HandleCode.NO_LETTER),
        ("a", HandleCode.TOO_SHORT),
        ("🦊", HandleCode.TOO_SHORT),
        ("👍🏽", HandleCode.TOO_SHORT),
        ("x" * (LONGEST + 1), HandleCode.TOO_LONG),
        ("Heron " * 700, HandleCode.TOO_LONG),
    ],
)
def test_what_may_not_be_a_handle_and_why(typed: str, code: HandleCode) -> None:
    with pytest.raises(HandleProblem) as problem:
        check(typed)
    assert problem.value.code is code


@pytest.mark.parametrize("character", [*'<>&_*`#!?,;:="', "\u00a9", "\u20ac", "\u3002"])
def test_the_character_at_fault_is_named(character: str) -> None:
    with pytest.raises(HandleProblem) as problem:
        check(f"Quiet{character} Heron")
    assert (problem.value.code, problem.value.found) == (HandleCode.CHARACTER, character)


class TestLooks:
    ALIKE: ClassVar = [
        ("Quiet Heron", "quiet heron"),
        ("Quiet Heron", "QuietHeron"),
        ("Quiet Heron", "Quiet-Heron."),
        ("Quiet Heron", "Qui\u00e9t Her\u00f6n"),
        ("Quiet Heron", "Quiet Her0n"),
        ("Quiet Heron", "Qulet Heron"),
        ("Quiet Heron", "Qu1et Heron"),
        ("Quiet Heron", "Quiet Her\u043en"),
        ("Quiet Heron", "\U0001d4e0\U0001d4fe\U0001d4f2\U0001d4ee\U0001d4fd Heron"),
        ("Quiet Heron", "\uff31\uff35\uff29\uff25\uff34 Heron"),
        ("Quiet Heron", "Quiet \u029ceron"),
        ("Warm Wave", "Warrn Wave"),
        ("Wave", "Vvave"),
        ("Bob", "\u0412\u043e\u0432"),
        ("BOB", "\u0412\u041e\u0412"),
        ("NINA", "\u039d\u0399\u039d\u0391"),
        ("Igor", "\u0406gor"),
        ("Strasse", "Stra\u00dfe"),
        ("ab", "🅰🅱"),
        ("👍🏽 Ada", "👍 Ada"),
        ("\u0420\u0443\u0441\u044c", "\u0440\u0443\u0441\u044c"),
        ("نیم\u200cفاصله", "نیمفاصله"),
    ]
    APART: ClassVar = [
        ("Quiet Heron", "Quiet Hare"),
        ("Quiet Heron", "Quiet Heron 2"),
        ("Quiet Heron", "Quiet Heron 🐦"),
        ("🦊🦊", "🐦🐦"),
        ("Clear", "Dear"),
        ("हीरा", "हरा"),
        ("鷺鳥", "烏鳥"),
        ("Вова", "Витя"),
    ]

    @pytest.mark.parametrize(("one", "other"), ALIKE)
    def test_handles_that_look_alike_have_the_same_skeleton(self, one: str, other: str) -> None:
        assert skeleton(one) == skeleton(other)

    @pytest.mark.parametrize(("one", "other"), APART)
    def test_handles_that_look_different_have_different_skeletons(self, one: str, other: str) -> None:
        assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("handle", "same"),
    [
        ("Anna Kovacs", True),
        ("kovacs anna", True),
        ("Kov\u00e1cs", True),
        ("Anna", True),
        ("ANNA in the reeds", True),
        ("Anna-K", True),
        ("annak 77", True),
        ("Annak", False),
        ("Hannah", False),
        ("Quiet Heron", False),
        ("Q Heron", False),
    ],
)
def test_a_handle_that_gives_the_telegram_name_away_is_noticed(handle: str, same: bool) -> None:
    assert same_as_name(handle, "Anna Q", "Kov\u00e1cs", "anna_k77") is same


def test_somebody_without_a_last_name_or_username() -> None:
    assert same_as_name("Anna", "Anna", "", "")
    assert not same_as_name("Quiet Heron", "Anna", "", "")
    assert not same_as_name("🦊🦊", ".", "", "")


def test_suggestions_are_free_different_and_the_same_for_the_same_chance() -> None:
    first = suggestions(set(), random.Random(7))
    assert len(set(first)) == 3
    assert suggestions(set(), random.Random(7)) == first
    taken = {skeleton(handle) for handle in first}
    again = suggestions(taken, random.Random(7))
    assert len(again) == 3
    assert not taken & {skeleton(handle) for handle in again}


def test_when_all_but_one_are_taken_that_one_is_left() -> None:
    taken = {skeleton(f"{adjective} {noun}") for adjective in ADJECTIVES for noun in NOUNS}
    taken.remove(skeleton(f"{ADJECTIVES[3]} {NOUNS[5]}"))
    assert suggestions(taken, random.Random(1)) == [f"{ADJECTIVES[3]} {NOUNS[5]}"]


def test_every_suggestion_is_a_handle_and_no_two_look_alike() -> None:
    handles = [f"{adjective} {noun}" for adjective in ADJECTIVES for noun in NOUNS]
    assert len(ADJECTIVES) >= 60
    assert len(NOUNS) >= 60
    assert [check(handle) for handle in handles] == handles
    assert len({skeleton(handle) for handle in handles}) == len(handles)


@settings(deadline=None)  # the first call reads the look-alikes
@given(st.text(max_size=40))
def test_any_text_is_a_handle_or_a_coded_problem(text: str) -> None:
    try:
        handle = check(text)
    except HandleProblem as problem:
        assert problem.code in HandleCode
    else:
        assert check(handle) == handle
        assert skeleton(handle)
        assert not set(handle) & set("@/<>&\n\u202e\u200b")


@settings(deadline=None)  # the first call reads the look-alikes
@given(st.text(max_size=40))
def test_case_spaces_and_hyphens_never_tell_handles_apart(text: str) -> None:
    assert skeleton(text.casefold()) == skeleton(text)
    assert skeleton(text.replace(" ", "-")) == skeleton(text)
    assert skeleton(normalise(text)) == skeleton(text)
