"""Does the road hold with the real channels? Against servers that play Telegram and Twilio."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from bot.channels.port import ChannelKind, Inbound, InboundKind
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.client import Timeouts
from db.statuses import Lane
from tests.channels.telegram import faults as telegram_faults
from tests.channels.telegram.scenes import ANA as CHAT
from tests.channels.telegram.scenes import SECRET, a_post
from tests.channels.telegram.stand_in import TOKEN, StandIn, in_thread
from tests.channels.whatsapp import faults as twilio_faults
from tests.channels.whatsapp import posts
from tests.channels.whatsapp.stand_in import StandInTwilio
from tests.road.conftest import NewWorld
from tests.road.world import Life, World

HELLO = "Hola, soy Alba."
BED = "¿Dónde lo buscas?"
SHORT = timedelta(seconds=0.3)
HASTY = Timeouts(connect_seconds=5.0, read_seconds=0.3, content_seconds=0.3)
SECOND_CHAT = 5_550_002


# -- Telegram -----------------------------------------------------------------------------------


@dataclass
class OnTelegram:
    """Alba with Telegram's channel, and the server that she speaks to."""

    world: World
    life: Life
    channel: TelegramChannel
    server: StandIn

    def says(self, text: str, chat: int = CHAT) -> None:
        """Somebody writes; everything follows."""
        post = a_post(self.server.says(self.server.chat(chat), text))
        self.life.takes(*self.channel.read(post))

    def texts(self, chat: int = CHAT) -> list[str]:
        """What somebody reads."""
        return self.server.chat(chat).texts


@pytest.fixture
def telegram(new_world: NewWorld) -> Iterator[OnTelegram]:
    """Alba on Telegram."""
    with in_thread() as server:
        channel = TelegramChannel(TOKEN, SECRET, server.url, patience=SHORT)
        world = new_world(providers={"telegram": channel})
        life = world.life()
        yield OnTelegram(world, life, channel, server)
        life.runner.run(channel.close())
        assert server.misfits == []


@pytest.mark.parametrize(
    "trouble",
    [
        telegram_faults.too_many(30),
        telegram_faults.SERVER_ERROR,
        telegram_faults.GATEWAY,
        telegram_faults.CUT,
        telegram_faults.HANG,
    ],
    ids=["429", "500", "502", "cut", "no answer"],
)
def test_telegram_s_trouble_costs_no_reply(telegram: OnTelegram, trouble: Any) -> None:
    telegram.server.fail(trouble)
    telegram.says("hola")
    telegram.says("busco un cuarto")
    telegram.life.passes(timedelta(minutes=2))
    assert telegram.texts() == [HELLO, BED]


@pytest.mark.parametrize(
    "trouble",
    [
        telegram_faults.CUT_AFTER_TAKING,
        telegram_faults.HANG_AFTER_TAKING,
        telegram_faults.garbage(),
        telegram_faults.GATEWAY_GAVE_UP,
    ],
    ids=["cut after taking", "no answer after taking", "garbage", "a gateway gave up"],
)
def test_what_telegram_took_in_doubt_comes_once_more_at_most(
    telegram: OnTelegram, trouble: Any
) -> None:
    telegram.server.fail(trouble)
    telegram.says("hola")
    telegram.says("busco un cuarto")
    telegram.life.passes(timedelta(minutes=2))
    assert telegram.texts() in ([HELLO, HELLO, BED], [HELLO, BED])
    assert telegram.life.cases() == []


def test_an_hour_without_telegram_costs_no_reply(telegram: OnTelegram) -> None:
    telegram.server.fail(*[telegram_faults.GATEWAY] * 200)
    telegram.says("hola")
    telegram.life.passes(timedelta(hours=1))
    assert telegram.texts() == []
    telegram.server._faults.clear()
    telegram.life.passes(timedelta(minutes=3))
    assert telegram.texts() == [HELLO]


def test_telegram_asks_one_chat_to_wait_and_the_other_is_answered(telegram: OnTelegram) -> None:
    telegram.server.chat(SECOND_CHAT)
    telegram.server.fail(telegram_faults.too_many(30))
    telegram.says("hola")
    telegram.says("hola", SECOND_CHAT)
    assert telegram.texts(SECOND_CHAT) == [HELLO]
    assert telegram.texts() == []
    telegram.life.passes(timedelta(seconds=30))
    assert telegram.texts() == [HELLO]


