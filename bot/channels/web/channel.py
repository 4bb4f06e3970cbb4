"""How does the page fit the port? There is no provider: the outbox's row itself is the mailbox."""

import secrets
from collections.abc import Sequence

from bot.channels.port import (
    ChannelKind,
    ChannelLimits,
    Erasure,
    Inbound,
    Outbound,
    Receipt,
    RefusalReason,
    Refused,
    WebhookPost,
)
from bot.channels.web.limits import LIMITS
from bot.channels.web.reading import parse, read_message, size
from bot.channels.web.tickets import Sign, Tickets


class WebChannel:
    """The page at /chat as one road to a contact; see the port for what each method promises."""

    kind: ChannelKind = ChannelKind.WEB
    limits: ChannelLimits = LIMITS

    def __init__(self, sign: Sign | None = None) -> None:
        """`sign` gives the keyed digests of a text, under every key, newest first.

        Who only sends needs none: then every post is forged.
        """
        self.tickets = Tickets(sign or _nothing)

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """One message of hers. Raises Forged (not our ticket), Unreadable or TooLong."""
        said = parse(post.body)
        return [read_message(said, self.tickets.address(said.get("token")))]

    async def send(self, message: Outbound) -> str:
        """Accept at once: once its row is settled the page finds it there. Raises Refused.

        The reference is random, for the page learns it, and our own would count women for it.
        """
        _fits(message)
        return secrets.token_urlsafe(12)

    async def look_up(self, message: Outbound) -> str | None:
        """None, and nobody asks (`limits.looks_up`): a row that was not settled was not shown."""
        return None

    async def erase(self, erasure: Erasure) -> None:
        """Nothing to delete elsewhere: rows are retention's, and the page clears itself."""

    async def leave(self, address: str) -> None:
        """Nothing to leave: a page has no groups."""

    async def close(self) -> None:
        """No connections to close."""


def _nothing(_: str) -> Sequence[bytes]:
    return ()


def _fits(message: Outbound) -> None:
    """Raises Refused: a message past the limits is a defect of ours."""
    longest = LIMITS.text_with_choices if message.choices else LIMITS.text
    try:
        message.text.encode()
    except UnicodeEncodeError:  # half a pair, which no JSON of ours may carry
        raise Refused(RefusalReason.REJECTED, "text") from None
    if not 0 < len(message.text) <= longest:
        raise Refused(RefusalReason.REJECTED, "text")
    if len(message.choices) > LIMITS.buttons:
        raise Refused(RefusalReason.REJECTED, "buttons")
    if any(size(choice.id) > LIMITS.choice_id for choice in message.choices):
        raise Refused(RefusalReason.REJECTED, "choice")
