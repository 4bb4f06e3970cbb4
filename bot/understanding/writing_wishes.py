"""How does she want to be written to? "Mejor en la tarde", "menos seguido", "no esta semana"."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.understanding import dates
from bot.understanding.date_words import written_out
from flows.engine.understood import WritingWish

LONGEST: Final = 160
"""Characters; a longer message says more than how she wants to be written to."""

SHORT: Final = 7
"""Words of a message that may say it without naming messages: "mejor en la tarde"."""

_HINT: Final = re.compile(
    r"es[ck]rib|mensaj|msj|pregunt|mand|bus[cq]|salud|mejor|seguido|prefiero|semana|mes|write|message"
    r"|often",
    re.IGNORECASE,
)
"""What is worth reading more closely: most messages hold none of it."""

_WRITING: Final = re.compile(
    r"\b(?:escrib\w*|mensaj\w*|pregunt(?:a|e|as|es|en|ame|enme|arme)|mand(?:es|en|ame|enme|as)"
    r"|busqu?(?:es|en|as|ame|enme)|salud(?:es|ame)|write|message|messages|ask)\b"
)
_NOT: Final = re.compile(r"\b(?:no|ya no|don t|dont|not)\b")
_OTHERS: Final = re.compile(
    r"\b(?:le|les|mi (?:mama|hijo|hija|ex|hermana)|juez|carta|curriculum)\b"
)
_LESS: Final = re.compile(
    r"\b(?:menos (?:seguido|veces|mensajes|frecuente)|no (?:me )?(?:\w+ )?tan seguido"
    r"|no tan seguido|mas espaciado|de vez en cuando|less often)\b"
)
_MORE: Final = re.compile(r"\b(?:mas seguido|mas veces|como antes|more often)\b")
_ANY_HOUR: Final = re.compile(r"\b(?:a (?:cualquier|la) hora que sea|cualquier hora|any time)\b")
_PARTS: Final = (
    ("morning", re.compile(r"\b(?:en|por) la manana|\b(?:tempran\w*|mananas|mornings?)\b")),
    ("afternoon", re.compile(r"\b(?:en|por) la tarde|\b(?:tardes|mediodia|afternoons?)\b")),
    ("evening", re.compile(r"\b(?:en|por) la noche|\b(?:noches|tardecito|evenings?)\b")),
)
_BETTER: Final = re.compile(
    r"^(?:(?:oye|porfa|por favor|pues|si|va|alba) )*"
    r"(?:mejor|menos seguido|mas seguido|no tan seguido|esta semana no|este mes no|prefiero)\b"
)
_SPANS: Final = (
    (re.compile(r"\b(?:esta semana|this week)\b"), "week"),
    (re.compile(r"\b(?:este mes|this month)\b"), "month"),
    (re.compile(r"\b(?:hoy|ahorita|today)\b"), "day"),
    (re.compile(r"\b(?:unos dias|estos dias|unos cuantos dias|a few days)\b"), "days"),
    (re.compile(r"\b(?:por ahora|por un tiempo|for now)\b"), "fortnight"),
)
_COUNT: Final = re.compile(r"\b(?:en|por|unas|unos)? ?(\d{1,2}) (dia|semana|mes)\b")
_UNTIL: Final = re.compile(r"\b(?:hasta|antes de|until)\b")
_DAYS: Final = {"day": 1, "days": 4, "fortnight": 14}
LONGEST_PAUSE: Final = timedelta(days=92)


def find(text: str, now: datetime, zone: str) -> WritingWish | None:
    """How she wants Alba to write to her, all of it in one message; None when it is not about that.

    A text that only asks for no more messages is a word of command, not this.
    """
    if len(text) > LONGEST or _HINT.search(text) is None:
        return None
    line = " ".join(re.sub(r"[,;!?.]", " ", written_out(text)).split())
    about = _WRITING.search(line) is not None and _OTHERS.search(line) is None
    short = _BETTER.search(line) is not None and len(line.split()) <= SHORT
    if not about and not short:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    until = _until(text, line, now, zone, today) if _pauses(line) else None
    hour, part = (None, "") if until else _hour(text, line)
    wish = WritingWish(hour, part, _pace(line), until, _ANY_HOUR.search(line) is not None)
    return None if wish == WritingWish() else wish


def _pauses(line: str) -> bool:
    refused = _NOT.search(line) is not None and _LESS.search(line) is None
    return refused or re.search(r"\b(?:hasta|until)\b", line) is not None


def _until(text: str, line: str, now: datetime, zone: str, today: date) -> date | None:
    """The first day on which she may be written to again."""
    if _UNTIL.search(line):
        named = dates.find(text, now, zone)
        ahead = [day for day in named.days if day > today] if named is not None else []
        if ahead:
            return _bounded(ahead[0], today)
    counted = _COUNT.search(line)
    if counted:
        days = int(counted[1]) * {"dia": 1, "semana": 7, "mes": 30}[counted[2]]
        return _bounded(today + timedelta(days=days), today)
    for pattern, span in _SPANS:
        if pattern.search(line):
            return _after(span, today)
    return None


def _after(span: str, today: date) -> date:
    if span == "week":
        return today + timedelta(days=7 - today.weekday())
    if span == "month":
        last = calendar.monthrange(today.year, today.month)[1]
        return today.replace(day=last) + timedelta(days=1)
    return today + timedelta(days=_DAYS[span])


def _bounded(day: date, today: date) -> date | None:
    """A pause is in the future, and no longer than three months: longer is a stop."""
    if day <= today:
        return None
    return min(day, today + LONGEST_PAUSE)


def _hour(text: str, line: str) -> tuple[int | None, str]:
    readings = [each for each in dates.hours(text) if time(7) <= each <= time(22)]
    if readings:
        daily = [each for each in readings if each >= time(9)] or readings
        return daily[0].hour * 60 + daily[0].minute, ""
    named = [name for name, pattern in _PARTS if pattern.search(line)]
    if named and _NOT.search(line) and not _BETTER.search(line) and " mejor " not in line:
        return None, "afternoon" if named[0] == "morning" else "morning"
    return None, named[-1] if named else ""


def _pace(line: str) -> str:
    if _LESS.search(line):
        return "less"
    return "usual" if _MORE.search(line) else ""
