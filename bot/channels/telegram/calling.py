"""How is Telegram called, so that only our own errors come back and nothing of it is logged?

The library logs whole answers when it cannot read them, httpx logs each URL, which holds the token,
and both put sentences into exceptions that may quote hers. So their loggers are silenced, and what
they raise is replaced, not chained.
"""

import logging
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.port import ChannelError, NotNow, RefusalReason, Refused, UnknownOutcome
from bot.channels.telegram.answers import meaning_of, result_of

T = TypeVar("T")

log = logging.getLogger(__name__)

# Raised before a byte of the request was on its way.
_NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_CONNECT_SECONDS: Final = 5.0


def silence() -> None:
    """Let the libraries log nothing at all, at any level."""
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Meant(TelegramError):
    """Carries one of our errors through the library, which passes on only its own."""

    def __init__(self, problem: ChannelError) -> None:
        super().__init__(type(problem).__name__)
        self.problem = problem


class Line(HTTPXRequest):
    """The library's HTTP client, which says what became of a request in our errors."""

    def __init__(self, patience: timedelta) -> None:
        """Wait for each answer as long as `patience`."""
        seconds = patience.total_seconds()
        super().__init__(
            read_timeout=seconds, write_timeout=seconds, connect_timeout=_CONNECT_SECONDS
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Post one request. Raises nothing but _Meant."""
        try:
            status, body = await super().do_request(*args, **kwargs)
        except (TelegramError, UnicodeError) as error:
            problem = _problem_of(error)
        else:
            if 200 <= status < 300:
                return status, body
            problem = meaning_of(status, body)
        raise _Meant(problem)  # out of the `except`: the error it replaces would come along

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer of a success; the library's own would log a broken one."""
        try:
            return result_of(payload)
        except UnknownOutcome as problem:
            raise _Meant(problem) from None


def _problem_of(error: TelegramError | UnicodeError) -> ChannelError:
    """What a line that broke means: the library keeps httpx's own error as the cause."""
    if isinstance(error, UnicodeError):
        return Refused(RefusalReason.REJECTED, "unicode")  # half a surrogate: never to be sent
    if isinstance(error.__cause__, _NEVER_SENT):
        return NotNow(0.0, type(error.__cause__).__name__)
    return UnknownOutcome()


class AlbaBot(Bot):
    """The library's Bot, and a way to poll that no malformed update can stop."""

    async def raw_updates(
        self, offset: int | None, wait: timedelta, limit: int, allowed: Sequence[str]
    ) -> object:
        """What getUpdates answers, as it came.

        `Bot.get_updates` makes records of all updates at once and raises when one does not fit,
        again at each attempt, for ever: nobody behind that one would be heard.
        """
        seconds = int(wait.total_seconds())
        asked = {"offset": offset, "timeout": seconds, "limit": limit, "allowed_updates": allowed}
        patience = self.request.read_timeout or 0.0
        return await self._post("getUpdates", asked, read_timeout=patience + seconds)


async def call(asked: Awaitable[T]) -> T:
    """Await one call to Telegram. Raises Refused, NotNow or UnknownOutcome, nothing else."""
    try:
        return await asked
    except _Meant as meant:
        problem = meant.problem
    except Exception as error:  # whatever the library makes of an answer that makes no sense
        log.warning("an answer could not be read (%s)", type(error).__name__)
        problem = UnknownOutcome()
    raise problem
