"""How do messages lie in the database? As small JSON bodies, sealed by the stores."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.channels.port import Erasure, Inbound, InboundKind, OfferedChoice, Template
from flows.engine.understood import Place
from flows.engine.vocabulary import Language

SPANISH: Final = Language.SPANISH.value


@dataclass(frozen=True, slots=True)
class Heard:
    """What is kept of an inbound message: her words, or what she pressed or shared."""

    kind: InboundKind
    text: str = field(default="", repr=False)
    choice: str = ""
    places: tuple[Place, ...] = ()
    edited: bool = False
    media: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is kept of an outbound message.

    `expired` goes out instead when the row's use-by has passed; `template` where the channel's
    window has closed; `language` is hers, for the words that a channel adds of its own.
    """

    text: str = field(repr=False)
    choices: tuple[OfferedChoice, ...] = ()
    expired: str = field(default="", repr=False)
    template: Template | None = None
    language: str = SPANISH


def clean(text: str) -> str:
    """Words without what no database and no provider can carry: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def heard_of(inbound: Inbound, places: Sequence[Place] = ()) -> bytes:
    """The body of an inbound message; coordinates end here."""
    body: dict[str, Any] = {"kind": inbound.kind.value}
    if inbound.text:
        body["text"] = clean(inbound.text)
    if inbound.choice:
        body["choice"] = inbound.choice
    if places:
        body["places"] = [[place.state, place.municipality] for place in places]
    if inbound.edited:
        body["edited"] = True
    if inbound.media:
        body["media"] = inbound.media
    return json.dumps(body).encode()


def rang_body(name: str) -> bytes:
    """The body of a wake: not she but the clock rang."""
    return json.dumps({"kind": InboundKind.RANG.value, "text": name}).encode()


def read_heard(body: bytes) -> Heard:
    """An inbound message from its body."""
    plain = json.loads(body)
    return Heard(
        InboundKind(plain["kind"]),
        plain.get("text", ""),
        plain.get("choice", ""),
        tuple(Place(*place) for place in plain.get("places", ())),
        plain.get("edited", False),
        tuple(plain.get("media", ())),
    )


def spoken_body(spoken: Spoken) -> bytes:
    """The body of an outbound message."""
    body: dict[str, Any] = {"text": spoken.text}
    if spoken.choices:
        body["choices"] = [[choice.id, choice.title] for choice in spoken.choices]
    if spoken.expired:
        body["expired"] = spoken.expired
    if spoken.template is not None:
        body["template"] = [spoken.template.name, dict(spoken.template.variables)]
    if spoken.language != SPANISH:
        body["language"] = spoken.language
    return json.dumps(body).encode()


def read_spoken(body: bytes) -> Spoken:
    """An outbound message from its body."""
    plain = json.loads(body)
    template = plain.get("template")
    return Spoken(
        plain["text"],
        tuple(OfferedChoice(*choice) for choice in plain.get("choices", ())),
        plain.get("expired", ""),
        Template(*template) if template else None,
        plain.get("language", SPANISH),
    )


def erasure_body(erasure: Erasure) -> bytes:
    """The body of a wish to delete at the provider; the address is in it, for hers is soon gone."""
    return json.dumps([erasure.address, erasure.message_refs, erasure.media_refs]).encode()


def read_erasure(body: bytes) -> Erasure:
    """A wish to delete, or to leave a group, from its body."""
    address, messages, media = json.loads(body)
    return Erasure(address, tuple(messages), tuple(media))
