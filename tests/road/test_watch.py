"""Is it noticed when the clock stops, and are people told for how long Alba was deaf?"""

import asyncio
from datetime import timedelta

from bot.channels.port import ChannelKind, NotNow, Outbound
from bot.channels.telegram.limits import LIMITS
from bot.channels.terminal import TerminalChannel
from bot.road.clockwork import CLOCK, WORKER
from bot.road.watch import WEB, Watch, silent, watched_by
from db.engine import Database
from db.stores import heartbeats
from tests.road.world import LUCIA, NOW, World

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Mailbox(TerminalChannel):
    """A mail channel that keeps what it is given, or is down."""

    down = False

    async def send(self, message: Outbound) -> str:
        if Mailbox.down:
            raise NotNow
        return await super().send(message)


def mailbox() -> Mailbox:
    """An empty one."""
    Mailbox.down = False
    return Mailbox(ChannelKind.EMAIL, LIMITS, [])


def watch_of(world: World, mail: Mailbox, *, pages: bool = True) -> Watch:
    """A watch on the world's database and clock."""
    watched, own = watched_by(pages=pages)
    return Watch(world.database, world.clock, watched, own, mail, "operadora@alba.example")


def beat(world: World, *names: str) -> None:
    """These parts are alive at this moment."""
    with world.database.write() as tx:
        for name in names:
            heartbeats.beat(tx, name, world.clock.now())
        tx.commit()


def look(watch: Watch) -> list[str]:
    """What the operator has been told after one more look."""
    asyncio.run(watch.look())
    mail = watch.mail
    assert isinstance(mail, Mailbox)
    return [each.message.text for each in mail.carried]


def test_a_clock_that_stops_is_told_once_and_each_hour_and_when_it_is_back(
    database: Database,
) -> None:
    world = World(database)
    watch = watch_of(world, mailbox())
    beat(world, WORKER, CLOCK)
    assert look(watch) == []
    world.clock.move_to(NOW + 3 * MINUTE)
    beat(world, WORKER)
    assert ["clock" in text for text in look(watch)] == [True]
    world.clock.move_to(NOW + 4 * MINUTE)
    beat(world, WORKER)
    assert len(look(watch)) == 1
    world.clock.move_to(NOW + HOUR + 4 * MINUTE)
    beat(world, WORKER)
    assert len(look(watch)) == 2
    beat(world, WORKER, CLOCK)
    assert "otra vez" in look(watch)[-1]


def test_a_restart_is_nobodys_alarm(database: Database) -> None:
    world = World(database)
    watch = watch_of(world, mailbox())
    beat(world, WORKER, CLOCK)
    world.clock.move_to(NOW + MINUTE)
    assert look(watch) == []


def test_the_worker_watches_the_pages_that_have_ever_been_there(database: Database) -> None:
    world = World(database)
    watch = watch_of(world, mailbox(), pages=False)
    world.clock.move_to(NOW + HOUR)
    assert look(watch) == []  # a worker alone: no pages were ever served from here
    asyncio.run(watch_of(world, mailbox()).look())
    world.clock.move_to(NOW + HOUR + 3 * MINUTE)
    assert ["web" in text for text in look(watch)] == [True]


def test_what_was_taken_away_for_good_is_forgotten() -> None:
    beats = {WEB: NOW, WORKER: NOW}
    assert silent(beats, (WEB, WORKER), NOW + 3 * MINUTE) == (WEB, WORKER)
    assert silent(beats, (WEB, WORKER), NOW + timedelta(days=3)) == ()


def test_a_mail_server_that_is_down_does_not_end_the_watch(database: Database) -> None:
    world = World(database)
    watch = watch_of(world, mailbox())
    beat(world, WORKER, CLOCK)
    world.clock.move_to(NOW + 3 * MINUTE)
    Mailbox.down = True
    assert look(watch) == []
    Mailbox.down = False
    world.clock.move_to(NOW + HOUR + 4 * MINUTE)
    assert len(look(watch)) == 1


def test_without_mail_the_watch_still_looks(database: Database) -> None:
    world = World(database)
    watch = Watch(world.database, world.clock, (WORKER, CLOCK), WEB)
    asyncio.run(watch.look())
    with world.database.read() as tx:
        assert heartbeats.read(tx) == {WEB: NOW}


def test_after_an_outage_the_staff_are_told_for_how_long_alba_was_deaf(database: Database) -> None:
    world = World(database)
    life = world.life()
    life.joins()
    life.alba.clockwork.beat(CLOCK, world.clock.now())
    world.clock.move_to(NOW + 4 * HOUR + 12 * MINUTE)
    life.alba.clockwork.beat(CLOCK, world.clock.now())
    life.alba.clockwork.beat(CLOCK, world.clock.now())
    life.settle()
    [told] = world.telegram.texts(LUCIA)
    assert "del 23/11 10:00 al 23/11 14:12 (4 h 12 min)" in told
    world.close()


def test_a_short_pause_is_told_to_nobody(database: Database) -> None:
    world = World(database)
    life = world.life()
    life.joins()
    life.alba.clockwork.beat(CLOCK, world.clock.now())
    world.clock.move_to(NOW + 5 * MINUTE)
    life.alba.clockwork.beat(CLOCK, world.clock.now())
    life.settle()
    assert world.telegram.texts(LUCIA) == []
    world.close()
