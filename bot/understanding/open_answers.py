"""What did she answer to an open question: a name, a number, her words, or nothing to say?"""

import re
from typing import Final

from bot.understanding import numbers
from bot.understanding.words import clean, plain_words
from flows.engine.understood import NameAnswer, NumberAnswer, SkipAnswer, TextAnswer

_SKIPS: Final = frozenset(
    {
        "no se", "no lo se", "no me acuerdo", "no recuerdo", "prefiero no decir", "prefiero no",
        "no quiero decir", "no quiero", "paso", "saltar", "omitir", "luego", "luego te digo",
        "despues", "mas tarde", "no importa", "da igual", "ninguno", "ninguna", "siguiente",
        "prefiero no decirlo", "no te lo dire", "no quiero dar mi nombre", "sin nombre", "anonima",
        "anonimo", "no tengo idea", "ni idea", "quien sabe", "sabe", "no sabria decirte", "x",
        "no quiero decirlo", "no gracias", "mejor no", "prefiero no decir mi nombre", "brincar",
        "no quiero contestar", "no quiero responder", "prefiero no contestar", "asi dejalo",
        "no se todavia", "todavia no se", "aun no se", "no estoy segura", "no estoy seguro",
        "prefiero no responder", "no lo quiero decir", "eso no te lo digo", "no digo", "skip",
        "no le se", "nose", "no c", "no sé", "me lo reservo", "otro dia", "ahorita no",
    }
)  # fmt: skip
_CALLED: Final = re.compile(
    r"^(?:\W*(?:hola|buenas|pues|mira|bueno|ok|claro|s[ií])\b\W*)*"
    r"(?P<called>(?:(?:yo\s+)?(?:me\s+llamo|soy|mi\s+nombre\s+es|me\s+dicen|dime|ll[aá]mame|"
    r"me\s+puedes\s+(?:decir|llamar)|puedes\s+(?:decirme|llamarme)|d[ií]ganme|me\s+dec[ií]an|"
    r"me\s+conocen\s+como|quiero\s+que\s+me\s+(?:digas|llames)|con|es|nada\s+m[aá]s|"
    r"nom[aá]s|solo|la|el)\s+)*)",
    re.IGNORECASE,
)
_AFTER_NAME: Final = re.compile(
    r"[\s,.]*\b(?:por\s+favor|porfa|gracias|nada\s+m[aá]s|nom[aá]s|est[aá]\s+bien|y\s+t[uú]|"
    r"pero|y\s+tengo)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_LETTERS: Final = re.compile(r"[^\W\d_][\w'’. -]*")
_NOT_NAMES: Final = frozenset(
    plain_words(
        "no si que quiero necesito busco tengo estoy donde cuando como porque gracias hola "
        "ayuda trabajo chamba jale cuarto casa hijos dinero comida abogado bien mal salir menu "
        "nada algo alguien persona quien ocupo urge puedo hay buenas buenos dias tardes noches "
        "ok sale jaja mi tu cual cuanto me te ya aqui ahorita hoy para pero dormir ando vivo "
        "saber eres albergue renta papeles ine curp acta doctor medicina psicologa firma "
        "audiencia visita escuela curso despensa brazalete policia droga carcel penal familia "
        "ver otra cosa"
    )
)
_LONGEST_NAME: Final = 40  # characters
_MOST_NAMES: Final = 4
_SURE_NAME: Final = 2  # words that need no "me llamo"


def skip_in(text: str) -> SkipAnswer | None:
    """Whether she would rather not say, or does not know."""
    words = plain_words(text[:120])
    trimmed = [word for word in words if word not in {"pues", "la", "verdad", "mmm", "perdon"}]
    said = {" ".join(words), " ".join(trimmed)}
    return SkipAnswer() if said & _SKIPS else None


def name_in(text: str, *, changes_topic: bool) -> NameAnswer | None:
    """What she wants to be called: at most four words, none of which is a word of asking.

    A text that changes the topic is a name only when she says so ("me llamo") or in a word or two.
    """
    line = clean(text).strip()
    opening = _CALLED.match(line)
    called = opening["called"] if opening else ""
    rest = line[opening.end() :] if opening else line
    name = _AFTER_NAME.sub("", rest).strip(" .,;:!¡?¿\"'«»")
    if not _is_name(name) or (changes_topic and not called and len(name.split()) > _SURE_NAME):
        return None
    return NameAnswer(name.title() if name.islower() or name.isupper() else name)


def _is_name(name: str) -> bool:
    words = plain_words(name)
    fits = _LETTERS.fullmatch(name) is not None and len(name) <= _LONGEST_NAME
    return fits and 0 < len(words) <= _MOST_NAMES and not _NOT_NAMES & set(words)


def number_answer(text: str) -> NumberAnswer | None:
    """The one number that she said."""
    number = numbers.find(text)
    return None if number is None else NumberAnswer(number)


def text_answer(text: str) -> TextAnswer | None:
    """Her own words, when there are any."""
    words = clean(text).strip()
    return TextAnswer(words) if words else None
