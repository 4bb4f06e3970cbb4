"""What lies between Alba and the providers? Her real channels, and servers that play both."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, Final

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.client import Timeouts
from db.engine import Database
from tests.channels.telegram.scenes import SECRET, a_post
from tests.channels.telegram.stand_in import TOKEN, StandIn, in_thread
from tests.channels.whatsapp import posts
from tests.channels.whatsapp.stand_in import StandInTwilio
from tests.patience import PATIENCE_SECONDS
from tests.road.world import Life, World

SHORT: Final = timedelta(seconds=0.3)
HASTY: Final = Timeouts(connect_seconds=5.0, read_seconds=0.3, content_seconds=0.3)


@dataclass
class Wires:
    """One process of Alba between Telegram and Twilio, and all that a test does with them.

    Whoever writes is a chat's number on Telegram, an address ("whatsapp:+52...") at Twilio.
    """

    world: World
    life: Life
    on_telegram: TelegramChannel
    on_whatsapp: WhatsAppChannel
    telegram: StandIn
    twilio: StandInTwilio
    numbers: Any = field(default_factory=lambda: count(0xABC000))

    def hears(self, who: int | str, text: str) -> None:
        """Somebody writes; it is stored, and nothing more."""
        if isinstance(who, int):
            update = self.telegram.says(self.telegram.chat(who), text)
            read = self.on_telegram.read(a_post(update))
        else:
            sid = f"SM{next(self.numbers):032x}"
            read = self.on_whatsapp.read(posts.message(sid, who, Body=text))
        self.life.hear(*read)

    def says(self, who: int | str, text: str) -> None:
        """Somebody writes; everything follows that can at this moment."""
        self.hears(who, text)
        self.life.settle()

    def told(self, *statuses: str, number: int = 0, code: int | None = None) -> None:
        """Twilio says, one webhook each, what became of a message that it took."""
        sid = list(self.twilio.account.messages)[number]
        for status in statuses:
            self.life.hear(*self.on_whatsapp.read(self.twilio.moved(sid, status, code)))

    def texts(self, who: int | str) -> list[str]:
        """What somebody reads, in order: the first line of each message."""
        if isinstance(who, int):
            found: Sequence[str] = self.telegram.chat(who).texts
        else:
            kept = self.twilio.account.messages.values()
            found = [sent.body for sent in kept if sent.resource["to"] == who]
        return [text.splitlines()[0] for text in found]

    def telegram_goes_down(self) -> None:
        """Nobody listens there any more."""
        self._there(self.telegram.go_down())

    def telegram_comes_up(self) -> None:
        """Somebody does again, at the same address."""
        self._there(self.telegram.come_up())

    def _there(self, work: Any) -> None:
        loop = self.telegram._loop
        assert loop is not None
        asyncio.run_coroutine_threadsafe(work, loop).result(PATIENCE_SECONDS)


@contextmanager
def wired(database: Database) -> Iterator[Wires]:
    """Wires over a database. Neither provider may have anything against what was asked of it."""
    world = World(database, {})
    with in_thread() as telegram, StandInTwilio(world.clock.now) as twilio:
        on_telegram = TelegramChannel(TOKEN, SECRET, telegram.url, patience=SHORT)
        on_whatsapp = WhatsAppChannel(
            posts.ACCOUNT, posts.TOKEN, posts.SENDER, twilio.url, posts.PUBLIC_URL, timeouts=HASTY
        )
        world.providers |= {"telegram": on_telegram, "whatsapp": on_whatsapp}
        wires = Wires(world, world.life(), on_telegram, on_whatsapp, telegram, twilio)
        try:
            yield wires
        finally:
            wires.life.runner.run(on_telegram.close())
            wires.life.runner.run(on_whatsapp.close())
            world.close()
        assert telegram.misfits == []
        assert twilio.misfits == []
