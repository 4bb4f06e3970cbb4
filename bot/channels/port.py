"""What does Alba need of a channel? Read what a provider posts, send, look up, erase, leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from bot.translations import N_

LIST_LABEL: Final = N_("Ver opciones")
NUMBER_HINT: Final = N_("Responde con el número.")


class ChannelKind(StrEnum):
    """The roads to a contact."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    WEB = "web"
    TERMINAL = "terminal"
    EMAIL = "email"  # staff only


class InboundKind(StrEnum):
    """What kind of thing she sent."""

    TEXT = "text"
    CHOICE = "choice"
    PLACE = "place"
    VOICE = "voice"
    IMAGE = "image"
    STICKER = "sticker"
    CONTACT_CARD = "contact_card"
    FILE = "file"  # video, document and whatever else carries no words
    START = "start"  # Telegram's /start, with a payload or without
    GROUP = "group"  # somebody put Alba in a group: it is left politely
    BLOCKED = "blocked"  # she blocked Alba, or came back (`text` is "blocked" or "unblocked")
    RANG = "rang"  # not she but the clock: no channel reads this, the road puts it there


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that somebody sent, in Alba's words. `repr` shows no word of hers and no address.

    `provider_id` is unique within the channel; `position` is the provider's own order within one
    chat where it has one (Telegram's update_id). `address` is the raw address, kept for sending.
    `choice` is the id of a pressed button. `latitude`/`longitude` (degrees) live only until the
    inbox has made a municipality of them. `media` are the provider's references to files, so that a
    person may listen to a voice note and so that they can be erased at the provider.
    """

    channel: ChannelKind
    provider_id: str
    address: str = field(repr=False)
    kind: InboundKind
    text: str = field(default="", repr=False)
    choice: str | None = None
    position: int | None = None
    edited: bool = False
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    media: tuple[str, ...] = field(default=(), repr=False)
    message_ref: str | None = None  # what the provider calls this message, to erase it later
    sent_at: datetime | None = None  # the provider's own time, UTC


class ReceiptStatus(StrEnum):
    """What the provider says became of a message, from knowing least to knowing most.

    Receipts come late, twice and out of order: a status never steps back in RECEIPT_RANK.
    """

    ACCEPTED = "accepted"  # the provider took it; all that Telegram ever says
    SENT = "sent"  # handed to the network; a blocked WhatsApp number stays here for ever
    FAILED = "failed"  # refused after acceptance; `code` says why
    DELIVERED = "delivered"  # it is on her phone
    READ = "read"  # somebody opened the chat: perhaps not she


RECEIPT_RANK: Mapping[ReceiptStatus, int] = {
    ReceiptStatus.ACCEPTED: 0,
    ReceiptStatus.SENT: 1,
    ReceiptStatus.FAILED: 2,
    ReceiptStatus.DELIVERED: 3,  # delivered may follow failed, and is then the truth
    ReceiptStatus.READ: 4,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's word about one message that Alba sent. `code` is the provider's error code.

    `reference` is our own id of the message where the provider gives it back: a receipt for a
    message of unknown outcome says that it was accepted, and under which `provider_ref`. `reason`
    is what a failure's code tells of the address for good; None: nothing that lasts.
    """

    channel: ChannelKind
    provider_ref: str
    status: ReceiptStatus
    code: str | None = None
    reference: str | None = None
    reason: "RefusalReason | None" = None


@dataclass(frozen=True, slots=True)
class WebhookPost:
    """A webhook's request as it came: nothing of it may be logged. Header names are lower case.

    `query` is the raw query string without its question mark: a provider signs it too.
    """

    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    query: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OfferedChoice:
    """A choice as shown: `id` comes back when it is pressed (at most 64 bytes)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Template:
    """An approved WhatsApp template and its variables, for outside the 24-hour window."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class NeededTemplate:
    """A template that what Alba starts cannot do without: its body holds {{1}} for a variable."""

    name: str
    language: str
    body: str
    choices: tuple[OfferedChoice, ...]
    samples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to hand over.

    `reference` is our own id of it, the same at each attempt. `free_text` is whether the channel's
    window is open now: if not, only `template` may be sent. `first_attempt_at` tells a look-up how
    far back to search, and `others` are the provider's references of her messages that it must
    pass over: they are known to be others.
    """

    reference: str
    address: str = field(repr=False)
    text: str = field(repr=False)
    choices: tuple[OfferedChoice, ...] = ()
    list_button: str = LIST_LABEL  # the label that opens a list, where a channel has one
    number_hint: str = NUMBER_HINT  # under choices that a channel can only number
    template: Template | None = None
    free_text: bool = True
    first_attempt_at: datetime | None = None
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Erasure:
    """Messages and media to delete at the provider, by the provider's own references."""

    address: str = field(repr=False)
    message_refs: tuple[str, ...] = ()
    media_refs: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ChannelLimits:
    """What a channel can carry and how fast; each number with its source where it is set.

    `window` is how long after her last message free text may go out; None: always.
    `looks_up` says whether an unknown outcome can be looked up at the provider.
    `receipts` says whether the provider ever reports delivery. `keeps_bodies`: the provider keeps
    words and media until they are deleted, out of her sight, so Alba deletes what is processed.
    """

    text: int
    text_with_choices: int
    buttons: int
    button_title: int
    list_rows: int
    list_title: int
    choice_id: int
    per_second: float
    per_recipient: timedelta
    window: timedelta | None
    looks_up: bool
    receipts: bool
    erases_within: timedelta | None
    keeps_bodies: bool = False


class ChannelError(Exception):
    """A channel could not do what it was asked; see the subclass for what to do next."""


class Forged(ChannelError):
    """The webhook's secret or signature does not match: answer 403, log no word of the body."""


class Unreadable(ChannelError):
    """The webhook's body is not what this provider posts: answer 400, log no word of it."""


class RefusalReason(StrEnum):
    """Why a provider refuses for good."""

    BLOCKED = "blocked"  # she blocked the bot, or the chat is gone
    NO_SUCH_ADDRESS = "no_such_address"  # Twilio 21211, 63003
    STOPPED_AT_PROVIDER = "stopped_at_provider"  # Twilio 21610: she said STOP to the provider
    WINDOW_CLOSED = "window_closed"  # Twilio 63016, and no template is approved
    REJECTED = "rejected"  # the message itself is not acceptable: a defect of ours


class Refused(ChannelError):
    """The provider will never take this message; `reason` tells what that says of the identity."""

    def __init__(self, reason: RefusalReason, code: str = "") -> None:
        """Keep the reason and the provider's code; never its sentence, for that may quote hers."""
        super().__init__(f"{reason.value} {code}".strip())
        self.reason = reason
        self.code = code


class NotNow(ChannelError):
    """The provider surely did not take it, and may later: wait at least `after_seconds`.

    `whole_channel` says that the wait holds for everybody (429 of the account), not for this chat.
    """

    def __init__(
        self, after_seconds: float = 0.0, code: str = "", *, whole_channel: bool = False
    ) -> None:
        """Keep how long to wait, in seconds (0: the outbox's own backoff)."""
        super().__init__(f"not now {code}".strip())
        self.after_seconds = after_seconds
        self.code = code
        self.whole_channel = whole_channel


class UnknownOutcome(ChannelError):
    """The line was cut after the request left: perhaps it was sent. Look before trying again."""


class Channel(Protocol):
    """One road to a contact. All methods but `read` are coroutines and may run concurrently."""

    kind: ChannelKind
    limits: ChannelLimits

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """What the provider told us, oldest first; empty for what we do not understand.

        Raises Forged or Unreadable.
        """

    async def send(self, message: Outbound) -> str:
        """Hand over one message and return the provider's reference. Returning means accepted.

        Raises Refused, NotNow or UnknownOutcome.
        """

    async def look_up(self, message: Outbound) -> str | None:
        """The provider's reference of a message that may have been sent; None: it surely was not.

        Raises NotNow when the provider does not say. Called only where `limits.looks_up`.
        """

    async def erase(self, erasure: Erasure) -> None:
        """Delete at the provider; what is already gone or too old is no error. Raises NotNow."""

    async def leave(self, address: str) -> None:
        """Leave a group, after one polite sentence. Raises NotNow."""

    async def close(self) -> None:
        """Close connections."""
