"""Do keys change while others write, with nothing lost and nothing left under the old one?"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Table, insert, select, update

from db.encryption import Keyring, UnknownKey
from db.engine import Database
from db.rotation import remaining, rotate
from db.stores import identities
from db.stores.identities import Sender
from db.tables.care import case_history, cases, due, staff, staff_identities
from db.tables.following import appointments
from db.tables.people import facts, sessions
from db.tables.road import inbox, outbox
from db.tables.whole import SEALED

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
OLD = bytes(32)
NEW = bytes(range(32))
WOMEN = 30


def sender(number: int) -> Sender:
    return Sender("whatsapp", f"+5215500000{number:03d}")


def fill(database: Database, keyring: Keyring) -> None:
    """At least one row in every table that holds something sealed."""
    with database.write() as tx:
        known = identities.find_or_make(tx, keyring, map(sender, range(WOMEN)), NOW)
        for each in known.values():
            mine = {"contact_id": each.contact_id}
            for number in range(3):
                row = mine | {"name": f"fact{number}", "value": _seal(keyring, facts.c.value)}
                tx.execute(insert(facts).values(row | {"at": NOW}))
            state = keyring.seal(SEALED[sessions.c.state], b"0")
            tx.execute(insert(sessions).values(mine | {"state": state, "updated_at": NOW}))
        case = {
            "code": "K7-42F",
            "reason": "human",
            "severity": "high",
            "opened_at": NOW,
            "changed_at": NOW,
            "channel": "web",
            "words": _seal(keyring, cases.c.words),
        }  # told stays empty: what is not there needs no key
        tx.execute(insert(cases).values(case))
        detail = _seal(keyring, case_history.c.detail)
        history = {"case_id": 1, "at": NOW, "who": "alba", "what": "opened", "detail": detail}
        tx.execute(insert(case_history).values(history))
        planned = {
            "kind": "x",
            "due_at": NOW,
            "created_at": NOW,
            "body": _seal(keyring, due.c.body),
        }
        tx.execute(insert(due).values(planned))
        meeting = {"contact_id": 1, "at": NOW, "created_at": NOW}
        body = _seal(keyring, appointments.c.body)
        tx.execute(insert(appointments).values(meeting | {"body": body}))
        tx.execute(insert(staff).values(alias="lucia", role="caseworker", joined_at=NOW))
        tx.execute(
            insert(staff_identities).values(
                staff_id=1,
                channel="whatsapp",
                address_hash=keyring.hash_address("whatsapp", "+525511111111"),
                address=keyring.seal_text(SEALED[staff_identities.c.address], "+5215511111111"),
                linked_at=NOW,
            )
        )
        add_messages(tx, keyring, "first")
        tx.commit()


def add_messages(tx: Any, keyring: Keyring, name: str) -> None:
    body = _seal(keyring, inbox.c.body)
    arrived = {"channel": "web", "provider_id": name, "received_at": NOW, "kind": "text"}
    tx.execute(insert(inbox).values(arrived | {"body": body}))
    body = _seal(keyring, outbox.c.body)
    leaving = {"recipient": "c1", "channel": "web", "lane": 1, "kind": "reply", "body": body}
    moments = {"due_at": NOW, "created_at": NOW}
    tx.execute(insert(outbox).values(leaving | moments | {"reference": name}))


def _seal(keyring: Keyring, column: Column[Any]) -> bytes:
    return keyring.seal_text(SEALED[column], "casa de mi hermana")


def open_all(database: Database, keyring: Keyring) -> int:
    """Open every sealed value there is; how many there were."""
    opened = 0
    with database.read() as tx:
        for column, purpose in SEALED.items():
            for value in tx.execute(select(column).where(column.is_not(None))).scalars():
                keyring.open(purpose, bytes(value))
                opened += 1
    return opened


def test_everything_comes_under_the_newest_key(database: Database) -> None:
    fill(database, Keyring([OLD]))
    before = open_all(database, Keyring([OLD]))

    done = rotate(database, Keyring([NEW, OLD]), batch=7)

    assert done.complete
    assert done.renewed["facts.value"] == 3 * WOMEN
    assert done.renewed["identities.address_hash"] == WOMEN
    assert set(done.renewed) >= {str(column) for column in SEALED} - {"cases.told"}
    assert open_all(database, Keyring([NEW])) == before
    with database.read() as tx:
        found = [identities.find(tx, Keyring([NEW]), sender(each)) for each in range(WOMEN)]
    assert len({each.contact_id for each in found if each}) == WOMEN


def test_rotating_again_changes_nothing(database: Database) -> None:
    fill(database, Keyring([OLD]))
    rotate(database, Keyring([NEW, OLD]))
    assert rotate(database, Keyring([NEW, OLD])).renewed == {}


def test_a_rotation_that_was_cut_goes_on_where_it_was(database: Database) -> None:
    fill(database, Keyring([OLD]))
    unknown = Keyring([bytes([9] * 32)]).seal(SEALED[sessions.c.state], b"0")
    with database.write() as tx:
        good = tx.execute(select(sessions.c.state).where(sessions.c.contact_id == 20)).scalar_one()
        tx.execute(update(sessions).where(sessions.c.contact_id == 20).values(state=unknown))
        tx.commit()
    with pytest.raises(UnknownKey):
        rotate(database, Keyring([NEW, OLD]), batch=5)
    with database.write() as tx:
        half_way = remaining(tx, Keyring([NEW, OLD]))
        tx.execute(update(sessions).where(sessions.c.contact_id == 20).values(state=good))
        tx.commit()

    assert half_way > 1
    assert rotate(database, Keyring([NEW, OLD]), batch=5).complete
    assert open_all(database, Keyring([NEW])) > 0


@contextmanager
def working(database: Database, keyring: Keyring) -> Iterator[list[str]]:
    """Another process, as it were: it knows the old key only until it meets the new one.

    Like the road it finds women by their address, counts in their sessions, and adds messages.
    """
    names: list[str] = []
    failures: list[BaseException] = []
    enough = threading.Event()
    begun = threading.Event()

    def turns() -> None:
        try:
            while not enough.is_set():
                take_turn(database, keyring, f"turn{len(names)}")
                names.append(f"turn{len(names)}")
                begun.set()
        except BaseException as failure:
            failures.append(failure)
            begun.set()

    thread = threading.Thread(target=turns)
    thread.start()
    begun.wait(10)
    try:
        yield names
    finally:
        enough.set()
        thread.join()
    assert failures == []


def take_turn(database: Database, keyring: Keyring, name: str) -> None:
    with database.write() as tx:
        who = identities.find_or_make(tx, keyring, [sender(int(name[4:]) % WOMEN)], NOW)
        (known,) = who.values()
        hers = sessions.c.contact_id == known.contact_id
        state = tx.execute(select(sessions.c.state).where(hers).with_for_update()).scalar_one()
        count = int(keyring.open(SEALED[sessions.c.state], bytes(state)))
        after = keyring.seal(SEALED[sessions.c.state], str(count + 1).encode())
        tx.execute(update(sessions).where(hers).values(state=after))
        add_messages(tx, keyring, name)
        tx.commit()


def test_keys_change_while_others_write(database: Database) -> None:
    fill(database, Keyring([OLD]))
    other = Keyring([OLD], lambda: [NEW, OLD])

    with working(database, other) as names:
        rotate(database, Keyring([NEW, OLD]), batch=5)
    done = rotate(database, Keyring([NEW, OLD]))

    assert done.complete
    assert len(names) > 0
    assert other.newest.id == Keyring([NEW]).newest.id
    assert open_all(database, Keyring([NEW])) > 2 * len(names)
    assert _rows(database, inbox) == len(names) + 1
    with database.read() as tx:
        states = tx.execute(select(sessions.c.state)).scalars().all()
    counted = [int(Keyring([NEW]).open(SEALED[sessions.c.state], bytes(each))) for each in states]
    assert sum(counted) == len(names), "no session went back to what it was"
    assert len(counted) == WOMEN, "nobody was made twice"


def _rows(database: Database, table: Table) -> int:
    with database.read() as tx:
        return len(tx.execute(select(table.c.id)).all())
