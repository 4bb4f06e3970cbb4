"""Do two workers lose or double an alert, while one of them is killed again and again?"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.channels.port import ChannelKind
from db.engine import Database, connect
from db.statuses import Lane
from db.tables.care import cases
from tests.databases import Databases
from tests.faults.killing import Killed, Reaper
from tests.road.provider import LIMITS, Provider
from tests.road.world import LUCIA, Life, World

LOOKS_UP: Final = replace(LIMITS, looks_up=True)
ROUNDS: Final = 5
DANGERS: Final = 6
"""In a minute one phone hears of so many cases one by one; of more it would hear together."""

LEASE_ENDS: Final = timedelta(seconds=61)
KILLS_WITHIN: Final = 60


def test_no_alert_is_lost_and_none_doubled_while_a_worker_dies_again_and_again(
    alba_databases: Databases, database_kind: str
) -> None:
    with alba_databases.open(database_kind) as database:
        provider = Provider(ChannelKind.TELEGRAM, LOOKS_UP)
        world = World(database, {"telegram": provider})
        steady = world.life()
        steady.joins()
        mortal = Mortal(world)
        for number in range(ROUNDS):
            women = [f"5570{number}{each}" for each in range(DANGERS)]
            steady.hear(*(world.text(woman, "hay peligro") for woman in women))
            for _ in range(3):
                together(lambda: work(steady), mortal.work)
                world.clock.move_to(world.clock.now() + LEASE_ENDS)
        while steady.is_busy():
            steady.settle()
            world.clock.move_to(world.clock.now() + LEASE_ENDS)
        with database.read() as tx:
            opened = list(tx.execute(select(cases.c.id)).scalars())
        world.close()
    got = [each.message for each in provider.got if each.message.address == LUCIA]
    times = Counter(each.reference for each in got)
    assert len(opened) == ROUNDS * DANGERS
    assert mortal.deaths > ROUNDS
    for case in opened:
        assert times[f"c{case}-1.0-s1-telegram"] == 1, case
    assert max(times.values()) == 1


def work(life: Life) -> None:
    """What a worker does, until nothing is left at this moment."""
    for _ in range(8):
        life.turns()
        life.alba.clockwork.due(life.world.clock.now())
        life.send_once(*Lane)


class Mortal:
    """A worker with a way of its own to the database, who dies somewhere and begins anew."""

    def __init__(self, world: World) -> None:
        """Nobody has died yet; the lives are as long in each run."""
        self.world = world
        self.deaths = 0
        self._chance = random.Random(7)
        self._own = threading.local()
        world.telegram.around = self._around

    def work(self) -> None:
        """Work in as many lives as it takes."""
        for _ in range(8):
            self._live()

    def _live(self) -> None:
        url = self.world.database.writing.url.render_as_string(hide_password=False)
        database: Database = connect(url)
        reaper = Reaper(self._chance.randrange(1, KILLS_WITHIN))
        self._own.reaper = reaper
        life = self.world.life(database)
        try:
            with reaper.watching(database):
                work(life)
        except Killed:
            self.deaths += 1
        finally:
            self._own.reaper = None
            life.end()

    def _around(self, moment: str) -> None:
        """The provider kills nobody but this one."""
        reaper: Reaper | None = getattr(self._own, "reaper", None)
        if reaper is not None:
            reaper.point(moment)


def together(*works: Callable[[], None]) -> None:
    """Do all of these at once, each in a thread of its own."""
    failed: list[BaseException] = []

    def guarded(one: Callable[[], None]) -> None:
        try:
            one()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
