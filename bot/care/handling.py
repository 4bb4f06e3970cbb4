"""What may a caseworker do with a case? Take it, answer her, say she was reached, close it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.care import calling
from bot.care.alerting import tell_staff
from bot.care.calling import Hands
from bot.care.duty import sees
from bot.care.files import files_of
from bot.care.telling import notice
from bot.channels.port import ChannelKind
from bot.translations import N_
from db.statuses import CASE_OPEN, CaseOutcome, CaseStatus, ForbiddenMove, OutboxKind, StaffRole
from db.stores import alerts, cases, outbox, staff
from db.stores.case_history import by_staff
from db.stores.cases import CaseRow
from db.stores.staff import Member

READ: Final = N_("{alias} ya leyó lo que escribiste y te contesta por aquí.")
RELAYED: Final = "{alias}: {words}"
TAKEN: Final = N_("{alias} ya tomó el caso {code}.")
FALSE_ALARM_WORDS: Final = frozenset({"falsa alarma", "false alarm"})
NO_SUCH_CASE: Final = "there is no such case"


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
    people = staff.working(hands.tx)
    calling.awaken(replace(hands, duty=replace(hands.duty, staff=people)))


def leave(hands: Hands, person: int) -> None:
    """Off the rota at once; what they had is open again, with its clock, for those who stay."""
    held = cases.held_by(hands.tx, person)
    staff.leave(hands.tx, person, hands.now)
    alerts.withdraw_for(hands.tx, person, hands.now)
    stay = replace(hands, duty=hands.duty.without(person))
    for case in held:
        calling.begin(stay, calling.reopen(stay, case, by_staff(person)))


def act(hands: Hands, alias: str, action: str, case_id: int | None, text: str) -> None:
    """Do what a caseworker asks for. Raises CannotDo."""
    person = staff.by_alias(hands.tx, alias)
    member = None if person is None else staff.read(hands.tx, person)
    if member is None:
        raise CannotDo(f"nobody works here as {alias}")
    if action == "leave":
        leave(hands, member.id)
        return
    case = cases.read(hands.tx, case_id) if case_id is not None else None
    if case is None or not sees(case, member.id, member.role):
        raise CannotDo(NO_SUCH_CASE)
    try:
        _ACTIONS[action](_Doing(hands, member, case, text))
    except ForbiddenMove as error:
        raise CannotDo(str(error)) from None


@dataclass(frozen=True, slots=True)
class _Doing:
    """Who does something with which case, in which words."""

    hands: Hands
    who: Member
    case: CaseRow
    text: str


def _acknowledge(doing: _Doing) -> None:
    """One named person has it now, and she is told so; who comes second is told who that is."""
    if _is_taken(doing):
        _tell_who_has_it(doing)
        return
    _take(doing)
    if not doing.case.quiet:
        _say(doing, READ, {"alias": doing.who.alias}, OutboxKind.NOTICE)


def _reply(doing: _Doing) -> None:
    """Words from a person to her, through Alba; whether they reached her shows when she writes."""
    if doing.case.status not in CASE_OPEN:
        raise CannotDo("this case is closed: what happens now is a new one")
    if not _is_taken(doing):
        _take(doing)
    _say(doing, RELAYED, {"alias": doing.who.alias, "words": doing.text}, OutboxKind.RELAY)


def _called(doing: _Doing) -> None:
    """She was reached."""
    if doing.case.status is not CaseStatus.IN_CONTACT:
        _move(doing, CaseStatus.IN_CONTACT)


def _resolve(doing: _Doing) -> None:
    """A person closes it, with an outcome: a false alarm is one, and is counted."""
    hands, case = doing.hands, doing.case
    outcome, note = _outcome(doing.text)
    who = by_staff(doing.who.id)
    cases.move(
        hands.tx,
        hands.keyring,
        case,
        CaseStatus.RESOLVED,
        who,
        hands.now,
        outcome=outcome,
        note=note,
    )
    contact = case.contact_id
    if contact is not None and not any(
        each.status in CASE_OPEN for each in cases.of_contact(hands.tx, contact)
    ):
        outbox.hasten(hands.tx, files_of(contact), hands.now)  # nobody needs to listen any more


def _outcome(text: str) -> tuple[CaseOutcome, str | None]:
    """The outcome that somebody named, or else that she was reached, with their words as a note."""
    said = text.strip().lower()
    if said in FALSE_ALARM_WORDS:
        return CaseOutcome.FALSE_ALARM, None
    if said in set(CaseOutcome):
        return CaseOutcome(said), None
    return CaseOutcome.REACHED, text.strip() or None


def _is_taken(doing: _Doing) -> bool:
    return doing.case.status in (CaseStatus.ACKNOWLEDGED, CaseStatus.IN_CONTACT)


def _tell_who_has_it(doing: _Doing) -> None:
    hands, case = doing.hands, doing.case
    holder = None if case.acknowledged_by is None else staff.read(hands.tx, case.acknowledged_by)
    if holder is None or holder.id == doing.who.id:
        return
    people = [each for each in hands.duty.staff if each.id == doing.who.id]
    text = TAKEN.format(alias=holder.alias, code=case.code)
    reference = f"c{case.id}-taken-{secrets.token_hex(4)}"
    tell_staff(hands.tx, hands.keyring, people, text, reference, case, hands.now)


def _take(doing: _Doing) -> None:
    _move(doing, CaseStatus.ACKNOWLEDGED)
    calling.await_reaching(doing.hands, doing.case)


def _move(doing: _Doing, to: CaseStatus) -> None:
    hands, person = doing.hands, doing.who.id
    cases.move(hands.tx, hands.keyring, doing.case, to, by_staff(person), hands.now, by=person)


def _say(doing: _Doing, msgid: str, values: Mapping[str, str], kind: OutboxKind) -> None:
    hands, case = doing.hands, doing.case
    if case.contact_id is None:
        return
    row = notice(
        hands.tx,
        hands.keyring,
        case.contact_id,
        msgid,
        values,
        reference=f"c{case.id}-{kind}-{secrets.token_hex(4)}",
        case_id=case.id,
        now=hands.now,
        kind=kind,
    )
    if row is not None:
        outbox.add_once(hands.tx, [row])


_ACTIONS: Final[Mapping[str, Callable[[_Doing], None]]] = {
    "acknowledge": _acknowledge,
    "reply": _reply,
    "called": _called,
    "resolve": _resolve,
}
