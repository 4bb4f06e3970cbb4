"""What happens in a webhook? What came is stored, once, and the provider is answered."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.bodies import erasure_body, heard_of
from bot.care import undelivered
from bot.channels.port import Erasure, Inbound, InboundKind, Receipt
from bot.road import doors
from bot.road.clocks import Clock
from bot.road.erasing import outbound_is_sent
from bot.road.gathering import Gathering
from bot.road.wake import TURNS, Bell
from bot.understanding import places
from db.calls import call
from db.encryption import Keyring
from db.engine import Database, Transaction
from db.statuses import Lane, OutboxKind
from db.stores import inbox as store
from db.stores import outbox as outbox_store
from db.stores import receipts
from db.stores.inbox import Arrival
from db.stores.outbox import Chore
from db.stores.receipts import ReceiptSeen
from flows.engine.understood import Place

LONGEST_TEXT: Final = 10_000
"""Characters of one message that are kept; no channel of ours carries more (Telegram: 4,096)."""

WITHIN: Final = timedelta(days=2)
"""For how long a chore of a webhook is tried."""


class Inbox:
    """Stores what channels read. Synchronous and safe to call from several threads."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        clock: Clock,
        bell: Bell,
        keeping: frozenset[str] = frozenset(),
    ) -> None:
        """Ring `bell` after each commit. `keeping` are channels that keep our words."""
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._bell = bell
        self._keeping = keeping

    def accept(self, items: Sequence[Inbound | Receipt]) -> int:
        """Store everything in one commit; how many messages were new.

        Raises what the database raises; then nothing of it is stored.
        """
        now = self._clock.now()
        messages = [each for each in items if isinstance(each, Inbound)]
        groups = [each for each in messages if each.kind is InboundKind.GROUP]
        arrivals = [_arrival(each) for each in messages if each.kind is not InboundKind.GROUP]
        seen = [_seen(each) for each in items if isinstance(each, Receipt)]
        with self._database.write() as tx:
            doors.link(tx, self._keyring, messages, now)
            stored = store.store(tx, self._keyring, arrivals, now)
            doors.keep(tx, self._keyring, stored.of_staff, now)
            chores = [*self._note(tx, seen, now), *self._leave(tx, groups)]
            chores += doors.traces(stored.of_staff, self._keeping)
            outbox_store.add_chores(tx, self._keyring, chores, now, WITHIN)
            if stored.new:
                call(tx, TURNS)
            tx.commit()
        if stored.new:
            self._bell.ring(TURNS)
        if groups:
            self._bell.ring(Lane.CHORE)
        return stored.new

    def _note(self, tx: Transaction, seen: Sequence[ReceiptSeen], now: datetime) -> Iterator[Chore]:
        """A message that failed is followed up; what a provider keeps of one is deleted."""
        noted = receipts.note(tx, seen, now)
        for failed in noted.failed:
            undelivered.plan_failed(tx, self._keyring, failed, now)
        for each in noted.accepted:
            if each.channel in self._keeping:
                chore = outbound_is_sent(each.channel, each.reference, each.provider_ref)
                yield replace(chore, reference=f"{chore.reference}:{each.provider_ref}")

    def _leave(self, tx: Transaction, groups: Sequence[Inbound]) -> Iterator[Chore]:
        """Each group is left once, however much is told of it until then."""
        for recipient, group in {self._group(each): each for each in groups}.items():
            if not outbox_store.is_planned(tx, recipient):
                yield Chore(
                    OutboxKind.LEAVE,
                    group.channel.value,
                    f"leave:{group.channel.value}:{group.provider_id}",
                    erasure_body(Erasure(group.address)),
                    recipient=recipient,
                )

    def _group(self, group: Inbound) -> str:
        """What a group is called in the outbox: nothing that tells which it is."""
        return f"x:{self._keyring.hash_address(group.channel.value, group.address).hex()}"


def _arrival(inbound: Inbound) -> Arrival:
    around = _around(inbound)
    return Arrival(
        inbound.channel.value,
        inbound.provider_id,
        inbound.address,
        inbound.kind.value,
        heard_of(inbound if len(inbound.text) <= LONGEST_TEXT else _cut(inbound), around),
        inbound.position,
        inbound.message_ref,
        places.zone(around[0]) if around else None,
    )


def _around(inbound: Inbound) -> tuple[Place, ...]:
    """The likeliest municipalities of a shared location; the coordinates are kept nowhere."""
    if inbound.latitude is None or inbound.longitude is None:
        return ()
    return places.around(inbound.latitude, inbound.longitude)


def _cut(inbound: Inbound) -> Inbound:
    return replace(inbound, text=inbound.text[:LONGEST_TEXT])


def _seen(receipt: Receipt) -> ReceiptSeen:
    return ReceiptSeen(
        receipt.channel.value,
        receipt.provider_ref,
        receipt.status.value,
        receipt.code,
        receipt.reference,
        receipt.reason.value if receipt.reason else None,
    )


class GroupCommit:
    """Webhooks that arrive together share a commit; each is answered only when hers is durable."""

    def __init__(
        self, accept: Callable[[Sequence[Inbound | Receipt]], int], executor: Executor
    ) -> None:
        """Commit in `executor`, so that the event loop goes on collecting."""
        self._accept = accept
        self._executor = executor
        self._gathering: Gathering[Inbound | Receipt] = Gathering(self._commit)

    async def accept(self, items: Sequence[Inbound | Receipt]) -> None:
        """Return when the items are durable. Raises what the database raises for them."""
        await self._gathering.add(items)

    async def _commit(self, items: Sequence[Inbound | Receipt]) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._accept, items)
