"""Does a page that waits hear when it should, and is it let go when it must be?"""

import asyncio
from datetime import timedelta

import pytest

from bot.serving.mailroom import CannotWait, Mailroom
from bot.serving.parts import Waits
from db.encryption import Keyring
from db.engine import Database
from db.statuses import OutboxStatus
from tests.patience import PATIENCE_SECONDS
from tests.serving.world import Page, Served, serving

pytestmark = pytest.mark.anyio

LONG = Waits(timedelta(seconds=30), timedelta(seconds=0.002), timedelta(seconds=0.002))


async def a_page(served: Served) -> Page:
    page = await served.open_page()
    await page.starts()
    return page


async def until_waiting(mailroom: Mailroom, pages: int = 1) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while mailroom.waiting < pages:
            await asyncio.sleep(0)


async def test_one_look_serves_all_who_wait(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring, waits=LONG) as served:
        pages = [await a_page(served) for _ in range(12)]
        mailroom = Mailroom(served.parts)
        asked = [asyncio.create_task(mailroom.collect(page.address, (), "")) for page in pages]
        await until_waiting(mailroom, 12)
        for number, page in enumerate(pages):
            served.alba_says(page, f"para {number}")
        told = await asyncio.wait_for(asyncio.gather(*asked), 10)
        assert [[each.text for each in one.replies] for one in told] == [
            [f"para {number}"] for number in range(12)
        ]
        assert mailroom.waiting == 0


async def test_a_second_ear_lets_the_first_go(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring, waits=LONG) as served:
        page = await a_page(served)
        mailroom = Mailroom(served.parts)
        first = asyncio.create_task(mailroom.collect(page.address, (), ""))
        await until_waiting(mailroom)
        second = asyncio.create_task(mailroom.collect(page.address, (), ""))
        assert (await asyncio.wait_for(first, PATIENCE_SECONDS)).replies == ()
        served.alba_says(page, "Te leo.")
        assert len((await asyncio.wait_for(second, PATIENCE_SECONDS)).replies) == 1


async def test_stopping_lets_waiting_pages_go(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring, waits=LONG) as served:
        page = await a_page(served)
        mailroom = Mailroom(served.parts)
        asked = asyncio.create_task(mailroom.collect(page.address, (), ""))
        await until_waiting(mailroom)
        served.parts.stop.set()
        assert (await asyncio.wait_for(asked, PATIENCE_SECONDS)).replies == ()
        with pytest.raises(CannotWait):
            await mailroom.collect(page.address, (), "")
        answer = await page.post("/chat/replies", {"token": page.ticket})
        assert answer.status_code == 503


async def test_a_page_that_goes_away_waits_no_longer(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring, waits=LONG) as served:
        page = await a_page(served)
        mailroom = Mailroom(served.parts)
        asked = asyncio.create_task(mailroom.collect(page.address, (), ""))
        await until_waiting(mailroom)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert mailroom.waiting == 0


async def test_a_crowd_is_told_to_come_back(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        page = await a_page(served)
        with pytest.raises(CannotWait):
            await Mailroom(served.parts, most=0).collect(page.address, (), "")


async def test_a_database_that_fails_is_told_to_who_waits(
    embedded: Database, keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(embedded, keyring, waits=LONG) as served:
        page = await a_page(served)
        served.alba_says(page, "secreto", status=OutboxStatus.QUEUED)
        mailroom = Mailroom(served.parts)
        asked = asyncio.create_task(mailroom.collect(page.address, (), ""))
        await until_waiting(mailroom)
        with embedded.write() as tx:
            tx.exec_driver_sql("DROP TABLE outbox")
            tx.commit()
        with pytest.raises(CannotWait):
            await asyncio.wait_for(asked, PATIENCE_SECONDS)
    assert "OperationalError" in caplog.text
    assert "SELECT" not in caplog.text
