"""Which sentences does one line with {alternatives|like|these} stand for?"""

import itertools
import re
from typing import Final

_BRACES: Final = re.compile(r"\{([^{}]*)\}")


def parts(line: str) -> list[list[str]]:
    """The line cut into its fixed and its variable pieces, each a list of what may stand there."""
    pieces = _BRACES.split(line)
    return [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]


def expand(line: str) -> list[str]:
    """Every sentence that the line stands for, in the order written."""
    return ["".join(chosen) for chosen in itertools.product(*parts(line))]


def sample(line: str, count: int) -> list[str]:
    """At most `count` of its sentences, spread over the alternatives; always the same ones."""
    pieces = parts(line)
    total = max(len(piece) for piece in pieces)
    if total == 1:
        return ["".join(piece[0] for piece in pieces)]
    chosen: dict[str, None] = {}
    for turn in range(min(count, total * 2)):
        words = [
            piece[(turn * (place + 1) + place) % len(piece)] for place, piece in enumerate(pieces)
        ]
        chosen["".join(words)] = None
    return list(chosen)[:count]
