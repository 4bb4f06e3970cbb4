"""How much may a page ask, and how many may open? Kept in this process: a brake, not the truth."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then one each `every`."""

    burst: int
    every: timedelta


MESSAGES: Final = Rate(20, timedelta(seconds=2))  # bursts are hers, floods are a program's
POLLS: Final = Rate(20, timedelta(seconds=0.5))
NEW_PAGES: Final = Rate(60, timedelta(seconds=1))


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime

    def take(self, rate: Rate, now: datetime) -> timedelta:
        """Take one; zero, or how long until there is one again."""
        left = min(float(rate.burst), self.left + max((now - self.at) / rate.every, 0.0))
        self.at = now
        if left < 1:
            self.left = left
            return rate.every * (1 - left)
        self.left = left - 1
        return timedelta()


@dataclass(slots=True)
class _Guest:
    messages: _Bucket
    polls: _Bucket
    closed: bool = False


class Doorkeeper:
    """Knows the pages that are open, by address, the least recently seen forgotten first."""

    def __init__(
        self, messages: Rate = MESSAGES, polls: Rate = POLLS, new_pages: Rate = NEW_PAGES
    ) -> None:
        """Nobody has come yet."""
        self._messages = messages
        self._polls = polls
        self._new_pages = new_pages
        self._opened: _Bucket | None = None
        self._guests: OrderedDict[str, _Guest] = OrderedDict()

    def message(self, address: str, now: datetime) -> timedelta:
        """Zero when a message may come in, else how long to wait."""
        guest, wait = self._meet(address, now)
        return guest.messages.take(self._messages, now) if guest is not None else wait

    def poll(self, address: str, now: datetime) -> timedelta:
        """Zero when a page may ask for replies, else how long to wait."""
        guest, wait = self._meet(address, now)
        return guest.polls.take(self._polls, now) if guest is not None else wait

    def close(self, address: str, now: datetime) -> None:
        """The page was closed: what is still on its way from it comes too late."""
        self._remember(address, now).closed = True

    def is_closed(self, address: str) -> bool:
        """Whether this page was closed, as far as this process knows."""
        guest = self._guests.get(address)
        return guest is not None and guest.closed

    def _meet(self, address: str, now: datetime) -> tuple[_Guest | None, timedelta]:
        """A page that is known, or may open now; else how long it should wait."""
        if address not in self._guests:
            self._opened = self._opened or _Bucket(self._new_pages.burst, now)
            wait = self._opened.take(self._new_pages, now)
            if wait:
                return None, wait
        return self._remember(address, now), timedelta()

    def _remember(self, address: str, now: datetime) -> _Guest:
        guest = self._guests.get(address)
        if guest is None:
            fresh = (_Bucket(self._messages.burst, now), _Bucket(self._polls.burst, now))
            guest = self._guests[address] = _Guest(*fresh)
            if len(self._guests) > REMEMBERED:
                self._guests.popitem(last=False)
        self._guests.move_to_end(address)
        return guest
