"""Does anybody lose a reply, or read one twice, when Telegram or Twilio is in trouble?

With Alba's real channels against servers that play both: all kinds of trouble at once, for several
women, compared with the same conversation in calm weather.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest

from db.engine import Database
from db.statuses import OutboxStatus
from tests.channels.telegram import faults as telegram
from tests.channels.whatsapp import faults as twilio
from tests.faults.wires import Wires, wired
from tests.road.world import LUCIA

HELLO: Final = "Hola, soy Alba."
BED: Final = "¿Dónde lo buscas?"
TOPICS: Final = "Estos son los temas."
CARD: Final = "Estoy contigo."
NEUTRAL: Final = "Aquí estoy. ¿Puedes escribir?"
MINUTE: Final = timedelta(minutes=1)

CHATS: Final = (5_550_001, 5_550_002, 5_550_003)
PHONES: Final = ("whatsapp:+5215512345678", "whatsapp:+5215512345679", "whatsapp:+5215512345670")
ANA_CHAT: Final = CHATS[0]
ANA_PHONE: Final = PHONES[0]
TALK: Final = ("hola", "busco un cuarto", "por el centro", "menú", "gracias")

SURELY_NOT_TAKEN: Final = (
    telegram.too_many(20),
    telegram.SERVER_ERROR,
    telegram.GATEWAY,
    telegram.CUT,
    telegram.HANG,
)
TAKEN_IN_DOUBT: Final = (
    telegram.CUT_AFTER_TAKING,
    telegram.garbage(),
    telegram.GATEWAY_GAVE_UP,
    telegram.HANG_AFTER_TAKING,
)
AT_TWILIO: Final = (
    twilio.TOO_MANY,
    twilio.refusal(429, 63018),
    twilio.SERVER_ERROR,
    twilio.SERVER_ERROR_AFTER_TAKING,
    twilio.garbage(),
    twilio.garbage(takes=True),
    twilio.CUT,
    twilio.CUT_AFTER_TAKING,
    twilio.HANG_AFTER_TAKING,
)
LOOKING_UP: Final = (twilio.TOO_MANY, twilio.SERVER_ERROR, twilio.garbage(), twilio.CUT)


@pytest.fixture
def wires(database: Database) -> Iterator[Wires]:
    """Alba between both providers."""
    with wired(database) as wires:
        yield wires


def talks(wires: Wires, weather: random.Random | None) -> Counter[str]:
    """All women talk, and in bad weather calls fail; how many of Telegram's were taken in doubt."""
    doubted: Counter[str] = Counter()
    for chat in CHATS:
        wires.telegram.chat(chat)
    for text in TALK:
        if weather is not None:
            doubted["taken"] += _storm(wires, weather)
        for who in (*CHATS, *PHONES):
            wires.hears(who, text)
        wires.life.passes(3 * MINUTE)
    return doubted


def _storm(wires: Wires, weather: random.Random) -> int:
    """The next calls go wrong, never three for one message; how many of Telegram's are taken."""
    ones = [weather.choice(SURELY_NOT_TAKEN), weather.choice(TAKEN_IN_DOUBT)]
    weather.shuffle(ones)
    wires.telegram.fail(*ones)
    wires.twilio.fail(*weather.sample(AT_TWILIO, 2))
    wires.twilio.fail(weather.choice(LOOKING_UP), on="GET /Messages")
    wires.twilio.fail(weather.choice(LOOKING_UP), on="POST /Content")
    return 1


@pytest.fixture(scope="module")
def calm(alba_databases: Any) -> dict[int | str, list[str]]:
    """What everybody reads when nothing goes wrong."""
    with alba_databases.open("sqlite") as database, wired(database) as wires:
        talks(wires, None)
        return {who: wires.texts(who) for who in (*CHATS, *PHONES)}


