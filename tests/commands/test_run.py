"""Does Alba start, answer and stop as an operator expects, as real processes?"""

import threading
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from urllib.parse import urlsplit

import httpx
import pytest

from tests.channels.telegram.faults import refusal
from tests.channels.telegram.stand_in import TOKEN, StandIn, in_thread
from tests.channels.whatsapp import posts
from tests.channels.whatsapp.stand_in import StandInTwilio
from tests.commands.serving import KEY, command, serving, until
from tests.patience import PATIENCE_SECONDS

ANA = 5550001
PUBLIC = "https://alba.example"
SECRET = "a-made-up-webhook-secret_0123456789"


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    with in_thread() as there:
        yield there


def bot(telegram: StandIn, **more: str) -> dict[str, str]:
    return {"ALBA_TELEGRAM_TOKEN": TOKEN, "ALBA_TELEGRAM_API_URL": telegram.url, **more}


# -- the main job --------------------------------------------------------------------------------


def test_a_token_is_enough_to_answer_on_telegram(tmp_path: Path, telegram: StandIn) -> None:
    chat = telegram.chat(ANA)
    with serving(tmp_path, **bot(telegram)) as alba:
        telegram.push(telegram.says(chat, "busco chamba de lo que sea"))
        until(lambda: len(chat.got) == 2, "Alba answers")
        assert "un programa" in chat.texts[0]
        telegram.push(telegram.presses(chat, "jobs.kind.search"))
        until(lambda: len(chat.got) == 3, "a button is answered")
        assert "municipio" in chat.texts[2]
        until(lambda: telegram.answered, "the button stops spinning")
        assert alba.end() == 0
    assert "polling" in alba.output
    assert telegram.misfits == []
    log = alba.log.read_text()
    assert TOKEN not in log
    assert "chamba" not in log


def test_a_provider_that_is_down_at_the_start_stops_nothing(
    tmp_path: Path, telegram: StandIn
) -> None:
    telegram.fail(*[refusal(502, "Bad Gateway")] * 2, method="getMyName")
    telegram.fail(refusal(502, "Bad Gateway"), method="deleteWebhook")
    chat = telegram.chat(ANA)
    with serving(tmp_path, **bot(telegram)) as alba:
        telegram.push(telegram.says(chat, "hola"))
        until(lambda: chat.got, "Alba answers")
        until(lambda: telegram.profile.get(("Name", "")) == "Alba", "the profile is set")
        assert alba.end() == 0


def test_with_an_address_telegram_posts(tmp_path: Path, telegram: StandIn) -> None:
    chat = telegram.chat(ANA)
    env = bot(telegram, ALBA_PUBLIC_URL=PUBLIC, ALBA_TELEGRAM_WEBHOOK_SECRET=SECRET)
    telegram.fail(refusal(502, "Bad Gateway"), method="setWebhook")
    with serving(tmp_path, **env) as alba:
        until(lambda: telegram.webhook, "the webhook is registered")
        assert telegram.webhook["url"] == f"{PUBLIC}/telegram"
        update = telegram.says(chat, "hola")
        forged = httpx.post(f"{alba.url}/telegram", json=update)
        assert forged.status_code == 403
        told = {"x-telegram-bot-api-secret-token": SECRET}
        for _ in range(2):  # once more, as after a line that was cut
            posted = httpx.post(f"{alba.url}/telegram", json=update, headers=told)
            assert posted.status_code == 200
        until(lambda: chat.got, "Alba answers")
        assert alba.end() == 0
    assert len(chat.got) == 1
    assert not telegram.asked("getUpdates")


