"""What does each of Twilio's error codes mean for the message, for the woman's number and for us?

One table for all of them, for the answer to a request and for the code of a failed receipt alike.
https://www.twilio.com/docs/api/errors/<code> says what each code is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.channels.port import ChannelError, NotNow, RefusalReason, Refused, UnknownOutcome


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: surely not taken, worth another attempt after so many seconds."""

    seconds: float
    whole_channel: bool = False


CONCURRENCY: Final = Wait(2.0, whole_channel=True)
MISCONFIGURED: Final = Wait(600.0, whole_channel=True)  # until a person mends the settings
REFUSED_DAILY: Final = Wait(3_600.0, whole_channel=True)

REMEDIES: Final[Mapping[int, RefusalReason | Wait]] = {
    # the 24 hours are over, and this was no approved template
    63016: RefusalReason.WINDOW_CLOSED,
    # too fast: for the sender, for her, for the account's connections, for the day
    63018: Wait(10.0),
    20429: CONCURRENCY,
    30001: Wait(30.0, whole_channel=True),
    63038: REFUSED_DAILY,
    # she wrote one of Twilio's stop words (in English) and is silenced by Twilio itself
    21610: RefusalReason.STOPPED_AT_PROVIDER,
    # no such number, or nobody on WhatsApp there
    21211: RefusalReason.NO_SUCH_ADDRESS,
    21217: RefusalReason.NO_SUCH_ADDRESS,
    21614: RefusalReason.NO_SUCH_ADDRESS,
    63003: RefusalReason.NO_SUCH_ADDRESS,
    63024: RefusalReason.NO_SUCH_ADDRESS,
    # our account, our sender or our public address: no message of anybody's would pass
    20003: MISCONFIGURED,
    20005: MISCONFIGURED,
    20006: MISCONFIGURED,
    20404: MISCONFIGURED,
    21212: MISCONFIGURED,
    21603: MISCONFIGURED,
    21606: MISCONFIGURED,
    21609: MISCONFIGURED,
    30002: MISCONFIGURED,
    63007: MISCONFIGURED,
}

# The buttons, the list or its variables were not acceptable: the same words as text will be.
CONTENT_CODES: Final = frozenset({21654, 21655, 21656, 21657, 63005, 63013, 63021, 92007})
CONTENT_GONE: Final = 21655  # the content named does not exist (any more) in this account


def refusal(code: str) -> RefusalReason | None:
    """What a failed receipt's code tells about the identity; None: nothing that lasts."""
    remedy = REMEDIES.get(int(code)) if code.isdecimal() else None
    return remedy if isinstance(remedy, RefusalReason) else None


def failure(status: int, code: int, retry_after_seconds: float = 0.0) -> ChannelError:
    """The exception for a message that Twilio did not accept, or may have accepted.

    A message's creation is not idempotent: whatever is not a clear refusal (5xx with or without
    20500, a redirect, a page of HTML) has an unknown outcome.
    """
    match REMEDIES.get(code):
        case RefusalReason() as reason:
            return Refused(reason, str(code))
        case Wait(seconds, whole_channel):
            after = max(seconds, retry_after_seconds)
            return NotNow(after, str(code), whole_channel=whole_channel)
    if status == 429:
        after = max(CONCURRENCY.seconds, retry_after_seconds)
        return NotNow(after, "429", whole_channel=True)
    if status in {401, 403, 404}:
        return NotNow(MISCONFIGURED.seconds, str(code or status), whole_channel=True)
    if status == 400 and code:
        return Refused(RefusalReason.REJECTED, str(code))
    return UnknownOutcome(f"{status} {code}")


def not_done(status: int, code: int, retry_after_seconds: float = 0.0) -> NotNow:
    """The exception for a question or an erasure that Twilio did not answer: it may be repeated."""
    error = failure(status, code, retry_after_seconds)
    if isinstance(error, NotNow):
        return error
    return NotNow(retry_after_seconds, str(code or status))
