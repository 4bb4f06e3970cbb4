"""Who of those who write works here? A code makes an address theirs; care hears what they send."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.bodies import erasure_body, read_heard
from bot.care.reception import STAFF_SAID, Saying, said_body
from bot.channels.port import Erasure, Inbound, InboundKind
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import OutboxKind
from db.stores import due, staff_doors
from db.stores import inbox as store
from db.stores.identities import Sender
from db.stores.inbox import Arrival
from db.stores.outbox import Chore

MAY_BE_CODES = frozenset({InboundKind.TEXT, InboundKind.START})


def link(tx: Transaction, keyring: Keyring, messages: Iterable[Inbound], now: datetime) -> None:
    """Whoever sends a code that holds is of the staff from now on, also with this message."""
    for each in messages:
        if each.kind in MAY_BE_CODES and staff_doors.CODE.fullmatch(each.text.strip()):
            sender = Sender(each.channel.value, each.address)
            staff_doors.redeem(tx, keyring, each.text, sender, now)


def traces(arrivals: Iterable[Arrival], keeping: frozenset[str]) -> Iterator[Chore]:
    """What staff sent is deleted where a provider keeps words, as hers is."""
    for each in arrivals:
        if each.message_ref and each.channel in keeping:
            body = erasure_body(Erasure(each.address, (each.message_ref,)))
            yield Chore(OutboxKind.ERASE, each.channel, f"erase:staff:{each.provider_id}", body)


def keep(tx: Transaction, keyring: Keyring, arrivals: Sequence[Arrival], now: datetime) -> None:
    """What staff sent, each once: it never meets the book, nor is it kept among women's words."""
    if not arrivals:
        return
    people = staff_doors.whose(tx, keyring, {store.sender_of(each) for each in arrivals})
    for each in arrivals:
        person = people.get(store.sender_of(each))
        if person is None:
            continue
        heard = read_heard(each.body)
        saying = Saying(person.staff_id, each.channel, heard.kind.value, heard.choice, heard.text)
        plan = due.Plan(
            kind=STAFF_SAID,
            due_at=now,
            key=f"{STAFF_SAID}:{each.channel}:{each.provider_id}",
            body=said_body(saying),
        )
        due.plan_once(tx, keyring, plan, now)
