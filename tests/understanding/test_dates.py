"""Does Alba read days and hours as they are said in Mexico, and leave open what is open?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import dates, numbers
from flows.engine.understood import DateAnswer

ZONE = "America/Mexico_City"
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # Monday 23 November 2026, 10:00 in Mexico City


def _read(text: str, *, past: bool = False, now: datetime = NOW) -> DateAnswer | None:
    return dates.find(text, now, ZONE, past)


def _days(text: str, *, past: bool = False) -> list[str]:
    answer = _read(text, past=past)
    return [f"{day:%d.%m.%y}" for day in answer.days] if answer else []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("hoy", "23.11.26", id="today"),
        pytest.param("oi", "23.11.26", id="today without its letters"),
        pytest.param("al rato", "23.11.26", id="in a while is today"),
        pytest.param("esta noche", "23.11.26", id="tonight"),
        pytest.param("mañana", "24.11.26", id="tomorrow"),
        pytest.param("mañna", "24.11.26", id="tomorrow, letters swapped"),
        pytest.param("manana temprano", "24.11.26", id="tomorrow without its tilde"),
        pytest.param("mañana en la mañana", "24.11.26", id="tomorrow morning"),
        pytest.param("pasado mañana", "25.11.26", id="the day after"),
        pytest.param("miercoles", "25.11.26", id="a weekday"),
        pytest.param("savado", "28.11.26", id="a weekday misspelt"),
        pytest.param("juebes", "26.11.26", id="b for v"),
        pytest.param("este biernes", "27.11.26", id="this Friday"),
        pytest.param("el próximo martes en la mañana", "24.11.26", id="the next Tuesday to come"),
        pytest.param("el lunes que viene", "30.11.26", id="the coming Monday, said on a Monday"),
        pytest.param("el jueves que entra", "26.11.26", id="que entra"),
        pytest.param("el martes de la otra semana", "01.12.26", id="Tuesday of the other week"),
        pytest.param("el jueves de esta semana", "26.11.26", id="of this week"),
        pytest.param("de hoy en ocho", "30.11.26", id="a week, counted with both ends"),
        pytest.param("de mañana en quince", "08.12.26", id="a fortnight from tomorrow"),
        pytest.param("el jueves en ocho", "03.12.26", id="Thursday week"),
        pytest.param("en tres días", "26.11.26", id="a count in words"),
        pytest.param("dentro de 10 dias", "03.12.26", id="a count in digits"),
        pytest.param("en dos semanas", "07.12.26", id="weeks"),
        pytest.param("en un mes", "23.12.26", id="a month"),
        pytest.param("3 dias", "26.11.26", id="a bare count looks ahead"),
        pytest.param("el 15", "15.12.26", id="a day of the month that has passed is the next"),
        pytest.param("el 28", "28.11.26", id="a day of this month to come"),
        pytest.param("10", "10.12.26", id="a bare number is a day"),
        pytest.param("el día 5", "05.12.26", id="el día"),
        pytest.param("el 31", "31.12.26", id="the next month that has one"),
        pytest.param("el 15 del próximo mes", "15.12.26", id="of the next month"),
        pytest.param("el 30 de este mes", "30.11.26", id="of this month"),
        pytest.param("el 15 de diciembre", "15.12.26", id="a day and a month"),
        pytest.param("15 dic", "15.12.26", id="a month, short"),
        pytest.param("dicienbre 15", "15.12.26", id="a month misspelt, before its day"),
        pytest.param("primero de enero", "01.01.27", id="the first, next year"),
        pytest.param("1ro de febrero", "01.02.27", id="the first with digits"),
        pytest.param("treinta y uno de diciembre", "31.12.26", id="a long number in words"),
        pytest.param("15 de diciembre del 2027", "15.12.27", id="a year named"),
        pytest.param("15/12", "15.12.26", id="with a stroke"),
        pytest.param("15-12-26", "15.12.26", id="with a short year"),
        pytest.param("2026-12-15", "15.12.26", id="as machines write"),
        pytest.param("12/15", "15.12.26", id="as north of the border"),
        pytest.param("martes 15", "15.12.26", id="a weekday and its day"),
        pytest.param("martes, 15 de diciembre", "15.12.26", id="a weekday, a day and its month"),
        pytest.param("mañana martes", "24.11.26", id="two words for one day"),
        pytest.param("hoy lunes", "23.11.26", id="today by its name is no question"),
        pytest.param("mañana 24", "24.11.26", id="tomorrow with its number"),
        pytest.param("a fin de mes", "30.11.26", id="the end of the month"),
        pytest.param("a fines de diciembre", "31.12.26", id="the end of a named month"),
        pytest.param("en la quincena", "30.11.26", id="the next payday"),
        pytest.param("en navidad", "25.12.26", id="a feast"),
        pytest.param("me toca firmar el viernes en el juzgado", "27.11.26", id="in a sentence"),
    ],
)
def test_a_day_ahead_is_read(text: str, day: str) -> None:
    assert _days(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("hoy en la mañana", "23.11.26", id="today"),
        pytest.param("acabo de salir", "23.11.26", id="just now"),
        pytest.param("ayer", "22.11.26", id="yesterday"),
        pytest.param("aller", "22.11.26", id="yesterday misspelt"),
        pytest.param("anoche", "22.11.26", id="last night"),
        pytest.param("antier", "21.11.26", id="the day before"),
        pytest.param("antes de ayer", "21.11.26", id="the day before, in full"),
        pytest.param("hace tres días", "20.11.26", id="days ago"),
        pytest.param("ase 5 dias", "18.11.26", id="days ago misspelt"),
        pytest.param("hace como 2 semanas", "09.11.26", id="about two weeks ago"),
        pytest.param("hace un mes", "23.10.26", id="a month ago"),
        pytest.param("hace 2 años", "23.11.24", id="years ago"),
        pytest.param("una semana", "16.11.26", id="a bare count looks back"),
        pytest.param("llevo 4 días fuera", "19.11.26", id="days outside"),
        pytest.param("el viernes pasado", "20.11.26", id="last Friday"),
        pytest.param("el martes", "17.11.26", id="a weekday is the last one"),
        pytest.param("el sábado de la semana pasada", "21.11.26", id="of last week"),
        pytest.param("el 15", "15.11.26", id="a day of this month"),
        pytest.param("el 28", "28.10.26", id="a day of the month before"),
        pytest.param("el 30 de octubre", "30.10.26", id="a day and a month"),
        pytest.param("el 3 de marzo del año pasado", "03.03.25", id="of last year"),
        pytest.param("15/10/2026", "15.10.26", id="in digits"),
        pytest.param("la quincena pasada", "15.11.26", id="the last payday"),
    ],
)
def test_a_day_behind_is_read(text: str, day: str) -> None:
    assert _days(text, past=True) == [day]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("el lunes", ["23.11.26", "30.11.26"], id="Monday said on a Monday"),
        pytest.param("el 23", ["23.11.26", "23.12.26"], id="the 23rd said on the 23rd"),
        pytest.param("en ocho días", ["30.11.26", "01.12.26"], id="a week, or eight days"),
        pytest.param("en quince días", ["07.12.26", "08.12.26"], id="a fortnight, or fifteen"),
        pytest.param("el otro martes", ["24.11.26", "01.12.26"], id="the coming, or the one after"),
        pytest.param("miércoles o jueves", ["25.11.26", "26.11.26"], id="either of two"),
        pytest.param("el fin de semana", ["28.11.26", "29.11.26"], id="two days"),
        pytest.param("lunes 15 de diciembre", ["14.12.26", "15.12.26"], id="her words disagree"),
        pytest.param(
            "el 20 de noviembre", ["20.11.26", "20.11.27"], id="three days ago, or in a year"
        ),
        pytest.param(
            "la próxima semana",
            ["30.11.26", "01.12.26", "02.12.26", "03.12.26", "04.12.26"],
            id="a whole week",
        ),
    ],
)
def test_what_is_open_stays_open(text: str, days: list[str]) -> None:
    assert _days(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("el lunes", ["16.11.26", "23.11.26"], id="Monday said on a Monday"),
        pytest.param("hace 8 días", ["15.11.26", "16.11.26"], id="a week, or eight days"),
        pytest.param("el 15 de diciembre", ["15.12.25", "15.12.26"], id="a slip of the tense?"),
    ],
)
def test_what_is_open_behind_stays_open(text: str, days: list[str]) -> None:
    assert _days(text, past=True) == days


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("el 31 de febrero", id="February is short"),
        pytest.param("el 31 de noviembre", id="so is November"),
        pytest.param("el 35", id="no month is that long"),
        pytest.param("29 de febrero", id="the coming February is no leap one"),
        pytest.param("40/13/2026", id="digits that are no day"),
        pytest.param("en 999 años", id="beyond a life"),
    ],
)
def test_a_day_that_does_not_exist_is_said_so(text: str) -> None:
    assert _read(text) == DateAnswer((), None, impossible=True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("no sé", id="she does not know"),
        pytest.param("todavía no", id="not yet"),
        pytest.param("en la mañana", id="a part of no day"),
        pytest.param("a las 10", id="an hour of no day"),
        pytest.param("vivo en el 2 piso", id="a floor"),
        pytest.param("tengo 3 hijos", id="children"),
        pytest.param("vi a los jueces", id="judges are not Thursday"),
        pytest.param("se perdieron mis bienes", id="goods are not Friday"),
        pytest.param("en diciembre", id="a month is no day"),
        pytest.param("unos días", id="some days"),
        pytest.param("5512345678", id="a telephone"),
    ],
)
def test_what_names_no_day_is_none(text: str) -> None:
    assert _read(text) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        pytest.param("mañana a las 10 de la mañana", time(10), id="in the morning"),
        pytest.param("mañana 10 am", time(10), id="am"),
        pytest.param("mañana a las 10:30 a.m.", time(10, 30), id="a.m. with minutes"),
        pytest.param("el viernes 3:30 pm", time(15, 30), id="pm"),
        pytest.param("el viernes 15:30", time(15, 30), id="twenty-four hours"),
        pytest.param("mañana a las 15 hrs", time(15), id="hours written so"),
        pytest.param("mañana 09:00", time(9), id="a leading zero"),
        pytest.param("a las 3 de la tarde el viernes", time(15), id="before its day"),
        pytest.param("mañana en la tarde a las 5", time(17), id="the part of the day comes first"),
        pytest.param("mañana tempranito a las 8", time(8), id="early"),
        pytest.param("mañana a las 8 de la noche", time(20), id="at night"),
        pytest.param("mañana a la una de la tarde", time(13), id="one o'clock"),
        pytest.param("viernes a las 4 y media de la tarde", time(16, 30), id="half past"),
        pytest.param("martes a las diez menos cuarto de la mañana", time(9, 45), id="a quarter to"),
        pytest.param("pasado mañana al mediodía", time(12), id="noon"),
        pytest.param("mañana a las 12 del día", time(12), id="twelve by day"),
        pytest.param("mañana a las 10", None, id="ten has two readings"),
        pytest.param("mañana a las 12", None, id="noon or midnight"),
        pytest.param("mañana en la tarde", None, id="a part of the day is no hour"),
        pytest.param("mañana", None, id="no hour at all"),
        pytest.param("mañana a las 31", None, id="an hour that does not exist"),
    ],
)
def test_an_hour_is_given_only_when_it_is_sure(text: str, hour: time | None) -> None:
    answer = _read(text)
    assert answer is not None
    assert answer.hour == hour
    assert len(answer.days) == 1


def test_both_readings_of_an_hour_can_be_asked_about() -> None:
    assert dates.hours("a las 10") == (time(10), time(22))
    assert dates.hours("a las 10 de la noche") == (time(22),)
    assert dates.hours("no sé") == ()


def test_hours_from_now_are_counted_to_the_minute() -> None:
    assert _read("en dos horas") == DateAnswer((date(2026, 11, 23),), time(12))
    assert _read("hace media hora", past=True) == DateAnswer((date(2026, 11, 23),), time(9, 30))
    assert _read("en 20 horas") == DateAnswer((date(2026, 11, 24),), time(6))


def test_a_sure_hour_that_has_passed_leaves_the_coming_monday() -> None:
    assert _read("el lunes a las 9 am") == DateAnswer((date(2026, 11, 30),), time(9))
    assert _read("el lunes a las 9 am", past=True) == DateAnswer(
        (date(2026, 11, 16), date(2026, 11, 23)), time(9)
    )


def test_before_four_in_the_morning_tomorrow_may_have_begun() -> None:
    after_midnight = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # 01:30 in Mexico City
    answer = _read("mañana", now=after_midnight)
    assert answer == DateAnswer((date(2026, 11, 24), date(2026, 11, 25)))


def test_a_day_is_counted_in_her_own_zone() -> None:
    evening = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert dates.find("hoy", evening, "America/Tijuana") == DateAnswer((date(2026, 11, 23),))
    assert dates.find("hoy", evening, "America/Cancun") == DateAnswer((date(2026, 11, 24),))


def test_the_twenty_ninth_of_february_is_read_in_a_leap_year() -> None:
    answer = _read("29 de febrero", now=datetime(2028, 1, 10, 18, tzinfo=UTC))
    assert answer == DateAnswer((date(2028, 2, 29),))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("3", 3, id="a digit"),
        pytest.param("tres", 3, id="a word"),
        pytest.param("unos 4", 4, id="about four"),
        pytest.param("como sinco", 5, id="a misspelt word"),
        pytest.param("treinta y cinco", 35, id="tens and units"),
        pytest.param("mil quinientos", 1_500, id="a thousand and more"),
        pytest.param("2 mil", 2_000, id="digits and a word"),
        pytest.param("$1,500 pesos", 1_500, id="a separator of thousands"),
        pytest.param("tengo una hija", 1, id="an article counts when nothing else does"),
        pytest.param("tengo 3 hijos y una duda", 3, id="and does not when something else does"),
        pytest.param("ninguno", 0, id="none"),
        pytest.param("dos o tres", None, id="two numbers are open"),
        pytest.param("3.5", None, id="not whole"),
        pytest.param("5512345678", None, id="a telephone"),
        pytest.param("no sé", None, id="no number"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_number_is_read_in_digits_or_words(text: str, number: int | None) -> None:
    assert numbers.find(text) == number


_MOMENTS = st.integers(min_value=1_577_836_800, max_value=3_786_912_000).map(  # 2020 to 2090
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@given(st.text(max_size=120), _MOMENTS, st.booleans())
def test_any_text_is_read(text: str, now: datetime, past: bool) -> None:
    answer = dates.find(text, now, ZONE, past)
    assert answer is None or answer.impossible == (not answer.days)


@given(
    st.lists(
        st.sampled_from(
            "el 15 31 0 29 de del mes año febrero enero lunes martes mañana pasado próximo en hace "
            "ocho 8 días semanas hoy a las 10 12:30 pm tarde la otra semana quincena fin 2026 / - "
            "15/12 99/99 años 999".split()
        ),
        max_size=10,
    ),
    _MOMENTS,
    st.booleans(),
)
def test_any_words_of_time_are_read(said: list[str], now: datetime, past: bool) -> None:
    answer = dates.find(" ".join(said), now, ZONE, past)
    assert answer is None or list(answer.days) == sorted(set(answer.days))


@given(st.integers(min_value=1, max_value=120), _MOMENTS)
def test_days_ahead_and_behind_mirror_each_other(count: int, now: datetime) -> None:
    ahead = dates.find(f"en {count} días", now, "UTC")
    behind = dates.find(f"hace {count} días", now, "UTC", past=True)
    assert ahead is not None
    assert behind is not None
    assert now.date() + timedelta(days=count) in ahead.days
    assert now.date() - timedelta(days=count) in behind.days


@given(st.text(max_size=120))
def test_any_text_may_hold_a_number(text: str) -> None:
    number = numbers.find(text)
    assert number is None or number >= 0
