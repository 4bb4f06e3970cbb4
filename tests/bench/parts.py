"""Where does a turn's time go? A clock around each part, less what is within it."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import Connection

from bot.channels.telegram.channel import TelegramChannel
from bot.road import stepping
from bot.road import turn as road_turn
from bot.road.inbox import Inbox
from bot.road.outbox import Outbox
from bot.road.turn import Turns
from bot.understanding.understand import understand
from db.encryption import Keyring
from db.statuses import Lane
from db.stores import claims, turns
from tests.bench.alba import bench
from tests.bench.figures import Figure
from tests.bench.women import women
from tests.databases import Databases

PARTS: Final = (
    (TelegramChannel, "read", "read the post"),
    (Keyring, "seal", "seal, open, hash"),
    (Keyring, "open", "seal, open, hash"),
    (Keyring, "hash_address", "seal, open, hash"),
    (Keyring, "hashes_of", "seal, open, hash"),
    (Inbox, "accept", "inbox"),
    (claims, "claim", "claim"),
    (stepping, "step", "step"),
    (road_turn, "carry", "carry"),
    (turns, "begin", "write"),
    (turns, "write", "write"),
    (Connection, "commit", "commit"),
    (Turns, "run", "the rest of the turn"),
    (Outbox, "_lease", "lease"),
    (Outbox, "_settle_together", "settle"),
)


class Meter:
    """Seconds of this thread's processor time by part; a part within another counts once."""

    def __init__(self) -> None:
        """Nothing was spent yet."""
        self.spent: dict[str, float] = {}
        self._within: list[float] = []

    def around(self, work: Callable[..., Any], part: str) -> Callable[..., Any]:
        """The same work, with its own time noted."""

        @wraps(work)
        def measured(*args: Any, **named: Any) -> Any:
            self._within.append(0.0)
            start = time.thread_time()
            try:
                return work(*args, **named)
            finally:
                took = time.thread_time() - start
                own = took - self._within.pop()
                self.spent[part] = self.spent.get(part, 0.0) + own
                if self._within:
                    self._within[-1] += took

        return measured

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Measure all parts while inside."""
        with ExitStack() as patches:
            for owner, name, part in PARTS:
                measured = self.around(getattr(owner, name), part)
                patches.enter_context(patch.object(owner, name, measured))
            yield


def by_part(databases: Databases, at_once: int, batches: int, several: int) -> Iterator[Figure]:
    """Microseconds of each part for one message, when so many are done together."""
    meter = Meter()
    with bench(databases.url("sqlite"), meter.around(understand, "understand")) as alba:
        everybody = women(several)
        alba.greet(everybody)
        while asyncio.run(alba.alba.outbox.run(Lane.REPLY)):
            pass
        meter.spent.clear()
        with meter.everywhere():
            for batch in range(batches):
                some = [everybody[(batch * at_once + each) % several] for each in range(at_once)]
                alba.together([woman.writes() for woman in some])
                asyncio.run(alba.alba.outbox.run(Lane.REPLY))
    total = 0.0
    for part in dict.fromkeys(
        [*(name for _, _, name in PARTS[:-2]), "understand", "lease", "settle"]
    ):
        each = meter.spent.get(part, 0.0) / (at_once * batches) * 1e6
        total += each
        yield Figure(part, each, "µs")
    yield Figure("all of it", total, "µs")
