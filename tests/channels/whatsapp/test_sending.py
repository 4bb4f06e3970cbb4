"""Does what Alba says reach Twilio as it should, and does each refusal say what it means?"""

import pytest

from bot.channels.port import NotNow, RefusalReason, Refused, UnknownOutcome
from bot.channels.whatsapp.reading import STATUS_PATH
from tests.channels.whatsapp.conftest import Talking, say, talking
from tests.channels.whatsapp.faults import (
    CUT,
    CUT_AFTER_TAKING,
    HANG_AFTER_TAKING,
    SERVER_ERROR,
    SERVER_ERROR_AFTER_TAKING,
    TOO_MANY,
    UNAUTHORIZED,
    Fault,
    garbage,
    refusal,
)
from tests.channels.whatsapp.posts import ANA, PUBLIC_URL, SENDER
from tests.channels.whatsapp.stand_in import StandInTwilio


def test_a_text_goes_out_as_it_is(twilio: StandInTwilio, alba: Talking) -> None:
    sid = alba.send(say("Hola.\n\n¿Dónde estás? 🙂"))
    sent = twilio.account.messages[sid]
    assert sent.body == "Hola.\n\n¿Dónde estás? 🙂"
    assert (sent.resource["to"], sent.resource["from"]) == (ANA, SENDER)
    assert sent.callback == f"{PUBLIC_URL}{STATUS_PATH}?ref=out-1"


def test_it_goes_to_the_exact_address_that_she_wrote_from(
    twilio: StandInTwilio, alba: Talking
) -> None:
    alba.send(say(address="whatsapp:+525512345678"))
    alba.send(say(address="whatsapp:+5215512345678"))
    addresses = [sent.resource["to"] for sent in twilio.account.messages.values()]
    assert addresses == ["whatsapp:+525512345678", "whatsapp:+5215512345678"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("a" * 1_601, "21617", id="longer than Twilio takes"),
        pytest.param(" \n ", "21619", id="nothing but blanks"),
    ],
)
def test_what_twilio_would_not_take_is_not_even_asked(
    twilio: StandInTwilio, alba: Talking, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        alba.send(say(text))
    assert (refused.value.reason, refused.value.code) == (RefusalReason.REJECTED, code)
    assert twilio.asked == []


def test_the_longest_text_goes_out_whole(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say("ñ" * 1_600))
    assert twilio.bodies == ["ñ" * 1_600]


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        pytest.param(400, 63016, RefusalReason.WINDOW_CLOSED, id="outside the window"),
        pytest.param(400, 21610, RefusalReason.STOPPED_AT_PROVIDER, id="she wrote STOP"),
        pytest.param(400, 21211, RefusalReason.NO_SUCH_ADDRESS, id="no such number"),
        pytest.param(400, 63003, RefusalReason.NO_SUCH_ADDRESS, id="not on WhatsApp"),
        pytest.param(400, 63024, RefusalReason.NO_SUCH_ADDRESS, id="WhatsApp knows nobody there"),
        pytest.param(400, 21614, RefusalReason.NO_SUCH_ADDRESS, id="not a mobile"),
        pytest.param(400, 99999, RefusalReason.REJECTED, id="a code that nobody knows"),
    ],
)
def test_a_refusal_says_what_it_means(
    twilio: StandInTwilio, alba: Talking, status: int, code: int, reason: RefusalReason
) -> None:
    twilio.account.refused[ANA] = (status, code)
    with pytest.raises(Refused) as refused:
        alba.send(say())
    assert (refused.value.reason, refused.value.code) == (reason, str(code))
    assert len(twilio.asked) == 1


