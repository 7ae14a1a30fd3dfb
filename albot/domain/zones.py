"""The time zone of a person or a set, found from what somebody types: a city, a country or region, or a zone's name.

Where the facts come from: zones, countries and old names from the IANA database in the package `tzdata` (`zone.tab`,
`iso3166.tab`, `tzdata.zi`), names of cities and countries in English from CLDR by way of Babel, and a short table of
large places that neither names. The index is built at the first call (some 50 ms and 2 MB, beside Babel's English
locale) and kept.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

MOST_CHOICES = 6
"""So many zones at most are offered: more buttons than that are not read on a small phone."""
LONGEST_TEXT = 60
"""Longer texts name no place."""
_SHORTEST_BEGINNING = 3
"""From so many letters on, the beginning of a name stands for it."""

# Large places whose name no zone bears. Where two share a name, the one further up is offered first.
_PLACES = {
    "Europe/Belgrade": "Kosovo|Pristina",
    "Europe/Berlin": "Hamburg|Munich|Frankfurt|Cologne|Leipzig",
    "Europe/Istanbul": "Ankara|Izmir",
    "Europe/Kyiv": "Lviv|Kharkiv|Odesa",
    "Europe/London": "Birmingham|Manchester|Glasgow|Edinburgh|Cardiff|Leeds|Liverpool|Bristol|Sheffield|Newcastle"
    "|England|Scotland|Wales|Northern Ireland|Great Britain",
    "Europe/Madrid": "Barcelona|Valencia|Seville|Cordoba",
    "Europe/Moscow": "St Petersburg",
    "Europe/Paris": "Lyon|Marseille|Toulouse",
    "Europe/Rome": "Milan|Naples|Turin|Florence",
    "Europe/Warsaw": "Krakow|Gdansk|Wroclaw|Lodz",
    "Europe/Zurich": "Geneva|Basel|Bern",
    "Africa/Accra": "Kumasi",
    "Africa/Blantyre": "Lilongwe",
    "Africa/Cairo": "Alexandria|Giza",
    "Africa/Casablanca": "Marrakesh|Marrakech|Rabat|Fez",
    "Africa/Dar_es_Salaam": "Dodoma|Mwanza|Arusha|Zanzibar",
    "Africa/Douala": "Yaounde",
    "Africa/Harare": "Bulawayo",
    "Africa/Johannesburg": "Cape Town|Durban|Pretoria|Soweto",
    "Africa/Lagos": "Abuja|Kano|Ibadan|Port Harcourt",
    "Africa/Nairobi": "Mombasa|Kisumu|Nakuru|Eldoret",
    "Africa/Porto-Novo": "Cotonou",
    "Asia/Aden": "Sanaa",
    "Asia/Almaty": "Astana",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Ho_Chi_Minh": "Hanoi|Da Nang",
    "Asia/Jerusalem": "Haifa",
    "Asia/Karachi": "Lahore|Islamabad|Rawalpindi",
    "Asia/Kolkata": "Mumbai|Bombay|Delhi|New Delhi|Bangalore|Bengaluru|Chennai|Hyderabad|Pune|Ahmedabad",
    "Asia/Qatar": "Doha",
    "Asia/Riyadh": "Jeddah|Mecca",
    "Asia/Shanghai": "Beijing|Shenzhen|Guangzhou|Chengdu|Wuhan",
    "Asia/Tokyo": "Osaka|Kyoto|Yokohama|Nagoya",
    "America/Bahia": "Salvador da Bahia",
    "America/Bogota": "Medellin|Cali",
    "America/Chicago": "Dallas|Houston|Austin|San Antonio|Minneapolis|New Orleans|St Louis|Milwaukee|Birmingham"
    "|Alabama|Arkansas|Illinois|Iowa|Kansas|Louisiana|Minnesota|Mississippi|Missouri|Nebraska|Oklahoma|Texas|Wisconsin",
    "America/Costa_Rica": "San Jose",
    "America/Denver": "Salt Lake City|Albuquerque|Colorado|Montana|New Mexico|Utah|Wyoming",
    "America/Edmonton": "Calgary|Alberta",
    "America/El_Salvador": "San Salvador",
    "America/Guayaquil": "Quito",
    "America/Halifax": "Nova Scotia",
    "America/Jamaica": "Kingston",
    "America/Los_Angeles": "San Francisco|San Diego|San Jose|Seattle|Portland|Las Vegas|Oakland|Sacramento"
    "|California|Nevada|Oregon|Washington State",
    "America/Mexico_City": "Guadalajara|Puebla",
    "America/New_York": "Washington|Boston|Philadelphia|Atlanta|Miami|Baltimore|Pittsburgh|Cleveland|Orlando"
    "|Connecticut|Delaware|Florida|Georgia|Maine|Maryland|Massachusetts|New Hampshire|New Jersey|North Carolina|Ohio"
    "|Pennsylvania|Rhode Island|South Carolina|Vermont|Virginia|West Virginia|NYC",
    "America/Phoenix": "Arizona|Tucson",
    "America/Sao_Paulo": "Rio de Janeiro|Rio|Brasilia|Belo Horizonte|Porto Alegre|Curitiba",
    "America/Toronto": "Ottawa|Quebec|Ontario|Hamilton",
    "America/Vancouver": "British Columbia",
    "Pacific/Auckland": "Wellington|Christchurch",
}
# Short names of countries that neither table has on its own.
_SHORT_NAMES = {
    "uk": "GB",
    "us": "US",
    "usa": "US",
    "america": "US",
    "uae": "AE",
    "drc": "CD",
    "holland": "NL",
    "ivory coast": "CI",
    "burma": "MM",
}
# Countries whose zones `zone.tab` does not begin with the most populous one: those to offer first.
_FIRST_ZONES = {
    "AU": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Darwin", "Australia/Perth"),
    "BR": ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco"),
    "CA": ("America/Toronto", "America/Vancouver", "America/Edmonton", "America/Winnipeg", "America/Halifax"),
    "RU": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Vladivostok"),
    "UA": ("Europe/Kyiv",),
    "UZ": ("Asia/Tashkent",),
}
# What people call the clock they live by, and the larger places that live by it; an abbreviation alone is never one
# zone, and the IANA zones of the same name keep no daylight saving or the wrong one.
_CLOCKS = {
    "gmt": ("Europe/London", "Africa/Accra", "UTC"),
    "bst": ("Europe/London",),
    "wet": ("Europe/Lisbon",),
    "cet": ("Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Warsaw", "Europe/Stockholm"),
    "eet": ("Europe/Athens", "Europe/Helsinki", "Europe/Kyiv", "Europe/Bucharest", "Africa/Cairo"),
    "eat": ("Africa/Nairobi", "Africa/Kampala", "Africa/Dar_es_Salaam", "Africa/Addis_Ababa"),
    "wat": ("Africa/Lagos", "Africa/Kinshasa"),
    "cat": ("Africa/Harare", "Africa/Lusaka", "Africa/Kigali"),
    "sast": ("Africa/Johannesburg",),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "est": ("America/New_York", "America/Toronto"),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "mst": ("America/Denver", "America/Phoenix"),
    "pst": ("America/Los_Angeles", "America/Vancouver"),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
}
_LETTERS_WITHOUT_PARTS = str.maketrans("øłđı", "oldi")  # NFKD leaves their strokes and missing dots as they are


@dataclass(frozen=True)
class _Index:
    """What is known about places."""

    cities: dict[str, list[str]]
    """Zones of a city or region by its folded name."""
    countries: dict[str, list[str]]
    """Codes of the countries of a folded name."""
    choices: dict[str, list[str]]
    """The zones to offer for a country code."""
    names: list[str]
    """Every folded name once, sorted."""


def find_zones(text: str) -> list[str]:
    """IANA zones that a typed text may mean, best first, at most `MOST_CHOICES`; none if it names no known place.

    One zone means that the text is clear. Of zones that will show the same time only the first is given.
    Case, accents and small slips are forgiven, and words around a place ("I live in Kampala", "Paris, France").
    """
    if len(text) > LONGEST_TEXT:
        return []
    typed = _zone_names().get("_".join(text.split()).casefold())
    words = _fold(text).split()
    found = [typed] if typed else list(_CLOCKS.get(" ".join(words), ())) or _named(words) or _almost(" ".join(words))
    return list(dict.fromkeys(found))[:MOST_CHOICES]


def zone_label(zone: str, locale: str = "en") -> str:
    """The city by which people know a zone, in their language: "London", "Nairobi".

    Raises `LookupError` for what is no zone, `babel.UnknownLocaleError` or `ValueError` for what is no language.
    """
    return get_timezone_location(zone, locale=locale, return_city=True).rsplit("/", 1)[-1]


def _named(words: list[str]) -> list[str]:
    """Zones of the places that the words name: all of them, or the first and the last parts, or the longest run."""
    whole = _place(words)
    if whole:
        return whole
    for cut in range(len(words) - 1, 0, -1):
        head, tail = _place(words[:cut]), _place(words[cut:])
        if head and tail:
            return _within(head, words[cut:]) or [*tail, *head]
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            if found := _place(words[start : start + length]):
                return found
    return []


def _place(words: list[str]) -> list[str]:
    """Zones of the city or region and of the country of this name."""
    index, name = _index(), " ".join(words)
    codes = index.countries.get(name, ())
    return [*index.cities.get(name, ()), *(zone for code in codes for zone in index.choices[code])]


def _within(zones: list[str], words: list[str]) -> list[str]:
    """Of these zones, those in the city, region or country of this name."""
    index, name = _index(), " ".join(words)
    inside = {zone for code, zone, _ in _zone_tab() if code in index.countries.get(name, ())}
    return [zone for zone in zones if zone in inside.union(index.cities.get(name, ()))]


def _almost(name: str) -> list[str]:
    """Zones of places that begin so, or else of those that are spelled nearly so and begin with the same letter."""
    if len(name) < _SHORTEST_BEGINNING:
        return []
    names = _index().names
    begun = names[bisect_left(names, name) : bisect_left(names, name + "\U0010ffff")]
    if not begun:
        near = names[bisect_left(names, name[0]) : bisect_left(names, name[0] + "\U0010ffff")]
        begun = difflib.get_close_matches(name, near, n=3, cutoff=0.85)
    return [zone for known in begun for zone in _place(known.split())]


@cache
def _index() -> _Index:
    """The index, built once."""
    zones: dict[str, list[str]] = {}
    for code, zone, _ in _zone_tab():
        zones.setdefault(code, [*_FIRST_ZONES.get(code, ())]).append(zone)
    countries = _folded((name, code) for name, code in _country_names() if code in zones)
    cities = {name: _different(places) for name, places in _folded(_city_names()).items()}
    for name in cities.keys() & countries.keys():
        if all(zone in zones[code] for zone in cities[name] for code in countries[name]):
            del cities[name]  # Singapore: the country says the same, and more where it has several zones
    return _Index(
        cities,
        countries,
        {code: _different(places) for code, places in zones.items()},
        sorted({*cities, *countries}),
    )


def _folded(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What stands under each folded name, in order and without doubles."""
    found: dict[str, dict[str, None]] = {}
    for name, value in pairs:
        found.setdefault(_fold(name), {})[value] = None
    return {name: list(values) for name, values in found.items() if name}