@pytest.mark.parametrize("seed", range(3))
def test_in_any_weather_everybody_reads_what_she_would_in_calm(
    wires: Wires, calm: dict[int | str, list[str]], seed: int
) -> None:
    doubted = talks(wires, random.Random(seed))
    for phone in PHONES:
        assert wires.texts(phone) == calm[phone]
    repeats = 0
    for chat in CHATS:
        texts, wanted = wires.texts(chat), calm[chat]
        assert _first_times(texts, wanted) == wanted
        repeats += len(texts) - len(wanted)
    assert repeats <= doubted["taken"]
    assert {row.status for row in wires.life.outbox_rows() if row.kind == "reply"} == {"sent"}
    assert wires.life.cases() == []


def _first_times(texts: list[str], wanted: list[str]) -> list[str]:
    """The texts without those that came once more than they should."""
    first: list[str] = []
    for text in texts:
        if first.count(text) < wanted.count(text):
            first.append(text)
    return first


# -- nobody there -------------------------------------------------------------------------------


def test_an_hour_with_nobody_at_telegram_costs_no_reply_and_holds_up_no_other_channel(
    wires: Wires,
) -> None:
    wires.says(ANA_CHAT, "hola")
    wires.telegram_goes_down()
    wires.says(ANA_CHAT, "busco un cuarto")
    wires.says(ANA_PHONE, "hola")
    assert wires.texts(ANA_PHONE) == [HELLO]
    wires.life.passes(30 * MINUTE)
    wires.says(ANA_CHAT, "menú")
    wires.life.passes(30 * MINUTE)
    assert wires.texts(ANA_CHAT) == [HELLO]
    wires.telegram_comes_up()
    wires.life.passes(3 * MINUTE)
    assert wires.texts(ANA_CHAT) == [HELLO, BED, TOPICS]
    assert wires.life.cases() == []


def test_when_telegram_holds_back_two_chats_no_third_is_tried(wires: Wires) -> None:
    for chat in CHATS:
        wires.telegram.chat(chat)
    wires.telegram.fail(telegram.too_many(30), telegram.too_many(30))
    wires.says(CHATS[0], "hola")
    wires.says(CHATS[1], "hola")
    wires.says(CHATS[2], "hola")
    assert wires.telegram.asked("sendMessage") == []
    wires.life.passes(timedelta(seconds=29))
    assert wires.telegram.asked("sendMessage") == []
    wires.life.passes(timedelta(seconds=1))
    assert [wires.texts(chat) for chat in CHATS] == [[HELLO]] * 3


def test_when_twilio_says_how_long_nobody_is_tried_before(wires: Wires) -> None:
    wires.twilio.fail(twilio.refusal(429, 20429, Retry_After="45"))
    wires.says(PHONES[0], "hola")
    wires.says(PHONES[1], "hola")
    wires.life.passes(timedelta(seconds=44))
    assert wires.twilio.bodies == []
    wires.life.passes(timedelta(seconds=1))
    assert [wires.texts(phone) for phone in PHONES[:2]] == [[HELLO]] * 2


def test_when_she_is_written_to_too_fast_only_she_waits(wires: Wires) -> None:
    wires.twilio.fail(twilio.refusal(429, 63018))
    wires.says(PHONES[0], "hola")
    wires.says(PHONES[1], "hola")
    assert [wires.texts(phone) for phone in PHONES[:2]] == [[], [HELLO]]
    wires.life.passes(timedelta(seconds=10))
    assert wires.texts(PHONES[0]) == [HELLO]


@pytest.mark.parametrize("who", [ANA_CHAT, ANA_PHONE], ids=["telegram", "twilio"])
def test_what_nobody_took_for_a_day_is_given_up_and_a_case_says_so(
    wires: Wires, who: int | str
) -> None:
    wires.life.joins(address=str(CHATS[2]))
    wires.telegram.chat(CHATS[2])
    if isinstance(who, int):
        wires.telegram.fail(*[telegram.too_many(1800)] * 60)
    else:
        wires.twilio.fail(*[twilio.refusal(429, 20429, Retry_After="1800")] * 60)
    wires.says(who, "hola")
    wires.life.passes(timedelta(hours=23))
    assert wires.life.cases() == []
    wires.life.passes(timedelta(hours=2))
    assert wires.life.cases() == [("undelivered", "normal", "open")]
    # On WhatsApp her window has closed meanwhile, and Twilio need not be asked any more.
    ended = OutboxStatus.GIVEN_UP if isinstance(who, int) else OutboxStatus.REFUSED
    assert wires.life.outbox_rows()[0].status == ended


