"""What does an answer of Telegram's mean? One table, from HTTP status and sentence to our errors.

The sentences are read only here, and never kept: Telegram's may quote hers.
"""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Final

from bot.channels.port import ChannelError, NotNow, RefusalReason, Refused, UnknownOutcome

log = logging.getLogger(__name__)

# Nothing goes out before the operator mends the token; then what waits should go soon.
TOKEN_WAIT_SECONDS: Final = 300.0


def _refused(reason: RefusalReason) -> Callable[[str, float], ChannelError]:
    return lambda code, _: Refused(reason, code)


def _not_now(code: str, after_seconds: float) -> ChannelError:
    return NotNow(after_seconds, code)


def _token(code: str, _: float) -> ChannelError:
    log.error("Telegram refuses the token (%s): check ALBA_TELEGRAM_TOKEN", code)
    return NotNow(TOKEN_WAIT_SECONDS, code, whole_channel=True)


def _unknown(_code: str, _after: float) -> ChannelError:
    return UnknownOutcome()


_BLOCKED: Final = _refused(RefusalReason.BLOCKED)
_NOBODY: Final = _refused(RefusalReason.NO_SUCH_ADDRESS)
_REJECTED: Final = _refused(RefusalReason.REJECTED)

# (lowest status, highest, words in the sentence, what it means); the first row that fits counts.
# The sentences are nowhere documented: these are what the server is seen to say.
MEANINGS: Final[tuple[tuple[int, int, str, Callable[[str, float], ChannelError]], ...]] = (
    (400, 400, "chat not found", _NOBODY),
    (400, 400, "user not found", _NOBODY),
    (400, 400, "peer_id_invalid", _NOBODY),
    (400, 400, "upgraded to a supergroup", _NOBODY),
    (400, 400, "", _REJECTED),
    (401, 401, "", _token),  # a token that is not valid
    (404, 404, "", _token),  # not even the shape of a token
    (403, 403, "user is deactivated", _NOBODY),  # her account is gone: nobody blocked anybody
    (403, 403, "", _BLOCKED),
    (413, 413, "", _REJECTED),
    (429, 429, "", _not_now),
    (504, 504, "", _unknown),  # a gateway that gave up waiting does not know either
    (300, 599, "", _not_now),  # 409: somebody else polls; 5xx: Telegram's own trouble
)


def meaning_of(status: int, body: bytes) -> ChannelError:
    """What an answer that is no success means.

    A page that some proxy on the way made up is not Telegram's word: nobody is held to have blocked
    Alba, and no message is given up, because of one.
    """
    answer = _parsed(body)
    if answer.get("ok") is not False and 400 <= status < 500:
        return NotNow(0.0, str(status))
    sentence, after_seconds = _read_refusal(answer)
    for lowest, highest, phrase, meaning in MEANINGS:
        if lowest <= status <= highest and phrase in sentence:
            return meaning(str(status), after_seconds)
    return UnknownOutcome()


def result_of(body: bytes) -> dict[str, object]:
    """The answer of a success, which has a `result`. Raises UnknownOutcome for a broken one."""
    answer = _parsed(body)
    if answer.get("ok") is not True or "result" not in answer:
        raise UnknownOutcome
    return answer


def _parsed(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _read_refusal(answer: Mapping[str, object]) -> tuple[str, float]:
    """Telegram's sentence in lower case, and how many seconds it asks to wait."""
    sentence, parameters = answer.get("description"), answer.get("parameters")
    after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return (
        sentence.lower() if isinstance(sentence, str) else "",
        float(after) if type(after) is int and 0 < after < 10**6 else 0.0,
    )