def _different(zones: list[str]) -> list[str]:
    """Of zones that will show the same time all year, the first.

    Compared by their standing rules, in a year past every change that the database lists one by one.
    """
    if len(zones) == 1:
        return zones
    first: dict[tuple[timedelta | None, ...], str] = {}
    for zone in dict.fromkeys(zones):
        seasons = (datetime(2040, month, 15, tzinfo=ZoneInfo(zone)) for month in (1, 4, 7, 10))
        first.setdefault(tuple(moment.utcoffset() for moment in seasons), zone)
    return list(first.values())


def _city_names() -> Iterator[tuple[str, str]]:
    """Names of cities and regions with their zones: our table, the zones themselves, CLDR, old names, remarks."""
    for zone, names in _PLACES.items():
        yield from ((name, zone) for name in names.split("|"))
    for _, zone, _ in _zone_tab():
        yield zone.rsplit("/", 1)[-1], zone
    cldr = Locale.parse("en").time_zones
    for known, zone in _cldr_names().items():
        yield cldr.get(known, {}).get("city", "").split(",")[0], zone
    for old, zone in _links().items():
        if "/" in old and not old.startswith(("Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")):
            yield old.rsplit("/", 1)[-1], zone
    for _, zone, remark in _zone_tab():
        if " - " not in remark and ":" not in remark:
            yield from ((part, zone) for part in re.sub(r"\(.*\)|most of .*", "", remark).split(","))


