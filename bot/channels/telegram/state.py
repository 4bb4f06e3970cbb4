"""How does Telegram deliver to Alba now? What `alba doctor` asks, without a word of anybody's."""

from dataclasses import dataclass
from datetime import datetime

from bot.channels.port import NotNow, Refused, UnknownOutcome
from bot.channels.telegram.calling import call
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.sending import NO_PREVIEW


@dataclass(frozen=True, slots=True)
class WebhookState:
    """Where Telegram posts (empty: it is polled), how much waits, and when it last failed."""

    url: str
    waiting: int
    failed_at: datetime | None


async def webhook_state(channel: TelegramChannel) -> WebhookState:
    """The webhook as Telegram has it. Raises NotNow."""
    try:
        told = await call(channel.bot.get_webhook_info())
    except (Refused, UnknownOutcome):
        raise NotNow from None  # asking twice does no harm
    return WebhookState(told.url, told.pending_update_count, told.last_error_date)


def previews_are_off() -> bool:
    """Whether what is sent shows no picture of a page whose address it holds."""
    return NO_PREVIEW.is_disabled is True
