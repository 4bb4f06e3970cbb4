"""Can her words, her address or the token be found in a log, an error or an object's repr?"""

import asyncio
import logging
import traceback

import pytest

from bot.channels.port import ChannelError
from bot.channels.telegram import profile
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.polling import poll
from tests.channels.telegram.faults import (
    CUT_AFTER_TAKING,
    GATEWAY,
    HANG_AFTER_TAKING,
    SERVER_ERROR,
    garbage,
    refusal,
    too_many,
)
from tests.channels.telegram.scenes import (
    ANA,
    SECRET,
    SHORT,
    a_message,
    a_post,
    telegram_and_alba,
)
from tests.channels.telegram.stand_in import TOKEN

pytestmark = pytest.mark.anyio

WORDS = "me siguen desde la terminal"
QUOTED = refusal(400, f"Bad Request: can't parse {WORDS}")
GARBAGE = (
    garbage(f"<html>{WORDS} {TOKEN}".encode()),
    garbage(f'{{"ok": true, "result": {{"text": "{WORDS}"}}}}'.encode()),
)
TROUBLE = (
    QUOTED,
    refusal(403, f"Forbidden: {WORDS}"),
    refusal(401, f"Unauthorized: {WORDS}"),
    too_many(3),
    SERVER_ERROR,
    GATEWAY,
    CUT_AFTER_TAKING,
    HANG_AFTER_TAKING,
    *GARBAGE,
)


async def test_nothing_of_hers_and_no_token_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    async with telegram_and_alba(SHORT) as (telegram, alba):
        telegram.fail(*TROUBLE)
        for _ in range(len(TROUBLE) + 1):
            try:
                await alba.send(a_message(WORDS))
            except ChannelError as problem:
                told += traceback.format_exception(problem)
        await telegram.go_down()
        with pytest.raises(ChannelError) as down:
            await alba.send(a_message(WORDS))
        told += traceback.format_exception(down.value)
        await telegram.come_up()

        for fault in (QUOTED, SERVER_ERROR, GATEWAY, CUT_AFTER_TAKING, *GARBAGE):
            telegram.fail(fault, method="getUpdates")
        telegram.fail(*TROUBLE[:4], method="setMyName")
        telegram.push(telegram.says(telegram.chat(ANA), WORDS))
        await hear_once(alba)
        await profile.apply(alba)
        told += [repr(alba), repr(a_message(WORDS)), repr(a_post({"text": WORDS}))]

    everything = caplog.text + "".join(told)
    assert "polling failed" in everything
    for secret in (WORDS, str(ANA), TOKEN, TOKEN.split(":")[1], SECRET):
        assert secret not in everything


async def hear_once(alba: TelegramChannel) -> None:
    """Poll through all that goes wrong until something is heard."""
    stop = asyncio.Event()

    async def accept(_: object) -> None:
        stop.set()

    await poll(alba, accept, stop, pause=lambda _: 0.0)
