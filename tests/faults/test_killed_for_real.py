"""What if the machine kills the worker, again and again, while women write?"""

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from multiprocessing.process import BaseProcess

import pytest

from bot.channels.port import InboundKind
from tests.channels.telegram.stand_in import StandIn, in_thread
from tests.databases import Databases
from tests.faults import process
from tests.patience import PATIENCE_SECONDS
from tests.road.world import Life, World

WOMEN = [str(5_560_000 + number) for number in range(10)]
KILLS = 4
ANSWERS = {InboundKind.STICKER: "Te leo.", InboundKind.FILE: "No abro archivos."}
AGAIN = {"Te sigo leyendo.": "Te leo.", "Ese tampoco.": "No abro archivos."}


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[None]:
    """Something goes on in a thread while inside; what it raises is raised here."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=guarded)
    thread.start()
    try:
        yield
    finally:
        thread.join(PATIENCE_SECONDS)
    assert failed == []


def until(true: Callable[[], bool]) -> None:
    """Look again and again until it is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@dataclass
class Posting:
    """Everybody sends one thing after another, until it is over; each time of another kind."""

    world: World
    life: Life
    over: threading.Event = field(default_factory=threading.Event)
    kinds: list[InboundKind] = field(default_factory=list)

    def go_on(self) -> None:
        """Post to the end."""
        for kind in cycle((InboundKind.STICKER, InboundKind.FILE)):
            if self.over.is_set():
                return
            self.kinds.append(kind)
            for who in WOMEN:
                self.life.hear(self.world.thing(who, kind, media=("x",)))
                time.sleep(0.01)


def killed_again_and_again(start: Callable[[], BaseProcess], server: StandIn) -> None:
    """Let a worker work for a moment and kill it, several times."""
    for number in range(KILLS):
        before = len(server.calls)
        running = start()
        until(lambda before=before: len(server.calls) > before)  # type: ignore[misc]
        time.sleep(0.01 * number)
        running.kill()
        running.join()


def assert_in_order(life: Life) -> None:
    """What needed one attempt came in its order; what was in doubt may come again, and later."""
    at_once = [row for row in life.outbox_rows() if row.attempts == 1]
    assert at_once
    for contact in {row.recipient for row in at_once}:
        taken = [int(row.provider_ref) for row in at_once if row.recipient == contact]
        assert taken == sorted(taken)


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    """A server that plays Telegram, with everybody's chat."""
    with in_thread() as server:
        for who in WOMEN:
            server.chat(int(who))
        yield server


def test_a_worker_killed_again_and_again_loses_nothing(
    alba_databases: Databases, database_kind: str, telegram: StandIn
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.process"])
    clock = process.HastyClock(datetime.now(UTC))
    with alba_databases.open(database_kind) as database:
        url = database.writing.url.render_as_string(hide_password=False)
        world = World(database)
        world.clock = clock  # type: ignore[assignment]
        life = world.life()

        def start() -> BaseProcess:
            begun = context.Process(
                target=process.work, args=(url, telegram.url, clock.began), daemon=True
            )
            begun.start()
            return begun

        posting = Posting(world, life)
        with beside(posting.go_on):
            try:
                killed_again_and_again(start, telegram)
            finally:
                posting.over.set()
        last = start()
        until(lambda: not life.is_busy())
        last.kill()
        last.join()
        assert {row.status for row in life.inbox_rows()} == {"done"}
        assert {row.status for row in life.outbox_rows()} == {"sent"}
        answers = Counter(row.inbox_id for row in life.outbox_rows())
        assert set(answers.values()) == {1}
        copies = 0
        for who in WOMEN:
            said = Counter(AGAIN.get(text, text) for text in telegram.chat(int(who)).texts)
            wanted = Counter(ANSWERS[kind] for kind in posting.kinds)
            assert said >= wanted
            copies += (said - wanted).total()
        assert copies <= sum(row.attempts - 1 for row in life.outbox_rows())
        assert_in_order(life)
        life.end()
