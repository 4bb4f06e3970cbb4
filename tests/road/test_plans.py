"""Does what runs all the time read whole tables? SQLite says how it would find the rows."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.channels.port import ChannelKind, InboundKind
from bot.commands.chat_lines import Acts, Advances, Joins, Receives, Writes
from bot.commands.stage import Stage, open_stage
from tests.stories.story import MORNING

GROWING = (
    "inbox outbox contacts identities sessions facts cases case_history due receipts audit older"
).split()
NAMES = "|".join(GROWING)
WHOLE = re.compile(rf"SCAN ({NAMES})$")
ALL_BEFORE = re.compile(rf"SEARCH ({NAMES}) USING INTEGER PRIMARY KEY \(rowid[<>]")


def play(stage: Stage) -> None:
    """Something of everything that Alba does."""
    stage.play(Joins("lucia", "caseworker"))
    for who, text in (
        ("ana", "hola"),
        ("ana", "busco trabajo en Puebla"),
        ("eva", "me quiero morir"),
    ):
        stage.play(Writes(who, InboundKind.TEXT, texts=(text,)))
    stage.play(Writes("ana", InboundKind.VOICE))
    stage.play(Writes("ana", InboundKind.PLACE, latitude=19.43, longitude=-99.13))
    stage.play(Receives("eva", "read", ChannelKind.WHATSAPP))
    stage.play(Writes("eva", InboundKind.TEXT, texts=("sigo aquí",), channel=ChannelKind.WHATSAPP))
    stage.play(Acts("lucia", "acknowledge", 1))
    stage.play(Advances(timedelta(hours=1)))


@pytest.fixture
def seen() -> dict[str, Any]:
    """Every statement that ran, with parameters of one of its runs."""
    stage = open_stage(MORNING, ChannelKind.TELEGRAM)
    database = stage.rehearsal.alba.database
    statements: dict[str, Any] = {}

    def note(_: Connection, __: object, text: str, values: Any, ___: object, many: bool) -> None:
        statements[text] = values[0] if many else values

    event.listen(database.writing, "before_cursor_execute", note)
    play(stage)
    event.remove(database.writing, "before_cursor_execute", note)
    plans = {}
    with database.write() as tx:
        for text, values in statements.items():
            if text.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
                rows = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
                plans[text] = [row[3] for row in rows]
    database.close()
    return plans


def test_nothing_reads_a_table_that_grows_from_end_to_end(seen: dict[str, list[str]]) -> None:
    assert len(seen) > 40
    slow = {
        text: step
        for text, steps in seen.items()
        for step in steps
        if WHOLE.search(step) or ALL_BEFORE.search(step)
    }
    assert slow == {}
