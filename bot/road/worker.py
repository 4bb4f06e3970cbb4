"""Who keeps the road moving? A thread for turns, tasks for the outbox, and a clock that wakes them."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import timedelta
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from bot.road.clocks import Clock
from bot.road.clockwork import CLOCK, WORKER, Clockwork
from bot.road.outbox import Outbox
from bot.road.turn import Turns
from bot.road.wake import Bell
from db.statuses import Lane

log = logging.getLogger(__name__)

NET: Final = timedelta(seconds=1)
"""The tick that finds what no bell told of (DESIGN.md: "a one-second tick is only the net")."""

BEAT: Final = timedelta(seconds=5)
SWEEP: Final = timedelta(minutes=10)
AFTER_ERROR_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 60


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
    ) -> None:
        """`executor` does the outbox's database work beside the event loop."""
        self._turns = turns
        self._outbox = outbox
        self._outbox.executor = executor
        self._clockwork = clockwork
        self._clock = clock
        self._bell = bell
        self._work_waits = threading.Event()
        self._stopping = threading.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; returns when the last turn and the last sending are written."""
        loop = asyncio.get_running_loop()
        mail_waits = {lane: asyncio.Event() for lane in Lane}

        def mail() -> None:
            for event in mail_waits.values():
                _tell(loop, event)

        self._bell.listen(self._work_waits.set)
        self._bell.listen(mail)
        thread = threading.Thread(target=self._turn_for_ever, args=(mail,), name="turns")
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
            mail()
            ticks.shutdown(wait=False)
            await asyncio.gather(*senders)
            await loop.run_in_executor(None, thread.join)

    # -- turns: a thread, for everything in a turn is synchronous --------------------------------

    def _turn_for_ever(self, mail: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            self._work_waits.wait(NET.total_seconds())
            self._work_waits.clear()
            try:
                while self._turns.run(self._clock.now()):
                    mail()
            except Exception as error:
                log.error("turns wait: %s", type(error).__name__)
                self._stopping.wait(AFTER_ERROR_SECONDS)

    # -- the outbox: one task a lane, so that alerts wait behind nobody --------------------------

    async def _send_for_ever(
        self, lane: Lane, mail_waits: asyncio.Event, stop: asyncio.Event
    ) -> None:
        while not stop.is_set():
            try:
                while await self._outbox.run(lane) and not stop.is_set():
                    pass
            except Exception as error:
                log.error("lane %s waits: %s", lane.name, type(error).__name__)
                await asyncio.sleep(AFTER_ERROR_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(mail_waits.wait(), NET.total_seconds())
            mail_waits.clear()

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
            (self._due, NET),
            (self._beat, BEAT),
            (self._sweep, SWEEP),
        ):
            scheduler.add_job(_guarded(tick), "interval", seconds=every.total_seconds())
        scheduler.start()
        return scheduler

    def _due(self) -> None:
        while self._clockwork.due(self._clock.now()):
            pass

    def _beat(self) -> None:
        now = self._clock.now()
        self._clockwork.beat(CLOCK, now)
        self._clockwork.beat(WORKER, now)

    def _sweep(self) -> None:
        self._clockwork.sweep(self._clock.now())


def _guarded(tick: Callable[[], None]) -> Callable[[], None]:
    """A tick that fails says so by type only and leaves the clock running."""

    def guarded() -> None:
        try:
            tick()
        except Exception as error:
            log.error("tick %s failed: %s", tick.__name__, type(error).__name__)

    return guarded


def _tell(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
        loop.call_soon_threadsafe(event.set)
