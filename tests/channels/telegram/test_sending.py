"""Does what goes out look as it should, and does what must go away go?"""

from collections.abc import Mapping

import pytest

from bot.channels.port import Erasure, NotNow, RefusalReason, Refused
from bot.channels.telegram.sending import LEAVING
from tests.channels.telegram.faults import (
    CUT_AFTER_TAKING,
    SERVER_ERROR,
    Fault,
    garbage,
    refusal,
    too_many,
)
from tests.channels.telegram.scenes import (
    ANA,
    SECRET,
    a_message,
    choices,
    telegram_and_alba,
)

pytestmark = pytest.mark.anyio

GROUP = -100_777


async def test_a_message_is_plain_text_without_previews() -> None:
    text = "<b>https://example.org</b> *{{nombre}}* _800_ 'a'; --"
    async with telegram_and_alba() as (telegram, alba):
        await alba.send(a_message(text))
        [asked] = telegram.asked("sendMessage")
    assert asked == {
        "chat_id": str(ANA),
        "text": text,
        "link_preview_options": {"is_disabled": True},
    }


async def test_each_choice_has_a_row_of_its_own() -> None:
    titles = {f"c{n}": f"Opción {n}" for n in range(10)}
    async with telegram_and_alba() as (telegram, alba):
        await alba.send(a_message(choices=choices(titles)))
        [got] = telegram.chat(ANA).got
    assert got.buttons == tuple(((choice, title),) for choice, title in titles.items())


@pytest.mark.parametrize("address", ["@un_canal", "", "5x"])
async def test_only_a_number_is_an_address(address: str) -> None:
    """Telegram would take "@name" for a public channel."""
    async with telegram_and_alba() as (telegram, alba):
        with pytest.raises(Refused) as refused:
            await alba.send(a_message(address=address))
        await alba.erase(Erasure(address, ("1",)))
        await alba.leave(address)
        assert telegram.calls == []
    assert refused.value.reason is RefusalReason.NO_SUCH_ADDRESS


async def test_nothing_can_be_looked_up() -> None:
    async with telegram_and_alba() as (_, alba):
        assert alba.limits.looks_up is False
        assert await alba.look_up(a_message()) is None


async def test_erasing_takes_hers_and_ours_a_hundred_at_once() -> None:
    async with telegram_and_alba() as (telegram, alba):
        await alba.erase(Erasure(str(ANA), tuple(str(n) for n in range(1, 251)), ("F1",)))
        sizes = [len(_ids(asked)) for asked in telegram.asked("deleteMessages")]
        assert telegram.chat(ANA).deleted == list(range(1, 251))
    assert sizes == [100, 100, 50]


async def test_erasing_nothing_asks_nothing() -> None:
    async with telegram_and_alba() as (telegram, alba):
        await alba.erase(Erasure(str(ANA), ("not-a-number",)))
        assert telegram.calls == []


async def test_what_is_too_old_does_not_keep_the_others() -> None:
    async with telegram_and_alba() as (telegram, alba):
        ana = telegram.chat(ANA)
        ana.undeletable = {3, 90}
        await alba.erase(Erasure(str(ANA), tuple(str(n) for n in range(1, 101))))
        assert set(ana.deleted) == set(range(1, 101)) - {3, 90}
        assert len(telegram.asked("deleteMessages")) < 30


async def test_erasing_where_alba_is_blocked_is_no_error() -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.chat(ANA).block()
        await alba.erase(Erasure(str(ANA), ("1", "2")))
        assert len(telegram.asked("deleteMessages")) == 1


@pytest.mark.parametrize("fault", [SERVER_ERROR, too_many(3), garbage(), CUT_AFTER_TAKING])
async def test_erasing_that_failed_is_tried_again(fault: Fault) -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.fail(fault, method="deleteMessages")
        with pytest.raises(NotNow):
            await alba.erase(Erasure(str(ANA), ("1",)))
        await alba.erase(Erasure(str(ANA), ("1",)))
        assert 1 in telegram.chat(ANA).deleted


async def test_a_group_is_left_politely_and_discreetly() -> None:
    async with telegram_and_alba() as (telegram, alba):
        group = telegram.chat(GROUP, "supergroup")
        await alba.leave(str(GROUP))
    assert group.left
    assert group.texts == [LEAVING]


async def test_a_group_where_nobody_may_speak_is_left_in_silence() -> None:
    async with telegram_and_alba() as (telegram, alba):
        group = telegram.chat(GROUP, "supergroup")
        telegram.fail(refusal(400, "Bad Request: not enough rights to send text messages"))
        await alba.leave(str(GROUP))
    assert group.left
    assert group.texts == []


async def test_a_group_that_threw_alba_out_is_left_already() -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.chat(GROUP, "group").refuses = (
            403,
            "Forbidden: bot was kicked from the group chat",
        )
        await alba.leave(str(GROUP))
        assert len(telegram.asked("leaveChat")) == 1


@pytest.mark.parametrize("fault", [SERVER_ERROR, CUT_AFTER_TAKING])
async def test_leaving_that_failed_is_tried_again(fault: Fault) -> None:
    async with telegram_and_alba() as (telegram, alba):
        group = telegram.chat(GROUP, "group")
        telegram.fail(fault, method="leaveChat")
        with pytest.raises(NotNow):
            await alba.leave(str(GROUP))
        await alba.leave(str(GROUP))
    assert group.left


async def test_the_bot_says_its_name_and_whether_its_token_is_right() -> None:
    async with telegram_and_alba() as (telegram, alba):
        assert await alba.username() == "alba_bot"
        for fault in (refusal(401, "Unauthorized"), CUT_AFTER_TAKING, garbage(), SERVER_ERROR):
            telegram.fail(fault, method="getMe")
            with pytest.raises(NotNow):
                await alba.username()


async def test_the_webhook_is_set_with_its_secret_and_keeps_what_waits() -> None:
    async with telegram_and_alba() as (telegram, alba):
        await alba.set_webhook("https://alba.example.org/")
        assert telegram.webhook == {
            "url": "https://alba.example.org/telegram",
            "secret_token": SECRET,
            "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
            "max_connections": 40,
        }


def _ids(asked: Mapping[str, object]) -> list[object]:
    """The messages that a call would delete."""
    found = asked["message_ids"]
    assert isinstance(found, list)
    return found
