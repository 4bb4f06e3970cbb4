"""Does she say that she has just come out of prison, and what else does she say?

"Acabo de salir" holds words that stand beside danger in many sentences ("salir", "soltar"); by
itself it tells of none. What stands around it is therefore read without it.
"""

import re
from typing import Final

from bot.understanding.words import plain, plain_words

_PRISON: Final = (
    "penal|carcel|reclusorio|reclu|cereso|cefereso|centro|prision|tambo|bote|femenil|encierro|"
    "santiaguito|santa marta|santa martha|tepepan|barrientos|topo chico|puente grande|adentro"
)
_FROM: Final = rf"(?: (?:de|del|en)(?: (?:la|el|ahi|alla|este|ese))? (?:{_PRISON})(?: femenil)?)"
# "Acabo de salir del trabajo" is anybody's day, and so is "hoy salí tarde".
_OUT: Final = (
    rf"(?:{_FROM}| libre| en libertad| a la calle|"
    r"(?! (?:de|del|con|a|al|por|en|para|bien|mal|tarde|temprano|embarazada)\b))"
)
_JUST: Final = r"(?:apenas|recien|hoy|ahorita|ayer|anoche|ya)"
_NOW: Final = (
    r"(?: (?:hoy|ahorita|ayer|anoche|apenas|hace rato|hace un rato|hace poco|en la manana))"
)
_MINE: Final = r"(?! a (?:mi|mis|su|el|la)\b)(?! (?:el|la|los|las|un|una) )"  # not somebody else
_FREED: Final = (
    r"(?:(?:me|nos) (?:soltaron|liberaron|dejaron (?:salir|libres?|en libertad)|"
    rf"dieron (?:mi|la|nuestra) libertad){_MINE})"
)
_FREEING: Final = (
    r"(?:(?:me|nos) acaban de (?:soltar|liberar|dejar (?:salir|libres?)|"
    rf"dar (?:mi|la|nuestra) libertad){_MINE})"
)
_WAYS: Final = (
    rf"(?:acabo|acabamos) de (?:salir|quedar libre){_OUT}",
    rf"(?:{_JUST} ){{1,2}}(?:salimos|sali)\b{_OUT}",
    rf"(?:{_JUST} )?voy saliendo{_OUT}",
    rf"(?:salimos|sali){_FROM}?{_NOW}{_OUT}",
    _FREEING,
    rf"(?:{_JUST} ){{1,2}}{_FREED}",
    rf"{_FREED}{_NOW}",
    rf"ya (?:estoy|ando|soy) (?:libre|en libertad|afuera)(?:{_FROM}| *$)",
    r"(?:i )?(?:just|finally) (?:got|came) out(?: of (?:prison|jail)| *$)",
    r"(?:i )?(?:got|came) out of (?:prison|jail)",
    r"(?:i was|i just got|they) (?:just )?(?:released|let me out)",
)
_SAID: Final = re.compile(
    rf"(?P<not>\b(?:no|nunca|cuando|si|todavia) )?\b(?:{'|'.join(_WAYS)})\b(?:{_FROM})?{_NOW}?"
)
_LONG_AGO: Final = re.compile(r" hace (?:\w+ ){0,2}(?:anos?|mes|meses|semanas?)\b")
_FILLER: Final = frozenset(
    plain_words(
        "hola holi buenas buenos noches dias tardes si ya pues mira oye oiga senorita senor senora "
        "disculpe disculpa perdon alba gracias y o por fin a dios bendito feliz hoy ahorita que "
        "crees hi hello hey"
    )
)
_BREAKS: Final = re.compile(r"[^a-z0-9\s]+")
_SPACES: Final = re.compile(r"\s+")


def says_more(rest: str) -> bool:
    """Whether there is more than a greeting around it."""
    return not _FILLER.issuperset(plain_words(rest))


def without_release(text: str) -> str | None:
    """What she says beside "acabo de salir"; None when she does not say that."""
    said = _SPACES.sub(" ", _BREAKS.sub(" . ", plain(text)))
    found = _SAID.search(said)
    if found is None or found["not"] or _LONG_AGO.match(said, found.end()):
        return None
    return f"{said[: found.start()]}. {said[found.end() :].strip()}"
