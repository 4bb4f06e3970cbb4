"""Do Alba's replies reach the page once, in time, and nobody else's page?"""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.channels.port import OfferedChoice, Receipt, ReceiptStatus
from bot.serving.parts import Waits
from db.encryption import Keyring
from db.engine import Database
from db.statuses import InboxStatus, OutboxStatus
from db.tables.people import contacts
from db.tables.road import inbox, outbox
from tests.patience import PATIENCE_SECONDS
from tests.serving.world import NOW, Served, serving

pytestmark = pytest.mark.anyio

LONG = Waits(timedelta(seconds=30), timedelta(seconds=0.002), timedelta(seconds=0.002))


def receipts(served: Served) -> list[str | None]:
    with served.database.read() as tx:
        return list(tx.execute(select(outbox.c.receipt).order_by(outbox.c.id)).scalars())


async def test_replies_come_in_order_with_their_choices(
    database: Database, keyring: Keyring
) -> None:
    async with serving(database, keyring) as served:
        page = await served.open_page()
        await page.starts()
        first = served.alba_says(page, "Te leo.")
        second = served.alba_says(page, "¿Para quién es?", [OfferedChoice("me", "Es para mí")])
        told = await page.asks()
        assert told == {
            "cleared": "",
            "messages": [
                {"id": first, "text": "Te leo.", "choices": []},
                {
                    "id": second,
                    "text": "¿Para quién es?",
                    "choices": [{"id": "me", "title": "Es para mí"}],
                },
            ],
        }


async def test_what_was_shown_is_delivered_and_does_not_come_again(
    database: Database, keyring: Keyring
) -> None:
    async with serving(database, keyring) as served:
        page = await served.open_page()
        await page.starts()
        ref = served.alba_says(page, "Te leo.")
        assert [each["id"] for each in (await page.asks())["messages"]] == [ref]
        assert [each["id"] for each in (await page.asks())["messages"]] == [ref], "a cut line"
        assert receipts(served) == [None]
        assert (await page.asks([ref]))["messages"] == []
        assert receipts(served) == [ReceiptStatus.DELIVERED]
        assert (await page.asks([ref]))["messages"] == []
        told = [each for each in served.accepted if isinstance(each, Receipt)]
        assert len(told) == 1


async def test_a_late_row_of_an_earlier_number_is_not_missed(
    database: Database, keyring: Keyring
) -> None:
    async with serving(database, keyring) as served:
        page = await served.open_page()
        await page.starts()
        served.alba_says(page, "¿Cómo vas?", status=OutboxStatus.QUEUED)
        ref = served.alba_says(page, "Te leo.")
        assert len((await page.asks([ref]))["messages"]) == 0
        with database.write() as tx:
            tx.execute(
                update(outbox)
                .where(outbox.c.status == OutboxStatus.QUEUED)
                .values(status=OutboxStatus.SENT, provider_ref="late")
            )
            tx.commit()
        assert [each["text"] for each in (await page.asks([ref]))["messages"]] == ["¿Cómo vas?"]


async def test_a_page_gets_nobody_elses_replies(database: Database, keyring: Keyring) -> None:
    async with serving(database, keyring) as served:
        ana, bea = await served.open_page(), await served.open_page()
        await ana.starts()
        await bea.starts()
        ref = served.alba_says(ana, "Te leo, Ana.")
        assert (await bea.asks([ref]))["messages"] == []
        assert receipts(served) == [None], "nor can it mark them as shown"
        assert len((await ana.asks())["messages"]) == 1


