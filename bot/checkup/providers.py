"""Do the providers answer, deliver where Alba listens, and show only what they should?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from bot.channels.port import ChannelError, NotNow
from bot.checkup.findings import Finding, fine, red, skipped, warning
from bot.settings import Settings
from bot.translations import N_, catalogue

if TYPE_CHECKING:  # the library is imported only where Telegram is configured
    from bot.channels.telegram.state import WebhookState

TELEGRAM: Final = "telegram"
TWILIO: Final = "twilio"
PREVIEWS: Final = "link_previews"
PATIENCE: Final = timedelta(seconds=8)
RECENT: Final = timedelta(hours=1)
MANY: Final = 100
"""Updates that wait at Telegram: more than one batch means that nobody fetches them."""


class AsksAccount(Protocol):
    """What doctor asks of the WhatsApp channel."""

    async def account_status(self) -> str:
        """Twilio's word for the account. Raises NotNow."""


async def of_telegram(
    settings: Settings, now: datetime, shown: dict[str, tuple[str, ...]]
) -> list[Finding]:
    """What Telegram answers; what it shows of the bot is added to `shown`."""
    telegram = settings.telegram
    if telegram is None:
        return [skipped(TELEGRAM, N_("Sin configurar (ALBA_TELEGRAM_TOKEN)."))]
    from bot.channels.telegram import profile, state
    from bot.channels.telegram.channel import TelegramChannel

    channel = TelegramChannel(
        telegram.token, telegram.webhook_secret, telegram.api_url, patience=PATIENCE
    )
    try:
        username = await channel.username()
        webhook = await state.webhook_state(channel)
        there = await profile.read_profile(channel)
    except ChannelError as error:
        return [_unreachable(TELEGRAM, "ALBA_TELEGRAM_TOKEN", error)]
    finally:
        await channel.close()
    shown["Telegram"] = (username, *texts_of(there))
    for language in ("es", "en"):
        shown[f"Telegram, {language}"] = tuple(texts_of(profile.wanted(catalogue(language))))
    found = [of_webhook(webhook, settings.public_url, username, now)]
    if there != profile.wanted():
        found.append(
            warning(
                TELEGRAM,
                N_("Su nombre, descripción o menú no son los de Alba."),
                N_("Reinicia alba worker: los pone al arrancar."),
            )
        )
    found.append(_previews(off=state.previews_are_off()))
    return found


class ShowsItself(Protocol):
    """A profile."""

    @property
    def name(self) -> str: ...
    @property
    def short_description(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def commands(self) -> tuple[tuple[str, str], ...]: ...


def texts_of(profile: ShowsItself) -> Iterator[str]:
    """All that a profile shows."""
    yield from (profile.name, profile.short_description, profile.description)
    for command in profile.commands:
        yield from command


def of_webhook(
    webhook: "WebhookState", public_url: str | None, username: str, now: datetime
) -> Finding:
    """Whether Telegram delivers where this Alba listens, and whether anybody fetches it."""
    wanted = f"{public_url}/telegram" if public_url else ""
    if webhook.url != wanted:
        return warning(
            TELEGRAM,
            N_("@{username} contesta, pero Telegram entrega en otra parte ({url})."),
            N_("Reinicia alba worker, que lo arregla; y que ninguna otra Alba use su token."),
            username=username,
            url=webhook.url or "-",
        )
    if webhook.failed_at is not None and now - webhook.failed_at < RECENT:
        return warning(
            TELEGRAM,
            N_("@{username}: hace poco Telegram no pudo entregar."),
            N_("Mira que {url} se alcance desde fuera, con un certificado que valga."),
            username=username,
            url=wanted,
        )
    if webhook.waiting > MANY:
        return warning(
            TELEGRAM,
            N_("@{username}: en Telegram esperan {count} mensajes."),
            N_("Mira que esté vivo alba worker (o alba web)."),
            username=username,
            count=webhook.waiting,
        )
    return fine(TELEGRAM, N_("@{username} contesta."), username=username)


async def of_twilio(settings: Settings) -> Finding:
    """What Twilio says of the account."""
    twilio = settings.twilio
    if twilio is None:
        return skipped(TWILIO, N_("Sin configurar (ALBA_TWILIO_ACCOUNT_SID y las demás)."))
    from bot.channels.whatsapp.channel import WhatsAppChannel
    from bot.channels.whatsapp.client import Timeouts

    seconds = PATIENCE.total_seconds()
    channel = WhatsAppChannel(
        twilio.account_sid,
        twilio.auth_token,
        twilio.whatsapp_from,
        twilio.api_url,
        settings.public_url or "",
        timeouts=Timeouts(connect_seconds=seconds, read_seconds=seconds),
    )
    try:
        return await of_account(channel)
    finally:
        await channel.close()


async def of_account(channel: AsksAccount) -> Finding:
    """Whether the account may send."""
    try:
        status = await channel.account_status()
    except NotNow as error:
        return _unreachable(TWILIO, "ALBA_TWILIO_AUTH_TOKEN", error)
    if status == "active":
        return fine(TWILIO, N_("La cuenta contesta y está activa."))
    return red(
        TWILIO,
        N_("La cuenta contesta, pero está «{status}»."),
        N_("Entra a la consola de Twilio y actívala."),
        status=status,
    )


def _unreachable(check: str, variable: str, error: ChannelError) -> Finding:
    code = error.code if isinstance(error, NotNow) and error.code else type(error).__name__
    return red(
        check,
        N_("No contesta, o no acepta la clave ({code})."),
        N_("Revisa {variable}, y la conexión de esta máquina."),
        code=code,
        variable=variable,
    )


def _previews(*, off: bool) -> Finding:
    if off:
        return fine(PREVIEWS, N_("Las direcciones se envían sin vista previa."))
    return red(
        PREVIEWS,
        N_("Las direcciones se envían con vista previa, que se ve sin abrir."),
        N_("Actualiza Alba: esta versión está alterada."),
    )
