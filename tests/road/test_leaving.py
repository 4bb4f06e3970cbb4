"""What if she wants no more, or to be forgotten, or a group calls? Said once, kept, and gone."""

from datetime import timedelta

import pytest

from bot.channels.port import InboundKind, NotNow, UnknownOutcome
from db.statuses import Lane, OutboxKind
from tests.road.world import ANA, BETO, LUCIA, Life, World

HELLO = "Hola, soy Alba."
GROUP = "-77001"


# -- groups -------------------------------------------------------------------------------------


def test_a_group_is_left_once_however_much_is_told_of_it(life: Life, world: World) -> None:
    life.takes(*(world.thing(GROUP, InboundKind.GROUP) for _ in range(3)))
    assert world.telegram.left == [GROUP]
    assert world.telegram.got == []
    assert life.inbox_rows() == []


def test_a_group_that_tells_more_before_it_is_left_is_left_once(life: Life, world: World) -> None:
    life.hear(world.thing(GROUP, InboundKind.GROUP))
    life.hear(world.thing(GROUP, InboundKind.GROUP))
    life.settle()
    assert world.telegram.left == [GROUP]


def test_a_group_that_calls_again_is_left_again(life: Life, world: World) -> None:
    life.takes(world.thing(GROUP, InboundKind.GROUP))
    life.takes(world.thing(GROUP, InboundKind.GROUP))
    assert world.telegram.left == [GROUP] * 2


def test_no_group_is_named_in_what_is_stored_in_the_clear(life: Life, world: World) -> None:
    life.hear(world.thing(GROUP, InboundKind.GROUP))
    (row,) = life.outbox_rows()
    assert GROUP not in f"{row.recipient} {row.reference}"


# -- stop ---------------------------------------------------------------------------------------


def test_after_alto_nothing_goes_out_that_she_did_not_ask_for(life: Life, world: World) -> None:
    life.joins()
    life.lists("D0002")
    life.takes(world.text(ANA, "hay peligro"))
    life.queue(ANA, "¿Cómo vas?", Lane.PLANNED)
    life.queue(ANA, "Alguien ya leyó.", Lane.REPLY, kind=OutboxKind.NOTICE)
    life.takes(world.text(ANA, "alto"))
    told = world.telegram.texts(ANA)
    assert told[-1] == "Va. Ya no te escribo."
    life.passes(timedelta(hours=1))
    life.acts("lucia", "acknowledge", 1)
    life.settle()
    assert world.telegram.texts(ANA) == told


def test_without_alto_she_is_told_that_nobody_answers_yet(life: Life, world: World) -> None:
    life.joins()
    life.lists("D0002")
    life.takes(world.text(ANA, "hay peligro"))
    life.passes(timedelta(minutes=11))
    assert "800 911 2000" in world.telegram.texts(ANA)[-1]


def test_who_writes_again_after_alto_is_answered_and_told_of_her_case(
    life: Life, world: World
) -> None:
    life.joins()
    life.takes(world.text(ANA, "alto"))
    world.clock.move_to(world.clock.now() + timedelta(days=1))
    life.takes(world.text(ANA, "persona"))
    life.acts("lucia", "acknowledge", 1)
    life.settle()
    assert "lucia" in world.telegram.texts(ANA)[-1]


def test_a_person_may_still_answer_her(life: Life, world: World) -> None:
    life.joins()
    life.takes(world.text(ANA, "persona"))
    life.takes(world.text(ANA, "alto"))
    life.acts("lucia", "reply", 1, "Aquí estoy.")
    life.settle()
    assert world.telegram.texts(ANA)[-1] == "lucia: Aquí estoy."


# -- blocked ------------------------------------------------------------------------------------


