"""What does she say of an appointment? A new one, her list, one to move or to take off.

"Tengo que firmar el viernes a las 10 en Santa Martha", "audiencia el 15 de diciembre", "cada
segundo lunes". What is open stays open: days and hours are all that fit, and are asked back.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.understanding import dates
from bot.understanding.date_words import WEEKDAYS, written_out
from flows.engine.understood import AppointmentAct, AppointmentSaid

LONGEST: Final = 300
"""Characters; a longer message tells a story, and what it names may be another's."""

_HINT: Final = re.compile(
    r"firm|audienci|cita|pendiente|presentar|umeca|hearing|appointment|sign", re.IGNORECASE
)
_KINDS: Final = (
    ("signing", re.compile(r"\b(?:firm(?:a|ar|o|as|e|arme)|presentarme|sign(?:ing)?)\b")),
    ("hearing", re.compile(r"\b(?:audiencias?|hearing)\b")),
    ("other", re.compile(r"\b(?:citas?|pendientes?|umeca|appointments?)\b")),
)
_LIST: Final = re.compile(
    r"\b(?:(?:que|cuales|mis|ver|dime|lista de) (?:\w+ )?(?:citas|firmas|pendientes|audiencias)"
    r"|cuando (?:\w+ ){0,3}(?:firm\w+|audiencia|cita|pendiente|presentarme)"
    r"|my appointments)\b"
)
_CANCEL: Final = re.compile(
    r"\b(?:cancel\w+|quit(?:a|ar|ame|en)|borr(?:a|ar|ame)|elimin\w+|ya no (?:tengo|hay|va|es)"
    r"|olvida|take off|remove)\b"
)
_MOVE: Final = re.compile(
    r"\b(?:(?:me |la |lo )?(?:cambiaron|movieron|pasaron|aplazaron|pospusieron|recorrieron"
    r"|reagendaron|difirieron)|cambi(?:a|ar|o|ame)|muev(?:e|eme)|mover|se (?:paso|cambio|movio)"
    r"|moved)\b"
)
_OVER: Final = re.compile(
    r"\b(?:ya firme|firme (?:ayer|hoy|antier)|ya fui|fui (?:a|ayer)|falte|no fui|se me paso"
    r"|no pude ir)\b"
)
_OTHERS: Final = re.compile(
    r"\bmi (?:hij[oa]|herman[oa]|espos[oa]|mama|papa|marido|pareja|prim[oa]|ti[oa]|sobrin[oa]"
    r"|niet[oa]|novi[oa]|familiar|amig[oa]) (?:\w+ )?(?:tiene|tendra|va|firma)\b"
    r"|\b(?:su|sus) (?:audiencias?|firmas?|citas?)\b"
)
"""Somebody else's: of others nothing is kept."""

