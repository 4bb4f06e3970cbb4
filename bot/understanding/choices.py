"""Which of the shown choices did she mean: by number, by title, or in words of her own?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from bot.understanding import numbers
from bot.understanding.choice_words import (
    FILLER,
    NEGATIONS,
    NO,
    OF_ANYTHING,
    ORDINALS,
    STOP,
    YES,
)
from bot.understanding.words import fold, plain_words
from flows.engine.understood import ChoiceAnswer, ExpectedChoice

_NUMBERED: Final = re.compile(
    r"(?:(?:el|la|los|las|opcion|numero|num|no|la opcion|el numero|con la|con el|quiero la|"
    r"quiero el|elijo la|elijo el|pues la|pues el)\s+)?(\w+)"
    r"(?: (?:porfa|por favor|porfavor|gracias))?"
)
_SURE: Final = 86  # of 100, for a likeness of whole titles
_BRIEF: Final = 8  # words: in a longer message one word of a title means little
_LONG: Final = 4  # sounds: shorter words are the same or they are not
_SHORT: Final = 3  # sounds: "más" names "Más opciones" when it is all she says
_LIKELY: Final = 0.6  # of the words that weigh
_WHOLE: Final = 0.86  # a likeness in which nothing of the choice is missing, and little is added
_YES_TITLES: Final = frozenset({"si"})
_NO_TITLES: Final = frozenset({"no"})


def choice_in(text: str, choices: Sequence[ExpectedChoice]) -> ChoiceAnswer | None:
    """The choice that she meant, or None when none or several fit."""
    if not choices:
        return None
    said = _phrase(text[:300])
    if not said.words:
        thumb = _by_thumb(text, choices)
        return ChoiceAnswer(thumb.id) if thumb else None
    found = _by_words(said, choices)
    if found:
        return ChoiceAnswer(found.id)
    like, whole = _by_likeness(said, choices)
    return ChoiceAnswer(like.id, partial=not whole) if like else None


def _by_words(said: "_Phrase", choices: Sequence[ExpectedChoice]) -> ExpectedChoice | None:
    words = list(said.words)
    return (
        _by_exact_words(said.text, choices)
        or _by_number(words, said.text, choices)
        or _by_yes_or_no(words, choices)
    )


def exactly(text: str, choices: Sequence[ExpectedChoice]) -> bool:
    """Whether the message is, letter by letter, a title or a word that the author wrote."""
    return _by_exact_words(" ".join(plain_words(text[:300])), choices) is not None


def is_title(text: str, choices: Sequence[ExpectedChoice]) -> bool:
    """Whether the message is, letter by letter, what one of the buttons says."""
    return bool(choices) and _titled(text, choices) is not None


def is_number(text: str, choices: Sequence[ExpectedChoice]) -> bool:
    """Whether the message is nothing but the number of one of the buttons: "siete", "la 2"."""
    words = plain_words(text[:300]) if choices else []
    return _by_number(words, " ".join(words), choices) is not None


def named(text: str, choices: Sequence[ExpectedChoice]) -> ChoiceAnswer | None:
    """The first of the choices that is so named, letter by letter: the nearest question's first."""
    choice = _titled(text, choices) if choices else None
    return ChoiceAnswer(choice.id) if choice else None


def _titled(text: str, choices: Sequence[ExpectedChoice]) -> ExpectedChoice | None:
    """The first of the choices whose title this is, as it is written or as it is shown."""
    said = tuple(plain_words(text[:300]))
    if not said:
        return None
    return next((one for one in choices if said in (each.words for each in _titles(one))), None)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Plain words, what they sound like, the long ones of these, and those that weigh."""

    text: str
    words: tuple[str, ...]
    folded: tuple[str, ...]
    long: tuple[str, ...]
    weigh: tuple[str, ...]
    denies: bool


def _phrase(written: str) -> _Phrase:
    words = tuple(plain_words(written))
    weigh = tuple(fold(word) for word in words if word not in STOP and word not in NEGATIONS)
    folded = tuple(fold(word) for word in words)
    return _Phrase(
        text=" ".join(words),
        words=words,
        folded=folded,
        long=tuple(word for word in folded if len(word) >= _LONG and word not in OF_ANYTHING),
        weigh=weigh or words,
        denies=not NEGATIONS.isdisjoint(words),
    )


@lru_cache(maxsize=4096)
def _phrases(choice: ExpectedChoice) -> tuple[_Phrase, ...]:
    """What means a choice; the book's are the same at each message."""
    return tuple(_phrase(one) for one in (choice.title, choice.shown, *choice.words, choice.id))


