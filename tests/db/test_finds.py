"""Is everything found by an index, and is nothing of hers found by searching what is stored?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, event, insert, select

from db import directory_files
from db.encryption import Keyring, Sealed
from db.engine import Database
from db.statuses import CaseStatus, OutboxStatus, StaffRole
from db.stores import (
    alerts,
    audit,
    case_history,
    case_words,
    cases,
    contacts,
    directory,
    drills,
    due,
    facts,
    heartbeats,
    identities,
    lines,
    retention,
    staff,
    staff_doors,
)
from db.stores.audit import Look
from db.stores.cases import CaseWish
from db.stores.identities import Sender
from db.sweep import sweep
from db.tables import road
from db.tables.people import sessions
from tests.databases import Databases

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
WORDS: Final = "me escondo en casa de la tía Chabela"
PHONE: Final = "+5215587654321"
SMALL: Final = {"services", "facilities", "closures", "staff", "snapshots", "heartbeats"}
NO_TABLE: Final = ("SCAN CONSTANT", "SCAN (subquery", "SCAN anon_", "SCAN sqlite_")
PARTIAL: Final = ("cases_open",)  # reading all of these is reading what is open now, and no more


def fill(tx: Connection, keyring: Keyring) -> int:
    """A whole life with Alba, through every store; the contact's id."""
    sender = Sender("whatsapp", f"whatsapp:{PHONE}")
    known = identities.find_or_make(tx, keyring, [sender], NOW)[sender]
    ana = known.contact_id
    identities.find(tx, keyring, sender)
    identities.join(tx, keyring, ana, Sender("web", "q3XkV-zz9"), NOW)
    identities.heard(tx, [known.identity_id], NOW)
    identities.read(tx, keyring, [known.identity_id])
    identities.of_contact(tx, keyring, ana)
    contacts.hold(tx, ana)
    contacts.allow_writing(tx, ana, allowed=False, now=NOW)
    contacts.last_identity(tx, ana)
    facts.remember(tx, keyring, ana, "name", WORDS, NOW)
    facts.read(tx, keyring, ana)
    lucia = staff.add(tx, "lucia", StaffRole.CASEWORKER, NOW)
    staff.link(tx, keyring, lucia, "whatsapp", PHONE, NOW)
    care_for(tx, keyring, ana, lucia)
    call_out(tx, keyring, ana, lucia)
    write_messages(tx, keyring, ana)
    audit.note(tx, Look(NOW, lucia, "read", ana))
    audit.of_contact(tx, ana)
    audit.of_staff(tx, lucia)
    heartbeats.beat(tx, "clock", NOW)
    retention.kinds_and_counts(tx, ana)
    return ana


def care_for(tx: Connection, keyring: Keyring, ana: int, lucia: int) -> None:
    wish = CaseWish(ana, "violence_now", "urgent", "web", Sealed(WORDS), "MX-CMX", "Tlalpan")
    case = cases.open_case(tx, keyring, wish, NOW)
    cases.open_case(tx, keyring, wish, NOW)
    case_words.note_told(tx, keyring, case.id, [WORDS], NOW)
    cases.move(tx, keyring, case, CaseStatus.ACKNOWLEDGED, "staff:1", NOW, by=lucia, note=WORDS)
    cases.by_code(tx, case.code)
    cases.read_open(tx)
    cases.of_contact(tx, ana)
    case_words.words_of(tx, keyring, case.id)
    case_history.history(tx, keyring, case.id)
    due.plan(tx, keyring, due.Plan("wake", NOW, "k", ana, case.id, WORDS.encode()), NOW)
    due.claim(tx, keyring, NOW, most=10)
    due.next_due(tx)
    due.withdraw(tx, "k", NOW)


def call_out(tx: Connection, keyring: Keyring, ana: int, lucia: int) -> None:
    case = cases.of_contact(tx, ana)[0]
    cases.is_open(tx, ana, case.reason)
    cases.held_by(tx, lucia)
    cases.she_wrote(tx, keyring, ana, NOW)
    due.plan_once(tx, keyring, due.Plan("escalate", NOW + timedelta(1), "e", ana, case.id), NOW)
    due.hasten(tx, case.id, "escalate", NOW)
    alerts.told_since(tx, lucia, NOW)
    alerts.is_under_way(tx, lucia, case.id)
    alerts.is_first(tx, lucia, "whatsapp", case.id, 1)
    alerts.told_to(tx, lucia)
    alerts.was_told(tx, case.id)
    alerts.last_case(tx, lucia, "whatsapp")
    alerts.last_offer(tx, keyring, lucia, "whatsapp")
    alerts.last_answer(tx, ana)
    alerts.withdraw_of_case(tx, case.id, NOW)
    lines.note(tx, ana, "D0002", NOW)
    told = lines.to_ask(tx, ana, NOW)
    assert told is not None
    lines.ask(tx, told.id, NOW)
    lines.answer(tx, told.id, ana, answered=False)
    lines.answer_last(tx, ana, answered=False)
    lines.tried_by(tx, ana)
    lines.told_to(tx, ana)
    drills.note(tx, lucia, NOW)
    drills.answer(tx, lucia, NOW)
    drills.silent(tx, NOW)
    code = staff_doors.make_code(tx, keyring, lucia, NOW)
    assert staff_doors.redeem(tx, keyring, code, Sender("telegram", "77"), NOW)
    staff_doors.note_dead(tx, lucia, "telegram", NOW)
    staff_doors.note_alive(tx, lucia, "telegram", NOW)


