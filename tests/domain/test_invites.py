"""The shape of codes, and the admission word."""

from __future__ import annotations

import pytest

from albot.domain.invites import PASTED, link, new_code, same_word


def test_codes_are_recognised_alone_and_in_links() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code) == 22
        for pasted in (code, link("a_bot", code), link("a_bot", code).removeprefix("https://")):
            found = PASTED.fullmatch(pasted)
            assert found and found["code"] == code


@pytest.mark.parametrize("text", ["Counterrevolutionaries", "decision-making-skills", "https://t.me/a_bot", "A" * 23])
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert PASTED.fullmatch(text) is None


@pytest.mark.parametrize("typed", ["blue lamp", "  Blue LAMP. ", "bluelamp", "\uff22lue lamp"])
def test_the_word_is_compared_without_case_spaces_and_punctuation(typed: str) -> None:
    assert same_word(typed, "Blue Lamp")
    assert not same_word(typed + "s", "Blue Lamp")
