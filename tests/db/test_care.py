"""Do staff, planned things, facts, heartbeats and the log keep what they are told?"""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from db.encryption import Keyring, Sealed
from db.engine import Database
from db.statuses import StaffRole
from db.stores import audit, due, facts, heartbeats, staff
from db.stores.audit import Look
from db.tables.people import contacts

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def ana(database: Database) -> int:
    with database.write() as tx:
        made = tx.execute(
            insert(contacts).values(created_at=NOW, sweep_at=NOW).returning(contacts.c.id)
        ).scalar_one()
        tx.commit()
    return int(made)


def test_staff_come_and_go(database: Database, keyring: Keyring) -> None:
    with database.write() as tx:
        lucia = staff.add(tx, "lucia", StaffRole.SUPERVISOR, NOW)
        irma = staff.add(tx, "irma", StaffRole.CASEWORKER, NOW, always_on_call=True)
        with pytest.raises(staff.TakenAlias, match="choose another"):
            staff.add(tx, "lucia", StaffRole.CASEWORKER, NOW)
        assert [each.id for each in staff.on_call(tx)] == [lucia, irma]
        staff.put_on_call(tx, lucia, 9)
        assert [each.id for each in staff.on_call(tx)] == [irma, lucia]
        staff.put_on_call(tx, lucia, None)
        assert [each.id for each in staff.on_call(tx)] == [irma]
        staff.link(tx, keyring, irma, "telegram", "7", NOW)
        staff.leave(tx, irma, NOW)
        assert staff.on_call(tx) == ()
        assert [each.alias for each in staff.members(tx)] == ["lucia"]
        assert staff.by_alias(tx, "irma") is None
        assert staff.by_address(tx, keyring, "telegram", "7") is None
        left = staff.read(tx, irma)
        assert left is not None
        assert (left.alias, left.role, left.left_at) == ("irma", StaffRole.CASEWORKER, NOW)
        assert staff.read(tx, irma + 1) is None


def test_staff_are_known_by_their_address_however_spelled(
    database: Database, keyring: Keyring
) -> None:
    with database.write() as tx:
        lucia = staff.add(tx, "lucia", StaffRole.CASEWORKER, NOW)
        irma = staff.add(tx, "irma", StaffRole.CASEWORKER, NOW)
        for spelling in ("whatsapp:+5215512345678", "+525512345678"):
            staff.link(tx, keyring, lucia, "whatsapp", spelling, NOW)
        staff.link(tx, keyring, lucia, "email", "lucia@casa.mx", NOW)
        with pytest.raises(staff.TakenAddress):
            staff.link(tx, keyring, irma, "whatsapp", "5512345678", NOW)
        assert staff.by_address(tx, keyring, "whatsapp", "+52 55 1234 5678") == lucia
        where = staff.addresses(tx, keyring, lucia)
        assert [each.channel for each in where] == ["whatsapp", "email"]
        assert where[0].address.reveal() == "whatsapp:+5215512345678"
        assert "5512345678" not in repr(where)
        assert staff.on_call(tx)[0].channels == ("whatsapp", "email")
        staff.unlink(tx, lucia, "whatsapp")
        assert staff.by_address(tx, keyring, "whatsapp", "5512345678") is None


def plan(database: Database, keyring: Keyring, key: str, at: datetime) -> None:
    with database.write() as tx:
        due.plan(tx, keyring, due.Plan("wake", at, key, body=key.encode()), NOW)
        tx.commit()


def test_what_is_due_is_claimed_once_oldest_first(database: Database, keyring: Keyring) -> None:
    for key, at in (("later", NOW + HOUR), ("second", NOW), ("first", NOW - HOUR)):
        plan(database, keyring, key, at)
    with database.write() as tx:
        assert due.next_due(tx) == NOW - HOUR
        claimed = due.claim(tx, keyring, NOW, most=10)
        due.settle(tx, [row.id for row in claimed], NOW)
        assert due.claim(tx, keyring, NOW, most=10) == ()
        assert due.next_due(tx) == NOW + HOUR
        tx.commit()
    assert [row.body for row in claimed] == [b"first", b"second"]


def test_what_was_claimed_and_not_committed_is_due_again(
    database: Database, keyring: Keyring
) -> None:
    plan(database, keyring, "one", NOW)
    with database.write() as tx:
        due.settle(tx, [row.id for row in due.claim(tx, keyring, NOW, most=10)], NOW)
    with database.write() as tx:
        assert len(due.claim(tx, keyring, NOW, most=10)) == 1


def test_two_workers_never_claim_the_same(database: Database, keyring: Keyring) -> None:
    for number in range(40):
        plan(database, keyring, f"k{number}", NOW)
    claimed: list[int] = []

    def work() -> None:
        while True:
            with database.write() as tx:
                ids = [row.id for row in due.claim(tx, keyring, NOW, most=3)]
                due.settle(tx, ids, NOW)
                tx.commit()
            if not ids:
                return
            claimed.extend(ids)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(claimed)) == len(claimed) == 40


def test_the_same_wish_is_planned_once_and_can_be_withdrawn(
    database: Database, keyring: Keyring
) -> None:
    plan(database, keyring, "same", NOW)
    plan(database, keyring, "same", NOW + HOUR)
    plan(database, keyring, "other", NOW + HOUR)
    with database.write() as tx:
        assert due.claim(tx, keyring, NOW, most=10) == ()
        due.withdraw(tx, "same", NOW)
        later = due.claim(tx, keyring, NOW + HOUR, most=10)
    assert [row.body for row in later] == [b"other"]


def test_the_newest_fact_of_a_name_wins(database: Database, keyring: Keyring, ana: int) -> None:
    with database.write() as tx:
        for name, value in (("name", "Ana"), ("place", "MX-CMX"), ("name", "Anita")):
            facts.remember(tx, keyring, ana, name, value, NOW)
        known = {name: value.reveal() for name, value in facts.read(tx, keyring, ana).items()}
        facts.remember(tx, keyring, ana, "place", "", NOW)
        left = facts.read(tx, keyring, ana)
    assert known == {"name": "Anita", "place": "MX-CMX"}
    assert left == {"name": Sealed("Anita")}
    assert "Anita" not in repr(left)


def test_the_last_heartbeat_of_each_is_known(database: Database) -> None:
    with database.write() as tx:
        for name, at in (("clock", NOW), ("worker", NOW), ("clock", NOW + HOUR)):
            heartbeats.beat(tx, name, at)
        assert heartbeats.read(tx) == {"clock": NOW + HOUR, "worker": NOW}


def test_every_look_is_on_the_log_newest_first(database: Database) -> None:
    looks = [Look(NOW, 1, "opened_case", 7, 3), Look(NOW + HOUR, 2, "read_words", 7, 3)]
    with database.write() as tx:
        for look in looks:
            audit.note(tx, look)
        audit.note(tx, Look(NOW, None, "keys_rotated"))
        assert audit.of_contact(tx, 7) == tuple(reversed(looks))
        assert audit.of_staff(tx, 1) == (looks[0],)
        assert audit.of_contact(tx, 7, limit=1) == (looks[1],)
