"""Who may come in, how often, and in which language? The small pure parts of the HTTP surface."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.serving.doorkeeper import REMEMBERED, Doorkeeper, Rate
from bot.serving.languages import language_of

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OPEN = Rate(1_000_000, SECOND)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9", "en"),
        ("en", "en"),
        ("EN-GB", "en"),
        ("fr-FR,fr;q=0.9", "es"),
        ("fr,en;q=0.3", "en"),
        ("nah,es;q=0.5,en;q=0.4", "es"),
        ("es;q=0.2,en;q=0.9", "en"),
        ("en;q=0", "es"),
        ("en;q=0,es;q=0", "es"),
        ("*", "es"),
        (",,;q=;", "es"),
        ("en;q=high", "es"),
        ("est-EE", "es"),
        ("en" + "x" * 100_000, "es"),
    ],
)
def test_the_language_of_her_browser(header: str, language: str) -> None:
    assert language_of(header) == language


def test_a_page_may_burst_and_then_goes_slowly() -> None:
    door = Doorkeeper(messages=Rate(3, 2 * SECOND))
    assert [door.message("ana", NOW) for _ in range(3)] == [timedelta()] * 3
    assert door.message("ana", NOW) == 2 * SECOND
    assert door.message("ana", NOW + SECOND) == SECOND
    assert door.message("ana", NOW + 2 * SECOND) == timedelta()
    assert door.message("ana", NOW + timedelta(hours=1)) == timedelta()


def test_one_page_does_not_slow_another() -> None:
    door = Doorkeeper(messages=Rate(1, SECOND))
    assert door.message("ana", NOW) == timedelta()
    assert door.message("ana", NOW) > timedelta()
    assert door.message("bea", NOW) == timedelta()


def test_new_pages_wait_when_many_open_and_known_ones_do_not() -> None:
    door = Doorkeeper(new_pages=Rate(2, SECOND))
    assert door.message("ana", NOW) == door.poll("bea", NOW) == timedelta()
    assert door.message("eva", NOW) == SECOND
    assert door.poll("eva", NOW) == SECOND
    assert door.message("bea", NOW) == timedelta()
    assert door.message("eva", NOW + SECOND) == timedelta()


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    door = Doorkeeper(messages=Rate(1, SECOND))
    door.message("ana", NOW)
    assert door.message("ana", NOW - timedelta(hours=1)) == SECOND


def test_what_is_closed_stays_closed() -> None:
    door = Doorkeeper()
    door.message("ana", NOW)
    assert not door.is_closed("ana")
    door.close("ana", NOW)
    door.close("nobody-yet", NOW)
    assert (door.is_closed("ana"), door.is_closed("nobody-yet")) == (True, True)


def test_the_least_recently_seen_is_forgotten_first() -> None:
    door = Doorkeeper(new_pages=OPEN)
    door.close("ana", NOW)
    door.close("bea", NOW)
    for number in range(REMEMBERED - 2):
        door.message(f"page {number}", NOW)
    door.poll("ana", NOW)
    door.message("one more", NOW)
    assert (door.is_closed("ana"), door.is_closed("bea")) == (True, False)
