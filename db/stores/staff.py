"""Who works here, and who is on call?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from db.addresses import canonical_address
from db.encryption import Keyring, Sealed
from db.statuses import StaffRole
from db.tables.care import staff, staff_identities
from db.tables.whole import SEALED

ADDRESS: Final = SEALED[staff_identities.c.address]


@dataclass(frozen=True, slots=True)
class OnCall:
    """A member of the staff, and the channels on which alerts reach them.

    `on_rota`: whether they have a turn; a supervisor may be told without having one.
    """

    id: int
    alias: str
    role: StaffRole
    always: bool
    channels: tuple[str, ...]
    on_rota: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff, under a work alias; `on_call_order` None: not on the rota."""

    id: int
    alias: str
    role: StaffRole
    on_call_order: int | None
    always_on_call: bool
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffAddress:
    """Where one of the staff is alerted."""

    channel: str
    address: Sealed


class TakenAlias(Exception):
    """Somebody works, or worked, under this alias: choose another, for it stays in the log."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


class TakenAddress(Exception):
    """This address is another's of the staff: unlink it there first."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


def add(
    tx: Connection, alias: str, role: StaffRole, now: datetime, *, always_on_call: bool = False
) -> int:
    """Take somebody on, last on the rota; their id. Raises TakenAlias."""
    taken = tx.execute(select(staff.c.id).where(staff.c.alias == alias)).scalar()
    if taken is not None:
        raise TakenAlias
    last = tx.execute(select(func.coalesce(func.max(staff.c.on_call_order), 0))).scalar_one()
    made = tx.execute(
        insert(staff)
        .values(
            alias=alias,
            role=role,
            on_call_order=last + 1,
            always_on_call=always_on_call,
            joined_at=now,
        )
        .returning(staff.c.id)
    )
    return int(made.scalar_one())


def link(
    tx: Connection, keyring: Keyring, staff_id: int, channel: str, address: str, now: datetime
) -> None:
    """Alerts on this channel reach them at this address, and at no other.

    Raises TakenAddress when it is another's of the staff.
    """
    owner = by_address(tx, keyring, channel, address)
    if owner == staff_id:
        this = (staff_identities.c.staff_id == staff_id, staff_identities.c.channel == channel)
        tx.execute(update(staff_identities).where(*this).values(dead_at=None))
        return
    if owner is not None:
        raise TakenAddress
    unlink(tx, staff_id, channel)
    tx.execute(
        insert(staff_identities).values(
            staff_id=staff_id,
            channel=channel,
            address_hash=keyring.hash_address(channel, canonical_address(channel, address)),
            address=keyring.seal_text(ADDRESS, address),
            linked_at=now,
        )
    )


def unlink(tx: Connection, staff_id: int, channel: str) -> None:
    """No alert reaches them on this channel any more."""
    tx.execute(
        delete(staff_identities).where(
            staff_identities.c.staff_id == staff_id, staff_identities.c.channel == channel
        )
    )


def by_address(tx: Connection, keyring: Keyring, channel: str, address: str) -> int | None:
    """Who of the staff writes from there; None for nobody."""
    hashes = keyring.hashes_of(channel, canonical_address(channel, address))
    return tx.execute(
        select(staff_identities.c.staff_id).where(
            staff_identities.c.channel == channel, staff_identities.c.address_hash.in_(hashes)
        )
    ).scalar()


def addresses(tx: Connection, keyring: Keyring, staff_id: int) -> tuple[StaffAddress, ...]:
    """Where they are alerted, what was linked first first."""
    rows = tx.execute(
        select(staff_identities.c.channel, staff_identities.c.address)
        .where(staff_identities.c.staff_id == staff_id)
        .order_by(staff_identities.c.id)
    )
    return tuple(
        StaffAddress(row.channel, keyring.open_text(ADDRESS, bytes(row.address))) for row in rows
    )


def put_on_call(tx: Connection, staff_id: int, order: int | None, *, always: bool = False) -> None:
    """Where somebody is in the order of being called; None: not on the rota."""
    tx.execute(
        update(staff)
        .where(staff.c.id == staff_id, staff.c.left_at.is_(None))
        .values(on_call_order=order, always_on_call=always)
    )


def leave(tx: Connection, staff_id: int, now: datetime) -> None:
    """Off the rota at once, and nothing more is sent to their addresses."""
    tx.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(left_at=now, on_call_order=None, always_on_call=False)
    )
    tx.execute(delete(staff_identities).where(staff_identities.c.staff_id == staff_id))


def by_alias(tx: Connection, alias: str) -> int | None:
    """Who works here under this alias; None for nobody."""
    return tx.execute(
        select(staff.c.id).where(staff.c.alias == alias, staff.c.left_at.is_(None))
    ).scalar()


def read(tx: Connection, staff_id: int) -> Member | None:
    """One of the staff, also who has left."""
    row = tx.execute(_MEMBER.where(staff.c.id == staff_id)).first()
    return None if row is None else _member(row._mapping)


def members(tx: Connection) -> tuple[Member, ...]:
    """All who work here now, by alias."""
    rows = tx.execute(_MEMBER.where(staff.c.left_at.is_(None)).order_by(staff.c.alias))
    return tuple(_member(row._mapping) for row in rows)


def on_call(tx: Connection) -> tuple[OnCall, ...]:
    """Everybody on the rota, in their order."""
    return tuple(each for each in working(tx) if each.on_rota)


def working(tx: Connection) -> tuple[OnCall, ...]:
    """All who work here, those on the rota first, in their order."""
    people = tx.execute(
        select(
            staff.c.id,
            staff.c.alias,
            staff.c.role,
            staff.c.always_on_call,
            staff.c.on_call_order,
        )
        .where(staff.c.left_at.is_(None))
        .order_by(staff.c.on_call_order.nulls_last(), staff.c.id)
    ).all()
    if not people:
        return ()
    linked: dict[int, list[str]] = {}
    alive = staff_identities.c.dead_at.is_(None)
    for row in tx.execute(
        select(staff_identities.c.staff_id, staff_identities.c.channel)
        .where(alive)
        .order_by(staff_identities.c.id)
    ):
        linked.setdefault(row.staff_id, []).append(row.channel)
    return tuple(
        OnCall(
            row.id,
            row.alias,
            StaffRole(row.role),
            row.always_on_call,
            tuple(linked.get(row.id, ())),
            row.on_call_order is not None,
        )
        for row in people
    )


_MEMBER: Final = select(
    staff.c.id,
    staff.c.alias,
    staff.c.role,
    staff.c.on_call_order,
    staff.c.always_on_call,
    staff.c.joined_at,
    staff.c.left_at,
)


def _member(row: Mapping[Any, Any]) -> Member:
    return Member(**{**row, "role": StaffRole(row["role"])})
