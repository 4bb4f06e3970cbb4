"""Is one address one contact, however it is spelled and however many ask at once?"""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from db.encryption import Keyring, UnknownKey
from db.engine import Database
from db.statuses import IdentityStatus
from db.stores import contacts, identities
from db.stores.identities import Known, Sender, TakenAddress
from db.tables import people

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
ANA = Sender("whatsapp", "whatsapp:+5215512345678")
ANA_TOO = Sender("whatsapp", "whatsapp:+525512345678")
EVA = Sender("telegram", "77")
OLD = bytes(32)
NEW = bytes(range(32))


def make(database: Database, keyring: Keyring, *senders: Sender) -> dict[Sender, Known]:
    with database.write() as tx:
        known = identities.find_or_make(tx, keyring, senders, NOW)
        tx.commit()
    return known


def count(database: Database) -> tuple[int, int]:
    with database.read() as tx:
        return (
            tx.execute(select(func.count()).select_from(people.contacts)).scalar_one(),
            tx.execute(select(func.count()).select_from(people.identities)).scalar_one(),
        )


def test_an_address_is_made_once_and_found_again(database: Database, keyring: Keyring) -> None:
    first = make(database, keyring, ANA)
    assert make(database, keyring, ANA) == first
    assert count(database) == (1, 1)


def test_two_spellings_are_one_even_in_one_batch(database: Database, keyring: Keyring) -> None:
    known = make(database, keyring, ANA, EVA, ANA_TOO)
    assert known[ANA] == known[ANA_TOO]
    assert known[EVA].contact_id != known[ANA].contact_id
    assert count(database) == (2, 2)


def test_the_raw_address_of_the_first_time_is_kept_for_sending(
    database: Database, keyring: Keyring
) -> None:
    known = make(database, keyring, ANA, ANA_TOO)[ANA]
    with database.read() as tx:
        sent_to = identities.read(tx, keyring, [known.identity_id])[known.identity_id]
    assert sent_to.address.reveal() == ANA.address
    assert "5512345678" not in repr(sent_to)
    assert "5512345678" not in repr(ANA)


def test_the_same_name_on_two_channels_is_two_contacts(
    database: Database, keyring: Keyring
) -> None:
    known = make(database, keyring, EVA, Sender("web", EVA.address))
    assert len({each.contact_id for each in known.values()}) == 2


