"""How does Alba read, answer, erase and leave on Telegram? The port, over the library's Bot.

Only `Bot` is the library's: updates are read from their JSON (see `reading`), and its webhook
server, its queue of jobs and its conversations keep state that belongs to the database.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.channels.port import (
    ChannelKind,
    ChannelLimits,
    Erasure,
    Forged,
    Inbound,
    NotNow,
    Outbound,
    Receipt,
    Refused,
    UnknownOutcome,
    Unreadable,
    WebhookPost,
)
from bot.channels.telegram import sending
from bot.channels.telegram.calling import AlbaBot, Line, call, silence
from bot.channels.telegram.fields import parse, part, words
from bot.channels.telegram.limits import LIMITS, WEBHOOK_CONNECTIONS
from bot.channels.telegram.reading import ALLOWED_UPDATES, read_update

TELEGRAM: Final = "https://api.telegram.org"
_SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name


class TelegramChannel:
    """Telegram as one road to a contact; see the port for what each method promises."""

    kind: ChannelKind = ChannelKind.TELEGRAM
    limits: ChannelLimits = LIMITS

    def __init__(
        self,
        token: str,
        webhook_secret: str | None,
        api_url: str = TELEGRAM,
        *,
        patience: timedelta = timedelta(seconds=15),
    ) -> None:
        """Prepare, without any I/O.

        `webhook_secret` is what `set_webhook` tells Telegram to send with each post (1 to 256 of
        `A-Za-z0-9_-`); without it every post is forged. `api_url` is scheme and host.
        `patience` is how long an answer is waited for.
        """
        silence()
        self._secret = webhook_secret or ""
        self._line = Line(patience)
        self.bot = AlbaBot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            request=self._line,
            get_updates_request=self._line,
        )
        # Whom Telegram last asked us to wait for, until one gets through.
        self._limited: str | None = None

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """What one post says: nothing, or one Inbound. Raises Forged or Unreadable."""
        given = post.headers.get(_SECRET_HEADER, "")
        # As bytes: compare_digest refuses text that is not ASCII, and a header may hold anything.
        same = hmac.compare_digest(
            given.encode("utf-8", "surrogatepass"), self._secret.encode("utf-8", "surrogatepass")
        )
        if not (same and self._secret):
            raise Forged
        return read_update(parse(post.body))

    def webhook_answer(self, post: WebhookPost) -> bytes | None:
        """What to answer a post that was read: for a pressed button, that it may stop spinning.

        Telegram takes one call in the body of the answer, which saves a call of our own:
        https://core.telegram.org/bots/api#making-requests-when-getting-updates
        """
        try:
            query_id = words(part(parse(post.body), "callback_query"), "id")
        except Unreadable:
            return None
        if not query_id:
            return None
        answer = {"method": "answerCallbackQuery", "callback_query_id": query_id}
        return json.dumps(answer).encode()

    async def send(self, message: Outbound) -> str:
        """Hand over one message and return Telegram's id of it.

        Raises Refused, NotNow or UnknownOutcome.
        """
        try:
            ref = await sending.send(self.bot, message)
        except NotNow as wait:
            self._judge(wait, message.address)
            raise
        self._limited = None
        return ref

    def _judge(self, wait: NotNow, address: str) -> None:
        """Does a 429 hold for her chat or for everybody? Telegram does not say.

        Two different chats that are told to wait, with none getting through between: everybody.
        """
        if wait.code == "429":
            wait.whole_channel = self._limited not in (None, address)
            self._limited = address

    async def look_up(self, message: Outbound) -> str | None:
        """None: a bot cannot read what it sent, so `limits.looks_up` is false and nobody asks."""
        return None

    async def erase(self, erasure: Erasure) -> None:
        """Delete messages, hers and ours; too old or already gone is no error. Raises NotNow."""
        await sending.erase(self.bot, erasure)

    async def leave(self, address: str) -> None:
        """Leave a group, after one polite sentence. Raises NotNow."""
        await sending.leave(self.bot, address)

    async def username(self) -> str:
        """The bot's name in t.me/<name>. Raises NotNow: at once when the token is wrong.

        What `alba run` prints and `alba doctor` asks.
        """
        try:
            return (await call(self.bot.get_me())).username or ""
        except (Refused, UnknownOutcome):
            raise NotNow from None  # asking twice does no harm

    async def set_webhook(self, public_url: str) -> None:
        """Ask Telegram to post to `public_url`/telegram; what waits there is kept.

        Raises Refused, NotNow or UnknownOutcome.
        """
        await call(
            self.bot.set_webhook(
                url=f"{public_url.rstrip('/')}/telegram",
                secret_token=self._secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=WEBHOOK_CONNECTIONS,
            )
        )

    async def close(self) -> None:
        """Close connections."""
        await self._line.shutdown()
