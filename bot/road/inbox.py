"""What happens in a webhook? What came is stored, once, and the provider is answered. Nothing else."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.bodies import erasure_body, heard_of
from bot.channels.port import Erasure, Inbound, InboundKind, Receipt
from bot.road.clocks import Clock
from bot.road.wake import Bell
from bot.understanding import places
from db.encryption import Keyring
from db.engine import Database
from db.stores import due, receipts
from db.stores import inbox as store
from db.stores import outbox as outbox_store
from db.stores.inbox import Arrival
from flows.engine.understood import Place

LONGEST_TEXT: Final = 10_000
"""Characters of one message that are kept; no channel of ours carries more (Telegram: 4,096)."""

UNDELIVERED: Final = "undelivered"
"""The due row that opens a case for a message which a receipt says was not delivered."""

LEAVE_WITHIN: Final = timedelta(days=1)


class Inbox:
    """Stores what channels read. Synchronous and safe to call from several threads."""

    def __init__(self, database: Database, keyring: Keyring, clock: Clock, bell: Bell) -> None:
        """Ring `bell` after each commit."""
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._bell = bell

    def accept(self, items: Sequence[Inbound | Receipt]) -> int:
        """Store everything in one commit; how many messages were new. Raises what the database does."""
        now = self._clock.now()
        messages = [each for each in items if isinstance(each, Inbound)]
        groups = [each for each in messages if each.kind is InboundKind.GROUP]
        arrivals = [_arrival(each) for each in messages if each.kind is not InboundKind.GROUP]
        seen = [_seen(each) for each in items if isinstance(each, Receipt)]
        with self._database.write() as tx:
            new = store.store(tx, self._keyring, arrivals, now)
            for failed in receipts.note(tx, seen, now):
                due.plan(tx, self._keyring, _undelivered(failed, now), now)
            outbox_store.add_chores(
                tx, self._keyring, [_leave(each) for each in groups], now, LEAVE_WITHIN
            )
            tx.commit()
        self._bell.ring()
        return new


def _arrival(inbound: Inbound) -> Arrival:
    place = _place(inbound)
    return Arrival(
        inbound.channel.value,
        inbound.provider_id,
        inbound.address,
        inbound.kind.value,
        heard_of(inbound if len(inbound.text) <= LONGEST_TEXT else _cut(inbound), place),
        inbound.position,
        inbound.message_ref,
        places.zone(place) if place else None,
    )


def _place(inbound: Inbound) -> Place | None:
    """The municipality of a shared location; the coordinates are kept nowhere."""
    if inbound.latitude is None or inbound.longitude is None:
        return None
    return places.nearest(inbound.latitude, inbound.longitude)


def _cut(inbound: Inbound) -> Inbound:
    return replace(inbound, text=inbound.text[:LONGEST_TEXT])


def _seen(receipt: Receipt) -> receipts.ReceiptSeen:
    return receipts.ReceiptSeen(
        receipt.channel.value,
        receipt.provider_ref,
        receipt.status.value,
        receipt.code,
        receipt.reference,
    )


def _undelivered(row: int, now: datetime) -> due.Plan:
    """A message that the provider took and then lost: a person must know."""
    return due.Plan(
        kind=UNDELIVERED, due_at=now, key=f"{UNDELIVERED}:{row}", body=str(row).encode()
    )


def _leave(inbound: Inbound) -> outbox_store.Chore:
    return outbox_store.Chore(
        "leave",
        inbound.channel.value,
        f"leave:{inbound.channel.value}:{inbound.provider_id}",
        erasure_body(Erasure(inbound.address)),
    )


class GroupCommit:
    """Webhooks that arrive together share a commit; each is answered only when hers is durable."""

    def __init__(
        self, accept: Callable[[Sequence[Inbound | Receipt]], int], executor: Executor
    ) -> None:
        """Commit in `executor`, so that the event loop goes on collecting."""
        self._accept = accept
        self._executor = executor
        self._waiting: list[tuple[Sequence[Inbound | Receipt], asyncio.Future[None]]] = []
        self._busy = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, items: Sequence[Inbound | Receipt]) -> None:
        """Return when the items are durable. Raises what the database raises for them."""
        if not items:
            return
        loop = asyncio.get_running_loop()
        durable = loop.create_future()
        self._waiting.append((items, durable))
        if not self._busy:
            self._busy = True
            task = loop.create_task(self._commit_all())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await durable

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._commit(batch)
        finally:
            self._busy = False

    async def _commit(
        self, batch: Sequence[tuple[Sequence[Inbound | Receipt], asyncio.Future[None]]]
    ) -> None:
        loop = asyncio.get_running_loop()
        together = [item for items, _ in batch for item in items]
        try:
            await loop.run_in_executor(self._executor, self._accept, together)
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    await self._commit([one])
                return
            _settle(batch[0][1], error)
            return
        for _, durable in batch:
            _settle(durable, None)


def _settle(durable: asyncio.Future[None], error: Exception | None) -> None:
    if durable.done():  # the webhook's client went away
        return
    if error is None:
        durable.set_result(None)
    else:
        durable.set_exception(error)
