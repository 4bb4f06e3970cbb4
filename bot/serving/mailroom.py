"""How does a page learn that there is a reply? It waits here, and one look serves all who wait."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.bodies import read_spoken
from bot.channels.port import ChannelKind, OfferedChoice, Receipt, ReceiptStatus
from bot.serving.guards import what_failed
from bot.serving.parts import Parts
from db.stores import mailbox
from db.stores.mailbox import NOBODY, Box, Letter

log = logging.getLogger(__name__)

MOST_WAITING: Final = 1000
FRESH: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Reply:
    """A message for the page; `id` comes back when it is on the screen."""

    id: str
    text: str = field(repr=False)
    choices: tuple[OfferedChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a page gets: messages, and the mark of the last erasure ("" for none)."""

    replies: tuple[Reply, ...]
    mark: str


class CannotWait(Exception):
    """This process holds no more pages, is about to end, or cannot read: ask again in a while."""


@dataclass(slots=True)
class _Waiter:
    box: Box
    since: datetime
    delivered: asyncio.Future[Delivery | None]  # None: the letters could not be read


class Mailroom:
    """Hands letters to pages. For one event loop; the database is read in threads."""

    def __init__(self, parts: Parts, most: int = MOST_WAITING) -> None:
        """Nobody waits yet, and nothing is looked for until somebody does; `most` pages may."""
        self._parts = parts
        self._most = most
        self._waiting: dict[int, _Waiter] = {}
        self._looking: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many pages wait now."""
        return len(self._waiting)

    async def collect(self, address: str, got: Sequence[str], mark: str) -> Delivery:
        """What is new for a page, now or within the longest wait; nothing when nothing came.

        `got` are messages that it has shown: they become receipts, if they are hers. `mark` is the
        last one that it knows. Raises CannotWait, and what the database raises.
        """
        box, letters = await asyncio.to_thread(self._open, address)
        if box is None:
            return Delivery((), NOBODY)
        shown = [letter.ref for letter in letters if letter.ref in got]
        if shown:
            await self._parts.accept([_delivered(ref) for ref in shown])
        fresh = [letter for letter in letters if letter.ref not in got]
        if fresh or box.mark != mark:
            return self._delivery(fresh, box.mark)
        return await self._wait(box)

    def _open(self, address: str) -> tuple[Box | None, tuple[Letter, ...]]:
        with self._parts.database.read() as tx:
            box = mailbox.find(tx, self._parts.keyring, address)
            return box, mailbox.unread(tx, self._parts.keyring, [box]) if box else ()

    async def _wait(self, box: Box) -> Delivery:
        if self.waiting >= self._most or self._parts.stop.is_set():
            raise CannotWait
        nothing = Delivery((), box.mark)
        before = self._waiting.get(box.identity_id)
        if before is not None:  # one page has one ear: its older request is let go
            _settle(before, nothing)
        waiter = _Waiter(box, self._now(), asyncio.get_running_loop().create_future())
        self._waiting[box.identity_id] = waiter
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            longest = self._parts.waits.longest.total_seconds()
            delivery = await asyncio.wait_for(waiter.delivered, longest)
        except TimeoutError:
            return nothing
        finally:
            if self._waiting.get(box.identity_id) is waiter:
                del self._waiting[box.identity_id]
        if delivery is None:
            raise CannotWait
        return delivery

    async def _look(self) -> None:
        """Look for everybody's letters at once, until nobody waits any more."""
        while self._waiting:
            waiting = tuple(self._waiting.values())
            try:
                letters, marks = await asyncio.to_thread(self._read, waiting)
            except Exception as error:  # each page is told, and asks again
                log.error("pages wait in vain: %s", what_failed(error))  # noqa: TRY400
                letters, marks = (), {}
            for waiter in waiting:
                self._tell(waiter, letters, marks)
            await asyncio.sleep(self._tick().total_seconds())

    def _read(self, waiting: Sequence[_Waiter]) -> tuple[tuple[Letter, ...], Mapping[int, str]]:
        boxes = [waiter.box for waiter in waiting]
        with self._parts.database.read() as tx:
            return mailbox.unread(tx, self._parts.keyring, boxes), mailbox.marks(tx, boxes)

    def _tell(self, waiter: _Waiter, letters: Sequence[Letter], marks: Mapping[int, str]) -> None:
        identity, mark = waiter.box.identity_id, waiter.box.mark
        hers = [letter for letter in letters if letter.identity_id == identity]
        if identity not in marks:
            _settle(waiter, None)
        elif hers or marks[identity] != mark or self._parts.stop.is_set():
            _settle(waiter, self._delivery(hers, marks[identity]))

    def _tick(self) -> timedelta:
        fresh = self._now() - FRESH
        brisk = any(waiter.since > fresh for waiter in self._waiting.values())
        return self._parts.waits.tick if brisk else self._parts.waits.idle_tick

    def _now(self) -> datetime:
        return self._parts.clock.now()

    def _delivery(self, letters: Sequence[Letter], mark: str) -> Delivery:
        now = self._now()
        return Delivery(tuple(_reply(letter, now) for letter in letters), mark)


def _reply(letter: Letter, now: datetime) -> Reply:
    """The letter as it is shown at this moment: past its use-by other words take its place."""
    spoken = read_spoken(letter.body)
    if letter.use_by is not None and now > letter.use_by and spoken.expired:
        return Reply(letter.ref, spoken.expired)
    return Reply(letter.ref, spoken.text, spoken.choices)


def _delivered(ref: str) -> Receipt:
    return Receipt(ChannelKind.WEB, ref, ReceiptStatus.DELIVERED)


def _settle(waiter: _Waiter, delivery: Delivery | None) -> None:
    if not waiter.delivered.done():
        waiter.delivered.set_result(delivery)