def test_who_blocks_the_bot_is_marked_and_a_person_is_told(telegram: OnTelegram) -> None:
    telegram.says("hola")
    telegram.server.chat(CHAT).block()
    telegram.says("busco un cuarto")
    assert telegram.life.identity_of(str(CHAT)) == "blocked"
    assert telegram.life.cases() == [("undelivered", "normal", "open")]


def test_borrar_empties_the_chat_at_telegram(telegram: OnTelegram) -> None:
    telegram.says("hola")
    telegram.says("borrar")
    chat = telegram.server.chat(CHAT)
    assert chat.texts == [HELLO, "Listo."]
    assert chat.got[0].message_id in chat.deleted
    assert chat.got[1].message_id not in chat.deleted
    assert len(chat.deleted) == 3


def test_a_group_is_left_politely(telegram: OnTelegram) -> None:
    group = telegram.server.chat(-100777, "supergroup")
    for _ in range(2):
        telegram.life.hear(
            *telegram.channel.read(a_post(telegram.server.says(group, "hola a todas")))
        )
    telegram.life.settle()
    assert group.left
    assert len(group.texts) == 1


# -- WhatsApp -----------------------------------------------------------------------------------


@dataclass
class OnWhatsApp:
    """Alba with WhatsApp's channel, and the server that plays Twilio."""

    world: World
    life: Life
    channel: WhatsAppChannel
    twilio: StandInTwilio
    numbers: Any

    def says(self, text: str) -> None:
        """Ana writes; everything follows."""
        sid = f"SM{next(self.numbers):032x}"
        self.life.takes(*self.channel.read(posts.message(sid, Body=text)))

    def told(self, status: str, number: int = 0, code: int | None = None) -> None:
        """What became of a message."""
        sid = list(self.twilio.account.messages)[number]
        self.life.takes(*self.channel.read(self.twilio.moved(sid, status, code)))

    def status(self) -> str:
        """What is thought of her address."""
        return self.life.identity_of(posts.ANA, "whatsapp")

    def texts(self) -> list[str]:
        """What Ana reads: the words of each message."""
        return [body.splitlines()[0] for body in self.twilio.bodies if body]


@pytest.fixture
def whatsapp(new_world: NewWorld) -> Iterator[OnWhatsApp]:
    """Alba on WhatsApp."""
    world = new_world(providers={})
    with StandInTwilio(world.clock.now) as twilio:
        channel = WhatsAppChannel(
            posts.ACCOUNT, posts.TOKEN, posts.SENDER, twilio.url, posts.PUBLIC_URL, timeouts=HASTY
        )
        world.providers["whatsapp"] = channel
        life = world.life()
        yield OnWhatsApp(world, life, channel, twilio, count(0xABC000))
        life.runner.run(channel.close())
        assert twilio.misfits == []


@pytest.mark.parametrize(
    "trouble",
    [
        twilio_faults.TOO_MANY,
        twilio_faults.SERVER_ERROR,
        twilio_faults.SERVER_ERROR_AFTER_TAKING,
        twilio_faults.garbage(),
        twilio_faults.garbage(takes=True),
        twilio_faults.CUT,
        twilio_faults.CUT_AFTER_TAKING,
        twilio_faults.HANG,
        twilio_faults.HANG_AFTER_TAKING,
    ],
    ids=[
        "429",
        "500",
        "500 after taking",
        "garbage",
        "garbage after taking",
        "cut",
        "cut after taking",
        "no answer",
        "no answer after taking",
    ],
)
def test_twilio_s_trouble_costs_no_reply_and_sends_none_twice(
    whatsapp: OnWhatsApp, trouble: Any
) -> None:
    whatsapp.says("hola")
    whatsapp.twilio.fail(trouble)
    whatsapp.says("busco un cuarto")
    whatsapp.says("menú")
    whatsapp.life.passes(timedelta(minutes=5))
    assert whatsapp.texts() == [HELLO, BED, "Estos son los temas."]


