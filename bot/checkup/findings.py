"""How is told what was found? One line each: how it stands, what it is, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.translations import catalogue

SPANISH = "es"


class State(StrEnum):
    """How something stands; red is what breaks a promise to her."""

    OK = "ok"
    WARNING = "warning"
    RED = "red"
    SKIPPED = "skipped"  # not configured, or it could not be asked


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `check` is its code; `found` and `remedy` are what a person reads."""

    check: str
    state: State
    found: str
    remedy: str = ""


def fine(check: str, found: str, **holes: object) -> Finding:
    """All is well; `found` is a msgid."""
    return Finding(check, State.OK, said(found, **holes))


def skipped(check: str, found: str, **holes: object) -> Finding:
    """Nothing to ask here."""
    return Finding(check, State.SKIPPED, said(found, **holes))


def warning(check: str, found: str, remedy: str, **holes: object) -> Finding:
    """It works, and a person should look; both texts are msgids, with the same holes."""
    return Finding(check, State.WARNING, said(found, **holes), said(remedy, **holes))


def red(check: str, found: str, remedy: str, **holes: object) -> Finding:
    """A promise cannot be kept."""
    return Finding(check, State.RED, said(found, **holes), said(remedy, **holes))


def said(msgid: str, **holes: object) -> str:
    """A text as a person reads it."""
    return catalogue(SPANISH)(msgid).format(**holes)
