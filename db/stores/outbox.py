"""How does the outbox keep its promises? Leases, order, and outcomes written once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.encryption import Keyring
from db.moments import Moment
from db.statuses import OUTBOX_FINAL, Lane, OutboxStatus
from db.stores.receipts import match_early
from db.tables.base import among
from db.tables.care import staff_identities
from db.tables.people import identities
from db.tables.road import IS_IN_FLIGHT, IS_QUEUED, IS_UNSETTLED, UNSETTLED, outbox


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do at a provider that is no message: erase, or leave a group."""

    kind: str
    channel: str
    reference: str
    body: bytes = field(repr=False)
    after: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Leased:
    """A row that this process may send until its lease ends."""

    id: int
    recipient: str
    contact_id: int | None
    identity_id: int | None
    staff_id: int | None
    channel: str
    lane: int
    kind: str
    reference: str
    due_at: datetime
    use_by: datetime | None
    attempts: int
    first_attempt_at: datetime | None
    case_id: int | None
    was_unknown: bool
    address: str = field(default="", repr=False)
    heard_at: datetime | None = None
    body: bytes = field(default=b"", repr=False)


def add_chores(
    tx: Connection, keyring: Keyring, chores: Iterable[Chore], now: datetime, within: timedelta
) -> None:
    """Plan chores, each once by its reference; `within` after their time they are given up."""
    rows = [
        {
            "recipient": f"x{chore.reference}",
            "channel": chore.channel,
            "lane": Lane.CHORE,
            "kind": chore.kind,
            "body": keyring.seal("outbox.body", chore.body),
            "reference": chore.reference,
            "status": OutboxStatus.QUEUED,
            "due_at": now + chore.after,
            "use_by": now + chore.after + within,
            "created_at": now,
        }
        for chore in chores
    ]
    add_once(tx, rows)