def test_many_threads_make_one_contact(database: Database, keyring: Keyring) -> None:
    seen: list[Known] = []
    start = threading.Barrier(6)

    def arrive() -> None:
        start.wait()
        seen.append(make(database, keyring, EVA, ANA)[ANA])

    threads = [threading.Thread(target=arrive) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 6
    assert len(set(seen)) == 1
    assert count(database) == (2, 2)


def test_a_contact_may_have_several_addresses(database: Database, keyring: Keyring) -> None:
    ana = make(database, keyring, ANA)[ANA].contact_id
    with database.write() as tx:
        joined = identities.join(tx, keyring, ana, EVA, NOW)
        assert identities.join(tx, keyring, ana, EVA, NOW) == joined
        tx.commit()
    assert make(database, keyring, EVA)[EVA] == joined == Known(joined.identity_id, ana)
    with database.read() as tx:
        channels = [each.channel for each in identities.of_contact(tx, keyring, ana)]
    assert channels == ["whatsapp", "telegram"]


def test_another_contacts_address_is_not_taken(database: Database, keyring: Keyring) -> None:
    known = make(database, keyring, ANA, EVA)
    with database.write() as tx, pytest.raises(TakenAddress):
        identities.join(tx, keyring, known[EVA].contact_id, ANA_TOO, NOW)


def test_who_had_herself_forgotten_begins_anew(database: Database, keyring: Keyring) -> None:
    before = make(database, keyring, ANA)[ANA]
    with database.write() as tx:
        tx.execute(update(people.contacts).values(forgotten_at=NOW))
        tx.commit()
    with database.read() as tx:
        assert identities.find(tx, keyring, ANA) is None

    after = make(database, keyring, ANA)[ANA]

    assert after.contact_id != before.contact_id
    assert make(database, keyring, ANA_TOO)[ANA_TOO] == after
    with database.read() as tx:
        assert identities.of_contact(tx, keyring, before.contact_id) == ()
        assert identities.find(tx, keyring, ANA) == after


def test_what_providers_tell_of_an_address_is_kept(database: Database, keyring: Keyring) -> None:
    known = make(database, keyring, ANA)[ANA]
    later = NOW + timedelta(hours=1)
    with database.write() as tx:
        contacts.set_identity_status(tx, known.identity_id, IdentityStatus.BLOCKED, later)
        blocked = identities.read(tx, keyring, [known.identity_id])[known.identity_id]
        identities.heard(tx, [known.identity_id], later)
        back = identities.read(tx, keyring, [known.identity_id])[known.identity_id]
    assert (blocked.status, blocked.status_at) == (IdentityStatus.BLOCKED, later)
    assert (back.status, back.last_in_at) == (IdentityStatus.REACHABLE, later)


def test_a_zone_told_by_the_address_is_hers(database: Database, keyring: Keyring) -> None:
    tijuana = Sender("whatsapp", "+526641234567", zone="America/Tijuana")
    known = make(database, keyring, tijuana, ANA)
    with database.read() as tx:
        zones = [contacts.read(tx, each.contact_id) for each in known.values()]
    assert [each.zone for each in zones if each] == ["America/Tijuana", "America/Mexico_City"]


def test_both_keys_find_her_while_they_change(database: Database) -> None:
    before = make(database, Keyring([OLD]), ANA)
    assert make(database, Keyring([NEW, OLD]), ANA) == before
    assert count(database) == (1, 1)


def test_a_process_with_the_old_key_only_makes_nobody_twice(database: Database) -> None:
    make(database, Keyring([NEW, OLD]), ANA)
    with pytest.raises(UnknownKey, match="ALBA_SECRET_KEYS"):
        make(database, Keyring([OLD]), ANA)
    assert count(database) == (1, 1)


def test_a_process_that_can_reads_the_keys_again(database: Database) -> None:
    before = make(database, Keyring([NEW, OLD]), ANA)
    late = Keyring([OLD], lambda: [NEW, OLD])
    assert make(database, late, ANA) == before
    assert count(database) == (1, 1)


def test_a_contact_is_changed_and_read(database: Database, keyring: Keyring) -> None:
    ana = make(database, keyring, ANA)[ANA].contact_id
    with database.write() as tx:
        contacts.stop(tx, ana, NOW)
        stopped = contacts.hold(tx, ana)
        contacts.allow_writing(tx, ana, allowed=True, now=NOW)
        contacts.set_zone(tx, ana, "America/Tijuana")
        contacts.set_language(tx, ana, "en")
        changed = contacts.hold(tx, ana)
        assert contacts.read(tx, ana + 1) is None
    assert stopped is not None
    assert (stopped.consent_at, stopped.stopped_at) == (None, NOW)
    assert changed is not None
    assert (changed.consent_at, changed.stopped_at) == (NOW, None)
    assert (changed.zone, changed.language) == ("America/Tijuana", "en")


def test_she_is_written_to_where_she_wrote_last(database: Database, keyring: Keyring) -> None:
    ana = make(database, keyring, ANA)[ANA]
    with database.write() as tx:
        telegram = identities.join(tx, keyring, ana.contact_id, EVA, NOW).identity_id
        seen = [contacts.last_identity(tx, ana.contact_id)]
        identities.heard(tx, [telegram], NOW)
        seen.append(contacts.last_identity(tx, ana.contact_id))
        contacts.note_blocked(tx, telegram, blocked=True, now=NOW)
        seen.append(contacts.last_identity(tx, ana.contact_id))
        contacts.note_blocked(tx, telegram, blocked=False, now=NOW)
        seen.append(contacts.last_identity(tx, ana.contact_id))
        tx.execute(update(people.contacts).values(forgotten_at=NOW))
        assert contacts.last_identity(tx, ana.contact_id) is None
    where = [each.identity_id for each in seen if each]
    assert where == [ana.identity_id, telegram, ana.identity_id, telegram]
