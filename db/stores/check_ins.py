"""Whom does Alba ask how she is, and when? Rows with a time, claimed in batches by any worker."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, update

from db.prepared import Inserting, Prepared, is_one_of
from db.statuses import IdentityStatus
from db.tables.following import HAS_NEXT, check_ins
from db.tables.people import contacts, identities
from db.tables.road import outbox

WEB: Final = "web"  # a page cannot be written to


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A woman who agreed to be asked, as `db/tables/following.py` explains each column."""

    contact_id: int
    track: str
    since: datetime
    policy: str
    dated: bool = True
    first_night: bool = False
    hour: int | None = None
    pace: int = 1
    paused_until: datetime | None = None
    next_at: datetime | None = None
    why_not: str | None = None
    asked_at: datetime | None = None
    asked_ref: str | None = None
    asked_node: str | None = None
    taken: str = ""
    missed: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """An address of hers that can be written to without being asked, as far as is known."""

    identity_id: int
    channel: str
    status: str
    last_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """A row that this transaction holds, and what is plain of the woman, as of this moment."""

    row: CheckIn
    zone: str
    language: str
    may_write: bool
    ways: tuple[Way, ...]
    last_in_at: datetime | None


_COLUMNS: Final = tuple(column for column in check_ins.c)
_NAMES: Final = tuple(column.name for column in _COLUMNS)
_DUE: Final = (
    select(
        *_COLUMNS,
        contacts.c.zone,
        contacts.c.language,
        contacts.c.last_in_at,
        contacts.c.consent_at,
        contacts.c.stopped_at,
        contacts.c.forgotten_at,
    )
    .join(contacts, contacts.c.id == check_ins.c.contact_id)
    .order_by(check_ins.c.next_at, check_ins.c.contact_id)
    # Both rows, or neither: a turn that holds hers is not waited for, and waits for nobody.
    .with_for_update(skip_locked=True, of=[check_ins, contacts])
)
_NEXT: Final = Prepared(
    _DUE.where(HAS_NEXT, check_ins.c.next_at <= bindparam("now")).limit(bindparam("most"))
)
_ONE: Final = Prepared(
    _DUE.where(
        HAS_NEXT,
        check_ins.c.next_at <= bindparam("now"),
        check_ins.c.contact_id == bindparam("only"),
    )
)
_WAYS: Final = Prepared(
    select(
        identities.c.contact_id,
        identities.c.id,
        identities.c.channel,
        identities.c.status,
        identities.c.last_in_at,
    ).where(is_one_of(identities.c.contact_id), identities.c.channel != WEB)
)
_FIXED: Final = ("contact_id",)
_UPDATE: Final = Prepared(
    update(check_ins)
    .where(check_ins.c.contact_id == bindparam("contact"))
    .values(
        {
            column: bindparam(f"new_{column.name}")
            for column in _COLUMNS
            if column.name not in _FIXED
        }
    )
)
_OPEN: Final = Prepared(  # what asking changes, for it is done for very many at once
    update(check_ins)
    .where(check_ins.c.contact_id == bindparam("contact"))
    .values(
        next_at=bindparam("look_at"),
        asked_at=bindparam("now"),
        asked_ref=bindparam("reference"),
        asked_node=bindparam("node"),
        taken="",
        policy=bindparam("rules"),
    )
)
_ASKED: Final = Prepared(
    update(contacts)
    .where(contacts.c.id == bindparam("contact"))
    .values(asked=bindparam("what"), asked_at=bindparam("now"))
)


def _or_renew(statement: Any) -> Any:
    new = {name: getattr(statement.excluded, name) for name in _NAMES}
    return statement.on_conflict_do_update(index_elements=[check_ins.c.contact_id], set_=new)


_SAVE: Final = Inserting(check_ins, _or_renew)


def claim(tx: Connection, now: datetime, *, most: int, only: int | None = None) -> tuple[Due, ...]:
    """Hold the rows that are due, the oldest first; `only`: that woman's and no other."""
    one = only is not None
    rows = _ONE.rows(tx, now=now, only=only) if one else _NEXT.rows(tx, now=now, most=most)
    if not rows:
        return ()
    ways: dict[int, list[Way]] = {}
    for way in _WAYS.rows(tx, ids=[row.contact_id for row in rows]):
        found = Way(way.id, way.channel, way.status, way.last_in_at)
        ways.setdefault(way.contact_id, []).append(found)
    return tuple(_due(row, ways.get(row.contact_id, ())) for row in rows)


def best_way(tx: Connection, contact_id: int) -> Way | None:
    """The reachable address that she used last; one that is not, when none is."""
    found = _WAYS.rows(tx, ids=[contact_id])
    ways = [Way(way.id, way.channel, way.status, way.last_in_at) for way in found]
    return max(ways, key=_latest, default=None)


