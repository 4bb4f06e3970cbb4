"""Who is on the other side of a page? Whoever holds its ticket: random, signed, kept nowhere.

A page gets a fresh ticket each time it is opened and keeps it in memory only, so that closing the
page loses it. The server keeps none: it knows its own by their signature, in every process and
after every restart. The address that is stored is a digest, from which no ticket can be made.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

from bot.channels.port import Forged

Sign = Callable[[str], Sequence[bytes]]
"""A text's keyed digests under every key, newest first: while keys rotate any may have signed."""

NONCE_BYTES: Final = 32
MARK_CHARACTERS: Final = 22  # 16 bytes of the digest
_TICKET: Final = re.compile(r"[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{22}")
_ADDRESS_CHARACTERS: Final = 32


class Tickets:
    """Issues tickets and knows its own."""

    def __init__(self, sign: Sign) -> None:
        """Take what signs."""
        self._sign = sign

    def issue(self) -> str:
        """A ticket that nobody else has. Safe in HTML; never to be part of an address or a log."""
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        # The oldest key signs: the other processes surely have it, also while keys rotate.
        return f"{nonce}.{_mark(self._sign(nonce)[-1])}"

    def address(self, ticket: object) -> str:
        """The address that a ticket stands for. Raises Forged when it is none of ours."""
        if not isinstance(ticket, str) or _TICKET.fullmatch(ticket) is None:
            raise Forged
        nonce, mark = ticket.split(".")
        if not any(hmac.compare_digest(mark, _mark(each)) for each in self._sign(nonce)):
            raise Forged
        return sha256(ticket.encode()).hexdigest()[:_ADDRESS_CHARACTERS]


def _mark(digest: bytes) -> str:
    """The end of the digest: what stands before it names the key."""
    return urlsafe_b64encode(digest[-16:]).decode()[:MARK_CHARACTERS]
