"""Is it seen when the book, the directory or the bot's profile says what it should not?"""

from datetime import UTC, datetime

import pytest

from bot.checkup import content
from bot.checkup.findings import State
from db.directory_files import shipped_services
from db.stores.directory import ServiceRow
from flows.engine.vocabulary import FlowId
from flows.reading.problems import FlowProblem
from flows.reading.wording import read_wording

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
FRESH = ServiceRow(id="D1", phone="911", shown=True, source_date="2026-01-02", status="confirmed")
OLD = ServiceRow(id="D2", phone="911", shown=True, source_date="2019", status="seen-on-page")
UNDATED = ServiceRow(id="D3", phone="911", shown=True, status="confirmed")
HIDDEN = ServiceRow(id="D4")


def test_each_problem_of_the_book_is_red() -> None:
    problem = FlowProblem("menu.yaml", FlowId("menu"), "nobody comes here")
    (found,) = content.of_book([problem])
    assert (found.state, found.found, found.remedy) == (
        State.RED,
        "menu.yaml: menu",
        "nobody comes here",
    )
    (fine,) = content.of_book([])
    assert fine.state is State.OK


def test_albas_own_book_is_read_with_its_menu() -> None:
    book, _ = content.read_book(shipped_services())
    assert book is not None
    assert "Trabajo" in content.menu_titles(book)


def test_an_empty_directory_is_red() -> None:
    assert content.of_directory([HIDDEN], NOW).state is State.RED


def test_old_undated_and_unconfirmed_entries_are_counted() -> None:
    found = content.of_directory([FRESH, OLD, UNDATED, HIDDEN], NOW)
    assert found.state is State.WARNING
    assert "Se muestran 3: 1 de antes de 2023, 1 sin fecha, 1 sin confirmar." in found.found
    assert content.of_directory([FRESH], NOW).state is State.OK


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("AlbaPrision_bot", "prision"),
        ("alba_mujeres_bot", "mujeres"),
        ("Acompañamos a mujeres que salen del penal", "penal"),
        ("Alba", None),
        ("Orientación sobre trámites, trabajo, lugares y familia.", None),
    ],
)
def test_what_a_phone_shows_gives_nothing_away(text: str, word: str | None) -> None:
    (found,) = content.of_discretion({"Telegram": (text,)}, read_wording())
    assert found.state is (State.OK if word is None else State.RED)
    assert (word or "") in found.found
