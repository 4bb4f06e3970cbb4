"""What if a message makes the code raise? It is set aside, she is told kindly, a person looks."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from bot.channels.port import InboundKind
from bot.road.thinking import FAILED
from db.engine import DatabaseFailed
from db.stores import gauges
from db.tables.people import facts, sessions
from db.tables.road import inbox
from tests.road.words import BREAKS
from tests.road.world import ANA, BETO, CARO, KEYS, LUCIA, Life, World

WORDS = f"mi secreto {BREAKS} aquí"


def kinds(life: Life) -> list[tuple[str, str, str | None]]:
    """Kind, status and error of all that came."""
    return [(row.kind, row.status, row.error_type) for row in life.inbox_rows()]


@pytest.mark.parametrize(
    ("text", "error"),
    [(WORDS, "Broke"), ("busco trabajo", "FlowFailed")],
    ids=["understanding fails", "the flow goes round and round"],
)
def test_a_message_that_breaks_something_is_set_aside_and_answered_kindly(
    life: Life, world: World, text: str, error: str
) -> None:
    life.joins()
    life.takes(world.text(ANA, "hola"), world.text(BETO, text), world.text(CARO, "hola"))
    assert world.telegram.texts(ANA) == world.telegram.texts(CARO) == ["Hola, soy Alba."]
    assert world.telegram.texts(BETO) == [FAILED]
    assert life.cases() == [("set_aside", "high", "open")]
    assert len(world.telegram.texts(LUCIA)) == 1
    assert kinds(life) == [
        ("text", "done", None),
        ("text", "set_aside", error),
        ("text", "done", None),
    ]


def test_type_and_place_are_kept_and_no_word_of_hers(
    life: Life, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    life.takes(world.text(ANA, WORDS))
    row = life.inbox_rows()[0]
    assert row.error_type == "Broke"
    assert row.error_place.startswith("words.py:")
    assert "secreto" not in caplog.text


def test_what_else_she_sent_is_answered_in_its_place(life: Life, world: World) -> None:
    life.takes(
        world.thing(ANA, InboundKind.STICKER),
        world.text(ANA, WORDS),
        world.thing(ANA, InboundKind.IMAGE, media=("i",)),
    )
    assert world.telegram.texts(ANA) == ["Te leo.", FAILED, "No veo fotos."]


def test_danger_beside_words_that_break_something_is_urgent(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hay peligro"), world.text(ANA, WORDS))
    assert life.cases() == [("set_aside", "urgent", "open")]


def test_she_begins_anew_with_her_next_message(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "busco trabajo"))
    life.takes(world.text(ANA, "busco un cuarto"))
    assert world.telegram.texts(ANA)[-1] == "¿Dónde lo buscas?"


def spoil(life: Life, table: Any, column: str) -> None:
    """Something changed the sealed bytes of one table."""
    with life.database.write() as tx:
        tx.execute(update(table).values({column: KEYS.seal("another purpose", b"{}")}))
        tx.commit()


def test_a_message_that_cannot_be_opened_stops_nobody(life: Life, world: World) -> None:
    life.hear(world.text(ANA, "hola"))
    spoil(life, inbox, "body")
    life.takes(world.text(BETO, "hola"))
    assert world.telegram.texts(ANA) == [FAILED]
    assert world.telegram.texts(BETO) == ["Hola, soy Alba."]
    assert life.cases() == [("set_aside", "high", "open")]


@pytest.mark.parametrize("table", [sessions, facts], ids=lambda table: str(table.name))
def test_where_she_was_and_what_she_told_may_be_lost_but_not_she(
    life: Life, world: World, table: Any
) -> None:
    life.takes(world.text(ANA, "busco un cuarto"), world.text(ANA, "menú"))
    life.takes(world.text(ANA, "busco un cuarto"))
    life.takes(world.text(ANA, "en el centro"))
    spoil(life, table, "state" if table is sessions else "value")
    life.takes(world.text(ANA, "busco un cuarto"))
    assert world.telegram.texts(ANA)[-1] == "¿Dónde lo buscas?"
    assert life.cases() == []


def test_a_session_of_another_time_does_not_lose_her(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    with life.database.write() as tx:
        strange = KEYS.seal("sessions.state", b'{"stack": [{"nodo": 1}]}')
        tx.execute(update(sessions).values(state=strange))
        tx.commit()
    life.takes(world.text(ANA, "busco un cuarto"))
    assert world.telegram.texts(ANA)[-1] == "¿Dónde lo buscas?"


class Refuses:
    """A database that fails whenever something of one contact is written to one table."""

    def __init__(self, life: Life, contact: int, table: str) -> None:
        self.life, self.table, self.times = life, table, 0
        self.mark = f"c{contact}" if table == "outbox" else contact
        event.listen(life.database.writing, "before_cursor_execute", self, retval=False)

    def __call__(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, *_: object
    ) -> None:
        if not statement.startswith(f"INSERT INTO {self.table} "):
            return
        rows = parameters if isinstance(parameters, list) else [parameters]
        for row in rows:
            values = row.values() if isinstance(row, dict) else row
            if self.mark in values:
                self.times += 1
                raise DatabaseFailed("secreto")

    def stop(self) -> None:
        """Work again."""
        event.remove(self.life.database.writing, "before_cursor_execute", self)


def contact_of(life: Life, number: int) -> int:
    """Whose message this was."""
    return int(life.inbox_rows()[number].contact_id)


def test_a_database_error_for_one_woman_stops_no_other(life: Life, world: World) -> None:
    life.hear(world.text(BETO, "hola"), world.text(ANA, "hola"), world.text(CARO, "hola"))
    refuses = Refuses(life, contact_of(life, 0), "outbox")
    life.settle()
    assert world.telegram.texts(ANA) == world.telegram.texts(CARO) == ["Hola, soy Alba."]
    assert world.telegram.texts(BETO) == []
    refuses.stop()
    life.passes(timedelta(seconds=10))
    assert world.telegram.texts(BETO) == ["Hola, soy Alba."]
    assert life.cases() == []


def test_after_three_strikes_her_turn_waits_no_longer_and_a_person_is_told(
    life: Life, world: World
) -> None:
    life.joins()
    life.hear(world.text(BETO, "hola"), world.text(ANA, "hola"))
    refuses = Refuses(life, contact_of(life, 0), "sessions")
    life.settle()
    for seconds in (2, 4, 30, 40):
        world.clock.move_to(world.clock.now() + timedelta(seconds=seconds))
        life.settle()
    tried = refuses.times
    world.clock.move_to(world.clock.now() + timedelta(hours=1))
    life.settle()
    assert refuses.times == tried
    with life.database.read() as tx:
        assert gauges.read(tx).inbox == {"waiting": 0, "set_aside": 1}
    assert life.cases() == [("set_aside", "high", "open")]
    assert world.telegram.texts(BETO) == [FAILED]
    first, again = world.telegram.texts(LUCIA)  # at once, and after an hour without anybody
    assert first.split(".")[0] == again.split(".")[0]
    assert world.telegram.texts(ANA) == ["Hola, soy Alba."]


def test_what_cannot_even_be_apologised_for_is_set_aside_all_the_same(
    life: Life, world: World
) -> None:
    life.hear(world.text(BETO, "hola"))
    Refuses(life, contact_of(life, 0), "outbox")
    for _ in range(5):
        life.settle()
        world.clock.move_to(world.clock.now() + timedelta(minutes=2))
    assert kinds(life) == [("text", "set_aside", "SQLAlchemyError")]


def test_a_database_that_fails_for_everybody_sets_nobody_aside(life: Life, world: World) -> None:
    life.hear(world.text(BETO, "hola"), world.text(ANA, "hola"))
    refusals = [Refuses(life, contact_of(life, n), "sessions") for n in range(2)]
    for _ in range(6):
        with pytest.raises(RuntimeError, match="nobody's turn"):
            life.turns()
        world.clock.move_to(world.clock.now() + timedelta(minutes=2))
    for each in refusals:
        each.stop()
    life.settle()
    assert world.telegram.texts(ANA) == world.telegram.texts(BETO) == ["Hola, soy Alba."]


def test_a_due_row_that_fails_stops_no_other_and_becomes_a_case(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "algo raro"), world.text(BETO, "algo raro"))
    life.takes(world.text(CARO, "hola"))
    refuses = Refuses(life, contact_of(life, 0), "inbox")
    for _ in range(15):
        life.passes(timedelta(minutes=1))
    assert refuses.times >= 3
    assert sorted(life.cases()) == [
        ("set_aside", "high", "open"),
        ("violence_now", "high", "open"),
    ]


def test_who_was_unknown_stays_so(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    life.passes(timedelta(days=61))
    life.takes(world.text(ANA, BREAKS))
    assert world.telegram.texts(ANA)[-1] == FAILED
    life.takes(world.text(ANA, "datos"))
    assert world.telegram.texts(ANA)[-1] == "¿Cuál de estos?"  # stands in for asking who it is
