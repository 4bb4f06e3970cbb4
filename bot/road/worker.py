"""Who keeps the road moving? A thread for turns, tasks for the outbox, a clock that wakes them."""

import asyncio
import contextlib
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from bot.road.clocks import Clock
from bot.road.clockwork import CLOCK, WORKER, Clockwork
from bot.road.failing import tell
from bot.road.outbox import Outbox
from bot.road.turn import Turns
from bot.road.wake import TURNS, Bell
from db.calls import hear
from db.statuses import Lane

log = logging.getLogger(__name__)

AFTER_ERROR_SECONDS: Final = 1.0
SWITCH_SECONDS: Final = 0.001
"""How long a turn may hold back a webhook of the same process (Python's own measure is 5 ms)."""

GRACE_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Tempo:
    """How often is looked at what nobody rang for.

    `net` is the tick that finds it (DESIGN.md: "a one-second tick is only the net").
    """

    net: timedelta = timedelta(seconds=1)
    beat: timedelta = timedelta(seconds=5)
    sweep: timedelta = timedelta(minutes=10)


class Worker:
    """Runs until it is told to stop, then finishes what it has begun."""

    def __init__(
        self,
        turns: Turns,
        outbox: Outbox,
        clockwork: Clockwork,
        bell: Bell,
        clock: Clock,
        executor: Executor,
        tempo: Tempo = Tempo(),
    ) -> None:
        """`executor` does the outbox's database work beside the event loop."""
        self._tempo = tempo
        self._turns = turns
        self._outbox = outbox
        self._outbox.executor = executor
        self._clockwork = clockwork
        self._clock = clock
        self._bell = bell
        self._work_waits = threading.Event()
        self._work_waits.set()  # what waited before this process began
        self._stopping = threading.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; returns when the last turn and the last sending are written."""
        sys.setswitchinterval(SWITCH_SECONDS)
        loop = asyncio.get_running_loop()
        mail_waits = {lane: asyncio.Event() for lane in Lane}
        self._bell.listen(TURNS, self._work_waits.set)
        for lane, event in mail_waits.items():
            self._bell.listen(lane, _teller(loop, event))
        threads = [threading.Thread(target=self._turn_for_ever, name="turns")]
        if self._outbox.database.is_postgresql:
            threads.append(threading.Thread(target=self._hear_for_ever, name="calls"))
        for thread in threads:
            thread.start()
        ticks = self._ticks()
        senders = [
            asyncio.create_task(self._send_for_ever(lane, event, stop))
            for lane, event in mail_waits.items()
        ]
        try:
            await stop.wait()
        finally:
            self._stopping.set()
            self._work_waits.set()
            for event in mail_waits.values():
                event.set()
            await asyncio.gather(*senders)
            for thread in threads:
                await asyncio.to_thread(thread.join)
            await asyncio.to_thread(ticks.shutdown)

    # -- turns: a thread, for everything in a turn is synchronous --------------------------------

    def _turn_for_ever(self) -> None:
        beaten: datetime | None = None
        while not self._stopping.is_set():
            self._work_waits.wait(self._tempo.net.total_seconds())
            self._work_waits.clear()
            try:
                worked = True
                while worked and not self._stopping.is_set():
                    worked = bool(self._turns.run(self._clock.now()))
                    beaten = self._beat_after_turns(beaten)
            except Exception as error:
                tell(log, error, "turns wait")
                self._stopping.wait(AFTER_ERROR_SECONDS)

    def _beat_after_turns(self, beaten: datetime | None) -> datetime:
        """A heartbeat of the thread itself, and only when its turns can be written."""
        now = self._clock.now()
        if beaten is not None and beaten <= now < beaten + self._tempo.beat:
            return beaten
        self._clockwork.beat(WORKER, now)
        return now

    def _hear_for_ever(self) -> None:
        """What other processes have stored rings this one's bell."""
        while not self._stopping.is_set():
            try:
                hear(self._outbox.database, self._bell.ring, self._stopping)
            except Exception as error:
                tell(log, error, "calls are not heard")
                self._stopping.wait(AFTER_ERROR_SECONDS)

    # -- the outbox: one task a lane, so that alerts wait behind nobody --------------------------

    async def _send_for_ever(
        self, lane: Lane, mail_waits: asyncio.Event, stop: asyncio.Event
    ) -> None:
        under_way: set[asyncio.Task[None]] = set()

        def delivered(task: asyncio.Task[None]) -> None:
            under_way.discard(task)
            mail_waits.set()  # what follows to the same women may go now
            if not task.cancelled() and (error := task.exception()) is not None:
                tell(log, error, "lane %s: not settled", lane.name)

        while not stop.is_set():
            try:
                while not stop.is_set() and (rows := await self._outbox.lease(lane)):
                    task = asyncio.create_task(self._outbox.deliver(rows))
                    under_way.add(task)
                    task.add_done_callback(delivered)
            except Exception as error:
                tell(log, error, "lane %s waits", lane.name)
                await asyncio.sleep(AFTER_ERROR_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(mail_waits.wait(), self._tempo.net.total_seconds())
            mail_waits.clear()
        await asyncio.gather(*under_way, return_exceptions=True)

    # -- the clock: fixed ticks, never the truth -------------------------------------------------

    def _ticks(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": GRACE_SECONDS,
            },
        )
        for tick, every in (
            (self._due, self._tempo.net),
            (self._beat, self._tempo.beat),
            (self._sweep, self._tempo.sweep),
        ):
            seconds = every.total_seconds()
            at_once = self._clock.now()  # a process that is restarted often must not skip its ticks
            scheduler.add_job(_guarded(tick), "interval", seconds=seconds, next_run_time=at_once)
        scheduler.start()
        return scheduler

    def _due(self) -> None:
        while not self._stopping.is_set() and self._clockwork.due(self._clock.now()):
            pass

    def _beat(self) -> None:
        self._clockwork.beat(CLOCK, self._clock.now())

    def _sweep(self) -> None:
        self._clockwork.sweep(self._clock.now())


def _guarded(tick: Callable[[], None]) -> Callable[[], None]:
    """A tick that fails says so by type only and leaves the clock running."""

    def guarded() -> None:
        try:
            tick()
        except Exception as error:
            tell(log, error, "tick %s failed", tick.__name__)

    return guarded


def _teller(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> Callable[[], None]:
    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            loop.call_soon_threadsafe(event.set)

    return tell
