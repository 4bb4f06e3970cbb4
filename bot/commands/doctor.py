"""What is configured, reachable, late, indiscreet or missing? `alba doctor` looks at all of it."""

import asyncio
import json
import os
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import Final

import click

from bot.channels.port import ChannelKind
from bot.checkup import content, foundations, people, providers, road, templates
from bot.checkup.findings import Finding, State, said
from bot.marked_yaml import WrongFile
from bot.organisation import Organisation
from bot.organisation_file import find as find_organisation
from bot.organisation_file import load as load_organisation
from bot.road.clocks import SystemClock
from bot.settings import Settings, WrongSettings, load
from bot.translations import N_
from db.directory_files import shipped_services
from db.engine import Transaction
from db.stores import directory, gauges, heartbeats, staff
from db.stores.directory import ServiceRow
from flows.reading.wording import read_wording

SICK: Final = 1
MARKS: Final = {State.OK: "✓", State.WARNING: "!", State.RED: "✗", State.SKIPPED: "·"}
COLOURS: Final = {
    State.OK: "green",
    State.WARNING: "yellow",
    State.RED: "red",
    State.SKIPPED: "bright_black",
}
NAMES: Final = {
    foundations.SETTINGS: N_("Entorno"),
    foundations.ORGANISATION: N_("Organización"),
    foundations.ADDRESS: N_("Dirección"),
    foundations.DATABASE: N_("Base de datos"),
    foundations.KEYS: N_("Llaves"),
    people.PEOPLE: N_("Guardia"),
    road.PULSE: N_("Latidos"),
    road.INBOX: N_("Entrada"),
    road.SET_ASIDE: N_("Aparte"),
    road.OUTBOX: N_("Salida"),
    road.LOST: N_("Perdidos"),
    road.SWEEP: N_("Limpieza"),
    content.BOOK: N_("Libro"),
    content.DIRECTORY: N_("Directorio"),
    content.DISCRETION: N_("Discreción"),
    providers.TELEGRAM: "Telegram",
    providers.TWILIO: "WhatsApp",
    templates.TEMPLATES: N_("Plantillas"),
    providers.PREVIEWS: N_("Vistas previas"),
}
WIDTH: Final = 15


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Un objeto JSON con todo lo que se encontró.")
def doctor(as_json: bool) -> None:
    """Revisa todo y dice qué hacer; termina con 1 si algo rompe una promesa."""
    findings = list(examine(os.environ, SystemClock().now()))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=1))
    else:
        for each in findings:
            click.echo(line(each))
        click.echo(f"\n{verdict(findings)}")
    if any(each.state is State.RED for each in findings):
        sys.exit(SICK)


def examine(environ: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Every finding, what all else stands on first."""
    try:
        settings = load(environ)
    except WrongSettings as error:
        yield from foundations.of_settings(error.problems)
        return
    yield from foundations.of_settings(())
    organisation = yield from _organisation(settings)
    yield foundations.of_public_url(settings)
    rows = yield from _memory(settings, organisation, now)
    book, problems = content.read_book(rows)
    yield from content.of_book(problems)
    shown: dict[str, tuple[str, ...]] = {}
    if book is not None:
        shown[said(N_("Menú"))] = content.menu_titles(book)
    yield from asyncio.run(providers.of_telegram(settings, now, shown))
    yield asyncio.run(providers.of_twilio(settings))
    if book is not None:
        yield asyncio.run(templates.of_templates(settings, book))
    yield from content.of_discretion(shown, read_wording())


def _organisation(settings: Settings) -> Generator[Finding, None, Organisation | None]:
    path = find_organisation(settings.organisation)
    try:
        organisation = load_organisation(path)
    except WrongFile as error:
        yield from foundations.of_broken_organisation(error)
        return None
    yield foundations.of_organisation(organisation, path)
    return organisation


def _memory(
    settings: Settings, organisation: Organisation | None, now: datetime
) -> Generator[Finding, None, Sequence[ServiceRow]]:
    """What the database tells; its directory, or the shipped one where there is none."""
    finding, database = foundations.of_database(settings)
    yield finding
    if database is None:
        if organisation is not None:
            yield people.of_people(organisation, (), (), now)
        return shipped_services()
    with closing(database):
        yield foundations.of_keys(settings, database)
        with database.read() as tx:
            if organisation is not None:
                on_call = staff.on_call(tx)
                yield people.of_people(organisation, on_call, _channels(settings), now)
            yield from _road(tx, now)
            rows = directory.read_all(tx)
        yield content.of_directory(rows, now)
    return rows


def _road(tx: Transaction, now: datetime) -> Iterator[Finding]:
    yield from road.of_pulses(heartbeats.read(tx), now)
    read = gauges.read(tx)
    yield road.of_inbox(read, now)
    yield road.of_set_aside(read)
    yield road.of_outbox(read, now)
    yield road.of_lost(gauges.lost(tx, now - road.RECENT))
    yield road.of_sweep(gauges.next_sweep(tx), now)


def _channels(settings: Settings) -> set[str]:
    """The channels on which alerts can leave."""
    there = {ChannelKind.TELEGRAM.value} if settings.telegram else set()
    if settings.twilio is not None and settings.public_url is not None:
        there.add(ChannelKind.WHATSAPP.value)
    return there


# -- told ---------------------------------------------------------------------------------------


def line(finding: Finding) -> str:
    """A finding as a line of the table, with its remedy under it."""
    mark = click.style(MARKS[finding.state], fg=COLOURS[finding.state], bold=True)
    told = f"{mark} {said(NAMES[finding.check]):<{WIDTH}}{finding.found}"
    return f"{told}\n{' ' * (WIDTH + 2)}→ {finding.remedy}" if finding.remedy else told


def verdict(findings: Sequence[Finding]) -> str:
    """All of it in one sentence."""
    reds = sum(each.state is State.RED for each in findings)
    warnings = sum(each.state is State.WARNING for each in findings)
    if reds:
        return said(N_("En rojo: {reds}. Por mirar: {warnings}."), reds=reds, warnings=warnings)
    if warnings:
        return said(N_("Nada en rojo. Por mirar: {warnings}."), warnings=warnings)
    return said(N_("Todo está en su lugar."))
