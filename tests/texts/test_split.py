"""Splitting: whatever was written, the pieces are sound, fit into a message, and are the whole text together."""

from __future__ import annotations

import html
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.sandbox.markup import parse_html
from albot.sandbox.world import LONGEST_TEXT
from albot.texts.split import split, units

TAGS = ("b", "i", "u", "code", "blockquote", "blockquote expandable", 'tg-time unix="1780000000" format="wDt"')
FAMILY = "👨‍👩‍👧‍👦"
"""One emoji of seven characters, 11 UTF-16 units."""


class Styles(HTMLParser):
    """Each character of a text with the tags around it; fails on tags that do not nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(f"{tag} {attrs}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().split()[0] == tag

    def handle_data(self, data: str) -> None:
        self.seen += [(character, tuple(self.open)) for character in data]

    def handle_entityref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&#{name};"))


def styles(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The characters of a text with their tags, all of which are closed at its end."""
    reader = Styles()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader.seen


def marked(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts inside one another's tags."""
    inside = st.tuples(st.sampled_from(TAGS), st.lists(children, min_size=1, max_size=3))
    return inside.map(lambda each: f"<{each[0]}>{''.join(each[1])}</{each[0].split()[0]}>")


# No carriage return: Telegram has none, and an XML reader makes a line feed of it.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
words = st.one_of(st.text(characters), st.sampled_from(["a", " ", "\n", FAMILY, "é", "🇬🇧", "شكرا", "👍🏽"]))
plain = st.tuples(words, st.integers(1, 3000)).map(lambda each: html.escape((each[0] * each[1])[:6000], quote=False))
texts = st.lists(st.recursive(plain, marked, max_leaves=6), min_size=1, max_size=4).map("".join)


@settings(max_examples=50, deadline=None)
@given(texts)
def test_the_pieces_are_sound_fit_and_lose_nothing_that_can_be_seen(text: str) -> None:
    pieces = split(text)
    seen = [each for piece in pieces for each in styles(piece)]
    assert all(units("".join(character for character, _ in styles(piece))) <= LONGEST_TEXT for piece in pieces)
    left_out = len(styles(text)) - len(seen)
    if len(pieces) == 1:
        return
    if left_out == 0:
        assert seen == styles(text)
    else:
        assert [each for each in seen if visible(each[0])] == [each for each in styles(text) if visible(each[0])]


def visible(character: str) -> bool:
    """Whether something can be seen of a character."""
    return unicodedata.category(character)[0] not in "ZC" and character != "\u2800"


@pytest.mark.parametrize("filler", ["", " ", "x"])
def test_an_emoji_of_several_characters_and_an_accent_stay_whole(filler: str) -> None:
    for whole in (FAMILY, "e\u0301\u0323", "👍🏽", "🇬🇧"):
        pieces = split(filler + whole * 3000)
        assert len(pieces) > 1
        assert all(piece.removeprefix(filler).replace(whole, "") == "" for piece in pieces)


def test_a_cut_goes_after_a_line_or_a_word_where_one_ends_near() -> None:
    lines = "\n".join(["A line of some forty characters, or fewer."] * 300)
    assert all(piece.rstrip("\n").endswith("fewer.") for piece in split(lines))
    assert all(piece.rstrip().endswith("word") for piece in split("word " * 2000))


def test_a_piece_of_nothing_but_blanks_is_left_out() -> None:
    pieces = split("a" + "\n" * 9000 + "b")
    assert [piece.strip() for piece in pieces] == ["a", "b"]


def test_what_fits_into_one_message_stays_one_whatever_its_markup() -> None:
    text = "<b>" + "&amp;" * LONGEST_TEXT + "</b>"
    assert split(text) == [text]
    assert len(split(text + ".")) == 2


def test_telegram_would_take_every_piece() -> None:
    text = f"<b>{'x &lt; y &amp; z ' * 900}<i>{FAMILY * 500}</i></b>"
    assert all(parse_html(piece) for piece in split(text))
