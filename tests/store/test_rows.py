"""Rows: what is written past the session is there as if it had written it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import col, delete

from albot.domain.people import Person
from albot.domain.talks import Conversation
from albot.store.engine import Store
from albot.store.rows import Rows

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def given_talk(store: Store) -> int:
    """The id of a conversation of somebody's."""

    def make(rows: Rows) -> int:
        person = rows.add(Person())
        rows.flush()
        talk = rows.add(Conversation(person_id=person.id, prompt="checkin.answer", opened_at=NOW))
        rows.flush()
        return talk.id

    return store.submit(make).result(10)


def prompt_of(store: Store, talk_id: int) -> str | None:
    """The prompt that is open in a conversation, None where there is none of this id."""

    def look(rows: Rows) -> str | None:
        talk = rows.get(Conversation, talk_id)
        return None if talk is None else talk.prompt

    return store.submit(look).result(10)


def test_changes_are_written_and_the_row_is_let_go_of(store: Store) -> None:
    talk_id = given_talk(store)

    def change(rows: Rows) -> tuple[bool, bool]:
        talk = rows.need(Conversation, talk_id)
        talk.prompt, talk.turns = "checkin.whole", 3
        rows.write_changes(talk)
        return rows.holds(talk), bool(rows.session.dirty)

    assert store.submit(change).result(10) == (False, False)
    assert prompt_of(store, talk_id) == "checkin.whole"


def test_what_is_new_or_erased_is_left_to_the_flush(store: Store) -> None:
    talk_id = given_talk(store)

    def change(rows: Rows) -> int:
        old = rows.need(Conversation, talk_id)
        new = rows.add(Conversation(person_id=old.person_id, prompt="issue.what", opened_at=NOW))
        rows.delete(old)
        for talk in (old, new):
            rows.write_changes(talk)
        return new.id

    assert prompt_of(store, store.submit(change).result(10)) == "issue.what"
    assert prompt_of(store, talk_id) is None


def test_changes_of_a_row_that_is_gone_are_not_lost_unnoticed(store: Store) -> None:
    talk_id = given_talk(store)

    def change(rows: Rows) -> None:
        talk = rows.need(Conversation, talk_id)
        rows.execute(delete(Conversation).where(col(Conversation.id) == talk_id))
        talk.prompt = "checkin.whole"
        rows.write_changes(talk)

    assert isinstance(store.submit(change).exception(10), StaleDataError)


def test_a_new_row_is_found_by_its_id_before_it_is_written(store: Store) -> None:
    def look(rows: Rows) -> bool:
        person = rows.add(Person())
        return rows.need(Person, person.id) is person

    assert store.submit(look).result(10)
