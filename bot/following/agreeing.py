"""What did she agree to, and what does she say? Her row of check-ins follows her own words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.following.cadence import Track, WhyNot, her_hour, waking
from bot.following.following import Following, terms_of
from bot.translations import N_, Translate
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import CASE_OPEN
from db.stores import cases, check_ins, outbox
from db.stores.check_ins import CheckIn
from flows.engine.understood import WritingWish
from flows.engine.vocabulary import Severity

TODAY: Final = "today"
RELEASED: Final = "released"
EXPECTED: Final = "release_expected"
AT_HOME: Final = "at_home"
RISK: Final = "risk"
FIRST_NIGHT: Final = "first_night"
YES: Final = "yes"
NOON: Final = time(12)
STOPPED_AT_RISK: Final = "stopped_at_risk"

DONE: Final = N_("Va, lo cambio.")
AT: Final = N_("Te escribo como a las {hour}.")
LESS: Final = N_("Será menos seguido.")
USUAL: Final = N_("Será como antes.")
NOT_BEFORE: Final = N_("No te escribo antes del {day}.")
ANY_HOUR: Final = N_("La hora me da igual, de día.")
NOT_AT_NIGHT: Final = N_("De noche no escribo.")


@dataclass(frozen=True, slots=True)
class Her:
    """Whose row it is: what the turn knows of her."""

    contact_id: int
    zone: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agreements:
    """Changes her row, in the transaction of her turn."""

    tx: Transaction
    keyring: Keyring
    following: Following
    now: datetime

    def plan(self, her: Her) -> None:
        """She agreed: plan her check-ins by what she told; what she chose before still holds."""
        before = check_ins.read(self.tx, her.contact_id)
        since, dated, ahead = self._since(her)
        track = self._track(her, ahead=ahead)
        if before is not None and before.track == Track.HIGH_RISK:
            since, dated, track = before.since, before.dated, Track.HIGH_RISK
        elif before is not None and before.dated and not dated:
            since, dated = before.since, True
        row = CheckIn(
            contact_id=her.contact_id,
            track=track,
            since=since,
            dated=dated,
            first_night=her.facts.get(FIRST_NIGHT) == YES,
            hour=before.hour if before else None,
            pace=before.pace if before else 1,
            asked_node=before.asked_node if before else None,
            policy=self.following.policy.fingerprint,
        )
        check_ins.save(self.tx, self._planned(row, her.zone))

    def adjust(self, her: Her, wish: WritingWish, translate: Translate) -> str:
        """Another hour, pace or pause, and what she is told of it."""
        row = check_ins.read(self.tx, her.contact_id)
        if row is None:
            self.plan(her)
            row = check_ins.read(self.tx, her.contact_id)
        if row is None:  # pragma: no cover - it was saved just before
            raise LookupError
        changed = self._changed(row, wish, her.zone)
        check_ins.save(self.tx, self._planned(changed, her.zone))
        return " ".join(_told_back(self.following, changed, wish, translate))

    def moved(self, her: Her) -> None:
        """She is in another time zone: her hours are those of there."""
        row = check_ins.read(self.tx, her.contact_id)
        if row is not None and row.next_at is not None and row.asked_at is None:
            check_ins.save(self.tx, self._planned(row, her.zone))

    def heard(self, her: Her) -> None:
        """She wrote: what was open is answered, and the climb is at its end."""
        row = check_ins.read(self.tx, her.contact_id)
        if row is None or (row.asked_at is None and not row.missed and not row.lost):
            return
        outbox.withdraw_check_ins(self.tx, her.contact_id, self.now)
        planned = self._planned(replace(row, taken="", missed=0, lost=0), her.zone)
        check_ins.save(self.tx, replace(planned, asked_at=None))

    def withdraw(self, contact_id: int, why: WhyNot) -> None:
        """She wants none any more."""
        row = check_ins.read(self.tx, contact_id)
        if row is not None:
            check_ins.save(
                self.tx, replace(row, next_at=None, why_not=why, asked_at=None, taken="")
            )

    def stop(self, contact_id: int, channel: str) -> cases.CaseRow | None:
        """ALTO: nothing more; from a woman at high risk it is a quiet, normal case."""
        row = check_ins.read(self.tx, contact_id)
        self.withdraw(contact_id, WhyNot.STOPPED)
        at_risk = row is not None and row.track == Track.HIGH_RISK
        if not at_risk and not self._in_danger(contact_id):
            return None
        wish = cases.CaseWish(contact_id, STOPPED_AT_RISK, Severity.NORMAL, channel)
        return cases.open_case(self.tx, self.keyring, wish, self.now)

    def danger(self, contact_id: int, zone: str, reason: str) -> None:
        """A case of this reason makes her rhythm closer, from now on."""
        if reason not in self.following.policy.high_risk_after:
            return
        row = check_ins.read(self.tx, contact_id)
        if row is None or row.track == Track.HIGH_RISK or row.why_not in _HERS:
            return
        row = replace(row, track=Track.HIGH_RISK, since=self.now, dated=True, first_night=False)
        check_ins.save(self.tx, self._planned(row, zone))

    # -- what follows ---------------------------------------------------------------------------

    def _planned(self, row: CheckIn, zone: str) -> CheckIn:
        at = self.following.next(row, self.now, zone)
        return replace(row, next_at=at, why_not=None if at else WhyNot.OVER)

    def _in_danger(self, contact_id: int) -> bool:
        dangers = self.following.policy.high_risk_after
        of_hers = cases.of_contact(self.tx, contact_id)
        return any(each.status in CASE_OPEN and each.reason in dangers for each in of_hers)

    def _track(self, her: Her, *, ahead: bool) -> Track:
        if her.facts.get(RISK) == "high":
            return Track.HIGH_RISK
        if ahead:
            return Track.ENROLLED
        return Track.HOUSE_ARREST if her.facts.get(AT_HOME) == YES else Track.RELEASED

    def _since(self, her: Her) -> tuple[datetime, bool, bool]:
        """From when her clock counts, whether that is a date she told, and whether it is ahead."""
        for name in (RELEASED, EXPECTED):
            told = _moment(her.facts.get(name, ""), self.now, her.zone)
            if told is not None:
                return told, True, told > self.now
        return self.now, False, False

    def _changed(self, row: CheckIn, wish: WritingWish, zone: str) -> CheckIn:
        policy = self.following.policy
        hour = wish.hour
        if hour is None and wish.part:
            part = policy.parts[wish.part]
            hour = part.hour * 60 + part.minute
        if hour is not None:
            row = replace(row, hour=hour)
        if wish.any_hour:
            row = replace(row, hour=None)
        if wish.pace:
            row = replace(row, pace=policy.less_often if wish.pace == "less" else 1)
        if wish.until is not None:
            start = datetime.combine(wish.until, time(), ZoneInfo(zone))
            row = replace(row, paused_until=start.astimezone(UTC))
        return row


_HERS: Final = frozenset({WhyNot.NO_CONSENT, WhyNot.STOPPED})
"""Reasons that only she may take back."""


def _moment(told: str, now: datetime, zone: str) -> datetime | None:
    """A day that she told, as a moment: today is now, another day its noon."""
    here = ZoneInfo(zone)
    local = now.astimezone(here)
    if told == TODAY:
        return now
    try:
        moment = datetime.fromisoformat(told) if told else None
    except ValueError:
        return None
    if moment is None:
        return None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if "T" in told:
        return moment.replace(tzinfo=here).astimezone(UTC)
    if moment.date() == local.date():
        return now
    return datetime.combine(moment.date(), NOON, here).astimezone(UTC)


def as_told(name: str, value: str, now: datetime, zone: str) -> str:
    """A fact as it is kept: "today" would be another day tomorrow."""
    if name == RELEASED and value == TODAY:
        return now.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
    return value


def _told_back(
    following: Following, row: CheckIn, wish: WritingWish, translate: Translate
) -> list[str]:
    """What she is told of the change, in short sentences."""
    told = [translate(DONE)]
    if wish.hour is not None or wish.part:
        hour = her_hour(following.policy, terms_of(row))
        told.append(translate(AT).format(hour=f"{hour.hour}:{hour.minute:02}"))
        if wish.hour is not None and waking(following.policy, time(*divmod(wish.hour, 60))) != time(
            *divmod(wish.hour, 60)
        ):
            told.append(translate(NOT_AT_NIGHT))
    if wish.any_hour:
        told.append(translate(ANY_HOUR))
    if wish.pace:
        told.append(translate(LESS if wish.pace == "less" else USUAL))
    if wish.until is not None:
        told.append(translate(NOT_BEFORE).format(day=f"{wish.until.day}/{wish.until.month}"))
    return told
