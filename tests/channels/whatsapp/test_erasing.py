"""Are her messages and files gone from Twilio when Alba says so?"""

import pytest

from bot.channels.port import NotNow
from tests.channels.whatsapp.account import MESSAGES
from tests.channels.whatsapp.conftest import Talking
from tests.channels.whatsapp.faults import SERVER_ERROR, UNAUTHORIZED, Fault, garbage
from tests.channels.whatsapp.posts import SID
from tests.channels.whatsapp.stand_in import StandInTwilio

FILE = f"{MESSAGES}/{SID}/Media/ME{'3' * 32}"
FILE_URL = f"https://api.twilio.com{FILE}"


def delivered(twilio: StandInTwilio, body: str) -> str:
    """The id of a message that reached its end."""
    sent = twilio.add(body)
    sent.resource["status"] = "delivered"
    return sent.sid


def test_messages_and_files_are_deleted(twilio: StandInTwilio, alba: Talking) -> None:
    first, second = delivered(twilio, "uno"), delivered(twilio, "dos")
    twilio.account.media.add(FILE)
    alba.erase(first, second, media=(FILE_URL,))
    assert (twilio.account.messages, twilio.account.media) == ({}, set())


def test_what_is_already_gone_is_no_error(twilio: StandInTwilio, alba: Talking) -> None:
    alba.erase(SID, media=(FILE_URL,))
    assert len(twilio.made("DELETE", SID)) == 2


def test_a_message_on_its_way_is_emptied_and_deleted_later(
    twilio: StandInTwilio, alba: Talking
) -> None:
    sent = twilio.add("sus palabras")
    with pytest.raises(NotNow) as not_now:
        alba.erase(sent.sid)
    assert not_now.value.after_seconds > 0
    assert sent.body == ""
    sent.resource["status"] = "delivered"
    alba.erase(sent.sid)
    assert twilio.account.messages == {}


def test_one_that_cannot_be_deleted_does_not_keep_the_others(
    twilio: StandInTwilio, alba: Talking
) -> None:
    moving, ended = twilio.add("una").sid, delivered(twilio, "otra")
    with pytest.raises(NotNow):
        alba.erase(moving, ended)
    assert list(twilio.account.messages) == [moving]


@pytest.mark.parametrize("fault", [SERVER_ERROR, UNAUTHORIZED, garbage(500)])
def test_what_twilio_does_not_do_is_tried_again_later(
    twilio: StandInTwilio, alba: Talking, fault: Fault
) -> None:
    sid = delivered(twilio, "hola")
    twilio.fail(fault, on="DELETE /Messages")
    with pytest.raises(NotNow):
        alba.erase(sid)
    alba.erase(sid)
    assert twilio.account.messages == {}


def test_a_twilio_that_is_down_is_asked_later(twilio: StandInTwilio, alba: Talking) -> None:
    twilio.stop()
    with pytest.raises(NotNow):
        alba.erase(SID)


def test_our_credentials_go_to_nobody_else(twilio: StandInTwilio, alba: Talking) -> None:
    alba.erase("../../otra", "", media=("https://evil.example/x", "file:///etc/passwd"))
    assert twilio.asked == []
