"""Who works here, and who is on call?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from db.addresses import canonical_address
from db.encryption import Keyring
from db.statuses import StaffRole
from db.tables.care import staff, staff_identities


@dataclass(frozen=True, slots=True)
class OnCall:
    """A member of the staff on the rota, and the channels on which alerts reach them."""

    id: int
    alias: str
    role: StaffRole
    always: bool
    channels: tuple[str, ...]


class TakenAlias(Exception):
    """Somebody works here under this alias already: choose another."""


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
    """Alerts reach them at this address."""
    tx.execute(
        insert(staff_identities).values(
            staff_id=staff_id,
            channel=channel,
            address_hash=keyring.hash_address(channel, canonical_address(channel, address)),
            address=keyring.seal_text("staff_identities.address", address),
            linked_at=now,
        )
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


def on_call(tx: Connection) -> tuple[OnCall, ...]:
    """Everybody on the rota, in their order."""
    people = tx.execute(
        select(staff.c.id, staff.c.alias, staff.c.role, staff.c.always_on_call)
        .where(staff.c.left_at.is_(None), staff.c.on_call_order.is_not(None))
        .order_by(staff.c.on_call_order)
    ).all()
    if not people:
        return ()
    linked: dict[int, list[str]] = {}
    for row in tx.execute(
        select(staff_identities.c.staff_id, staff_identities.c.channel).order_by(
            staff_identities.c.id
        )
    ):
        linked.setdefault(row.staff_id, []).append(row.channel)
    return tuple(
        OnCall(
            row.id,
            row.alias,
            StaffRole(row.role),
            row.always_on_call,
            tuple(linked.get(row.id, ())),
        )
        for row in people
    )
