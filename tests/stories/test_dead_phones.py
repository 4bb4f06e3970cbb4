"""What if an alert can't reach a phone? Nobody waits for it, and the supervisors are told."""

from datetime import timedelta

import pytest

from bot.channels.port import ChannelKind, InboundKind
from bot.commands.chat_lines import Receives, Writes
from db.stores import staff
from tests.stories.story import Caseworker, Story

DANGER = "él está afuera de la puerta y me va a matar"
MINUTE = timedelta(minutes=1)


def goes_dead(story: Story, worker: Caseworker, how: str) -> None:
    story.play(Receives(f"staff:{worker.alias}", how, ChannelKind.TELEGRAM))


@pytest.mark.parametrize("how", ["blocked", "gone"])
def test_the_next_rings_at_once_when_the_first_is_dead(story: Story, how: str) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    marta = story.caseworker("marta", "supervisor")
    goes_dead(story, lucia, how)
    story.woman().writes(DANGER)
    assert irma.alerts == 1
    assert marta.alerts == 0
    assert "A lucia ya no le llegan los avisos por telegram" in marta.reads


def test_who_is_dead_is_not_rung_for_the_next_case(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    goes_dead(story, lucia, "blocked")
    story.woman("ana").writes(DANGER)
    before = irma.alerts
    story.woman("eva").writes(DANGER)
    assert irma.alerts == before + 1


def test_when_the_only_phone_is_dead_she_is_told_the_truth(story: Story) -> None:
    lucia = story.caseworker("lucia")
    goes_dead(story, lucia, "blocked")
    ana = story.woman("ana").writes(DANGER)
    assert story.statuses() == ["unattended"]
    assert "Te digo la verdad" in ana.inbox[-1].text
    eva = story.woman("eva").writes(DANGER)
    assert "Dejé aviso" not in eva.reads


def test_who_blocks_the_bot_is_shown_to_the_supervisors_before_any_case(story: Story) -> None:
    story.caseworker("lucia")
    marta = story.caseworker("marta", "supervisor")
    blocks = Writes("staff:lucia", InboundKind.BLOCKED, texts=("blocked",))
    story.play(blocks)
    assert "A lucia ya no le llegan los avisos" in marta.reads


def test_who_writes_again_is_rung_again(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    story.play(Writes("staff:lucia", InboundKind.BLOCKED, texts=("blocked",)))
    lucia.writes("hola")
    story.woman().writes(DANGER)
    assert (lucia.alerts, irma.alerts) == (1, 0)


def test_a_phone_that_dies_in_the_middle_is_left_out_from_then_on(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    story.woman().writes(DANGER)
    goes_dead(story, lucia, "gone")
    story.passes(40 * MINUTE)
    assert lucia.alerts == 1
    assert irma.alerts >= 3


def test_an_alert_that_no_template_carries_goes_on_to_the_next(story: Story) -> None:
    story.stage.rehearsal.channels["whatsapp"].templates = False
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    alba = story.stage.rehearsal.alba
    with alba.database.write() as tx:
        person = staff.by_alias(tx, "lucia")
        assert person is not None
        staff.unlink(tx, person, "telegram")
        staff.link(tx, alba.keyring, person, "whatsapp", "staff:lucia", alba.clock.now())
        tx.commit()
    alba.grounds.renew()
    story.woman().writes(DANGER)
    assert (lucia.alerts, irma.alerts) == (0, 1)
    assert any("A lucia no le llegó un aviso por whatsapp" in each.text for each in irma.phone)
    story.passes(60 * MINUTE)
    assert irma.alerts <= 6
