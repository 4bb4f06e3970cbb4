"""How do people in Mexico name a day? The phrases of the grammar, the most particular first."""

import re
from typing import Final

from bot.understanding.date_days import (
    Read,
    read_ago,
    read_ahead,
    read_count,
    read_day_and_month,
    read_day_of_month,
    read_day_of_some_month,
    read_end_of_month,
    read_from_in,
    read_full,
    read_holiday,
    read_last_weekday,
    read_named_month,
    read_next_weekday,
    read_other_weekday,
    read_payday,
    read_tomorrow,
    read_week,
    read_weekday,
    read_weekday_and_day,
    read_weekday_of_week,
    read_weekend,
    shifted,
)
from bot.understanding.date_words import MONTHS, WEEKDAYS

_WD: Final = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
_MES: Final = rf"(?P<mes>{'|'.join(MONTHS)})"
_D: Final = r"(?P<d>\d{1,2})"
_NEXT: Final = (
    r"(?:proximo|proxima|siguiente|que viene|que entra|entrante|que sigue|q viene|q entra)"
)
_ABOUT: Final = r"(?:(?:como|unos|unas|ya|apenas|casi|mas o menos|aproximadamente|solo) )*"
_UNIT: Final = r"(?P<unit>dia|semana|mes|ano|quincena)"
_WHOLE: Final = (
    r"^\W*(?:(?:el|dia|fue|es|creo|que|seria|para|pues|como|unos|casi|ya|apenas|hace) )*"
)


_YEAR: Final = (
    r"(?:,? (?:de |del )?(?:ano )?(?P<y>\d{4})\b"
    r"|,? (?:de|del) (?:(?P<ry>este|proximo) ano|ano (?P<ly>pasado)))?"
)
_WEEK: Final = (
    rf"(?P<week>la (?:otra|proxima|siguiente) semana|la semana (?:{_NEXT}|pasada)"
    r"|(?:de )?esta (?:misma )?semana|la (?:pasada|semana anterior))"
)
_DAYS: Final = "|".join(WEEKDAYS)
_NOT_A_DAY: Final = r"(?! (?:dia|semana|mes|ano|hora|peso|hijo|piso))"
_PHRASES: Final[tuple[tuple[Read, tuple[str, ...]], ...]] = (
    (
        read_full,
        (
            r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b",
            r"\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})\b",
        ),
    ),
    (read_day_and_month, (r"\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})\b(?![-/.\d])",)),
    (
        read_named_month,
        (
            rf"\b(?:{_WD} ?,? )?(?:el )?(?:dia )?{_D} (?:de |del )?(?:mes de )?{_MES}{_YEAR}",
            rf"\b(?:{_WD} ?,? )?{_MES} (?:el )?{_D}\b{_YEAR}",
        ),
    ),
    (
        read_holiday,
        (
            r"\b(?:nochebuena|navidad|ano nuevo|(?:fin|final|finales|fines) de ano)\b",
            r"\bdia (?:de )?(?:los )?(?:reyes|muertos|las madres|la virgen)\b",
        ),
    ),
    (
        read_from_in,
        (
            (
                rf"\bde (?:el )?(?P<from>hoy|manana|{_DAYS}) en (?P<n>\d{{1,3}})"
                r"(?: dia)?\b(?! (?:mes|semana|ano))"
            ),
            rf"\b(?:del |el )?(?P<from>{_DAYS}) en (?P<n>8|15)(?: dia)?\b",
        ),
    ),
    (
        read_ahead,
        (
            rf"\bde (?:hoy|aqui) (?:en|a) (?P<n>\d{{1,3}}) {_UNIT}\b",
            rf"\b(?:en|dentro de) {_ABOUT}(?P<n>\d{{1,3}}) {_UNIT}\b(?: mas)?",
        ),
    ),
    (
        read_ago,
        (
            rf"\bhace {_ABOUT}(?P<n>\d{{1,3}}) {_UNIT}\b",
            rf"\b(?P<n>\d{{1,3}}) {_UNIT} (?:atras|antes)\b",
            (
                rf"\b(?:llevo|llevamos|tengo|cumpli|van) {_ABOUT}(?P<n>\d{{1,3}}) {_UNIT} "
                r"(?:de |que |aqui )?(?:fuera|afuera|libre|libertad|sali|haber|salir)\w*"
            ),
        ),
    ),
    (read_count, (rf"{_WHOLE}(?P<n>\d{{1,3}}) {_UNIT}\W*$",)),
    (shifted(2), (r"\bpasado manana\b",)),
    (shifted(-2), (r"\b(?:antier|anteayer|antenoche|antenoches)\b",)),
    (shifted(-1), (r"\b(?:ayer|anoche)\b",)),
    (
        shifted(0),
        (
            r"\b(?:hoy|al rato|al ratito|(?:hoy )?esta (?:misma )?(?:manana|tarde|noche))\b",
            r"\b(?:ahorita|acabo de|hace (?:un )?rat(?:o|ito)|hace unas? hora|recien sali)\b",
        ),
    ),
    (read_weekday_of_week, (rf"\b(?:el )?{_WD} (?:de )?{_WEEK}",)),
    (
        read_last_weekday,
        (
            rf"\b(?:el )?{_WD} (?:pasado|anterior|que paso|ultimo)\b(?! manana)",
            rf"\b(?:el )?(?:pasado|ultimo) {_WD}\b",
        ),
    ),
    (read_other_weekday, (rf"\b(?:el )?otro {_WD}\b",)),
    (
        read_next_weekday,
        (rf"\b(?:el )?(?:proximo|siguiente) {_WD}\b", rf"\b(?:el )?{_WD} {_NEXT}\b"),
    ),
    (
        read_weekday_and_day,
        (
            (
                rf"\b(?:el |este )?{_WD} ?,? (?:el )?(?:dia )?{_D}\b"
                r"(?! (?:de|del) (?:este|proximo|mes))"
            ),
        ),
    ),
    (read_weekday, (rf"\b(?:el |este |los )?{_WD}\b",)),
    (read_tomorrow, (r"\bmanana\b",)),
    (
        read_week,
        (
            r"\b(?:(?:la )?(?:otra|proxima|siguiente) semana|esta (?:misma )?semana)\b",
            rf"\b(?:la )?semana (?:{_NEXT}|pasada|anterior)\b",
        ),
    ),
    (read_weekend, (r"\b(?:fin de semana|finde)\b(?: pasado)?",)),
    (
        read_end_of_month,
        (
            (
                r"\b(?:fin|fines|final|finales|ultimo|ultimo dia|ultimos) (?:de|del) "
                rf"(?:este |el )?(?:(?P<pm>proximo) )?(?:mes|{_MES})(?: (?P<rm>{_NEXT}|pasado))?"
            ),
        ),
    ),
    (read_payday, (r"\bquincena\b(?: pasada)?",)),
    (
        read_day_of_some_month,
        (
            (
                rf"\b(?:el )?(?:dia )?{_D} (?:de|del) "
                r"(?:(?:este|presente|corriente|proximo|siguiente|otro) )?mes"
                rf"(?: (?:{_NEXT}|pasado))?"
            ),
        ),
    ),
    (
        read_day_of_month,
        (
            rf"\b(?:el|al|dia|hoy|manana|ayer) (?:dia )?{_D}\b(?![/.:-]){_NOT_A_DAY}",
            rf"{_WHOLE}{_D}\W*$",
        ),
    ),
)
RULES: Final = tuple(
    (re.compile(pattern), read) for read, patterns in _PHRASES for pattern in patterns
)
