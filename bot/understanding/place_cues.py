"""Does a sentence point at this word as a place? Prepositions and verbs before it say so."""

from enum import IntEnum
from typing import Final

from bot.understanding.place_names import words


class Cue(IntEnum):
    """How surely what follows is a place; the greater, the more it is where she is."""

    DENIED = 0  # "ya no vivo en"
    NONE = 1
    OF = 2  # "de": an abogado de …, the colour of …
    FROM = 3  # "soy de", "vengo de", "salí de": surely a place, but perhaps not where she is
    TOWARDS = 4  # "a", "para", "por", "hasta": perhaps a place
    IN = 5  # "en", "municipio de", "cerca de"
    LIVES = 6  # "vivo en", "estoy en"


_BEFORE_NAMES: Final = frozenset(
    words(
        "la el los las ciudad cd cidad municipio mpio alcaldia delegacion del colonia col "
        "pueblo estado edo zona puerto localidad comunidad rancheria fraccionamiento unidad "
        "barrio centro"
    )
)
_KINDS: Final = frozenset(
    words(
        "ciudad cd municipio mpio alcaldia delegacion colonia col pueblo estado edo zona puerto "
        "localidad comunidad fraccionamiento barrio cerca afueras fuera centro lado rumbo "
        "rumbos norte sur capital terminal central penal reclusorio cereso cefereso femenil "
        "carcel prision"
    )
)
_LIVES: Final = frozenset(
    words(
        "vivo vivimos estoy toy stoy ando andamos estamos quedo quedamos quede encuentro "
        "encontramos radico resido rento rentando viviendo quedando durmiendo duermo vive aki "
        "aqui aca ahorita"
    )
)
_COMES: Final = frozenset(
    words("soy vengo sali salgo somos venimos originaria originario naci llegue")
)
_TOWARDS: Final = frozenset(words("a al para pa por x hasta desde hacia asia rumbo"))
_PAST: Final = frozenset(words("vivia estaba estuve vivi andaba antes"))

_STREETS: Final = frozenset(
    words(
        "calle av avenida blvd boulevard calzada calz metro estacion hospital mercado escuela "
        "primaria secundaria prepa plaza parque cerrada privada callejon esquina glorieta cine "
        "hotel clinica edificio torre kinder guarderia iglesia parroquia banco terminal eje puente "
        "jardines lomas villas bosques fuentes hacienda residencial ampliacion rancho ejido "
        "abogado abogada licenciado licenciada lic doctor doctora juez jueza senor senora don "
        "dona llamo llama nombre virgen san santa"
    )
)


def is_of_a_street(said: list[str], start: int) -> bool:
    """Whether the name is a street's, a station's or a person's: "calle Reforma", "señor León"."""
    at = start - 1
    while at >= 0 and said[at] in ("de", "la", "el", "del", "los", "las"):
        at -= 1
    named_after = said[at + 1 : start] != ["de"] or at < 0 or said[at] not in _KINDS
    return at >= 0 and said[at] in _STREETS and named_after  # "la terminal de Puebla" is in Puebla


def cue_before(said: list[str], start: int) -> Cue:
    """The cue that stands before the word at `start`."""
    at = start - 1
    kind = False
    while at >= 0 and said[at] in _BEFORE_NAMES:
        kind = kind or said[at] in _KINDS
        at -= 1
        if at >= 1 and said[at] == "de" and said[at - 1] in _KINDS:
            kind, at = True, at - 1
    if at >= 1 and said[at] in ("de", "del") and said[at - 1] in _KINDS:
        kind, at = True, at - 2
        while at >= 0 and said[at] in ("la", "el", "las", "los", "por", "a"):
            at -= 1
    return max(_of_preposition(said, at), Cue.IN if kind else Cue.DENIED)


def _of_preposition(said: list[str], at: int) -> Cue:
    if at < 0:
        return Cue.NONE
    word, before = said[at], said[max(0, at - 4) : at]
    if word in ("en", "n", "em"):
        return _of_staying(before)
    if word in ("de", "d", "del") and _COMES.intersection(before):
        return Cue.FROM
    if word in ("de", "d", "del"):
        return Cue.OF
    if word in _TOWARDS:
        return Cue.LIVES if _LIVES.intersection(before[-2:]) else Cue.TOWARDS
    return Cue.NONE


def _of_staying(before: list[str]) -> Cue:
    if "no" in before[-3:] or _PAST.intersection(before):
        return Cue.DENIED
    return Cue.LIVES if _LIVES.intersection(before) else Cue.IN
