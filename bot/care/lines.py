"""Which public line is she told next? One that is there at all hours, and never the same twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.bodies import rang_body
from bot.care.duty import Duty
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.stores import inbox
from db.stores import lines as store
from db.stores.cases import CaseRow
from flows.engine.events import TOLD
from flows.engine.session import from_json
from flows.engine.vocabulary import Crisis

FIRST: Final[Mapping[str, str]] = {
    Crisis.CHILD_IN_DANGER: "D0001",
    Crisis.MEDICAL_EMERGENCY: "D0001",
}
"""What is told first for a reason; for the rest the line that listens at all hours."""

AT_ALL_HOURS: Final = ("D0002", "D0003", "D3001", "D0001")
"""Lines of the whole country whose rows say that they are there day and night."""

EMERGENCY: Final = "D0001"

OFFERS: Final[Mapping[str, str]] = {
    "human": "check.line.silent",
    Crisis.VIOLENCE_NOW: "violence_now.card.silent",
    Crisis.SUICIDE_SELF_HARM: "suicide_self_harm.card.silent",
    Crisis.CHILD_IN_DANGER: "child_in_danger.card.silent",
    Crisis.MEDICAL_EMERGENCY: "medical_emergency.card.silent",
    Crisis.OVERDOSE_OR_RELAPSE_RISK: "overdose_or_relapse_risk.card.silent",
    Crisis.TRAFFICKING_COERCION: "trafficking_coercion.card.silent",
    Crisis.DETAINED_OR_EXTORTED_NOW: "detained_or_extorted_now.me.silent",
}
"""The button "No contestan" of the book that gives the next line; of "human" for what has none."""

ASK_AFTER: Final = timedelta(minutes=5)
ASKED: Final = N_("¿Te contestaron en {name}?")
YES: Final = N_("Sí, contestaron")
NO: Final = N_("No contestaron")
NOTED: Final = N_("Gracias por decirme. Aquí sigo.")
ANOTHER: Final = N_("Gracias por decirme. Prueba con este, a toda hora: {phone}, {name}.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the directory, as it is told."""

    id: str
    name: str
    phone: str


def next_line(tx: Transaction, keyring: Keyring, duty: Duty, case: CaseRow) -> Line | None:
    """The line to tell her now: what the case asks for first, and never one that she has tried.

    What a card gave her she may not have called yet; once a line was silent, all that she knows is
    left out. When she knows them all it is 911, which is for everybody and everything.
    """
    if case.contact_id is None:
        return None
    order = dict.fromkeys((FIRST.get(case.reason, AT_ALL_HOURS[0]), *AT_ALL_HOURS))
    tried = store.tried_by(tx, case.contact_id)
    if tried:
        tried |= known_to(tx, keyring, case.contact_id)
    lines = (named(duty, each) for each in order if each not in tried - {EMERGENCY})
    return next((each for each in lines if each is not None), None)


def after(tx: Transaction, keyring: Keyring, duty: Duty, contact_id: int) -> Line | None:
    """A line that she has not been told; None when she knows them all."""
    known = known_to(tx, keyring, contact_id)
    lines = (named(duty, each) for each in AT_ALL_HOURS if each not in known)
    return next((each for each in lines if each is not None), None)


def named(duty: Duty, service: str) -> Line | None:
    """A line as it is told; None when it is not in the directory or has no telephone."""
    entry = duty.directory.entries.get(service)
    if entry is None or not entry.telephones:
        return None
    return Line(entry.id, entry.name, entry.telephones[0].dial)


def note(tx: Transaction, keyring: Keyring, contact_id: int, line: Line, now: datetime) -> None:
    """She is told it: the book will not tell it as the next one, and she is asked about it."""
    store.note(tx, contact_id, line.id, now)
    knock = f"{TOLD}{line.id}:{now.timestamp():.6f}"
    inbox.ring(tx, keyring, contact_id, f"{knock}:{contact_id}", rang_body(TOLD + line.id), now)


def known_to(tx: Transaction, keyring: Keyring, contact_id: int) -> frozenset[str]:
    """All lines that she was told, in her turns and outside them."""
    return store.told_to(tx, contact_id) | _seen(tx, keyring, contact_id)


def _seen(tx: Transaction, keyring: Keyring, contact_id: int) -> frozenset[str]:
    state = store.session(tx, keyring, contact_id)
    return frozenset(from_json(json.loads(state)).seen) if state else frozenset()
