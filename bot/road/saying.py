"""How does a wish to say something become a row that goes out?"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.bodies import Spoken, spoken_body
from bot.channels.port import OfferedChoice
from db.encryption import Keyring
from db.statuses import Lane, OutboxKind, OutboxStatus
from flows.engine.effects import SayText, ShowEntry
from flows.engine.entries import card
from flows.engine.texts import Translate


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a row goes, on which of her channels."""

    contact_id: int
    identity_id: int
    channel: str


def spoken(wish: SayText | ShowEntry, translate: Translate) -> Spoken:
    """The words of a wish, in her language."""
    match wish:
        case ShowEntry(match, number, total):
            return Spoken(card(match, number, total, translate))
        case SayText(text, choices, _, expired):
            return Spoken(
                text.render(translate),
                tuple(OfferedChoice(each.id, translate(each.title)) for each in choices),
                expired.render(translate) if expired else "",
            )


@dataclass(slots=True)
class Voice:
    """Makes the outbox's rows of one contact's turn, numbered in the order they are said.

    `answers` begins their references: it names what is answered, so that each is written once.
    """

    keyring: Keyring
    to: Addressee
    inbox_id: int
    answers: str
    now: datetime
    language: str
    said: list[str] = field(default_factory=list, repr=False)

    def row(
        self,
        words: Spoken,
        use_by: datetime | None = None,
        kind: OutboxKind = OutboxKind.REPLY,
    ) -> dict[str, Any]:
        """One row."""
        self.said.append(words.text)
        return {
            "recipient": f"c{self.to.contact_id}",
            "contact_id": self.to.contact_id,
            "identity_id": self.to.identity_id,
            "channel": self.to.channel,
            "lane": Lane.REPLY,
            "kind": kind,
            "body": self.keyring.seal(
                "outbox.body", spoken_body(replace(words, language=self.language))
            ),
            "reference": f"{self.answers}-{len(self.said)}",
            "status": OutboxStatus.QUEUED,
            "due_at": self.now,
            "use_by": use_by,
            "created_at": self.now,
            "inbox_id": self.inbox_id,
        }
