"""What do receipts change? Late, repeated, in any order, too early: a message never steps back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.port import (
    ChannelKind,
    Receipt,
    ReceiptStatus,
    RefusalReason,
    UnknownOutcome,
)
from db.statuses import OutboxStatus
from tests.road.conftest import NewWorld
from tests.road.provider import LIMITS, Provider
from tests.road.test_several_workers import own_database, together
from tests.road.world import ANA, LUCIA, Life, World

TELLS = replace(LIMITS, looks_up=True, receipts=True, keeps_bodies=True)
UNDELIVERED = ("undelivered", "normal", "open")


@pytest.fixture
def world(new_world: NewWorld) -> World:
    """A world whose provider tells what became of messages."""
    return new_world(providers={"telegram": Provider(ChannelKind.TELEGRAM, TELLS)})


def receipt(
    status: ReceiptStatus,
    ref: str = "p1",
    *,
    code: str | None = None,
    reference: str | None = None,
    reason: RefusalReason | None = None,
) -> Receipt:
    """A word of the provider's."""
    return Receipt(ChannelKind.TELEGRAM, ref, status, code, reference, reason)


def known(life: Life) -> list[str | None]:
    """The best that receipts have told of each message."""
    return [row.receipt for row in life.outbox_rows() if row.kind == "reply"]


ACCEPTED, SENT, FAILED, DELIVERED, READ = ReceiptStatus


@pytest.mark.parametrize(
    ("told", "best"),
    [
        ([SENT, DELIVERED, READ], "read"),
        ([READ, DELIVERED, SENT, ACCEPTED], "read"),
        ([SENT, SENT, SENT], "sent"),
        ([FAILED, SENT], "failed"),
        ([FAILED, DELIVERED], "delivered"),
        ([DELIVERED, FAILED], "delivered"),
    ],
    ids=lambda each: each if isinstance(each, str) else "-".join(each),
)
def test_a_message_never_steps_back(
    life: Life, world: World, told: list[ReceiptStatus], best: str
) -> None:
    life.takes(world.text(ANA, "hola"))
    for status in told:
        life.hear(receipt(status))
    assert known(life) == [best]


def test_receipts_from_several_webhooks_at_once_never_step_back(world: World) -> None:
    life = world.life()
    life.takes(world.text(ANA, "hola"))

    def tell() -> None:
        with own_database(world) as database:
            other = world.life(database)
            for status in (SENT, READ, ACCEPTED, DELIVERED, SENT):
                other.hear(receipt(status))

    together(*[tell] * 4)
    assert known(life) == ["read"]


def test_a_failure_opens_a_case_once(life: Life, world: World) -> None:
    life.joins()
    life.takes(world.text(ANA, "hola"))
    life.takes(receipt(FAILED, code="30008"), receipt(FAILED, code="30008"))
    life.takes(receipt(FAILED, code="30008"))
    assert life.cases() == [UNDELIVERED]
    assert len(world.telegram.texts(LUCIA)) == 1


def test_a_failure_that_was_none_opens_no_case(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    life.takes(receipt(FAILED, code="30008"), receipt(DELIVERED))
    assert life.cases() == []


@pytest.mark.parametrize(
    ("reason", "status", "case"),
    [
        (RefusalReason.STOPPED_AT_PROVIDER, "stopped_at_provider", "stopped_at_provider"),
        (RefusalReason.NO_SUCH_ADDRESS, "gone", "undelivered"),
        (RefusalReason.WINDOW_CLOSED, "reachable", "undelivered"),
    ],
)
def test_what_a_failure_says_of_the_address_is_kept(
    life: Life, world: World, reason: RefusalReason, status: str, case: str
) -> None:
    life.takes(world.text(ANA, "hola"))
    life.takes(receipt(FAILED, code="21610", reason=reason))
    assert life.identity_of(ANA) == status
    assert [each[0] for each in life.cases()] == [case]


def test_a_receipt_before_our_own_note_is_matched_by_the_reference(
    life: Life, world: World
) -> None:
    def early(moment: str) -> None:
        if moment == "taken":
            reference = world.telegram.got[-1].message.reference
            life.hear(receipt(FAILED, reference=reference, code="30008"))

    world.telegram.around = early
    life.takes(world.text(ANA, "hola"))
    assert [row.status for row in life.outbox_rows() if row.kind == "reply"] == ["sent"]
    assert known(life) == ["failed"]
    assert life.cases() == [UNDELIVERED]


def test_a_receipt_before_our_own_note_is_matched_when_it_is_written(
    life: Life, world: World
) -> None:
    def early(moment: str) -> None:
        if moment == "taken":
            life.hear(receipt(FAILED, code="30008"))

    world.telegram.around = early
    life.takes(world.text(ANA, "hola"))
    assert known(life) == ["failed"]
    assert life.cases() == [UNDELIVERED]


def test_a_receipt_with_our_reference_settles_a_doubt(life: Life, world: World) -> None:
    world.telegram.fail(UnknownOutcome(), to=ANA)
    life.takes(world.text(ANA, "hola"))
    row = life.outbox_rows()[0]
    assert row.status == OutboxStatus.UNKNOWN
    life.takes(receipt(DELIVERED, "p77", reference=row.reference))
    row = life.outbox_rows()[0]
    assert (row.status, row.provider_ref, row.receipt) == ("sent", "p77", "delivered")
    life.passes(timedelta(minutes=5))
    assert world.telegram.lookups == 0
    assert world.telegram.calls == 1


def test_what_is_learnt_from_a_receipt_is_deleted_at_the_provider_too(
    life: Life, world: World
) -> None:
    world.telegram.fail(UnknownOutcome(), to=ANA)
    life.takes(world.text(ANA, "hola"))
    life.takes(receipt(SENT, "p77", reference=life.outbox_rows()[0].reference))
    life.passes(timedelta(hours=2))
    assert "p77" in {ref for each in world.telegram.erased for ref in each.message_refs}


def test_a_receipt_of_nothing_we_know_is_kept_and_changes_nothing(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    life.takes(receipt(FAILED, "p99", reference="nobody-1", code="30008"))
    assert known(life) == [None]
    assert life.cases() == []
