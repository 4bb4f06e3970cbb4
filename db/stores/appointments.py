"""What must she not miss? Her appointments, sealed but for their time and what became of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from db.encryption import BrokenSeal, Keyring
from db.prepared import Prepared, is_one_of
from db.statuses import APPOINTMENT_MOVES, AppointmentStatus, ForbiddenMove
from db.tables.following import IS_PLANNED, appointments

BODY: Final = "appointments.body"


@dataclass(frozen=True, slots=True)
class Kept:
    """One appointment. `first`: the day of the first, where it comes again `every` so often.

    `version` grows when it is moved: what was planned for an older one is not done.
    """

    id: int
    contact_id: int
    at: datetime
    status: AppointmentStatus
    kind: str
    has_hour: bool = True
    place: str = field(default="", repr=False)
    every: str = ""
    first: date = date.min
    version: int = 1


_ALL: Final = select(
    appointments.c.id,
    appointments.c.contact_id,
    appointments.c.at,
    appointments.c.status,
    appointments.c.body,
    appointments.c.version,
)
_PLANNED: Final = Prepared(
    _ALL.where(is_one_of(appointments.c.contact_id), IS_PLANNED).order_by(
        appointments.c.contact_id, appointments.c.at, appointments.c.id
    )
)


def add(tx: Connection, keyring: Keyring, kept: Kept, now: datetime) -> Kept:
    """Keep a new one; with its id."""
    made = tx.execute(
        insert(appointments)
        .values(
            contact_id=kept.contact_id,
            at=kept.at,
            status=kept.status,
            body=keyring.seal(BODY, _body(kept)),
            version=kept.version,
            created_at=now,
        )
        .returning(appointments.c.id)
    ).scalar_one()
    return replace(kept, id=made)


def read(tx: Connection, keyring: Keyring, id: int) -> Kept | None:
    """One; None when it is gone or cannot be opened any more."""
    row = tx.execute(_ALL.where(appointments.c.id == id)).first()
    return None if row is None else _kept(keyring, row)


def planned(
    tx: Connection, keyring: Keyring, contacts: list[int]
) -> Mapping[int, tuple[Kept, ...]]:
    """What is ahead of these contacts, or not answered yet, the soonest first."""
    found: dict[int, list[Kept]] = {}
    for row in _PLANNED.rows(tx, ids=contacts):
        kept = _kept(keyring, row)
        if kept is not None:
            found.setdefault(kept.contact_id, []).append(kept)
    return {contact: tuple(each) for contact, each in found.items()}


def move(tx: Connection, keyring: Keyring, kept: Kept, at: datetime, *, has_hour: bool) -> Kept:
    """Another time: what was planned for the old one is not done any more."""
    moved = replace(
        kept,
        at=at,
        has_hour=has_hour,
        first=at.date(),
        version=kept.version + 1,
        status=AppointmentStatus.PLANNED,
    )
    tx.execute(
        update(appointments)
        .where(appointments.c.id == kept.id, IS_PLANNED)
        .values(
            at=at, status=moved.status, body=keyring.seal(BODY, _body(moved)), version=moved.version
        )
    )
    return moved


def settle(tx: Connection, kept: Kept, to: AppointmentStatus, now: datetime) -> None:
    """What became of it. Raises ForbiddenMove."""
    if to not in APPOINTMENT_MOVES[kept.status]:
        raise ForbiddenMove(kept.status, to)
    tx.execute(
        update(appointments)
        .where(appointments.c.id == kept.id, appointments.c.status == kept.status)
        .values(status=to, settled_at=now)
    )


def cancel_all(tx: Connection, contact_id: int, now: datetime) -> None:
    """Nobody is to be reminded of any of them."""
    tx.execute(
        update(appointments)
        .where(appointments.c.contact_id == contact_id, IS_PLANNED)
        .values(status=AppointmentStatus.CANCELLED, settled_at=now)
    )


def _body(kept: Kept) -> bytes:
    plain = {
        "kind": kept.kind,
        "place": kept.place,
        "every": kept.every,
        "has_hour": kept.has_hour,
        "first": kept.first.isoformat(),
    }
    return json.dumps(plain).encode()


def _kept(keyring: Keyring, row: Any) -> Kept | None:
    try:
        plain = json.loads(keyring.open(BODY, bytes(row.body)))
    except BrokenSeal:
        return None
    return Kept(
        id=row.id,
        contact_id=row.contact_id,
        at=row.at,
        status=AppointmentStatus(row.status),
        kind=plain["kind"],
        has_hour=plain["has_hour"],
        place=plain["place"],
        every=plain["every"],
        first=date.fromisoformat(plain["first"]),
        version=row.version,
    )
