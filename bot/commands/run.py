"""How does Alba serve? All in one process, or as the Procfile's `web` and `worker`."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import click

from bot.commands import opening, providers
from bot.logs import configure
from bot.organisation import Organisation
from bot.road.clocks import SystemClock
from bot.road.inbox import GroupCommit
from bot.road.pace import ProviderPace
from bot.road.watch import Watch, watched_by
from bot.road.worker import Worker
from bot.settings import Settings
from bot.wiring import Alba, wire
from db.directory_files import load_seed
from db.engine import connect
from db.migrate import migrate, newest_revision, revision_of

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
KEYS: Final = frozenset({opening.SECRET_KEYS})


@dataclass(frozen=True, slots=True)
class Parts:
    """Which of Alba's processes this one is: the pages' with a port, the worker's, or both."""

    port: socket.socket | None
    worker: bool


@click.command()
def run() -> None:
    """Sirve todo en un proceso: pone al día la base, carga el directorio y atiende."""
    settings = opening.settings()
    with opening.port(settings) as port:
        opening.reachable(lambda: _prepare(settings))
        _serve(settings, Parts(port, worker=True))


@click.command()
def web() -> None:
    """Sirve las páginas y los webhooks; los turnos los hace `alba worker`."""
    settings = opening.settings(KEYS)
    with opening.port(settings) as port:
        _serve(settings, Parts(port, worker=False))


@click.command()
def worker() -> None:
    """Hace los turnos, los envíos y el reloj; las páginas las sirve `alba web`."""
    _serve(opening.settings(KEYS), Parts(None, worker=True))


def _prepare(settings: Settings) -> None:
    database = connect(settings.database_url)
    migrate(database)
    load_seed(database, SystemClock().now())
    database.close()


def _serve(settings: Settings, parts: Parts) -> None:
    configure()
    organisation = opening.organisation(settings.organisation)
    alba = opening.whole_book(lambda: _wire(settings, organisation))
    if opening.reachable(lambda: revision_of(alba.database)) != newest_revision():
        opening.complain("La base de datos no está al día.", ["corre primero: alba migrate"])
    for line in providers.where_to_talk(settings, organisation, parts.port is not None):
        click.echo(line)
    sys.stdout.flush()
    gc.freeze()  # what lives as long as the process is not looked through again and again
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(settings, alba, parts))


def _wire(settings: Settings, organisation: Organisation) -> Alba:
    database = connect(settings.database_url)
    keyring = opening.keyring_for(settings.database_url, settings.secret_keys)
    channels = providers.channels(settings, database)
    console = f"{settings.public_url}/console" if settings.public_url else ""
    return wire(
        database,
        keyring,
        SystemClock(),
        organisation,
        channels,
        ProviderPace(),
        console=console,
    )


async def _run(settings: Settings, alba: Alba, parts: Parts) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    tasks: list[asyncio.Task[None]] = []
    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="database") as executor:
        group = GroupCommit(alba.inbox.accept, executor)
        tasks.append(asyncio.create_task(_watch(alba, executor, parts).run(stop)))
        if parts.worker:
            tasks.append(asyncio.create_task(_work(alba, executor, stop)))
            tasks.append(asyncio.create_task(providers.attend(settings, alba, group.accept, stop)))
        if parts.port is not None:
            from bot.serving.serve import serve

            pages = serve(settings, alba, group.accept, parts.port, stop)
            tasks.append(asyncio.create_task(pages))
        try:
            await _until_done(tasks, stop)
        finally:
            stop.set()
            await asyncio.gather(*tasks, return_exceptions=True)
            for channel in alba.outbox.channels.values():
                await channel.close()
            alba.database.close()


def _watch(alba: Alba, executor: ThreadPoolExecutor, parts: Parts) -> Watch:
    """Each process watches the other; who is both watches the threads of its own."""
    watched, own = watched_by(pages=parts.port is not None)
    mail = alba.outbox.channels.get("email")
    to = alba.organisation.alarms_mail
    return Watch(alba.database, alba.clock, watched, own, mail, to, executor)


def _stop_on_signals(stop: asyncio.Event) -> None:
    """Ctrl-C and SIGTERM let what has begun end; a second one finds the usual handlers."""
    loop = asyncio.get_running_loop()

    def stopping() -> None:
        stop.set()
        for each in SIGNALS:
            loop.remove_signal_handler(each)

    for each in SIGNALS:
        loop.add_signal_handler(each, stopping)


async def _until_done(tasks: list[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Wait for the order to stop; a part that fails stops the whole, so that somebody notices."""
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_EXCEPTION)
    stopping.cancel()
    for task in done:
        if task is not stopping and task.exception() is not None:
            raise RuntimeError("a part of Alba stopped") from task.exception()


async def _work(alba: Alba, executor: ThreadPoolExecutor, stop: asyncio.Event) -> None:
    await Worker(alba.turns, alba.outbox, alba.clockwork, alba.bell, alba.clock, executor).run(stop)
