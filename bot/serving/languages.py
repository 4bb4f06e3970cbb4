"""Which language does her browser ask for? Spanish, unless English is wanted more."""

import re
from typing import Final

_WISH: Final = re.compile(r"\s*(es|en)\b[^,;]*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*", re.I)
SPANISH: Final = "es"
LONGEST: Final = 200  # characters that are read


def language_of(accept_language: str) -> str:
    """ "es" or "en", out of an Accept-Language header."""
    weights: dict[str, float] = {}
    for wish in accept_language[:LONGEST].split(","):
        found = _WISH.fullmatch(wish)
        if found is not None:
            weight = float(found[2]) if found[2] else 1.0
            weights.setdefault(found[1].lower(), weight)
    best = max(weights, key=lambda each: weights[each], default=SPANISH)
    return best if weights.get(best, 0) > 0 else SPANISH
