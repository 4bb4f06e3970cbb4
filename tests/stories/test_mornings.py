"""What does the one who comes in the morning find, and in which order?"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.channels.port import ChannelKind, InboundKind
from bot.organisation import Coverage, Drill, Leave, Organisation, Rota, Shift
from tests.stories.conftest import Begin
from tests.stories.story import MORNING, NIGHT, Caseworker

DANGER = "él está afuera de la puerta y me va a matar"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OFFICE = Shift(frozenset(range(5)), time(9), time(18))
HOUSE = Organisation("la casa", "America/Mexico_City", coverage=Coverage((OFFICE,)))
BEFORE_MIDNIGHT: datetime = NIGHT


def lists(worker: Caseworker) -> list[str]:
    return [each.text for each in worker.phone if each.text.startswith("La noche dejó")]


def test_the_list_comes_first_and_says_the_worst_first(story_at: Begin) -> None:
    story = story_at(NIGHT, HOUSE)
    lucia, irma = story.hires("lucia"), story.hires("irma")
    marta = story.hires("marta", "supervisor")
    story.woman("ana").sends(InboundKind.VOICE)
    story.passes(HOUR)
    story.woman("eva").writes(DANGER)
    story.passes(9 * HOUR)
    (morning,) = lists(lucia)
    first, second = morning.splitlines()[1:3]
    assert first.startswith("1. ")
    assert "Urgente: violencia ahora." in first
    assert "Nadie contestó: sin atender." in first
    assert "Alta: mandó un audio." in second
    assert lucia.phone[0].text == morning
    assert lists(marta) == [morning]
    assert lists(irma) == []


def test_the_list_tells_what_each_was_told_and_until_when_whatsapp_is_open(story_at: Begin) -> None:
    story = story_at(NIGHT, HOUSE)
    lucia = story.hires("lucia")
    story.woman("eva", ChannelKind.WHATSAPP).writes("ya no quiero vivir, hoy me mato")
    story.passes(10 * HOUR)
    (morning,) = lists(lucia)
    assert "Se le dio: Línea de la Vida" in morning
    assert "Por WhatsApp se le puede escribir hasta el 24/11 23:00." in morning
    assert "vivir" not in morning


def test_there_is_one_list_a_morning_and_none_without_a_case(story_at: Begin) -> None:
    story = story_at(NIGHT, HOUSE)
    lucia = story.hires("lucia")
    story.woman("eva").writes(DANGER)
    story.passes(3 * HOUR)
    story.woman("ana").writes(DANGER)
    story.passes(8 * HOUR)
    assert len(lists(lucia)) == 1
    for case in (1, 2):
        lucia.does("acknowledge", case)
        lucia.does("called", case)
    story.passes(48 * HOUR)
    assert len(lists(lucia)) == 1


def test_from_the_list_the_first_is_taken(story_at: Begin) -> None:
    story = story_at(NIGHT, HOUSE)
    lucia = story.hires("lucia")
    eva = story.woman("eva").writes(DANGER)
    story.passes(10 * HOUR)
    lucia.presses("Lo tomo")
    assert "lucia ya leyó" in eva.reads


DRILLED = Organisation(
    "la casa",
    "America/Mexico_City",
    coverage=Coverage((OFFICE,)),
    rota=Rota(drill=Drill(2, time(11))),
)


def drilled_without_lucia(days: int) -> Organisation:
    """The same, but that she is off on one day: so many after the story's first."""
    off = MORNING.date() + timedelta(days=days)
    return replace(DRILLED, rota=Rota(drill=DRILLED.rota.drill, leave=(Leave("lucia", off, off),)))


def test_each_week_every_phone_is_tried_and_the_silent_are_shown(story_at: Begin) -> None:
    story = story_at(MORNING, DRILLED)
    lucia, irma = story.hires("lucia"), story.hires("irma")
    marta = story.hires("marta", "supervisor")
    story.passes(49 * HOUR)
    assert "¿te llega este aviso?" in lucia.reads
    assert lucia.alerts == 0
    lucia.presses("Sí, me llega")
    assert "queda probado" in lucia.reads
    marta.presses("Sí, me llega")
    story.passes(30 * MINUTE)
    assert "No contestaron la prueba de la semana: irma." in marta.reads
    assert not any("No contestaron" in each.text for each in irma.phone)
    story.passes(7 * 24 * HOUR)
    assert sum("¿te llega este aviso?" in each.text for each in lucia.phone) == 2


def test_when_all_answer_the_supervisors_hear_that_too(story_at: Begin) -> None:
    story = story_at(MORNING, DRILLED)
    lucia, marta = story.hires("lucia"), story.hires("marta", "supervisor")
    story.passes(49 * HOUR)
    lucia.writes("1")
    marta.writes("si, me llega")
    story.passes(30 * MINUTE)
    assert "Todo el equipo contestó" in marta.reads


def test_with_the_drill_the_gaps_of_the_week_are_shown(story_at: Begin) -> None:
    story = story_at(MORNING, drilled_without_lucia(days=4))
    story.hires("lucia")
    marta = story.hires("marta", "supervisor")
    story.passes(50 * HOUR)
    assert "Sin nadie de guardia: 27/11 09:00 a 27/11 18:00." in marta.reads


def test_who_is_off_is_not_tried(story_at: Begin) -> None:
    story = story_at(MORNING, drilled_without_lucia(days=2))
    lucia = story.hires("lucia")
    story.hires("irma")
    story.passes(50 * HOUR)
    assert lucia.phone == []
