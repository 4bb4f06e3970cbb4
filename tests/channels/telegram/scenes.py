"""What do most of these tests begin with? A channel that speaks to a stand-in, a post of hers."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from typing import Any, Final

from bot.channels.port import Inbound, OfferedChoice, Outbound, Receipt, WebhookPost
from bot.channels.telegram.channel import TelegramChannel
from tests.channels.telegram.stand_in import TOKEN, StandIn

ANA: Final = 5_550_001
SECRET: Final = "a-secret_of-the-webhook"
SHORT: Final = timedelta(seconds=0.2)


@asynccontextmanager
async def telegram_and_alba(
    patience: timedelta = timedelta(seconds=5),
) -> AsyncIterator[tuple[StandIn, TelegramChannel]]:
    """A stand-in with Ana's chat, and a channel that calls it; the contract is never broken."""
    async with StandIn() as telegram:
        telegram.chat(ANA)
        channel = TelegramChannel(TOKEN, SECRET, telegram.url, patience=patience)
        try:
            yield telegram, channel
        finally:
            await channel.close()


def a_post(update: object, secret: str | None = SECRET) -> WebhookPost:
    """A webhook's post, signed with the secret unless that is None."""
    headers = {} if secret is None else {"x-telegram-bot-api-secret-token": secret}
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return WebhookPost("/telegram", headers, body)


def a_message(text: str = "Te leo.", **changes: Any) -> Outbound:
    """A message to Ana."""
    return Outbound(**{"reference": "r1", "address": str(ANA), "text": text, **changes})


def choices(titles: Mapping[str, str]) -> tuple[OfferedChoice, ...]:
    """Choices from ids and titles."""
    return tuple(OfferedChoice(choice, title) for choice, title in titles.items())


@cache
def a_reader() -> TelegramChannel:
    """A channel that only reads; made once, for it prepares a TLS context."""
    return TelegramChannel(TOKEN, SECRET)


def read(update: object) -> list[Inbound]:
    """What the channel reads in one signed post."""
    return [_inbound(one) for one in a_reader().read(a_post(update))]


def _inbound(one: Inbound | Receipt) -> Inbound:
    assert isinstance(one, Inbound)
    return one
