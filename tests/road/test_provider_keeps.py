"""What if a provider keeps her words? They are deleted there once they are read, files later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.port import ChannelKind, InboundKind
from tests.road.conftest import NewWorld
from tests.road.provider import LIMITS, Provider
from tests.road.world import ANA, Life, World

KEEPS = replace(LIMITS, keeps_bodies=True, receipts=True, looks_up=True)


@pytest.fixture
def world(new_world: NewWorld) -> World:
    """A world whose provider keeps what is said."""
    return new_world(providers={"telegram": Provider(ChannelKind.TELEGRAM, KEEPS)})


def deleted(world: World) -> set[str]:
    """What was deleted at the provider: messages and files."""
    return {ref for each in world.telegram.erased for ref in (*each.message_refs, *each.media_refs)}


def test_her_texts_are_deleted_as_soon_as_they_are_read(life: Life, world: World) -> None:
    life.hear(world.text(ANA, "hola", message_ref="in-1"))
    assert deleted(world) == set()
    life.settle()
    assert deleted(world) == {"in-1"}


def test_our_texts_are_deleted_after_an_hour(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola", message_ref="in-1"))
    life.passes(timedelta(minutes=59))
    assert deleted(world) == {"in-1"}
    life.passes(timedelta(minutes=1))
    assert deleted(world) == {"in-1", "p1"}


def voice(world: World, number: int = 1) -> object:
    """A voice note of hers."""
    refs = {"message_ref": f"in-{number}", "media": (f"file-{number}",)}
    return world.thing(ANA, InboundKind.VOICE, **refs)


def test_a_voice_note_can_be_listened_to_for_72_hours(life: Life, world: World) -> None:
    life.takes(voice(world))  # type: ignore[arg-type]
    life.passes(timedelta(hours=71))
    assert "file-1" not in deleted(world)
    life.passes(timedelta(hours=1))
    assert {"in-1", "file-1"} <= deleted(world)


def test_a_voice_note_goes_when_its_case_is_closed(life: Life, world: World) -> None:
    life.joins()
    life.takes(voice(world), voice(world, 2))  # type: ignore[arg-type]
    life.acts("lucia", "acknowledge", 1)
    life.settle()
    assert "file-1" not in deleted(world)
    life.acts("lucia", "resolve", 1)
    life.settle()
    assert {"in-1", "file-1", "in-2", "file-2"} <= deleted(world)


def test_a_voice_note_stays_while_another_case_of_hers_is_open(life: Life, world: World) -> None:
    life.joins()
    life.takes(voice(world), world.text(ANA, "persona", message_ref="in-9"))  # type: ignore[arg-type]
    life.acts("lucia", "resolve", 1)
    life.settle()
    assert "file-1" not in deleted(world)


def test_a_picture_that_nobody_is_asked_to_look_at_goes_at_once(life: Life, world: World) -> None:
    life.takes(world.thing(ANA, InboundKind.IMAGE, message_ref="in-1", media=("file-1",)))
    assert deleted(world) == {"in-1", "file-1"}


def test_what_was_set_aside_is_deleted_too(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "busco trabajo", message_ref="in-1"))
    assert "in-1" in deleted(world)


def test_where_nothing_is_kept_nothing_is_deleted(new_world: NewWorld) -> None:
    world = new_world()
    life = world.life()
    life.takes(world.text(ANA, "hola"))
    life.passes(timedelta(hours=80))
    assert world.telegram.erased == []
