"""What if somebody writes five hundred times? She is slowed, nothing is lost, nobody else waits."""

import time
from datetime import timedelta

from bot.channels.port import InboundKind
from tests.road.world import ANA, BETO, Life, World

FLOOD = 500
HELLO = "Hola, soy Alba."


def done(life: Life) -> set[str]:
    """The statuses of all that came."""
    return {row.status for row in life.inbox_rows()}


def test_a_flood_that_waits_is_read_in_portions_and_nobody_waits_for_it(
    life: Life, world: World
) -> None:
    life.hear(*(world.text(ANA, f"hola {number}") for number in range(FLOOD)))
    life.hear(world.text(BETO, "hola"))
    first = life.alba.turns.run(world.clock.now())
    assert len({report.contact_id for report in first}) == 2
    life.settle()
    life.passes(timedelta(minutes=5))
    assert world.telegram.texts(BETO) == [HELLO]
    assert done(life) == {"done"}
    assert len(world.telegram.texts(ANA)) < 40


def test_a_flood_one_by_one_is_slowed_and_answered_in_the_end(life: Life, world: World) -> None:
    for number in range(150):
        life.takes(world.text(ANA, f"hola {number}"))
        if number % 50 == 0:
            life.takes(world.text(BETO, "hola"))
    assert len(world.telegram.texts(BETO)) == 3
    assert len(world.telegram.texts(ANA)) <= 21
    life.passes(timedelta(minutes=5))
    assert done(life) == {"done"}
    assert len(life.inbox_rows()) == 150 + 3


def test_many_floods_at_once_do_not_keep_the_next_woman_waiting(life: Life, world: World) -> None:
    for who in range(30):
        life.hear(*(world.text(f"5570{who:03}", f"a {number}") for number in range(40)))
    life.hear(world.text(BETO, "hola"))
    reports = [report for _ in range(4) for report in life.alba.turns.run(world.clock.now())]
    assert life.contact_of(BETO) in {report.contact_id for report in reports}


def test_danger_in_a_flood_is_answered_at_once(life: Life, world: World) -> None:
    for number in range(60):
        life.takes(world.text(ANA, f"hola {number}"))
    slowed = len(world.telegram.texts(ANA))
    life.takes(world.text(ANA, "hola otra vez"))
    assert len(world.telegram.texts(ANA)) == slowed
    life.takes(world.text(ANA, "hay peligro"))
    assert world.telegram.texts(ANA)[-1].startswith("Estoy contigo.")
    assert ("violence_now", "urgent", "open") in life.cases()


def test_a_cry_for_help_in_a_flood_is_answered_at_once(life: Life, world: World) -> None:
    for number in range(60):
        life.takes(world.thing(ANA, InboundKind.STICKER), world.text(ANA, f"{number}"))
    life.takes(world.text(ANA, "ayuda"))
    assert world.telegram.texts(ANA)[-1] == "Te leo. ¿Qué necesitas?"


def test_after_danger_she_may_write_as_fast_as_she_can(life: Life, world: World) -> None:
    for number in range(60):
        life.takes(world.text(ANA, f"hola {number}"))
    life.takes(world.text(ANA, "hay peligro"))
    before = len(world.telegram.texts(ANA))
    life.takes(world.text(ANA, "busco un cuarto"))
    assert len(world.telegram.texts(ANA)) > before


def test_danger_deep_in_what_waits_is_found_without_delay(life: Life, world: World) -> None:
    for number in range(25):
        life.takes(world.text(ANA, f"hola {number}"))
    life.hear(*(world.text(ANA, f"y {number}") for number in range(200)))
    life.hear(world.text(ANA, "hay peligro"))
    life.settle()
    assert world.telegram.texts(ANA)[-1].startswith("Estoy contigo.")
    assert done(life) == {"done"}


def test_long_messages_are_read_a_few_at_a_time(life: Life, world: World) -> None:
    life.hear(*(world.text(ANA, "x" * 9_000) for _ in range(6)))
    reports = life.alba.turns.run(world.clock.now())
    assert sum(len(report.inbox_ids) for report in reports) == 1
    life.settle()
    assert done(life) == {"done"}


def test_a_woman_is_not_delayed_by_a_flood_in_real_time(life: Life, world: World) -> None:
    life.hear(*(world.text(ANA, f"hola {number}") for number in range(FLOOD)))
    life.hear(world.text(BETO, "hola"))
    began = time.perf_counter()
    reports = life.alba.turns.run(world.clock.now())
    took = time.perf_counter() - began
    assert life.contact_of(BETO) in {report.contact_id for report in reports}
    assert took < 1.0
