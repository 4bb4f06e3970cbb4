"""What can happen to a session? Past tense: she did it, or the clock rang."""

from dataclasses import dataclass, field
from enum import StrEnum

from flows.engine.understood import Place, Understood

TOLD = "told:"
"""How a wake is called that says which line of the directory she was told outside her turns."""


class FileKind(StrEnum):
    """Messages without words; each has its answer in the book."""

    VOICE = "voice"
    IMAGE = "image"
    STICKER = "sticker"
    CONTACT_CARD = "contact_card"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Said:
    """She wrote; short texts that waited together are one. `edited`: an older message, mended."""

    text: str = field(repr=False)
    understood: Understood = field(repr=False)
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Chose:
    """She pressed a button, perhaps an old one."""

    choice: str


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """She shared where she is: the places that may be meant, likeliest first; none: unknown."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SentFile:
    """She sent something without words."""

    kind: FileKind


@dataclass(frozen=True, slots=True)
class Started:
    """She opened the chat, perhaps through a link with a payload."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Rang:
    """A wake that the session had planned fell due."""

    name: str


Event = Said | Chose | SharedPlace | SentFile | Started | Rang
