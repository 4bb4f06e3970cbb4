"""What must be deleted at the providers? Planned as chores of the outbox, so that none is lost."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from bot.bodies import erasure_body, read_heard
from bot.care.files import files_of
from bot.channels.port import Erasure
from bot.road.failing import tell
from bot.road.wishes import Carrying
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import OutboxKind
from db.stores import due
from db.stores import erasures as store
from db.stores import outbox as outbox_store

log = logging.getLogger(__name__)

TRY_FOR: Final = timedelta(days=2)
"""Telegram lets a bot delete what is younger than 48 hours; later there is nothing to try."""

BODIES_KEPT: Final = timedelta(hours=1)
"""How long a provider that keeps words keeps ours: until an unknown outcome is surely settled."""

FILES_KEPT: Final = timedelta(hours=72)
"""How long a voice note can be listened to where it lies, unless its case is closed earlier."""

ERASE_LATE: Final = "erase_late"
UNDER_WAY: Final = timedelta(minutes=2)
"""What was being sent when she had herself forgotten is settled by then, and deleted too."""

AT_ONCE: Final = 100
"""Messages in one request: Telegram's deleteMessages takes at most 100."""


def erase_at_providers(tx: Transaction, keyring: Keyring, contact_id: int, now: datetime) -> None:
    """Empty the chat on every channel of hers: her messages, ours, and what she sent as files."""
    traces = store.traces(tx, keyring, contact_id)
    _erase(tx, keyring, traces, f"{now.timestamp():.6f}", now)
    _erase_later(tx, keyring, store.under_way(tx, contact_id), now)


def erase_late(tx: Transaction, keyring: Keyring, body: bytes, now: datetime) -> None:
    """Delete what was under way then; what is not settled yet is looked at again."""
    rows: list[int] = json.loads(body)
    _erase(tx, keyring, store.traces_of_rows(tx, keyring, rows), f"late:{min(rows)}", now)
    _erase_later(tx, keyring, store.still_under_way(tx, rows), now)


def _erase_later(tx: Transaction, keyring: Keyring, rows: Sequence[int], now: datetime) -> None:
    if rows:
        plan = due.Plan(
            kind=ERASE_LATE,
            due_at=now + UNDER_WAY,
            key=f"{ERASE_LATE}:{min(rows)}:{now.timestamp():.6f}",
            body=json.dumps(list(rows)).encode(),
        )
        due.plan(tx, keyring, plan, now)


def _erase(
    tx: Transaction, keyring: Keyring, traces: Iterable[store.Trace], when: str, now: datetime
) -> None:
    chores = [
        outbox_store.Chore(
            OutboxKind.ERASE,
            trace.channel,
            f"erase:{trace.identity_id}:{when}:{number}",
            erasure_body(part),
        )
        for trace in traces
        for number, part in enumerate(_parts(trace))
    ]
    outbox_store.add_chores(tx, keyring, chores, now, TRY_FOR)


def _parts(trace: store.Trace) -> Iterator[Erasure]:
    media = tuple(ref for body in trace.bodies for ref in _files(body))
    refs = iter(trace.message_refs)
    first = tuple(islice(refs, AT_ONCE))
    if first or media:
        yield Erasure(trace.address, first, media)
    while part := tuple(islice(refs, AT_ONCE)):
        yield Erasure(trace.address, part)


def _files(body: bytes) -> tuple[str, ...]:
    """The files of a message; one that cannot be read must not keep her from being forgotten."""
    try:
        return read_heard(body).media
    except (ValueError, KeyError, TypeError) as error:
        tell(log, error, "the files of a message cannot be read")
        return ()


def outbound_is_sent(channel: str, reference: str, provider_ref: str) -> outbox_store.Chore:
    """The chore that deletes our words where a provider keeps them."""
    erasure = Erasure("", (provider_ref,))
    return outbox_store.Chore(
        OutboxKind.ERASE, channel, f"erase:{reference}", erasure_body(erasure), BODIES_KEPT
    )


def inbound_is_read(
    carrying: "Carrying", refs: Sequence[str], media: Sequence[str], *, awaited: bool
) -> outbox_store.Chore:
    """The chore that deletes hers. Files for which a person is `awaited` stay for a while."""
    keep = bool(media) and awaited
    return outbox_store.Chore(
        OutboxKind.ERASE,
        carrying.to.channel,
        f"erase:in:{carrying.inbox_id}",
        erasure_body(Erasure("", tuple(refs), tuple(media))),
        after=FILES_KEPT if keep else timedelta(),
        recipient=files_of(carrying.to.contact_id) if keep else None,
    )
