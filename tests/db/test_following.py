"""Are check-ins and appointments kept sealed, moved only as allowed, and gone with her?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.encryption import Keyring
from db.engine import Database, Transaction
from db.kept import KEPT
from db.statuses import AppointmentStatus, ForbiddenMove
from db.stores import appointments, check_ins, contacts, identities, retention
from db.stores.appointments import Kept
from db.stores.check_ins import CheckIn
from db.stores.identities import Sender
from db.sweep import sweep
from db.tables.following import appointments as table
from db.tables.following import check_ins as rows

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
SIGNING = Kept(
    0,
    0,
    FRIDAY,
    AppointmentStatus.PLANNED,
    "signing",
    True,
    "Santa Martha",
    "w2",
    date(2026, 11, 27),
)


def woman(tx: Transaction, keyring: Keyring, address: str = "5550001") -> int:
    """Somebody who wrote once, and agreed."""
    sender = Sender("telegram", address)
    known = identities.find_or_make(tx, keyring, [sender], NOW)[sender]
    contacts.allow_writing(tx, known.contact_id, True, NOW)
    return known.contact_id


def test_an_appointment_is_kept_and_only_its_time_is_plain(
    database: Database, keyring: Keyring
) -> None:
    with database.write() as tx:
        ana = woman(tx, keyring)
        kept = appointments.add(tx, keyring, replace(SIGNING, contact_id=ana), NOW)
        tx.commit()
    with database.read() as tx:
        assert appointments.read(tx, keyring, kept.id) == kept
        stored = tx.execute(select(table)).one()
        assert b"Santa Martha" not in bytes(stored.body)
        assert "signing" not in str(tuple(stored))
    assert "Santa Martha" not in repr(kept)


def test_what_was_planned_for_an_older_time_is_told_by_its_version(
    database: Database, keyring: Keyring
) -> None:
    with database.write() as tx:
        ana = woman(tx, keyring)
        kept = appointments.add(tx, keyring, replace(SIGNING, contact_id=ana), NOW)
        moved = appointments.move(tx, keyring, kept, FRIDAY + DAY, has_hour=False)
        tx.commit()
    with database.read() as tx:
        assert appointments.planned(tx, keyring, [ana]) == {ana: (moved,)}
    assert (moved.version, moved.first, moved.has_hour) == (2, date(2026, 11, 28), False)


@pytest.mark.parametrize("settled", [AppointmentStatus.KEPT, AppointmentStatus.CANCELLED])
def test_what_is_settled_is_settled(
    database: Database, keyring: Keyring, settled: AppointmentStatus
) -> None:
    with database.write() as tx:
        ana = woman(tx, keyring)
        kept = appointments.add(tx, keyring, replace(SIGNING, contact_id=ana), NOW)
        appointments.settle(tx, kept, settled, NOW)
        tx.commit()
    with database.write() as tx:
        again = appointments.read(tx, keyring, kept.id)
        assert again is not None
        with pytest.raises(ForbiddenMove):
            appointments.settle(tx, again, AppointmentStatus.MISSED, NOW)
        assert appointments.planned(tx, keyring, [ana]) == {}


def test_who_is_held_by_a_turn_is_passed_over_and_not_waited_for(
    database: Database, keyring: Keyring, database_kind: str
) -> None:
    with database.write() as tx:
        ana, eva = woman(tx, keyring), woman(tx, keyring, "5550002")
        for each in (ana, eva):
            check_ins.save(tx, CheckIn(each, "released", NOW - DAY, "rules", next_at=NOW))
        tx.commit()
    if database_kind == "sqlite":  # there a transaction that writes is alone
        with database.write() as tx:
            assert [each.row.contact_id for each in check_ins.claim(tx, NOW, most=9)] == [ana, eva]
        return
    with database.write() as turn, database.write() as clock:
        contacts.hold(turn, ana)
        assert [each.row.contact_id for each in check_ins.claim(clock, NOW, most=9)] == [eva]


def test_it_is_gone_with_her(database: Database, keyring: Keyring) -> None:
    with database.write() as tx:
        ana = woman(tx, keyring)
        appointments.add(tx, keyring, replace(SIGNING, contact_id=ana), NOW)
        check_ins.save(tx, CheckIn(ana, "released", NOW, "rules", next_at=NOW))
        retention.forget(tx, ana, NOW)
        tx.commit()
    with database.write() as tx:
        [due] = check_ins.claim(tx, NOW, most=9)
        assert not due.may_write
    sweep(database, NOW + KEPT.forgotten + DAY)
    with database.read() as tx:
        for each in (table, rows):
            assert tx.execute(select(func.count()).select_from(each)).scalar() == 0
