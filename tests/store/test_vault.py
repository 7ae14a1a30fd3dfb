"""The vault: what is sealed opens in its own place, with one of the keys, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from albot.domain.people import Person, PersonKey
from albot.domain.sets import ActionSet, Member
from albot.store import people
from albot.store.engine import Store
from albot.store.rows import Rows
from albot.store.vault import Place, SealBroken, Vault, new_key
from tests.keys import another_key

KEY = new_key()
OTHER_KEY = another_key(KEY)
HERE = Place("step", "text_sealed", 7, 70)


@given(st.text())
def test_what_is_sealed_opens_again_and_never_looks_the_same(text: str) -> None:
    vault = Vault([KEY])
    sealed = vault.seal(text, HERE)
    assert vault.open(sealed, HERE) == text
    assert vault.seal(text, HERE) != sealed
    assert len(text) < 4 or text.encode() not in sealed


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("note", "text_sealed", 7, 70),
        Place("step", "cue_sealed", 7, 70),
        Place("step", "text_sealed", 8, 70),
        Place("step", "text_sealed", 7, 71),
        Place("step", "text_sealed", 7, 70, b"more"),
        Place("step", "text_sealed", 77, 0),
    ],
)
def test_what_is_sealed_for_one_place_does_not_open_in_another(elsewhere: Place) -> None:
    vault = Vault([KEY])
    with pytest.raises(SealBroken):
        vault.open(vault.seal("call the landlord", HERE), elsewhere)


def test_a_changed_byte_is_noticed() -> None:
    vault = Vault([KEY])
    sealed = vault.seal("call the landlord", HERE)
    for position in range(1, len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(SealBroken):
            vault.open(bytes(broken), HERE)
    with pytest.raises(SealBroken):
        vault.open(b"", HERE)


def test_the_complaint_quotes_nothing() -> None:
    vault = Vault([KEY])
    sealed = vault.seal("call the landlord", HERE)
    with pytest.raises(SealBroken) as found:
        Vault([OTHER_KEY]).open(sealed, HERE)
    assert "landlord" not in str(found.value)


def test_while_keys_change_both_open_and_the_first_seals() -> None:
    old, changing, new = Vault([KEY]), Vault([OTHER_KEY, KEY]), Vault([OTHER_KEY])
    before = old.seal("before", HERE)
    assert changing.open(before, HERE) == "before"
    after = changing.seal("after", HERE)
    assert new.open(after, HERE) == "after"
    with pytest.raises(SealBroken):
        old.open(after, HERE)
    with pytest.raises(SealBroken):
        new.open(before, HERE)


def test_a_digest_tells_nothing_without_the_key_and_differs_by_purpose() -> None:
    vault = Vault([KEY])
    assert vault.digest("telegram id", "700000001") == vault.digest("telegram id", "700000001")
    assert vault.digest("telegram id", "700000001") != vault.digest("invite", "700000001")
    assert vault.digest("telegram id", "700000001") != Vault([OTHER_KEY]).digest("telegram id", "700000001")
    both = Vault([OTHER_KEY, KEY])
    assert both.digests("telegram id", "1")[vault.number] == vault.digest("telegram id", "1")
    assert len(both.digests("telegram id", "1")) == 2


def test_a_vault_needs_keys() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Vault([])
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(["c2hvcnQ"])
    with pytest.raises(ValueError, match="same number"):
        Vault([KEY, KEY])


# In the database


def _two_members(rows: Rows) -> tuple[Member, Member]:
    people_ = [people.create(rows, telegram_id, telegram_id) for telegram_id in (11, 22)]
    there = rows.add(ActionSet())
    rows.flush()
    first, second = (rows.add(Member(person_id=person.id, set_id=there.id)) for person in people_)
    for member, name in ((first, "Quiet Heron"), (second, "Blue Otter")):
        rows.seal(member, "handle_sealed", name)
    rows.flush()
    return first, second


def test_texts_that_were_swapped_between_two_owners_do_not_open(store: Store) -> None:
    def swap(rows: Rows) -> None:
        first, second = _two_members(rows)
        assert rows.open(first, "handle_sealed") == "Quiet Heron"
        first.handle_sealed, second.handle_sealed = second.handle_sealed, first.handle_sealed
        for member in (first, second):
            with pytest.raises(SealBroken):
                rows.open(member, "handle_sealed")

    store.submit(swap).result()


def test_a_row_that_was_given_to_somebody_else_does_not_open(store: Store) -> None:
    def give(rows: Rows) -> None:
        first, second = _two_members(rows)
        first.person_id = second.person_id
        with pytest.raises(SealBroken):
            rows.open(first, "handle_sealed")

    store.submit(give).result()


def test_an_address_that_was_moved_to_another_person_does_not_open(store: Store) -> None:
    def move(rows: Rows) -> None:
        first, second = people.create(rows, 11, 11), people.create(rows, 22, 22)
        assert people.chat_of(rows, first) == 11
        first.chat_sealed = second.chat_sealed
        with pytest.raises(SealBroken):
            people.chat_of(rows, first)

    store.submit(move).result()


def test_an_address_whose_owner_got_another_telegram_id_does_not_open(store: Store) -> None:
    """Whoever can write into the database cannot redirect somebody's messages by exchanging the look-up rows."""

    def exchange(rows: Rows) -> None:
        first, second = people.create(rows, 11, 11), people.create(rows, 22, 22)
        mine, theirs = (
            rows.session.scalars(select(PersonKey).filter_by(person_id=each.id)).one() for each in (first, second)
        )
        mine.person_id, theirs.person_id = second.id, first.id
        rows.flush()
        assert people.find(rows, 22) is first
        with pytest.raises(SealBroken):
            people.chat_of(rows, first)

    store.submit(exchange).result()


def test_a_person_is_found_under_every_key_that_is_configured(database_url: str) -> None:
    def find(rows: Rows) -> Person | None:
        return people.find(rows, 11)

    def with_keys(*keys: str) -> Person | None:
        store = Store(database_url, Vault(keys))
        try:
            return store.submit(find).result()
        finally:
            store.stop()

    store = Store(database_url, Vault([KEY]))
    made = store.submit(lambda rows: people.create(rows, 11, 11)).result()
    store.stop()
    assert with_keys(OTHER_KEY) is None
    for keys in ((KEY,), (KEY, OTHER_KEY), (OTHER_KEY,)):  # the second look writes the second key's row
        found = with_keys(*keys)
        assert found is not None
        assert found.id == made.id
