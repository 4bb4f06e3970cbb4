"""Does the poller hear all, lose nothing, repeat only what was not stored, and stop at once?"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain

import pytest

from bot.channels.port import Inbound, InboundKind, Receipt
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.polling import pause_seconds, poll
from tests.channels.telegram.faults import CUT, SERVER_ERROR, Fault, garbage, refusal
from tests.channels.telegram.scenes import ANA, telegram_and_alba
from tests.channels.telegram.stand_in import StandIn

pytestmark = pytest.mark.anyio

SOON = timedelta(seconds=20)  # longer than any of these tests takes


@dataclass
class Ear:
    """Stores what the poller hands over; may be told to fail, and wakes whoever waits for words."""

    fails: int = 0
    batches: list[list[str]] = field(default_factory=list)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def accept(self, batch: Sequence[Inbound | Receipt]) -> None:
        """Store a batch, or fail as a database does."""
        if self.fails:
            self.fails -= 1
            raise ConnectionError("her words must not be logged")
        async with self.heard:
            self.batches.append([_words(one) for one in batch])
            self.heard.notify_all()

    async def has(self, *words: str) -> None:
        """Wait until exactly these words have been stored, in this order."""
        async with asyncio.timeout(SOON.total_seconds()), self.heard:
            await self.heard.wait_for(lambda: tuple(chain(*self.batches)) == words)


def _words(one: Inbound | Receipt) -> str:
    assert isinstance(one, Inbound)
    return one.choice or one.text or one.kind.value


@asynccontextmanager
async def polling(
    ear: Ear, pause: Callable[[int], float] = lambda _: 0.0
) -> AsyncIterator[tuple[StandIn, TelegramChannel]]:
    """A poller at work, stopped at the end; it must stop at once."""
    async with telegram_and_alba() as (telegram, alba):
        stop = asyncio.Event()
        task = asyncio.create_task(poll(alba, ear.accept, stop, long_poll=SOON, pause=pause))
        try:
            yield telegram, alba
        finally:
            stop.set()
            async with asyncio.timeout(SOON.total_seconds() / 4):
                await task


async def test_it_hears_what_comes_in_order_and_confirms_it() -> None:
    ear = Ear()
    async with polling(ear) as (telegram, _):
        ana = telegram.chat(ANA)
        telegram.push(telegram.says(ana, "uno"))
        telegram.push(telegram.says(ana, "dos"))
        await ear.has("uno", "dos")
        telegram.push(telegram.says(ana, "tres"))
        await ear.has("uno", "dos", "tres")
        await until(lambda: 700_003 in offsets(telegram))
        first = telegram.asked("getUpdates")[0]
    assert first == {
        "timeout": SOON.total_seconds(),
        "limit": 100,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }


async def test_a_webhook_is_deleted_first_and_what_waits_there_is_kept() -> None:
    ear = Ear()
    async with telegram_and_alba() as (telegram, alba):
        await alba.set_webhook("https://alba.example.org")
        telegram.push(telegram.says(telegram.chat(ANA), "antes"))
        stop = asyncio.Event()
        task = asyncio.create_task(poll(alba, ear.accept, stop, long_poll=SOON))
        await ear.has("antes")
        stop.set()
        await task
        assert telegram.asked("deleteWebhook") == [{"drop_pending_updates": False}]


async def test_what_could_not_be_stored_comes_again() -> None:
    ear = Ear(fails=3)
    async with polling(ear) as (telegram, _):
        telegram.push(telegram.says(telegram.chat(ANA), "uno"))
        await ear.has("uno")
        assert offsets(telegram)[:4] == [None] * 4


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(SERVER_ERROR, id="500"),
        pytest.param(CUT, id="cut"),
        pytest.param(garbage(), id="garbage"),
        pytest.param(garbage(b'{"ok": true, "result": {}}'), id="no list"),
        pytest.param(garbage(b'{"ok": true, "result": [{"message": {}}]}'), id="no update_id"),
        pytest.param(refusal(409, "Conflict: terminated by other getUpdates request"), id="409"),
    ],
)
async def test_trouble_delays_but_loses_nothing(fault: Fault) -> None:
    ear = Ear()
    async with telegram_and_alba() as (telegram, alba):
        telegram.fail(fault, fault, method="getUpdates")
        telegram.fail(SERVER_ERROR, method="deleteWebhook")
        telegram.push(telegram.says(telegram.chat(ANA), "uno"))
        stop = asyncio.Event()
        task = asyncio.create_task(
            poll(alba, ear.accept, stop, long_poll=SOON, pause=lambda _: 0.0)
        )
        await ear.has("uno")
        stop.set()
        await task


async def test_a_webhook_that_somebody_sets_meanwhile_is_deleted_again() -> None:
    ear = Ear()
    async with polling(ear) as (telegram, alba):
        telegram.push(telegram.says(telegram.chat(ANA), "uno"))
        await ear.has("uno")
        await alba.set_webhook("https://alba.example.org")
        telegram.push(telegram.says(telegram.chat(ANA), "dos"))
        await ear.has("uno", "dos")
        telegram.push(telegram.says(telegram.chat(ANA), "tres"))
        await ear.has("uno", "dos", "tres")
        assert len(telegram.asked("deleteWebhook")) == 2
        assert telegram.webhook == {}


async def test_a_malformed_update_stops_nobody_behind_it() -> None:
    ear = Ear()
    async with polling(ear) as (telegram, _):
        for broken in ({"update_id": 5, "message": {"date": "never"}}, 7, {"update_id": "x"}):
            telegram.push(broken)
        telegram.push(telegram.says(telegram.chat(ANA), "uno"))
        await ear.has("uno")


async def test_what_alba_does_not_understand_is_confirmed_without_storing() -> None:
    ear = Ear()
    async with polling(ear) as (telegram, _):
        telegram.push({"update_id": 5, "hologram": {}})
        await until(lambda: 6 in offsets(telegram))
    assert ear.batches == []


async def test_a_pressed_button_stops_spinning_after_it_is_stored() -> None:
    ear = Ear()
    async with polling(ear) as (telegram, _):
        telegram.push(telegram.presses(telegram.chat(ANA), "si", query_id="77"))
        await ear.has("si")
        await until(lambda: telegram.answered == ["77"])


async def test_a_button_that_cannot_be_calmed_delays_nothing() -> None:
    ear = Ear()
    async with polling(ear) as (telegram, _):
        telegram.fail(refusal(400, "Bad Request: query is too old"), method="answerCallbackQuery")
        telegram.push(telegram.presses(telegram.chat(ANA), "si"))
        await ear.has("si")
        telegram.push(telegram.says(telegram.chat(ANA), "uno"))
        await ear.has("si", "uno")


async def test_a_group_is_heard_too() -> None:
    ear = Ear()
    async with polling(ear) as (telegram, _):
        telegram.push(telegram.says(telegram.chat(-100, "group"), "hola"))
        await ear.has(InboundKind.GROUP.value)


async def test_it_stops_at_once_in_the_middle_of_a_long_poll(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with polling(Ear()) as (telegram, _):
        await until(lambda: len(offsets(telegram)) == 1)
    assert caplog.text == ""


async def test_it_stops_at_once_while_it_waits_after_trouble() -> None:
    ear = Ear(fails=1)
    async with polling(ear, pause=lambda _: 3600.0) as (telegram, _):
        telegram.push(telegram.says(telegram.chat(ANA), "uno"))
        await until(lambda: ear.fails == 0)
    assert ear.batches == []


async def test_it_obeys_the_wait_that_telegram_asks_for(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear()
    async with polling(ear) as (telegram, _):
        telegram.fail(refusal(429, "Too Many Requests", retry_after=900), method="getUpdates")
        telegram.push(telegram.says(telegram.chat(ANA), "uno"))
        await until(lambda: "again in 900 s" in caplog.text)
    assert ear.batches == []


@pytest.mark.parametrize(
    ("failures", "longest"), [(1, 2.0), (2, 4.0), (4, 16.0), (6, 60.0), (10_000, 60.0)]
)
def test_pauses_grow_to_a_minute_and_differ(failures: int, longest: float) -> None:
    pauses = {pause_seconds(failures) for _ in range(50)}
    assert all(longest / 2 <= pause <= longest for pause in pauses)
    assert len(pauses) > 1


async def until(holds: Callable[[], bool]) -> None:
    """Let the others run until something holds."""
    async with asyncio.timeout(SOON.total_seconds() / 4):
        while not holds():
            await asyncio.sleep(0)


def offsets(telegram: StandIn) -> list[object]:
    """From which update on the poller has asked, each time."""
    return [asked.get("offset") for asked in telegram.asked("getUpdates")]
