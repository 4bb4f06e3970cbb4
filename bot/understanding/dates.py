"""Which day does she mean, and at what hour? An own grammar for Spanish as it is written in Mexico.

What is open stays open: "el lunes" said on a Monday is two days, "en ocho días" a week or eight
days, "el otro martes" the coming one or the one after. A number from 1 to 12 without "de la mañana"
or the like gives no hour, for it has two readings (`hours` gives both); parts of the day ("en la
tarde") give none either, but for mediodía. Before four in the morning "mañana" may be the day that
has begun.
"""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.understanding.date_days import Days, Today, union
from bot.understanding.date_hours import read_span, take_hour
from bot.understanding.date_rules import RULES
from bot.understanding.date_words import written_out
from flows.engine.understood import DateAnswer

_MOST: Final = 10  # days worth asking back about


def find(text: str, now: datetime, zone: str, past: bool = False) -> DateAnswer | None:
    """The days (and the hour, when it is sure) that a text names, as they fall in her zone.

    `past` says that the question looks back ("¿cuándo saliste?"): "el lunes" is then the last one.
    None when no day is named; `impossible` when the day does not exist ("el 31 de febrero").
    """
    here = now.astimezone(ZoneInfo(zone))
    line = written_out(text)
    span = read_span(line, here)
    if span is not None:
        return DateAnswer((span.date(),), span.time())
    said = take_hour(line)
    hour = said.readings[0] if len(said.readings) == 1 else None
    try:
        found = list(_phrases(said.rest, Today(here.date(), here.hour, past)))
    except OverflowError:
        return None
    if not found:
        return None
    days = _agree([days for days in found if days])
    return DateAnswer(_still_open(days, hour, here, past)[:_MOST], hour, impossible=not days)


def hours(text: str) -> tuple[time, ...]:
    """The readings of the hour that a text names: "a las 10" is 10:00 and 22:00."""
    return take_hour(written_out(text)).readings


def _phrases(line: str, today: Today) -> Iterator[Days]:
    """What each phrase of the line means; a phrase that was read is not read again."""
    for pattern, read in RULES:
        found = pattern.search(line)
        while found:
            yield read(found, today)
            line = f"{line[: found.start()]} | {line[found.end() :]}"
            found = pattern.search(line)


def _agree(found: list[Days]) -> Days:
    """The days in which all phrases agree ("mañana martes"), else all that were named."""
    if not found:
        return ()
    shared = set(found[0]).intersection(*found[1:])
    return tuple(sorted(shared)) if shared else union(found)


def _still_open(days: Days, hour: time | None, here: datetime, past: bool) -> Days:
    """Of several days, today falls away when its hour lies on the wrong side of now."""
    if len(days) < 2 or hour is None or here.date() not in days:
        return days
    wrong = hour > here.time() if past else hour < here.time()
    return tuple(day for day in days if day != here.date()) if wrong else days