# -- nobody knows -------------------------------------------------------------------------------


def test_a_doubt_at_telegram_holds_her_later_replies_for_a_minute_and_no_longer(
    wires: Wires,
) -> None:
    wires.telegram.fail(telegram.CUT, telegram.CUT, telegram.CUT)
    wires.says(ANA_CHAT, "hola")
    wires.says(ANA_CHAT, "busco un cuarto")
    wires.says(ANA_CHAT, "menú")
    wires.life.passes(timedelta(seconds=59))
    assert wires.texts(ANA_CHAT) == []
    wires.life.passes(timedelta(seconds=1))
    assert wires.texts(ANA_CHAT) == [BED, TOPICS]
    wires.life.passes(MINUTE)
    assert wires.texts(ANA_CHAT) == [BED, TOPICS, HELLO]


def test_a_doubt_at_twilio_that_nobody_answers_holds_no_longer_either(wires: Wires) -> None:
    wires.twilio.fail(twilio.CUT_AFTER_TAKING)
    wires.twilio.fail(*[twilio.SERVER_ERROR] * 20, on="GET /Messages")
    wires.says(ANA_PHONE, "hola")
    wires.says(ANA_PHONE, "busco un cuarto")
    wires.life.passes(timedelta(seconds=59))
    assert wires.texts(ANA_PHONE) == [HELLO]
    wires.life.passes(timedelta(seconds=1))
    assert wires.texts(ANA_PHONE) == [HELLO, BED]
    wires.life.passes(60 * MINUTE)
    assert len(wires.twilio.account.messages) == 2  # it was found in the end, and not sent again


# -- too late -----------------------------------------------------------------------------------


def test_a_card_that_telegram_takes_too_late_is_neutral_and_the_alert_goes_out(
    wires: Wires,
) -> None:
    wires.life.joins(address=LUCIA)
    wires.telegram.chat(int(LUCIA))
    wires.says(ANA_CHAT, "hola")
    wires.telegram_goes_down()
    wires.says(ANA_CHAT, "hay peligro")
    wires.life.passes(6 * MINUTE)
    wires.telegram_comes_up()
    wires.life.passes(3 * MINUTE)
    last = wires.telegram.chat(ANA_CHAT).got[-1]
    assert (last.text, last.buttons) == (NEUTRAL, ())
    (alert,) = wires.telegram.chat(int(LUCIA)).got
    assert alert.text.startswith("Caso ")
    assert alert.buttons


def test_while_twilio_is_down_the_alert_goes_out_by_telegram_at_once(wires: Wires) -> None:
    wires.life.joins(address=LUCIA)
    wires.telegram.chat(int(LUCIA))
    wires.says(ANA_PHONE, "hola")
    wires.twilio.stop()
    wires.says(ANA_PHONE, "hay peligro")
    assert len(wires.texts(int(LUCIA))) == 1
    wires.life.passes(6 * MINUTE)
    wires.twilio.start()
    wires.life.passes(3 * MINUTE)
    assert wires.texts(ANA_PHONE)[1:] == [NEUTRAL]
    assert wires.twilio.last().buttons == ()


@pytest.mark.parametrize("taken", [True, False])
def test_a_card_in_doubt_is_looked_up_before_the_neutral_words_are_said(
    wires: Wires, taken: bool
) -> None:
    wires.says(ANA_PHONE, "hola")
    wires.twilio.fail(twilio.CUT_AFTER_TAKING if taken else twilio.CUT)
    wires.says(ANA_PHONE, "hay peligro")
    wires.twilio.stop()
    wires.life.passes(6 * MINUTE)
    wires.twilio.start()
    wires.life.passes(3 * MINUTE)
    (card,) = wires.texts(ANA_PHONE)[1:]
    assert card.startswith(CARD if taken else NEUTRAL)