def waiting(tx: Connection, now: datetime, *, most: int) -> tuple[int, ...]:
    """The women whose rows are due, the oldest first."""
    wanted = (
        select(check_ins.c.contact_id)
        .where(HAS_NEXT, check_ins.c.next_at <= now)
        .order_by(check_ins.c.next_at, check_ins.c.contact_id)
        .limit(most)
    )
    return tuple(tx.execute(wanted).scalars())


def write(tx: Connection, rows: Sequence[CheckIn]) -> None:
    """Write rows that this transaction holds, as they are now."""
    if rows:
        _UPDATE.run(tx, [_values(row) for row in rows])


def write_asked(tx: Connection, rows: Sequence[CheckIn]) -> None:
    """Write rows of women who are being asked at this moment."""
    if rows:
        _OPEN.run(
            tx,
            [
                {
                    "contact": row.contact_id,
                    "look_at": row.next_at,
                    "now": row.asked_at,
                    "reference": row.asked_ref,
                    "node": row.asked_node,
                    "rules": row.policy,
                }
                for row in rows
            ],
        )


def note_asked(tx: Connection, asked: Mapping[int, str], now: datetime) -> None:
    """What Alba asked of her own accord last, by contact: a flow and its node."""
    if asked:
        rows = [{"contact": contact, "what": what, "now": now} for contact, what in asked.items()]
        _ASKED.run(tx, rows)


def read(tx: Connection, contact_id: int) -> CheckIn | None:
    """Hers; None when she never agreed."""
    row = tx.execute(select(*_COLUMNS).where(check_ins.c.contact_id == contact_id)).first()
    return None if row is None else CheckIn(**row._mapping)


def save(tx: Connection, row: CheckIn) -> None:
    """Make her row, or renew it."""
    _SAVE.run(tx, [asdict(row)])


def postpone(tx: Connection, contact_id: int, at: datetime) -> None:
    """Look at hers later."""
    tx.execute(update(check_ins).where(check_ins.c.contact_id == contact_id).values(next_at=at))


def was_asked_by(tx: Connection, message: int) -> bool:
    """Whether this message is the last that asked a woman how she is."""
    asks = (
        select(check_ins.c.contact_id)
        .join(outbox, outbox.c.contact_id == check_ins.c.contact_id)
        .where(outbox.c.id == message, check_ins.c.asked_ref == outbox.c.reference)
    )
    return tx.execute(asks).first() is not None


def look_now(tx: Connection, contact_id: int, message: int, now: datetime) -> None:
    """Look at once at what became of a message, if it is the last that asked her."""
    asks_by = select(outbox.c.reference).where(outbox.c.id == message).scalar_subquery()
    tx.execute(
        update(check_ins)
        .where(check_ins.c.contact_id == contact_id, check_ins.c.asked_at.is_not(None))
        .where(check_ins.c.asked_ref == asks_by)
        .values(next_at=now)
    )


def next_due(tx: Connection) -> datetime | None:
    """When the next row falls due; None when nothing is planned."""
    return tx.execute(select(func.min(check_ins.c.next_at)).where(HAS_NEXT)).scalar()


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a message of ours, as far as is known, and of the address it went to."""

    status: str
    receipt: str | None
    code: str | None
    channel: str
    settled_at: datetime | None
    identity: str | None


def became_of(tx: Connection, reference: str) -> Asked | None:
    """What became of the message with this reference; None when it is gone."""
    row = tx.execute(
        select(
            outbox.c.status,
            outbox.c.receipt,
            outbox.c.code,
            outbox.c.channel,
            outbox.c.settled_at,
            identities.c.status.label("identity"),
        )
        .select_from(outbox.outerjoin(identities, identities.c.id == outbox.c.identity_id))
        .where(outbox.c.reference == reference)
    ).first()
    return None if row is None else Asked(*row)


def _due(row: Any, ways: Sequence[Way]) -> Due:
    fields = row[: len(_COLUMNS)]
    may_write = row.consent_at is not None and row.stopped_at is None and row.forgotten_at is None
    reachable = sorted(ways, key=_latest, reverse=True)
    return Due(
        CheckIn(**dict(zip(_NAMES, fields, strict=True))),
        row.zone,
        row.language,
        may_write,
        tuple(reachable),
        row.last_in_at,
    )


def _latest(way: Way) -> tuple[bool, float, int]:
    """The reachable one that she used last comes first."""
    used = way.last_in_at.timestamp() if way.last_in_at else 0.0
    return way.status == IdentityStatus.REACHABLE, used, -way.identity_id


def _values(row: CheckIn) -> dict[str, Any]:
    return {
        "contact": row.contact_id,
        **{f"new_{name}": getattr(row, name) for name in _NAMES if name not in _FIXED},
    }
