"""Which women's silence is on the morning's list? One message to who is on call, codes only."""

import json
from datetime import datetime
from typing import Final

from bot.bodies import Spoken, spoken_body
from bot.care.coverage import Presence
from bot.following.staff import DIGEST, SILENCE
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import CaseStatus, Lane, OutboxKind, OutboxStatus
from db.stores import cases, outbox

LIST: Final = N_("Lista de hoy: {count} sin contestar, sin alarma. Casos: {codes}.")
NAMED: Final = 20
NOBODY_HAS: Final = frozenset({CaseStatus.OPEN, CaseStatus.UNATTENDED})


def send(tx: Transaction, keyring: Keyring, body: bytes, there: Presence, now: datetime) -> None:
    """Tell everybody on call of the silences that nobody has looked at yet."""
    silent = [
        each for each in cases.read_open(tx) if each.reason == SILENCE and each.status in NOBODY_HAS
    ]
    if not silent:
        return
    day = json.loads(body)
    codes = ", ".join(each.code for each in silent[:NAMED])
    words = Spoken(LIST.format(count=len(silent), codes=codes))
    sealed = keyring.seal("outbox.body", spoken_body(words))
    rows = [
        {
            "recipient": f"s{person.id}",
            "staff_id": person.id,
            "channel": channel,
            "lane": Lane.ALERT,
            "kind": OutboxKind.NOTICE,
            "body": sealed,
            "reference": f"{DIGEST}-{day}-s{person.id}-{channel}",
            "status": OutboxStatus.QUEUED,
            "due_at": now,
            "created_at": now,
            "case_id": silent[0].id,
        }
        for person in there.on_call
        for channel in person.channels
    ]
    outbox.add_once(tx, rows)
