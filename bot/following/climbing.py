"""What is done when she does not answer? One step, by what is known of the message."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.following.cadence import WhyNot, at_her_hour, may_ask_at
from bot.following.following import Following, is_near, terms_of
from bot.following.ladder import ARRIVED, MESSAGES, STAFF, Climb, Do, Move, Reading, move
from bot.following.questions import SECOND_TRY, Question
from bot.following.staff import Silent, Team
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import IdentityStatus, OutboxStatus
from db.stores import check_ins, facts
from db.stores.check_ins import Asked, CheckIn, Due, Way
from flows.engine.book import CHECK_IN

A_DAY_MORE: Final = timedelta(days=1)
WAIT: Final = "wait"
NOTHING: Final = "nothing"

_OF_IDENTITY: Final[Mapping[str, Reading]] = {
    IdentityStatus.BLOCKED: Reading.BLOCKED,
    IdentityStatus.GONE: Reading.LINE_DEAD,
    IdentityStatus.STOPPED_AT_PROVIDER: Reading.BLOCKED,
}
_OF_CODE: Final[Mapping[str, Reading]] = {
    "blocked": Reading.BLOCKED,
    "no_such_address": Reading.LINE_DEAD,
    "stopped_at_provider": Reading.BLOCKED,
    "window_closed": Reading.WINDOW_CLOSED,
    "63016": Reading.WINDOW_CLOSED,
    "21610": Reading.BLOCKED,
    "21211": Reading.LINE_DEAD,
    "63003": Reading.LINE_DEAD,
    "63024": Reading.LINE_DEAD,
}
_OF_RECEIPT: Final[Mapping[str, Reading]] = {
    "read": Reading.READ,
    "delivered": Reading.DELIVERED,
    "sent": Reading.SENT,
    "failed": Reading.FAILED,
}
_OF_STATUS: Final[Mapping[str, Reading]] = {
    OutboxStatus.QUEUED: Reading.WAITING,
    OutboxStatus.LEASED: Reading.WAITING,
    OutboxStatus.UNKNOWN: Reading.UNKNOWN,
    OutboxStatus.SENT: Reading.ACCEPTED,
    OutboxStatus.REFUSED: Reading.FAILED,
    OutboxStatus.GIVEN_UP: Reading.FAILED,
    OutboxStatus.WITHDRAWN: Reading.FAILED,
}
RECEIPTED: Final = frozenset({"whatsapp"})
"""Channels that say more than "accepted": there, nothing more said means not yet delivered."""


@dataclass(frozen=True, slots=True)
class Climbed:
    """What becomes of her row, and perhaps a message that goes out."""

    row: CheckIn
    question: Question | None = None
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Climber:
    """Takes steps, in the transaction that holds her row."""

    tx: Transaction
    keyring: Keyring
    following: Following
    team: Team

    def climb(self, due: Due, now: datetime) -> Climbed:
        """The next step that is due and possible; else when to look again, or the end of it."""
        row, policy = due.row, self.following.policy
        asked_at = row.asked_at or now
        reading = reading_of(self._became(row), due)
        plan = self._plan(row.contact_id)
        ladder = self.following.ladder(row, asked_at)
        taken = frozenset(Do(each) for each in row.taken.split(",") if each)
        while True:
            step = self._wished(move(ladder, Climb(asked_at, taken), reading, now), plan, row, now)
            if step.do is None:
                break
            if step.do in MESSAGES and not may_ask_at(policy, terms_of(row), now, due.zone):
                hour = at_her_hour(policy, terms_of(row), now, due.zone)
                return Climbed(replace(_with(row, taken), next_at=hour))  # the same step, by day
            taken |= {step.do}
            climbed = self._take(step, due, plan, reading, now)
            if climbed is not None:
                return replace(climbed, row=_with(climbed.row, taken))
        row = _with(row, taken)
        if step.look_at is not None:
            return Climbed(replace(row, next_at=step.look_at))
        return Climbed(self._over(row, reading, due.zone, now))

    # -- one step -------------------------------------------------------------------------------

    def _take(
        self, step: Move, due: Due, plan: Mapping[str, str], reading: Reading, now: datetime
    ) -> Climbed | None:
        """Take a step; None when it is not possible, and the next one is tried at once."""
        row = replace(due.row, next_at=step.look_at or now)
        match step.do:
            case Do.SECOND_TRY:
                return self._second_try(row, due, now)
            case Do.OTHER_WAY:
                return self._other_way(row, due, plan, now)
            case Do() as do:
                self.team.tell(Silent(row, due, reading, plan, do), now)
                return Climbed(row)
            case None:
                return None

    def _second_try(self, row: CheckIn, due: Due, now: datetime) -> Climbed | None:
        way = next((each for each in due.ways if each.status == IdentityStatus.REACHABLE), None)
        return None if way is None else _send(row, way, now)

    def _other_way(
        self, row: CheckIn, due: Due, plan: Mapping[str, str], now: datetime
    ) -> Climbed | None:
        """Only where she said that she may be looked for there: another phone may be his."""
        reachable = [each for each in due.ways if each.status == IdentityStatus.REACHABLE]
        became = self._became(row)
        others = [each for each in reachable if became is None or each.channel != became.channel]
        if plan.get("plan_other_way") != "yes" or not others:
            return None
        return _send(row, others[0], now)

    def _over(self, row: CheckIn, reading: Reading, zone: str, now: datetime) -> CheckIn:
        """The ladder is at its end: what never arrived is not counted as her silence."""
        arrived = reading in ARRIVED
        after = self.following.next(row, now, zone)
        return replace(
            row,
            missed=row.missed + 1 if arrived else row.missed,
            lost=0 if arrived else row.lost + 1,
            asked_at=None,
            next_at=after,
            why_not=None if after else WhyNot.OVER,
        )

    # -- what is known --------------------------------------------------------------------------

    def _wished(self, step: Move, plan: Mapping[str, str], row: CheckIn, now: datetime) -> Move:
        """What she asked for in calm: a day more, or nothing; not against danger."""
        silent = plan.get("plan_silent")
        near = is_near(row, self.following.silence.near, row.asked_at or now)
        if step.do not in STAFF or near or silent not in (WAIT, NOTHING):
            return step
        if silent == NOTHING:
            return Move(None, None)
        until = (row.asked_at or now) + _after(self.following, row, step, now) + A_DAY_MORE
        return step if until <= now else Move(None, until)

    def _became(self, row: CheckIn) -> Asked | None:
        return check_ins.became_of(self.tx, row.asked_ref) if row.asked_ref else None

    def _plan(self, contact_id: int) -> Mapping[str, str]:
        known = facts.read(self.tx, self.keyring, contact_id)
        return {name: value.reveal() for name, value in known.items() if name.startswith("plan_")}


def reading_of(asked: Asked | None, due: Due) -> Reading:
    """What is known of the message; without one, what is known of her addresses."""
    if asked is None:
        status = due.ways[0].status if due.ways else IdentityStatus.GONE
        return _OF_IDENTITY.get(status, Reading.FAILED)
    told = _OF_RECEIPT.get(asked.receipt or "")
    if told in ARRIVED:
        return told
    code = "" if asked.status == OutboxStatus.QUEUED else asked.code or ""
    known = _OF_CODE.get(code) or _OF_IDENTITY.get(asked.identity or "") or told
    if known is not None:
        return known
    if asked.status == OutboxStatus.SENT and asked.channel in RECEIPTED:
        return Reading.SENT
    return _OF_STATUS[asked.status]


def _send(row: CheckIn, way: Way, now: datetime) -> Climbed:
    """A gentle second question goes out, and from now on it is this message that is looked at."""
    asked = replace(row, asked_ref=f"k{row.contact_id}-{now.timestamp():.6f}")
    return Climbed(asked, Question(CHECK_IN, SECOND_TRY), way)


def _after(following: Following, row: CheckIn, step: Move, now: datetime) -> timedelta:
    ladder = following.ladder(row, row.asked_at or now)
    spans = [each.after for steps in ladder.values() for each in steps if each.do is step.do]
    return max(spans, default=timedelta())


def _with(row: CheckIn, taken: frozenset[Do]) -> CheckIn:
    return replace(row, taken=",".join(sorted(taken)))
