"""How is a person told of a case? By code, reason and severity: never her name, words or place."""

from datetime import datetime
from typing import Final

from bot.bodies import Spoken, spoken_body
from bot.care.coverage import Presence
from bot.care.reasons import name_of
from bot.channels.port import OfferedChoice
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import outbox
from db.stores.cases import CaseRow

ALERT: Final = N_("Caso {code}. {severity}: {reason}.")
TAKE: Final = N_("Lo tomo")
SEVERITIES: Final = {"urgent": N_("Urgente"), "high": N_("Alta"), "normal": N_("Normal")}


def ring(tx: Transaction, keyring: Keyring, case: CaseRow, there: Presence, now: datetime) -> int:
    """Tell everybody on call of a case that was opened or became worse; how many messages go out.

    More of the same rings nobody again: the reference is taken.
    """
    severity, reason = SEVERITIES[case.severity], name_of(case.reason)
    text = ALERT.format(code=case.code, severity=severity, reason=reason)
    take = OfferedChoice(f"case.{case.id}.acknowledge", TAKE)
    rows = [
        {
            "recipient": f"s{person.id}",
            "staff_id": person.id,
            "channel": channel,
            "lane": Lane.ALERT,
            "kind": OutboxKind.ALERT,
            "body": keyring.seal("outbox.body", spoken_body(Spoken(text, (take,)))),
            "reference": f"c{case.id}-{case.rings}-s{person.id}-{channel}",
            "status": OutboxStatus.QUEUED,
            "due_at": now,
            "created_at": now,
            "case_id": case.id,
        }
        for person in there.on_call
        for channel in person.channels
    ]
    return outbox.add_once(tx, rows)
