"""Is Alba alive, and is she keeping up? For monitors and graphs: no words, no ids."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.serving.parts import Parts
from db.statuses import OUTBOX_OPEN
from db.stores import gauges, heartbeats
from db.stores.gauges import Gauges

DATABASE_PATIENCE_SECONDS: Final = 5.0
METRICS_TYPE: Final = "text/plain; version=0.0.4"

T = TypeVar("T")


def routes(parts: Parts) -> list[Route]:
    """The three that a machine asks."""
    health = Health(parts)
    return [
        Route("/healthz", health.lives),
        Route("/readyz", health.is_ready),
        Route("/metrics", health.metrics),
    ]


@dataclass(frozen=True, slots=True)
class Health:
    """The endpoints."""

    parts: Parts

    async def lives(self, _: Request) -> Response:
        """The process answers: that is all."""
        return PlainTextResponse("ok\n")

    async def is_ready(self, _: Request) -> Response:
        """200 when the database answers and every pulse is young; else 503. Names what is late."""
        now = self.parts.clock.now()
        try:
            beats = await _patiently(self._beats)
        except Exception as error:  # any failure means that it does not answer
            reason = {"ready": False, "database": type(error).__name__, "late": []}
            return JSONResponse(reason, status_code=503)
        late = [name for name in self.parts.pulses if self._is_late(beats.get(name), now)]
        answer = {"ready": not late, "database": "ok", "late": late}
        return JSONResponse(answer, status_code=503 if late else 200)

    async def metrics(self, _: Request) -> Response:
        """Prometheus' text format. 503 when the database does not answer."""
        try:
            read, beats = await _patiently(self._gauges)
        except Exception as error:  # any failure means that it does not answer
            return PlainTextResponse(f"# {type(error).__name__}\n", status_code=503)
        lines = _exposition(read, beats, self.parts.clock.now())
        return PlainTextResponse("\n".join(lines) + "\n", media_type=METRICS_TYPE)

    def _is_late(self, beat: datetime | None, now: datetime) -> bool:
        return beat is None or now - beat > self.parts.late_after

    def _beats(self) -> dict[str, datetime]:
        with self.parts.database.read() as tx:
            return heartbeats.read(tx)

    def _gauges(self) -> tuple[Gauges, dict[str, datetime]]:
        with self.parts.database.read() as tx:
            return gauges.read(tx), heartbeats.read(tx)


async def _patiently(read: Callable[[], T]) -> T:
    """Read in a thread; a database that hangs is one that does not answer. Raises TimeoutError."""
    return await asyncio.wait_for(asyncio.to_thread(read), DATABASE_PATIENCE_SECONDS)


def _exposition(read: Gauges, beats: dict[str, datetime], now: datetime) -> Iterator[str]:
    yield from _gauge(
        "alba_inbox_messages",
        "Messages that came and are not done, by status.",
        {f'status="{status}"': float(count) for status, count in sorted(read.inbox.items())},
    )
    yield from _gauge(
        "alba_inbox_oldest_waiting_seconds",
        "How long the oldest message has waited for its turn.",
        {"": _seconds(read.oldest_inbox, now)},
    )
    yield from _gauge(
        "alba_outbox_messages",
        "Messages to go out that are not settled, by status.",
        {f'status="{each}"': float(read.outbox.get(each, 0)) for each in sorted(OUTBOX_OPEN)},
    )
    yield from _gauge(
        "alba_outbox_oldest_due_seconds",
        "For how long the oldest queued message has been due.",
        {"": _seconds(read.oldest_outbox, now)},
    )
    yield from _gauge(
        "alba_heartbeat_age_seconds",
        "Time since each part last said that it is alive.",
        {f'name="{name}"': _seconds(at, now) for name, at in sorted(beats.items())},
    )


def _gauge(name: str, meaning: str, values: dict[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in values.items():
        yield f"{name}{{{labels}}} {value:g}" if labels else f"{name} {value:g}"


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0
