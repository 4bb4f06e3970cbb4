"""What runs in a process that is to be killed? A whole worker, with Telegram's own channel."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.channels.telegram.channel import TelegramChannel
from bot.road.pace import NoPace
from bot.road.worker import Tempo, Worker
from bot.wiring import wire
from db.engine import connect
from tests.channels.telegram.scenes import SECRET
from tests.channels.telegram.stand_in import TOKEN
from tests.road.small_book import small_book
from tests.road.words import understand
from tests.road.world import KEYS, ORGANISATION

A_SECOND = timedelta(seconds=1)
SPEED = 30


@dataclass(frozen=True, slots=True)
class HastyClock:
    """Runs thirty times as fast, the same in every process: a lease of a minute is two seconds."""

    began: datetime

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.began + SPEED * (datetime.now(UTC) - self.began)


def work(database_url: str, telegram_url: str, began: datetime) -> None:
    """Work until killed."""
    asyncio.run(_work(database_url, telegram_url, HastyClock(began)))


async def _work(database_url: str, telegram_url: str, clock: HastyClock) -> None:
    channel = TelegramChannel(TOKEN, SECRET, telegram_url, patience=A_SECOND)
    alba = wire(
        connect(database_url),
        KEYS,
        clock,
        ORGANISATION,
        {"telegram": channel},
        NoPace(),
        understand,
        small_book(),
    )
    alba.outbox.patience = A_SECOND
    tempo = Tempo(net=timedelta(seconds=0.05), beat=timedelta(seconds=0.5))
    with ThreadPoolExecutor(2) as executor:
        worker = Worker(
            alba.turns, alba.outbox, alba.clockwork, alba.bell, alba.clock, executor, tempo
        )
        await worker.run(asyncio.Event())
