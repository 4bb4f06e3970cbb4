"""Who notices that the clock stops? Each process watches the other's heartbeats, and mails."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bot.channels.port import Channel, ChannelError, Outbound
from bot.road.clocks import Clock
from bot.road.clockwork import CLOCK, WORKER
from bot.road.failing import tell
from bot.translations import N_
from db.engine import Database
from db.stores import heartbeats

log = logging.getLogger(__name__)

WEB: Final = "web"
DATABASE: Final = "database"
EVERY: Final = timedelta(seconds=15)
LATE_AFTER: Final = timedelta(minutes=2)
"""A part that is restarted is back sooner; the operator is not called for that."""

AGAIN_AFTER: Final = timedelta(hours=1)
GONE_AFTER: Final = timedelta(days=2)
"""A part that was never started here, or was taken away for good, is nobody's alarm."""

STOPPED: Final = N_(
    "Alba: no late {parts} desde hace más de dos minutos. Nadie recibe sus mensajes ni sus avisos. "
    "Mira los procesos y los registros, y /readyz."
)
BACK: Final = N_("Alba: ya late todo otra vez.")

T = TypeVar("T")


def silent(beats: Mapping[str, datetime], watched: Sequence[str], now: datetime) -> tuple[str, ...]:
    """The watched parts whose heart has stopped, of those that have ever beaten here."""
    return tuple(
        name for name in watched if name in beats and LATE_AFTER < now - beats[name] <= GONE_AFTER
    )


@dataclass(slots=True)
class Watch:
    """Leaves this process's own heartbeat, looks at the others', and mails the operator.

    `own`: the name of this process's heartbeat, where nobody else leaves it. `mail` and `to` are
    None where no mail is configured: then the log alone tells.
    """

    database: Database
    clock: Clock
    watched: Sequence[str]
    own: str | None = None
    mail: Channel | None = None
    to: str | None = None
    executor: Executor | None = None
    _alarmed: frozenset[str] = frozenset()
    _told_at: datetime | None = None
    _mails: int = field(default=0)

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set."""
        while not stop.is_set():
            await self.look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY.total_seconds())

    async def look(self) -> None:
        """Look once; a failure of the watch itself is no reason to stop watching."""
        now = self.clock.now()
        try:
            stopped = frozenset(await self._in_thread(lambda: self._beat_and_read(now)))
        except Exception as error:
            tell(log, error, "the watch cannot read the heartbeats")
            stopped = frozenset({DATABASE})
        await self._follow(stopped, now)

    def _beat_and_read(self, now: datetime) -> tuple[str, ...]:
        if self.own is not None:
            with self.database.write() as tx:
                heartbeats.beat(tx, self.own, now)
                tx.commit()
        with self.database.read() as tx:
            return silent(heartbeats.read(tx), self.watched, now)

    async def _follow(self, stopped: frozenset[str], now: datetime) -> None:
        """Tell when something stops, each hour that it stays so, and when all is well again."""
        new = bool(stopped - self._alarmed)
        again = self._told_at is not None and now - self._told_at >= AGAIN_AFTER
        if stopped and (new or again):
            log.error("no heartbeat of %s", ", ".join(sorted(stopped)))
            await self._send(STOPPED.format(parts=", ".join(sorted(stopped))))
            self._told_at = now
        elif self._alarmed and not stopped:
            await self._send(BACK)
            self._told_at = None
        self._alarmed = stopped

    async def _send(self, text: str) -> None:
        if self.mail is None or self.to is None:
            return
        self._mails += 1
        reference = f"watch-{self.clock.now().timestamp():.0f}-{self._mails}"
        try:
            await self.mail.send(Outbound(reference, self.to, text))
        except ChannelError as error:
            tell(log, error, "the operator could not be told")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self.executor is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)


def watched_by(*, pages: bool) -> tuple[tuple[str, ...], str | None]:
    """What a process watches, and the heartbeat that it leaves: the pages' watch the worker's."""
    return ((WORKER, CLOCK), WEB) if pages else ((WEB,), None)
