"""Is what must go gone in time, and does what must stay stay?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, update

from db.encryption import Keyring, Sealed
from db.engine import Database
from db.kept import KEPT
from db.statuses import CaseStatus, InboxStatus, OutboxStatus
from db.stores import case_history, case_words, cases, contacts, due, facts, identities, retention
from db.stores.cases import CaseWish
from db.stores.identities import Sender
from db.sweep import sweep
from db.tables import care, people, road
from tests.databases import Databases

START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class House:
    """A database with women in it, and a clock that is told the time."""

    database: Database
    keyring: Keyring
    now: datetime = START
    number: int = 0

    def woman(self, channel: str = "telegram", *, consents: bool = False) -> int:
        self.number += 1
        sender = Sender(channel, f"address {self.number}")
        with self.database.write() as tx:
            known = identities.find_or_make(tx, self.keyring, [sender], self.now)[sender]
            identities.heard(tx, [known.identity_id], self.now)
            if consents:
                contacts.allow_writing(tx, known.contact_id, allowed=True, now=self.now)
            tx.commit()
        return known.contact_id

    def writes(self, contact: int, *, status: str = InboxStatus.DONE) -> None:
        """A message of hers and its answer, with a session and what follows from them."""
        self.number += 1
        with self.database.write() as tx:
            hers = {"contact_id": contact, "channel": "telegram"}
            message = {
                "provider_id": f"m{self.number}",
                "received_at": self.now,
                "kind": "text",
                "body": self.keyring.seal("inbox.body", b"words"),
                "status": status,
            }
            tx.execute(insert(road.inbox).values(hers | message))
            reply = {
                "recipient": f"c{contact}",
                "lane": 1,
                "kind": "reply",
                "body": self.keyring.seal("outbox.body", b"words"),
                "reference": f"r{self.number}",
                "status": OutboxStatus.SENT,
                "due_at": self.now,
                "created_at": self.now,
                "settled_at": self.now,
            }
            sent = tx.execute(
                insert(road.outbox).values(hers | reply).returning(road.outbox.c.id)
            ).scalar_one()
            receipt = {"channel": "telegram", "provider_ref": "p", "status": "sent", "at": self.now}
            tx.execute(insert(road.receipts).values(receipt | {"outbox_id": sent}))
            session = {
                "contact_id": contact,
                "state": self.keyring.seal("sessions.state", b"{}"),
                "updated_at": self.now,
            }
            tx.execute(people.sessions.delete().where(people.sessions.c.contact_id == contact))
            tx.execute(insert(people.sessions).values(session))
            facts.remember(tx, self.keyring, contact, "name", "Ana", self.now)
            plan = due.Plan("wake", self.now + DAY, f"k{self.number}", contact, body=b"x")
            due.plan(tx, self.keyring, plan, self.now)
            tx.commit()

    def case(self, contact: int) -> cases.CaseRow:
        words = Sealed("tengo miedo")
        wish = CaseWish(contact, "violence_now", "urgent", "web", words, "MX-CMX", "Tlalpan")
        with self.database.write() as tx:
            opened = cases.open_case(tx, self.keyring, wish, self.now)
            case_words.note_told(tx, self.keyring, opened.id, ["dejé aviso"], self.now)
            case_history.record(
                tx, self.keyring, opened.id, self.now, who="alba", what="x", detail="tengo miedo"
            )
            tx.commit()
        return opened

    def moves(self, case: cases.CaseRow, to: CaseStatus) -> None:
        with self.database.write() as tx:
            cases.move(tx, self.keyring, case, to, "staff:1", self.now)
            tx.commit()

    def passes(self, time: timedelta) -> None:
        self.now += time
        sweep(self.database, self.now)

    def does(self, act: Callable[..., None], *args: Any) -> None:
        with self.database.write() as tx:
            act(tx, *args, self.now)
            tx.commit()

    def count(self, *tables: Table) -> int:
        with self.database.read() as tx:
            return sum(
                tx.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
            )

    def words(self) -> int:
        """Rows that hold what was said."""
        return self.count(road.inbox, road.outbox, road.receipts, people.sessions)


@pytest.fixture
def house(database: Database, keyring: Keyring) -> House:
    return House(database, keyring)


def test_without_consent_words_go_after_72_hours(house: House) -> None:
    house.writes(house.woman())
    house.passes(KEPT.raw - HOUR)
    assert house.words() == 4
    house.passes(2 * HOUR)
    assert house.words() == 0
    assert house.count(people.contacts, people.facts) == 2, "who she is stays"


def test_with_consent_words_go_after_90_days(house: House) -> None:
    house.writes(house.woman(consents=True))
    house.passes(KEPT.words - HOUR)
    assert house.words() == 4
    house.passes(2 * HOUR)
    assert house.words() == 0


def test_each_message_has_its_own_time(house: House) -> None:
    ana = house.woman()
    for _ in range(4):
        house.writes(ana)
        house.passes(DAY)
    house.passes(HOUR)
    assert house.count(road.inbox) == 2
    house.passes(DAY)
    assert house.count(road.inbox) == 1


def test_who_comes_back_after_a_long_silence_is_looked_at_in_time(house: House) -> None:
    ana = house.woman()
    house.writes(ana)
    for _ in range(40):
        house.passes(10 * HOUR)
    house.writes(ana)
    house.passes(KEPT.raw + HOUR)
    assert house.words() == 0


def test_consent_taken_back_shortens_what_is_kept(house: House) -> None:
    ana = house.woman(consents=True)
    house.writes(ana)
    house.passes(4 * DAY)
    house.does(contacts.stop, ana)
    house.passes(KEPT.raw + HOUR)
    assert house.words() == 0


def test_an_open_case_keeps_the_words_until_it_is_closed(house: House) -> None:
    ana = house.woman()
    house.writes(ana)
    case = house.case(ana)
    house.passes(KEPT.raw + 10 * DAY)
    assert house.words() == 4

    house.moves(case, CaseStatus.RESOLVED)
    house.passes(2 * HOUR)

    assert house.words() == 0
    with house.database.read() as tx:
        assert case_words.words_of(tx, house.keyring, case.id).words == Sealed("tengo miedo")


def test_the_words_of_a_closed_case_go_after_90_days(house: House) -> None:
    case = house.case(house.woman(consents=True))
    house.moves(case, CaseStatus.RESOLVED)
    house.passes(KEPT.words + HOUR)
    with house.database.read() as tx:
        assert case_words.words_of(tx, house.keyring, case.id) == case_words.NO_WORDS
        lines = case_history.history(tx, house.keyring, case.id)
        after = cases.read(tx, case.id)
    assert [line.detail for line in lines] == [None] * len(lines)
    assert after is not None
    assert (after.reason, after.status) == ("violence_now", CaseStatus.RESOLVED)


def test_what_waits_is_never_dropped(house: House) -> None:
    house.writes(house.woman(), status=InboxStatus.WAITING)
    house.passes(200 * DAY)
    assert house.count(road.inbox) == 1


def test_what_was_set_aside_goes_like_the_rest(house: House) -> None:
    house.writes(house.woman(), status=InboxStatus.SET_ASIDE)
    house.passes(KEPT.raw + HOUR)
    assert house.count(road.inbox) == 0


def test_forgetting_blocks_at_once(house: House) -> None:
    ana = house.woman(consents=True)
    house.writes(ana)
    case = house.case(ana)
    with house.database.write() as tx:
        tx.execute(update(road.outbox).values(status=OutboxStatus.QUEUED))
        tx.commit()

    house.does(retention.forget, ana)

    with house.database.read() as tx:
        statuses = set(tx.execute(select(road.outbox.c.status)).scalars())
        planned = set(tx.execute(select(care.due.c.status)).scalars())
        hers = case_words.words_of(tx, house.keyring, case.id)
        lines = case_history.history(tx, house.keyring, case.id)
        assert contacts.last_identity(tx, ana) is None
    assert statuses == planned == {"withdrawn"}
    assert house.count(people.sessions) == 0
    assert hers == case_words.NO_WORDS
    assert {line.detail for line in lines} == {None}


def test_who_was_forgotten_is_gone_after_72_hours(house: House) -> None:
    ana, eva = house.woman(consents=True), house.woman(consents=True)
    for each in (ana, eva):
        house.writes(each)
    case = house.case(ana)
    house.does(retention.forget, ana)
    house.passes(KEPT.forgotten - HOUR)
    assert house.count(people.contacts) == 2

    house.passes(2 * HOUR)

    assert house.count(people.contacts, people.identities, people.facts) == 3, "Eva's"
    assert house.words() == 4, "Eva's"
    with house.database.read() as tx:
        left = tx.execute(select(care.cases)).mappings().one()
        details = set(tx.execute(select(care.case_history.c.detail)).scalars())
    assert left["status"] == CaseStatus.FORGOTTEN
    assert (left["reason"], left["opened_at"]) == ("violence_now", case.opened_at)
    hers = ("contact_id", "words", "told", "municipality", "state", "inbox_id")
    assert [left[name] for name in hers] == [None] * len(hers)
    assert details == {None}


def test_a_page_where_nobody_writes_is_gone_after_half_an_hour(house: House) -> None:
    house.writes(house.woman("web"))
    house.passes(KEPT.web - timedelta(minutes=1))
    assert house.words() == 4
    house.passes(timedelta(minutes=2))
    assert house.words() == 0
    assert house.count(people.contacts, people.identities, people.facts) == 0


def test_a_page_in_use_stays(house: House) -> None:
    ana = house.woman("web")
    house.writes(ana)
    for _ in range(5):
        house.passes(timedelta(minutes=20))
        with house.database.write() as tx:
            only = select(people.identities.c.id).where(people.identities.c.contact_id == ana)
            identities.heard(tx, [tx.execute(only).scalar_one()], house.now)
            tx.commit()
    assert house.words() == 4


def test_a_page_whose_message_waits_is_read_first(house: House) -> None:
    ana = house.woman("web")
    house.writes(ana, status=InboxStatus.WAITING)
    house.does(retention.close_chat, ana)
    house.passes(2 * HOUR)
    assert house.words() == 4

    with house.database.write() as tx:
        tx.execute(update(road.inbox).values(status=InboxStatus.DONE))
        tx.commit()
    house.passes(2 * HOUR)
    assert house.words() == 0


def test_closing_the_page_leaves_nothing_but_the_case(house: House) -> None:
    ana = house.woman("web")
    house.writes(ana)
    case = house.case(ana)

    house.does(retention.close_chat, ana)

    assert house.words() == 0
    assert house.count(people.contacts, people.identities, people.facts, care.due) == 0
    with house.database.read() as tx:
        left = cases.read(tx, case.id)
        words = case_words.words_of(tx, house.keyring, case.id).words
    assert left is not None
    assert (left.contact_id, left.status) == (None, CaseStatus.OPEN)
    assert words == Sealed("tengo miedo"), "somebody must still look"


def test_closing_the_page_does_not_erase_who_writes_from_elsewhere(house: House) -> None:
    ana = house.woman(consents=True)
    house.writes(ana)
    with house.database.write() as tx:
        identities.join(tx, house.keyring, ana, Sender("web", "page"), house.now)
        tx.commit()

    house.does(retention.close_chat, ana)

    with house.database.read() as tx:
        channels = [each.channel for each in identities.of_contact(tx, house.keyring, ana)]
    assert channels == ["telegram"]
    assert house.words() == 4


def test_the_log_goes_in_its_time(house: House) -> None:
    with house.database.write() as tx:
        base = {"recipient": "s1", "channel": "telegram", "lane": 0, "created_at": house.now}
        moments = {"due_at": house.now, "settled_at": house.now, "status": OutboxStatus.SENT}
        for kind in ("alert", "erase"):
            row = base | moments | {"kind": kind, "reference": kind}
            tx.execute(insert(road.outbox).values(row))
        receipt = {"channel": "telegram", "provider_ref": "p", "status": "sent", "at": house.now}
        tx.execute(insert(road.receipts).values(receipt))
        due.plan(tx, house.keyring, due.Plan("wake", house.now, "k"), house.now)
        due.withdraw(tx, "k", house.now)
        tx.commit()

    house.passes(KEPT.raw + HOUR)
    assert house.count(road.receipts) == 0
    with house.database.read() as tx:
        assert tx.execute(select(road.outbox.c.kind)).scalars().all() == ["alert"]
    house.passes(KEPT.log)
    assert house.count(road.outbox, care.due) == 0


def test_many_are_swept_in_small_transactions(house: House) -> None:
    for _ in range(25):
        house.writes(house.woman())
    house.now += KEPT.raw + HOUR
    assert sweep(house.database, house.now, batch=10) == 25
    assert house.words() == 0
    assert sweep(house.database, house.now, batch=10) == 0


def test_what_is_kept_is_told_in_numbers(house: House) -> None:
    ana = house.woman()
    with house.database.read() as tx:
        assert retention.kinds_and_counts(tx, ana) == {
            "messages": 0,
            "replies": 0,
            "facts": 0,
            "identities": 1,
            "cases": 0,
            "appointments": 0,
            "planned": 0,
        }
    house.writes(ana)
    house.case(ana)
    with house.database.read() as tx:
        counts = retention.kinds_and_counts(tx, ana)
    assert {kind for kind, count in counts.items() if count != 1} == {"appointments"}


def test_a_page_from_which_a_message_just_arrives_is_passed_over(
    alba_databases: Databases, keyring: Keyring
) -> None:
    """On SQLite a webhook and a sweep exclude each other anyway."""
    with alba_databases.open("postgresql") as database:
        house = House(database, keyring)
        ana = house.woman("web")
        with database.write() as webhook:
            sender = Sender("web", "address 1")
            identities.find_or_make(webhook, keyring, [sender], house.now)
            house.passes(KEPT.web + HOUR)
            message = {"channel": "web", "provider_id": "m", "kind": "text", "contact_id": ana}
            webhook.execute(insert(road.inbox).values(message | {"received_at": house.now}))
            webhook.commit()
        house.passes(2 * HOUR)
        assert house.count(people.contacts, people.identities, road.inbox) == 3
