"""How does one talk to Alba without a provider? A stand-in keeps what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.channels.port import (
    ChannelKind,
    ChannelLimits,
    Erasure,
    Inbound,
    Outbound,
    Receipt,
    ReceiptStatus,
    RefusalReason,
    Refused,
    WebhookPost,
)

REFUSALS = {
    "blocked": RefusalReason.BLOCKED,
    "gone": RefusalReason.NO_SUCH_ADDRESS,
    "stopped": RefusalReason.STOPPED_AT_PROVIDER,
}
RECEIPTS = {
    "none": None,
    "sent": ReceiptStatus.SENT,
    "delivered": ReceiptStatus.DELIVERED,
    "read": ReceiptStatus.READ,
}


@dataclass(frozen=True, slots=True)
class Carried:
    """A message that the stand-in accepted."""

    provider_ref: str
    message: Outbound = field(repr=False)


@dataclass(slots=True)
class TerminalChannel:
    """Takes the place of a channel, with its limits and its way with receipts.

    `fates` says by address what becomes of messages: none, sent, delivered, read, blocked,
    gone, or stopped by the provider at a word of hers.
    """

    kind: ChannelKind
    limits: ChannelLimits
    carried: list[Carried]  # shared by all stand-ins, so that the order of sending is kept
    fates: dict[str, str] = field(default_factory=dict)
    templates: bool = True
    receipts: list[Receipt] = field(default_factory=list)
    _count: int = 0

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """There is no webhook here."""
        del post
        return ()

    async def send(self, message: Outbound) -> str:
        """Accept a message, or refuse it as the address's fate and the window say."""
        fate = self.fates.get(message.address, "delivered")
        silent_block = fate == "blocked" and self.limits.receipts  # looks like "sent" for ever
        if fate in REFUSALS and not silent_block:
            raise Refused(REFUSALS[fate])
        if not message.free_text and (message.template is None or not self.templates):
            raise Refused(RefusalReason.WINDOW_CLOSED)
        self._count += 1
        reference = f"{self.kind}-{self._count}"
        self.carried.append(Carried(reference, self._cut(message)))
        status = ReceiptStatus.SENT if silent_block else RECEIPTS.get(fate)
        if self.limits.receipts and status is not None:
            self.receipts.append(Receipt(self.kind, reference, status))
        return reference

    def _cut(self, message: Outbound) -> Outbound:
        """As the channel would show it: more choices than it has room for become numbered text."""
        if len(message.choices) <= max(self.limits.buttons, self.limits.list_rows):
            return message
        lines = (f"{number}. {each.title}" for number, each in enumerate(message.choices, start=1))
        return replace(message, text="\n".join((message.text, *lines)))

    async def look_up(self, message: Outbound) -> str | None:
        """Every outcome is known here."""
        del message
        return None

    async def erase(self, erasure: Erasure) -> None:
        """Nothing is kept elsewhere."""
        del erasure

    async def leave(self, address: str) -> None:
        """There are no groups here."""
        del address

    async def close(self) -> None:
        """Nothing is open."""
