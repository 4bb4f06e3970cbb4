"""Which services and facilities are there now? Read as a snapshot, changed with its version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, insert, or_, select, update

from db.prepared import insert_on
from db.tables.directory import (
    FACILITY_TEXTS,
    SERVICE_TEXTS,
    closures,
    facilities,
    services,
    snapshots,
)

SNAPSHOT: Final = "directory"
WAYS_TO_REACH: Final = ("phone", "whatsapp", "email", "url", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service at a place, as its source gave it; an empty text means that it is not known.

    `state` is ISO 3166-2 ("MX-CMX") or "NATIONAL". `shown`: there is a way to reach it.
    """

    id: str
    organization: str = ""
    service_name: str = ""
    category: str = ""
    description: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    url: str = ""
    address: str = ""
    municipality: str = ""
    state: str = ""
    latitude: str = ""
    longitude: str = ""
    hours: str = ""
    audience: str = ""
    cost: str = ""
    source_url: str = ""
    source_date: str = ""
    status: str = ""
    source_kind: str = ""
    shown: bool = False
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    seed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityRow:
    """A prison that holds women, and what was seen about visiting; empty means not seen."""

    id: str
    name: str = ""
    state: str = ""
    municipality: str = ""
    address: str = ""
    phone: str = ""
    visiting_days: str = ""
    visiting_hours: str = ""
    documents: str = ""
    clothing_rules: str = ""
    notes: str = ""
    source_url: str = ""
    source_date: str = ""
    status: str = ""
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    seed: str | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A service is closed from then until then (None: until further notice)."""

    id: int
    service_id: str
    from_at: datetime
    until_at: datetime | None
    note: str


class NoSuchEntry(Exception):
    """No service or facility has this id: look it up in the directory first."""

    def __init__(self, entry: str) -> None:
        """Name the id."""
        super().__init__(f"{self.__doc__} ({entry})")


def read_all(tx: Connection) -> tuple[ServiceRow, ...]:
    """All services that are not withdrawn, by id, also those without a way to reach them."""
    rows = tx.execute(select(services).where(services.c.withdrawn_at.is_(None)))
    return tuple(sorted((_service(row) for row in rows.mappings()), key=lambda row: row.id))


def read_service(tx: Connection, service: str) -> ServiceRow | None:
    """One service, withdrawn or not."""
    row = tx.execute(select(services).where(services.c.id == service)).mappings().first()
    return None if row is None else _service(row)


def read_facilities(tx: Connection) -> tuple[FacilityRow, ...]:
    """All facilities that are not withdrawn, by id."""
    rows = tx.execute(select(facilities).where(facilities.c.withdrawn_at.is_(None)))
    return tuple(sorted((_facility(row) for row in rows.mappings()), key=lambda row: row.id))


def version(tx: Connection) -> int:
    """Grows with every change of the directory; 0 before the first."""
    found = tx.execute(select(snapshots.c.version).where(snapshots.c.name == SNAPSHOT)).scalar()
    return found or 0


def bump(tx: Connection) -> None:
    """Let every process renew its snapshot. For the same transaction as the change."""
    upsert = insert_on(tx.dialect)
    tx.execute(
        upsert(snapshots)
        .values(name=SNAPSHOT, version=1)
        .on_conflict_do_update(
            index_elements=[snapshots.c.name], set_={"version": snapshots.c.version + 1}
        )
    )


def edit(tx: Connection, service: str, changes: Mapping[str, str], now: datetime) -> None:
    """Staff correct a service; from now on the seed never overwrites it. Raises NoSuchEntry."""
    before = read_service(tx, service)
    if before is None:
        raise NoSuchEntry(service)
    texts = {name: getattr(before, name) for name in SERVICE_TEXTS} | dict(changes)
    _edit(tx, services, service, {**stored(SERVICE_TEXTS, texts), "shown": is_shown(texts)}, now)


def edit_facility(tx: Connection, facility: str, changes: Mapping[str, str], now: datetime) -> None:
    """Staff correct a facility. Raises NoSuchEntry."""
    _edit(tx, facilities, facility, stored(tuple(changes), changes), now)


def withdraw(tx: Connection, service: str, now: datetime) -> None:
    """Staff take a service out of the directory. Raises NoSuchEntry."""
    _edit(tx, services, service, {"withdrawn_at": now}, now)


def restore(tx: Connection, service: str, now: datetime) -> None:
    """Staff put a withdrawn service back. Raises NoSuchEntry."""
    _edit(tx, services, service, {"withdrawn_at": None}, now)


def add(tx: Connection, service: str, texts: Mapping[str, str], now: datetime) -> None:
    """Staff add a service under a new id."""
    row = {"id": service, **stored(SERVICE_TEXTS, texts), "shown": is_shown(texts)}
    tx.execute(insert(services).values(row | {"edited_at": now}))
    bump(tx)


def close(
    tx: Connection, service: str, from_at: datetime, until_at: datetime | None, note: str
) -> None:
    """A service is closed for a while."""
    tx.execute(
        insert(closures).values(
            service_id=service, from_at=from_at, until_at=until_at, note=note or None
        )
    )
    bump(tx)


def read_closures(tx: Connection, now: datetime) -> tuple[Closure, ...]:
    """The closures that hold now or will."""
    wanted = select(closures).where(or_(closures.c.until_at.is_(None), closures.c.until_at > now))
    return tuple(
        Closure(row.id, row.service_id, row.from_at, row.until_at, row.note or "")
        for row in tx.execute(wanted.order_by(closures.c.from_at, closures.c.id))
    )


def closed(tx: Connection, now: datetime) -> frozenset[str]:
    """The services that are closed now."""
    until = or_(closures.c.until_at.is_(None), closures.c.until_at > now)
    return frozenset(
        tx.execute(select(closures.c.service_id).where(closures.c.from_at <= now, until)).scalars()
    )


def is_shown(texts: Mapping[str, str]) -> bool:
    """Whether she could act on it: there is some way to reach it."""
    return any(texts.get(way, "").strip() for way in WAYS_TO_REACH)


def stored(names: Sequence[str], texts: Mapping[str, str]) -> dict[str, str | None]:
    """The columns as stored: trimmed, and nothing where there is nothing."""
    return {name: texts.get(name, "").strip() or None for name in names}


def replace_all(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Renew the rows that have the same ids, all columns that are given."""
    if not rows:
        return
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "id"}
    tx.execute(
        update(table).where(table.c.id == bindparam("old_id")).values(columns),
        [{"old_id": row["id"], **{f"new_{name}": row[name] for name in columns}} for row in rows],
    )


def _edit(
    tx: Connection, table: Table, entry: str, values: Mapping[str, Any], now: datetime
) -> None:
    changed = tx.execute(
        update(table).where(table.c.id == entry).values({**values, "edited_at": now})
    )
    if changed.rowcount == 0:
        raise NoSuchEntry(entry)
    bump(tx)


def _service(row: Mapping[Any, Any]) -> ServiceRow:
    return ServiceRow(**_known(row, SERVICE_TEXTS, {each.name for each in fields(ServiceRow)}))


def _facility(row: Mapping[Any, Any]) -> FacilityRow:
    return FacilityRow(**_known(row, FACILITY_TEXTS, {each.name for each in fields(FacilityRow)}))


def _known(row: Mapping[Any, Any], texts: Sequence[str], names: set[str]) -> dict[str, Any]:
    return {
        name: ("" if value is None and name in texts else value)
        for name, value in row.items()
        if name in names
    }
