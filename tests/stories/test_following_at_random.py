"""Whatever she writes and becomes of messages: never at night, never two, never after ALTO."""

import random
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.channels.port import ChannelKind
from db.tables.following import check_ins
from tests.stories.following import agrees, agrees_tonight, asked, first_asked
from tests.stories.story import Person, Story

WORDS = (
    "todo bien", "mal", "luego te cuento", ".", "alto", "vuelve", "menos seguido", "más seguido",
    "mejor en la noche escríbeme", "escríbeme a las 7 de la mañana", "no me escribas esta semana",
    "no me escribas hasta el viernes", "estoy en Tijuana", "estoy en Cancún", "estoy en Hermosillo",
    "cambiar mi plan", "nada", "persona", "necesito trabajo",
    "tengo que firmar el viernes a las 10",
    "sí", "no", "salir", "hola",
)  # fmt: skip
FATES = ("none", "sent", "delivered", "read", "blocked", "gone", "delivered", "delivered")
APART = timedelta(hours=8)


@pytest.mark.parametrize("seed", range(6))
def test_a_random_life(story: Story, seed: int) -> None:
    chance = random.Random(seed)
    kind = chance.choice([ChannelKind.TELEGRAM, ChannelKind.WHATSAPP])
    if chance.random() < 0.5:
        story.caseworker()
    her = agrees(story, on=kind) if chance.random() < 0.7 else agrees_tonight(story)
    stopped: datetime | None = None
    for _ in range(30):
        stopped = _something(story, her, chance, stopped)
        _holds(story, her, stopped)


def _something(
    story: Story, her: Person, chance: random.Random, stopped: datetime | None
) -> datetime | None:
    """She writes, time passes, or her phone changes; since when she wants no more messages."""
    what = chance.random()
    if what < 0.35:
        words = chance.choice(WORDS)
        her.writes(words)
        allowed = _may_write(story)
        return stopped if allowed is False and stopped else (None if allowed else _now(story))
    if what < 0.45:
        story.receipts(her, chance.choice(FATES))
    else:
        story.passes(timedelta(hours=chance.choice([1, 5, 11, 26, 70, 24 * 9])))
    return stopped


def _holds(story: Story, her: Person, stopped: datetime | None) -> None:
    for each in asked(her):
        hour = each.at.astimezone(ZoneInfo(each.zone)).hour
        first_night = each.at - her.inbox[0].at < timedelta(days=2)
        assert 9 <= hour < 21 or first_night
        assert stopped is None or each.at <= stopped
    times = [each.at for each in first_asked(her)]
    assert all(later - sooner >= APART for sooner, later in pairwise(times))
    row = _row(story)
    assert (row.next_at is None) == (row.why_not is not None)
    assert row.next_at is None or row.next_at > _now(story) - timedelta(minutes=1)


def _may_write(story: Story) -> bool:
    return _row(story).why_not not in ("stopped", "no_consent")


def _now(story: Story) -> datetime:
    return story.stage.rehearsal.clock.now()


def _row(story: Story) -> Any:
    with story.stage.rehearsal.alba.database.read() as tx:
        return tx.execute(select(check_ins.c.next_at, check_ins.c.why_not)).one()
