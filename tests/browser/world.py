"""Who answers the page in a browser test? The real server on this machine, and a scripted Alba."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.channels.port import Inbound, InboundKind, OfferedChoice, Receipt
from bot.road.clocks import SystemClock
from bot.road.inbox import Inbox
from bot.road.wake import Bell
from bot.serving.app import make_app
from bot.serving.parts import Parts, Waits
from bot.serving.server import listen, serve_app
from db.encryption import Keyring
from db.engine import Database
from db.tables.people import contacts
from tests.serving.world import Reply, put

BRISK: Final = Waits(timedelta(seconds=5), timedelta(seconds=0.02), timedelta(seconds=0.02))

Script = Callable[[Inbound], Sequence[Reply]]


def choices(**titles: str) -> tuple[OfferedChoice, ...]:
    """Choices by their ids."""
    return tuple(OfferedChoice(each, title) for each, title in titles.items())


WELCOME: Final = Reply(
    "Hola, soy Alba: un programa, no una persona. Oriento sobre trámites, trabajo, lugares y"
    " familia. No te pido tu nombre. No soy línea de emergencia: si hay peligro ahora, 911."
    " ¿Para quién es?",
    choices(me="Es para mí", relative="Para un familiar", who="¿Quién lee esto?"),
)
OFFER: Final = Reply(
    "Cuéntame con tus palabras, o elige.",
    choices(sleep="Dónde dormir", work="Trabajo o papeles", other="Otra cosa"),
)
LINE: Final = Reply(
    "Te leo. Para hablar con alguien, las 24 horas: Línea de la Vida, 800 911 2000.\n"
    "Si hay peligro ahora, 911.",
    choices(near="Buscar cerca", person="Hablar con alguien"),
)


def plain(heard: Inbound) -> Sequence[Reply]:
    """A welcome, an offer to who chooses, a line to who writes."""
    match heard.kind:
        case InboundKind.START:
            return [WELCOME]
        case InboundKind.CHOICE:
            return [OFFER]
        case _:
            return [LINE]


@dataclass
class Alba:
    """The server, as a browser finds it."""

    url: str
    database: Database
    keyring: Keyring
    heard: list[Inbound] = field(default_factory=list)
    script: Script = plain

    @property
    def words(self) -> list[str]:
        """What she wrote, in order."""
        return [each.text for each in self.heard if each.kind is InboundKind.TEXT]

    def says(self, reply: Reply) -> None:
        """Write first, to whoever opened the last page."""
        put(self.database, self.keyring, self.heard[-1].address, reply, SystemClock().now())

    def remembers(self) -> int:
        """How many people something is kept of."""
        with self.database.read() as tx:
            return len(tx.execute(select(contacts.c.id)).all())


@contextmanager
def serving(database: Database, keyring: Keyring) -> Iterator[Alba]:
    """The real application on a free port, in a thread of its own."""
    listening = listen("127.0.0.1", 0)
    alba = Alba(f"http://127.0.0.1:{listening.getsockname()[1]}", database, keyring)
    inbox = Inbox(database, keyring, SystemClock(), Bell())

    async def accept(items: Sequence[Inbound | Receipt]) -> None:
        fresh = inbox.accept(items)
        for item in items:
            if isinstance(item, Inbound) and fresh:
                alba.heard.append(item)
                for reply in alba.script(item):
                    put(database, keyring, item.address, reply, SystemClock().now())

    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    parts = Parts(accept, database, keyring, SystemClock(), stop=stop, waits=BRISK)
    serve = serve_app(make_app(parts), listening, stop, timedelta(seconds=2))
    thread = threading.Thread(target=loop.run_until_complete, args=[serve])
    thread.start()
    try:
        yield alba
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
