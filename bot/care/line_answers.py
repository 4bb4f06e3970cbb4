"""Did the line answer? Asked once when she next writes, and counted; then the next one is told."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import plain_text
from bot.bodies import Spoken
from bot.care import lines
from bot.care.duty import Duty
from bot.channels.port import OfferedChoice
from bot.translations import Translate
from db.encryption import Keyring
from db.engine import Transaction
from db.stores import facts
from db.stores import lines as store

FACT: Final = "line_asked"
"""Which question she was asked last, so that a bare yes is known for its answer."""

_PRESSED: Final = re.compile(r"line:(\d{1,18}):(yes|no)")
_YES: Final = frozenset(
    {"si", "ya", "si contestaron", "si me contestaron", "ya me contestaron", "contestaron", "yes"}
)
_NO: Final = frozenset(
    {
        "no",
        "nadie",
        "nadie contesta",
        "nadie contesto",
        "nadie me contesto",
        "no contestan",
        "no contestaron",
        "no me contestan",
        "no me contestaron",
        "todavia no",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What she says of a line that she was told."""

    line: int
    answered: bool


def pressed(choice: str) -> Answer | None:
    """The answer that a button means."""
    found = _PRESSED.fullmatch(choice)
    return None if found is None else Answer(int(found[1]), found[2] == "yes")


def said(text: str, asked: str) -> Answer | None:
    """The answer that bare words mean, when she was asked; all other words are no answer."""
    if not asked.isdecimal():
        return None
    plain = plain_text.plain(text)
    if plain in _YES or plain in _NO:
        return Answer(int(asked), plain in _YES)
    return None


def question(
    tx: Transaction, keyring: Keyring, duty: Duty, contact_id: int, say: Translate, now: datetime
) -> Spoken | None:
    """Ask about the last line that she was told, unless she was asked, or it was just now."""
    told = store.to_ask(tx, contact_id, now - lines.ASK_AFTER)
    line = None if told is None else lines.named(duty, told.service_id)
    if told is None or line is None:
        return None
    store.ask(tx, told.id, now)
    facts.remember(tx, keyring, contact_id, FACT, str(told.id), now)
    choices = (
        OfferedChoice(f"line:{told.id}:yes", say(lines.YES)),
        OfferedChoice(f"line:{told.id}:no", say(lines.NO)),
    )
    return Spoken(say(lines.ASKED).format(name=say(line.name)), choices)


def take(
    tx: Transaction,
    keyring: Keyring,
    duty: Duty,
    contact_id: int,
    answer: Answer,
    say: Translate,
    now: datetime,
) -> Spoken:
    """Count what she says, and give her the next line when this one was silent."""
    store.answer(tx, answer.line, contact_id, answer.answered)
    forget(tx, keyring, contact_id, now)
    line = None if answer.answered else lines.after(tx, keyring, duty, contact_id)
    if line is None:
        return Spoken(say(lines.NOTED))
    lines.note(tx, keyring, contact_id, line, now)
    return Spoken(say(lines.ANOTHER).format(phone=line.phone, name=say(line.name)))


def forget(tx: Transaction, keyring: Keyring, contact_id: int, now: datetime) -> None:
    """She went on to something else: a bare yes is no answer to this any more."""
    facts.remember(tx, keyring, contact_id, FACT, "", now)
