"""How is Alba measured? The real road, in process, from a post to its committed reply."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from typing import Final

from bot.channels.port import Outbound, WebhookPost
from bot.channels.telegram.channel import TelegramChannel
from bot.organisation import Organisation
from bot.road.clocks import SystemClock
from bot.road.ground import Understand
from bot.road.pace import NoPace
from bot.understanding.understand import understand
from bot.wiring import Alba, wire
from db.directory_files import load_seed
from db.encryption import Keyring
from db.engine import connect
from db.stores import identities
from db.stores.identities import Sender
from flows.engine.understood import Expectation, Understood
from flows.engine.vocabulary import Topic
from tests.bench.women import SECRET, Woman

TOKEN: Final = "1:a-bot-of-the-bench"
NOWHERE: Final = "http://127.0.0.1:9"
AT_ONCE: Final = 64
TOPICS: Final = (Topic.HOUSING, Topic.JOBS, Topic.LEGAL, Topic.HEALTH, Topic.ID_DOCUMENTS)


class Stub:
    """Understanding that thinks of nothing: topic after topic, so that each turn says much."""

    def __init__(self) -> None:
        """Begin with the first."""
        self._next = cycle(Understood(topic, confidence=0.9) for topic in TOPICS)

    def __call__(self, text: str, expectation: Expectation, now: datetime, zone: str) -> Understood:
        """The next topic."""
        del text, expectation, now, zone
        return next(self._next)


class NoProvider(TelegramChannel):
    """Reads as Telegram's channel does, and what is sent is taken at once."""

    async def send(self, message: Outbound) -> str:
        """A provider that takes no time, for it is not Alba's."""
        return f"sent-{message.reference}"


@dataclass(frozen=True, slots=True)
class Bench:
    """One Alba under measurement, and the channel that reads the posts."""

    alba: Alba
    channel: TelegramChannel

    def turn(self, post: WebhookPost) -> None:
        """From the body to the committed reply, for one message alone."""
        self.alba.inbox.accept(self.channel.read(post))
        self.alba.turns.run(self.alba.clock.now())

    def together(self, posts: Sequence[WebhookPost]) -> None:
        """The same for several that arrive at once."""
        self.alba.inbox.accept([each for post in posts for each in self.channel.read(post)])
        while self.alba.turns.run(self.alba.clock.now()):
            pass

    def greet(self, women: Sequence[Woman]) -> None:
        """Let each woman write once, so that she is known."""
        ahead = iter(women)
        while some := tuple(islice(ahead, AT_ONCE)):
            self.together([woman.writes() for woman in some])

    def contacts(self, women: Sequence[Woman]) -> dict[int, Woman]:
        """Who is which contact."""
        known: dict[int, Woman] = {}
        with self.alba.database.read() as tx:
            for woman in women:
                sender = Sender(self.channel.kind, woman.address)
                found = identities.find(tx, self.alba.keyring, sender)
                if found is not None:
                    known[found.contact_id] = woman
        return known


@contextmanager
def bench(url: str, understanding: Understand = understand) -> Iterator[Bench]:
    """Alba on a migrated database, with the shipped directory."""
    database = connect(url)
    clock = SystemClock()
    load_seed(database, clock.now())
    channel = NoProvider(TOKEN, SECRET, NOWHERE)
    alba = wire(
        database,
        Keyring([bytes(range(32))]),
        clock,
        Organisation("una organización", "America/Mexico_City"),
        {channel.kind: channel},
        NoPace(),
        understanding,
    )
    try:
        yield Bench(alba, channel)
    finally:
        database.close()
