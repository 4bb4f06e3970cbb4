"""A stand-in for Twilio, and Alba's channel talking to it, for tests without an event loop."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.channels.port import Erasure, OfferedChoice, Outbound, Template
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.client import Timeouts
from bot.channels.whatsapp.contents import ContentRegistry
from tests.channels.whatsapp.account import NOW
from tests.channels.whatsapp.posts import ACCOUNT, ANA, PUBLIC_URL, SENDER, TOKEN
from tests.channels.whatsapp.stand_in import StandInTwilio

SHORT = Timeouts(connect_seconds=10.0, read_seconds=0.5, content_seconds=0.5)  # where one hangs
PATIENT = Timeouts(connect_seconds=10.0, read_seconds=30.0, content_seconds=30.0)


@dataclass
class Seconds:
    """A clock that measures pauses, moved by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Talking:
    """A channel with an event loop of its own; what it raises, its methods raise."""

    channel: WhatsAppChannel
    seconds: Seconds
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def send(self, message: Outbound) -> str:
        return self.runner.run(self.channel.send(message))

    def look_up(self, message: Outbound) -> str | None:
        return self.runner.run(self.channel.look_up(message))

    def erase(self, *messages: str, media: tuple[str, ...] = ()) -> None:
        self.runner.run(self.channel.erase(Erasure(ANA, messages, media)))

    def close(self) -> None:
        self.runner.run(self.channel.close())
        self.runner.close()


def talking(
    url: str,
    *,
    token: str = TOKEN,
    account: str = ACCOUNT,
    registry: ContentRegistry | None = None,
    timeouts: Timeouts = PATIENT,
) -> Talking:
    """A channel, as a process of Alba would make it."""
    seconds = Seconds()
    channel = WhatsAppChannel(
        account,
        token,
        SENDER,
        url,
        PUBLIC_URL,
        registry=registry,
        timeouts=timeouts,
        seconds=seconds,
    )
    return Talking(channel, seconds)


def say(
    text: str = "Aquí estoy.",
    *titles: str,
    reference: str = "out-1",
    address: str = ANA,
    template: Template | None = None,
    free_text: bool = True,
) -> Outbound:
    """A message to Ana, its choices named by their titles."""
    choices = tuple(OfferedChoice(f"id-{title}", title) for title in titles)
    return Outbound(
        reference,
        address,
        text,
        choices,
        template=template,
        free_text=free_text,
        first_attempt_at=NOW,
    )


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    """Twilio, which has nothing against anything that was asked."""
    with StandInTwilio() as stand_in:
        yield stand_in
        assert stand_in.misfits == []


@pytest.fixture
def alba(twilio: StandInTwilio) -> Iterator[Talking]:
    """Alba's channel to it."""
    talks = talking(twilio.url)
    yield talks
    talks.close()


@pytest.fixture
def hasty(twilio: StandInTwilio) -> Iterator[Talking]:
    """The same, for where Twilio never answers."""
    talks = talking(twilio.url, timeouts=SHORT)
    yield talks
    talks.close()
