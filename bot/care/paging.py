"""How does anything reach the phones of the staff? On each channel of theirs, before all else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.bodies import Spoken, spoken_body
from bot.channels.port import NeededTemplate, OfferedChoice, Template
from bot.translations import N_
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import Lane, OutboxKind, OutboxStatus
from db.stores import outbox
from db.stores.staff import OnCall

CASE_TEMPLATE: Final = "alba_caso"
NOTE_TEMPLATE: Final = "alba_nota"
CASE: Final = N_("Caso {{1}}. {{2}}: {{3}}. Contesta aquí para tomarlo.")
NOTE: Final = N_("Nota de Alba: {{1}} Contesta aquí para seguir.")
LAST: Final = "case.last."
"""A template's buttons are the same for all cases: they mean the last one on that phone."""

TAKE: Final = OfferedChoice(f"{LAST}acknowledge", N_("Lo tomo"))
SEE: Final = OfferedChoice(f"{LAST}view", N_("Ver"))
SAMPLE: Final = {"1": "K7-42F", "2": "Urgente", "3": "quiere hablar con alguien"}
TEMPLATES: Final = (
    NeededTemplate(CASE_TEMPLATE, "es", CASE, (TAKE, SEE), SAMPLE),
    NeededTemplate(NOTE_TEMPLATE, "es", NOTE, (SEE,), {"1": "ya hubo contacto en un caso."}),
)
"""What is to be approved for WhatsApp: staff who have not written for a day are told in these."""


@dataclass(frozen=True, slots=True)
class Page:
    """One thing to say to people of the staff; `reference` makes it go out once to each phone."""

    text: str
    reference: str
    case_id: int | None = None
    choices: tuple[OfferedChoice, ...] = ()
    kind: OutboxKind = OutboxKind.NOTICE
    template: Template | None = field(default=None, repr=False)


def send(
    tx: Transaction, keyring: Keyring, people: Iterable[OnCall], page: Page, now: datetime
) -> int:
    """Queue it for every channel of these people; how many messages are new."""
    return outbox.add_once(tx, rows(keyring, people, page, now))


def rows(
    keyring: Keyring, people: Iterable[OnCall], page: Page, now: datetime
) -> Sequence[dict[str, Any]]:
    """The outbox's rows of a page."""
    note = Template(NOTE_TEMPLATE, {"1": " ".join(page.text.split())})
    spoken = Spoken(page.text, page.choices, template=page.template or note)
    body = keyring.seal("outbox.body", spoken_body(spoken))
    return [
        {
            "recipient": f"s{person.id}",
            "staff_id": person.id,
            "channel": channel,
            "lane": Lane.ALERT,
            "kind": page.kind,
            "body": body,
            "status": OutboxStatus.QUEUED,
            "due_at": now,
            "created_at": now,
            "case_id": page.case_id,
            "reference": f"{page.reference}-s{person.id}-{channel}",
        }
        for person in people
        for channel in person.channels
    ]