def _country_names() -> Iterator[tuple[str, str]]:
    """Names of countries with their codes, from `iso3166.tab`, CLDR and our table, also without what is in brackets."""
    yield from _SHORT_NAMES.items()
    named = [line.split("\t") for line in _lines("iso3166.tab")]
    for code, name in [*named, *Locale.parse("en").territories.items()]:
        yield name, code
        yield name.split(" (")[0], code


@cache
def _zone_names() -> dict[str, str]:
    """Zones by their case-folded IANA name, old names leading to the zone that took their place.

    Without a slash only UTC counts: the others are old names of countries, which are found as such, or clocks.
    """
    present = {zone.casefold(): zone for _, zone, _ in _zone_tab()}
    old = {name.casefold(): zone for name, zone in _links().items() if "/" in name}
    return {**old, **present, "utc": "UTC", "etc/utc": "UTC"}


@cache
def _links() -> dict[str, str]:
    """Old and second names of zones with the zones of `zone.tab` that they stand for."""
    present = {zone for _, zone, _ in _zone_tab()}
    links = dict(line.split(" ")[2:0:-1] for line in _lines("tzdata.zi") if line.startswith("L "))
    old = {name: zone for name, zone in links.items() if zone in present and name not in present}
    return {**old, **{name: zone for name, zone in _cldr_names().items() if name not in present}}


def _cldr_names() -> dict[str, str]:
    """The zones of `zone.tab` by the name that CLDR keeps for them, often an older one of the same city."""
    aliases = get_global("zone_aliases")
    return {aliases.get(zone, zone): zone for _, zone, _ in _zone_tab()}


@cache
def _zone_tab() -> list[tuple[str, str, str]]:
    """Rows of `zone.tab`: country code, zone, remark (may be empty)."""
    rows = [[*line.split("\t"), ""] for line in _lines("zone.tab")]
    return [(row[0], row[2], row[3]) for row in rows]


@cache
def _all_zones() -> frozenset[str]:
    """Every name in the database, but for the one that stands for a machine nobody has set up."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - {"Factory"}


def _lines(name: str) -> Iterable[str]:
    """Lines of a table of the IANA database, without comments."""
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _fold(text: str) -> str:
    """A name without case, accents and punctuation; "saint" is written "st"."""
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS_WITHOUT_PARTS)
    letters = "".join(c for c in parts if not unicodedata.combining(c))
    return " ".join("st" if word == "saint" else word for word in re.findall(r"[^\W_]+", letters))
