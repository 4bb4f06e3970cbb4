"""Who comes to the team, and what becomes of the cases of somebody who goes?"""

from dataclasses import replace

from bot.care import calling
from bot.care.duty import Hands, reachable
from bot.channels.port import ChannelKind
from db.statuses import StaffRole
from db.stores import alerts, cases, staff
from db.stores.case_history import by_staff


class CannotDo(Exception):
    """This cannot be done now; the sentence says why."""


def join(hands: Hands, alias: str, role: str, channel: ChannelKind, address: str) -> None:
    """Somebody comes on call at all hours, last in the order: what waits for a person rings.

    Raises CannotDo for a taken alias.
    """
    try:
        made = staff.add(hands.tx, alias, StaffRole(role), hands.now, always_on_call=True)
    except staff.TakenAlias as error:
        raise CannotDo(str(error)) from None
    staff.link(hands.tx, hands.keyring, made, channel.value, address, hands.now)
    people = reachable(staff.working(hands.tx))
    calling.awaken(replace(hands, duty=replace(hands.duty, staff=people)))


def leave(hands: Hands, person: int) -> None:
    """Off the rota at once; what they had is open again, with its clock, for those who stay."""
    held = cases.held_by(hands.tx, person)
    told = alerts.told_to(hands.tx, person)
    staff.leave(hands.tx, person, hands.now)
    alerts.withdraw_for(hands.tx, person, hands.now)
    stay = replace(hands, duty=hands.duty.without(person))
    for rung in told - {each.id for each in held}:
        calling.go_on(stay, rung)
    for case in held:
        calling.begin(stay, calling.reopen(stay, case, by_staff(person)))