def test_who_blocks_alba_and_comes_back_is_reachable_again(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    life.takes(world.thing(ANA, InboundKind.BLOCKED, text="blocked"))
    assert life.identity_of(ANA) == "blocked"
    life.takes(world.thing(ANA, InboundKind.BLOCKED, text="unblocked"))
    assert life.identity_of(ANA) == "reachable"
    assert world.telegram.texts(ANA) == [HELLO]


def test_words_and_a_block_in_one_post_leave_her_blocked(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"), world.thing(ANA, InboundKind.BLOCKED, text="blocked"))
    assert life.identity_of(ANA) == "blocked"


# -- forget -------------------------------------------------------------------------------------


def deleted(world: World) -> set[str]:
    """What was deleted at the provider."""
    return {ref for each in world.telegram.erased for ref in each.message_refs}


def test_borrar_empties_the_chat_and_says_one_last_word(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "busco un cuarto"))
    hers = [row.message_ref for row in life.inbox_rows()]
    ours = [each.ref for each in world.telegram.got]
    life.takes(world.text(ANA, "borrar"))
    assert world.telegram.texts(ANA)[-1] == "Listo."
    assert deleted(world) >= {*hers, *ours}
    assert world.telegram.got[-1].ref not in deleted(world)


def test_who_writes_after_borrar_is_somebody_new(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "busco un cuarto"))
    before = life.contact_of(ANA)
    life.takes(world.text(ANA, "borrar"))
    life.takes(world.text(ANA, "hola"))
    assert life.contact_of(ANA) != before
    assert world.telegram.texts(ANA)[-2:] == ["Listo.", HELLO]


@pytest.mark.parametrize("later", ["hola", "hay peligro"])
def test_what_waited_behind_borrar_is_somebody_new_s(life: Life, world: World, later: str) -> None:
    life.takes(world.text(ANA, "busco un cuarto"))
    before = life.contact_of(ANA)
    life.takes(world.text(ANA, "borrar"), world.text(ANA, later))
    assert life.contact_of(ANA) != before
    said = world.telegram.texts(ANA)
    assert said[said.index("Listo.") + 1].startswith(("Hola", "Estoy contigo"))
    with life.database.read() as tx:
        assert life.kept(tx, before) == 0


def test_what_was_stored_in_the_moment_of_borrar_is_somebody_new_s(
    life: Life, world: World
) -> None:
    life.takes(world.text(ANA, "hola"))
    before = life.contact_of(ANA)
    life.hear(world.text(ANA, "borrar"))
    life.turns()
    life.arrives_late(world, before, world.text(ANA, "hola"))
    life.settle()
    assert life.contact_of(ANA) != before
    assert world.telegram.texts(ANA)[-1] == HELLO
    with life.database.read() as tx:
        assert life.kept(tx, before) == 0


def test_the_clock_rings_no_more_for_who_had_herself_forgotten(life: Life, world: World) -> None:
    life.joins()
    life.takes(world.text(ANA, "algo raro"))
    life.takes(world.text(ANA, "borrar"))
    life.passes(timedelta(minutes=15))
    assert life.cases() == []
    assert world.telegram.texts(LUCIA) == []


def test_a_wake_that_already_rang_when_she_had_herself_forgotten_is_dropped(
    life: Life, world: World
) -> None:
    life.takes(world.text(ANA, "algo raro"))
    world.clock.move_to(world.clock.now() + timedelta(minutes=10))
    life.hear(world.text(ANA, "borrar"))
    life.alba.clockwork.due(world.clock.now())
    life.settle()
    assert {row.status for row in life.inbox_rows()} == {"done"}
    assert world.telegram.texts(ANA)[-1] == "Listo."


def test_what_was_being_sent_meanwhile_is_deleted_when_it_is_known(
    life: Life, world: World
) -> None:
    life.takes(world.text(ANA, "hola"))
    world.telegram.fail(UnknownOutcome(), to=ANA)
    life.takes(world.text(ANA, "busco un cuarto"))
    life.takes(world.text(ANA, "borrar"))
    life.passes(timedelta(minutes=10))
    hers = [each for each in world.telegram.got if each.message.address == ANA]
    left = [each.text for each in hers if each.ref not in deleted(world)]
    assert left == ["Listo."]


def test_a_message_that_was_damaged_does_not_keep_her_from_being_forgotten(
    life: Life, world: World
) -> None:
    life.takes(world.text(ANA, "hola"))
    life.damage_inbox()
    life.takes(world.text(ANA, "borrar"))
    assert world.telegram.texts(ANA)[-1] == "Listo."


def test_deleting_is_tried_again_when_the_provider_is_down(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"), world.text(BETO, "hola"))
    world.telegram.go_down(NotNow(code="500"))
    life.takes(world.text(ANA, "borrar"))
    life.passes(timedelta(hours=1))
    world.telegram.go_down(None)
    life.passes(timedelta(hours=1))
    assert world.telegram.texts(ANA)[-1] == "Listo."
    assert "p1" in deleted(world) or "p2" in deleted(world)
