"""What may a caseworker do with a case? Take it, answer her, say she was reached, close it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.care.files import files_of
from bot.care.telling import notice
from bot.channels.port import ChannelKind
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import CASE_OPEN, CaseStatus, ForbiddenMove, OutboxKind, StaffRole
from db.stores import cases, outbox, staff
from db.stores.case_history import by_staff
from db.stores.cases import CaseRow

READ: Final = N_("{alias} ya leyó lo que escribiste y te contesta por aquí.")
RELAYED: Final = "{alias}: {words}"
REACHED: Final = "reached"


class CannotDo(Exception):
    """This cannot be done now; the sentence says why."""


def join(
    tx: Transaction,
    keyring: Keyring,
    alias: str,
    role: str,
    channel: ChannelKind,
    address: str,
    now: datetime,
) -> None:
    """Somebody comes on call at all hours. Raises CannotDo for an alias that is taken."""
    try:
        made = staff.add(tx, alias, StaffRole(role), now, always_on_call=True)
    except staff.TakenAlias as error:
        raise CannotDo(str(error)) from None
    staff.link(tx, keyring, made, channel.value, address, now)


def act(
    tx: Transaction,
    keyring: Keyring,
    alias: str,
    action: str,
    case_id: int | None,
    text: str,
    now: datetime,
) -> None:
    """Do what a caseworker asks for. Raises CannotDo."""
    person = staff.by_alias(tx, alias)
    if person is None:
        raise CannotDo(f"nobody works here as {alias}")
    if action == "leave":
        staff.leave(tx, person, now)
        return
    case = cases.read(tx, case_id) if case_id is not None else None
    if case is None:
        raise CannotDo("there is no such case")
    try:
        _ACTIONS[action](tx, keyring, _Doing(alias, person, case, text, now))
    except ForbiddenMove as error:
        raise CannotDo(str(error)) from None


@dataclass(frozen=True, slots=True)
class _Doing:
    """Who does something with which case, in which words, and when."""

    alias: str
    person: int
    case: CaseRow
    text: str
    now: datetime


def _acknowledge(tx: Transaction, keyring: Keyring, doing: _Doing) -> None:
    """One named person has it now, and she is told so."""
    _move(tx, keyring, doing, CaseStatus.ACKNOWLEDGED)
    _say(tx, keyring, doing, READ, {"alias": doing.alias}, OutboxKind.NOTICE)


def _reply(tx: Transaction, keyring: Keyring, doing: _Doing) -> None:
    """Words from a person to her, through Alba."""
    _called(tx, keyring, doing)
    words = {"alias": doing.alias, "words": doing.text}
    _say(tx, keyring, doing, RELAYED, words, OutboxKind.RELAY)


def _called(tx: Transaction, keyring: Keyring, doing: _Doing) -> None:
    """She was reached."""
    if doing.case.status is not CaseStatus.IN_CONTACT:
        _move(tx, keyring, doing, CaseStatus.IN_CONTACT)


def _resolve(tx: Transaction, keyring: Keyring, doing: _Doing) -> None:
    """A person closes it."""
    who = by_staff(doing.person)
    cases.move(tx, keyring, doing.case, CaseStatus.RESOLVED, who, doing.now, outcome=REACHED)
    contact = doing.case.contact_id
    if contact is not None and not any(
        each.status in CASE_OPEN for each in cases.of_contact(tx, contact)
    ):
        outbox.hasten(tx, files_of(contact), doing.now)  # nobody needs to listen any more


def _move(tx: Transaction, keyring: Keyring, doing: _Doing, to: CaseStatus) -> None:
    who = by_staff(doing.person)
    cases.move(tx, keyring, doing.case, to, who, doing.now, by=doing.person)


def _say(
    tx: Transaction,
    keyring: Keyring,
    doing: _Doing,
    msgid: str,
    values: Mapping[str, str],
    kind: OutboxKind,
) -> None:
    if doing.case.contact_id is None:
        return
    row = notice(
        tx,
        keyring,
        doing.case.contact_id,
        msgid,
        values,
        reference=f"c{doing.case.id}-{kind}-{secrets.token_hex(4)}",
        case_id=doing.case.id,
        now=doing.now,
        kind=kind,
    )
    if row is not None:
        outbox.add_once(tx, [row])


_ACTIONS: Final[Mapping[str, Callable[[Transaction, Keyring, _Doing], None]]] = {
    "acknowledge": _acknowledge,
    "reply": _reply,
    "called": _called,
    "resolve": _resolve,
}
