"""Is a provider's post durable before it is answered, and is a bad one refused in silence?"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest

from bot.channels.port import Inbound, InboundKind
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.serving.parts import Waits
from bot.serving.webhooks import TELEGRAM_BYTES, TWILIO_BYTES
from db.encryption import Keyring
from db.engine import Database
from tests.channels.whatsapp.posts import ACCOUNT, PUBLIC_URL, SENDER, TOKEN, message
from tests.serving.world import Forgetful, serving

pytestmark = pytest.mark.anyio

SECRET = "a-secret_of-the-webhook"
WORDS = "necesito-algo-esta-noche"


def telegram() -> TelegramChannel:
    return TelegramChannel("1234:made-up", SECRET)


def whatsapp() -> WhatsAppChannel:
    return WhatsAppChannel(ACCOUNT, TOKEN, SENDER, None, PUBLIC_URL)


def update(text: str = WORDS, number: int = 7) -> bytes:
    chat = {"id": 5, "type": "private", "first_name": "Ana"}
    said = {"message_id": 9, "date": 1_760_000_000, "chat": chat, "from": {**chat, "is_bot": False}}
    return json.dumps({"update_id": number, "message": {**said, "text": text}}).encode()


def pressed() -> bytes:
    chat = {"id": 5, "type": "private", "first_name": "Ana"}
    shown = {"message_id": 9, "date": 1_760_000_000, "chat": chat, "text": "¿Para hoy?"}
    who = {"id": 5, "is_bot": False, "first_name": "Ana"}
    query = {"id": "q1", "from": who, "chat_instance": "1", "data": "si", "message": shown}
    return json.dumps({"update_id": 8, "callback_query": query}).encode()


async def post(
    client: httpx.AsyncClient, body: bytes, secret: str | None = SECRET
) -> httpx.Response:
    headers = {"content-type": "application/json"}
    if secret is not None:
        headers["x-telegram-bot-api-secret-token"] = secret
    return await client.post("/telegram", content=body, headers=headers)


async def test_an_update_is_stored_once_and_answered(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring, telegram=telegram()) as served:
        first = await post(served.client, update())
        again = await post(served.client, update())
        assert (first.status_code, first.content, again.status_code) == (200, b"", 200)
        assert served.words() == [WORDS]


async def test_a_pressed_button_stops_spinning_in_the_answer(
    embedded: Database, keyring: Keyring
) -> None:
    async with serving(embedded, keyring, telegram=telegram()) as served:
        answer = await post(served.client, pressed())
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "q1"}
        [heard] = served.accepted
        assert isinstance(heard, Inbound)
        assert (heard.kind, heard.choice) == (InboundKind.CHOICE, "si")


async def test_twilio_gets_no_words_back(embedded: Database, keyring: Keyring) -> None:
    signed = message(Body=WORDS)
    async with serving(embedded, keyring, whatsapp=whatsapp()) as served:
        answer = await served.client.post(
            "/twilio/message", content=signed.body, headers=dict(signed.headers)
        )
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/xml")
        assert answer.text.endswith("<Response/>")
        assert served.words() == [WORDS]


@pytest.mark.parametrize("secret", [None, "", "another"])
async def test_forged_is_refused_and_logged_without_its_body(
    embedded: Database, keyring: Keyring, caplog: pytest.LogCaptureFixture, secret: str | None
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(embedded, keyring, telegram=telegram()) as served:
        answer = await post(served.client, update(), secret)
        assert (answer.status_code, answer.content, served.accepted) == (403, b"", [])
    assert "forged" in caplog.text
    assert WORDS not in caplog.text


@pytest.mark.parametrize("path", ["/twilio/message", "/twilio/status"])
async def test_an_unsigned_form_is_refused(
    embedded: Database, keyring: Keyring, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    form = urlencode({"Body": WORDS, "From": "whatsapp:+5215512345678", "To": SENDER})
    headers = {"content-type": "application/x-www-form-urlencoded"}
    async with serving(embedded, keyring, whatsapp=whatsapp()) as served:
        answer = await served.client.post(path, content=form, headers=headers)
        assert (answer.status_code, served.accepted) == (403, [])
    assert WORDS not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"update_id": 7, "message"', id="broken JSON"),
        pytest.param(b"[" * 50_000, id="deep JSON"),
        pytest.param(b"\xff\xfe\x00", id="no text at all"),
        pytest.param(b'["update"]', id="another shape"),
    ],
)
async def test_unreadable_is_refused(embedded: Database, keyring: Keyring, body: bytes) -> None:
    async with serving(embedded, keyring, telegram=telegram()) as served:
        answer = await post(served.client, body)
        assert (answer.status_code, served.accepted) == (400, [])


async def test_an_unknown_kind_of_update_is_answered_well(
    embedded: Database, keyring: Keyring
) -> None:
    async with serving(embedded, keyring, telegram=telegram()) as served:
        answer = await post(served.client, b'{"update_id": 7, "something_new": {"a": 1}}')
        assert (answer.status_code, served.accepted) == (200, [])


@pytest.mark.parametrize(
    ("path", "most"),
    [("/telegram", TELEGRAM_BYTES), ("/twilio/message", TWILIO_BYTES)],
)
async def test_a_large_body_is_not_read_whole(
    embedded: Database, keyring: Keyring, path: str, most: int
) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1024
            yield b"x" * 1024

    async with serving(embedded, keyring, telegram=telegram(), whatsapp=whatsapp()) as served:
        streamed = await served.client.post(path, content=endless())
        declared = await served.client.post(path, content=b"x" * 1_000_000)
    assert (streamed.status_code, declared.status_code) == (413, 413)
    assert read <= most + 4096


async def test_what_is_not_stored_is_not_confirmed(
    embedded: Database, keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    accept = Forgetful(times=1)
    async with serving(embedded, keyring, telegram=telegram(), accept=accept) as served:
        first = await post(served.client, update())
        again = await post(served.client, update())
    assert (first.status_code, first.headers["retry-after"]) == (503, "5")
    assert again.status_code == 200
    assert len(accept.accepted) == 1
    assert "OSError" in caplog.text
    assert "secret word" not in caplog.text


@pytest.mark.parametrize("path", ["/telegram", "/twilio/message", "/twilio/status", "/console"])
async def test_what_is_not_configured_is_not_there(
    embedded: Database, keyring: Keyring, path: str
) -> None:
    async with serving(embedded, keyring) as served:
        assert (await served.client.post(path, content=b"{}")).status_code == 404


async def test_a_webhook_is_only_posted_to(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring, telegram=telegram()) as served:
        assert (await served.client.get("/telegram")).status_code == 405


async def test_a_body_that_never_ends_is_given_up(embedded: Database, keyring: Keyring) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    soon = Waits(body=timedelta(seconds=0.01))
    async with serving(embedded, keyring, telegram=telegram(), waits=soon) as served:
        assert (await served.client.post("/telegram", content=stuck())).status_code == 408


async def test_a_defect_of_ours_tells_nothing(
    embedded: Database, keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def read(self, post: object) -> list[Inbound]:
            raise RuntimeError(f"could not read {WORDS}")

    async with serving(embedded, keyring, whatsapp=Broken()) as served:
        answer = await served.client.post("/twilio/message", content=b"Body=x")
    assert (answer.status_code, answer.content) == (500, b"")
    assert "RuntimeError at test_webhooks.py" in caplog.text
    assert WORDS not in caplog.text
