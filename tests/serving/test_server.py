"""Does the server stop as it should: nothing new, what is asked is finished, and quickly?"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.serving.app import make_app
from bot.serving.parts import Waits
from bot.serving.server import listen, serve_app
from db.encryption import Keyring
from db.engine import Database
from tests.patience import PATIENCE_SECONDS
from tests.serving.world import serving

pytestmark = pytest.mark.anyio

PATIENT = Waits(timedelta(minutes=5), timedelta(seconds=0.01), timedelta(seconds=0.01))


@asynccontextmanager
async def running(
    app: ASGIApp, stop: asyncio.Event
) -> AsyncIterator[tuple[str, asyncio.Task[None]]]:
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    server = asyncio.create_task(serve_app(app, listening, stop, timedelta(seconds=5)))
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        stop.set()
        await asyncio.wait_for(server, PATIENCE_SECONDS)


async def test_it_answers_without_naming_itself(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        app = make_app(served.parts)
        async with running(app, asyncio.Event()) as (url, _), httpx.AsyncClient() as client:
            answer = await client.get(f"{url}/chat", headers={"x-forwarded-proto": "https"})
    assert answer.status_code == 200
    assert "server" not in answer.headers


async def test_what_is_asked_is_finished_and_nothing_new_begun() -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    stop = asyncio.Event()
    async with running(slow, stop) as (url, server), httpx.AsyncClient() as client:
        asked = asyncio.create_task(client.get(url))
        await begun.wait()
        stop.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await _is_open(client, url):
                pass
        assert not server.done()
        go.set()
        assert (await asked).text == "done"


async def _is_open(client: httpx.AsyncClient, url: str) -> bool:
    try:
        await client.get(url, timeout=0.05)
    except httpx.ConnectError:
        return False
    except httpx.TimeoutException:
        return True
    return True


async def test_a_waiting_page_does_not_hold_the_process(
    embedded: Database, keyring: Keyring
) -> None:
    stop = asyncio.Event()
    async with serving(embedded, keyring, stop=stop, waits=PATIENT) as served:
        page = await served.open_page()
        await page.starts()
        app = make_app(served.parts)
        async with running(app, stop) as (url, server), httpx.AsyncClient() as client:
            asked = asyncio.create_task(
                client.post(
                    f"{url}/chat/replies", json={"token": page.ticket}, timeout=PATIENCE_SECONDS
                )
            )
            await client.get(f"{url}/healthz")
            stop.set()
            answer = await asyncio.wait_for(asked, PATIENCE_SECONDS)
            await asyncio.wait_for(server, PATIENCE_SECONDS)
    assert answer.status_code in (200, 503)


async def test_a_port_that_is_taken_is_told() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", first.getsockname()[1])


def test_nothing_heavy_is_imported() -> None:
    """A cold start is short: a provider's library is imported only where it is configured."""
    code = (
        "import sys, bot.serving.app, bot.serving.server; "
        "print(sorted({'telegram', 'twilio', 'aiohttp', 'httpx', 'pydantic', 'yaml', 'psycopg'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
