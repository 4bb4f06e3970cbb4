"""How many turns a second are done when 64 women write at once, and how long does each one wait?"""

import asyncio
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from bot.channels.port import Inbound, Receipt, WebhookPost
from bot.road.inbox import GroupCommit
from bot.road.worker import SWITCH_SECONDS
from tests.bench.alba import AT_ONCE, Bench
from tests.bench.women import Woman, women


@dataclass(slots=True)
class Crowd:
    """64 lines of women on one Alba; at each moment one woman of each line waits for her reply."""

    bench: Bench
    lines: tuple[tuple[Woman, ...], ...]
    line_of: dict[int, int]
    waits: list[float] = field(default_factory=list)
    _replied: dict[int, asyncio.Future[None]] = field(default_factory=dict)

    def write(self, messages: int) -> float:
        """Let each line send so many messages, one after the other; turns a second."""
        posts = [list(_posts(line, messages)) for line in self.lines]
        sys.setswitchinterval(SWITCH_SECONDS)  # as the worker does
        start = time.perf_counter()
        asyncio.run(self._write(posts))
        return messages * len(self.lines) / (time.perf_counter() - start)

    async def _write(self, posts: Sequence[Sequence[WebhookPost]]) -> None:
        loop = asyncio.get_running_loop()
        waits, stop = threading.Event(), threading.Event()
        turns = threading.Thread(target=self._turn_for_ever, args=(loop, waits, stop))
        turns.start()
        with ThreadPoolExecutor(max_workers=8) as executor:
            group = GroupCommit(partial(self._accept, waits), executor)
            lines = (self._line(each, line, group) for line, each in enumerate(posts))
            await asyncio.gather(*lines)
        stop.set()
        waits.set()
        await loop.run_in_executor(None, turns.join)

    def _accept(self, waits: threading.Event, items: Sequence[Inbound | Receipt]) -> int:
        """What the inbox does, and then the bell."""
        new = self.bench.alba.inbox.accept(items)
        waits.set()
        return new

    async def _line(self, posts: Sequence[WebhookPost], line: int, group: GroupCommit) -> None:
        loop = asyncio.get_running_loop()
        for post in posts:
            replied = self._replied[line] = loop.create_future()
            start = time.perf_counter()
            await group.accept(self.bench.channel.read(post))
            await replied
            self.waits.append(time.perf_counter() - start)

    def _turn_for_ever(
        self, loop: asyncio.AbstractEventLoop, waits: threading.Event, stop: threading.Event
    ) -> None:
        """What the worker's thread does."""
        alba = self.bench.alba
        while not stop.is_set():
            waits.wait()
            waits.clear()
            while reports := alba.turns.run(alba.clock.now()):
                lines = [self.line_of[report.contact_id] for report in reports]
                loop.call_soon_threadsafe(self._tell, lines)

    def _tell(self, lines: Sequence[int]) -> None:
        for line in lines:
            self._replied[line].set_result(None)


def crowd(bench: Bench, a_line: int) -> Crowd:
    """64 lines of so many women, all known to this Alba already."""
    everybody = women(AT_ONCE * a_line)
    bench.greet(everybody)
    lines = tuple(everybody[line::AT_ONCE] for line in range(AT_ONCE))
    line_of = {woman: line for line, each in enumerate(lines) for woman in each}
    known = bench.contacts(everybody)
    return Crowd(bench, lines, {contact: line_of[woman] for contact, woman in known.items()})


def _posts(line: Sequence[Woman], messages: int) -> Iterator[WebhookPost]:
    for number in range(messages):
        yield line[number % len(line)].writes()
