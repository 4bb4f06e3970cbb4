"""Does every answer keep itself to itself?"""

import pytest

from bot.serving.guards import HEADERS
from db.encryption import Keyring
from db.engine import Database
from tests.serving.world import serving

pytestmark = pytest.mark.anyio

PATHS = ["/chat", "/chat/chat.js", "/chat/chat.css", "/chat/icon.svg", "/healthz", "/nowhere"]


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_is_guarded(embedded: Database, keyring: Keyring, path: str) -> None:
    async with serving(embedded, keyring) as served:
        answer = await served.client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "server" not in answer.headers
    assert "set-cookie" not in answer.headers


async def test_the_policy_allows_ourselves_only() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("frame-ancestors") == policy.pop("base-uri") == "'none'"
    assert set(policy.values()) == {"'self'"}


async def test_a_slash_too_many_finds_the_page(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        assert (await served.client.get("/chat/")).status_code == 200
        assert (await served.client.get("/healthz/")).status_code == 404


async def test_without_https_no_browser_is_held_to_it(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring, public_url=None) as served:
        answer = await served.client.get("/chat")
    assert "strict-transport-security" not in answer.headers


async def test_the_page_costs_little(embedded: Database, keyring: Keyring) -> None:
    whole = sent = 0
    async with serving(embedded, keyring) as served:
        for path in PATHS[:4]:
            answer = await served.client.get(path)
            whole += len(answer.content)
            sent += int(answer.headers["content-length"])
    assert whole < 30_000
    assert sent < 10_000, "as it travels, compressed"
