"""What does the HTTP surface need of the rest of Alba? One record, filled in by wiring."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol, runtime_checkable

from bot.channels.port import Inbound, Receipt, WebhookPost
from bot.road.clocks import Clock
from db.encryption import Keyring
from db.engine import Database

Accept = Callable[[Sequence[Inbound | Receipt]], Awaitable[None]]
"""Returns when all is durable; raises whatever the storing raised."""

PULSES: Final = ("worker", "clock")
LATE_AFTER: Final = timedelta(seconds=30)


class ReadsPosts(Protocol):
    """A channel, as far as its webhook is concerned."""

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """What the provider told us. Raises Forged or Unreadable."""


@runtime_checkable
class AnswersPosts(ReadsPosts, Protocol):
    """A channel whose provider takes a word back in the answer."""

    def webhook_answer(self, post: WebhookPost) -> bytes | None:
        """JSON to answer a post that was read, or nothing."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a page may wait for replies in one request, and how often they are looked for.

    `body`: how long a request's body may take to arrive; a slow line, not an idle one.
    """

    longest: timedelta = timedelta(seconds=20)
    tick: timedelta = timedelta(seconds=0.2)
    idle_tick: timedelta = timedelta(seconds=1)  # when no page has waited for less than 10 seconds
    body: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes are made of; a channel that is None has no routes.

    `stop` is set when the process is to end: waiting pages are let go, so that it can drain.
    `pulses` are the heartbeats that /readyz wants younger than `late_after`.
    """

    accept: Accept
    database: Database
    keyring: Keyring
    clock: Clock
    telegram: AnswersPosts | None = None
    whatsapp: ReadsPosts | None = None
    public_url: str | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    waits: Waits = Waits()
    pulses: tuple[str, ...] = PULSES
    late_after: timedelta = LATE_AFTER
