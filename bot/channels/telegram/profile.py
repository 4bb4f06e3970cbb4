"""How does Alba look on Telegram before anybody writes? Name, description and commands, discreetly.

Whoever holds the phone sees these: no word of prison, of women, of violence, and no telephone.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from telegram import BotCommand

from bot.channels.port import ChannelError
from bot.channels.telegram.calling import AlbaBot, call
from bot.channels.telegram.channel import TelegramChannel
from bot.translations import N_, Translate, catalogue

log = logging.getLogger(__name__)


NAME: Final = "Alba"
SHORT_DESCRIPTION: Final = N_("Orientación sobre trámites, trabajo, lugares y familia.")
DESCRIPTION: Final = N_(
    "Soy Alba: un programa, no una persona. Oriento sobre trámites, trabajo, lugares y familia. "
    "Escribe con tus palabras. No soy línea de emergencia."
)
# A command's name has no accents; what each says is said by her.
COMMANDS: Final = (
    ("menu", N_("Ver las opciones")),
    ("persona", N_("Hablar con el equipo")),
    ("ayuda", N_("Esto no puede esperar")),
    ("alto", N_("Ya no me escribas")),
    ("borrar", N_("Borra lo que escribí")),
    ("salir", N_("Cerrar")),
)

DEFAULT_LANGUAGE: Final = ""  # Telegram's word for "whoever has no language of their own here"


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram shows of a bot in one language; a command is its name and what it does."""

    name: str
    short_description: str
    description: str
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What was set, and what could not be, as "name" or "commands:en"."""

    changed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def wanted(translate: Translate = N_) -> Profile:
    """The profile as it should be, in one language."""
    return Profile(
        name=NAME,
        short_description=translate(SHORT_DESCRIPTION),
        description=translate(DESCRIPTION),
        commands=tuple((name, translate(says)) for name, says in COMMANDS),
    )


async def read_profile(channel: TelegramChannel, language: str = DEFAULT_LANGUAGE) -> Profile:
    """The profile as Telegram has it. Raises NotNow or UnknownOutcome."""
    bot, code = channel.bot, language or None
    return Profile(
        name=(await call(bot.get_my_name(code))).name,
        short_description=(await call(bot.get_my_short_description(code))).short_description,
        description=(await call(bot.get_my_description(code))).description,
        commands=tuple(
            (command.command, command.description)
            for command in await call(bot.get_my_commands(language_code=code))
        ),
    )


async def apply(
    channel: TelegramChannel, translations: Mapping[str, Translate] | None = None
) -> Applied:
    """Make the profile as it should be, in Spanish and each language of `translations` (English).

    Sets only what differs, for Telegram lets a name be set a few times a day. What fails is logged
    by its type and named in the answer: Alba speaks all the same. Raises NotNow or UnknownOutcome
    only when the profile cannot be read.
    """
    changed: list[str] = []
    failed: list[str] = []
    if translations is None:
        translations = {"en": catalogue("en")}
    for language, translate in {DEFAULT_LANGUAGE: N_, **translations}.items():
        there, ours = await read_profile(channel, language), wanted(translate)
        for item in fields(Profile):
            if getattr(there, item.name) == getattr(ours, item.name):
                continue
            label = f"{item.name}:{language}" if language else item.name
            done = await _set(channel.bot, item.name, ours, language or None)
            (changed if done else failed).append(label)
    return Applied(tuple(changed), tuple(failed))


async def _set(bot: AlbaBot, item: str, ours: Profile, code: str | None) -> bool:
    try:
        await call(_SETTERS[item](bot, ours, code))
    except ChannelError as problem:
        log.warning("the bot's %s could not be set: %s", item, type(problem).__name__)
        return False
    return True


_SETTERS: Final[Mapping[str, Callable[[AlbaBot, Profile, str | None], Awaitable[bool]]]] = {
    "name": lambda bot, ours, code: bot.set_my_name(ours.name, code),
    "short_description": lambda bot, ours, code: bot.set_my_short_description(
        ours.short_description, code
    ),
    "description": lambda bot, ours, code: bot.set_my_description(ours.description, code),
    "commands": lambda bot, ours, code: bot.set_my_commands(
        [BotCommand(name, says) for name, says in ours.commands], language_code=code
    ),
}
