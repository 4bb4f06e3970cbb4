"""Is it seen when the road stands still, and not when it moves?"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.checkup import road
from bot.checkup.findings import State
from db.engine import Database
from db.stores import gauges
from db.stores.gauges import Gauges
from db.tables.people import contacts
from db.tables.road import outbox

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
SECONDS = timedelta(seconds=20)
MINUTES = timedelta(minutes=5)
HOURS = timedelta(hours=3)
DAYS = timedelta(days=2)


def filled(
    waits: timedelta | None = None, due: timedelta | None = None, aside: int = 0, unknown: int = 0
) -> Gauges:
    return Gauges(
        {"waiting": 3 if waits else 0, "set_aside": aside},
        {"unknown": unknown},
        NOW - waits if waits else None,
        NOW - due if due else None,
    )


def test_each_pulse_is_told() -> None:
    late = {"worker": NOW - SECONDS, "clock": NOW - HOURS}
    assert [each.state for each in road.of_pulses(late, NOW)] == [State.OK, State.RED]
    assert [each.state for each in road.of_pulses({}, NOW)] == [State.RED, State.RED]
    assert "3 h" in list(road.of_pulses(late, NOW))[1].found


@pytest.mark.parametrize(
    ("waits", "state"),
    [
        (None, State.OK),
        (SECONDS, State.OK),
        (MINUTES, State.WARNING),
        (HOURS, State.RED),
    ],
    ids=["nothing waits", "a moment", "some minutes", "hours"],
)
def test_how_long_messages_wait(waits: timedelta | None, state: State) -> None:
    assert road.of_inbox(filled(waits=waits), NOW).state is state
    assert road.of_outbox(filled(due=waits), NOW).state is state


def test_what_is_not_due_yet_is_not_late() -> None:
    planned = Gauges({}, {"queued": 4}, None, NOW + DAYS)
    assert road.of_outbox(planned, NOW).state is State.OK


def test_what_was_set_aside_or_is_unknown_is_shown() -> None:
    assert road.of_set_aside(filled()).state is State.OK
    aside = road.of_set_aside(filled(aside=2))
    assert (aside.state, "2" in aside.found) == (State.WARNING, True)
    unknown = road.of_outbox(filled(unknown=7), NOW)
    assert (unknown.state, "7" in unknown.found) == (State.WARNING, True)


def test_what_was_lost_is_counted() -> None:
    assert road.of_lost({}).state is State.OK
    lost = road.of_lost({"given_up": 1, "refused": 12})
    assert lost.state is State.WARNING
    assert "12" in lost.found


@pytest.mark.parametrize(
    ("late", "state"),
    [(None, State.OK), (-DAYS, State.OK), (MINUTES, State.OK), (HOURS, State.WARNING),
     (DAYS, State.RED)],
    ids=["nobody is kept", "nothing to do yet", "about now", "hours late", "days late"],
)  # fmt: skip
def test_a_sweep_that_does_not_come_is_seen(late: timedelta | None, state: State) -> None:
    assert road.of_sweep(NOW - late if late else None, NOW).state is state


def test_the_gauges_of_losses_and_sweeps_are_read(database: Database) -> None:
    with database.write() as tx:
        assert gauges.next_sweep(tx) is None
        tx.execute(insert(contacts).values(created_at=NOW, sweep_at=NOW + DAYS))
        tx.execute(insert(contacts).values(created_at=NOW, sweep_at=NOW - DAYS))
        rows = (("given_up", HOURS), ("refused", HOURS), ("refused", timedelta(days=30)))
        for number, (status, since) in enumerate(rows):
            tx.execute(
                insert(outbox).values(
                    recipient="c1",
                    channel="telegram",
                    lane=1,
                    kind="reply",
                    reference=f"r{number}",
                    status=status,
                    due_at=NOW,
                    created_at=NOW,
                    settled_at=NOW - since,
                )
            )
        assert gauges.lost(tx, NOW - road.RECENT) == {"given_up": 1, "refused": 1}
        assert gauges.next_sweep(tx) == NOW - DAYS
