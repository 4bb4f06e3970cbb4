"""What happened, out of what waits? Several short texts are one answer; each file has its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.bodies import Heard, read_heard
from bot.channels.port import InboundKind
from db.stores.turns import Waiting
from flows.engine.events import Chose, FileKind, Rang, SentFile, SharedPlace, Started

FILES: Final = {
    InboundKind.VOICE: FileKind.VOICE,
    InboundKind.IMAGE: FileKind.IMAGE,
    InboundKind.STICKER: FileKind.STICKER,
    InboundKind.CONTACT_CARD: FileKind.CONTACT_CARD,
    InboundKind.FILE: FileKind.FILE,
}


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that waited together, joined; understanding has not read them yet."""

    text: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class ChatClosed:
    """She blocked Alba, or came back."""

    blocked: bool


Happening = Words | Chose | SharedPlace | SentFile | Started | Rang | ChatClosed


@dataclass(frozen=True, slots=True)
class Heap:
    """Messages that are one happening, and what the happening is."""

    messages: tuple[Waiting, ...]
    happening: Happening
    text: str  # her words, for a case; empty when she wrote none

    @property
    def is_hers(self) -> bool:
        """Whether she did it, and not the clock."""
        return not isinstance(self.happening, Rang)


def heaps(waiting: Sequence[Waiting]) -> Iterator[Heap]:
    """What waits, in order; neighbours that belong together as one."""
    pile: list[tuple[Waiting, Heard]] = []
    for message in waiting:
        heard = read_heard(message.body)
        if pile and not _together(pile[-1][1], heard):
            yield _heap(pile)
            pile = []
        pile.append((message, heard))
    if pile:
        yield _heap(pile)


def _together(before: Heard, after: Heard) -> bool:
    """Texts join texts; the pictures of one album are answered once."""
    if before.kind is not after.kind or before.edited or after.edited:
        return False
    return after.kind is InboundKind.TEXT or (after.kind in FILES and not after.text)


def _heap(pile: Sequence[tuple[Waiting, Heard]]) -> Heap:
    messages = tuple(message for message, _ in pile)
    first = pile[0][1]
    text = "\n".join(heard.text for _, heard in pile if heard.text)
    return Heap(messages, _happening(first, text), text)


def _happening(heard: Heard, text: str) -> Happening:
    match heard.kind:
        case InboundKind.TEXT:
            return Words(text, heard.edited)
        case InboundKind.CHOICE:
            return Chose(heard.choice)
        case InboundKind.PLACE:
            return SharedPlace(heard.place)
        case InboundKind.START:
            return Started(heard.text)
        case InboundKind.RANG:
            return Rang(text)
        case InboundKind.BLOCKED:
            return ChatClosed(heard.text == "blocked")
        case _:
            return Words(text) if text else SentFile(FILES[heard.kind])
