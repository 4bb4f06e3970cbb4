"""Does nobody lose an update, does a transaction left undo itself, do errors keep quiet?"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.engine import Database, UnknownDatabase, connect
from db.migrate import migrate
from db.moments import NaiveMoment
from db.tables.people import contacts
from db.tables.road import outbox
from db.tables.upkeep import heartbeats

NOW = datetime(2026, 11, 23, 16, 0, 0, 123456, tzinfo=UTC)
THREADS = 6
ROUNDS = 25


def make_contact(tx: Connection) -> int:
    made = insert(contacts).values(created_at=NOW, sweep_at=NOW).returning(contacts.c.id)
    return int(tx.execute(made).scalar_one())


def in_threads(work: Callable[[], None]) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def count_up(database: Database, contact: int) -> None:
    """Reads, adds one in Python, writes: what a turn does to a row that it holds."""
    for _ in range(ROUNDS):
        with database.write() as tx:
            found = select(contacts.c.version).where(contacts.c.id == contact).with_for_update()
            version = tx.execute(found).scalar_one()
            tx.execute(update(contacts).where(contacts.c.id == contact).values(version=version + 1))
            tx.commit()


def test_no_update_is_lost_between_threads(database: Database) -> None:
    with database.write() as tx:
        contact = make_contact(tx)
        tx.commit()

    in_threads(lambda: count_up(database, contact))

    with database.read() as tx:
        assert tx.execute(select(contacts.c.version)).scalar_one() == THREADS * ROUNDS


def test_no_update_is_lost_in_memory() -> None:
    database = connect("sqlite://")
    migrate(database)
    with database.write() as tx:
        contact = make_contact(tx)
        tx.commit()

    in_threads(lambda: count_up(database, contact))

    with database.read() as tx:
        assert tx.execute(select(contacts.c.version)).scalar_one() == THREADS * ROUNDS
    database.close()


def test_no_update_is_lost_between_engines_on_one_file(database: Database) -> None:
    """As two processes would: each has its own pool."""
    with database.write() as tx:
        contact = make_contact(tx)
        tx.commit()
    url = database.writing.url.render_as_string(hide_password=False)

    def own_engine() -> None:
        own = connect(url)
        count_up(own, contact)
        own.close()

    in_threads(own_engine)

    with database.read() as tx:
        assert tx.execute(select(contacts.c.version)).scalar_one() == THREADS * ROUNDS


def test_leaving_without_commit_undoes(database: Database) -> None:
    with database.write() as tx:
        make_contact(tx)
    with database.read() as tx:
        assert tx.execute(select(contacts.c.id)).all() == []


def test_an_error_undoes_and_the_next_transaction_is_clean(database: Database) -> None:
    def fails() -> None:
        with database.write() as tx:
            make_contact(tx)
            tx.execute(insert(heartbeats).values(name="clock", at=NOW))
            tx.execute(insert(heartbeats).values(name="clock", at=NOW))

    with pytest.raises(IntegrityError):
        fails()
    with database.write() as tx:
        make_contact(tx)
        tx.commit()
    with database.read() as tx:
        assert len(tx.execute(select(contacts.c.id)).all()) == 1


def test_after_a_connection_broke_the_next_transaction_has_another(database: Database) -> None:
    def breaks() -> None:
        with database.write() as tx:
            make_contact(tx)
            line = tx.connection.dbapi_connection
            assert line is not None
            line.close()
            make_contact(tx)

    with pytest.raises(DBAPIError):
        breaks()
    with database.write() as tx:
        make_contact(tx)
        tx.commit()
    with database.read() as tx:
        assert len(tx.execute(select(contacts.c.id)).all()) == 1


@pytest.mark.parametrize("memory", [False, True], ids=["on disk or server", "in memory"])
def test_a_reading_may_not_write(database: Database, memory: bool) -> None:
    wanted = connect("sqlite://") if memory else database
    migrate(wanted)
    with wanted.read() as tx, pytest.raises(DBAPIError, match=r"read.?only"):
        make_contact(tx)
    with wanted.write() as tx:
        assert make_contact(tx) == 1
    wanted.close()


def test_an_error_holds_no_parameter(database: Database) -> None:
    words = "no tengo a dónde ir"
    with database.write() as tx:
        row = {
            "recipient": words,
            "channel": "telegram",
            "lane": 1,
            "kind": "reply",
            "reference": "r1",
            "due_at": NOW,
            "created_at": NOW,
        }
        tx.execute(insert(outbox).values(row))
        with pytest.raises(IntegrityError) as caught:
            tx.execute(insert(outbox).values(row))
    assert words not in str(caught.value)
    assert words not in repr(caught.value)


def test_a_moment_comes_back_as_it_was_and_a_naive_one_is_refused(database: Database) -> None:
    with database.write() as tx:
        tx.execute(insert(heartbeats).values(name="clock", at=NOW))
        assert tx.execute(select(heartbeats.c.at)).scalar_one() == NOW
        with pytest.raises(Exception, match="without a zone") as caught:
            tx.execute(insert(heartbeats).values(name="tick", at=NOW.replace(tzinfo=None)))
    assert isinstance(caught.value.__cause__ or caught.value, NaiveMoment)


def test_ids_are_not_given_again(database: Database) -> None:
    """The audit log speaks of contacts by id for years: an id must never mean another woman."""
    with database.write() as tx:
        first = make_contact(tx)
        tx.execute(contacts.delete())
        assert make_contact(tx) > first


def test_an_unknown_database_is_refused_without_repeating_its_password() -> None:
    with pytest.raises(UnknownDatabase) as caught:
        connect("mysql://alba:sesamo@host/alba")
    assert "sesamo" not in str(caught.value)


def test_nothing_shows_the_password_of_the_url() -> None:
    database = connect("postgres://alba:sesamo@localhost/alba")
    assert "sesamo" not in repr(database)
    assert database.is_postgresql
