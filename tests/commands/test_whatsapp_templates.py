"""Does the operator see which templates are missing, and are they created and submitted once?"""

import asyncio
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from bot.checkup.findings import State
from bot.checkup.templates import of_templates
from bot.commands.main import main
from bot.following.questions import Questions
from bot.following.templates import needed
from bot.settings import Settings, TwilioSettings
from flows.reading.load import load_book
from tests.channels.whatsapp.posts import ACCOUNT, PUBLIC_URL, SENDER, TOKEN
from tests.channels.whatsapp.stand_in import StandInTwilio

WANTED = needed(Questions(load_book()))


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    """Twilio, which has nothing against anything that was asked."""
    with StandInTwilio() as stand_in:
        yield stand_in
        assert stand_in.misfits == []


def alba(twilio: StandInTwilio, *arguments: str, token: str = TOKEN) -> tuple[int, str]:
    """What `alba whatsapp templates …` says, and its exit code."""
    environment = {
        "ALBA_TWILIO_ACCOUNT_SID": ACCOUNT,
        "ALBA_TWILIO_AUTH_TOKEN": token,
        "ALBA_TWILIO_WHATSAPP_FROM": SENDER,
        "ALBA_TWILIO_API_URL": twilio.url,
        "ALBA_PUBLIC_URL": PUBLIC_URL,
    }
    done = CliRunner().invoke(main, ["whatsapp", "templates", *arguments], env=environment)
    return done.exit_code, done.output


def test_at_first_all_are_missing(twilio: StandInTwilio) -> None:
    code, said = alba(twilio, "list")
    assert code == 0
    assert said.count("falta crearla") == len(WANTED)
    assert f"Aprobadas: 0 de {len(WANTED)}." in said


def test_they_are_created_once_and_submitted_once(twilio: StandInTwilio) -> None:
    alba(twilio, "create")
    assert len(twilio.account.contents) == len(WANTED)
    alba(twilio, "create")
    assert len(twilio.account.contents) == len(WANTED)
    _, said = alba(twilio, "submit")
    assert said.count("mandada") == len(WANTED)
    _, again = alba(twilio, "submit")
    assert again == ""


def test_submitting_creates_what_is_missing(twilio: StandInTwilio) -> None:
    alba(twilio, "submit")
    assert set(twilio.account.approved.values()) == {"received"}


def test_what_is_approved_and_what_is_not_is_shown(twilio: StandInTwilio) -> None:
    alba(twilio, "submit")
    first, second, *_ = twilio.account.approved
    twilio.account.approved[first] = "approved"
    twilio.account.approved[second] = "rejected"
    _, said = alba(twilio, "list")
    assert "Aprobadas: 1 de" in said
    assert "rechazada" in said


def test_one_is_shown_with_its_words_and_buttons(twilio: StandInTwilio) -> None:
    [reminder] = [each for each in WANTED if "reminder" in each.name and each.language == "es"]
    _, said = alba(twilio, "show", reminder.name)
    assert "Recuerda tu pendiente del {{1}}. Escribe 1 si quieres detalles." in said
    assert "[Detalles]" in said


def test_a_wrong_name_or_token_or_nothing_configured_is_told_with_the_remedy(
    twilio: StandInTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alba(twilio, "show", "no_such")[0] == 2
    code, said = alba(twilio, "list", token="0" * 32)
    assert (code, "ALBA_TWILIO_AUTH_TOKEN" in said) == (2, True)
    done = CliRunner().invoke(main, ["whatsapp", "templates", "list"], env={})
    assert done.exit_code == 2
    assert "no está configurado" in done.output


def test_a_template_says_what_a_message_in_the_window_says() -> None:
    for each in WANTED:
        assert not each.body.startswith("{{")
        assert not each.body.endswith("}}")
        assert each.body.count("{{") == len(each.samples) <= 3
        assert "{appointment" not in each.body
        assert 1 <= len(each.choices) <= 3
        assert all(len(choice.title) <= 20 for choice in each.choices)


def test_doctor_says_how_many_are_approved(twilio: StandInTwilio) -> None:
    settings = Settings("", twilio=TwilioSettings(ACCOUNT, TOKEN, SENDER, twilio.url))
    alba(twilio, "submit")
    found = asyncio.run(of_templates(settings, load_book()))
    assert (found.state, "Aprobadas 0 de" in found.found) == (State.WARNING, True)
    twilio.account.approved.update(dict.fromkeys(twilio.account.approved, "approved"))
    assert asyncio.run(of_templates(settings, load_book())).state is State.OK
    assert asyncio.run(of_templates(Settings(""), load_book())).state is State.SKIPPED
