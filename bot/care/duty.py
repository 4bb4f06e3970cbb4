"""On what does care stand? The organisation, its staff and its rules, as they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.care.coverage import Presence, presence
from bot.care.escalation import Policy, Tell
from bot.organisation import Organisation
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import StaffRole
from db.stores.cases import CaseRow
from db.stores.staff import OnCall
from flows.engine.directory import Directory

COMPLAINT: Final = "complaint"


@dataclass(frozen=True, slots=True)
class Duty:
    """Who works here and by which rules. `console`: where cases are looked at, when it is known."""

    organisation: Organisation
    staff: tuple[OnCall, ...]
    policy: Policy
    directory: Directory = field(default_factory=Directory)
    console: str = ""

    def there(self, now: datetime) -> Presence:
        """Who is there at this very moment."""
        return presence(self.organisation, self.staff, now)

    def without(self, staff_id: int) -> "Duty":
        """The same, when somebody has left."""
        return replace(self, staff=tuple(each for each in self.staff if each.id != staff_id))


@dataclass(frozen=True, slots=True)
class Hands:
    """What calling needs at hand."""

    tx: Transaction
    keyring: Keyring
    duty: Duty
    now: datetime


def reachable(
    staff: Iterable[OnCall], channels: frozenset[str] | None = None
) -> tuple[OnCall, ...]:
    """Those whose phone can ring: on a channel that is alive and, when that is known, configured.

    Nobody else is there: a promise of a person must not stand on a phone that stays silent.
    """
    found = (
        each
        if channels is None
        else replace(each, channels=tuple(one for one in each.channels if one in channels))
        for each in staff
    )
    return tuple(each for each in found if each.channels)


def sees(case: CaseRow, person: int, role: StaffRole) -> bool:
    """Whether somebody may know of a case: a complaint is for supervisors it is not about."""
    if case.reason != COMPLAINT:
        return True
    return role is StaffRole.SUPERVISOR and case.about_staff != person


def may_be_told(case: CaseRow, people: Sequence[OnCall]) -> tuple[OnCall, ...]:
    """Those of them who may know of the case."""
    return tuple(each for each in people if sees(case, each.id, each.role))


def whom(tell: Tell, case: CaseRow, there: Presence) -> tuple[OnCall, ...]:
    """Whose phones ring for a case at a step: when nobody is there for it, a wider circle."""
    if case.reason == COMPLAINT:
        return may_be_told(case, there.supervisors)
    return circle(tell, there)


def circle(tell: Tell, there: Presence) -> tuple[OnCall, ...]:
    """Who is meant by a step of the policy, at a moment."""
    match tell:
        case Tell.ON_CALL:
            return there.on_call if there.gap else there.on_call[:1]
        case Tell.NEXT:
            return there.on_call[1:2] or there.on_call[:1]
        case Tell.SUPERVISORS:
            return there.supervisors or there.everybody
        case Tell.EVERYBODY:
            return there.everybody
        case Tell.VOLUNTEERS:
            return there.on_call


def may_reach_anybody(case: CaseRow, there: Presence) -> bool:
    """Whether there is anybody to be told of it now."""
    if case.reason == COMPLAINT:
        return bool(may_be_told(case, there.supervisors))
    return bool(there.on_call)
