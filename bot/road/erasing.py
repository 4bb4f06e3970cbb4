"""What must be deleted at the providers? Planned as chores of the outbox, so that none is lost."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from bot.bodies import erasure_body, read_heard
from bot.channels.port import Erasure
from db.encryption import Keyring
from db.engine import Transaction
from db.stores import erasures as store
from db.stores import outbox as outbox_store

TRY_FOR: Final = timedelta(days=2)
"""Telegram lets a bot delete what is younger than 48 hours; later there is nothing to try."""

BODIES_KEPT: Final = timedelta(hours=1)
"""How long a provider that keeps words keeps ours: until an unknown outcome is surely settled."""

AT_ONCE: Final = 100
"""Messages in one request: Telegram's deleteMessages takes at most 100."""


def erase_at_providers(tx: Transaction, keyring: Keyring, contact_id: int, now: datetime) -> None:
    """Empty the chat on every channel of hers: her messages, ours, and what she sent as files."""
    chores = [
        outbox_store.Chore(
            "erase",
            trace.channel,
            f"erase:{trace.identity_id}:{now.timestamp():.6f}:{number}",
            erasure_body(part),
        )
        for trace in store.traces(tx, keyring, contact_id)
        for number, part in enumerate(_parts(trace))
    ]
    outbox_store.add_chores(tx, keyring, chores, now, TRY_FOR)


def _parts(trace: store.Trace) -> Iterator[Erasure]:
    media = tuple(ref for body in trace.bodies for ref in read_heard(body).media)
    refs = iter(trace.message_refs)
    first = tuple(islice(refs, AT_ONCE))
    yield Erasure(trace.address, first, media)
    while part := tuple(islice(refs, AT_ONCE)):
        yield Erasure(trace.address, part)


def processed(
    channel: str,
    reference: str,
    address: str,
    refs: Sequence[str] = (),
    media: Sequence[str] = (),
    after: timedelta = timedelta(),
) -> outbox_store.Chore:
    """The chore that deletes what a provider keeps of a message which Alba has dealt with."""
    return outbox_store.Chore(
        "erase",
        channel,
        f"erase:{reference}",
        erasure_body(Erasure(address, tuple(refs), tuple(media))),
        after,
    )