def test_an_hour_without_twilio_costs_no_reply(whatsapp: OnWhatsApp) -> None:
    whatsapp.says("hola")
    whatsapp.twilio.stop()
    whatsapp.says("busco un cuarto")
    whatsapp.life.passes(timedelta(minutes=55))
    whatsapp.twilio.start()
    whatsapp.life.passes(timedelta(minutes=3))
    assert whatsapp.texts() == [HELLO, BED]
    assert whatsapp.life.cases() == []


def test_a_process_that_died_sending_looks_at_twilio_first(whatsapp: OnWhatsApp) -> None:
    whatsapp.says("hola")
    whatsapp.life.hear(*whatsapp.channel.read(posts.message("SM" + "d" * 32, Body="menú")))
    whatsapp.life.turns()
    whatsapp.twilio.fail(twilio_faults.CUT_AFTER_TAKING)
    whatsapp.life.send_once(Lane.REPLY)
    fresh = WhatsAppChannel(
        posts.ACCOUNT,
        posts.TOKEN,
        posts.SENDER,
        whatsapp.twilio.url,
        posts.PUBLIC_URL,
        timeouts=HASTY,
    )
    whatsapp.world.providers["whatsapp"] = fresh
    life = whatsapp.world.life()
    life.passes(timedelta(minutes=2))
    assert whatsapp.texts() == [HELLO, "Estos son los temas."]
    life.runner.run(fresh.close())


@pytest.mark.parametrize(
    ("refused", "status", "case"),
    [
        ((400, 21610), "stopped_at_provider", ("stopped_at_provider", "high", "open")),
        ((400, 21211), "gone", ("undelivered", "normal", "open")),
        ((400, 63016), "reachable", ("undelivered", "normal", "open")),
    ],
)
def test_twilio_s_refusals_are_followed_up(
    whatsapp: OnWhatsApp, refused: tuple[int, int], status: str, case: tuple[str, str, str]
) -> None:
    whatsapp.twilio.account.refused[posts.ANA] = refused
    whatsapp.says("hola")
    assert whatsapp.life.cases() == [case]
    assert whatsapp.status() == status


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        (21610, "stopped_at_provider", "stopped_at_provider"),
        (63003, "gone", "undelivered"),
        (63016, "reachable", "undelivered"),
        (30008, "reachable", "undelivered"),
    ],
)
def test_what_failed_after_twilio_took_it_is_followed_up(
    whatsapp: OnWhatsApp, code: int, status: str, reason: str
) -> None:
    whatsapp.says("hola")
    whatsapp.told("failed", code=code)
    whatsapp.told("failed", code=code)
    assert [each[0] for each in whatsapp.life.cases()] == [reason]
    assert whatsapp.status() == status


def test_stop_in_english_is_told_to_a_person(whatsapp: OnWhatsApp) -> None:
    whatsapp.says("hola")
    whatsapp.twilio.account.refused[posts.ANA] = (400, 21610)
    whatsapp.says("stop")
    assert ("stopped_at_provider", "high", "open") in whatsapp.life.cases()


def test_nothing_stays_at_twilio(whatsapp: OnWhatsApp) -> None:
    whatsapp.says("hola")
    whatsapp.told("delivered")
    whatsapp.life.passes(timedelta(hours=2))
    assert whatsapp.twilio.account.messages == {}
    gone = [asked.path.rpartition("/")[2] for asked in whatsapp.twilio.made("DELETE", "/Messages/")]
    assert any("abc0" in path for path in gone)


def test_a_voice_note_stays_at_twilio_until_a_person_could_listen(whatsapp: OnWhatsApp) -> None:
    path = f"/2010-04-01/Accounts/{posts.ACCOUNT}/Messages/SM{'e' * 32}/Media/ME{'f' * 32}"
    whatsapp.twilio.account.media.add(path)
    note = Inbound(
        ChannelKind.WHATSAPP,
        "SM" + "e" * 32,
        posts.ANA,
        InboundKind.VOICE,
        media=(f"https://api.twilio.com{path}",),
        message_ref="SM" + "e" * 32,
    )
    whatsapp.life.takes(note)
    whatsapp.told("delivered")
    whatsapp.life.passes(timedelta(hours=71))
    assert path in whatsapp.twilio.account.media
    whatsapp.life.passes(timedelta(hours=2))
    assert path not in whatsapp.twilio.account.media
