"""How fast may Alba write? Token buckets by channel and recipient; alerts never wait for theirs."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.channels.port import Channel

BURST: Final = 5
"""Messages to one person that may follow each other at once; providers let short bursts pass."""

REMEMBERED: Final = 10_000


class Pace(Protocol):
    """Waits until a provider's limits allow one more message."""

    async def wait(self, channel: Channel, recipient: str, *, urgent: bool) -> None:
        """Return when the message may go."""


class NoPace:
    """For channels that are stand-ins: nothing ever waits."""

    async def wait(self, channel: Channel, recipient: str, *, urgent: bool) -> None:
        """Return at once."""


@dataclass(slots=True)
class _Bucket:
    """Holds up to `size` tokens and gains `rate` a second; may be overdrawn by who then waits."""

    size: float
    rate: float
    tokens: float
    at: float

    def take(self, now: float) -> float:
        """Take a token; how many seconds to wait until it is really there."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.tokens / self.rate)


@dataclass(slots=True)
class ProviderPace:
    """The limits that channels state, kept in one process. Monotonic time, for it only measures."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _channels: dict[str, _Bucket] = field(default_factory=dict)
    _recipients: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)

    async def wait(self, channel: Channel, recipient: str, *, urgent: bool) -> None:
        """Take a token of the channel and one of the recipient, and wait for the later of them."""
        now = self.monotonic()
        limits = channel.limits
        shared = self._channels.setdefault(
            channel.kind, _Bucket(limits.per_second, limits.per_second, limits.per_second, now)
        )
        delay = shared.take(now)
        interval = limits.per_recipient.total_seconds()
        if interval:
            own = self._recipients.setdefault(recipient, _Bucket(BURST, 1 / interval, BURST, now))
            self._recipients.move_to_end(recipient)
            delay = max(delay, own.take(now))
            if len(self._recipients) > REMEMBERED:
                self._recipients.popitem(last=False)
        if delay and not urgent:
            await self.sleep(delay)
