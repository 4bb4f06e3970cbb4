"""What may go wrong between Alba and Telegram? The faults that the stand-in can play."""

import json
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call.

    `takes`: Telegram does as asked all the same. Then it answers with `status` and `body`, or cuts
    the line, or lets her wait for ever.
    """

    status: int = 0
    body: bytes = b""
    takes: bool = False
    cut: bool = False
    hang: bool = False


def refusal(status: int, sentence: str, **parameters: int) -> Fault:
    """A refusal in Telegram's own form."""
    answer: dict[str, object] = {"ok": False, "error_code": status, "description": sentence}
    if parameters:
        answer["parameters"] = parameters
    return Fault(status, json.dumps(answer).encode())


def too_many(retry_after: int) -> Fault:
    """429, and how long to wait."""
    return refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def garbage(body: bytes = b"<html>not Telegram</html>", status: int = 200) -> Fault:
    """An answer that makes no sense, although the message was taken."""
    return Fault(status, body, takes=True)


SERVER_ERROR: Final = refusal(500, "Internal Server Error")
GATEWAY: Final = Fault(502, b"<html>Bad Gateway</html>")
GATEWAY_GAVE_UP: Final = Fault(504, b"<html>Gateway Timeout</html>", takes=True)
CUT: Final = Fault(cut=True)
CUT_AFTER_TAKING: Final = Fault(takes=True, cut=True)
HANG: Final = Fault(hang=True)
HANG_AFTER_TAKING: Final = Fault(takes=True, hang=True)
