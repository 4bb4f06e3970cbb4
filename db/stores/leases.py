"""Who may send what now, and what became of it? Leases, order, and outcomes written once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from db.encryption import BrokenSeal, Keyring
from db.statuses import OUTBOX_FINAL, OutboxStatus
from db.stores import lease_statements as statements

UNKNOWN_HOLDS: Final = timedelta(seconds=60)
"""How long a message of unknown outcome holds her later ones (DESIGN.md)."""

MOST_IN_A_ROW: Final = 8
"""How many messages of one woman are leased at once, so that their order costs no round trips."""

OTHERS_SINCE: Final = timedelta(minutes=10)
"""How far before a doubtful attempt the provider's names of her other messages are looked up."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a process takes upon itself: so many rows of a lane, until then, under a token."""

    lane: int
    channels: Sequence[str]
    most: int
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Leased:
    """A row that this process may send until its lease ends.

    `first_attempt_at`: when it may first have been sent. `was_unknown`: it may have been sent
    before; `others` are then the provider's names of her messages that are surely not this one.
    `body` is None when it can no longer be opened.
    """

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
    created_at: datetime
    attempts: int
    first_attempt_at: datetime | None
    case_id: int | None
    token: str
    until: datetime
    was_unknown: bool = False
    address: str = field(default="", repr=False)
    heard_at: datetime | None = None
    body: bytes | None = field(default=None, repr=False)
    others: frozenset[str] = frozenset()


def lease(tx: Connection, keyring: Keyring, wanted: Wanted, now: datetime) -> tuple[Leased, ...]:
    """Take what is due in a lane: of each recipient the oldest, and what follows without a gap."""
    ended = now - UNKNOWN_HOLDS
    heads = tx.execute(statements.HEADS, {**_asked(wanted, now), "patience_ended": ended}).all()
    if not heads:
        return ()
    ids = _with_followers(tx, {row.recipient: row.id for row in heads}, wanted.lane, now)
    until = {"ids": ids, "token": wanted.token, "until": wanted.until, "now": now}
    statements.LEASE.run(tx, [until])
    rows = statements.LEASED.rows(tx, ids=ids, token=wanted.token)
    return tuple(_leased(keyring, row, wanted) for row in rows)


def lease_lapsed(
    tx: Connection, keyring: Keyring, wanted: Wanted, now: datetime
) -> tuple[Leased, ...]:
    """Take what was being sent when its process died or its line was cut: it is looked up first."""
    ids = [row.id for row in tx.execute(statements.LAPSED, _asked(wanted, now))]
    if not ids:
        return ()
    statements.LEASE_LAPSED.run(tx, [{"ids": ids, "token": wanted.token, "until": wanted.until}])
    rows = statements.LEASED.rows(tx, ids=ids, token=wanted.token)
    others = _others(tx, rows)
    return tuple(
        replace(
            _leased(keyring, row, wanted),
            was_unknown=True,
            others=others.get(row.contact_id, frozenset()),
        )
        for row in rows
    )


def _asked(wanted: Wanted, now: datetime) -> dict[str, Any]:
    channels = list(wanted.channels)
    return {"now": now, "channels": channels, "most": wanted.most, "lane": wanted.lane}


def _with_followers(tx: Connection, heads: dict[str, int], lane: int, now: datetime) -> list[int]:
    taken: dict[str, list[int]] = {recipient: [] for recipient in heads}
    ended: set[str] = set()
    for row in tx.execute(statements.FOLLOWING, {"recipients": list(heads)}):
        if row.id < heads[row.recipient] or row.recipient in ended:
            continue
        free = row.status == OutboxStatus.QUEUED and row.due_at <= now and row.lane == lane
        if free and len(taken[row.recipient]) < MOST_IN_A_ROW:
            taken[row.recipient].append(row.id)
        elif row.lane <= lane:
            ended.add(row.recipient)
    return [each for ids in taken.values() for each in ids]


def _others(tx: Connection, rows: Sequence[Any]) -> Mapping[int, frozenset[str]]:
    hers = sorted({row.contact_id for row in rows if row.contact_id is not None})
    began = [row.first_attempt_at for row in rows if row.first_attempt_at is not None]
    if not hers or not began:
        return {}
    found: dict[int, set[str]] = {}
    for row in statements.OTHERS.rows(tx, ids=hers, since=min(began) - OTHERS_SINCE):
        found.setdefault(row.contact_id, set()).add(row.provider_ref)
    return {contact: frozenset(refs) for contact, refs in found.items()}


def _leased(keyring: Keyring, row: Any, wanted: Wanted) -> Leased:
    return Leased(
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
        created_at=row.created_at,
        attempts=row.attempts,
        first_attempt_at=row.first_attempt_at,
        case_id=row.case_id,
        token=wanted.token,
        until=wanted.until,
        address=_address(keyring, row),
        heard_at=row.heard_at or row.staff_heard_at,
        body=_body(keyring, row.body),
    )


def _body(keyring: Keyring, sealed: bytes | None) -> bytes | None:
    """None when it was damaged: one broken row must not stop a lane. Raises UnknownKey."""
    try:
        return keyring.open("outbox.body", sealed) if sealed else None
    except BrokenSeal:
        return None


def _address(keyring: Keyring, row: Any) -> str:
    if row.identity_address is not None:
        return keyring.open_text("identities.address", row.identity_address).reveal()
    if row.staff_address is not None:
        return keyring.open_text("staff_identities.address", row.staff_address).reveal()
    return ""


# -- settling -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `again_at`: not settled, to be tried or looked up then.

    `tried`: whether the provider was called at all.
    """

    id: int
    token: str
    status: OutboxStatus
    provider_ref: str | None = None
    code: str | None = None
    again_at: datetime | None = None
    tried: bool = True


def settle(tx: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write what became of leased rows; a lease that another process took over changes nothing."""
    if outcomes:
        statements.SETTLE.run(tx, [_settled(each, now) for each in outcomes])


def _settled(each: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "row": each.id,
        "token": each.token,
        "becomes": each.status,
        "ref": each.provider_ref,
        "why": each.code,
        "untried": 0 if each.tried else 1,
        "again_at": each.again_at,
        "look_at": each.again_at if each.status is OutboxStatus.UNKNOWN else None,
        "settled": now if each.status in OUTBOX_FINAL else None,
    }
