"""Does each thing that goes wrong at Telegram become the right promise about the message?"""

from datetime import timedelta

import pytest

from bot.channels.port import (
    ChannelError,
    NotNow,
    RefusalReason,
    Refused,
    UnknownOutcome,
)
from bot.channels.telegram.answers import TOKEN_WAIT_SECONDS
from bot.channels.telegram.channel import TelegramChannel
from tests.channels.telegram.faults import (
    CUT,
    CUT_AFTER_TAKING,
    GATEWAY,
    GATEWAY_GAVE_UP,
    HANG,
    HANG_AFTER_TAKING,
    SERVER_ERROR,
    Fault,
    garbage,
    refusal,
    too_many,
)
from tests.channels.telegram.scenes import ANA, SECRET, a_message, telegram_and_alba
from tests.channels.telegram.stand_in import StandIn

pytestmark = pytest.mark.anyio


async def what_becomes_of_a_message(fault: Fault) -> ChannelError:
    """What sending raises when this goes wrong."""
    patience = timedelta(seconds=0.1 if fault.hang else 20)
    async with telegram_and_alba(patience) as (telegram, alba):
        telegram.fail(fault)
        with pytest.raises(ChannelError) as error:
            await alba.send(a_message())
    assert error.value.__context__ is None  # what the library says may quote her, and the token
    assert error.value.__cause__ is None
    return error.value


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), RefusalReason.BLOCKED),
        (
            refusal(403, "Forbidden: bot can't initiate conversation with a user"),
            RefusalReason.BLOCKED,
        ),
        (refusal(403, "Forbidden: user is deactivated"), RefusalReason.NO_SUCH_ADDRESS),
        (refusal(400, "Bad Request: chat not found"), RefusalReason.NO_SUCH_ADDRESS),
        (refusal(400, "Bad Request: PEER_ID_INVALID"), RefusalReason.NO_SUCH_ADDRESS),
        (refusal(400, "Bad Request: message is too long"), RefusalReason.REJECTED),
        (refusal(400, "Bad Request: BUTTON_DATA_INVALID"), RefusalReason.REJECTED),
        (refusal(413, "Request Entity Too Large"), RefusalReason.REJECTED),
    ],
    ids=lambda one: one.body.decode() if isinstance(one, Fault) else one.value,
)
async def test_refused_for_good(fault: Fault, reason: RefusalReason) -> None:
    problem = await what_becomes_of_a_message(fault)
    assert isinstance(problem, Refused)
    assert (problem.reason, problem.code) == (reason, str(fault.status))


@pytest.mark.parametrize(
    ("fault", "after_seconds", "whole_channel"),
    [
        pytest.param(too_many(30), 30.0, False, id="429 names its seconds"),
        pytest.param(refusal(429, "Too Many Requests"), 0.0, False, id="429 without seconds"),
        pytest.param(refusal(409, "Conflict"), 0.0, False, id="409"),
        pytest.param(SERVER_ERROR, 0.0, False, id="500"),
        pytest.param(GATEWAY, 0.0, False, id="502 from a gateway"),
        pytest.param(Fault(403, b"<html>"), 0.0, False, id="403 from a proxy on the way"),
        pytest.param(Fault(404, b"<html>"), 0.0, False, id="404 from a proxy on the way"),
        pytest.param(refusal(401, "Unauthorized"), TOKEN_WAIT_SECONDS, True, id="a wrong token"),
        pytest.param(refusal(404, "Not Found"), TOKEN_WAIT_SECONDS, True, id="no token at all"),
    ],
)
async def test_not_now(fault: Fault, after_seconds: float, whole_channel: bool) -> None:
    problem = await what_becomes_of_a_message(fault)
    assert isinstance(problem, NotNow)
    assert (problem.after_seconds, problem.whole_channel) == (after_seconds, whole_channel)
    assert problem.code == str(fault.status)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(CUT, id="cut before it was taken"),
        pytest.param(CUT_AFTER_TAKING, id="taken, then cut"),
        pytest.param(HANG, id="no answer"),
        pytest.param(HANG_AFTER_TAKING, id="taken, and no answer"),
        pytest.param(GATEWAY_GAVE_UP, id="a gateway gave up waiting"),
        pytest.param(garbage(), id="a page instead of JSON"),
        pytest.param(garbage(b""), id="nothing"),
        pytest.param(garbage(b"[1]"), id="a list"),
        pytest.param(garbage(b'{"ok": true}'), id="no result"),
        pytest.param(garbage(b'{"ok": true, "result": null}'), id="an empty result"),
        pytest.param(garbage(b'{"ok": true, "result": {"text": "x"}}'), id="half a message"),
        pytest.param(garbage(b'{"ok": true, "result": ' + b"[" * 90_000), id="nested JSON"),
        pytest.param(garbage(b"\xff\xfe\x00"), id="bytes"),
        pytest.param(garbage(b"{}", status=600), id="a status that does not exist"),
    ],
)
async def test_unknown_outcome(fault: Fault) -> None:
    assert isinstance(await what_becomes_of_a_message(fault), UnknownOutcome)


async def test_a_server_that_is_down_surely_took_nothing_and_comes_back() -> None:
    async with telegram_and_alba() as (telegram, alba):
        await telegram.go_down()
        with pytest.raises(NotNow):
            await alba.send(a_message())
        await telegram.come_up()
        await alba.send(a_message())
        assert telegram.chat(ANA).texts == ["Te leo."]


async def test_a_wrong_token_is_told_to_the_operator_and_loses_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with StandIn() as telegram:
        alba = TelegramChannel("1:another", SECRET, telegram.url)
        with pytest.raises(NotNow):
            await alba.send(a_message())
        await alba.close()
    assert "ALBA_TELEGRAM_TOKEN" in caplog.text


async def test_two_chats_that_must_wait_in_a_row_mean_that_everybody_must() -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.chat(ANA + 1)
        telegram.fail(*[too_many(5)] * 4)
        first, again = await waits(alba, ANA), await waits(alba, ANA)
        other = await waits(alba, ANA + 1)
        assert [one.whole_channel for one in (first, again, other)] == [False, False, True]

        await waits(alba, ANA + 1)
        await alba.send(a_message())  # one gets through: the bot as a whole may speak
        telegram.fail(too_many(5))
        assert (await waits(alba, ANA)).whole_channel is False


async def waits(alba: TelegramChannel, chat_id: int) -> NotNow:
    """The wait that a message to this chat meets."""
    with pytest.raises(NotNow) as wait:
        await alba.send(a_message(address=str(chat_id)))
    return wait.value
