"""For how long was Alba deaf? After an outage the staff are told from when until when."""

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.bodies import Spoken, spoken_body
from bot.care.calling import Hands
from bot.translations import N_
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import heartbeats, outbox

LONG: Final = timedelta(minutes=10)
"""From here on people must know: a danger told meanwhile was read by nobody."""

WAS_DEAF: Final = N_(
    "Alba no leyó ni escribió del {since} al {until} ({span}). Lo que llegó se contesta ahora; "
    "lo que ya no servía no se mandó. Revisa los casos abiertos."
)


def tell(hands: Hands, name: str) -> bool:
    """Tell everybody who works here if this part was silent for long; whether it was.

    Call it before its next heartbeat is left.
    """
    last = heartbeats.read(hands.tx).get(name)
    if last is None or hands.now - last < LONG:
        return False
    zone = ZoneInfo(hands.duty.organisation.zone)
    text = WAS_DEAF.format(
        since=_moment(last, zone), until=_moment(hands.now, zone), span=_span(hands.now - last)
    )
    body = hands.keyring.seal("outbox.body", spoken_body(Spoken(text)))
    rows: list[dict[str, Any]] = [
        {
            "recipient": f"s{person.id}",
            "staff_id": person.id,
            "channel": channel,
            "lane": Lane.ALERT,
            "kind": OutboxKind.NOTICE,
            "body": body,
            "reference": f"deaf-{last.timestamp():.0f}-s{person.id}-{channel}",
            "status": OutboxStatus.QUEUED,
            "due_at": hands.now,
            "created_at": hands.now,
        }
        for person in hands.duty.staff
        for channel in person.channels
    ]
    outbox.add_once(hands.tx, rows)
    return True


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.day}/{local.month} {local.hour}:{local.minute:02}"


def _span(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min"]
    return " ".join(part for part in parts if part)
