"""What if a provider is down, slow, or cuts the line? Nobody loses a reply, or reads it twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.port import (
    ChannelKind,
    NotNow,
    RefusalReason,
    Refused,
    Template,
    UnknownOutcome,
)
from db.statuses import Lane, OutboxStatus
from tests.road.provider import LIMITS, CutAfterTaking, Hang, Provider
from tests.road.world import ANA, BETO, CARO, LUCIA, NOW, Life, World

HELLO = "Hola, soy Alba."
CARD = "Estoy contigo."
NEUTRAL = "Aquí estoy. ¿Puedes escribir?"
LOOKS_UP = replace(LIMITS, looks_up=True)
NewWorld = Callable[..., World]


@pytest.fixture(params=[True, False], ids=["looks up", "cannot look up"])
def looks_up(request: pytest.FixtureRequest) -> bool:
    """Whether the provider can be asked what became of a message."""
    return bool(request.param)


@pytest.fixture
def cut_world(new_world: NewWorld, looks_up: bool) -> World:
    """A world whose provider can be asked, or not."""
    limits = LOOKS_UP if looks_up else LIMITS
    return new_world(providers={"telegram": Provider(ChannelKind.TELEGRAM, limits)})


def statuses(life: Life) -> list[str]:
    """What became of everything that was to go out."""
    return [row.status for row in life.outbox_rows()]


@pytest.mark.parametrize(
    "down",
    [NotNow(code="ConnectError"), NotNow(code="500"), NotNow(30.0, "429", whole_channel=True)],
    ids=["unreachable", "500", "429 for everybody"],
)
def test_an_hour_without_the_provider_costs_nobody_a_reply(
    life: Life, world: World, down: NotNow
) -> None:
    world.telegram.go_down(down)
    life.takes(world.text(ANA, "hola"), world.text(BETO, "busco un cuarto"))
    life.passes(timedelta(minutes=30))
    life.takes(world.text(ANA, "busco un cuarto"))
    life.passes(timedelta(minutes=30))
    assert world.telegram.got == []
    world.telegram.go_down(None)
    life.passes(timedelta(minutes=3))
    assert world.telegram.texts(ANA) == [HELLO, "¿Dónde lo buscas?"]
    assert world.telegram.texts(BETO) == ["Soy un programa.", "¿Dónde lo buscas?"]
    assert life.cases() == []


def test_what_nobody_took_for_a_day_is_given_up_visibly(life: Life, world: World) -> None:
    world.telegram.go_down(NotNow(1800.0, "500"))
    life.takes(world.text(ANA, "hola"))
    life.passes(timedelta(hours=25))
    assert statuses(life) == [OutboxStatus.GIVEN_UP]
    assert life.cases() == [("undelivered", "normal", "open")]


def test_a_wait_for_one_chat_holds_up_no_other(life: Life, world: World) -> None:
    world.telegram.fail(NotNow(40.0, "429"), to=ANA)
    life.takes(world.text(ANA, "hola"), world.text(BETO, "hola"))
    life.takes(world.text(ANA, "busco un cuarto"))
    assert world.telegram.texts(BETO) == [HELLO]
    assert world.telegram.texts(ANA) == []
    life.passes(timedelta(seconds=39))
    assert world.telegram.texts(ANA) == []
    life.passes(timedelta(seconds=1))
    assert world.telegram.texts(ANA) == [HELLO, "¿Dónde lo buscas?"]


def test_a_wait_for_everybody_stops_the_rest_of_the_batch(life: Life, world: World) -> None:
    world.telegram.fail(NotNow(20.0, "429", whole_channel=True))
    life.takes(*(world.text(f"55{number:03}", "hola") for number in range(30)))
    assert world.telegram.calls == 1
    life.passes(timedelta(seconds=19))
    assert world.telegram.calls == 1
    life.passes(timedelta(seconds=1))
    assert len(world.telegram.got) == 30


@pytest.mark.parametrize(
    "trouble",
    [CutAfterTaking(), UnknownOutcome(), Hang(takes=True), Hang(), OSError("garbage")],
    ids=["cut after taking", "cut", "no answer after taking", "no answer", "a defect of ours"],
)
def test_a_doubtful_message_arrives_and_only_where_nobody_can_look_perhaps_twice(
    cut_world: World, looks_up: bool, trouble: Any
) -> None:
    life = cut_world.life()
    life.outbox.patience = timedelta(milliseconds=20)
    cut_world.telegram.fail(trouble, to=ANA)
    life.takes(cut_world.text(ANA, "hola"), cut_world.text(BETO, "hola"))
    assert cut_world.telegram.texts(BETO) == [HELLO]
    life.passes(timedelta(minutes=2))
    taken = isinstance(trouble, CutAfterTaking) or (isinstance(trouble, Hang) and trouble.takes)
    copies = 2 if taken and not looks_up else 1
    assert cut_world.telegram.texts(ANA) == [HELLO] * copies
    assert statuses(life) == [OutboxStatus.SENT] * 2
    assert cut_world.telegram.lookups == int(looks_up)


def test_a_doubtful_message_holds_her_later_ones_for_a_minute_at_most(
    cut_world: World, looks_up: bool
) -> None:
    life = cut_world.life()
    life.takes(cut_world.text(ANA, "hola"))
    cut_world.telegram.fail(*[UnknownOutcome()] * 9, to=ANA)
    life.takes(cut_world.text(ANA, "busco un cuarto"))
    life.takes(cut_world.text(ANA, "en el centro"))
    assert cut_world.telegram.texts(ANA) == [HELLO]
    cut_world.telegram.troubles.clear()
    cut_world.telegram.always[ANA] = UnknownOutcome()
    life.passes(timedelta(seconds=59))
    calls = cut_world.telegram.calls
    life.passes(timedelta(seconds=1))
    assert cut_world.telegram.calls > calls
    del cut_world.telegram.always[ANA]
    life.passes(timedelta(minutes=10))
    texts = cut_world.telegram.texts(ANA)
    assert texts.count("¿Dónde lo buscas?") == 1
    assert texts.count("Lo busco por en el centro.") == 1


def test_where_nobody_can_look_further_attempts_get_rare(life: Life, world: World) -> None:
    world.telegram.always[ANA] = UnknownOutcome()
    life.takes(world.text(ANA, "hola"))
    life.passes(timedelta(hours=1))
    assert world.telegram.calls <= 12
    del world.telegram.always[ANA]
    life.passes(timedelta(minutes=11))
    assert world.telegram.texts(ANA) == [HELLO]


def test_two_equal_messages_are_not_taken_for_one(new_world: NewWorld) -> None:
    world = new_world(providers={"telegram": Provider(ChannelKind.TELEGRAM, LOOKS_UP)})
    life = world.life()
    life.takes(world.text(ANA, "hola"))
    world.telegram.fail(UnknownOutcome(), to=ANA)
    life.takes(world.text(ANA, "menú"))
    life.passes(timedelta(minutes=1))
    assert world.telegram.texts(ANA) == [HELLO, "Estos son los temas."]
    sent = world.telegram.got[0].ref
    assert world.telegram.looked_past == [frozenset({sent})]


# -- use-bys ------------------------------------------------------------------------------------


def test_a_card_that_comes_too_late_says_something_neutral(life: Life, world: World) -> None:
    life.joins()
    world.telegram.go_down(NotNow(code="500"))
    life.takes(world.text(ANA, "hay peligro"))
    life.passes(timedelta(minutes=6))
    world.telegram.go_down(None)
    life.passes(timedelta(minutes=2))
    (card,) = [each for each in world.telegram.got if each.message.address == ANA]
    assert card.text == NEUTRAL
    assert card.message.choices == ()
    (alert,) = [each for each in world.telegram.got if each.message.address == LUCIA]
    assert alert.text.startswith("Caso ")
    assert alert.message.choices


def test_a_card_in_time_is_the_card(life: Life, world: World) -> None:
    world.telegram.go_down(NotNow(code="500"))
    life.takes(world.text(ANA, "hay peligro"))
    life.passes(timedelta(minutes=3))
    world.telegram.go_down(None)
    life.passes(timedelta(minutes=2))
    (card,) = world.telegram.got
    assert card.text.startswith(CARD)
    assert len(card.message.choices) == 2


def test_a_card_that_arrived_after_all_is_not_followed_by_the_neutral_words(
    new_world: NewWorld,
) -> None:
    provider = WordByWord(ChannelKind.TELEGRAM, LOOKS_UP)
    world = new_world(providers={"telegram": provider})
    life = world.life()
    world.telegram.fail(CutAfterTaking(), to=ANA)
    life.takes(world.text(ANA, "hay peligro"))
    world.telegram.go_down(NotNow(code="500"))
    life.passes(timedelta(minutes=6))
    world.telegram.go_down(None)
    life.passes(timedelta(minutes=3))
    (text,) = world.telegram.texts(ANA)
    assert text.startswith(CARD)


class WordByWord(Provider):
    """A provider that knows nothing of our references, as Twilio: it looks for the words."""

    async def look_up(self, message: Any) -> str | None:
        """Find a message by its words."""
        if self._down is not None:
            raise self._down
        found = [each.ref for each in self.got if each.text == message.text]
        return found[0] if found else None


def test_an_alert_is_tried_for_ever(life: Life, world: World) -> None:
    life.joins()
    world.telegram.always[LUCIA] = NotNow(1800.0, "500")
    life.takes(world.text(ANA, "hay peligro"))
    life.passes(timedelta(hours=30))
    del world.telegram.always[LUCIA]
    life.passes(timedelta(minutes=30))
    assert world.telegram.texts(LUCIA)[0].startswith("Caso ")


# -- lanes --------------------------------------------------------------------------------------


def test_an_alert_waits_behind_no_reply(life: Life, world: World) -> None:
    life.joins()
    life.hear(*(world.text(f"55{number:03}", "hola") for number in range(20)))
    life.hear(world.text(ANA, "hay peligro"))
    life.turns()
    life.send_once(Lane.ALERT)
    assert [each.message.address for each in world.telegram.got] == [LUCIA]


def test_a_reply_never_waits_behind_what_alba_starts(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    life.queue(ANA, "¿Cómo vas?", Lane.PLANNED)
    world.telegram.fail(NotNow(3600.0, "429"), to=ANA)
    life.settle()
    life.takes(world.text(ANA, "busco un cuarto"))
    assert world.telegram.texts(ANA) == [HELLO, "¿Dónde lo buscas?"]


def test_what_alba_starts_waits_behind_her_replies(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    world.telegram.fail(NotNow(60.0, "429"), to=ANA)
    life.hear(world.text(ANA, "busco un cuarto"))
    life.turns()
    life.queue(ANA, "¿Cómo vas?", Lane.PLANNED)
    life.settle()
    assert world.telegram.texts(ANA) == [HELLO]
    life.passes(timedelta(minutes=1))
    assert world.telegram.texts(ANA) == [HELLO, "¿Dónde lo buscas?", "¿Cómo vas?"]


def test_what_alba_starts_and_is_too_late_is_not_said(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    life.queue(ANA, "Mañana firmas.", Lane.PLANNED, use_by=NOW + timedelta(minutes=5))
    world.clock.move_to(NOW + timedelta(hours=1))
    life.settle()
    assert world.telegram.texts(ANA) == [HELLO]
    assert statuses(life)[-1] == OutboxStatus.GIVEN_UP
    assert life.cases() == [("undelivered", "normal", "open")]


def test_chores_are_done_a_few_at_a_time_and_given_up_after_their_time(
    life: Life, world: World
) -> None:
    world.telegram.go_down(NotNow(3600.0, "500"))
    life.takes(world.text(ANA, "hola"), world.text(ANA, "borrar"))
    life.passes(timedelta(days=3))
    assert OutboxStatus.GIVEN_UP in statuses(life)
    assert world.telegram.erased == []


# -- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "status", "case"),
    [
        (RefusalReason.BLOCKED, "blocked", ("undelivered", "normal", "open")),
        (RefusalReason.NO_SUCH_ADDRESS, "gone", ("undelivered", "normal", "open")),
        (
            RefusalReason.STOPPED_AT_PROVIDER,
            "stopped_at_provider",
            ("stopped_at_provider", "high", "open"),
        ),
        (RefusalReason.WINDOW_CLOSED, "reachable", ("undelivered", "normal", "open")),
        (RefusalReason.REJECTED, "reachable", ("undelivered", "normal", "open")),
    ],
)
def test_a_refusal_marks_the_address_and_tells_a_person(
    life: Life,
    world: World,
    reason: RefusalReason,
    status: str,
    case: tuple[str, str, str],
) -> None:
    life.joins()
    world.telegram.always[ANA] = Refused(reason, "403")
    life.takes(world.text(ANA, "busco un cuarto"), world.text(BETO, "hola"))
    assert life.cases() == [case]
    assert life.identity_of(ANA) == status
    assert world.telegram.texts(BETO) == [HELLO]
    assert len(world.telegram.texts(LUCIA)) == 1
    del world.telegram.always[ANA]
    life.takes(world.text(ANA, "hola"))
    assert life.identity_of(ANA) == "reachable"


def test_an_alert_that_is_refused_is_in_the_history_of_its_case(life: Life, world: World) -> None:
    life.joins()
    world.telegram.always[LUCIA] = Refused(RefusalReason.BLOCKED, "403")
    life.takes(world.text(CARO, "hay peligro"))
    assert "alert_not_delivered" in life.history(1)
    assert world.telegram.texts(CARO)


def test_a_closed_window_is_gone_through_by_a_template(new_world: NewWorld) -> None:
    limits = replace(LIMITS, window=timedelta(hours=24))
    world = new_world(providers={"telegram": Provider(ChannelKind.TELEGRAM, limits)})
    life = world.life()
    life.takes(world.text(ANA, "hola"))
    world.clock.move_to(NOW + timedelta(hours=25))
    life.queue(ANA, "¿Cómo vas?", Lane.PLANNED, template=Template("hello", {"1": "x"}))
    life.settle()
    sent = world.telegram.got[-1].message
    assert not sent.free_text
    assert sent.template == Template("hello", {"1": "x"})
    life.hear(world.text(ANA, "menú"))
    life.settle()
    assert world.telegram.got[-1].message.free_text


class Closed(Provider):
    """A provider whose window is closed earlier than we think."""

    async def send(self, message: Any) -> str:
        """Take templates only."""
        if message.free_text:
            raise Refused(RefusalReason.WINDOW_CLOSED, "63016")
        return await super().send(message)


def test_a_window_that_closed_unnoticed_is_gone_through_by_a_template(new_world: NewWorld) -> None:
    world = new_world(providers={"telegram": Closed()})
    life = world.life()
    life.hear(world.text(ANA, "hola"))
    life.queue(ANA, "¿Cómo vas?", Lane.PLANNED, template=Template("hello", {"1": "x"}))
    life.settle()
    assert [each.message.template for each in world.telegram.got] == [Template("hello", {"1": "x"})]
    assert life.cases() == [("undelivered", "normal", "open")]  # the reply has no template
