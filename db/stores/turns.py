"""What does a turn write? A few statements for several women at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    func,
    select,
    update,
)

from db.moments import Moment
from db.prepared import Inserting, Prepared, is_one_of
from db.statuses import IdentityStatus, InboxStatus
from db.tables.people import contacts, identities, sessions
from db.tables.road import IS_WAITING, inbox, outbox


@dataclass(slots=True)
class Writing:
    """The rows that a batch of turns wants written, in one go."""

    sessions: list[dict[str, Any]] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    set_aside: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)


def set_aside(
    tx: Connection,
    contact: int,
    messages: Sequence[int] | None,
    error_type: str,
    place: str,
    now: datetime,
) -> int:
    """Let these messages wait no longer, or all that this contact has waiting; the last of them."""
    hers = and_(IS_WAITING, inbox.c.contact_id == contact)
    which = hers if messages is None else and_(hers, inbox.c.id.in_(messages))
    last = tx.execute(select(func.max(inbox.c.id)).where(which)).scalar()
    tx.execute(
        update(inbox)
        .where(which)
        .values(
            status=InboxStatus.SET_ASIDE,
            settled_at=now,
            error_type=error_type,
            error_place=place,
        )
    )
    return last or 0


class LostRace(Exception):
    """A contact was changed although this transaction holds her row: undone, and tried again."""


def begin(tx: Connection, paces: Sequence[Mapping[str, Any]]) -> None:
    """Count the turns of contacts that this transaction holds. Raises LostRace."""
    if _CONTACTS.run(tx, paces) != len(paces):
        raise LostRace


def write(tx: Connection, writing: Writing, now: datetime) -> None:
    """Write all that a batch of turns decided."""
    if writing.sessions:
        _SESSIONS.run(tx, writing.sessions)
    if writing.settled:
        _SETTLE.run(tx, [{"ids": writing.settled, "now": now}])
    if writing.set_aside:
        _SET_ASIDE.run(tx, writing.set_aside)
    if writing.outbox:
        _OUTBOX.run(tx, writing.outbox)
    if writing.heard:
        _HEARD.run(tx, writing.heard)


def _or_renew(statement: Any) -> Any:
    new = {"state": statement.excluded.state, "updated_at": statement.excluded.updated_at}
    return statement.on_conflict_do_update(index_elements=[sessions.c.contact_id], set_=new)


_SESSIONS: Final = Inserting(sessions, _or_renew)
_OUTBOX: Final = Inserting(outbox)
_SETTLE: Final = Prepared(
    update(inbox)
    .where(is_one_of(inbox.c.id), IS_WAITING)
    .values(status=InboxStatus.DONE, settled_at=bindparam("now"))
)
_SET_ASIDE: Final = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("inbox_id"), IS_WAITING)
    .values(
        status=InboxStatus.SET_ASIDE,
        settled_at=bindparam("now"),
        error_type=bindparam("type"),
        error_place=bindparam("place"),
    )
)
_CONTACTS: Final = Prepared(
    update(contacts)
    .where(and_(contacts.c.id == bindparam("contact"), contacts.c.version == bindparam("read")))
    .values(
        version=contacts.c.version + 1,
        last_in_at=func.coalesce(bindparam("heard_at", type_=Moment), contacts.c.last_in_at),
        turns_in_window=bindparam("turns"),
        window_started_at=bindparam("window"),
        next_turn_at=bindparam("next"),
    )
)
# She wrote from there: it is reachable, whatever was thought before.
_HEARD: Final = Prepared(
    update(identities)
    .where(identities.c.id == bindparam("identity"))
    .values(
        last_in_at=bindparam("heard_at", type_=Moment),
        status=IdentityStatus.REACHABLE,
        status_at=case(
            (identities.c.status == IdentityStatus.REACHABLE, identities.c.status_at),
            else_=bindparam("heard_at", type_=Moment),
        ),
    )
)