def _titles(choice: ExpectedChoice) -> tuple[_Phrase, ...]:
    """The two that a button may say, first among what means a choice."""
    return _phrases(choice)[:2]


def _by_exact_words(said: str, choices: Sequence[ExpectedChoice]) -> ExpectedChoice | None:
    fits = [
        choice for choice in choices if said and any(said == one.text for one in _phrases(choice))
    ]
    return fits[0] if len(fits) == 1 else None


def _by_thumb(text: str, choices: Sequence[ExpectedChoice]) -> ExpectedChoice | None:
    if "👍" in text or "✅" in text:
        return None if (yes := _starting(choices, _YES_TITLES)) is None else yes
    return _starting(choices, _NO_TITLES) if "👎" in text or "❌" in text else None


def _by_number(
    words: list[str], said: str, choices: Sequence[ExpectedChoice]
) -> ExpectedChoice | None:
    matched = _NUMBERED.fullmatch(said)
    if not matched:
        return None
    word = matched[1]
    number = ORDINALS.get(word) or numbers.find(word)
    if number is None or (len(words) == 1 and word in {"un", "una", "par", "media", "nada"}):
        return None
    if number == -1:
        return choices[-1]
    return choices[number - 1] if 1 <= number <= len(choices) else None


def _starting(choices: Sequence[ExpectedChoice], openings: frozenset[str]) -> ExpectedChoice | None:
    """The only choice that answers so: "Sí, ya voy"; "No tengo" only where a yes stands beside it.

    "No sé con quién están" among other matters is no refusal.
    """
    fits = _opening(choices, openings)
    if len(fits) != 1:
        return None
    refuses = fits[0].title.partition(",")[0].casefold() == "no"
    return fits[0] if refuses or _opening(choices, _YES_TITLES) else None


def _opening(choices: Sequence[ExpectedChoice], words: frozenset[str]) -> list[ExpectedChoice]:
    return [each for each in choices if (plain_words(each.title) or [""])[0] in words]


def _by_yes_or_no(words: list[str], choices: Sequence[ExpectedChoice]) -> ExpectedChoice | None:
    telling = [word for word in words if word not in FILLER] or words
    if all(word in NO for word in telling):
        return _starting(choices, _NO_TITLES) or _by_exact_words("no", choices)
    if all(word in YES for word in telling):
        return _starting(choices, _YES_TITLES) or _by_exact_words("si", choices)
    return None


def _by_likeness(
    said: _Phrase, choices: Sequence[ExpectedChoice]
) -> tuple[ExpectedChoice | None, bool]:
    """The choice most like her words, and whether they say all of it and little else."""
    scored = sorted(
        ((_likeness(said, choice), place) for place, choice in enumerate(choices)),
        key=lambda pair: (-pair[0], pair[1]),
    )
    best, place = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0.0
    if best < _LIKELY or best - second < 0.1:
        return None, False
    return choices[place], best >= _WHOLE


def _likeness(said: _Phrase, choice: ExpectedChoice) -> float:
    return max((_alike(said, one) for one in _phrases(choice) if one.text), default=0.0)


def _alike(said: _Phrase, phrase: _Phrase) -> float:
    """0 to 1; a title that affirms never fits a sentence that denies, nor the other way round."""
    if phrase.denies != said.denies:
        return 0.0
    ratio = fuzz.ratio(said.text, phrase.text, score_cutoff=_SURE)
    if ratio:
        return ratio / 100
    brief = len(said.words) <= _BRIEF
    if not brief and not _has(said, phrase.weigh[0]):
        return 0.0  # a long message must say all of it
    found = [word for word in phrase.weigh if _has(said, word)]
    if len(found) == len(phrase.weigh) and len(" ".join(found)) >= 3:
        return 0.9 - 0.01 * min(len(said.words), 20)
    if len(found) < len(said.weigh):  # she says more than that
        telling = [word for word in found if len(word) >= _LONG and word not in OF_ANYTHING]
    else:
        telling = [word for word in found if len(word) >= _SHORT]
    if not brief or not telling or 2 * len(found) < len(phrase.weigh):
        return 0.0
    return 0.55 + 0.3 * len(found) / len(phrase.weigh)


def _has(said: _Phrase, wanted: str) -> bool:
    if wanted in said.folded:
        return True
    return len(wanted) >= _LONG and any(_same(wanted, hers) for hers in said.long)


def _same(wanted: str, hers: str) -> bool:
    """Whether two long words share a stem, or nearly all letters in their order."""
    if wanted[:4] == hers[:4]:
        stem = min(len(wanted), len(hers)) - 2
        if stem >= 4 and wanted[:stem] == hers[:stem]:
            return True
    return fuzz.ratio(wanted, hers, score_cutoff=80) > 0
