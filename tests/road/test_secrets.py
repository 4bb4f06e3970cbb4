"""Is anything she wrote found in the database's files, in the logs, or in what an error tells?"""

import logging
import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot.channels.port import InboundKind, NotNow
from db.engine import Database
from tests.road.conftest import NewWorld
from tests.road.test_setting_aside import Refuses
from tests.road.words import BREAKS
from tests.road.world import ANA, Life, World

BED: Final = "junto al mercado de la Merced"
DANGER: Final = "peligro porque mi cuñado regresó"
BROKEN: Final = f"lo que {BREAKS} es la palabra quetzalcoatlito"
RELAYED: Final = "Habla Lucía de la oficina chica"
CHOICE: Final = "zopilotito.menu"
ADDRESS: Final = "5550009876"
GROUP: Final = "-99887766554"
PLANTED: Final = (BED, "mi cuñado", "quetzalcoatlito", RELAYED, "zopilotito", ADDRESS, GROUP)


def files_of(database: Database) -> Iterator[Path]:
    """Every file that the database keeps."""
    if not database.is_postgresql:
        path = Path(str(database.writing.url.database))
        yield from path.parent.glob(f"{path.name}*")
        return
    with database.writing.connect() as tx:
        tx.exec_driver_sql("CHECKPOINT")
        folder = Path(tx.exec_driver_sql("SHOW data_directory").scalar_one())
        wanted = "SELECT oid FROM pg_database WHERE datname = current_database()"
        oid = tx.exec_driver_sql(wanted).scalar_one()
    for place in (folder / "base" / str(oid), folder / "pg_wal", folder):
        yield from (each for each in place.iterdir() if each.is_file())


def found_in(content: bytes) -> list[str]:
    """Which of the planted words are there, in any of the ways in which they may be written."""
    ways = ("utf-8", "utf-16-le", "unicode_escape")
    return [each for each in PLANTED if any(each.encode(way) in content for way in ways)]


def live(life: Life, world: World) -> None:
    """A whole life with Alba, with words in every place that may hold some."""
    life.joins()
    life.takes(world.text(ADDRESS, "busco un cuarto"))
    life.takes(world.text(ADDRESS, BED))
    life.takes(world.text(ADDRESS, DANGER), world.press(ADDRESS, CHOICE))
    life.takes(world.text(ADDRESS, BROKEN))
    life.takes(world.thing(ADDRESS, InboundKind.VOICE, media=("file",)))
    life.takes(world.thing(GROUP, InboundKind.GROUP))
    life.acts("lucia", "reply", 1, RELAYED)
    world.telegram.fail(NotNow(code="500"), OSError(BED), to=ADDRESS)
    life.settle()
    life.passes(timedelta(minutes=15))


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged by anybody, from before the database is opened."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "sqlalchemy.engine")
    return caplog


def test_nothing_she_wrote_is_found_by_searching(
    logged: pytest.LogCaptureFixture, new_world: NewWorld
) -> None:
    world = new_world()
    life = world.life()
    live(life, world)
    told = " ".join(world.telegram.texts(ADDRESS))
    assert BED in told  # it was said back to her, so it went all the way
    assert RELAYED in told
    assert found_in(logged.text.encode()) == []
    contents = {file.name: file.read_bytes() for file in files_of(world.database)}
    assert any(b"America/Mexico_City" in content for content in contents.values())
    assert [name for name, content in contents.items() if found_in(content)] == []


def test_an_error_that_ends_a_turn_tells_none_of_it(
    logged: pytest.LogCaptureFixture, life: Life, world: World
) -> None:
    life.hear(world.text(ADDRESS, BED), world.text(ANA, DANGER))
    for row in life.inbox_rows():
        Refuses(life, row.contact_id, "sessions")
    with pytest.raises(RuntimeError) as caught:
        life.turns()
    assert found_in("".join(traceback.format_exception(caught.value)).encode()) == []
    assert found_in(logged.text.encode()) == []


def test_what_the_database_itself_says_of_an_error_tells_none_of_it(
    logged: pytest.LogCaptureFixture, life: Life, world: World
) -> None:
    life.takes(world.text(ADDRESS, BED))
    with life.database.write() as tx:
        tx.exec_driver_sql("DROP TABLE facts")
        tx.commit()
    life.hear(world.text(ADDRESS, DANGER))
    life.turns()
    assert "the turn failed" in logged.text
    assert found_in(logged.text.encode()) == []


@pytest.mark.parametrize("part", ["inbox", "outbox", "turns", "clockwork", "grounds"])
def test_no_part_shows_words_when_it_is_printed(life: Life, world: World, part: str) -> None:
    life.takes(world.text(ADDRESS, BED))
    printed: Any = repr(getattr(life.alba, part))
    assert found_in(printed.encode()) == []
