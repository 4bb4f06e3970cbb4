"""How does WhatsApp look to the rest of Alba? As any channel: this one speaks to Twilio."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from bot.channels.port import (
    ChannelKind,
    Erasure,
    Inbound,
    NotNow,
    Outbound,
    Receipt,
    WebhookPost,
)
from bot.channels.whatsapp.client import Cut, Timeouts, TwilioApi, Unsent
from bot.channels.whatsapp.contents import ContentRegistry, Contents, MemoryRegistry
from bot.channels.whatsapp.erasing import Eraser
from bot.channels.whatsapp.errors import not_done
from bot.channels.whatsapp.limits import WHATSAPP_LIMITS
from bot.channels.whatsapp.looking_up import Searcher
from bot.channels.whatsapp.reading import WHATSAPP, read_post
from bot.channels.whatsapp.sending import Sender
from bot.channels.whatsapp.signature import Signature

REMEMBERED: Final = 5_000  # accepted messages; a look-up asks for one of the last few


class Accepted:
    """Which of our references Twilio is known to have accepted, and under which id."""

    def __init__(self) -> None:
        """Begin without any."""
        self._sids: OrderedDict[str, str] = OrderedDict()

    def add(self, reference: str, sid: str) -> None:
        """Remember one, and forget the oldest when there are many."""
        self._sids[reference] = sid
        if len(self._sids) > REMEMBERED:
            self._sids.popitem(last=False)

    def get(self, reference: str) -> str | None:
        """The id of an accepted message."""
        return self._sids.get(reference)

    def sids(self) -> frozenset[str]:
        """The ids of all that are remembered."""
        return frozenset(self._sids.values())


class WhatsAppChannel:
    """WhatsApp over Twilio, for one sender of one account."""

    kind = ChannelKind.WHATSAPP
    limits = WHATSAPP_LIMITS

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        api_url: str | None,
        public_url: str,
        *,
        registry: ContentRegistry | None = None,
        timeouts: Timeouts | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connect to nothing yet.

        `sender` is the number that Alba writes from, with or without "whatsapp:" before it;
        `api_url` replaces scheme and host of all of Twilio's addresses; `public_url` is where
        Twilio finds Alba; `registry` remembers created contents across processes; `seconds` only
        measures pauses.
        """
        api = TwilioApi(account_sid, auth_token, api_url, timeouts or Timeouts())
        address = sender if sender.startswith(WHATSAPP) else f"{WHATSAPP}{sender}"
        contents = Contents(api, registry or MemoryRegistry(), seconds)
        self._api = api
        self._signature = Signature(auth_token, public_url)
        self._sender = Sender(api, contents, address, public_url)
        self._searcher = Searcher(api, contents, address)
        self._eraser = Eraser(api)
        self._accepted = Accepted()

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """What Twilio told us; empty for what we do not understand. Raises Forged or Unreadable."""
        told = read_post(post, self._signature.verified(post))
        for each in told:
            if isinstance(each, Receipt) and each.reference:
                self._accepted.add(each.reference, each.provider_ref)
        return told

    async def send(self, message: Outbound) -> str:
        """Hand over one message and return its id at Twilio.

        Raises Refused, NotNow or UnknownOutcome.
        """
        sid = await self._sender.send(message)
        self._accepted.add(message.reference, sid)
        return sid

    async def look_up(self, message: Outbound) -> str | None:
        """The id of a message that may have been sent; None when it surely was not.

        Raises NotNow when Twilio does not say.
        """
        known = self._accepted.get(message.reference)
        if known is not None:
            return known
        others = self._accepted.sids() | message.others
        found = await self._searcher.look_up(message, others)
        if found is not None:
            self._accepted.add(message.reference, found)
        return found

    async def erase(self, erasure: Erasure) -> None:
        """Delete messages and media at Twilio; what is already gone is no error. Raises NotNow."""
        await self._eraser.erase(erasure)

    async def leave(self, address: str) -> None:
        """Nothing to leave: Twilio brings no groups."""

    async def account_status(self) -> str:
        """What Twilio says of the account: "active", "suspended" or "closed".

        Raises NotNow when it does not say: at once when the token is wrong. `alba doctor` asks.
        """
        try:
            answer = await self._api.account()
        except (Unsent, Cut) as error:
            raise NotNow(code=str(error)) from None
        if not answer.done:
            raise not_done(answer.status, answer.code, answer.retry_after_seconds)
        return str(answer.content.get("status", ""))

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
