"""Does the worker keep everything moving, and say truly that it lives? With the real clock."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.road.clocks import SystemClock
from bot.road.worker import Tempo, Worker
from db.engine import Database
from db.statuses import Lane
from db.stores import heartbeats
from tests.patience import PATIENCE_SECONDS
from tests.road.provider import Hang
from tests.road.test_several_workers import own_database
from tests.road.world import ANA, BETO, LUCIA, Life, World

NEVER = Tempo(net=timedelta(hours=1), beat=timedelta(hours=1))
OFTEN = Tempo(net=timedelta(milliseconds=20), beat=timedelta(milliseconds=20))


@asynccontextmanager
async def at_work(life: Life, tempo: Tempo) -> AsyncIterator[None]:
    """The worker runs while inside."""
    alba, stop = life.alba, asyncio.Event()
    with ThreadPoolExecutor(4) as executor:
        worker = Worker(
            alba.turns, alba.outbox, alba.clockwork, alba.bell, alba.clock, executor, tempo
        )
        running = asyncio.create_task(worker.run(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(running, PATIENCE_SECONDS)


async def until(true: Callable[[], bool]) -> None:
    """Look again and again until it is true."""

    async def look() -> None:
        while not true():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(look(), PATIENCE_SECONDS)


def in_real_time(world: World) -> World:
    """The clock of the machine, for what must happen by itself."""
    world.clock = SystemClock()  # type: ignore[assignment]
    return world


def test_a_message_is_answered_without_waiting_for_a_tick(world: World) -> None:
    life = in_real_time(world).life()

    async def play() -> None:
        async with at_work(life, NEVER):
            await until(lambda: threading.active_count() > 1)
            await asyncio.to_thread(life.hear, world.text(ANA, "hola"))
            await until(lambda: bool(world.telegram.texts(ANA)))

    life.runner.run(play())


def test_another_process_is_woken_by_the_database_or_looks_each_second(
    world: World, database_kind: str
) -> None:
    life = in_real_time(world).life()
    tempo = NEVER if database_kind == "postgresql" else OFTEN

    async def play() -> None:
        with own_database(world) as database:
            web = world.life(database)
            async with at_work(life, tempo):
                await until(lambda: is_heard(world.database))
                await asyncio.to_thread(web.hear, world.text(ANA, "hola"))
                await until(lambda: bool(world.telegram.texts(ANA)))

    life.runner.run(play())


def is_heard(database: Database) -> bool:
    """Whether a worker listens to PostgreSQL's calls; on SQLite there are none."""
    if not database.is_postgresql:
        return True
    listening = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN alba'"
    with database.read() as tx:
        return bool(tx.exec_driver_sql(listening).scalar_one())


def test_what_waited_before_the_worker_began_is_answered(world: World) -> None:
    life = in_real_time(world).life()
    life.hear(world.text(ANA, "hola"))

    async def play() -> None:
        async with at_work(life, NEVER):
            await until(lambda: bool(world.telegram.texts(ANA)))

    life.runner.run(play())


def test_a_provider_that_hangs_for_one_woman_holds_up_nobody(world: World) -> None:
    life = in_real_time(world).life()
    life.joins()
    world.telegram.fail(*[Hang()] * 3, to=ANA)

    async def play() -> None:
        async with at_work(life, NEVER):
            await asyncio.to_thread(life.hear, world.text(ANA, "hola"))
            await until(lambda: world.telegram.calls == 1)
            await asyncio.to_thread(life.hear, world.text(BETO, "hay peligro"))
            await until(lambda: bool(world.telegram.texts(BETO)))
            await until(lambda: bool(world.telegram.texts(LUCIA)))
            life.outbox.patience = timedelta(0)
            for task in asyncio.all_tasks():
                if "Outbox.deliver" in repr(task):
                    task.cancel()

    life.runner.run(play())
    assert world.telegram.texts(ANA) == []


def test_more_than_a_lease_s_row_of_messages_arrives_in_order(world: World) -> None:
    life = in_real_time(world).life()
    life.hear(world.text(ANA, "hola"))
    life.turns()
    texts = [f"Aviso {number}" for number in range(30)]
    for text in texts:
        life.queue(ANA, text, Lane.REPLY)

    async def play() -> None:
        async with at_work(life, NEVER):
            await until(lambda: len(world.telegram.texts(ANA)) == 31)

    life.runner.run(play())
    assert world.telegram.texts(ANA)[1:] == texts


def beats(database: Database) -> dict[str, Any]:
    """The last sign of life of each part."""
    with database.read() as tx:
        return dict(heartbeats.read(tx))


def test_the_heartbeat_of_the_turns_comes_from_who_makes_them(world: World) -> None:
    life = in_real_time(world).life()
    mind, inside, go_on = life.alba.turns._mind, threading.Event(), threading.Event()
    understand = mind.understand

    def stuck(*words: Any) -> Any:
        inside.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return understand(*words)

    async def play() -> None:
        with own_database(world) as database:
            async with at_work(life, OFTEN):
                await until(lambda: set(beats(database)) == {"clock", "worker"})
                first = beats(database)
                await until(lambda: beats(database)["worker"] > first["worker"])
                object.__setattr__(mind, "understand", stuck)
                await asyncio.to_thread(life.hear, world.text(ANA, "hola"))
                await until(inside.is_set)
                before = beats(database)
                if database.is_postgresql:  # SQLite's one writer is the turn that is stuck
                    await until(lambda: beats(database)["clock"] > before["clock"])
                assert beats(database)["worker"] == before["worker"]
                go_on.set()
                await until(lambda: beats(database)["worker"] > before["worker"])

    life.runner.run(play())


def test_turns_that_cannot_be_written_leave_no_heartbeat(world: World) -> None:
    life = in_real_time(world).life()

    async def play() -> None:
        with own_database(world) as database:
            with database.write() as tx:
                tx.exec_driver_sql("ALTER TABLE inbox RENAME TO elsewhere")
                tx.commit()
            async with at_work(life, OFTEN):
                await until(lambda: "clock" in beats(database))
                assert "worker" not in beats(database)

    life.runner.run(play())


def test_a_worker_that_is_told_to_stop_ends_what_it_has_begun(world: World) -> None:
    life = in_real_time(world).life()
    life.hear(*(world.text(f"5580{number:03}", "hola") for number in range(40)))
    life.turns()

    async def play() -> None:
        async with at_work(life, NEVER):
            await until(lambda: bool(world.telegram.got))

    life.runner.run(play())
    sent = [row for row in life.outbox_rows() if row.status == "sent"]
    assert len(sent) == len(world.telegram.got)
    assert not [row for row in life.outbox_rows() if row.status == "leased"]
