"""What may a program say to `alba chat --json`? Each line becomes one request, or a refusal."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from bot.channels.port import ChannelKind, InboundKind

FATES: Final = ("none", "sent", "delivered", "read", "blocked", "gone")
ACTIONS: Final = ("acknowledge", "reply", "called", "resolve", "leave")
ROLES: Final = ("caseworker", "supervisor")
CHANNELS: Final = ("telegram", "whatsapp")
FILES: Final = {
    "audio": InboundKind.VOICE,
    "image": InboundKind.IMAGE,
    "sticker": InboundKind.STICKER,
    "contact": InboundKind.CONTACT_CARD,
}
CONTENT: Final = ("text", "texts", "choice", "location", *FILES)
ADVANCE: Final = re.compile(r"([0-9]{1,9})([dhms])")
UNITS: Final = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
LONGEST_ADVANCE: Final = timedelta(days=3700)
LONGEST_LINE: Final = 1_000_000  # bytes
LARGEST_CASE: Final = 2**63 - 1
STAFF: Final = "staff:"
"""What an address of the staff's begins with."""


class BadLine(Exception):
    """A line of input that cannot be played; the sentence says what would be right."""


@dataclass(frozen=True, slots=True)
class Writes:
    """Somebody sends something: texts (a burst when several), a choice, a place or a file."""

    who: str
    kind: InboundKind
    texts: tuple[str, ...] = field(default=(), repr=False)
    choice: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    id: str | None = None
    channel: ChannelKind | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Receives:
    """What becomes of messages to somebody from now on."""

    who: str
    fate: str
    channel: ChannelKind | None = None


@dataclass(frozen=True, slots=True)
class Joins:
    """A member of the staff comes on call."""

    alias: str
    role: str


@dataclass(frozen=True, slots=True)
class Acts:
    """A member of the staff does something, mostly with a case."""

    alias: str
    action: str
    case: int | None
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Advances:
    """Time passes."""

    by: timedelta


Request = Writes | Receives | Joins | Acts | Advances


def read_line(line: bytes) -> Request:
    """The request of a line. Raises BadLine with a sentence that says what is wrong."""
    if len(line) > LONGEST_LINE:
        raise BadLine(f"this line is longer than {LONGEST_LINE} bytes")
    try:
        plain = json.loads(
            line.decode(), object_pairs_hook=_once_each, parse_constant=_no_such_number
        )
    except UnicodeDecodeError:
        raise BadLine("this line is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine("this line is not JSON: write one object a line") from None
    if not isinstance(plain, dict):
        raise BadLine('write an object, as {"from": "ana", "text": "hola"}')
    return read_object(plain)


def read_object(plain: dict[str, Any]) -> Request:
    """The request of an object. Raises BadLine with a sentence that says what is wrong."""
    if "advance" in plain:
        return _advances(plain)
    if "staff" in plain:
        return _staff(plain)
    if "from" in plain:
        return _from(plain)
    raise BadLine('the object needs "from", "staff" or "advance"')


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, each of whose names stands there once."""
    once = dict(pairs)
    if len(once) < len(pairs):
        raise BadLine("a name is there twice in one object")
    return once


def _no_such_number(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(name)


def _advances(plain: dict[str, Any]) -> Advances:
    _only(plain, {"advance"})
    found = ADVANCE.fullmatch(plain["advance"]) if isinstance(plain["advance"], str) else None
    if found is None:
        raise BadLine('"advance" is a whole number and d, h, m or s, as "3d" or "90m"')
    try:
        by = timedelta(**{UNITS[found[2]]: int(found[1])})
    except OverflowError:
        by = timedelta.max
    if by > LONGEST_ADVANCE:
        raise BadLine('"advance" goes at most ten years at once')
    return Advances(by)


def _staff(plain: dict[str, Any]) -> Joins | Acts:
    alias = _word(plain, "staff")
    if "action" not in plain:
        _only(plain, {"staff", "role"})
        role = plain.get("role", "caseworker")
        if role not in ROLES:
            raise BadLine(f'"role" is one of: {", ".join(ROLES)}')
        return Joins(alias, role)
    _only(plain, {"staff", "action", "case", "text"})
    action, case = plain["action"], plain.get("case")
    if action not in ACTIONS:
        raise BadLine(f'"action" is one of: {", ".join(ACTIONS)}')
    if action != "leave" and not _is_case(case):
        raise BadLine('"case" is the number that the alert gave')
    text = plain.get("text", "")
    if not isinstance(text, str) or (action == "reply" and not text.strip()):
        raise BadLine('"text" is what is said to her')
    return Acts(alias, action, case if action != "leave" else None, text)


def _is_case(case: object) -> bool:
    return isinstance(case, int) and not isinstance(case, bool) and 0 < case <= LARGEST_CASE


def _from(plain: dict[str, Any]) -> Writes | Receives:
    who = _word(plain, "from")
    if who.startswith(STAFF):
        raise BadLine(f'"from" is not of the staff: no name begins with "{STAFF}"')
    channel = _channel(plain)
    if "receipts" in plain:
        _only(plain, {"from", "receipts", "channel"})
        if plain["receipts"] not in FATES:
            raise BadLine(f'"receipts" is one of: {", ".join(FATES)}')
        return Receives(who, plain["receipts"], channel)
    _only(plain, {"from", "id", "channel", *CONTENT})
    given = [name for name in CONTENT if name in plain]
    if len(given) != 1:
        raise BadLine(f"say exactly one of: {', '.join(CONTENT)}")
    identifier = plain.get("id")
    if identifier is not None and (
        not isinstance(identifier, str) or not identifier or not _plain(identifier)
    ):
        raise BadLine('"id" is a text')
    return _content(plain, given[0], Writes(who, InboundKind.TEXT, id=identifier, channel=channel))


def _content(plain: dict[str, Any], name: str, writes: Writes) -> Writes:
    value = plain[name]
    match name:
        case "text" if isinstance(value, str):
            return replace(writes, texts=(value,))
        case "texts" if _texts(value):
            return replace(writes, texts=tuple(value))
        case "choice" if isinstance(value, str) and value:
            return replace(writes, kind=InboundKind.CHOICE, choice=value)
        case "location" if _is_place(value):
            return replace(
                writes,
                kind=InboundKind.PLACE,
                latitude=float(value["lat"]),
                longitude=float(value["lon"]),
            )
        case _ if name in FILES and value is True:
            return replace(writes, kind=FILES[name])
        case _:
            raise BadLine(f'"{name}" is not written so; see `alba chat --help`')


def _texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _is_place(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"lat", "lon"}:
        return False
    numbers = [value["lat"], value["lon"]]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
        return False
    return bool(abs(value["lat"]) <= 90 and abs(value["lon"]) <= 180)


def _word(plain: dict[str, Any], name: str) -> str:
    value = plain[name]
    if not isinstance(value, str) or not value.strip() or len(value) > 100 or not _plain(value):
        raise BadLine(f'"{name}" is a name of at most 100 characters')
    return value


def _plain(value: str) -> bool:
    """Whether a name can be printed: no control characters, no half of a surrogate pair."""
    return value.isprintable()


def _channel(plain: dict[str, Any]) -> ChannelKind | None:
    value = plain.get("channel")
    if value is None:
        return None
    if value not in CHANNELS:
        raise BadLine(f'"channel" is one of: {", ".join(CHANNELS)}')
    return ChannelKind(value)


def _only(plain: dict[str, Any], known: set[str]) -> None:
    unknown = sorted(set(plain) - known)
    if unknown:
        raise BadLine(f"unknown here: {', '.join(unknown)}")
