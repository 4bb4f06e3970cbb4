"""How much waits, and for how long? Counted over partial indexes, so that asking costs little."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from db.statuses import InboxStatus, OutboxStatus
from db.tables.base import among
from db.tables.people import contacts
from db.tables.road import IS_QUEUED, IS_SET_ASIDE, IS_UNSETTLED, IS_WAITING, inbox, outbox

_IN: Final = select(
    select(func.count()).select_from(inbox).where(IS_WAITING).scalar_subquery().label("waiting"),
    select(func.min(inbox.c.received_at)).where(IS_WAITING).scalar_subquery().label("oldest"),
    select(func.count()).select_from(inbox).where(IS_SET_ASIDE).scalar_subquery().label("aside"),
)
_OUT: Final = (
    select(outbox.c.status, func.count().label("rows"))
    .where(IS_UNSETTLED)
    .group_by(outbox.c.status)
)
_DUE: Final = select(func.min(outbox.c.due_at)).where(IS_QUEUED)


@dataclass(frozen=True, slots=True)
class Gauges:
    """How the road is filled: rows by status, and since when the oldest waits (None: nothing does).

    `outbox` counts what is not settled; what was sent is not counted, for that would read it all.
    """

    inbox: Mapping[str, int]
    outbox: Mapping[str, int]
    oldest_inbox: datetime | None
    oldest_outbox: datetime | None


def read(tx: Connection) -> Gauges:
    """The gauges at this moment."""
    came = tx.execute(_IN).one()
    return Gauges(
        {InboxStatus.WAITING.value: came.waiting, InboxStatus.SET_ASIDE.value: came.aside},
        {row.status: row.rows for row in tx.execute(_OUT)},
        came.oldest,
        tx.execute(_DUE).scalar(),
    )


def lost(tx: Connection, since: datetime) -> dict[str, int]:
    """How many messages were given up or refused since then. Reads all: not for a monitor."""
    rows = tx.execute(
        select(outbox.c.status, func.count().label("rows"))
        .where(outbox.c.settled_at >= since)
        .where(among(outbox.c.status, OutboxStatus.GIVEN_UP, OutboxStatus.REFUSED))
        .group_by(outbox.c.status)
    )
    return {row.status: row.rows for row in rows}


def next_sweep(tx: Connection) -> datetime | None:
    """When retention must next look at somebody; in the past: it is late. None: nobody is kept."""
    return tx.execute(select(func.min(contacts.c.sweep_at))).scalar()
