"""Is a message of unknown outcome recognised, and never taken for another?"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.channels.port import NotNow, Outbound, Template, UnknownOutcome
from tests.channels.whatsapp.account import NOW
from tests.channels.whatsapp.conftest import Talking, say, talking
from tests.channels.whatsapp.faults import (
    CUT,
    CUT_AFTER_TAKING,
    SERVER_ERROR,
    SERVER_ERROR_AFTER_TAKING,
    UNAUTHORIZED,
    Fault,
    garbage,
)
from tests.channels.whatsapp.stand_in import StandInTwilio

HELLO = Template("hola", {"1": "Ana"})


def send_in_doubt(alba: Talking, message: Outbound) -> None:
    """Send a message that nobody can say the outcome of."""
    with pytest.raises(UnknownOutcome):
        alba.send(message)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(say("Hola.\n\n¿Dónde estás?"), id="a text"),
        pytest.param(say("¿Vas?\n\nEs mañana.", "Sí", "No"), id="buttons"),
        pytest.param(say("¿Qué buscas?", *"abcdefgh"), id="a list"),
        pytest.param(say("¿Qué buscas?", *"abcdefghijkl"), id="numbers"),
        pytest.param(say("largo", template=HELLO, free_text=False), id="a template"),
    ],
)
@pytest.mark.parametrize("hides_bodies", [False, True])
@pytest.mark.parametrize("fault", [CUT_AFTER_TAKING, SERVER_ERROR_AFTER_TAKING])
def test_what_was_sent_is_found(
    twilio: StandInTwilio, alba: Talking, message: Outbound, fault: Fault, hides_bodies: bool
) -> None:
    twilio.account.hides_bodies = hides_bodies
    twilio.approve("hola", "Hola, {{1}}. ¿Cómo vas?")
    twilio.fail(fault)
    send_in_doubt(alba, message)
    assert alba.look_up(message) == twilio.last().sid


@pytest.mark.parametrize("fault", [CUT, SERVER_ERROR])
def test_what_was_not_sent_is_not_found(twilio: StandInTwilio, alba: Talking, fault: Fault) -> None:
    twilio.add("Otra cosa.")
    twilio.fail(fault)
    send_in_doubt(alba, say("Aquí estoy."))
    assert alba.look_up(say("Aquí estoy.")) is None


def test_another_process_finds_it_too(twilio: StandInTwilio, alba: Talking) -> None:
    twilio.fail(CUT_AFTER_TAKING)
    send_in_doubt(alba, say())
    other = talking(twilio.url)
    assert other.look_up(say()) == twilio.last().sid
    other.close()


def test_the_window_may_have_closed_since(twilio: StandInTwilio, alba: Talking) -> None:
    twilio.approve("hola", "Hola, {{1}}.")
    twilio.fail(CUT_AFTER_TAKING)
    send_in_doubt(alba, say("Hola, Ana, aquí estoy.", template=HELLO))
    later = say("Hola, Ana, aquí estoy.", template=HELLO, free_text=False)
    assert alba.look_up(later) == twilio.last().sid


def test_the_same_words_said_before_are_another_message(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.add("Sí", created=NOW - timedelta(minutes=5))
    twilio.fail(CUT)
    send_in_doubt(alba, say("Sí"))
    assert alba.look_up(say("Sí")) is None


def test_the_same_words_said_just_now_are_another_message(
    twilio: StandInTwilio, alba: Talking
) -> None:
    alba.send(say("Sí", reference="out-1"))
    twilio.fail(CUT)
    send_in_doubt(alba, say("Sí", reference="out-2"))
    assert alba.look_up(say("Sí", reference="out-2")) is None


def test_two_doubts_about_the_same_words_find_two_messages(
    twilio: StandInTwilio, alba: Talking
) -> None:
    first, second = say("Sí", reference="out-1"), say("Sí", reference="out-2")
    twilio.fail(CUT_AFTER_TAKING, CUT_AFTER_TAKING)
    send_in_doubt(alba, first)
    send_in_doubt(alba, second)
    found = {alba.look_up(first), alba.look_up(second)}
    assert found == set(twilio.account.messages)
    assert {alba.look_up(first), alba.look_up(second)} == found


def test_the_same_words_to_somebody_else_are_another_message(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.add("Aquí estoy.", address="whatsapp:+525598765432")
    assert alba.look_up(say("Aquí estoy.")) is None


def test_a_clock_that_differs_a_little_hides_nothing(twilio: StandInTwilio, alba: Talking) -> None:
    twilio.add("Aquí estoy.", created=NOW - timedelta(seconds=20))
    assert alba.look_up(say("Aquí estoy.")) == twilio.last().sid


def test_a_receipt_that_came_meanwhile_says_it_without_asking(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.fail(CUT_AFTER_TAKING)
    send_in_doubt(alba, say(reference="out/1 &ñ"))
    sid = twilio.last().sid
    (receipt,) = alba.channel.read(twilio.moved(sid, "sent"))
    assert getattr(receipt, "reference", None) == "out/1 &ñ"
    assert alba.look_up(say(reference="out/1 &ñ")) == sid
    assert twilio.made("GET", "/Messages") == []


def test_it_is_found_beyond_the_first_page(twilio: StandInTwilio, alba: Talking) -> None:
    sid = twilio.add("Aquí estoy.").sid
    for _ in range(120):
        twilio.add("Otra cosa.")
    assert alba.look_up(say("Aquí estoy.")) == sid
    assert len(twilio.made("GET", "/Messages")) == 3


def test_only_as_many_as_needed_are_read(twilio: StandInTwilio, alba: Talking) -> None:
    for _ in range(120):
        twilio.add("Otra cosa.", created=NOW - timedelta(days=1))
    assert alba.look_up(say()) is None
    assert len(twilio.made("GET", "/Messages")) == 1


def test_a_conversation_without_end_is_not_searched_for_ever(
    twilio: StandInTwilio, alba: Talking
) -> None:
    for _ in range(501):
        twilio.add("Otra cosa.")
    with pytest.raises(NotNow):
        alba.look_up(say())


def test_what_was_never_tried_is_not_asked_for(twilio: StandInTwilio, alba: Talking) -> None:
    assert alba.look_up(Outbound("out-1", "whatsapp:+525512345678", "hola")) is None
    assert twilio.asked == []


def two(fault: Fault) -> Callable[[StandInTwilio], None]:
    """A fault that lasts: what only reads is asked once more after a cut."""
    return lambda twilio: twilio.fail(fault, fault, on="GET /Messages")


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(two(SERVER_ERROR), id="broken"),
        pytest.param(two(UNAUTHORIZED), id="not allowed"),
        pytest.param(two(garbage()), id="garbage"),
        pytest.param(two(garbage(body=b'{"messages": "none"}')), id="JSON that is no list"),
        pytest.param(two(CUT), id="cut"),
        pytest.param(StandInTwilio.stop, id="down"),
    ],
)
def test_when_twilio_does_not_say_nobody_guesses(
    twilio: StandInTwilio, alba: Talking, happens: Callable[[StandInTwilio], None]
) -> None:
    happens(twilio)
    with pytest.raises(NotNow):
        alba.look_up(say())


def test_when_the_template_cannot_be_read_nobody_guesses(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.fail(SERVER_ERROR, on="GET /ContentAndApprovals")
    with pytest.raises(NotNow):
        alba.look_up(say(template=HELLO, free_text=False))


def test_rows_that_make_no_sense_are_passed_over(twilio: StandInTwilio, alba: Talking) -> None:
    rows = (
        b'{"messages": [1, {"sid": 5}, {"date_created": "ayer", "body": null}], "next_page_uri": 3}'
    )
    twilio.fail(garbage(body=rows), on="GET /Messages")
    assert alba.look_up(say()) is None
