"""How else might the same sentence arrive? Spellings and courtesies, made for the training alone.

Everything is chosen by a checksum of the text: the same data gives the same variants for ever.
"""

import zlib
from typing import Final

_BEFORE: Final = (
    "hola", "oye", "disculpa", "buenas tardes", "fíjate que", "es que", "bueno pues", "ay no",
    "hola alba", "buenos días señorita", "perdón que moleste", "mira", "te cuento que", "oiga",
    "buenas noches disculpe la hora", "pues la verdad", "hola una pregunta", "qué onda",
)  # fmt: skip
_AFTER: Final = (
    "gracias", "por favor", "qué hago", "jaja", "ayúdame", "ntc jaja", "🙏", "me puedes ayudar",
    "la verdad", "o qué me recomiendas", "espero tu respuesta", "dios te bendiga", "😭", "bueno",
)  # fmt: skip
_JOINS: Final = ("y", "pero", "es que", "porque", "pues", ".", ",", "entonces", "la verdad", "")
_ASIDES: Final = (
    "hola buenas tardes disculpe la molestia", "mire señorita le quiero hacer una pregunta",
    "no sé si aquí sea el lugar para preguntar", "me dieron este número y por eso le escribo",
    "yo salí hace unos meses y apenas me estoy acomodando", "la verdad no soy buena para escribir",
    "ya le pregunté a varias personas y nadie me dice bien", "espero que me puedan orientar",
    "si me puede contestar se lo voy a agradecer mucho", "perdón que le escriba tan largo",
    "tengo treinta y cuatro años y vivo por el centro", "mi hermana me dijo que les escribiera",
    "ayer fui a preguntar y me traen de un lado a otro", "gracias por leerme y que Dios la bendiga",
    "yo trabajo en las mañanas y a veces no puedo contestar", "usted qué me recomienda",
    "es la primera vez que escribo y no sé cómo funciona esto", "le cuento un poco mi situación",
    "siempre he sido de echarle ganas y salir adelante", "así están las cosas por acá",
    "no tengo mucho saldo así que voy a ser breve", "una compañera me platicó de ustedes",
    "y también quería preguntar por los cursos que dan", "de paso quería saber lo de mi cita",
    "y otra cosa si tienen información de los talleres", "a ver si me puede ayudar con eso",
    "tengo dos hijos y mi mamá me ayuda con ellos", "no quiero dar mi nombre por el momento",
    "luego le mando los papeles que me piden", "ando viendo varias cosas al mismo tiempo",
)  # fmt: skip


def _pick(text: str, turn: int, count: int) -> int:
    return zlib.crc32(f"{turn}:{text}".encode()) % count


def variants(text: str) -> list[str]:
    """Of one sentence in four a long breath around it, of another one a misspelt courtesy."""
    match _pick(text, 20, 4):
        case 0:
            return [long_winded(text)]
        case 1:
            return [misspelt(courteous(text))]
        case _:
            return []


def courteous(text: str) -> str:
    """The sentence with a greeting before or a courtesy after it."""
    if _pick(text, 1, 2):
        return f"{_BEFORE[_pick(text, 2, len(_BEFORE))]} {text}"
    return f"{text} {_AFTER[_pick(text, 3, len(_AFTER))]}"


def long_winded(text: str) -> str:
    """The sentence in the middle of one long breath that says little else."""
    first = _ASIDES[_pick(text, 7, len(_ASIDES))]
    second = _ASIDES[_pick(text, 8, len(_ASIDES))]
    third = _ASIDES[_pick(text, 9, len(_ASIDES))]
    join = _JOINS[_pick(text, 10, len(_JOINS))]
    match _pick(text, 11, 4):
        case 0:
            return f"{first} {second} {join} {text}"
        case 1:
            return f"{text} {join} {first} {second}"
        case 2:
            return f"{first} {join} {text} {third} {second}"
        case _:
            return f"{first} {join} {text} {second}"


def misspelt(text: str) -> str:
    """The sentence with a slip in about one long word of four."""
    return " ".join(_slip(word) for word in text.split())


def _slip(word: str) -> str:
    if len(word) < 5 or _pick(word, 4, 4):
        return word
    place = 1 + _pick(word, 5, len(word) - 2)
    match _pick(word, 6, 3):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case _:
            return word[:place] + " " + word[place:]
