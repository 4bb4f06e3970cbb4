"""How is a message with choices shown? As buttons, as a list, or as numbered lines of text.

WhatsApp takes buttons and lists only as contents that were created at Twilio before. A content is
made of what the book of flows says (titles, ids, where the lines break); what a message says to her
is a variable of it, line by line, for Twilio refuses a variable that holds a line break
(https://www.twilio.com/docs/api/errors/21656). So no word for or of one woman is kept in a content,
and a few hundred contents serve every message.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from bot.channels.port import OfferedChoice, Outbound
from bot.channels.whatsapp.limits import BODY_LINES, LIST_BUTTON, WHATSAPP_LIMITS

PREFIX: Final = "alba_"  # of the friendly names: how our contents are known among others
LANGUAGE: Final = "es"
SAMPLE: Final = "texto"  # stands for a variable where a content is looked at in Twilio's console
VARIABLE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
BLANKS: Final = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # Twilio refuses tabs and runs of spaces


class Looks(StrEnum):
    """What a content looks like; the value is Twilio's name of the type."""

    BUTTONS = "twilio/quick-reply"
    LIST = "twilio/list-picker"


@dataclass(frozen=True, slots=True)
class Shape:
    """A content without its words: `lines` says of each line of the body whether it holds any."""

    looks: Looks
    lines: tuple[bool, ...]
    choices: tuple[OfferedChoice, ...]
    button: str

    @property
    def name(self) -> str:
        """The same for the same shape in every process: under it the content is found again."""
        described = json.dumps(self.types(), sort_keys=True)
        return PREFIX + hashlib.sha256(described.encode()).hexdigest()[:32]

    @property
    def body(self) -> str:
        """The body with a variable in the place of each line that holds words."""
        numbers = iter(range(1, len(self.lines) + 1))
        return "\n".join(f"{{{{{next(numbers)}}}}}" if holds else "" for holds in self.lines)

    def types(self) -> Mapping[str, Any]:
        """What is shown, as Twilio's Content API writes it."""
        if self.looks is Looks.BUTTONS:
            actions = [
                {"type": "QUICK_REPLY", "title": choice.title, "id": choice.id}
                for choice in self.choices
            ]
            return {self.looks.value: {"body": self.body, "actions": actions}}
        items = [{"id": choice.id, "item": choice.title} for choice in self.choices]
        return {self.looks.value: {"body": self.body, "button": self.button, "items": items}}

    def definition(self) -> Mapping[str, Any]:
        """The body of the request that creates it."""
        count = sum(self.lines)
        return {
            "friendly_name": self.name,
            "language": LANGUAGE,
            "variables": {str(number): SAMPLE for number in range(1, count + 1)},
            "types": self.types(),
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """A shape and the words that go into it."""

    shape: Shape
    variables: Mapping[str, str] = field(repr=False)


def offer(message: Outbound) -> Offer | None:
    """The buttons or the list that a message can be shown as; None: only as text."""
    looks = _looks(message.choices, message.list_button)
    lines = [BLANKS.sub(" ", line).strip() for line in message.text.strip().splitlines()]
    words = [line for line in lines if line]
    fits = 0 < len(lines) <= BODY_LINES and len(message.text) <= WHATSAPP_LIMITS.text_with_choices
    if looks is None or not words or not fits:
        return None
    button = message.list_button if looks is Looks.LIST else ""
    shape = Shape(looks, tuple(bool(line) for line in lines), message.choices, button)
    return Offer(shape, {str(number): line for number, line in enumerate(words, start=1)})


def as_text(message: Outbound) -> str:
    """The message as text alone, its choices numbered: what any telephone can answer."""
    if not message.choices:
        return message.text
    rows = [f"{number}. {choice.title}" for number, choice in enumerate(message.choices, start=1)]
    return "\n".join([message.text, "", *rows, message.number_hint])


def filled(body: str, variables: Mapping[str, str]) -> str:
    """A content's body as she sees it, and as Twilio keeps it: each variable in its place."""
    return VARIABLE.sub(lambda found: variables.get(found[1], found[0]), body)


def template_variables(variables: Mapping[str, str]) -> Mapping[str, str] | None:
    """A template's variables as WhatsApp takes them, on one line each; None when one is empty."""
    flat = {name: " ".join(value.split()) for name, value in variables.items()}
    return flat if all(flat.values()) else None


def _looks(choices: Sequence[OfferedChoice], list_button: str) -> Looks | None:
    limits = WHATSAPP_LIMITS
    if not choices or any(not _plain(choice) for choice in choices):
        return None
    titles = [choice.title for choice in choices]
    if len(set(titles)) < len(titles):  # WhatsApp wants each title once
        return None
    longest = max(len(title) for title in titles)
    if len(choices) <= limits.buttons and longest <= limits.button_title:
        return Looks.BUTTONS
    fits = len(choices) <= limits.list_rows and longest <= limits.list_title
    return Looks.LIST if fits and 0 < len(list_button) <= LIST_BUTTON else None


def _plain(choice: OfferedChoice) -> bool:
    """Whether a choice can stand in a content: short, not empty, and nothing like a variable."""
    said = choice.title + choice.id
    return bool(
        choice.title.strip()
        and choice.id.strip()
        and len(choice.id) <= WHATSAPP_LIMITS.choice_id
        and "{{" not in said
        and "\n" not in said
    )
