"""What is asked of the database when messages are leased and settled? Compiled once each."""

from typing import Final

from sqlalchemy import and_, bindparam, case, exists, func, select, update

from db.moments import Moment
from db.prepared import Prepared, is_one_of
from db.statuses import OutboxStatus
from db.tables.base import among
from db.tables.care import staff_identities
from db.tables.people import identities
from db.tables.road import (
    HAS_PROVIDER_REF,
    IS_IN_FLIGHT,
    IS_QUEUED,
    IS_UNSETTLED,
    UNSETTLED,
    outbox,
)

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
HEADS: Final = (
    select(outbox.c.id, outbox.c.recipient)
    .where(IS_QUEUED, outbox.c.lane == bindparam("lane"), outbox.c.due_at <= bindparam("now"))
    .where(outbox.c.channel.in_(bindparam("channels", expanding=True)))
    .where(~_IS_HELD)
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
LAPSED: Final = (
    select(outbox.c.id, outbox.c.recipient)
    .where(IS_IN_FLIGHT, outbox.c.leased_until <= bindparam("now"))
    .where(outbox.c.lane == bindparam("lane"))
    .where(outbox.c.channel.in_(bindparam("channels", expanding=True)))
    .order_by(outbox.c.leased_until)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
FOLLOWING: Final = (
    select(outbox.c.id, outbox.c.recipient, outbox.c.lane, outbox.c.status, outbox.c.due_at)
    .where(IS_UNSETTLED, outbox.c.recipient.in_(bindparam("recipients", expanding=True)))
    .order_by(outbox.c.id)
)
LEASE: Final = Prepared(
    update(outbox)
    .where(is_one_of(outbox.c.id), IS_QUEUED)
    .values(
        status=OutboxStatus.LEASED,
        lease=bindparam("token"),
        leased_until=bindparam("until"),
        attempts=outbox.c.attempts + 1,
        first_attempt_at=func.coalesce(outbox.c.first_attempt_at, bindparam("now", type_=Moment)),
    )
)
# It stays unknown while it is looked up, so that it holds her later ones no longer than it may.
LEASE_LAPSED: Final = Prepared(
    update(outbox)
    .where(is_one_of(outbox.c.id), IS_IN_FLIGHT)
    .values(
        status=OutboxStatus.UNKNOWN,
        lease=bindparam("token"),
        leased_until=bindparam("until"),
        attempts=outbox.c.attempts + 1,
    )
)
_OF_STAFF: Final = and_(
    staff_identities.c.staff_id == outbox.c.staff_id,
    staff_identities.c.channel == outbox.c.channel,
)
LEASED: Final = Prepared(
    select(
        outbox.c.id,
        outbox.c.recipient,
        outbox.c.contact_id,
        outbox.c.identity_id,
        outbox.c.staff_id,
        outbox.c.channel,
        outbox.c.lane,
        outbox.c.kind,
        outbox.c.reference,
        outbox.c.due_at,
        outbox.c.use_by,
        outbox.c.created_at,
        outbox.c.attempts,
        outbox.c.first_attempt_at,
        outbox.c.case_id,
        outbox.c.body,
        identities.c.address.label("identity_address"),
        identities.c.last_in_at.label("heard_at"),
        select(staff_identities.c.address)
        .where(_OF_STAFF)
        .order_by(staff_identities.c.id)
        .limit(1)
        .scalar_subquery()
        .label("staff_address"),
        select(func.max(staff_identities.c.heard_at))
        .where(_OF_STAFF)
        .scalar_subquery()
        .label("staff_heard_at"),
    )
    .select_from(outbox.outerjoin(identities, identities.c.id == outbox.c.identity_id))
    .where(is_one_of(outbox.c.id), outbox.c.lease == bindparam("token"))
    .order_by(outbox.c.id)
)
OTHERS: Final = Prepared(
    select(outbox.c.contact_id, outbox.c.provider_ref).where(
        is_one_of(outbox.c.contact_id), HAS_PROVIDER_REF, outbox.c.settled_at > bindparam("since")
    )
)
SETTLE: Final = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.lease == bindparam("token"), IS_IN_FLIGHT)
    .values(
        status=bindparam("becomes"),
        provider_ref=func.coalesce(bindparam("ref"), outbox.c.provider_ref),
        code=bindparam("why"),
        attempts=outbox.c.attempts - bindparam("untried"),
        due_at=func.coalesce(bindparam("again_at", type_=Moment), outbox.c.due_at),
        # surely not sent: a look-up need not go back further than the next attempt
        first_attempt_at=case(
            (bindparam("becomes") == OutboxStatus.QUEUED.value, None),
            else_=outbox.c.first_attempt_at,
        ),
        leased_until=bindparam("look_at"),
        lease=None,
        settled_at=bindparam("settled"),
    )
)
