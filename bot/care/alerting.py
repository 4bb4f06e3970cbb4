"""How is a person told of a case? With its code, reason and severity: nothing that is hers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.bodies import Spoken, spoken_body
from bot.care.duty import Duty, may_be_told
from bot.care.reasons import name_of
from bot.channels.port import OfferedChoice
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import CaseStatus, Lane, OutboxKind, OutboxStatus
from db.stores import alerts, cases, due, outbox
from db.stores.cases import CaseRow
from db.stores.staff import OnCall
from flows.engine.vocabulary import Severity

ALERT: Final = N_("Caso {code}. {severity}: {reason}. {delivery}")
NOBODY_ON_CALL: Final = N_("No hay nadie de guardia.")
TAKE: Final = N_("Lo tomo")
SEVERITIES: Final = {"urgent": N_("Urgente"), "high": N_("Alta"), "normal": N_("Normal")}

ON_THE_WAY: Final = N_("La respuesta de Alba va en camino.")
DELIVERED: Final = N_("La respuesta de Alba llegó.")
READ: Final = N_("La respuesta de Alba se leyó.")
ACCEPTED: Final = N_("La respuesta de Alba salió; no se sabe si llegó.")
LOST: Final = N_("La respuesta de Alba no llegó.")
UNSPOKEN: Final = N_("Alba no le dice nada de este caso.")

BUNDLE: Final = "bundle"
WINDOW: Final = timedelta(minutes=1)
MOST: Final = {Severity.URGENT: 8, Severity.HIGH: 5, Severity.NORMAL: 3}
"""How many cases one phone hears of in a minute; of the others it hears together, at its end.

Past these a person reads nothing any more (a flood of twenty is one glance as a list).
"""

TOGETHER: Final = N_("Hay {count} casos sin nadie. Primero estos: {codes}.")
NAMED_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Ring:
    """One step's alerts. `mark` tells the steps of a case apart, so that each rings once.

    `again`: the clock was started before; who has the last alert still under way gets no second.
    """

    case: CaseRow
    people: Sequence[OnCall]
    mark: str
    alarm: bool = False
    again: bool = False


def ring(tx: Transaction, keyring: Keyring, duty: Duty, wish: Ring, now: datetime) -> int:
    """Tell these people of a case, on every channel of theirs; how many messages go out.

    A phone that has heard of many cases in this minute hears of the rest together.
    """
    words = Spoken(
        _words(tx, duty, wish), (OfferedChoice(f"case.{wish.case.id}.acknowledge", TAKE),)
    )
    body = keyring.seal("outbox.body", spoken_body(words))
    rows: list[dict[str, Any]] = []
    for person in wish.people:
        if wish.again and alerts.is_under_way(tx, person.id, wish.case.id):
            continue
        if alerts.told_since(tx, person.id, now - WINDOW) >= MOST[wish.case.severity]:
            _plan_bundle(tx, keyring, person, now)
            continue
        rows.extend(
            _row(person, channel, body, now)
            | {"reference": f"c{wish.case.id}-{wish.mark}-s{person.id}-{channel}"}
            | {"case_id": wish.case.id}
            for channel in person.channels
        )
    return outbox.add_once(tx, rows)


def ring_together(
    tx: Transaction, keyring: Keyring, duty: Duty, body: bytes, now: datetime
) -> None:
    """One message for all that waits for somebody, instead of one for each."""
    person = next((each for each in duty.staff if each.id == int(body)), None)
    if person is None:
        return
    waiting = [
        case
        for case in cases.read_open(tx)
        if case.status in (CaseStatus.OPEN, CaseStatus.UNATTENDED) and may_be_told(case, [person])
    ]
    if not waiting:
        return
    first = waiting[:NAMED_AT_ONCE]
    codes = ", ".join(f"{each.code} ({SEVERITIES[each.severity].lower()})" for each in first)
    text = TOGETHER.format(count=len(waiting), codes=codes) + _link(duty, "")
    sealed = keyring.seal("outbox.body", spoken_body(Spoken(text)))
    rows = [
        _row(person, channel, sealed, now)
        | {"reference": f"b{person.id}-{now.timestamp():.0f}-{channel}", "case_id": waiting[0].id}
        for channel in person.channels
    ]
    outbox.add_once(tx, rows)


def tell_staff(
    tx: Transaction,
    keyring: Keyring,
    people: Iterable[OnCall],
    text: str,
    reference: str,
    case: CaseRow,
    now: datetime,
) -> None:
    """A word to people of the staff that is no alert: who took a case."""
    sealed = keyring.seal("outbox.body", spoken_body(Spoken(text)))
    rows = [
        _row(person, channel, sealed, now)
        | {"kind": OutboxKind.NOTICE, "case_id": case.id}
        | {"reference": f"{reference}-s{person.id}-{channel}"}
        for person in people
        for channel in person.channels
    ]
    outbox.add_once(tx, rows)


def _words(tx: Transaction, duty: Duty, wish: Ring) -> str:
    case = wish.case
    text = ALERT.format(
        code=case.code,
        severity=SEVERITIES[case.severity],
        reason=name_of(case.reason),
        delivery=_delivery(tx, case),
    )
    alarm = f"{NOBODY_ON_CALL} " if wish.alarm else ""
    return f"{alarm}{text}{_link(duty, case.code)}"


def _link(duty: Duty, code: str) -> str:
    return f" {duty.console}/cases/{code}".rstrip("/") if duty.console else ""


def _delivery(tx: Transaction, case: CaseRow) -> str:
    """What is known of the last message to her; what is not known is not claimed."""
    if case.quiet:
        return UNSPOKEN
    last = None if case.contact_id is None else alerts.last_answer(tx, case.contact_id)
    if last is None:
        return ON_THE_WAY
    status, receipt = last
    if receipt in ("delivered", "read"):
        return DELIVERED if receipt == "delivered" else READ
    if receipt in ("failed", "undelivered"):
        return LOST
    match OutboxStatus(status):
        case OutboxStatus.SENT:
            return ACCEPTED
        case OutboxStatus.REFUSED | OutboxStatus.GIVEN_UP | OutboxStatus.WITHDRAWN:
            return LOST
        case _:
            return ON_THE_WAY


def _row(person: OnCall, channel: str, body: bytes, now: datetime) -> dict[str, Any]:
    return {
        "recipient": f"s{person.id}",
        "staff_id": person.id,
        "channel": channel,
        "lane": Lane.ALERT,
        "kind": OutboxKind.ALERT,
        "body": body,
        "status": OutboxStatus.QUEUED,
        "due_at": now,
        "created_at": now,
    }


def _plan_bundle(tx: Transaction, keyring: Keyring, person: OnCall, now: datetime) -> None:
    end = datetime.fromtimestamp((now.timestamp() // 60 + 1) * 60, UTC)
    plan = due.Plan(
        kind=BUNDLE,
        due_at=end,
        key=f"{BUNDLE}:{person.id}:{end.timestamp():.0f}",
        body=str(person.id).encode(),
    )
    due.plan_once(tx, keyring, plan, now)
