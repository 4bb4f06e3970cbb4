"""Is the stand-in as strict as the contract? A lenient one would prove nothing elsewhere."""

import json
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.channel import TelegramChannel
from tests.channels.telegram.contract import Misfit, bot_api
from tests.channels.telegram.scenes import ANA, SECRET, a_message
from tests.channels.telegram.stand_in import TOKEN, StandIn, in_thread

pytestmark = pytest.mark.anyio

BUTTON = {"text": "Sí", "callback_data": "si"}


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("sendMesage", {"chat_id": ANA, "text": "x"}),
        ("sendMessage", {"chat_id": ANA}),
        ("sendMessage", {"chat_id": ANA, "text": "x", "preview": False}),
        ("sendMessage", {"chat_id": ANA, "text": 5}),
        ("sendMessage", {"chat_id": True, "text": "x"}),
        ("sendMessage", {"chat_id": ANA, "text": ""}),
        ("sendMessage", {"chat_id": ANA, "text": "x" * 4097}),
        ("sendMessage", {"chat_id": ANA, "text": "x", "disable_notification": 1}),
        ("sendMessage", {"chat_id": ANA, "text": "x", "link_preview_options": {"off": True}}),
        ("sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": {"inline_keyboard": [{}]}}),
        (
            "sendMessage",
            {
                "chat_id": ANA,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{**BUTTON, "callback_data": "ñ" * 33}]]},
            },
        ),
        ("deleteMessages", {"chat_id": ANA, "message_ids": []}),
        ("deleteMessages", {"chat_id": ANA, "message_ids": list(range(101))}),
        ("deleteMessages", {"chat_id": ANA, "message_ids": ["1"]}),
        ("setWebhook", {"url": "https://a.example", "secret_token": "ñ"}),
        ("setWebhook", {"url": "https://a.example", "max_connections": 101}),
        ("setMyName", {"name": "x" * 65}),
        ("setMyCommands", {"commands": [{"command": "MENÚ", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "menu", "description": ""}]}),
    ],
    ids=lambda one: one if isinstance(one, str) else json.dumps(one)[:70],
)
async def test_what_the_contract_does_not_know_is_refused(
    method: str, asked: dict[str, Any]
) -> None:
    async with StandIn() as telegram:
        telegram.chat(ANA)
        status, answer = await post(f"{telegram.url}/bot{TOKEN}/{method}", asked)
        assert (status, answer["ok"]) == (400, False)
        assert len(telegram.misfits) == 1
        assert telegram.calls == []


@pytest.mark.parametrize("chat_id", [ANA, str(ANA)])
async def test_a_call_in_json_is_taken_too(chat_id: object) -> None:
    markup = {"inline_keyboard": [[BUTTON]]}
    async with StandIn() as telegram:
        ana = telegram.chat(ANA)
        asked = {"chat_id": chat_id, "text": "x", "reply_markup": markup}
        status, answer = await post(f"{telegram.url}/bot{TOKEN}/sendMessage", asked)
    assert status == 200
    assert answer["result"]["message_id"] == ana.got[0].message_id
    assert ana.got[0].buttons == ((("si", "Sí"),),)


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/bot1:x/sendMessage", {"chat_id": ANA, "text": "x"}, 401),
        ("/sendMessage", {"chat_id": ANA, "text": "x"}, 404),
        (f"/bot{TOKEN}/sendMessage", {"chat_id": ANA, "text": "x"}, 400),
        (f"/bot{TOKEN}/sendDice", {"chat_id": ANA}, 501),
    ],
    ids=["another token", "no token", "a chat that nobody named", "a method that is not played"],
)
async def test_who_is_not_known_is_not_served(
    path: str, asked: dict[str, Any], status: int
) -> None:
    async with StandIn() as telegram:
        found, _ = await post(f"{telegram.url}{path}", asked)
    assert found == status


def test_an_update_that_telegram_would_not_send_cannot_be_made() -> None:
    with pytest.raises(Misfit):
        StandIn().update(message={"text": "hola"})


def test_every_kind_of_field_in_the_contract_can_be_checked() -> None:
    """No type is named that the oracle does not know, or it would pass whatever is said of it."""
    api = bot_api()
    named = {
        name
        for described in (*api.methods.values(), *api.types.values())
        for field in described.get("fields", ())
        for name in field["types"]
    }
    plain = {name.replace("Array of ", "") for name in named}
    assert plain - api.types.keys() - {"InputFile"} == {"String", "Integer", "Float", "Boolean"}


async def test_it_serves_another_loop_from_a_thread() -> None:
    with in_thread() as telegram:
        ana = telegram.chat(ANA)
        alba = TelegramChannel(TOKEN, SECRET, telegram.url)
        await alba.send(a_message())
        await alba.close()
    assert ana.texts == ["Te leo."]


async def post(url: str, asked: dict[str, Any]) -> tuple[int, Any]:
    """Call as any client would: the status, and the answer where it is JSON."""
    async with aiohttp.ClientSession() as session, session.post(url, json=asked) as response:
        body = await response.read()
    return response.status, json.loads(body) if body.startswith(b"{") else None
