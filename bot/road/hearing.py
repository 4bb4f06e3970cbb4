"""What happened, out of what waits? Several short texts are one answer; each file has its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.bodies import Heard, read_heard
from bot.channels.port import InboundKind
from bot.understanding.commands import command_of
from db.stores.claims import Waiting
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
    """Texts that waited together; understanding has not read them yet."""

    texts: tuple[str, ...] = field(repr=False)
    edited: bool = False

    @property
    def text(self) -> str:
        """All of them, as one."""
        return "\n".join(self.texts)


@dataclass(frozen=True, slots=True)
class ChatClosed:
    """She blocked Alba, or came back."""

    blocked: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that could not even be read."""

    error: Exception = field(repr=False)


Happening = Words | Chose | SharedPlace | SentFile | Started | Rang | ChatClosed | Unread


@dataclass(frozen=True, slots=True)
class Heap:
    """Messages that are one happening, and what the happening is."""

    messages: tuple[Waiting, ...]
    happening: Happening
    media: tuple[str, ...] = field(default=(), repr=False)

    @property
    def words(self) -> str:
        """Her words, for a case; empty when she wrote none, and when it was the clock."""
        return self.happening.text if isinstance(self.happening, Words) else ""

    @property
    def is_hers(self) -> bool:
        """Whether she did it, and not the clock."""
        return not isinstance(self.happening, Rang)


@dataclass(frozen=True, slots=True)
class _Read:
    """One message, read; `heard` is None when that failed."""

    message: Waiting
    heard: Heard | None
    error: Exception | None = None


def heaps(waiting: Sequence[Waiting]) -> Iterator[Heap]:
    """What waits, in order; neighbours that belong together as one."""
    pile: list[_Read] = []
    for message in waiting:
        read = _read(message)
        if pile and not _together(pile[-1], read):
            yield _heap(pile)
            pile = []
        pile.append(read)
    if pile:
        yield _heap(pile)


def _read(message: Waiting) -> _Read:
    try:
        return _Read(message, read_heard(message.body))
    except (ValueError, KeyError, TypeError) as error:
        return _Read(message, None, error)


def _together(before: _Read, after: _Read) -> bool:
    """Texts join texts, but not a word of command; the pictures of one album are answered once."""
    first, second = before.heard, after.heard
    if first is None or second is None or first.kind is not second.kind:
        return False
    if before.message.identity_id != after.message.identity_id or first.edited or second.edited:
        return False
    if second.kind is InboundKind.TEXT:
        return command_of(first.text) is None and command_of(second.text) is None
    return second.kind in FILES and not first.text and not second.text


def _heap(pile: Sequence[_Read]) -> Heap:
    messages = tuple(read.message for read in pile)
    heard = [read.heard for read in pile if read.heard is not None]
    if not heard:
        return Heap(messages, Unread(pile[0].error or ValueError()))
    texts = tuple(each.text for each in heard if each.text)
    media = tuple(ref for each in heard for ref in each.media)
    return Heap(messages, _happening(heard[0], texts), media)


def _happening(heard: Heard, texts: tuple[str, ...]) -> Happening:
    match heard.kind:
        case InboundKind.TEXT:
            return Words(texts, heard.edited)
        case InboundKind.CHOICE:
            return Chose(heard.choice)
        case InboundKind.PLACE:
            return SharedPlace(heard.places)
        case InboundKind.START:
            return Started(heard.text)
        case InboundKind.RANG:
            return Rang(heard.text)
        case InboundKind.BLOCKED:
            return ChatClosed(heard.text == "blocked")
        case _:
            return Words(texts) if texts else _file(heard.kind)


def _file(kind: InboundKind) -> Happening:
    """A kind that only a newer version knows is a file: somebody sent something."""
    return SentFile(FILES.get(kind, FileKind.FILE))
