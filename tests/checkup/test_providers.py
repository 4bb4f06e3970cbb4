"""Is it seen when a provider does not answer, delivers elsewhere, or shows another's words?"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.port import NotNow
from bot.channels.telegram import profile
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.state import WebhookState, previews_are_off
from bot.checkup import providers
from bot.checkup.findings import State
from bot.settings import Settings, TelegramSettings, TwilioSettings
from tests.channels.telegram import stand_in
from tests.channels.whatsapp.posts import ACCOUNT, PUBLIC_URL, SENDER, TOKEN
from tests.channels.whatsapp.stand_in import StandInTwilio

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HERE = "https://alba.example"


async def asked(
    telegram: stand_in.StandIn, *, public_url: str | None = None, token: str = stand_in.TOKEN
) -> tuple[list[State], dict[str, tuple[str, ...]]]:
    own = TelegramSettings(token, "secret", telegram.url)
    settings = Settings("", telegram=own, public_url=public_url)
    shown: dict[str, tuple[str, ...]] = {}
    found = await providers.of_telegram(settings, NOW, shown)
    assert all(token not in str(each) for each in found)
    return [each.state for each in found], shown


async def prepared(telegram: stand_in.StandIn, public_url: str | None) -> None:
    channel = TelegramChannel(stand_in.TOKEN, "secret", telegram.url)
    await profile.apply(channel)
    if public_url is not None:
        await channel.set_webhook(public_url)
    await channel.close()


@pytest.mark.parametrize("public_url", [None, HERE], ids=["polling", "webhook"])
def test_a_bot_that_is_ready_is_fine(public_url: str | None) -> None:
    async def play() -> tuple[list[State], dict[str, tuple[str, ...]]]:
        async with stand_in.StandIn() as telegram:
            await prepared(telegram, public_url)
            return await asked(telegram, public_url=public_url)

    states, shown = asyncio.run(play())
    assert states == [State.OK, State.OK]
    assert "alba_bot" in shown["Telegram"]
    assert {"Telegram", "Telegram, es", "Telegram, en"} == set(shown)


def test_a_bot_that_nobody_prepared_is_shown() -> None:
    async def play() -> list[State]:
        async with stand_in.StandIn() as telegram:
            states, _ = await asked(telegram, public_url=HERE)
            return states

    assert asyncio.run(play()) == [State.WARNING, State.WARNING, State.OK]


def test_a_wrong_token_and_a_telegram_that_is_down_are_red() -> None:
    async def play() -> list[list[State]]:
        async with stand_in.StandIn() as telegram:
            wrong, _ = await asked(telegram, token="1:another")
            await telegram.go_down()
            down, _ = await asked(telegram)
            return [wrong, down]

    assert asyncio.run(play()) == [[State.RED], [State.RED]]


@pytest.mark.parametrize(
    ("webhook", "state"),
    [
        (WebhookState(f"{HERE}/telegram", 0, None), State.OK),
        (WebhookState("https://elsewhere.example/telegram", 0, None), State.WARNING),
        (WebhookState("", 0, None), State.WARNING),
        (WebhookState(f"{HERE}/telegram", 0, NOW - timedelta(minutes=3)), State.WARNING),
        (WebhookState(f"{HERE}/telegram", 0, NOW - timedelta(days=3)), State.OK),
        (WebhookState(f"{HERE}/telegram", 5_000, None), State.WARNING),
    ],
    ids=["here", "elsewhere", "nowhere", "failed just now", "failed long ago", "nobody fetches"],
)
def test_where_telegram_delivers(webhook: WebhookState, state: State) -> None:
    assert providers.of_webhook(webhook, HERE, "alba_bot", NOW).state is state


def test_addresses_are_sent_without_a_preview() -> None:
    assert previews_are_off()


class Says:
    """An account of which Twilio says this."""

    def __init__(self, status: str | None) -> None:
        self.status = status

    async def account_status(self) -> str:
        if self.status is None:
            raise NotNow(code="20003")
        return self.status


@pytest.mark.parametrize(
    ("status", "state"),
    [("active", State.OK), ("suspended", State.RED), (None, State.RED)],
)
def test_what_twilio_says_of_the_account(status: str | None, state: State) -> None:
    assert asyncio.run(providers.of_account(Says(status))).state is state


def test_the_account_is_asked_for_as_twilios_contract_says() -> None:
    with StandInTwilio() as twilio:
        right = TwilioSettings(ACCOUNT, TOKEN, SENDER, twilio.url)
        settings = Settings("", twilio=right, public_url=PUBLIC_URL)
        found = asyncio.run(providers.of_twilio(settings))
        wrong = TwilioSettings(ACCOUNT, "another-token", SENDER, twilio.url)
        refused = asyncio.run(providers.of_twilio(Settings("", twilio=wrong)))
        assert twilio.misfits == []
    assert (found.state, refused.state) == (State.OK, State.RED)
    assert "another-token" not in str(refused)


def test_what_is_not_configured_is_skipped() -> None:
    shown: dict[str, tuple[str, ...]] = {}
    (telegram,) = asyncio.run(providers.of_telegram(Settings(""), NOW, shown))
    twilio = asyncio.run(providers.of_twilio(Settings("")))
    assert (telegram.state, twilio.state, shown) == (State.SKIPPED, State.SKIPPED, {})
