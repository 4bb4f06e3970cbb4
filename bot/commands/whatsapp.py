"""What does WhatsApp need from the operator? Its templates: listed, created, submitted, shown."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import click

from bot.channels.port import NeededTemplate
from bot.commands import opening
from bot.following.questions import Questions
from bot.following.templates import needed
from flows.reading.load import load_book

if TYPE_CHECKING:
    from bot.channels.whatsapp.templates import Templates, TemplateState

SAID: Final[Mapping[str, str]] = {
    "missing": "falta crearla",
    "unsubmitted": "creada, falta mandarla",
    "received": "mandada",
    "pending": "en revisión",
    "approved": "aprobada",
    "rejected": "rechazada",
    "paused": "en pausa",
    "disabled": "desactivada",
}
SUBMITTED: Final = frozenset({"received", "pending", "approved", "paused", "disabled"})
T = TypeVar("T")


@click.group()
def whatsapp() -> None:
    """Lo que WhatsApp pide por Twilio."""


@whatsapp.group()
def templates() -> None:
    """Las plantillas con que Alba escribe cuando pasaron 24 horas."""


@templates.command("list")
def list_() -> None:
    """Qué plantillas hacen falta, y cuáles están aprobadas."""
    wanted = _wanted()
    states = _ask(lambda desk: desk.states(frozenset(wanted)))
    for name in wanted:
        _say(states[name])
    approved = sum(state.status == "approved" for state in states.values())
    click.echo(f"Aprobadas: {approved} de {len(wanted)}.")


@templates.command()
def create() -> None:
    """Crea en Twilio las que faltan; todavía no se mandan a revisar."""
    wanted = _wanted()
    for state in _ask(lambda desk: _create(desk, wanted)):
        _say(state)


@templates.command()
def submit() -> None:
    """Manda a revisar las que están creadas y no se han mandado; crea antes las que falten."""
    wanted = _wanted()
    _ask(lambda desk: _create(desk, wanted))
    for state in _ask(lambda desk: _submit(desk, frozenset(wanted))):
        _say(state)


@templates.command()
@click.argument("name")
def show(name: str) -> None:
    """Muestra una plantilla: su texto, sus botones y en qué va."""
    wanted = _wanted()
    if name not in wanted:
        opening.complain(
            "No hay una plantilla con ese nombre:", ["mira alba whatsapp templates list"]
        )
    template = wanted[name]
    click.echo(template.body)
    for choice in template.choices:
        click.echo(f"  [{choice.title}]")
    [state] = _ask(lambda desk: desk.states(frozenset({name}))).values()
    _say(state)


async def _create(
    desk: "Templates", wanted: Mapping[str, NeededTemplate]
) -> tuple["TemplateState", ...]:
    states = await desk.states(frozenset(wanted))
    missing = [wanted[name] for name, state in states.items() if not state.sid]
    return tuple([await desk.create(template) for template in missing])


async def _submit(desk: "Templates", names: frozenset[str]) -> tuple["TemplateState", ...]:
    states = (await desk.states(names)).values()
    waiting = [each for each in states if each.sid and each.status not in SUBMITTED]
    return tuple([await desk.submit(each) for each in waiting])


def _wanted() -> dict[str, NeededTemplate]:
    book = opening.whole_book(load_book)
    return {each.name: each for each in needed(Questions(book))}


def _ask(ask: Callable[["Templates"], Awaitable[T]]) -> T:
    """Ask Twilio; ends the command with exit code 2 where nothing is configured or answers."""
    twilio = opening.settings().twilio
    if twilio is None:
        opening.complain(
            "WhatsApp no está configurado:", ["pon ALBA_TWILIO_ACCOUNT_SID y las demás"]
        )
    from bot.channels.whatsapp.contents import Unavailable
    from bot.channels.whatsapp.templates import Templates

    async def asked() -> T:
        desk = Templates(twilio.account_sid, twilio.auth_token, twilio.api_url)
        try:
            return await ask(desk)
        finally:
            await desk.close()

    try:
        return asyncio.run(asked())
    except Unavailable:
        remedy = "revisa ALBA_TWILIO_AUTH_TOKEN, y que Twilio conteste"
        opening.complain("Twilio no contestó como debe:", [remedy])


def _say(state: "TemplateState") -> None:
    said = SAID.get(state.status, state.status)
    reason = f" ({state.reason})" if state.reason else ""
    click.echo(f"{state.name}  {said}{reason}")
