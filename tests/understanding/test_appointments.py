"""Is what she says of an appointment understood: which, when, how often, and what she wants?"""

from datetime import UTC, date, datetime, time

import pytest

from bot.understanding.appointments import find, readings
from flows.engine.understood import AppointmentAct

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # Monday, ten in the morning in Mexico City
ZONE = "America/Mexico_City"
NEW, LIST = AppointmentAct.NEW, AppointmentAct.LIST
MOVE, CANCEL = AppointmentAct.MOVE, AppointmentAct.CANCEL
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "act", "kind"),
    [
        ("Tengo que firmar el viernes a las 10 en Santa Martha", NEW, "signing"),
        ("tengo k ir a firmar mañana", NEW, "signing"),
        ("audiencia el 15 de diciembre", NEW, "hearing"),
        ("tengo cita el martes a las 8 en el ine", NEW, "other"),
        ("qué citas tengo", LIST, "other"),
        ("cuándo me toca firmar?", LIST, "signing"),
        ("cuándo es mi audiencia", LIST, "hearing"),
        ("me cambiaron la firma al martes", MOVE, "signing"),
        ("mi audiencia se pasó al 20 de enero", MOVE, "hearing"),
        ("cancela mi cita del viernes", CANCEL, "other"),
        ("ya no tengo audiencia", CANCEL, "hearing"),
    ],
)
def test_what_she_wants_and_with_what(text: str, act: AppointmentAct, kind: str) -> None:
    said = find(text, NOW, ZONE)
    assert said is not None
    assert (said.act, said.kind) == (act, kind)


@pytest.mark.parametrize(
    "text",
    [
        "ya firmé ayer",
        "necesito una cita con el doctor",
        "qué pasa si falto a mi firma",
        "no puedo ir a firmar el viernes",
        "mi hijo tiene audiencia mañana",
        "cuándo es su audiencia",
        "no fui a firmar el lunes",
        "hola",
        "tengo audiencia " + "y luego " * 60 + "el viernes",
    ],
)
def test_what_is_none_of_hers_or_nothing_to_keep(text: str) -> None:
    assert find(text, NOW, ZONE) is None


@pytest.mark.parametrize(
    ("text", "every", "days"),
    [
        ("firmo cada segundo lunes a las 9", "w2", [date(2026, 11, 30)]),
        ("firmo cada lunes", "w1", [date(2026, 11, 23), date(2026, 11, 30)]),
        ("me toca firmar los viernes", "w1", [FRIDAY]),
        ("firmo el segundo lunes de cada mes", "n2", [date(2026, 12, 14)]),
        ("firmar cada 15 días empezando el jueves", "w2", [date(2026, 11, 26)]),
        ("firmo cada mes, el 5 de diciembre", "m1", [date(2026, 12, 5)]),
        ("tengo que firmar el viernes", "", [FRIDAY]),
    ],
)
def test_how_often_and_from_when(text: str, every: str, days: list[date]) -> None:
    said = find(text, NOW, ZONE)
    assert said is not None
    assert (said.every, list(said.days)) == (every, days)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("a las 10", [time(10)]),
        ("10", [time(10)]),
        ("a las 7", [time(7), time(19)]),
        ("a las 4", [time(16)]),
        ("a la una y media", [time(13, 30)]),
        ("no sé", []),
    ],
)
def test_of_two_readings_the_one_in_office_hours(text: str, hours: list[time]) -> None:
    assert list(readings(text)) == hours


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tengo que firmar el viernes a las 10 en Santa Martha", "Santa Martha"),
        ("firmo el viernes en la UMECA de Ecatepec a las 9", "UMECA de Ecatepec"),
        ("audiencia el 15 de diciembre en la tarde", ""),
        ("tengo que firmar el viernes", ""),
    ],
)
def test_where_it_is_as_she_said_it(text: str, place: str) -> None:
    said = find(text, NOW, ZONE)
    assert said is not None
    assert said.place == place
