"""Which roads to a contact are configured, and where does one talk to Alba?"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bot.channels.port import Channel, ChannelError, Inbound, Receipt
from bot.channels.web.channel import WebChannel
from bot.organisation import Organisation
from bot.road.clocks import SystemClock
from bot.settings import Settings
from bot.wiring import Alba
from db.engine import Database
from db.stores import contents

log = logging.getLogger(__name__)

SHORTEST_WAIT_SECONDS: Final = 1.0
LONGEST_WAIT_SECONDS: Final = 60.0

Accept = Callable[[Sequence[Inbound | Receipt]], Awaitable[None]]


def channels(settings: Settings, database: Database) -> dict[str, Channel]:
    """The channels that are configured; a provider's library is imported only for its own."""
    found: dict[str, Channel] = {"web": WebChannel()}
    if settings.telegram is not None:
        from bot.channels.telegram.channel import TelegramChannel

        telegram = settings.telegram
        found["telegram"] = TelegramChannel(
            telegram.token, telegram.webhook_secret, telegram.api_url
        )
    if settings.twilio is not None and settings.public_url is not None:
        from bot.channels.whatsapp.channel import WhatsAppChannel

        twilio = settings.twilio
        found["whatsapp"] = WhatsAppChannel(
            twilio.account_sid,
            twilio.auth_token,
            twilio.whatsapp_from,
            twilio.api_url,
            settings.public_url,
            registry=_StoredContents(database),
        )
    return found


class _StoredContents:
    """Twilio's contents by name, kept in the database so that all processes reuse them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        with self._database.read() as tx:
            return contents.get(tx, name)

    def put(self, name: str, sid: str) -> None:
        with self._database.write() as tx:
            contents.put(tx, name, sid, SystemClock().now())
            tx.commit()


async def attend(settings: Settings, alba: Alba, accept: Accept, stop: asyncio.Event) -> None:
    """Set Telegram up, its profile and its webhook, and ask it where there is no public address.

    A provider that is down at the start is tried again: nothing of Alba waits for it.
    """
    if settings.telegram is None:
        return
    from bot.channels.telegram import polling, profile
    from bot.channels.telegram.channel import TelegramChannel

    channel = alba.outbox.channels["telegram"]
    if not isinstance(channel, TelegramChannel):
        return
    public_url = settings.public_url
    async with asyncio.TaskGroup() as group:
        group.create_task(_until_done("profile", lambda: profile.apply(channel), stop))
        if public_url is None:
            group.create_task(polling.poll(channel, accept, stop))
        else:
            group.create_task(_until_done("webhook", lambda: channel.set_webhook(public_url), stop))


async def _until_done(what: str, do: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
    """Try until it is done or somebody says stop, longer apart each time."""
    stopping = asyncio.ensure_future(stop.wait())
    wait = SHORTEST_WAIT_SECONDS
    while not stop.is_set():
        doing = asyncio.ensure_future(do())
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            doing.cancel()
        try:
            await doing
        except asyncio.CancelledError:
            break
        except ChannelError as error:
            log.warning("telegram's %s, again in %.0f s: %s", what, wait, type(error).__name__)
        else:
            break
        await asyncio.wait({stopping}, timeout=wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
    stopping.cancel()


def where_to_talk(settings: Settings, organisation: Organisation, pages: bool) -> Iterator[str]:
    """Where to talk to Alba, and what is and isn't configured."""
    if pages:
        base = settings.public_url or f"http://localhost:{settings.port}"
        yield f"Alba atiende. Pruébala aquí: {base}/chat"
    else:
        yield "Alba trabaja."
    yield f"  Telegram   {_telegram(settings)}"
    yield f"  WhatsApp   {_whatsapp(settings)}"
    yield f"  Correo     {'configurado' if settings.mail else 'sin configurar (ALBA_SMTP_URL)'}"
    if organisation.example:
        yield "  Organización: es el ejemplo."
        yield "    Copia organisation.example.yaml como organisation.yaml."
    if organisation.coverage.is_empty:
        yield "  Sin horario: Alba dice que no hay nadie, salvo quien esté con --always."
    yield f"  Para revisar todo: {_as_called()} doctor. Para terminar: Ctrl-C."


def _as_called() -> str:
    """The command as whoever started this can type it again: `.venv/bin/alba` with `make run`."""
    return sys.argv[0] if Path(sys.argv[0]).name == "alba" else "alba"


def _telegram(settings: Settings) -> str:
    if settings.telegram is None:
        return "sin configurar (ALBA_TELEGRAM_TOKEN)"
    return "por webhook" if settings.public_url else "preguntando (polling)"


def _whatsapp(settings: Settings) -> str:
    if settings.twilio is None:
        return "sin configurar (ALBA_TWILIO_ACCOUNT_SID y las demás)"
    return "por webhook" if settings.public_url else "falta ALBA_PUBLIC_URL"