@pytest.mark.parametrize(
    ("fault", "at_least_seconds", "whole_channel"),
    [
        pytest.param(TOO_MANY, 1, True, id="rate-limited"),
        pytest.param(refusal(429, 20429, Retry_After="17"), 17, True, id="told for how long"),
        pytest.param(garbage(429), 1, True, id="429 by somebody before Twilio"),
        pytest.param(refusal(400, 63018), 1, False, id="too fast for WhatsApp"),
        pytest.param(UNAUTHORIZED, 60, True, id="wrong credentials"),
        pytest.param(garbage(403), 60, True, id="forbidden by somebody before Twilio"),
        pytest.param(refusal(404, 20404), 60, True, id="no such account"),
        pytest.param(refusal(400, 63007), 60, True, id="a sender that is not ours"),
    ],
)
def test_what_may_be_sent_later_says_when(
    twilio: StandInTwilio,
    alba: Talking,
    fault: Fault,
    at_least_seconds: float,
    whole_channel: bool,
) -> None:
    twilio.fail(fault)
    with pytest.raises(NotNow) as not_now:
        alba.send(say())
    assert not_now.value.after_seconds >= at_least_seconds
    assert not_now.value.whole_channel is whole_channel
    alba.send(say())
    assert twilio.bodies == ["Aquí estoy."]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(SERVER_ERROR, id="20500 without sending"),
        pytest.param(SERVER_ERROR_AFTER_TAKING, id="20500 after sending"),
        pytest.param(garbage(502), id="a gateway's page"),
        pytest.param(garbage(201, takes=True), id="garbage after sending"),
        pytest.param(garbage(201, b"[1]", takes=True), id="JSON that is not a message"),
        pytest.param(garbage(201, b'{"sid": 7}', takes=True), id="an id that is none"),
        pytest.param(garbage(201, b"[" * 100_000, takes=True), id="brackets without end"),
        pytest.param(garbage(201, b"\xff\xfe\x00", takes=True), id="bytes that are no text"),
        pytest.param(garbage(302), id="a redirect"),
        pytest.param(garbage(400), id="400 by somebody before Twilio"),
        pytest.param(CUT, id="cut before sending"),
        pytest.param(CUT_AFTER_TAKING, id="cut after sending"),
    ],
)
def test_a_doubt_is_said_and_never_sent_twice(
    twilio: StandInTwilio, alba: Talking, fault: Fault
) -> None:
    twilio.fail(fault)
    with pytest.raises(UnknownOutcome):
        alba.send(say())
    assert len(twilio.made("POST", "/Messages")) == 1


def test_an_answer_that_never_comes_is_a_doubt(twilio: StandInTwilio, hasty: Talking) -> None:
    twilio.fail(HANG_AFTER_TAKING)
    with pytest.raises(UnknownOutcome):
        hasty.send(say())
    assert hasty.look_up(say()) == twilio.last().sid


def test_a_twilio_that_is_down_got_nothing(twilio: StandInTwilio, alba: Talking) -> None:
    twilio.stop()
    with pytest.raises(NotNow):
        alba.send(say())
    twilio.start()
    alba.send(say())
    assert twilio.bodies == ["Aquí estoy."]


def test_wrong_credentials_of_the_settings_wait_for_a_person(twilio: StandInTwilio) -> None:
    stranger = talking(twilio.url, token="another")
    with pytest.raises(NotNow) as not_now:
        stranger.send(say())
    stranger.close()
    assert (not_now.value.code, not_now.value.whole_channel) == ("20003", True)


def test_errors_say_neither_words_nor_addresses(twilio: StandInTwilio, alba: Talking) -> None:
    said: list[BaseException] = []
    for fault in (SERVER_ERROR, CUT, TOO_MANY, refusal(400, 21211)):
        twilio.fail(fault)
        with pytest.raises((UnknownOutcome, NotNow, Refused)) as failed:
            alba.send(say("palabras suyas"))
        said += [failed.value, *(each for each in [failed.value.__cause__] if each)]
    everything = " ".join(f"{each!r} {each}" for each in said)
    assert "palabras" not in everything
    assert "551234" not in everything


def test_nothing_of_a_message_is_logged(
    twilio: StandInTwilio, alba: Talking, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    alba.send(say("palabras suyas"))
    alba.look_up(say("palabras suyas", reference="out-2"))
    assert not [each for each in caplog.messages if "palabras" in each or "551234" in each]


def test_after_closing_it_may_begin_again(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say())
    alba.runner.run(alba.channel.close())
    alba.runner.run(alba.channel.leave(ANA))
    alba.send(say())
    assert len(twilio.bodies) == 2
