"""Do monitors learn that something is late, and nothing about anybody?"""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from db.encryption import Keyring
from db.engine import Database
from db.stores import gauges, heartbeats
from db.tables.road import IS_UNSETTLED, outbox
from tests.serving.world import NOW, Served, serving

pytestmark = pytest.mark.anyio


def beat(served: Served, *names: str) -> None:
    with served.database.write() as tx:
        for name in names:
            heartbeats.beat(tx, name, served.clock.now())
        tx.commit()


async def test_the_process_lives(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        answer = await served.client.get("/healthz")
        assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_ready_when_all_pulses_are_young(database: Database, keyring: Keyring) -> None:
    async with serving(database, keyring) as served:
        beat(served, "worker", "clock")
        served.clock.move_to(NOW + timedelta(seconds=30))
        answer = await served.client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {"ready": True, "database": "ok", "late": []}


async def test_not_ready_when_a_pulse_is_old(database: Database, keyring: Keyring) -> None:
    async with serving(database, keyring) as served:
        beat(served, "worker", "clock")
        served.clock.move_to(NOW + timedelta(seconds=31))
        beat(served, "worker")
        answer = await served.client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"ready": False, "database": "ok", "late": ["clock"]}


async def test_not_ready_before_the_first_pulse(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        answer = await served.client.get("/readyz")
        assert (answer.status_code, answer.json()["late"]) == (503, ["worker", "clock"])


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
async def test_a_database_that_does_not_answer(
    embedded: Database, keyring: Keyring, path: str
) -> None:
    async with serving(embedded, keyring) as served:
        with embedded.write() as tx:
            tx.exec_driver_sql("DROP TABLE heartbeats")
            tx.commit()
        answer = await served.client.get(path)
        assert answer.status_code == 503
        assert "OperationalError" in answer.text
        assert "SELECT" not in answer.text
        assert (await served.client.get("/healthz")).status_code == 200


async def test_metrics_count_and_name_nobody(database: Database, keyring: Keyring) -> None:
    async with serving(database, keyring) as served:
        page = await served.open_page()
        await page.says("me llamo Ana")
        served.alba_says(page, "Te leo.")
        _queue(served, "queued", "queued", "unknown")
        beat(served, "clock")
        served.clock.move_to(NOW + timedelta(seconds=90))
        answer = await served.client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        values = [line for line in answer.text.splitlines() if not line.startswith("#")]
        assert values == [
            'alba_inbox_messages{status="set_aside"} 0',
            'alba_inbox_messages{status="waiting"} 1',
            "alba_inbox_oldest_waiting_seconds 90",
            'alba_outbox_messages{status="leased"} 0',
            'alba_outbox_messages{status="queued"} 2',
            'alba_outbox_messages{status="unknown"} 1',
            "alba_outbox_oldest_due_seconds 90",
            'alba_heartbeat_age_seconds{name="clock"} 90',
        ]


async def test_metrics_of_an_empty_road(embedded: Database, keyring: Keyring) -> None:
    async with serving(embedded, keyring) as served:
        text = (await served.client.get("/metrics")).text
        assert "alba_inbox_oldest_waiting_seconds 0\n" in text
        assert 'alba_outbox_messages{status="queued"} 0\n' in text


def test_counting_reads_partial_indexes_only(embedded: Database) -> None:
    """Else each scrape would read all that was ever sent."""
    statement = str(
        select(outbox.c.status)
        .where(IS_UNSETTLED)
        .group_by(outbox.c.status)
        .compile(embedded.reading)
    )
    with embedded.read() as tx:
        assert gauges.read(tx).oldest_inbox is None
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
    assert any("outbox_unsettled" in str(row) for row in plan)


def _queue(served: Served, *statuses: str) -> None:
    with served.database.write() as tx:
        for number, status in enumerate(statuses):
            tx.execute(
                insert(outbox).values(
                    recipient="c1",
                    channel="whatsapp",
                    lane=1,
                    kind="reply",
                    reference=f"r{number}",
                    status=status,
                    due_at=NOW,
                    created_at=NOW,
                )
            )
        tx.commit()
