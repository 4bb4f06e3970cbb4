"""What may a caseworker do with a case? Take it, answer her, say she was reached, close it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.care import calling, coming, paging
from bot.care.coming import CannotDo
from bot.care.duty import Hands, sees
from bot.care.files import files_of
from bot.care.telling import notice
from bot.translations import N_
from db.statuses import CASE_OPEN, CaseOutcome, CaseStatus, ForbiddenMove, OutboxKind
from db.stores import alerts, case_history, cases, outbox, staff
from db.stores.case_history import by_staff
from db.stores.cases import CaseRow
from db.stores.staff import Member

READ: Final = N_("{alias} ya leyó lo que escribiste.")
RELAYED: Final = "{alias}: {words}"
TAKEN: Final = N_("{alias} ya tomó el caso {code}.")
SHE_WROTE: Final = N_("Caso {code}: volvió a escribir; ya hubo contacto.")
FALSE_ALARM_WORDS: Final = frozenset({"falsa alarma", "false alarm"})
NO_SUCH_CASE: Final = "there is no such case"
NOBODY_ELSE: Final = "nobody else can be called now"
NOT_YOURS: Final = "somebody else has this case"
PASSED: Final = "passed"


def act(hands: Hands, alias: str, action: str, case_id: int | None, text: str) -> None:
    """Do what a caseworker asks for. Raises CannotDo."""
    person = staff.by_alias(hands.tx, alias)
    member = None if person is None else staff.read(hands.tx, person)
    if member is None:
        raise CannotDo(f"nobody works here as {alias}")
    if action == "leave":
        coming.leave(hands, member.id)
        return
    perform(hands, member, action, case_id, text)


def perform(hands: Hands, who: Member, action: str, case_id: int | None, text: str) -> CaseRow:
    """Do what somebody wants with a case; the case as it is then. Raises CannotDo."""
    case = None if case_id is None else seen_by(hands, who, case_id)
    if case is None:
        raise CannotDo(NO_SUCH_CASE)
    try:
        _ACTIONS[action](_Doing(hands, who, case, text))
    except ForbiddenMove as error:
        raise CannotDo(str(error)) from None
    return cases.read(hands.tx, case.id) or case


def seen_by(hands: Hands, who: Member, case_id: int) -> CaseRow | None:
    """A case, when this person may know of it; none otherwise, as if there were none."""
    case = cases.read(hands.tx, case_id)
    return case if case is not None and sees(case, who.id, who.role) else None


def note_reached(hands: Hands, contact_id: int) -> None:
    """She wrote after somebody took a case of hers: that person reached her, and is told so."""
    for case in cases.she_wrote(hands.tx, hands.keyring, contact_id, hands.now):
        people = [each for each in hands.duty.staff if each.id == case.acknowledged_by]
        page = paging.Page(
            SHE_WROTE.format(code=case.code), f"c{case.id}-wrote-{case.rings}", case.id
        )
        paging.send(hands.tx, hands.keyring, people, page, hands.now)


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
    page = paging.Page(text, f"c{case.id}-taken-{secrets.token_hex(4)}", case.id)
    paging.send(hands.tx, hands.keyring, people, page, hands.now)


def _take(doing: _Doing) -> None:
    """What has not yet gone out to other phones of it does not go out any more."""
    _move(doing, CaseStatus.ACKNOWLEDGED)
    alerts.withdraw_of_case(doing.hands.tx, doing.case.id, doing.hands.now)
    calling.await_reaching(doing.hands, doing.case)


def _pass(doing: _Doing) -> None:
    """Somebody else has to: whoever else is there is called at once, and the clock starts anew."""
    hands, case = doing.hands, doing.case
    others = calling.others_for(hands, case, doing.who.id)
    if not others:
        raise CannotDo(NOBODY_ELSE)
    if case.acknowledged_by not in (None, doing.who.id):
        raise CannotDo(NOT_YOURS)
    who = by_staff(doing.who.id)
    case_history.record(hands.tx, hands.keyring, case.id, hands.now, who=who, what=PASSED)
    if _is_taken(doing):
        anew = calling.reopen(hands, case, who)
    else:
        anew = cases.start_again(hands.tx, hands.keyring, case, hands.now)
    calling.begin(hands, anew, first=others[:1])


def _reopen(doing: _Doing) -> None:
    """It was closed too early: nobody has it, and it rings as if it were new."""
    hands, case = doing.hands, doing.case
    if case.contact_id is not None and cases.is_open(hands.tx, case.contact_id, case.reason):
        raise CannotDo("she has an open case for this reason: go on in that one")
    anew = calling.reopen(hands, case, by_staff(doing.who.id))
    calling.begin(hands, anew)


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
    "pass": _pass,
    "reopen": _reopen,
}
