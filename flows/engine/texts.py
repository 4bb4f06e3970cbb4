"""What is a text before it is said? A msgid with holes, filled from what is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

HOLE = re.compile(r"\{([a-z_]+)(?::([A-Za-z0-9_.-]+))?\}")
"""`{phone:D0002}`, `{fact:F-x}`, `{know:place}`, `{found:name}`, `{team:back}` or `{organisation}`.
"""

OURS: Final = frozenset({"fact", "found", "draft", "appointment"})
"""The holes that our own words fill, so that they are translated too; the rest is hers, or is hours
and people in her language already."""

Translate = Callable[[str], str]


def N_(msgid: str) -> str:  # noqa: N802 - gettext's name for "collect it here, translate it later"
    """The msgid as it is; `make locales` finds what is wrapped in this."""
    return msgid


@dataclass(frozen=True, slots=True)
class Text:
    """A Spanish msgid and the values of its holes, in the order of the msgid.

    The msgid is translated when the text is rendered, and with it the values that are `OURS`.
    """

    msgid: str
    values: tuple[tuple[str, str], ...] = ()

    def render(self, translate: Translate) -> str:
        """The words she reads. Raises KeyError for a hole that nobody filled: mend the book."""
        filled = dict(self.values)

        def value(hole: re.Match[str]) -> str:
            return translate(filled[hole[0]]) if hole[1] in OURS else filled[hole[0]]

        return HOLE.sub(value, translate(self.msgid))


def holes(msgid: str) -> tuple[tuple[str, str, str], ...]:
    """The holes of a msgid as (whole, kind, name); the name is empty for `{organisation}`."""
    return tuple((hole[0], hole[1], hole[2] or "") for hole in HOLE.finditer(msgid))
