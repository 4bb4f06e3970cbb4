"""Does Telegram answer what every channel must?

Works, forged, repeated, blocked, too long, rate-limited, outside the window, STOP.
"""

import pytest

from bot.channels.port import (
    Forged,
    InboundKind,
    NotNow,
    Outbound,
    RefusalReason,
    Refused,
    Template,
)
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.limits import LIMITS
from tests.channels.telegram.faults import too_many
from tests.channels.telegram.scenes import (
    ANA,
    a_message,
    a_post,
    choices,
    read,
    telegram_and_alba,
)
from tests.channels.telegram.stand_in import TOKEN
from tests.channels.telegram.world import World

pytestmark = pytest.mark.anyio


async def test_works() -> None:
    async with telegram_and_alba() as (telegram, alba):
        ana = telegram.chat(ANA)
        [heard] = read(telegram.says(ana, "necesito dónde dormir"))
        ref = await alba.send(
            a_message("¿Para hoy?", choices=choices({"si": "Sí", "no": "Otro día"}))
        )

    assert heard.text == "necesito dónde dormir"
    assert heard.address == str(ANA)
    assert ana.texts == ["¿Para hoy?"]
    assert ana.got[0].buttons == ((("si", "Sí"),), (("no", "Otro día"),))
    assert ref == str(ana.got[0].message_id)
    assert telegram.misfits == []


@pytest.mark.parametrize("secret", [None, "", "another", "ñ\udcff", "a-secret_of-the-webhoo"])
async def test_forged(secret: str | None) -> None:
    async with telegram_and_alba() as (telegram, alba):
        post = a_post(telegram.says(telegram.chat(ANA), "hola"), secret)
        with pytest.raises(Forged):
            alba.read(post)


async def test_without_a_secret_every_post_is_forged() -> None:
    """An empty secret would be as good as none: anybody may send an empty header."""
    for missing in (None, ""):
        alba = TelegramChannel(TOKEN, missing)
        with pytest.raises(Forged):
            alba.read(a_post({"update_id": 1}, ""))
        await alba.close()


async def test_repeated() -> None:
    telegram = World()
    update = telegram.says(telegram.chat(ANA), "hola")
    other = telegram.says(telegram.chat(ANA), "hola")

    assert read(update) == read(update)
    assert read(update)[0].provider_id != read(other)[0].provider_id


async def test_blocked() -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.chat(ANA).block()
        with pytest.raises(Refused) as refusal:
            await alba.send(a_message())
    assert refusal.value.reason is RefusalReason.BLOCKED


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(a_message("a" * (LIMITS.text + 1)), id="a text past the limit"),
        pytest.param(a_message(""), id="no text at all"),
        pytest.param(
            a_message(choices=choices({"ñ" * 33: "Sí"})), id="a choice of 66 bytes in 33 letters"
        ),
        pytest.param(a_message("half a pair \ud83d"), id="what cannot be sent at all"),
    ],
)
async def test_too_long(message: Outbound) -> None:
    async with telegram_and_alba() as (telegram, alba):
        with pytest.raises(Refused) as refusal:
            await alba.send(message)
        assert telegram.chat(ANA).texts == []
    assert refusal.value.reason is RefusalReason.REJECTED


async def test_as_long_as_it_may_be() -> None:
    text = "ñ" * LIMITS.text_with_choices
    async with telegram_and_alba() as (telegram, alba):
        await alba.send(a_message(text, choices=choices({"x" * LIMITS.choice_id: "Sí"})))
        assert telegram.chat(ANA).texts == [text]


async def test_rate_limited() -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.fail(too_many(7))
        with pytest.raises(NotNow) as wait:
            await alba.send(a_message())
        assert (wait.value.after_seconds, wait.value.whole_channel) == (7.0, False)
        await alba.send(a_message())
        assert telegram.chat(ANA).texts == ["Te leo."]


async def test_outside_the_window() -> None:
    """There is none: the words go out as they are, whenever, and a template is not needed."""
    assert LIMITS.window is None
    async with telegram_and_alba() as (telegram, alba):
        await alba.send(a_message(free_text=False, template=Template("check_in")))
        assert telegram.chat(ANA).texts == ["Te leo."]


async def test_stop() -> None:
    """Telegram silences nobody by itself: her word reaches Alba."""
    telegram = World()
    ana = telegram.chat(ANA)
    for said in ("alto", "ALTO", "STOP", "/alto", "/stop"):
        [heard] = read(telegram.says(ana, said))
        assert heard.kind is InboundKind.TEXT
        assert heard.text.lower() in ("alto", "stop")
