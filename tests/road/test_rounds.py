"""Is each woman asked once, whoever asks, dies or fails? Does a broken row trouble nobody else?"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import select, update

from bot.channels.port import ChannelKind, NotNow
from bot.following.cadence import Track
from db.engine import Database, connect
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import check_ins, contacts
from db.stores.check_ins import CheckIn
from db.tables.following import check_ins as table
from db.tables.people import identities
from db.tables.road import outbox
from tests.databases import Databases
from tests.faults.killing import Killed, Reaper
from tests.patience import PATIENCE_SECONDS
from tests.road.conftest import NewWorld
from tests.road.provider import LIMITS, CutAfterTaking, Provider
from tests.road.world import LUCIA, NOW, Life, World

WOMEN: Final = tuple(f"55700{number:02}" for number in range(40))
LOOKS_UP: Final = replace(LIMITS, looks_up=True, receipts=True)
DAY: Final = timedelta(days=1)


def agree(world: World, life: Life, *women: str) -> None:
    """They write, agree to be asked, and are due."""
    life.hear(*[world.text(her, "hola") for her in women])
    life.settle()
    now = world.clock.now()
    with world.database.write() as tx:
        for her in women:
            contact = life.contact_of(her)
            contacts.allow_writing(tx, contact, True, now)
            row = CheckIn(contact, Track.RELEASED, now - DAY, "test", next_at=now + DAY)
            check_ins.save(tx, row)
        tx.commit()
    world.clock.move_to(now + DAY)


def asked(world: World) -> Counter[str]:
    """How often each was asked, as the provider took it."""
    texts = ("Hola, ¿cómo vas?", "Hola, ¿qué tal?")
    return Counter(each.message.address for each in world.telegram.got if each.text in texts)


def once(world: World) -> bool:
    """Whether each was asked once."""
    return asked(world) == Counter(WOMEN)


def own(world: World) -> Database:
    """A way to the same database as another process has it."""
    return connect(world.database.writing.url.render_as_string(hide_password=False))


def test_all_who_are_due_are_asked_once(world: World, life: Life) -> None:
    agree(world, life, *WOMEN)
    life.settle()
    assert once(world)
    life.settle()
    assert once(world)


def test_several_workers_ask_each_woman_once(world: World, life: Life) -> None:
    agree(world, life, *WOMEN)
    ready = threading.Barrier(3)

    def work() -> int:
        worker = world.life(own(world))
        ready.wait(PATIENCE_SECONDS)
        rounds = worker.alba.clockwork.rounds
        return sum(iter(lambda: rounds.run(world.clock.now()), 0))

    with ThreadPoolExecutor(3) as threads:
        done = [each.result(PATIENCE_SECONDS) for each in [threads.submit(work) for _ in range(3)]]
    life.settle()
    assert once(world)
    assert sum(done) >= len(WOMEN)


def test_a_worker_killed_at_any_statement_loses_nobody_and_asks_nobody_twice(
    new_world: NewWorld,
) -> None:
    at, finished = 1, False
    while not finished:
        world = new_world()
        life = world.life()
        agree(world, life, *WOMEN[:3])
        reaper = Reaper(at)
        try:
            with reaper.watching(world.database):
                life.alba.clockwork.rounds.run(world.clock.now())
        except Killed:
            life.end()
        finished = not reaper.killed
        world.life().settle()
        assert asked(world) == Counter(WOMEN[:3]), reaper.killed
        at += 1
    assert at > 5


def test_a_provider_that_takes_it_and_cuts_the_line_is_looked_up(new_world: NewWorld) -> None:
    provider = Provider(ChannelKind.TELEGRAM, LOOKS_UP)
    world = new_world(providers={"telegram": provider})
    life = world.life()
    agree(world, life, *WOMEN)
    provider.fail(*[CutAfterTaking() for _ in WOMEN])
    life.settle()
    life.passes(timedelta(minutes=10))
    assert once(world)


def test_a_provider_that_is_down_for_hours_makes_nobody_a_case(world: World, life: Life) -> None:
    agree(world, life, *WOMEN[:5])
    world.telegram.go_down(NotNow())
    life.settle()
    life.passes(timedelta(hours=4))
    world.telegram.go_down(None)
    life.passes(timedelta(hours=2))
    assert asked(world) == Counter(WOMEN[:5])
    assert life.cases() == []


def test_a_row_that_cannot_be_read_stops_nobody_and_a_person_is_told(
    world: World, life: Life
) -> None:
    life.joins()
    agree(world, life, *WOMEN[:3])
    broken = life.contact_of(WOMEN[1])
    with world.database.write() as tx:
        tx.execute(update(table).where(table.c.contact_id == broken).values(track="no such"))
        tx.commit()
    for _ in range(5):
        life.settle()
        life.passes(timedelta(minutes=2))
    assert asked(world) == Counter([WOMEN[0], WOMEN[2]])
    assert ("set_aside", "high") in [case[:2] for case in life.cases()]
    assert world.telegram.texts(LUCIA)


def test_who_took_her_yes_back_is_not_asked(world: World, life: Life) -> None:
    agree(world, life, *WOMEN[:2])
    with world.database.write() as tx:
        contacts.allow_writing(tx, life.contact_of(WOMEN[0]), False, world.clock.now())
        contacts.stop(tx, life.contact_of(WOMEN[1]), world.clock.now())
        tx.commit()
    life.settle()
    assert not asked(world)
    with world.database.read() as tx:
        rows = tx.execute(select(table.c.next_at, table.c.why_not)).all()
    assert all(row.next_at is None and row.why_not for row in rows)


def test_a_reply_of_hers_never_waits_behind_a_check_in(world: World, life: Life) -> None:
    agree(world, life, WOMEN[0])
    life.alba.clockwork.rounds.run(world.clock.now())
    life.hear(world.text(WOMEN[0], "busco un cuarto"))
    life.turns()
    life.send(Lane.REPLY)
    assert not asked(world)
    with world.database.read() as tx:
        kinds = tx.execute(
            select(outbox.c.status).where(outbox.c.kind == OutboxKind.CHECK_IN)
        ).scalars()
        assert set(kinds) == {OutboxStatus.WITHDRAWN}  # she has just written: it asks too late
    assert world.telegram.texts(WOMEN[0])[-1] != "Hola, ¿cómo vas?"


@pytest.mark.parametrize("women", [1, 3])
def test_looking_when_nobody_is_due_changes_nothing(alba_databases: Databases, women: int) -> None:
    with alba_databases.open("sqlite") as database:
        world = World(database)
        life = world.life()
        agree(world, life, *WOMEN[:women])
        world.clock.move_to(NOW)
        assert life.alba.clockwork.rounds.run(NOW) == 0
        world.close()


def test_who_wrote_from_a_page_only_is_asked_by_nobody(world: World, life: Life) -> None:
    agree(world, life, WOMEN[0])
    with world.database.write() as tx:
        tx.execute(update(identities).values(channel="web"))
        tx.commit()
    life.settle()
    with world.database.read() as tx:
        row = tx.execute(select(table.c.next_at, table.c.why_not)).one()
    assert tuple(row) == (None, "no_way")
    assert not life.cases()
