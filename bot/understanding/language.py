"""In which language is it written: Spanish, English, or another?"""

from functools import cache, lru_cache
from typing import Final

from bot.understanding.english import in_spanish, is_all_known, vocabulary
from bot.understanding.words import clean, plain_words
from flows.engine.vocabulary import Language

_SPANISH: Final = frozenset(
    plain_words(
        "el la los las un una de del que y a en por para con no si me te se mi tu su yo es soy "
        "esta estoy hay como donde cuando quiero necesito tengo busco hola gracias pero porque "
        "ya muy mas al lo le nos hoy aqui bien mal sin todo nada quien cual puedo ayuda mis sus "
        "fue era ser hacer salir casa trabajo k q ke x d pa ando ocupo oi oy toy este esa eso "
        "ese desde hasta sobre cuanto he ha han voy va dia dias anos noche manana ni o u "
        "ahorita bueno buenas buenos pues van estan son tiene tienen"
    )
)
_ENGLISH: Final = frozenset(
    plain_words(
        "the i you is are was my your he she it we they and to of in for with not do does did "
        "have has need want help where when how what who can please thank thanks hello hi hey "
        "this that here there me him her his from at on be am im dont cant job work house sleep "
        "tonight home out get got looking place will would someone nobody no yes know about "
        "speak english just been prison jail good morning"
    )
)
# English words that stand in Spanish messages too, as they are or by a slip.
_NOT_TELLING: Final = frozenset(
    plain_words(
        "alcohol alone an baby bye cash chest clinic dad data date doctor ex flat hospital id its "
        "legal live man may men message monitor mum never ok okay or over pay public real red sad "
        "see sex so text up use"
    )
)
_BOTH: Final = frozenset(plain_words("no me he a is hi ok hey son"))
_OTHERS: Final = frozenset(
    plain_words(
        "je suis vous avec pour besoin bonjour merci aide ou est j ai ne pas une dans ich bin "
        "nicht und das eu nao voce preciso obrigada obrigado ajuda meu minha onde estou uma sou "
        "tenho com voces ola ciao sono aiuto grazie mwen pa gen kote bezwen ayiti tanpri m ap "
        "bix a beel yaan tene in kaaba dios bootik ma alob kin kti nimitstlazohtla niltze "
        "tlazohcamati quen tica amo niknekis noyolo tech nech notoka kenin timotlaneltokilia "
        "guendaranaxhii xquixhepe padiuxhi naa cadi nuu zanda ka ndaa xneza lii ndiuxi tsi ndii "
        "kusuu iyo ndo jun ta jna kolaval jtatik taj tatik"
    )
)
# Spanish words that stand in the names of places and of people: they show no language.
_IN_NAMES: Final = frozenset("el la los las de del un una en y a al san santa".split())
_FEWEST: Final = 2  # words that show it


@lru_cache(maxsize=4)  # one message is asked for more than once, and not kept for long
def language_of(text: str) -> Language:
    """The language, Spanish when it can't be told (one word, a name, emoji)."""
    words = plain_words(text[:600])
    if len(words) < 2:
        return _by_letters(text, Language.SPANISH)
    spanish, english, others = _counts(words)
    if english > spanish + others and english >= max(1, len(words) / 4):
        return Language.ENGLISH
    if others > spanish and others >= max(2, len(words) / 4):
        return Language.ANOTHER
    return _by_letters(text, Language.SPANISH)


def clear_language(text: str) -> Language | None:
    """Spanish or English, where several words show it and few another; None when in doubt.

    For what lasts (in which language she is answered), where `language_of` is for one message.
    """
    words = plain_words(text[:600])
    spanish, english, others = _counts([word for word in words if word not in _IN_NAMES])
    if english >= _FEWEST and english > 2 * (spanish + others):
        return Language.ENGLISH
    if spanish >= _FEWEST and spanish > 2 * (english + others):
        return Language.SPANISH
    return None


def as_spanish(text: str) -> str:
    """What an English message says in Spanish, for what reads Spanish; any other as it is.

    One English word tells no language, but "room" alone is an answer too.
    """
    if language_of(text) is Language.ENGLISH or is_all_known(text):
        return in_spanish(text)
    return text


def _counts(words: list[str]) -> tuple[int, int, int]:
    """How many of the words are Spanish, English, and of another language."""
    spanish = sum(word in _SPANISH and word not in _BOTH for word in words)
    english = sum(word in _english() and word not in _BOTH for word in words)
    others = sum(
        word in _OTHERS and word not in _SPANISH and word not in _english() for word in words
    )
    return spanish, english, others


@cache
def _english() -> frozenset[str]:
    return _ENGLISH | (vocabulary() - _SPANISH - _NOT_TELLING)


def _by_letters(text: str, otherwise: Language) -> Language:
    """Another language when most letters are not Latin ones."""
    letters = [sign for sign in clean(text)[:600] if sign.isalpha()]
    foreign = sum(ord(sign) > 0x24F for sign in letters)
    return Language.ANOTHER if letters and foreign * 2 > len(letters) else otherwise
