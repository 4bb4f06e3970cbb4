"""Is what is prepared the same statement, on both databases, only cheaper?"""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, event, exists, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from db.engine import Database
from db.moments import NaiveMoment
from db.prepared import Inserting, Prepared, is_one_of, or_nothing
from db.tables.people import contacts, facts
from db.tables.upkeep import heartbeats, key_in_use
from tests.databases import Databases

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
READ = Prepared(
    select(
        contacts.c.id,
        contacts.c.zone,
        contacts.c.created_at,
        contacts.c.consent_at,
        exists().where(facts.c.contact_id == contacts.c.id).label("has_facts"),
    )
    .where(is_one_of(contacts.c.id, "wanted"))
    .order_by(contacts.c.id)
)
MAKE = Inserting(contacts)
BEAT = Inserting(heartbeats, or_nothing)


def a_contact(number: int) -> dict[str, Any]:
    return {"id": number, "created_at": NOW, "sweep_at": NOW}


def test_values_go_in_and_come_out_as_their_columns_say(database: Database) -> None:
    with database.write() as tx:
        assert MAKE.run(tx, [a_contact(number) for number in (1, 2, 3)]) == 3
        tx.execute(insert(facts).values(contact_id=2, name="place", value=b"\x00\xff", at=NOW))
        tx.commit()
    with database.read() as tx:
        one, two = READ.rows(tx, wanted=[1, 2])
        (fact,) = Prepared(select(facts.c.value, facts.c.at)).rows(tx)
    assert (one.id, one.zone, one.created_at) == (1, "America/Mexico_City", NOW)
    assert one.consent_at is None
    assert (one.has_facts, two.has_facts) == (False, True)
    assert (fact.value, fact.at) == (b"\x00\xff", NOW)


def test_an_empty_list_of_ids_finds_nobody(database: Database) -> None:
    with database.write() as tx:
        MAKE.run(tx, [a_contact(1)])
        assert READ.rows(tx, wanted=[]) == []


def test_what_clashes_can_be_left_as_it_is(database: Database) -> None:
    with database.write() as tx:
        assert BEAT.run(tx, [{"name": "clock", "at": NOW}]) == 1
        assert BEAT.run(tx, [{"name": "clock", "at": NOW}, {"name": "worker", "at": NOW}]) == 1


def test_it_begins_the_transaction_and_leaving_undoes_it(database: Database) -> None:
    with database.write() as tx:
        MAKE.run(tx, [a_contact(1)])
        assert tx.in_transaction()
    with database.read() as tx:
        assert READ.rows(tx, wanted=[1]) == []


def test_a_value_that_is_missing_is_never_null(database: Database) -> None:
    stop = Prepared(
        update(contacts)
        .where(contacts.c.id == bindparam("contact"))
        .values(stopped_at=bindparam("moment"))
    )
    with database.write() as tx, pytest.raises(KeyError):
        stop.run(tx, [{"contact": 1, "momnet": NOW}])
    with database.write() as tx, pytest.raises(NaiveMoment):
        stop.run(tx, [{"contact": 1, "moment": NOW.replace(tzinfo=None)}])


def test_an_error_is_the_one_that_sqlalchemy_would_raise(database: Database) -> None:
    with database.write() as tx:
        MAKE.run(tx, [a_contact(1)])
        with pytest.raises(DBAPIError) as prepared:
            MAKE.run(tx, [a_contact(1)])
    with database.write() as tx:
        tx.execute(insert(contacts).values(a_contact(1)))
        with pytest.raises(DBAPIError) as plain:
            tx.execute(insert(contacts).values(a_contact(1)))
    assert type(prepared.value) is type(plain.value)
    assert "2026" not in str(prepared.value)


def test_whoever_listens_sees_each_statement(database: Database) -> None:
    seen: list[str] = []

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(database.writing, "before_cursor_execute", note)
    with database.write() as tx:
        MAKE.run(tx, [a_contact(1), a_contact(2)])
        assert [row.id for row in READ.rows(tx, wanted=[1, 2])] == [1, 2]
    assert [each.split()[0] for each in seen if each != "BEGIN IMMEDIATE"] == ["INSERT", "SELECT"]


def test_a_line_that_was_cut_is_not_used_again(alba_databases: Databases) -> None:
    with alba_databases.open("postgresql") as database:
        with database.write() as tx:
            own = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with database.reading.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            with pytest.raises(DBAPIError):
                MAKE.run(tx, [a_contact(1)])
        with database.write() as tx:
            assert MAKE.run(tx, [a_contact(1)]) == 1


def test_binary_keys_are_found(database: Database) -> None:
    keys = Inserting(key_in_use, or_nothing)
    by_key = Prepared(
        select(key_in_use.c.purpose).where(key_in_use.c.key_id == bindparam("key_id"))
    )
    with database.write() as tx:
        keys.run(tx, [{"purpose": "addresses", "key_id": b"\x01\x80"}])
        assert [row.purpose for row in by_key.rows(tx, key_id=b"\x01\x80")] == ["addresses"]
