"""At what hour? Times of day in a written-out line; morning and evening are never guessed.

A number from 1 to 12 without "am", "de la tarde" or the like has two readings: no hour is sure.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

_PART: Final = (
    r"(?:(am|pm)\b|(?:de|en|por|a) (?:la|l) (manana|tarde|noche|madrugada)\b|del? (dia)\b)"
)
_FRACTION: Final = r"(?: (?:y|con) (media|cuarto|\d{1,2})\b| (menos) (cuarto|\d{1,2})\b)?"
_HOUR: Final = r"(\d{1,2})(?:[:.](\d{2}))?"
_AT: Final = re.compile(
    rf"\b(?:(?:a|de|desde|tipo|por|como) )*(?:la|las) {_HOUR}(?![/\d:.-]){_FRACTION}"
    rf"(?: en punto)?(?: hora\b)?(?: ?,? ?{_PART})?"
)
_WITH_PART: Final = re.compile(rf"\b{_HOUR}{_FRACTION}(?: hora)? {_PART}")
_OF_CLOCK: Final = re.compile(
    r"(?<!en )(?<!hace )(?<!de )(?<!unas )\b(\d{1,2})(?:[:.](\d{2}))? hora\b|\b(\d{1,2}):(\d{2})\b"
)
_NOON: Final = re.compile(r"\b(?:al? |el )?(?:mero )?mediodia\b")
_PARTS: Final = re.compile(
    r"\b(?:(?:muy |bien )?(?:temprano|tempranito)"
    r"|(?:en|por|de|a) (?:la|l) (manana|tarde|noche|madrugada))\b"
)


_SPAN: Final = re.compile(
    r"\b(en|dentro de|hace) (?:(?:como|unos|unas|ya|apenas|casi|mas o menos) )*"
    r"(\d{1,3}|media) (hora|minuto)\b( y media)?"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """The line without its hour, and the readings of the hour: none, one or two."""

    rest: str
    readings: tuple[time, ...] = ()


def read_span(line: str, here: datetime) -> datetime | None:
    """The moment that "en dos horas" or "hace media hora" means, to the minute."""
    found = _SPAN.search(line)
    if found is None:
        return None
    count = 0.5 if found[2] == "media" else int(found[2]) + (0.5 if found[4] else 0)
    span = timedelta(hours=count) if found[3] == "hora" else timedelta(minutes=count)
    moment = here - span if found[1] == "hace" else here + span
    return moment.replace(second=0, microsecond=0)


def take_hour(line: str) -> Hours:
    """The first hour of a line, and what remains without it and without "en la tarde"."""
    found = _AT.search(line) or _WITH_PART.search(line)
    if found:
        hour, minute, fraction, less, lacking, *parts = found.groups()
        rest = _without(line, found)
        part = next((p for p in parts if p), "") or _part_of_day(rest)
        minutes = _minutes(minute, fraction, -1 if less else 1, lacking)
        return Hours(_PARTS.sub(" ", rest), _readings(hour, minutes, part))
    clock = _OF_CLOCK.search(line)
    if clock:
        rest = _without(line, clock)
        hour, minute = clock[1] or clock[3], clock[2] or clock[4]
        return Hours(_PARTS.sub(" ", rest), _readings(hour, int(minute or 0), _part_of_day(rest)))
    noon = _NOON.search(line)
    if noon:
        return Hours(_without(line, noon), (time(12),))
    return Hours(_PARTS.sub(" ", line))


def _without(line: str, found: re.Match[str]) -> str:
    return f"{line[: found.start()]} {line[found.end() :]}"


def _part_of_day(line: str) -> str:
    found = _PARTS.search(line)
    return (found[1] or "manana") if found else ""


def _minutes(minute: str | None, fraction: str | None, sign: int, lacking: str | None) -> int:
    named = {"media": 30, "cuarto": 15}
    if minute:
        return int(minute)
    said = fraction or lacking
    return sign * (named.get(said) or int(said)) if said else 0


def _readings(hour: str, minutes: int, part: str) -> tuple[time, ...]:
    number = int(hour)
    if number > 24 or not -60 < minutes < 60:
        return ()
    choices = (number % 24,) if _is_plain(hour, number) else _by_part(number, part)
    readings = [(h * 60 + minutes) % 1_440 for h in choices]
    return tuple(time(*divmod(reading, 60)) for reading in readings)


def _is_plain(hour: str, number: int) -> bool:
    return number > 12 or number == 0 or (len(hour) == 2 and hour[0] == "0")


def _by_part(number: int, part: str) -> tuple[int, ...]:
    """Hours of the day that a number from 1 to 12 may be, by the part of the day named."""
    if part in ("am", "manana", "madrugada"):
        return (number % 12,)
    if part in ("pm", "tarde", "dia"):
        return (number % 12 + 12,) if part != "dia" or number in (12, 1, 2) else (number,)
    if part == "noche":
        return (number + 12,) if 6 <= number < 12 else (number % 12,)
    return (number % 12, number % 12 + 12)
