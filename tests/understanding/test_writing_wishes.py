"""Is it understood how she wants to be written to, all of it in one message?"""

from datetime import UTC, date, datetime

import pytest

from bot.understanding.understand import understand
from bot.understanding.writing_wishes import find
from flows.engine.understood import Expectation, WritingWish
from flows.engine.vocabulary import Command

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # Monday
ZONE = "America/Mexico_City"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("no me escribas esta semana", WritingWish(until=date(2026, 11, 30))),
        ("no me escribas hoy", WritingWish(until=date(2026, 11, 24))),
        ("no me escribas hasta el lunes", WritingWish(until=date(2026, 11, 30))),
        ("no me escriban en 2 semanas", WritingWish(until=date(2026, 12, 7))),
        ("no me mandes mensajes este mes", WritingWish(until=date(2026, 12, 1))),
        ("mejor en la tarde", WritingWish(part="afternoon")),
        ("escríbeme mejor en la mañana", WritingWish(part="morning")),
        ("no me mandes mensajes en la noche", WritingWish(part="morning")),
        ("escríbeme a las 6 de la tarde, menos seguido", WritingWish(hour=18 * 60, pace="less")),
        ("quiero que me preguntes a las 10", WritingWish(hour=10 * 60)),
        ("menos seguido", WritingWish(pace="less")),
        ("ya no me escribas tan seguido", WritingWish(pace="less")),
        ("escríbeme más seguido", WritingWish(pace="usual")),
        ("write to me in the afternoon", WritingWish(part="afternoon")),
    ],
)
def test_hour_pace_and_pause(text: str, wish: WritingWish) -> None:
    assert find(text, NOW, ZONE) == wish


@pytest.mark.parametrize(
    "text",
    [
        "necesito trabajo en la mañana",
        "mejor mañana",
        "mejor me voy a mi casa",
        "¿puedo escribirle una carta al juez?",
        "no sé escribir",
        "no le escribas a mi mamá",
        "busco trabajo este mes",
        "",
    ],
)
def test_what_is_about_something_else(text: str) -> None:
    assert find(text, NOW, ZONE) is None


def test_to_be_written_to_no_more_is_a_word_of_command() -> None:
    found = understand("ya no me escribas", Expectation(), NOW, ZONE)
    assert (found.command, found.writing) == (Command.STOP, None)


def test_danger_takes_nothing_for_a_wish() -> None:
    text = "ya no me escribas hoy, él está viendo el teléfono y me va a matar"
    found = understand(text, Expectation(), NOW, ZONE)
    assert found.danger is not None
    assert found.writing is None
