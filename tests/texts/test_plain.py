"""What people wrote is shown as they wrote it, nothing in it can be tapped, and it turns nothing else around."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.sandbox.markup import MOST_ENTITIES, parse_html, settle_entities
from albot.texts.args import Arg, Lines, Link, Place, Term, Words, pack_all
from albot.texts.catalogue import Catalogue
from albot.texts.plain import inline, quoted, settled
from albot.texts.split import split

TOKENS = (
    "@anna_b",
    "@gif",
    "#family",
    "#семья",
    "#2026plan",
    "$EUR",
    "$1INCH",
    "/start",
    "/start@some_bot",
    "https://example.org/a?b=c&d=e#f",
    "http://user@example.org:8080",
    "ftp://example.org",
    "tg://user?id=123456",
    "tg://resolve?domain=anna_b",
    "ton://transfer/x",
    "t.me/anna_b",
    "T.ME/anna_b",
    "telegram.me/anna_b",
    "anna.t.me",
    "t.me/some_bot?start=abcdef",
    "example.org",
    "bücher.example.co.uk/x",
    "пример.рф",
    "例子.中国",
    "xn--e1afmkfd.xn--p1ai",
    "10.0.0.1",
    "anna.b+set@mail.example.org",
    "mailto:anna@example.org",
    "mailto:anna",
    "tg:resolve",
    "+442079460958",
    "+1-212-555-0123",
    "4111111111111111",
    "555-0123",
)
SPACED = ("+44 20 7946 0958", "(020) 7946 0958", "0049 30 / 90 18 20", "4111 1111 1111 1111", "+47 20.11.2026")

ORDINARY = (
    "I wrote and/or said it, e.g. to the mayor, i.e. not by e-mail (yet).",
    "3.5 hours, from 18:00 to 19:30, on 2026-11-20 18:00 and on 20.11.2026, 20/11/2026 or 20.11.26.",
    "No. 7, #7, 5 of 8, 50000 people, £3.50, $5, 10 %, in 2025-2026, at 7.30pm, 24/7.",
    "Well... yes? “Really,” she said. He/she: it was 9-5 (Mon-Fri); v2.0",
    "1 < 2 & 3 > 2, I <3 it",
    "Meet @ 6? C# & $ and # and / and a.b",
    "7 (20.11.2026 18:00), 8 (27.11.2026 18:00)",
    "«Да.» Потом: «Нет!» 你好。再见",
)

# What TDLib links (td/telegram/MessageEntity.cpp), less the exceptions that it makes; the telephone is a guess.
LINKS = (
    r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)",
    r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])",
    r"(?<![\w\u200c])#[\w\u200c]*[^\W\d_][\w\u200c]*(?!\w*#)",
    r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])",
    r"(?i:tg|ton)://[a-z0-9_-]+",
    r"(?i:https?|ftp)://[^\s<>\"]+\.[^\s<>\"]+",
    r"(?<![\w/#@])[\w~-]+(?:\.[\w-]+)*\.(?i:org|me|com|uk|рф|中国|xn--\w+|next)(?![\w-])",
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,8}",
    r"(?<![+\w.,-])\d(?:[ -]?\d){12,18}(?![\w-])",
    r"\+\d(?:[ ()-]{0,2}\d){6,14}",
)
TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
TAKEN_OUT = re.compile("[\r\u2028\u2029]")


def read(markup: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of some HTML and where code stands in it, in characters."""
    text, entities = parse_html(markup)
    wide = text.encode("utf-16-le", "surrogatepass")

    def place(units: int) -> int:
        return len(wide[: 2 * units].decode("utf-16-le", "surrogatepass"))

    code = [each for each in settle_entities(text, entities) if each["type"] == "code"]
    return text, [(place(each["offset"]), place(each["offset"] + each["length"])) for each in code]


def tappable(markup: str) -> list[str]:
    """What Telegram would make a link of, and what still would be one if the code were cut out of the text."""
    text, code = read(markup)
    found = [match for pattern in LINKS for match in re.finditer(pattern, text)]
    free = [each[0] for each in found if not any(each.start() < end and start < each.end() for start, end in code)]
    rest = text
    for start, end in reversed(code):
        rest = f"{rest[:start]} {rest[end:]}"
    return free + [match[0] for pattern in LINKS for match in re.finditer(pattern, rest)]


@pytest.mark.parametrize("token", [*TOKENS, *SPACED])
def test_what_telegram_would_link_is_code_and_nothing_around_it(token: str) -> None:
    text = f"I asked ({token}), then left"
    shown, code = read(quoted(text))
    assert shown == text
    assert [shown[start:end] for start, end in code] == [token.lstrip("(")]
    assert read(quoted(token))[0] == token
    assert tappable(quoted(f"x {token}\n{token}.{token}")) == []


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_stays_as_it_is(text: str) -> None:
    assert read(quoted(text)) == (text, [])
    assert read(inline(text)) == (text, [])


