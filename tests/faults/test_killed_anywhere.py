"""Is anything lost or repeated when a process is killed at any of its statements?"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Final

import pytest

from bot.channels.port import ChannelKind, Inbound, InboundKind, RefusalReason, Refused
from tests.databases import KINDS, Databases
from tests.faults.killing import POINTS
from tests.faults.playing import Play, Story, never_out_of_order, theatre
from tests.road.provider import LIMITS, Provider
from tests.road.world import ANA, BETO, CARO, LUCIA, World

PARTS: Final = frozenset({"inbox", "turn", "clockwork", "outbox"})
LOOKS_UP: Final = replace(LIMITS, looks_up=True, receipts=True)
LAST: Final = "Listo."


def talk(world: World) -> Iterator[list[Inbound]]:
    """Questions and answers, facts, texts that wait together, the same message twice."""
    yield [world.text(ANA, "hola"), world.text(BETO, "hola")]
    again = world.text(ANA, "busco un cuarto")
    yield [again]
    yield [again, world.text(ANA, "en el centro"), world.text(ANA, "cerca del metro")]


def danger(world: World) -> Iterator[list[Inbound]]:
    """A case, an alert, and what she is told when nobody answers; then a message that fails."""
    yield [world.text(BETO, "hay peligro")]
    yield [world.text(BETO, "busco trabajo")]


def answering(world: World) -> Iterator[list[Inbound]]:
    """Somebody of the staff takes a case from their phone, and she writes."""
    yield [world.text(BETO, "hay peligro")]
    yield [world.text(LUCIA, "lo tomo")]
    yield [world.text(BETO, "gracias")]


def silence(world: World) -> Iterator[list[Inbound]]:
    """A voice note, a group, and a suspicion whose wake becomes one more event."""
    yield [
        world.thing(CARO, InboundKind.VOICE, media=("v1",)),
        world.thing("-77", InboundKind.GROUP),
    ]
    yield [world.text(CARO, "algo raro")]


def forgetting(world: World) -> Iterator[list[Inbound]]:
    """Consent, forgetting, and somebody new."""
    yield [world.text(ANA, "gracias")]
    yield [world.text(ANA, "borrar")]
    yield [world.text(ANA, "hola")]


def refusal(world: World) -> Iterator[list[Inbound]]:
    """A chat that is closed: the address is marked, and a person is told."""
    world.telegram.always[CARO] = Refused(RefusalReason.BLOCKED, "403")
    yield [world.text(CARO, "hola"), world.text(ANA, "hola")]


STORIES: Final = (talk, danger, silence, forgetting)
POSSIBLE: Final = {
    "looks_up": LOOKS_UP,
    "looks_up_and_keeps": replace(LOOKS_UP, keeps_bodies=True),
    "cannot_look_up": LIMITS,
}


WALKS: Final = [
    *(
        (kind, story, "looks_up", PARTS)
        for kind in KINDS
        for story in (talk, danger, answering, forgetting, refusal)
    ),
    *((kind, silence, "looks_up_and_keeps", PARTS) for kind in KINDS),
    # only what became of a message differs, and that is not the database's to say
    *(("sqlite", story, "cannot_look_up", {"outbox"}) for story in STORIES),
]


@pytest.mark.parametrize(
    ("database_kind", "story", "channel", "parts"),
    WALKS,
    ids=lambda each: getattr(each, "__name__", each if isinstance(each, str) else ""),
)
def test_a_kill_at_any_statement_loses_and_repeats_nothing(
    alba_databases: Databases,
    database_kind: str,
    story: Story,
    channel: str,
    parts: set[str],
    record_property: Callable[[str, object], None],
) -> None:
    limits = POSSIBLE[channel]
    with theatre(alba_databases, database_kind) as stage:

        def play(at: int | None) -> AbstractContextManager[Play]:
            return stage.played(story, Provider(ChannelKind.TELEGRAM, limits), at)

        with play(None) as calm:
            points = [at for at, part in enumerate(calm.reaper.parts, start=1) if part in parts]
            wanted, state = calm.heard(), calm.state()
            assert not calm.told_twice()
            assert not calm.undeleted(ANA, LAST)
        assert points
        record_property(POINTS, [calm.reaper.parts[at - 1] for at in points])
        for at in points:
            with play(at) as cut:
                killed = cut.reaper.killed
                assert killed
                assert cut.state() == state, killed
                assert cut.told_twice().total() <= (0 if limits.looks_up else cut.doubted), killed
                # a copy that nobody can look up can be deleted by nobody
                assert len(cut.undeleted(ANA, LAST)) <= cut.told_twice().total(), killed
                assert cut.heard().keys() == wanted.keys(), killed
                for who, messages in cut.heard().items():
                    assert never_out_of_order(messages, wanted[who]), (killed, who)
