"""How is a person told of a case? With its code, reason and severity: nothing that is hers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.care.duty import Duty, may_be_told
from bot.care.paging import CASE_TEMPLATE, Page, send
from bot.care.reasons import name_of
from bot.channels.port import OfferedChoice, Template
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import CaseStatus, OutboxKind, OutboxStatus
from db.stores import alerts, cases, due
from db.stores.cases import CaseRow
from db.stores.staff import OnCall
from flows.engine.vocabulary import Severity

ALERT: Final = N_("Caso {code}. {severity}: {reason}. {delivery}")
NOBODY_ON_CALL: Final = N_("No hay nadie de guardia.")
BUTTONS: Final = {
    "acknowledge": N_("Lo tomo"),
    "view": N_("Ver"),
    "pass": N_("Pasar"),
    "resolve": N_("Cerrar"),
    "called": N_("Ya hablamos"),
}
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
    called: list[OnCall] = []
    for person in wish.people:
        if wish.again and alerts.is_under_way(tx, person.id, wish.case.id):
            continue
        if alerts.told_since(tx, person.id, now - WINDOW) >= MOST[wish.case.severity]:
            _plan_bundle(tx, keyring, person, now)
            continue
        called.append(person)
    return send(tx, keyring, called, _page(tx, duty, wish), now) if called else 0


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
    text = TOGETHER.format(count=len(waiting), codes=codes) + link(duty, "")
    page = Page(
        text,
        f"b{now.timestamp():.0f}",
        waiting[0].id,
        choices_of(waiting[0].id, "acknowledge", "view"),
        OutboxKind.ALERT,
    )
    send(tx, keyring, [person], page, now)


def choices_of(case_id: int, *verbs: str) -> tuple[OfferedChoice, ...]:
    """The buttons under a case on a phone."""
    return tuple(OfferedChoice(f"case.{case_id}.{verb}", BUTTONS[verb]) for verb in verbs)


def _page(tx: Transaction, duty: Duty, wish: Ring) -> Page:
    case = wish.case
    short = {"1": case.code, "2": SEVERITIES[case.severity], "3": name_of(case.reason)}
    return Page(
        _words(tx, duty, wish),
        f"c{case.id}-{wish.mark}",
        case.id,
        choices_of(case.id, "acknowledge", "view", "pass", "resolve"),
        OutboxKind.ALERT,
        Template(CASE_TEMPLATE, short),
    )


def _words(tx: Transaction, duty: Duty, wish: Ring) -> str:
    case = wish.case
    text = ALERT.format(
        code=case.code,
        severity=SEVERITIES[case.severity],
        reason=name_of(case.reason),
        delivery=delivery(tx, case),
    )
    alarm = f"{NOBODY_ON_CALL} " if wish.alarm else ""
    return f"{alarm}{text}{link(duty, case.code)}"


def link(duty: Duty, code: str) -> str:
    """Where the case is looked at; nothing where there is no console."""
    return f" {duty.console}/cases/{code}".rstrip("/") if duty.console else ""


def delivery(tx: Transaction, case: CaseRow) -> str:
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


def _plan_bundle(tx: Transaction, keyring: Keyring, person: OnCall, now: datetime) -> None:
    end = datetime.fromtimestamp((now.timestamp() // 60 + 1) * 60, UTC)
    plan = due.Plan(
        kind=BUNDLE,
        due_at=end,
        key=f"{BUNDLE}:{person.id}:{end.timestamp():.0f}",
        body=str(person.id).encode(),
    )
    due.plan_once(tx, keyring, plan, now)
