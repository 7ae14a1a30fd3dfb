"""The zone that somebody means, from what they type."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

import pytest
from babel import UnknownLocaleError
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.zones import MOST_CHOICES, find_zones, zone_label


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Africa/Nairobi", "Africa/Nairobi"),
        ("europe/london", "Europe/London"),
        ("america/new york", "America/New_York"),
        ("UTC", "UTC"),
        ("Asia/Calcutta", "Asia/Kolkata"),  # old names lead to the zone of today
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Lagos", "Africa/Lagos"),
        ("são paulo", "America/Sao_Paulo"),
        ("SAO PAULO", "America/Sao_Paulo"),
        ("New york", "America/New_York"),
        ("  nairobi\n", "Africa/Nairobi"),
        ("Asmara", "Africa/Asmara"),
        ("Kathmandu", "Asia/Kathmandu"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("Saint Petersburg", "Europe/Moscow"),
        ("Łódź", "Europe/Warsaw"),
        ("Rio de Janeiro", "America/Sao_Paulo"),
        ("San Francisco", "America/Los_Angeles"),
        ("Mumbai", "Asia/Kolkata"),
        ("Kenya", "Africa/Nairobi"),
        ("UK", "Europe/London"),
        ("Scotland", "Europe/London"),
        ("Turkey", "Europe/Istanbul"),
        ("Türkiye", "Europe/Istanbul"),
        ("Côte d'Ivoire", "Africa/Abidjan"),
        ("burma", "Asia/Yangon"),
        ("Germany", "Europe/Berlin"),  # its second zone has shown the same time since 1980
        ("Argentina", "America/Argentina/Buenos_Aires"),
        ("Hawaii", "Pacific/Honolulu"),
        ("Queensland", "Australia/Brisbane"),
        ("California", "America/Los_Angeles"),
        ("Birmingham, UK", "Europe/London"),
        ("Birmingham Alabama", "America/Chicago"),
        ("Paris, France", "Europe/Paris"),
        ("Detroit, USA", "America/Detroit"),
        ("Leicester, UK", "Europe/London"),
        ("I live in Kampala", "Africa/Kampala"),
        ("san fran", "America/Los_Angeles"),
        ("Nairobbi", "Africa/Nairobi"),
        ("Johanesburg", "Africa/Johannesburg"),
    ],
)
def test_one_zone_is_meant(typed: str, zone: str) -> None:
    assert find_zones(typed) == [zone]


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("Birmingham", ["Europe/London", "America/Chicago"]),
        ("Georgia", ["America/New_York", "Asia/Tbilisi"]),
        ("London, Ontario", ["America/Toronto", "Europe/London"]),
        ("Spain", ["Europe/Madrid", "Atlantic/Canary"]),
        ("Indonesia", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
        ("Ukraine", ["Europe/Kyiv", "Europe/Simferopol"]),
        ("GMT", ["Europe/London", "Africa/Accra", "UTC"]),
    ],
)
def test_several_zones_may_be_meant(typed: str, zones: list[str]) -> None:
    assert find_zones(typed) == zones


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("USA", "America/New_York"),
        ("Russia", "Europe/Moscow"),
        ("Australia", "Australia/Sydney"),
        ("Canada", "America/Toronto"),
        ("Brazil", "America/Sao_Paulo"),
        ("Mexico", "America/Mexico_City"),
        ("CET", "Europe/Berlin"),
    ],
)
def test_of_many_zones_the_largest_come_first(typed: str, first: str) -> None:
    zones = find_zones(typed)
    assert zones[0] == first
    assert 4 <= len(zones) <= MOST_CHOICES


@pytest.mark.parametrize(
    "typed", ["", "  ", "xyzzy", "Atlantis", "a", "🦊", "東京", "utc+2", "Unknown City", "in " * 30]
)
def test_no_zone_is_meant(typed: str) -> None:
    assert find_zones(typed) == []


@pytest.mark.parametrize(
    ("zone", "locale", "label"),
    [
        ("Europe/London", "en", "London"),
        ("Africa/Nairobi", "en", "Nairobi"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("Europe/Kyiv", "en", "Kyiv"),
        ("UTC", "en", "UTC"),
        ("Europe/Lisbon", "fr", "Lisbonne"),
        ("Asia/Amman", "ar", "عمّان"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, locale: str, label: str) -> None:
    assert zone_label(zone, locale) == label


def test_labels_of_what_does_not_exist_are_refused() -> None:
    with pytest.raises(LookupError):
        zone_label("Europe/Atlantis")
    with pytest.raises(UnknownLocaleError):
        zone_label("Europe/London", "xx")


@settings(deadline=None)  # the first call builds the index
@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from("us in new york st. saint a, korea x".split()), max_size=9).map(" ".join)
)
def test_any_text_gives_a_few_real_zones_or_none(text: str) -> None:
    zones = find_zones(text)
    assert len(zones) == len(set(zones)) <= MOST_CHOICES
    for zone in zones:
        assert ZoneInfo(zone).key == zone
        assert zone_label(zone)


def test_a_call_is_quick_once_the_index_is_built() -> None:
    find_zones("Nairobi")
    texts = ["Russia", "b " * 29, "I used to live somewhere near Johanesburg", "USA", "Nairobbi", "x" * 60] * 10
    begun = time.perf_counter()
    for text in texts:
        find_zones(text)
    assert (time.perf_counter() - begun) / len(texts) < 0.005
