"""How is a wired Alba served? Her channels' webhooks, /chat and the monitors' pages on one port."""

import asyncio
import socket

from bot.channels.port import ChannelKind
from bot.serving.app import make_app
from bot.serving.parts import Accept, AnswersPosts, Parts
from bot.serving.server import listen, serve_app
from bot.settings import Settings
from bot.wiring import Alba

EVERYWHERE = "0.0.0.0"  # noqa: S104 - a platform's router, or a phone in the same house, comes from outside


def open_port(settings: Settings) -> socket.socket:
    """The port on which everything is answered. Raises OSError when it is taken."""
    return listen(EVERYWHERE, settings.port)


async def serve(
    settings: Settings, alba: Alba, accept: Accept, listening: socket.socket, stop: asyncio.Event
) -> None:
    """Answer until `stop` is set, then drain."""
    await serve_app(make_app(parts_of(settings, alba, accept, stop)), listening, stop)


def parts_of(settings: Settings, alba: Alba, accept: Accept, stop: asyncio.Event) -> Parts:
    """What the routes are made of."""
    telegram = alba.outbox.channels.get(ChannelKind.TELEGRAM)
    return Parts(
        accept=accept,
        database=alba.database,
        keyring=alba.keyring,
        clock=alba.clock,
        telegram=telegram if isinstance(telegram, AnswersPosts) else None,
        whatsapp=alba.outbox.channels.get(ChannelKind.WHATSAPP),
        public_url=settings.public_url,
        stop=stop,
    )
