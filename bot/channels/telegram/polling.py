"""How does Alba hear from Telegram without a public address? It asks, and waits for the answer.

Telegram keeps an update until a later offset is asked for. The offset moves only when what came has
been stored, so a crash anywhere means hearing it again, never missing it; the inbox knows repeats.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeVar

from bot.channels.port import Inbound, NotNow, Receipt, UnknownOutcome
from bot.channels.telegram.calling import call
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.fields import Json, number, part, words
from bot.channels.telegram.limits import UPDATES_AT_ONCE
from bot.channels.telegram.reading import ALLOWED_UPDATES, read_update

T = TypeVar("T")
Accept = Callable[[Sequence[Inbound | Receipt]], Awaitable[None]]

log = logging.getLogger(__name__)

LONG_POLL: Final = timedelta(seconds=50)  # how long Telegram may hold an empty answer back
_LONGEST_PAUSE_SECONDS: Final = 60.0
_CONFLICT: Final = "409"  # a webhook is set, or somebody else polls with this token


class _Stopped(Exception):
    """Somebody asked the poller to stop."""


def pause_seconds(failures: int) -> float:
    """How long to wait after so many failures in a row: from 1 s to 60 s, half of it by chance."""
    longest = min(2.0 ** min(failures, 10), _LONGEST_PAUSE_SECONDS)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not cryptography


async def poll(
    channel: TelegramChannel,
    accept: Accept,
    stop: asyncio.Event,
    *,
    long_poll: timedelta = LONG_POLL,
    pause: Callable[[int], float] = pause_seconds,
) -> None:
    """Hear updates until `stop` is set; `accept` returns when what came is stored.

    What `accept` raises is logged by its type, and the same updates come again. A batch that is
    being stored when `stop` is set is stored to its end.
    """
    poller = _Poller(channel, accept, stop, long_poll)
    failures = 0
    while not stop.is_set():
        try:
            await poller.step()
            failures = 0
        except _Stopped:
            return
        except Exception as problem:
            failures += 1
            seconds = poller.after_failure(problem, pause(failures))
            log.warning("polling failed (%s), again in %.0f s", _named(problem), seconds)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), seconds)


class _Poller:
    """Where the poller is: has the webhook been deleted, and which update comes next?"""

    def __init__(
        self, channel: TelegramChannel, accept: Accept, stop: asyncio.Event, long_poll: timedelta
    ) -> None:
        self._bot = channel.bot
        self._accept = accept
        self._stop = stop
        self._long_poll = long_poll
        self._webhook_deleted = False
        self._offset: int | None = None

    async def step(self) -> None:
        """One long poll, and the storing of what it brought."""
        if not self._webhook_deleted:
            # Telegram is not polled while it posts. What waits there is kept.
            await self._unless_stopped(call(self._bot.delete_webhook(drop_pending_updates=False)))
            self._webhook_deleted = True
        asked = self._bot.raw_updates(
            self._offset, self._long_poll, UPDATES_AT_ONCE, ALLOWED_UPDATES
        )
        updates = _as_updates(await self._unless_stopped(call(asked)))
        if not updates:
            return
        next_offset = _offset_after(updates)
        heard = [inbound for update in updates for inbound in read_update(update)]
        if heard:
            await self._accept(heard)
        self._offset = next_offset
        await self._unless_stopped(self._calm_buttons(updates))

    def after_failure(self, problem: Exception, pause: float) -> float:
        """How many seconds to wait: `pause`, or longer when Telegram asks for it."""
        if not isinstance(problem, NotNow):
            return pause
        if problem.code == _CONFLICT:
            self._webhook_deleted = False
        return max(pause, problem.after_seconds)

    async def _calm_buttons(self, updates: Sequence[Json]) -> None:
        """Let pressed buttons stop spinning; when that fails they stop by themselves, later."""
        pressed = [words(part(update, "callback_query"), "id") for update in updates]
        answers = [call(self._bot.answer_callback_query(one)) for one in pressed if one]
        await asyncio.gather(*answers, return_exceptions=True)

    async def _unless_stopped(self, asked: Coroutine[Any, Any, T]) -> T:
        """Await `asked`; drop it and raise _Stopped as soon as somebody says stop."""
        asking = asyncio.ensure_future(asked)
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise _Stopped
            return asking.result()
        finally:
            asking.cancel()
            stopping.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)


def _named(problem: Exception) -> str:
    """An error's type, and Telegram's code where there is one; never its sentence."""
    return f"{type(problem).__name__} {getattr(problem, 'code', '')}".rstrip()


def _as_updates(answer: object) -> list[Json]:
    if not isinstance(answer, list):
        raise UnknownOutcome
    return [update for update in answer if isinstance(update, dict)]


def _offset_after(updates: Sequence[Json]) -> int:
    """One past the highest id of this batch alone: after a week of silence Telegram's ids jump.

    Raises UnknownOutcome when no update has an id, or the same batch would come round and round.
    """
    ids = [found for update in updates if (found := number(update, "update_id")) is not None]
    if not ids:
        raise UnknownOutcome
    return max(ids) + 1