_ASKS: Final = re.compile(r"\b(?:que pasa si|como le hago|que llevo|puedo faltar|no puedo ir)\b")
_EVERY: Final = re.compile(
    rf"\bcada (?:(?P<second>segundo|2|otro|dos) )?(?P<wd>{'|'.join(WEEKDAYS)})\b"
)
_NTH: Final = re.compile(
    rf"\b(?:el )?(?P<nth>1|2|3|4|primer|segundo|tercer|cuarto|ultimo) (?P<wd>{'|'.join(WEEKDAYS)})"
    r" de(?:l| cada| todos los)? mes"
)
_ALL: Final = re.compile(rf"\b(?:todos )?los (?P<wd>{'|'.join(WEEKDAYS)})\b")
_SPAN: Final = re.compile(r"\bcada (?:(?P<n>\d{1,2}) )?(?P<unit>dia|semana|quincena|mes|ano)\b")
_ORDER: Final = {"primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4, "ultimo": -1}
_PLACE: Final = re.compile(
    r"\ben (?:(?:el|la|los|las) )?(?P<place>(?!la (?:mañana|tarde|noche)|mañana|tarde|noche|punto"
    r"|\d|un |una |ocho|quince|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre"
    r"|octubre|noviembre|diciembre|dos |tres )[^,.;:!?\n]{3,60}?)"
    r"(?=\s+(?:el|a las|a la|este|la próxima|cada|mañana|hoy|para|porque|y|por|con)\b"
    r"|[,.;:!?\n]|$)",
    re.IGNORECASE,
)
_OFFICE: Final = (time(8), time(18))
"""When courts and offices receive: of two readings of an hour the one that falls there."""


def find(text: str, now: datetime, zone: str) -> AppointmentSaid | None:
    """What she says of an appointment; None when it is not about keeping one."""
    if len(text) > LONGEST or _HINT.search(text) is None:
        return None
    line = written_out(text)
    kind = next((name for name, pattern in _KINDS if pattern.search(line)), None)
    if kind is None or any(each.search(line) for each in (_OVER, _ASKS, _OTHERS)):
        return None
    every, start = _rhythm(line)
    hours = readings(text)
    named = dates.find(start or text, now, zone)
    days = _ahead(named.days if named else (), hours, now.astimezone(ZoneInfo(zone)))
    if every.startswith("n") and days:
        days = (_nth_day(int(every[1:]), days[0]),)
    act = _act(line, has_day=bool(days) or (named is not None and named.impossible))
    if act is None:
        return None
    place = "" if act is AppointmentAct.LIST else _place(text)
    return AppointmentSaid(act, kind, days, hours, place, every)


def readings(text: str) -> tuple[time, ...]:
    """The hours that a text may name; of two the one in office hours, when only one is."""
    found = dates.hours(text) or dates.hours(f"a las {text.strip()}")
    within = tuple(each for each in found if _OFFICE[0] <= each <= _OFFICE[1])
    return within if len(within) == 1 else found


def _act(line: str, *, has_day: bool) -> AppointmentAct | None:
    if _CANCEL.search(line):
        return AppointmentAct.CANCEL
    if _MOVE.search(line):
        return AppointmentAct.MOVE
    if _LIST.search(line):
        return AppointmentAct.LIST
    return AppointmentAct.NEW if has_day else None


def _rhythm(line: str) -> tuple[str, str]:
    """How often it comes again, and the words from which its first day is read."""
    if nth := _NTH.search(line):
        number = _ORDER.get(nth["nth"]) or int(nth["nth"])
        return f"n{number}", nth["wd"]
    if every := _EVERY.search(line):
        return ("w2" if every["second"] else "w1"), every["wd"]
    if span := _SPAN.search(line):
        return _of_span(span), ""
    if (each := _ALL.search(line)) and "cada" not in line:
        return "w1", each["wd"]
    return "", ""


def _of_span(span: re.Match[str]) -> str:
    number = int(span["n"] or 1)
    match span["unit"]:
        case "dia":
            return {7: "w1", 8: "w1", 14: "w2", 15: "w2", 30: "m1"}.get(number, "")
        case "semana":
            return f"w{number}" if number <= 8 else ""
        case "quincena":
            return "w2"
        case "mes":
            return f"m{number}" if number <= 12 else ""
        case _:
            return "m12"


def _place(text: str) -> str:
    found = _PLACE.search(text)
    return " ".join(found["place"].split()) if found else ""


def _ahead(days: tuple[date, ...], hours: tuple[time, ...], local: datetime) -> tuple[date, ...]:
    """The days that are not over; today is when its only hour is."""
    over = len(hours) == 1 and hours[0] <= local.time()
    first = local.date() + timedelta(days=1 if over and len(days) > 1 else 0)
    return tuple(day for day in days if day >= first)


def _nth_day(number: int, first: date) -> date:
    """The next day that is the nth such weekday of its month, from `first` on."""
    day = first
    while nth_weekday(day) != number and not (number < 0 and is_last_weekday(day)):
        day += timedelta(days=7)
    return day


def nth_weekday(day: date) -> int:
    """Which such weekday of its month a day is: the 8th to 14th are the second."""
    return (day.day - 1) // 7 + 1


def is_last_weekday(day: date) -> bool:
    """Whether no such weekday follows in its month."""
    return (day + timedelta(days=7)).month != day.month