pieces = st.one_of(
    st.sampled_from([*TOKENS, *SPACED, *ORDINARY]),
    st.sampled_from(list("@#$/:.+-_ \n\t\r<>&\"'(),!؟，।")),
    st.sampled_from(
        ["://", "\u200b", "\u200c", "\u200d", "\u00ad", "\u030a", "\u0333", "\u2028", "\u00a0", "\x07", "😀"]
    ),
    st.sampled_from(
        ["\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
    ),
    st.sampled_from(["and", "Next", "me", "org", "é", "1", "2026", "शब्द", "سلام", "שלום", "中国", "&lt;", "</code>"]),
    st.text(max_size=4),
)
texts = st.lists(pieces, max_size=14).map("".join).filter(lambda text: "\0" not in text)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_nothing_that_anybody_can_write_can_be_tapped_or_turns_other_words_around(text: str) -> None:
    for markup in (quoted(text), inline(text)):
        shown, _ = read(markup)
        assert tappable(markup) == []
        assert TURNING.sub("", shown) == TURNING.sub("", TAKEN_OUT.sub("", text))
        assert not re.search("[\u202a-\u202e]", shown)
        assert all(depths(line) for line in re.split("[\n\x85]", shown))


def depths(line: str) -> bool:
    """Whether every isolate of a line is closed in it, and nothing is closed that was not opened."""
    depth = 0
    for character in line:
        depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
        if depth < 0:
            return False
    return depth == 0


def test_what_telegram_takes_out_hides_nothing() -> None:
    for hidden in (
        "@\u030aanna_b",
        "t.\u202eme/anna_b",
        "exam\u2029ple.org",
        "/\u0333start",
        "555\u033f01\u202823",
    ):
        assert len(read(quoted(hidden))[1]) == 1, hidden


def test_an_override_goes_and_what_arabic_and_hebrew_writers_need_stays() -> None:
    assert settled("a\u202egnp.exe\u202c b") == "agnp.exe b"
    assert settled("one\r\ntwo") == "one\ntwo"
    assert settled("\u2067שלום\u2069 (\u200f!)") == "\u2067שלום\u2069 (\u200f!)"
    assert settled("\u2067open\nclosed\u2069") == "open\nclosed"
    assert quoted("سلام!") == "سلام!", "a quotation is a paragraph of its own, with a direction of its own"
    assert inline("سلام 1") == "\u2068سلام 1\u2069", "so the 2 in 'سلام 1: 2' stays behind the colon"
    assert inline("Ana 1") == "Ana 1"


ENGLISH = """
whole = { $who } says:
    { $text }
    /help { $more }
inner = { $who } in { $set }
where = { $place } { $link }
"""


@pytest.fixture
def texts_of_a_test(tmp_path: Path) -> Catalogue:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "some.ftl").write_text(ENGLISH, encoding="utf-8")
    return Catalogue(tmp_path)


def test_arguments_are_plain_at_any_depth_and_length_and_the_bots_own_words_are_not(texts_of_a_test: Catalogue) -> None:
    long = "and then I wrote to @anna_b about it. " * 60
    inner = Term("inner", {"who": "@ben_c", "set": "example.org"})
    args: dict[str, Arg] = {"who": "/forget", "text": Words(long), "more": Lines([inner, Words("t.me/x"), "#tag"])}
    markup = texts_of_a_test.render("whole", pack_all(args))
    shown, code = read(markup)
    marked = [shown[start:end] for start, end in code]
    assert [each for each in marked if "anna" not in each] == ["/forget", "@ben_c", "example.org", "t.me/x", "#tag"]
    assert tappable(markup) == ["/help", "/help"]
    plain = texts_of_a_test.plain("whole", pack_all(args))
    assert plain == f"/forget says:\n{long}\n/help @ben_c in example.org\nt.me/x\n#tag"


def test_where_a_meeting_is_and_an_address_of_the_bots_own_can_be_opened(texts_of_a_test: Catalogue) -> None:
    args: dict[str, Arg] = {"place": Place("Call: https://example.org/a?b&c"), "link": Link("https://t.me/b?start=x")}
    markup = texts_of_a_test.render("where", pack_all(args))
    text, entities = parse_html(markup)
    found = [each["type"] for each in settle_entities(text, entities)]
    assert found == ["blockquote", "url", "url"]


def test_a_text_full_of_names_is_marked_whole_within_what_telegram_remembers(texts_of_a_test: Catalogue) -> None:
    names = " ".join(f"@anna_{number}" for number in range(400))
    args: dict[str, Arg] = {"who": "Ana", "text": Words(names), "more": ""}
    markup = texts_of_a_test.render("whole", pack_all(args))
    text, entities = parse_html(markup)
    assert len(entities) < MOST_ENTITIES
    assert names in text
    assert tappable(markup) == ["/help", "/help"]


def test_a_long_text_with_code_in_it_is_cut_soundly(texts_of_a_test: Catalogue) -> None:
    wrote = "I wrote to @anna_b, then to https://example.org/" + "a" * 5000 + " and " + "so on " * 500
    args: dict[str, Arg] = {"who": "Ana", "text": Words(wrote), "more": ""}
    pieces = split(texts_of_a_test.render("whole", pack_all(args)))
    assert len(pieces) > 1
    assert "".join(read(piece)[0] for piece in pieces).startswith(f"Ana says:\n{wrote.rstrip()}")
    assert all(tappable(piece) in ([], ["/help", "/help"]) for piece in pieces)
