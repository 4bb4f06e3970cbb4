"""How is a case called aloud? By a short code without meaning, never to be taken for a word."""

import secrets
from typing import Final

# No vowels, so that no word appears; of letters that sound or look alike only one is left.
LETTERS: Final = "BCDFGHKMPRTWX"
DIGITS: Final = "23456789"
PATTERN: Final = (LETTERS, DIGITS, "-", DIGITS, DIGITS, LETTERS)


def make_code() -> str:
    """A code like K7-42F: one of 86,528."""
    return "".join(secrets.choice(alphabet) for alphabet in PATTERN)
