"""What is there to see in a message? Pieces of words, neighbours, and concepts in their order.

A feature belongs to the place where it is complete, so that the features of any stretch of words
are those of its places: a long message is read stretch by stretch without counting again.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from bot.understanding import lexicon
from bot.understanding.words import BREAK, fold_phrase

_MASK: Final = "IDIOM"
_CONCEPTS_BACK: Final = 5  # how many named concepts back a pair may reach
_WORDS_BACK: Final = 9
# How much each family of features counts; the shorter and commoner a piece, the less it says.
GRAM: Final = 0.35
WORD: Final = 1.6
NEIGHBOURS: Final = 1.5
THREE: Final = 0.9
CONCEPT: Final = 0.7
PAIR: Final = 0.35
# Words that carry no matter of their own: seen only beside another.
_FUNCTION: Final = frozenset(
    fold_phrase(
        "y e o u a al de del el la los las un una unos unas en con por para que me mi mis se "
        "le les lo te tu tus su sus es esta esto este ese eso esa estoy estan son soy era ya "
        "si como pero porque muy mas asi pues tambien nos ni ha he han hay fue ser hace aqui "
        "ahi yo ella uno sea"
    )
) | {BREAK, "?"}  # fmt: skip


def mask_idioms(words: Sequence[str]) -> list[str]:
    """The words with each harmless idiom replaced by one mark."""
    masked: list[str] = []
    place = 0
    while place < len(words):
        length = lexicon.idiom_at(words, place)
        masked.append(_MASK if length else words[place])
        place += length or 1
    return masked


@lru_cache(maxsize=20_000)
def of_word(word: str) -> tuple[tuple[str, float], ...]:
    """The features of one word wherever it stands: itself, and its pieces of 3 to 5 letters."""
    if word in _FUNCTION:
        return ()
    if word == _MASK:
        return ((f"={word}", WORD),)
    padded = f"_{word}_"
    grams = [
        (padded[start : start + size], GRAM)
        for size in (3, 4, 5)
        for start in range(len(padded) - size + 1)
        if size < len(padded)
    ]
    return ((f"={word}", WORD), *grams)


def in_context(words: Sequence[str]) -> Iterator[list[tuple[str, float]]]:
    """For each place, the features that depend on what stands before it."""
    before, before_that = "^", "^"
    named: list[tuple[int, str]] = []
    for place, word in enumerate(words):
        found = [(f"{before} {word}", NEIGHBOURS)]
        tells = word not in _FUNCTION
        if place > 1 and (tells or before_that not in _FUNCTION):
            found.append((f"{before_that} {before} {word}", THREE))
            if tells and before_that not in _FUNCTION:
                found.append((f"{before_that} * {word}", THREE))
        found.extend(_concepts_at(words, place, named))
        before_that, before = before, word
        yield found


def _concepts_at(
    words: Sequence[str], place: int, named: list[tuple[int, str]]
) -> list[tuple[str, float]]:
    here = lexicon.concepts(words[place]) + lexicon.phrases_at(words, place)
    if not here:
        return []
    found = [(f"#{concept}", CONCEPT) for concept in here]
    for earlier, other in named[-_CONCEPTS_BACK:]:
        if place - earlier <= _WORDS_BACK:
            found.extend((f"#{other}>{concept}", PAIR) for concept in here)
    named.extend((place, concept) for concept in here)
    return found


def of_text(words: Sequence[str]) -> dict[str, float]:
    """All features of a text, summed: what the training sees."""
    masked = mask_idioms(words)
    total: dict[str, float] = {}
    for word, context in zip(masked, in_context(masked), strict=True):
        for feature, weight in (*of_word(word), *context):
            total[feature] = total.get(feature, 0.0) + weight
    return total
