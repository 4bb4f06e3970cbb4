"""What did the page post? Small JSON objects, read strictly: the page is ours, the line is not."""

import json
import re
from hashlib import sha256
from typing import Any, Final

from bot.channels.port import ChannelKind, Inbound, InboundKind, Unreadable
from bot.channels.web.limits import LIMITS, LONGEST

_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_KINDS: Final = ("text", "choice", "start")


class TooLong(Unreadable):
    """Her message is longer than the page carries: ask her, kindly, to send it in parts."""


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object of a post. Raises Unreadable."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(found, dict):
        raise Unreadable
    return found


def read_message(said: dict[str, Any], address: str) -> Inbound:
    """What she wrote or pressed, or that she opened the page. Raises Unreadable or TooLong.

    The page makes up an `id` for each message and keeps it when it tries again.
    """
    number = said.get("id")
    kinds = [kind for kind in _KINDS if kind in said]
    if not isinstance(number, str) or _ID.fullmatch(number) is None or len(kinds) != 1:
        raise Unreadable
    kind = InboundKind(kinds[0])
    value = said[kinds[0]]
    return Inbound(
        channel=ChannelKind.WEB,
        provider_id=sha256(f"{address}:{number}".encode()).hexdigest()[:32],
        address=address,
        kind=kind,
        text=_words(value) if kind is InboundKind.TEXT else "",
        choice=_choice(value) if kind is InboundKind.CHOICE else None,
    )


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.replace("\x00", "").strip():
        raise Unreadable
    if len(value) > LONGEST:
        raise TooLong
    return value.replace("\x00", "").strip()


def _choice(value: object) -> str:
    if not isinstance(value, str) or not 0 < size(value) <= LIMITS.choice_id:
        raise Unreadable
    return value


def size(text: str) -> int:
    """Bytes of a text; half a pair counts too."""
    return len(text.encode("utf-8", "surrogatepass"))
