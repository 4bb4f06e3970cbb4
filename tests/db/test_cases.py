"""Is each case opened once, told to whom it concerns, and moved only as its table says?"""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from db.codes import LETTERS, make_code
from db.encryption import Keyring, Sealed
from db.engine import Database
from db.statuses import (
    CASE_FINAL,
    CASE_MOVES,
    CASE_OPEN,
    DUE_MOVES,
    INBOX_MOVES,
    OUTBOX_MOVES,
    CaseStatus,
    ForbiddenMove,
    StaffRole,
)
from db.stores import case_history, case_words, cases, staff
from db.stores.cases import CaseRow, CaseWish
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


def wish(contact: int, severity: str = "high", words: str | None = "tengo miedo") -> CaseWish:
    sealed = None if words is None else Sealed(words)
    return CaseWish(contact, "human", severity, "telegram", sealed, "MX-CMX", "Tlalpan")


def opened(database: Database, keyring: Keyring, what: CaseWish, at: datetime = NOW) -> CaseRow:
    with database.write() as tx:
        case = cases.open_case(tx, keyring, what, at)
        tx.commit()
    return case


def moved(database: Database, keyring: Keyring, case: CaseRow, to: CaseStatus) -> None:
    with database.write() as tx:
        cases.move(tx, keyring, case, to, "alba", NOW)
        tx.commit()


def test_a_case_is_opened_with_a_code_that_can_be_said(
    database: Database, keyring: Keyring, ana: int
) -> None:
    case = opened(database, keyring, wish(ana))
    assert re.fullmatch(rf"[{LETTERS}]\d-\d\d[{LETTERS}]", case.code)
    assert (case.status, case.severity, case.rings) == (CaseStatus.OPEN, "high", 1)
    with database.read() as tx:
        assert cases.by_code(tx, f" {case.code.lower()} ") == case
        assert cases.read(tx, case.id) == case
        assert cases.read(tx, case.id + 1) is None
        hers = case_words.words_of(tx, keyring, case.id)
    assert (hers.words, hers.municipality) == (Sealed("tengo miedo"), "Tlalpan")
    assert "miedo" not in f"{hers}{case}{wish(ana)}"
    assert "Tlalpan" not in f"{hers}{case}{wish(ana)}"


def test_codes_hold_no_word_and_nothing_that_is_read_two_ways() -> None:
    codes = "".join(make_code() for _ in range(500))
    assert not set(codes) & set("AEIOU01LISZVJY")


def test_the_same_reason_adds_to_the_open_case_and_never_makes_it_milder(
    database: Database, keyring: Keyring, ana: int
) -> None:
    first = opened(database, keyring, wish(ana, "normal"))
    raised = opened(database, keyring, wish(ana, "urgent", "está afuera"), NOW + HOUR)
    milder = opened(database, keyring, wish(ana, "high", None), NOW + 2 * HOUR)

    assert first.id == raised.id == milder.id
    assert (raised.severity, milder.severity) == ("urgent", "urgent")
    assert milder.changed_at == NOW + 2 * HOUR
    with database.read() as tx:
        lines = case_history.history(tx, keyring, first.id)
    assert [(line.what, line.detail) for line in lines] == [
        ("opened", None),
        ("again", Sealed("está afuera")),
        ("raised_to_urgent", None),
        ("again", None),
    ]


def test_a_closed_case_stays_closed_and_a_new_one_is_opened(
    database: Database, keyring: Keyring, ana: int
) -> None:
    first = opened(database, keyring, wish(ana))
    with database.write() as tx:
        cases.move(
            tx, keyring, first, CaseStatus.RESOLVED, "staff:1", NOW, outcome="reached", note="bien"
        )
        tx.commit()
    second = opened(database, keyring, wish(ana))
    assert second.id != first.id
    with database.read() as tx:
        both = cases.of_contact(tx, ana)
        last = case_history.history(tx, keyring, first.id)[-1]
    assert [case.outcome for case in both] == [None, "reached"]
    assert (last.who, last.what, last.detail) == ("staff:1", "resolved", Sealed("bien"))


def test_threads_open_one_case(database: Database, keyring: Keyring, ana: int) -> None:
    start = threading.Barrier(5)
    seen: list[int] = []

    def open_it() -> None:
        start.wait()
        seen.append(opened(database, keyring, wish(ana)).id)

    threads = [threading.Thread(target=open_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 5
    assert len(set(seen)) == 1


def test_only_one_of_two_takes_a_case(database: Database, keyring: Keyring, ana: int) -> None:
    case = opened(database, keyring, wish(ana))
    with database.write() as tx:
        lucia = staff.add(tx, "lucia", StaffRole.CASEWORKER, NOW)
        irma = staff.add(tx, "irma", StaffRole.CASEWORKER, NOW)
        taken = CaseStatus.ACKNOWLEDGED
        cases.move(tx, keyring, case, taken, case_history.by_staff(lucia), NOW, by=lucia)
        with pytest.raises(ForbiddenMove, match="read the row again"):
            cases.move(tx, keyring, case, taken, case_history.by_staff(irma), NOW, by=irma)
        after = cases.read(tx, case.id)
        assert after is not None
        assert (after.acknowledged_by, after.acknowledged_at) == (lucia, NOW)
        cases.move(tx, keyring, case, CaseStatus.OPEN, "alba", NOW)
        back = cases.read(tx, case.id)
        assert back is not None
        assert (back.acknowledged_by, back.acknowledged_at) == (None, None)


@pytest.mark.parametrize("before", CaseStatus)
@pytest.mark.parametrize("after", CaseStatus)
def test_a_case_moves_only_as_its_table_says(before: CaseStatus, after: CaseStatus) -> None:
    allowed = after in CASE_MOVES[before]
    if before in CASE_FINAL:
        reopened = before is CaseStatus.RESOLVED and after is CaseStatus.OPEN
        assert allowed == reopened, "what is over is over, unless a person closed it too early"
    if after is CaseStatus.RESOLVED:
        assert allowed == (before in CASE_OPEN), "a person may always close it"
    assert after != before or not allowed


def test_every_status_has_its_moves() -> None:
    for moves in (INBOX_MOVES, OUTBOX_MOVES, CASE_MOVES, DUE_MOVES):
        assert set().union(*moves.values()) <= moves.keys()


def test_the_most_severe_case_comes_first_then_the_oldest(
    database: Database, keyring: Keyring, ana: int
) -> None:
    made = [
        opened(database, keyring, CaseWish(ana, f"r{number}", severity, "web"), at).id
        for number, (severity, at) in enumerate(
            [("normal", NOW), ("urgent", NOW + HOUR), ("high", NOW), ("urgent", NOW)]
        )
    ]
    closed = opened(database, keyring, CaseWish(ana, "closed", "urgent", "web"))
    moved(database, keyring, closed, CaseStatus.RESOLVED)
    with database.read() as tx:
        order = [case.id for case in cases.read_open(tx)]
    assert order == [made[3], made[1], made[2], made[0]]


def test_what_she_was_told_is_kept_with_the_case(
    database: Database, keyring: Keyring, ana: int
) -> None:
    case = opened(database, keyring, wish(ana))
    with database.write() as tx:
        case_words.note_told(tx, keyring, case.id, ["dejé aviso", "marca 911"], NOW)
        case_words.note_told(tx, keyring, case.id, [], NOW)
        case_words.note_told(tx, keyring, case.id, ["todavía nadie"], NOW)
        told = case_words.words_of(tx, keyring, case.id).told
    assert [each.reveal() for each in told] == ["dejé aviso", "marca 911", "todavía nadie"]
