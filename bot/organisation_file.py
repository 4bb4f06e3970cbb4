"""What does the organisation's own file say? Read whole, every mistake named with its line."""

import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.marked_yaml import FileProblem, Section, WrongFile, read_marked
from bot.organisation import (
    Cover,
    Coverage,
    Drill,
    EasterHoliday,
    Leave,
    Organisation,
    OwnHoliday,
    Rota,
    Shift,
    SingleHoliday,
    YearlyHoliday,
)
from bot.plain_text import plain
from bot.settings import ROOT
from bot.variables import mail_address

EXAMPLE: Final = ROOT / "organisation.example.yaml"
USUAL: Final = Path("organisation.yaml")  # in the working directory
WEEK: Final = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_YEARLY: Final = re.compile(r"(\d{1,2})-(\d{1,2})")
A_LEAP_YEAR: Final = 2028


def find(chosen: Path | None = None) -> Path:
    """The organisation's file: the chosen one, else the usual one, else the shipped example."""
    return chosen or (USUAL if USUAL.exists() else EXAMPLE)


def load(path: Path) -> Organisation:
    """The organisation of a file. Raises WrongFile with every problem, each with its line."""
    problems: list[FileProblem] = []
    top = read_marked(path, problems)
    organisation = Organisation(
        name=top.need("name", _short(60), ""),  # it stands in texts of at most 320 characters
        zone=top.need("zone", _zone, ""),
        example=top.read("example", _yes_or_no, default=False),
        privacy_contact=top.read("privacy_contact", _short(120), None),
        alarms_mail=top.read("alarms_mail", mail_address, None),
        coverage=_coverage(top.section("coverage")),
        rota=_rota(top.section("rota")),
    )
    top.finish()
    if problems:
        raise WrongFile(problems)
    return organisation


def _coverage(section: Section) -> Coverage:
    holidays = section.section("holidays")
    own = (_holiday(one) for one in holidays.sections("own"))
    coverage = Coverage(
        hours=tuple(_shift(one, one.read_list("who", _alias)) for one in section.sections("hours")),
        nights=tuple(
            _shift(one, one.need_list("who", _alias)) for one in section.sections("nights")
        ),
        country=holidays.read("country", _country, None),
        own_holidays=tuple(holiday for holiday in own if holiday),
        closed_until=section.read("closed_until", _day, None),
    )
    holidays.finish()
    section.finish()
    return coverage


def _shift(section: Section, who: tuple[str, ...]) -> Shift:
    shift = Shift(
        days=frozenset(section.need_list("days", _weekday)),
        start=section.need("from", _clock, time()),
        end=section.need("to", _clock, time()),
        who=who,
    )
    section.finish()
    return shift


def _rota(section: Section) -> Rota:
    usual = Rota()
    rota = Rota(
        weekly=section.read_list("weekly", _alias),
        begins=section.read("begins", _day, usual.begins),
        handover=section.read("handover", _clock, usual.handover),
        cover=tuple(_cover(one) for one in section.sections("cover")),
        leave=tuple(_leave(one) for one in section.sections("leave")),
        drill=_drill(section.section("drill")) if section.has("drill") else None,
    )
    section.finish()
    return rota


def _drill(section: Section) -> Drill:
    drill = Drill(section.need("day", _weekday, 0), section.need("at", _clock, time()))
    section.finish()
    return drill


def _cover(section: Section) -> Cover:
    cover = Cover(
        who=section.need("who", _alias, ""),
        absent=section.need("for", _alias, ""),
        first=section.need("from", _day, date.min),
        last=section.need("to", _day, date.max),
    )
    section.finish()
    return cover


def _leave(section: Section) -> Leave:
    leave = Leave(
        who=section.need("who", _alias, ""),
        first=section.need("from", _day, date.min),
        last=section.need("to", _day, date.max),
    )
    section.finish()
    return leave


def _holiday(section: Section) -> OwnHoliday | None:
    """A day of each year ("11-02"), of one year ("2027-03-25"), or counted from Easter."""
    name = section.need("name", _short(60), "")
    if section.has("easter"):
        days = section.read("easter", _days_from_easter, 0)
        holiday: OwnHoliday | None = EasterHoliday(days, name)
    else:
        holiday = section.need("day", _yearly_or_single(name), None)
    section.finish()
    return holiday


def _yearly_or_single(name: str) -> Callable[[str], OwnHoliday | None]:
    def read(value: str) -> OwnHoliday:
        if not (yearly := _YEARLY.fullmatch(value)):
            return SingleHoliday(_day(value), name)
        month, day = int(yearly[1]), int(yearly[2])
        _day(f"{A_LEAP_YEAR}-{month:02}-{day:02}")
        return YearlyHoliday(month, day, name)

    return read


def _short(longest: int) -> Callable[[str], str]:
    """A reader of one line of at most `longest` characters, without what texts use for holes."""

    def read(value: str) -> str:
        if not value or len(value) > longest or not value.isprintable() or set("{}") & set(value):
            raise ValueError(f"debe ser una sola línea de 1 a {longest} caracteres, sin llaves.")
        return value

    return read


def _alias(value: str) -> str:
    return _short(40)(value)


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no es una zona horaria. Ejemplo: America/Mexico_City.") from None


def _yes_or_no(value: str) -> bool:
    answers = {"true": True, "sí": True, "si": True, "false": False, "no": False}
    if value.lower() not in answers:
        raise ValueError("debe ser true o false.")
    return answers[value.lower()]


def _country(value: str) -> str:
    if value != "MX":
        raise ValueError("por ahora solo puede ser MX, o nada si abren en días festivos.")
    return value


def _weekday(value: str) -> int:
    day = plain(value)
    if day not in WEEK:
        raise ValueError("cada día se escribe completo: lunes, martes, miércoles…")
    return WEEK.index(day)


def _clock(value: str) -> time:
    if not (clock := _CLOCK.fullmatch(value)):
        raise ValueError("debe ser una hora de 24 horas, como 09:00 o 18:30.")
    return time(int(clock[1]), int(clock[2])) if clock[1] else time()


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(
            "no es una fecha que exista. Se escribe año-mes-día: 2027-03-25."
        ) from None


def _days_from_easter(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("debe ser un número de días: el viernes santo es -2.") from None
