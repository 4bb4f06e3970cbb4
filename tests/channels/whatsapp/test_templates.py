"""Outside the 24 hours, does only an approved template go out?"""

import pytest

from bot.channels.port import NotNow, RefusalReason, Refused, Template
from bot.channels.whatsapp.contents import APPROVALS_SECONDS
from tests.channels.whatsapp.conftest import Talking, say
from tests.channels.whatsapp.faults import SERVER_ERROR, Fault, garbage, refusal
from tests.channels.whatsapp.stand_in import StandInTwilio

HELLO = Template("hola", {"1": "Ana"})


def test_the_template_goes_out_and_not_the_text(twilio: StandInTwilio, alba: Talking) -> None:
    sid = twilio.approve("hola", "Hola, {{1}}. ¿Cómo vas?")
    alba.send(say("El texto largo de la sesión", template=HELLO, free_text=False))
    assert (twilio.last().body, twilio.last().content_sid) == ("Hola, Ana. ¿Cómo vas?", sid)
    (asked,) = twilio.made("POST", "/Messages")
    assert "Body" not in asked.sent


def test_inside_the_window_the_text_goes_out_and_not_the_template(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.approve("hola", "Hola, {{1}}. ¿Cómo vas?")
    alba.send(say("Hola, Ana.", template=HELLO))
    assert twilio.bodies == ["Hola, Ana."]


@pytest.mark.parametrize("state", ["unsubmitted", "pending", "rejected", "paused"])
def test_a_template_that_is_not_approved_closes_the_window(
    twilio: StandInTwilio, alba: Talking, state: str
) -> None:
    twilio.approve("hola", "Hola, {{1}}.", state)
    with pytest.raises(Refused) as refused:
        alba.send(say(template=HELLO, free_text=False))
    assert refused.value.reason is RefusalReason.WINDOW_CLOSED
    assert twilio.account.messages == {}


def test_without_a_template_the_window_is_closed(twilio: StandInTwilio, alba: Talking) -> None:
    with pytest.raises(Refused) as refused:
        alba.send(say(free_text=False))
    assert refused.value.reason is RefusalReason.WINDOW_CLOSED
    assert twilio.asked == []


def test_the_list_of_approved_templates_is_read_once_in_a_while(
    twilio: StandInTwilio, alba: Talking
) -> None:
    sid = twilio.approve("hola", "Hola, {{1}}.", "pending")
    for _ in range(3):
        with pytest.raises(Refused):
            alba.send(say(template=HELLO, free_text=False))
    assert len(twilio.made("GET", "/ContentAndApprovals")) == 1
    twilio.account.approved[sid] = "approved"
    alba.seconds.now += APPROVALS_SECONDS
    alba.send(say(template=HELLO, free_text=False))
    assert twilio.bodies == ["Hola, Ana."]


def test_a_template_that_twilio_refuses_is_doubted_at_once(
    twilio: StandInTwilio, alba: Talking
) -> None:
    sid = twilio.approve("hola", "Hola, {{1}}.")
    twilio.fail(refusal(400, 21655))
    with pytest.raises(Refused):
        alba.send(say(template=HELLO, free_text=False))
    twilio.account.approved[sid] = "paused"
    with pytest.raises(Refused) as refused:
        alba.send(say(template=HELLO, free_text=False))
    assert refused.value.reason is RefusalReason.WINDOW_CLOSED


@pytest.mark.parametrize("fault", [SERVER_ERROR, garbage()])
def test_when_twilio_does_not_say_what_is_approved_it_waits(
    twilio: StandInTwilio, alba: Talking, fault: Fault
) -> None:
    twilio.approve("hola", "Hola, {{1}}.")
    twilio.fail(fault, on="GET /ContentAndApprovals")
    with pytest.raises(NotNow):
        alba.send(say(template=HELLO, free_text=False))
    alba.send(say(template=HELLO, free_text=False))
    assert twilio.bodies == ["Hola, Ana."]


def test_variables_go_on_one_line(twilio: StandInTwilio, alba: Talking) -> None:
    twilio.approve("cita", "Mañana: {{1}}. Aquí estoy.")
    template = Template("cita", {"1": "firma\n\ten       el juzgado "})
    alba.send(say(template=template, free_text=False))
    assert twilio.bodies == ["Mañana: firma en el juzgado. Aquí estoy."]


def test_an_empty_variable_is_our_own_defect(twilio: StandInTwilio, alba: Talking) -> None:
    twilio.approve("hola", "Hola, {{1}}.")
    with pytest.raises(Refused) as refused:
        alba.send(say(template=Template("hola", {"1": " "}), free_text=False))
    assert refused.value.reason is RefusalReason.REJECTED
    assert twilio.account.messages == {}