def test_a_signed_whatsapp_message_is_answered(tmp_path: Path) -> None:
    with StandInTwilio() as twilio:
        env = {
            "ALBA_TWILIO_ACCOUNT_SID": posts.ACCOUNT,
            "ALBA_TWILIO_AUTH_TOKEN": posts.TOKEN,
            "ALBA_TWILIO_WHATSAPP_FROM": posts.SENDER.removeprefix("whatsapp:"),
            "ALBA_TWILIO_API_URL": twilio.url,
            "ALBA_PUBLIC_URL": posts.PUBLIC_URL,
        }
        with serving(tmp_path, **env) as alba:
            post = posts.message(Body="hola")
            where = f"{alba.url}/twilio/message"
            unsigned = httpx.post(where, content=post.body)
            assert unsigned.status_code == 403
            signed = httpx.post(where, content=post.body, headers=dict(post.headers))
            assert (signed.status_code, signed.headers["content-type"][:8]) == (200, "text/xml")
            until(lambda: twilio.account.messages, "Alba answers")
            until(lambda: twilio.made("DELETE", posts.SID), "her words are deleted there")
            assert alba.end() == 0
        assert "un programa" in twilio.last().body
        assert twilio.misfits == []


def test_web_and_worker_are_processes_of_their_own(tmp_path: Path, telegram: StandIn) -> None:
    url = f"sqlite:///{tmp_path / 'alba.db'}"
    env = bot(telegram, DATABASE_URL=url, ALBA_SECRET_KEYS=KEY)
    early = command(tmp_path, "worker", **env)
    assert early.returncode == 2
    assert "alba migrate" in early.stderr
    assert command(tmp_path, "migrate", **env).returncode == 0
    assert command(tmp_path, "migrate", **env).stdout.endswith(
        "0 retirados, 0 como el equipo los dejó.\n"
    )
    chat = telegram.chat(ANA)
    with serving(tmp_path, "worker", **env) as worker, serving(tmp_path, "web", **env) as web:
        telegram.push(telegram.says(chat, "hola"))
        until(lambda: chat.got, "the worker answers")
        assert httpx.get(f"{web.url}/chat").status_code == 200
        assert (web.end(SIGTERM), worker.end(SIGTERM)) == (0, 0)


# -- starting and stopping -----------------------------------------------------------------------


@pytest.mark.parametrize("how", [SIGINT, SIGTERM], ids=["Ctrl-C", "a platform's stop"])
def test_it_drains_while_a_page_waits(tmp_path: Path, how: Signals) -> None:
    with serving(tmp_path) as alba:
        page = httpx.get(f"{alba.url}/chat").text
        ticket = page.partition('data-token="')[2].partition('"')[0]
        waiting = threading.Thread(target=_ask, args=(alba.url, ticket))
        waiting.start()
        said = {"token": ticket, "id": "start-page", "start": True}
        httpx.post(f"{alba.url}/chat/messages", json=said)
        assert alba.end(how) == 0
        waiting.join(PATIENCE_SECONDS)
        assert not waiting.is_alive()
    assert "Traceback" not in alba.log.read_text()


def _ask(url: str, ticket: str) -> None:
    """What the page does all the time; the answer may be cut off."""
    try:
        httpx.post(f"{url}/chat/replies", json={"token": ticket}, timeout=PATIENCE_SECONDS)
    except httpx.TransportError:
        return


def test_a_second_start_is_quick_and_remembers(tmp_path: Path) -> None:
    with serving(tmp_path) as first:
        assert first.end() == 0
    assert "/chat" in first.output
    assert "alba doctor" in first.output
    key = sorted((tmp_path / "data").glob("*key*"))[0].read_bytes()
    with serving(tmp_path) as second:
        assert (
            second.ready_after < 10
        )  # on a machine that is busy; `make bench` has the true figure
        assert second.end() == 0
    assert sorted((tmp_path / "data").glob("*key*"))[0].read_bytes() == key


def test_a_port_that_is_taken_is_told_kindly(tmp_path: Path) -> None:
    with serving(tmp_path) as first:
        port = str(urlsplit(first.url).port)
        for words in ("run", "web"):
            second = command(tmp_path, words, PORT=port, ALBA_SECRET_KEYS=KEY)
            assert second.returncode == 2
            assert f"PORT: {port}" in second.stderr
            assert "Traceback" not in second.stderr
        assert first.end() == 0