def write_messages(tx: Connection, keyring: Keyring, ana: int) -> None:
    plain = WORDS.encode()
    hers = {"contact_id": ana, "channel": "whatsapp", "body": keyring.seal("inbox.body", plain)}
    arrived = {"provider_id": "m1", "received_at": NOW, "kind": "text", "status": "done"}
    tx.execute(insert(road.inbox).values(hers | arrived))
    ours = {"contact_id": ana, "channel": "whatsapp", "body": keyring.seal("outbox.body", plain)}
    row = {"recipient": f"c{ana}", "lane": 1, "kind": "reply", "reference": "r1"}
    times = {"due_at": NOW, "created_at": NOW, "settled_at": NOW, "status": OutboxStatus.SENT}
    tx.execute(insert(road.outbox).values(ours | row | times))
    state = keyring.seal("sessions.state", plain)
    tx.execute(insert(sessions).values(contact_id=ana, state=state, updated_at=NOW))


@contextmanager
def scans(database: Database) -> Iterator[list[str]]:
    """Which statements make SQLite read a whole table that grows with the women."""
    found: list[str] = []

    def explain(
        connection: Connection, cursor: Any, statement: str, parameters: Any, *_: object
    ) -> None:
        if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        first = parameters[0] if isinstance(parameters, list) else parameters
        plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", first)
        for *_ids, step in plan.fetchall():
            words = step.split()
            if step.startswith(NO_TABLE) or words[-1] in PARTIAL:
                continue
            if words[0] == "SCAN" and words[1] not in SMALL:
                found.append(f"{step}: {statement}")

    event.listen(database.writing, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(database.writing, "before_cursor_execute", explain)


def test_every_find_is_by_an_index(alba_databases: Databases, keyring: Keyring) -> None:
    with alba_databases.open("sqlite") as database, scans(database) as found:
        with database.write() as tx:
            ana = fill(tx, keyring)
            tx.commit()
        sweep(database, NOW + timedelta(hours=80))
        with database.write() as tx:
            retention.close_chat(tx, ana, NOW)
            retention.forget(tx, ana, NOW)
            tx.commit()
        sweep(database, NOW + timedelta(days=200))
        with database.write() as tx:
            directory.closed(tx, NOW)
    assert found == []


def test_a_scan_would_be_seen(alba_databases: Databases, keyring: Keyring) -> None:
    search = select(road.inbox.c.id).where(road.inbox.c.kind == "text")
    with alba_databases.open("sqlite") as fresh, scans(fresh) as found, fresh.write() as tx:
        tx.execute(search).all()
    assert len(found) == 1


def test_who_searches_the_database_finds_no_word_of_hers(
    database: Database, keyring: Keyring
) -> None:
    directory_files.load_seed(database, NOW)
    with database.write() as tx:
        fill(tx, keyring)
        tx.commit()
    stored = everything(database)
    assert b"D0001" in stored, "the search finds what is there"
    for plain in (WORDS, "Chabela", PHONE, PHONE.removeprefix("+521"), "q3XkV"):
        assert plain.encode() not in stored
        assert plain.encode("utf-16-le") not in stored
        assert plain.encode().hex().encode() not in stored


def everything(database: Database) -> bytes:
    """All bytes of the files, also those not yet folded in; on PostgreSQL all rows as text."""
    if database.writing.url.database and not database.is_postgresql:
        file = Path(database.writing.url.database)
        parts = [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
        assert len(parts) == 3, "the file, its log and the log's index"
        return b"".join(parts)
    with database.read() as tx:
        tables = tx.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).scalars()
        dump = [tx.exec_driver_sql(f"SELECT t::text FROM {each} AS t").scalars() for each in tables]
        return "\n".join(row for rows in dump for row in rows).encode()


def test_an_error_of_the_database_holds_no_word_of_hers(
    database: Database, keyring: Keyring
) -> None:
    with database.write() as tx:
        fill(tx, keyring)
        with pytest.raises(Exception, match=r"(?i)unique") as caught:
            write_messages(tx, keyring, 1)
    for shown in (str(caught.value), repr(caught.value), str(caught.value.__cause__)):
        assert "Chabela" not in shown
        assert keyring.newest.header.hex() not in shown
