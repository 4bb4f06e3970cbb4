"""What if several processes work at once? Each message has one effect, each woman her order."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from bot.channels.port import Inbound, InboundKind
from bot.road.inbox import GroupCommit
from db.engine import Database, connect
from db.statuses import Lane
from db.stores import claims
from db.stores.cases import CaseWish, open_case
from tests.patience import PATIENCE_SECONDS
from tests.road.world import ANA, BETO, CARO, KEYS, NOW, Life, World

WOMEN = [f"55601{number:02}" for number in range(6)]
MESSAGES = 15


@contextmanager
def own_database(world: World) -> Iterator[Database]:
    """A way to the same database as another process has it."""
    url = world.database.writing.url.render_as_string(hide_password=False)
    database = connect(url)
    try:
        yield database
    finally:
        database.close()


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all of these at once, each in a thread of its own; what came of each."""
    with ThreadPoolExecutor(len(works)) as threads:
        begun = [threads.submit(work) for work in works]
        return [each.result(PATIENCE_SECONDS) for each in begun]


def test_the_same_message_posted_from_everywhere_at_once_has_one_effect(world: World) -> None:
    hello = world.text(ANA, "hola")
    ready = threading.Barrier(6)

    def post() -> int:
        with own_database(world) as database:
            life = world.life(database)
            ready.wait(10)
            return sum(life.hear(hello) for _ in range(3))

    assert sum(together(*[post] * 6)) == 1
    life = world.life()
    life.settle()
    assert world.telegram.texts(ANA) == ["Hola, soy Alba."]


def test_a_repeat_while_the_first_is_having_its_turn_has_no_effect(world: World) -> None:
    hello, life = world.text(ANA, "hola"), world.life()
    life.hear(hello)
    inside, go_on = threading.Event(), threading.Event()

    def slowly(text: str, *rest: Any) -> Any:
        inside.set()
        assert go_on.wait(10)
        return understand(text, *rest)

    mind = life.alba.turns._mind
    understand = mind.understand
    object.__setattr__(mind, "understand", slowly)

    def repeat() -> int:
        assert inside.wait(10)
        go_on.set()  # SQLite lets nobody write before the turn is over
        with own_database(world) as database:
            return world.life(database).hear(hello)

    _, new = together(life.turns, repeat)
    assert new == 0
    life.settle()
    assert world.telegram.texts(ANA) == ["Hola, soy Alba."]


def order_of(reference: str) -> tuple[int, int]:
    """Which message this answers, and which of its replies it is."""
    message, _, number = reference.removeprefix("i").partition("-")
    return int(message), int(number)


def post_all(world: World, posts: dict[str, list[Inbound]]) -> None:
    """Each woman's messages one after the other, all women at once."""

    def post(who: str) -> None:
        with own_database(world) as database:
            life = world.life(database)
            for message in posts[who]:
                life.hear(message)

    together(*(partial(post, who) for who in posts))


def test_each_woman_keeps_her_order_with_many_workers_and_webhooks(world: World) -> None:
    over = threading.Event()
    posts = {
        who: [world.thing(who, kind_of(number), media=("x",)) for number in range(MESSAGES)]
        for who in WOMEN
    }
    looking = world.life()

    def work(part: Callable[[Life], object]) -> None:
        with own_database(world) as database:
            life = world.life(database)
            while not over.is_set():
                part(life)
            life.end()

    def wait() -> None:
        post_all(world, posts)
        while looking.is_busy():
            time.sleep(0.01)
        over.set()

    turns = partial(work, Life.turns)
    sending = partial(work, lambda life: life.send_once(*Lane))
    together(wait, turns, turns, turns, sending, sending)

    rows = looking.inbox_rows()
    assert len(rows) == len(WOMEN) * MESSAGES
    assert {row.status for row in rows} == {"done"}
    answered = {row.inbox_id for row in looking.outbox_rows()}
    for who in WOMEN:
        sent = [each for each in world.telegram.got if each.message.address == who]
        orders = [order_of(each.message.reference) for each in sent]
        assert orders == sorted(set(orders))
        assert orders[-1][0] in answered


def kind_of(number: int) -> InboundKind:
    """Kinds that are not joined with their neighbours."""
    return InboundKind.STICKER if number % 2 else InboundKind.FILE


def test_a_worker_takes_the_next_woman_and_never_waits_for_another_worker(
    world: World, database_kind: str
) -> None:
    if database_kind == "sqlite":  # it has one writer: the second waits for milliseconds
        return
    life = world.life()
    life.hear(world.text(ANA, "hola"), world.text(BETO, "hola"), world.text(CARO, "hola"))
    with own_database(world) as other, life.database.write() as tx, other.write() as ty:
        first = claims.claim(tx, KEYS, NOW, most=2)
        second = claims.claim(ty, KEYS, NOW, most=2)
        assert len(first) == 2
        assert len(second) == 1
        assert not {each.id for each in first} & {each.id for each in second}


def test_a_case_of_hers_is_opened_while_her_turn_goes_on_and_none_waits(
    world: World, database_kind: str
) -> None:
    if database_kind == "sqlite":  # it has one writer: the second waits for milliseconds
        return
    life = world.life()
    life.hear(world.text(ANA, "hola"), world.text(BETO, "hola"))
    with own_database(world) as other, life.database.write() as turn, other.write() as clock:
        clock.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        [ana] = claims.claim(turn, KEYS, NOW, most=1)
        open_case(clock, KEYS, CaseWish(ana.id, "undelivered", "normal", "telegram"), NOW)
        [beto] = claims.who_waits(clock, NOW, most=2)[1:]
        open_case(clock, KEYS, CaseWish(beto, "undelivered", "normal", "telegram"), NOW)
        assert [each.id for each in claims.claim(turn, KEYS, NOW, most=1, only=beto)] == [beto]


def test_webhooks_that_arrive_together_share_a_commit(life: Life, world: World) -> None:
    commits = []

    def accept(items: Any) -> int:
        commits.append(len(items))
        return life.hear(*items)

    async def post() -> None:
        with ThreadPoolExecutor(1) as executor:
            group = GroupCommit(accept, executor)
            await asyncio.gather(
                *(group.accept([world.text(f"55{number}", "hola")]) for number in range(64))
            )

    life.runner.run(post())
    assert sum(commits) == 64
    assert len(commits) <= 4
    assert len(life.inbox_rows()) == 64


def test_one_bad_webhook_does_not_fail_those_that_came_with_it(life: Life, world: World) -> None:
    def accept(items: Any) -> int:
        if any(each.text == "bad" for each in items):
            raise OSError
        return life.hear(*items)

    async def post() -> list[Any]:
        with ThreadPoolExecutor(1) as executor:
            group = GroupCommit(accept, executor)
            texts = ["hola", "bad", "hola"]
            posts = [group.accept([world.text(f"55{n}", text)]) for n, text in enumerate(texts)]
            return await asyncio.gather(*posts, return_exceptions=True)

    first, bad, last = life.runner.run(post())
    assert first is last is None
    assert isinstance(bad, OSError)
    assert len(life.inbox_rows()) == 2


@pytest.mark.parametrize("workers", [1, 4])
def test_many_workers_share_what_waits(world: World, workers: int) -> None:
    world.life().hear(*(world.text(f"55700{n:03}", "hola") for n in range(60)))
    made: list[int] = []

    def work() -> None:
        with own_database(world) as database:
            made.append(len(world.life(database).turns()))

    together(*[work] * workers)
    assert sum(made) == 60
    life = world.life()
    life.settle()
    assert len(world.telegram.got) == 60
