"""What if an alert can't reach a phone of the staff? The next one rings at once, and it is told."""

import logging
from typing import Final

from bot.care import calling, paging
from bot.care.coverage import Presence
from bot.care.duty import Hands
from bot.channels.port import RefusalReason
from bot.translations import N_
from db.stores import alerts, case_history, cases, staff, staff_doors
from db.stores.case_history import ALBA
from db.stores.outbox import Lost
from db.stores.staff import OnCall

log = logging.getLogger(__name__)

ALERT_LOST: Final = "alert_not_delivered"
FOR_GOOD: Final = frozenset(
    {RefusalReason.BLOCKED, RefusalReason.NO_SUCH_ADDRESS, RefusalReason.STOPPED_AT_PROVIDER}
)
"""What says of an address that nothing will ever arrive there."""

DEAF: Final = N_(
    "A {alias} ya no le llegan los avisos por {channel}. "
    "Se enlaza otra vez con: alba staff link {alias}"
)
NOT_TOLD: Final = N_("A {alias} no le llegó un aviso por {channel}. Ya se avisó a quien sigue.")


def follow(hands: Hands, lost: Lost, reason: RefusalReason | None, code: str) -> None:
    """A message to somebody of the staff is lost, or a chore could not be done."""
    log.error("%s: an alert or a chore is lost (%s)", lost.channel, code)
    if lost.case_id is not None:
        case_history.record(
            hands.tx, hands.keyring, lost.case_id, hands.now, who=ALBA, what=ALERT_LOST
        )
    if lost.staff_id is not None:
        note_deaf(hands, lost.staff_id, lost.channel, lost.case_id, dead=reason in FOR_GOOD)


def note_deaf(
    hands: Hands, staff_id: int, channel: str, case_id: int | None, *, dead: bool
) -> None:
    """Nobody waits for this phone: the next step of the case is taken now, others are told.

    Once for each clock of a case: a phone that takes nothing now must not hurry it on and on.
    """
    news = dead and staff_doors.note_dead(hands.tx, staff_id, channel, hands.now)
    case = None if case_id is None else cases.read(hands.tx, case_id)
    if case is not None and (
        news or alerts.is_first(hands.tx, staff_id, channel, case.id, case.rings)
    ):
        calling.go_on(hands, case.id)
    member = staff.read(hands.tx, staff_id)
    if member is None or member.left_at is not None:
        return
    words = (DEAF if dead else NOT_TOLD).format(alias=member.alias, channel=channel)
    what = "dead" if dead else "lost"
    page = paging.Page(words, f"{what}-{staff_id}-{channel}-c{case_id or 0}-{_day(hands)}", case_id)
    people = _told(hands.duty.there(hands.now), staff_id)
    paging.send(hands.tx, hands.keyring, people, page, hands.now)


def _told(there: Presence, staff_id: int) -> list[OnCall]:
    """The supervisors, else all others: whoever can do something about it."""
    supervisors = [each for each in there.supervisors if each.id != staff_id]
    return supervisors or [each for each in there.everybody if each.id != staff_id]


def _day(hands: Hands) -> str:
    return f"{hands.now:%Y%m%d}"
