"""How does one look into JSON that anybody may have sent? Ask for a type: get it, or nothing."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bot.channels.port import Unreadable

Json = Mapping[str, object]

NOTHING: Final[Json] = {}
_WIDEST: Final = 2**63  # what a database column holds; Telegram's own numbers stay under 2**52


def parse(body: bytes) -> Json:
    """The JSON object in `body`. Raises Unreadable for anything else."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        # Raised out here, not in the `except`: the parser's error quotes the body.
        raise Unreadable("not a JSON object")
    return parsed


def part(whole: Json, name: str) -> Json:
    """The object called `name`, or an empty one."""
    found = whole.get(name)
    return found if isinstance(found, dict) else NOTHING


def number(whole: Json, name: str) -> int | None:
    """The whole number called `name`; neither a boolean nor one past 64 bits."""
    found = whole.get(name)
    if type(found) is not int or not -_WIDEST <= found < _WIDEST:
        return None
    return found


def degrees(whole: Json, name: str, most: float) -> float | None:
    """The angle called `name`, when it lies within `most` degrees either way."""
    found = whole.get(name)
    if type(found) is not int and type(found) is not float:
        return None
    if not math.isfinite(found) or abs(found) > most:
        return None
    return float(found)


def words(whole: Json, name: str) -> str:
    """The text called `name`, storable, or ""."""
    found = whole.get(name)
    return storable(found) if isinstance(found, str) else ""


def storable(text: str) -> str:
    """`text` without what JSON can spell but nothing can store or send again.

    NUL goes; a lone half of a surrogate pair becomes U+FFFD.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "")


def moment(whole: Json, name: str) -> datetime | None:
    """The Unix time called `name`, aware, UTC."""
    seconds = number(whole, name)
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
