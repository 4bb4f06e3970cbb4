"""Which words may Alba not use, and where? Data that caseworkers own: policies/wording.yaml."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field

from flows.reading.load import CONTENT

FILE: Final = CONTENT / "policies" / "wording.yaml"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _GroupShape(_Shape):
    because: str
    words: tuple[str, ...] = Field(min_length=1)


class _ExceptionShape(_Shape):
    word: str
    flow: str
    node: str = ""
    because: str


class _WordingShape(_Shape):
    preview: _GroupShape
    anywhere: tuple[_GroupShape, ...]
    all_hours: tuple[str, ...]
    exceptions: tuple[_ExceptionShape, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Words that are not used, and the reason, which is also the remedy."""

    because: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A place where a word that is not used means something else. No node: the whole flow."""

    word: str
    flow: str
    node: str


@dataclass(frozen=True, slots=True)
class Wording:
    """`preview`: what a locked screen may not show. `anywhere`: what is never said.

    `all_hours`: how a text says that somebody is there day and night.
    """

    preview: Group
    anywhere: tuple[Group, ...]
    all_hours: re.Pattern[str]
    exceptions: tuple[Allowed, ...]

    def allows(self, word: str, flow: str, node: str) -> bool:
        """Whether this word may stand in this place."""
        return any(
            plain(each.word) == word and each.flow == flow and each.node in {"", node}
            for each in self.exceptions
        )


def read_wording(file: Path = FILE) -> Wording:
    """The word lists. Raises pydantic.ValidationError or yaml.YAMLError for a broken file."""
    content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    shape = _WordingShape.model_validate(content)
    return Wording(
        preview=_group(shape.preview),
        anywhere=tuple(_group(each) for each in shape.anywhere),
        all_hours=_pattern(shape.all_hours),
        exceptions=tuple(Allowed(each.word, each.flow, each.node) for each in shape.exceptions),
    )


def found(group: Group, text: str) -> Iterator[str]:
    """The words of a group that a text holds, without accents and capitals."""
    return (match[0] for match in group.pattern.finditer(plain(text)))


def plain(text: str) -> str:
    """A text without accents and capitals; ñ stays."""
    spaced = " ".join(text.lower().split()).replace("ñ", "\0")
    bare = "".join(one for one in unicodedata.normalize("NFD", spaced) if not _is_accent(one))
    return bare.replace("\0", "ñ")


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) != 0


def _group(shape: _GroupShape) -> Group:
    return Group(shape.because, _pattern(shape.words))


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words; a star stands for any letters."""
    ways = sorted((re.escape(plain(word)).replace(r"\*", r"\w*") for word in words), reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")