def add_once(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Queue rows, each once by its reference; how many were new."""
    if not rows:
        return 0
    return tx.execute(_insert(tx)(outbox).on_conflict_do_nothing(), list(rows)).rowcount


def _insert(tx: Connection) -> Any:
    return postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert


# -- leasing ------------------------------------------------------------------------------------

UNKNOWN_HOLDS: Final = timedelta(seconds=60)
"""How long a message of unknown outcome holds her later ones (DESIGN.md)."""

_older = outbox.alias("older")
_IS_HELD: Final = exists().where(
    _older.c.recipient == outbox.c.recipient,
    _older.c.id < outbox.c.id,
    _older.c.lane <= outbox.c.lane,  # what she asked for never waits behind what Alba starts
    among(_older.c.status, *UNSETTLED),  # in this order, or its index is not used
    ~and_(
        _older.c.status == OutboxStatus.UNKNOWN,
        _older.c.first_attempt_at <= bindparam("patience_ended"),
    ),
)
_HEADS: Final = (
    select(outbox.c.id, outbox.c.recipient)
    .where(IS_QUEUED, outbox.c.lane == bindparam("lane"), outbox.c.due_at <= bindparam("now"))
    .where(outbox.c.channel.in_(bindparam("channels", expanding=True)))
    .where(~_IS_HELD)
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
_LAPSED: Final = (
    select(outbox.c.id, outbox.c.recipient)
    .where(IS_IN_FLIGHT, outbox.c.leased_until <= bindparam("now"))
    .where(outbox.c.channel.in_(bindparam("channels", expanding=True)))
    .order_by(outbox.c.leased_until)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_FOLLOWING: Final = (
    select(outbox.c.id, outbox.c.recipient, outbox.c.lane, outbox.c.status, outbox.c.due_at)
    .where(IS_UNSETTLED, outbox.c.recipient.in_(bindparam("recipients", expanding=True)))
    .order_by(outbox.c.id)
)
_LEASE: Final = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        status=OutboxStatus.LEASED,
        lease=bindparam("token"),
        leased_until=bindparam("until"),
        attempts=outbox.c.attempts + 1,
        first_attempt_at=func.coalesce(outbox.c.first_attempt_at, bindparam("now", type_=Moment)),
    )
)
_LEASED: Final = (
    select(
        outbox,
        identities.c.address.label("identity_address"),
        identities.c.last_in_at.label("heard_at"),
        staff_identities.c.address.label("staff_address"),
    )
    .select_from(
        outbox.outerjoin(identities, identities.c.id == outbox.c.identity_id).outerjoin(
            staff_identities,
            and_(
                staff_identities.c.staff_id == outbox.c.staff_id,
                staff_identities.c.channel == outbox.c.channel,
            ),
        )
    )
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(outbox.c.id)
)
MOST_IN_A_ROW: Final = 8
"""How many messages of one woman are leased at once, so that their order costs no round trips."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a process takes upon itself: at most so many rows of a lane, until then, under a token."""

    lane: int
    channels: Sequence[str]
    most: int
    token: str
    until: datetime


def lease(tx: Connection, keyring: Keyring, wanted: Wanted, now: datetime) -> tuple[Leased, ...]:
    """Take what is due in a lane: of each recipient the oldest, and what follows without a gap."""
    heads = tx.execute(
        _HEADS,
        {
            "now": now,
            "channels": list(wanted.channels),
            "most": wanted.most,
            "lane": wanted.lane,
            "patience_ended": now - UNKNOWN_HOLDS,
        },
    ).all()
    if not heads:
        return ()
    ids = _with_followers(tx, {row.recipient: row.id for row in heads}, wanted.lane, now)
    return _take(tx, keyring, ids, wanted, now, unknown=False)


def lease_lapsed(
    tx: Connection, keyring: Keyring, wanted: Wanted, now: datetime
) -> tuple[Leased, ...]:
    """Take what was being sent when its process died or its line was cut: to be looked up first."""
    found = tx.execute(
        _LAPSED, {"now": now, "channels": list(wanted.channels), "most": wanted.most}
    ).all()
    return _take(tx, keyring, [row.id for row in found], wanted, now, unknown=True)


def _with_followers(tx: Connection, heads: dict[str, int], lane: int, now: datetime) -> list[int]:
    taken: dict[str, list[int]] = {recipient: [] for recipient in heads}
    ended: set[str] = set()
    for row in tx.execute(_FOLLOWING, {"recipients": list(heads)}):
        if row.id < heads[row.recipient] or row.recipient in ended:
            continue
        free = row.status == OutboxStatus.QUEUED and row.due_at <= now and row.lane == lane
        if free and len(taken[row.recipient]) < MOST_IN_A_ROW:
            taken[row.recipient].append(row.id)
        elif row.lane <= lane:
            ended.add(row.recipient)
    return [each for ids in taken.values() for each in ids]


def _take(
    tx: Connection,
    keyring: Keyring,
    ids: Sequence[int],
    wanted: Wanted,
    now: datetime,
    *,
    unknown: bool,
) -> tuple[Leased, ...]:
    if not ids:
        return ()
    tx.execute(_LEASE, {"ids": list(ids), "token": wanted.token, "until": wanted.until, "now": now})
    rows = tx.execute(_LEASED, {"ids": list(ids)}).all()
    return tuple(
        Leased(
            id=row.id,
            recipient=row.recipient,
            contact_id=row.contact_id,
            identity_id=row.identity_id,
            staff_id=row.staff_id,
            channel=row.channel,
            lane=row.lane,
            kind=row.kind,
            reference=row.reference,
            due_at=row.due_at,
            use_by=row.use_by,
            attempts=row.attempts,
            first_attempt_at=row.first_attempt_at,
            case_id=row.case_id,
            was_unknown=unknown,
            address=_address(keyring, row),
            heard_at=row.heard_at,
            body=keyring.open("outbox.body", bytes(row.body)) if row.body else b"",
        )
        for row in rows
    )


def _address(keyring: Keyring, row: Any) -> str:
    if row.identity_address is not None:
        sealed, purpose = row.identity_address, "identities.address"
    elif row.staff_address is not None:
        sealed, purpose = row.staff_address, "staff_identities.address"
    else:
        return ""
    return keyring.open_text(purpose, bytes(sealed)).reveal()


# -- settling -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `again_at`: not settled, to be tried or looked up then.

    `tried`: whether the provider was called at all.
    """

    id: int
    status: OutboxStatus
    provider_ref: str | None = None
    code: str | None = None
    again_at: datetime | None = None
    tried: bool = True


_SETTLE: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.lease == bindparam("token"))
    .where(outbox.c.status == OutboxStatus.LEASED)
    .values(
        status=bindparam("becomes"),
        provider_ref=func.coalesce(bindparam("ref"), outbox.c.provider_ref),
        code=bindparam("why"),
        attempts=outbox.c.attempts - bindparam("untried"),
        due_at=func.coalesce(bindparam("again_at", type_=Moment), outbox.c.due_at),
        leased_until=bindparam("look_at"),
        lease=None,
        settled_at=bindparam("settled"),
    )
)


def settle(tx: Connection, outcomes: Sequence[Outcome], token: str, now: datetime) -> None:
    """Write what became of leased rows; a lease that another process took over changes nothing."""
    if not outcomes:
        return
    tx.execute(
        _SETTLE,
        [
            {
                "row": each.id,
                "token": token,
                "becomes": each.status,
                "ref": each.provider_ref,
                "why": each.code,
                "untried": 0 if each.tried else 1,
                "again_at": each.again_at,
                "look_at": each.again_at if each.status is OutboxStatus.UNKNOWN else None,
                "settled": now if each.status in OUTBOX_FINAL else None,
            }
            for each in outcomes
        ],
    )
    match_early(tx, [each.id for each in outcomes if each.provider_ref])


def withdraw_for_identity(tx: Connection, identity_id: int, now: datetime) -> None:
    """Nothing that waits for this address can reach anybody any more."""
    tx.execute(
        update(outbox)
        .where(IS_QUEUED, outbox.c.identity_id == identity_id)
        .values(status=OutboxStatus.WITHDRAWN, settled_at=now)
    )


def next_due(tx: Connection) -> datetime | None:
    """When the outbox next has something to do; None when it is empty."""
    queued = tx.execute(select(func.min(outbox.c.due_at)).where(IS_QUEUED)).scalar()
    lapsed = tx.execute(select(func.min(outbox.c.leased_until)).where(IS_IN_FLIGHT)).scalar()
    moments = [each for each in (queued, lapsed) if each is not None]
    return min(moments) if moments else None


@dataclass(frozen=True, slots=True)
class Lost:
    """A message that did not arrive: whose it was, and the provider's code."""

    contact_id: int | None
    channel: str
    code: str | None


def whose(tx: Connection, row: int) -> Lost | None:
    """Whose message a row is; None when it is gone."""
    found = tx.execute(
        select(outbox.c.contact_id, outbox.c.channel, outbox.c.code).where(outbox.c.id == row)
    ).first()
    return Lost(*found) if found else None
