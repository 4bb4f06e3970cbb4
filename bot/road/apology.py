"""What if her turn cannot even be written? It waits no longer, she is told, and a person looks."""

from datetime import datetime

from bot.care import calling
from bot.care.duty import Hands
from bot.care.telling import notice
from bot.road.ground import Grounds
from bot.road.thinking import FAILED, SET_ASIDE
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import OutboxKind
from db.stores import cases, contacts, outbox
from flows.engine.vocabulary import Severity


def apologise(
    tx: Transaction, keyring: Keyring, grounds: Grounds, contact_id: int, last: int, now: datetime
) -> None:
    """One kind sentence, and a case. `last` is the last message that was set aside."""
    to = contacts.last_identity(tx, contact_id)
    wish = cases.CaseWish(contact_id, SET_ASIDE, Severity.HIGH, to.channel if to else "")
    case = cases.open_case(tx, keyring, wish, now)
    calling.begin(Hands(tx, keyring, grounds.at(tx, now).duty, now), case)
    row = notice(
        tx,
        keyring,
        contact_id,
        FAILED,
        {},
        reference=f"a{last}-1",
        case_id=case.id,
        now=now,
        kind=OutboxKind.REPLY,
    )
    if row is not None:
        outbox.add_once(tx, [row])
