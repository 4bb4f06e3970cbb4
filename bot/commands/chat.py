"""How does one talk to Alba without any account? In the terminal, by hand or by program."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from bot.channels.port import ChannelKind, InboundKind
from bot.commands import opening
from bot.commands.chat_lines import BadLine, Writes, read_line
from bot.commands.json_lines import write
from bot.commands.stage import Played, Stage, open_stage
from bot.organisation import Organisation
from bot.rehearsal import Heard
from bot.road.clocks import SystemClock
from bot.road.failing import tell
from bot.settings import normal_database_url

log = logging.getLogger(__name__)

MEMORY: Final = "sqlite://"
YEARS: Final = range(2000, 2200)
YOU: Final = "tú"
HELLO: Final = "Escribe y oprime Enter. Un número elige una opción. Ctrl-D termina."


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Un objeto JSON por línea, de ida y vuelta.")
@click.option("--at", "start", default=None, help="La hora en que empieza: 2026-11-23T10:00-06:00.")
@click.option("--database", "url", default=MEMORY, help="Una base de datos que se queda.")
@click.option(
    "--channel", type=click.Choice(["telegram", "whatsapp"]), default="telegram", show_default=True
)
@click.option(
    "--no-templates", is_flag=True, help="Como si WhatsApp no aprobara ninguna plantilla."
)
def chat(as_json: bool, start: str | None, url: str, channel: str, no_templates: bool) -> None:
    """Platica con Alba en esta terminal, por el camino de verdad: nada sale de esta máquina."""
    stage = _open(start, url, ChannelKind(channel), templates=not no_templates)
    if as_json:
        _serve(stage)
    else:
        _converse(stage)


def _open(start: str | None, url: str, channel: ChannelKind, *, templates: bool) -> Stage:
    organisation = opening.organisation(None)
    now = SystemClock().now() if start is None else _moment(start, organisation)
    if url == MEMORY:
        return open_stage(now, channel, organisation, templates=templates)
    try:
        database_url = normal_database_url(url)
    except ValueError as error:
        raise click.UsageError(f"--database {error}") from None
    keyring = opening.keyring_for(database_url)
    return opening.reachable(
        lambda: open_stage(
            now,
            channel,
            organisation,
            templates=templates,
            database_url=database_url,
            keyring=keyring,
        )
    )


def _moment(written: str, organisation: Organisation) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise click.UsageError("--at se escribe así: 2026-11-23T10:00-06:00") from None
    if moment.year not in YEARS:
        raise click.UsageError(f"--at va del año {YEARS.start} al {YEARS.stop - 1}")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(organisation.zone))
    return moment.astimezone(UTC)


# -- for programs -------------------------------------------------------------------------------


def _serve(stage: Stage) -> None:
    for line in sys.stdin.buffer:
        if line.strip():
            _answer(stage, line)


def _answer(stage: Stage, line: bytes) -> None:
    try:
        played = stage.play(read_line(line))
    except BadLine as error:
        write({"error": str(error)})
    except Exception as error:  # a defect: told, and no reason to leave the others unanswered
        tell(log, error, "a line could not be played")
        write({"error": f"this line could not be played: {type(error).__name__}"})
    else:
        for heard in played.heard:
            write(message(heard))
        write({"done": done(played)})


def message(heard: Heard) -> dict[str, Any]:
    """A message as a program reads it; `at` in the zone of who receives it."""
    if heard.staff:
        return {
            "to": heard.to,
            "kind": heard.kind,
            "severity": heard.severity,
            "case": heard.case,
            "reason": heard.reason,
            "text": heard.text,
        }
    return {
        "to": heard.to,
        "kind": heard.kind,
        "text": heard.text,
        "choices": [{"id": choice.id, "title": choice.title} for choice in heard.choices],
        "at": heard.at.astimezone(ZoneInfo(heard.zone)).isoformat(timespec="seconds"),
    }


def done(played: Played) -> dict[str, Any]:
    """What was understood of a line, and where she is now; nothing for staff and time."""
    if played.who is None:
        return {}
    understood, session = played.understood, played.session
    top = session.stack[-1] if session and session.stack else None
    return {
        "from": played.who,
        "topic": understood.topic.value if understood else None,
        "crisis": understood.crisis.value if understood and understood.crisis else None,
        "check": understood.check.value if understood and understood.check else None,
        "flow": top.flow if top else None,
        "node": top.node if top else None,
    }


# -- by hand ------------------------------------------------------------------------------------


def _converse(stage: Stage) -> None:
    click.echo(HELLO)
    while True:
        try:
            line = input(f"{YOU}> ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if line.strip():
            played = stage.play(Writes(YOU, InboundKind.TEXT, texts=(line,)))
            for heard in played.heard:
                _show(heard)


def _show(heard: Heard) -> None:
    click.echo()
    click.echo(click.style("Alba: ", bold=True) + heard.text)
    for number, choice in enumerate(heard.choices, start=1):
        click.echo(f"   {number}. {choice.title}")
