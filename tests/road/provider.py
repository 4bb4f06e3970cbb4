"""What is at the other end of the road? A provider that keeps what it took, and may fail."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.channels.port import (
    ChannelKind,
    ChannelLimits,
    Erasure,
    Inbound,
    Outbound,
    Receipt,
    UnknownOutcome,
    WebhookPost,
)

LIMITS: Final = ChannelLimits(
    text=4096,
    text_with_choices=4096,
    buttons=10,
    button_title=32,
    list_rows=0,
    list_title=0,
    choice_id=64,
    per_second=1000.0,
    per_recipient=timedelta(),
    window=None,
    looks_up=False,
    receipts=False,
    erases_within=timedelta(hours=48),
)
"""As Telegram's: nothing can be looked up, nothing is told of delivery."""


@dataclass(frozen=True, slots=True)
class Got:
    """One message as the provider took it."""

    ref: str
    message: Outbound

    @property
    def text(self) -> str:
        """What it says."""
        return self.message.text


@dataclass(slots=True)
class CutAfterTaking:
    """It took the message, and the line was cut."""


@dataclass(slots=True)
class Hang:
    """No answer; `takes`: the message was taken all the same."""

    takes: bool = False


Trouble = Exception | CutAfterTaking | Hang


@dataclass(slots=True)
class Provider:
    """A channel and its provider in one; it outlives every process of Alba that speaks to it.

    `troubles` are for the next sends to an address ("" for anybody's), `always` for all of them;
    `around` is called before a message arrives and after it was taken.
    """

    kind: ChannelKind = ChannelKind.TELEGRAM
    limits: ChannelLimits = LIMITS
    got: list[Got] = field(default_factory=list)
    erased: list[Erasure] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    troubles: dict[str, deque[Trouble]] = field(default_factory=dict)
    always: dict[str, Exception] = field(default_factory=dict)
    lookups: int = 0
    looked_past: list[frozenset[str]] = field(default_factory=list)
    calls: int = 0
    around: Callable[[str], None] = lambda moment: None
    _down: Exception | None = None

    # -- what a test says and asks ----------------------------------------------------------------

    def fail(self, *troubles: Trouble, to: str = "") -> None:
        """Let the next sends go wrong, one each."""
        self.troubles.setdefault(to, deque()).extend(troubles)

    def go_down(self, error: Exception | None) -> None:
        """Fail always, until it comes up again (None)."""
        self._down = error

    def texts(self, address: str) -> list[str]:
        """What somebody got, oldest first."""
        return [each.text for each in self.got if each.message.address == address]

    # -- the channel ------------------------------------------------------------------------------

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """There is no webhook here."""
        del post
        return ()

    async def send(self, message: Outbound) -> str:
        """Take a message, unless trouble was ordered."""
        self.calls += 1
        self.around("send")
        if self._down is not None:
            raise _new(self._down)
        trouble = self._trouble(message.address)
        match trouble:
            case None:
                return self._take(message)
            case CutAfterTaking():
                self._take(message)
                raise UnknownOutcome
            case Hang(takes):
                if takes:
                    self._take(message)
                await asyncio.Event().wait()
            case Exception():
                raise _new(trouble)
        raise AssertionError(trouble)

    def _trouble(self, address: str) -> Trouble | None:
        if address in self.always:
            return self.always[address]
        for name in (address, ""):
            if self.troubles.get(name):
                return self.troubles[name].popleft()
        return None

    def _take(self, message: Outbound) -> str:
        ref = f"p{len(self.got) + 1}"
        self.got.append(Got(ref, message))
        self.around("taken")
        return ref

    async def look_up(self, message: Outbound) -> str | None:
        """Find a message that was taken, by its reference."""
        self.lookups += 1
        self.looked_past.append(message.others)
        self.around("look_up")
        if self._down is not None:
            raise _new(self._down)
        found = [each.ref for each in self.got if each.message.reference == message.reference]
        return found[0] if found else None

    async def erase(self, erasure: Erasure) -> None:
        """Delete."""
        if self._down is not None:
            raise _new(self._down)
        self.erased.append(erasure)

    async def leave(self, address: str) -> None:
        """Leave a group."""
        self.left.append(address)

    async def close(self) -> None:
        """Nothing is open."""


def _new(error: Exception) -> Exception:
    """The same error, without the places where it was raised before."""
    error.__context__ = None
    return error.with_traceback(None)