async def test_past_its_use_by_other_words_are_shown(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        await page.starts()
        soon = NOW + timedelta(minutes=5)
        choices = [OfferedChoice("a", "No contestan")]
        served.alba_says(page, "Tarjeta", choices, expired="Aquí estoy.", use_by=soon)
        assert (await page.asks())["messages"][0]["text"] == "Tarjeta"
        served.clock.move_to(soon + timedelta(seconds=1))
        [late] = (await page.asks())["messages"]
        assert (late["text"], late["choices"]) == ("Aquí estoy.", [])


async def test_a_waiting_page_hears_at_once(database: Database, keyring: Keyring) -> None:
    async with serving(database, keyring, waits=LONG) as served:
        page = await served.open_page()
        await page.starts()
        asked = asyncio.create_task(page.asks())
        await asyncio.sleep(0)
        served.alba_says(page, "Te leo.")
        told = await asyncio.wait_for(asked, PATIENCE_SECONDS)
        assert [each["text"] for each in told["messages"]] == ["Te leo."]


async def test_nothing_comes_after_the_longest_wait(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        await page.starts()
        assert await page.asks() == {"cleared": "", "messages": []}


@pytest.mark.parametrize(
    "said",
    [
        {"got": "ref-1"},
        {"got": [7]},
        {"got": ["<b>"]},
        {"got": ["x" * 65]},
        {"cleared": 7},
        {"cleared": "'; --"},
    ],
    ids=str,
)
async def test_what_is_no_question_is_refused(
    embedded: Database, keyring: Keyring, said: dict[str, object]
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        answer = await page.post("/chat/replies", {"token": page.ticket, **said})
        assert answer.status_code == 400


async def test_asking_without_pause_is_slowed(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        said = {"token": page.ticket}
        codes = [(await page.post("/chat/replies", said)).status_code for _ in range(22)]
        assert codes == [200] * 20 + [429] * 2


async def test_a_page_of_which_nothing_is_kept_is_told_so(
    embedded: Database, keyring: Keyring
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        assert await page.asks() == {"cleared": "nobody", "messages": []}


async def test_erasing_clears_a_waiting_page_and_the_goodbye_still_comes(
    database: Database, keyring: Keyring
) -> None:
    async with serving(database, keyring, waits=LONG) as served:
        page = await served.open_page()
        await page.says("borrar")
        asked = asyncio.create_task(page.asks())
        await asyncio.sleep(0)
        with database.write() as tx:
            tx.execute(update(contacts).values(forgotten_at=NOW))
            tx.commit()
        told = await asyncio.wait_for(asked, PATIENCE_SECONDS)
        assert told["cleared"].isdecimal()
        assert told["messages"] == []
        served.alba_says(page, "Listo.")
        again = await page.asks(cleared=told["cleared"])
        assert [each["text"] for each in again["messages"]] == ["Listo."]
        assert again["cleared"] == told["cleared"]


async def test_closing_leaves_nothing(database: Database, keyring: Keyring) -> None:
    async with serving(database, keyring) as served:
        page = await served.open_page()
        await page.says("me llamo Ana")
        served.alba_says(page, "Te leo.")
        with database.write() as tx:
            tx.execute(update(inbox).values(status=InboxStatus.DONE))
            tx.commit()
        assert (await page.closes()).status_code == 200
        with database.read() as tx:
            kept = [tx.execute(select(table)).all() for table in (contacts, inbox, outbox)]
        assert kept == [[], [], []]


async def test_after_closing_it_is_too_late(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        await page.says("hola")
        assert (await page.closes()).status_code == 200
        assert (await page.says("llegué tarde")).status_code == 410
        assert (await page.post("/chat/replies", {"token": page.ticket})).status_code == 410
        assert (await page.closes()).status_code == 200, "twice is no error"


async def test_closing_a_page_that_never_spoke_is_no_error(
    embedded: Database, keyring: Keyring
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        assert (await page.closes()).status_code == 200


async def test_nothing_of_a_page_is_found_in_the_database(
    embedded: Database, keyring: Keyring
) -> None:
    async with serving(embedded, keyring) as served:
        page = await served.open_page()
        await page.says("me llamo Ana y no tengo casa")
        served.alba_says(page, "Te leo.")
        await page.asks()
        with embedded.read() as tx:
            [row] = tx.execute(select(inbox)).all()
            stored = b" ".join(
                value if isinstance(value, bytes) else str(value).encode() for value in row
            )
    for secret in ("Ana", "casa", page.ticket, page.ticket[:20], page.address):
        assert secret.encode() not in stored
