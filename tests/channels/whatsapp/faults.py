"""What may go wrong between Alba and Twilio? Each fault is for one request of a stand-in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request. `takes`: whether Twilio does as asked all the same."""

    status: int = 0
    body: bytes = b""
    takes: bool = False
    cut: bool = False
    hang: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def error(status: int, code: int) -> dict[str, Any]:
    """A refusal's words, as Twilio writes them."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": "made up", "more_info": more, "status": status}


def refusal(status: int, code: int, *, takes: bool = False, **headers: str) -> Fault:
    """Any refusal in Twilio's form; `Retry_After` is written Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(status, json.dumps(error(status, code)).encode(), takes=takes, headers=named)


def garbage(
    status: int = 200, body: bytes = b"<html>not Twilio</html>", *, takes: bool = False
) -> Fault:
    """An answer that makes no sense."""
    return Fault(status, body, takes=takes)


TOO_MANY: Final = refusal(429, 20429)
UNAUTHORIZED: Final = refusal(401, 20003)
SERVER_ERROR: Final = refusal(500, 20500)
SERVER_ERROR_AFTER_TAKING: Final = refusal(500, 20500, takes=True)
CUT: Final = Fault(cut=True)
CUT_AFTER_TAKING: Final = Fault(takes=True, cut=True)
HANG: Final = Fault(hang=True)
HANG_AFTER_TAKING: Final = Fault(takes=True, hang=True)
