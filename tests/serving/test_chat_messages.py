"""Does what she writes on the page arrive whole, once, and only from a page of ours?"""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.channels.port import Inbound, InboundKind
from db.encryption import Keyring
from db.engine import Database
from tests.serving.world import BASE, FROM_THE_PAGE, Forgetful, Page, serving

pytestmark = pytest.mark.anyio

STRANGE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a template": "{{ 7*7 }} {% for x in y %} ${7*7} #{7*7}",
    "SQL": "'; DROP TABLE contacts; --",
    "right to left": "‮مرحبا‬ hola",
    "emoji only": "🫂🏳️‍🌈👩🏽‍🍼",
    "a long breath": "no sé qué hacer " * 249,
}


async def test_the_page_opens_a_conversation(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        assert served.accepted == []
        assert (await page.starts()).status_code == 200
        [heard] = served.accepted
        assert isinstance(heard, Inbound)
        assert (heard.kind, heard.text) == (InboundKind.START, "")


async def test_a_choice_arrives_as_its_id(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        said = {"token": page.ticket, "id": "message-1", "choice": "tonight.yes"}
        assert (await page.post("/chat/messages", said)).json() == {}
        [heard] = served.accepted
        assert isinstance(heard, Inbound)
        assert (heard.kind, heard.choice) == (InboundKind.CHOICE, "tonight.yes")


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
async def test_strange_words_arrive_as_they_are(
    embedded: Database, keyring: Keyring, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        assert (await page.says(text)).status_code == 200
        assert served.words() == [text.strip()]
    assert text not in caplog.text
    assert page.ticket not in caplog.text


@pytest.mark.parametrize(
    ("text", "kept"),
    [("ho\x00la", "hola"), ("hola \ud83d ahí", "hola ? ahí")],
    ids=["NUL", "half a pair"],
)
async def test_what_no_eye_sees_does_no_harm(
    embedded: Database, keyring: Keyring, text: str, kept: str
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        assert (await page.says(text)).status_code == 200
        assert served.words() == [kept]


async def test_the_same_message_twice_is_one(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page, other = await served.open_page(), await served.open_page()
        for _ in range(3):
            assert (await page.says("hola", "message-1")).status_code == 200
        await other.says("hola", "message-1")
        assert served.words() == ["hola", "hola"]


async def test_a_message_too_long_is_answered_kindly(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        answer = await page.says("a" * 10_000)
        assert answer.status_code == 413
        assert "Mándalo en partes" in answer.json()["error"]
        assert served.accepted == []


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="broken JSON"),
        pytest.param(b"[]", id="another shape"),
        pytest.param(b"[" * 50_000, id="deep JSON"),
        pytest.param(b'{"token": "\xff"}', id="no UTF-8"),
        pytest.param({"id": "message-1", "text": ""}, id="no words"),
        pytest.param({"id": "message-1", "text": " \x00\n "}, id="blank words"),
        pytest.param({"id": "message-1", "text": 7}, id="a number for words"),
        pytest.param({"id": "message-1"}, id="neither words nor choice"),
        pytest.param({"id": "message-1", "text": "a", "choice": "b"}, id="words and a choice"),
        pytest.param({"id": "short", "text": "a"}, id="a short id"),
        pytest.param({"id": "../../../etc", "text": "a"}, id="an id of other letters"),
        pytest.param({"id": ["message-1"], "text": "a"}, id="an id that is none"),
        pytest.param({"id": "message-1", "choice": "ñ" * 33}, id="a choice of 66 bytes"),
        pytest.param({"id": "message-1", "choice": ""}, id="an empty choice"),
    ],
)
async def test_what_is_no_message_is_refused(
    embedded: Database, keyring: Keyring, said: object
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        given = {"token": page.ticket, **said} if isinstance(said, dict) else said
        answer = await page.post("/chat/messages", given)
        assert answer.status_code == 400
        assert answer.json()["error"]
        assert served.accepted == []


@pytest.mark.parametrize(
    "ticket",
    ["", "a" * 43 + "." + "b" * 22, None, 7, {"$ne": ""}, "' OR 1=1", "ñ" * 66, "a" * 10_000],
)
@pytest.mark.parametrize("path", ["/chat/messages", "/chat/replies", "/chat/close"])
async def test_a_ticket_that_is_none_of_ours_is_refused(
    embedded: Database, keyring: Keyring, path: str, ticket: object
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        said = {"token": ticket, "id": "message-1", "text": "hola"}
        answer = await page.post(path, said)
        assert (answer.status_code, served.accepted) in [(403, []), (413, [])]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"sec-fetch-site": "cross-site"}, id="another site"),
        pytest.param({"sec-fetch-site": "same-site"}, id="another host of the site"),
        pytest.param({"sec-fetch-site": "none"}, id="typed"),
        pytest.param({"origin": "https://evil.example"}, id="an old browser elsewhere"),
        pytest.param({"origin": "null"}, id="nowhere"),
        pytest.param({"origin": "https://[evil"}, id="nonsense"),
        pytest.param({**FROM_THE_PAGE, "content-type": "text/plain"}, id="a form's text"),
    ],
)
@pytest.mark.parametrize("path", ["/chat/messages", "/chat/replies", "/chat/close"])
async def test_another_page_cannot_post_here(
    embedded: Database, keyring: Keyring, path: str, headers: dict[str, str]
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        said = {"token": page.ticket, "id": "message-1", "text": "hola"}
        assert (await page.post(path, said, headers)).status_code == 403
        assert served.accepted == []


@pytest.mark.parametrize(
    "headers", [{}, {"origin": BASE}, {"origin": "https://ALBA.example"}, FROM_THE_PAGE]
)
async def test_our_page_can(embedded: Database, keyring: Keyring, headers: dict[str, str]) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        said = {"token": page.ticket, "id": "message-1", "text": "hola"}
        assert (await page.post("/chat/messages", said, headers)).status_code == 200


async def test_a_megabyte_is_refused_unread(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        assert (await page.post("/chat/messages", b"x" * 1_000_000)).status_code == 413


async def test_a_failure_is_told_and_the_same_message_goes_through_later(
    embedded: Database, keyring: Keyring
) -> None:
    accept = Forgetful(times=2)
    async with serving(embedded, keyring, accept=accept) as served:
        page = await served.open_page()
        codes = [(await page.says("hola", "message-1")).status_code for _ in range(3)]
    assert codes == [503, 503, 200]
    assert len(accept.accepted) == 1


async def test_a_flood_is_held_and_nothing_of_it_lost(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        sent = [await page.says(f"mensaje {number}") for number in range(25)]
        held = [answer for answer in sent if answer.status_code == 429]
        assert len(held) == 5
        assert held[0].json() == {"after_seconds": 2}
        served.clock.move_to(served.clock.now() + timedelta(seconds=2))
        assert (await page.says("mensaje 25")).status_code == 200
        assert len(served.words()) == 21


async def test_too_many_pages_at_once_wait_for_their_turn(
    embedded: Database, keyring: Keyring
) -> None:
    async with serving(embedded, keyring) as served:
        pages = [await served.open_page() for _ in range(62)]
        codes = [(await page.starts()).status_code for page in pages]
        assert codes == [200] * 60 + [429] * 2
        served.clock.move_to(served.clock.now() + timedelta(seconds=1))
        assert (await pages[-1].starts()).status_code == 200


async def test_many_at_once_are_all_kept(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        pages = [await served.open_page() for _ in range(20)]
        await asyncio.gather(*(page.says(f"soy {number}") for number, page in enumerate(pages)))
        assert sorted(served.words()) == sorted(f"soy {number}" for number in range(20))


async def test_a_page_outlives_a_change_of_keys(embedded: Database, rotating: Keyring) -> None:
    before = Keyring([bytes(range(32))])
    async with serving(embedded, before) as served:
        page = await served.open_page()
        await page.says("antes", "message-a")
    async with serving(embedded, rotating) as served:
        same = Page(served, page.ticket, page.language, page.answer)
        assert (await same.says("después", "message-b")).status_code == 200
        assert served.words() == ["antes", "después"]
