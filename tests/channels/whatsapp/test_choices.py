"""Are choices shown as buttons, as a list or as numbers, and is each content made only once?"""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import OfferedChoice, Outbound, UnknownOutcome
from bot.channels.whatsapp.content import as_text, filled, offer
from bot.channels.whatsapp.contents import LEFT_ALONE_SECONDS, MemoryRegistry
from tests.channels.whatsapp.conftest import Talking, say, talking
from tests.channels.whatsapp.faults import (
    CUT,
    CUT_AFTER_TAKING,
    HANG,
    SERVER_ERROR,
    UNAUTHORIZED,
    Fault,
    garbage,
    refusal,
)
from tests.channels.whatsapp.stand_in import StandInTwilio

TEN = tuple(f"Opción {number}" for number in range(1, 11))
NUMBERED = "¿Cómo estás?\n\n1. Bien\n2. Mal\nResponde con el número."


def shown(twilio: StandInTwilio) -> str:
    """The type of the content that the newest message showed."""
    (kind,) = twilio.account.contents[twilio.last().content_sid]["types"]
    return str(kind)


def test_up_to_three_choices_are_buttons(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say("¿Cómo estás?", "Bien", "Mal", "Más o menos"))
    assert shown(twilio) == "twilio/quick-reply"
    assert twilio.last().body == "¿Cómo estás?"
    assert twilio.last().buttons == (
        ("id-Bien", "Bien"),
        ("id-Mal", "Mal"),
        ("id-Más o menos", "Más o menos"),
    )


def test_up_to_ten_choices_are_a_list(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say("¿Qué buscas?", *TEN))
    assert shown(twilio) == "twilio/list-picker"
    assert twilio.last().buttons == tuple((f"id-{title}", title) for title in TEN)
    content = twilio.account.contents[twilio.last().content_sid]
    assert content["types"]["twilio/list-picker"]["button"] == "Ver opciones"


def test_two_choices_with_a_long_title_are_a_list(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say("¿Dónde?", "a" * 24, "b"))
    assert shown(twilio) == "twilio/list-picker"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(say("¿Qué buscas?", *TEN, "Otra"), id="eleven choices"),
        pytest.param(say("¿Qué buscas?", "a" * 25, "b"), id="a title that is too long"),
        pytest.param(say("a" * 1_025, "Sí", "No"), id="a text that is too long above choices"),
        pytest.param(say("¿Sí?", "Sí", "Sí"), id="the same title twice"),
        pytest.param(say("¿Sí?", "{{1}}", "No"), id="a title that looks like a variable"),
        pytest.param(say("línea\n" * 41, "Sí", "No"), id="more lines than variables"),
    ],
)
def test_what_whatsapp_cannot_show_is_numbered(
    twilio: StandInTwilio, alba: Talking, message: Outbound
) -> None:
    alba.send(message)
    last = len(message.choices)
    assert twilio.last().body.startswith(message.text)
    assert f"\n{last}. {message.choices[-1].title}\n" in twilio.last().body
    assert twilio.account.contents == {}


def test_lines_blanks_and_tabs_reach_her_readable(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say("Casa Luz\nTel. 55\t1234      5678\n\n¿Sirvió?", "Sí", "No"))
    assert twilio.last().body == "Casa Luz\nTel. 55 1234 5678\n\n¿Sirvió?"
    assert twilio.last().buttons


def test_no_word_that_was_said_to_her_is_kept_in_a_content(
    twilio: StandInTwilio, alba: Talking
) -> None:
    alba.send(say("Lupita, tu cita es mañana.\n¿Vas?", "Sí", "No"))
    assert "Lupita" not in json.dumps(twilio.account.contents, ensure_ascii=False)
    assert twilio.last().body.startswith("Lupita")


def test_a_content_is_made_once_for_all_that_look_alike(
    twilio: StandInTwilio, alba: Talking
) -> None:
    for text in ("¿Vas?", "¿Fuiste?", "¿Volviste?"):
        alba.send(say(text, "Sí", "No"))
    assert twilio.bodies == ["¿Vas?", "¿Fuiste?", "¿Volviste?"]
    assert len(twilio.made("POST", "/Content")) == 1


def test_messages_that_go_out_together_make_it_once(twilio: StandInTwilio, alba: Talking) -> None:
    async def all_at_once() -> set[str]:
        messages = [say("¿Vas?", "Sí", "No", reference=f"out-{n}") for n in range(10)]
        return set(await asyncio.gather(*map(alba.channel.send, messages)))

    assert alba.runner.run(all_at_once()) == set(twilio.account.messages)
    assert len(twilio.made("POST", "/Content")) == 1
    assert all(sent.buttons for sent in twilio.account.messages.values())


def test_another_process_finds_the_content_at_twilio(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say("¿Vas?", "Sí", "No"))
    other = talking(twilio.url)
    other.send(say("¿Fuiste?", "Sí", "No"))
    other.close()
    assert len(twilio.account.contents) == 1


def test_a_registry_spares_even_the_look(twilio: StandInTwilio) -> None:
    registry = MemoryRegistry()
    for text in ("¿Vas?", "¿Fuiste?"):
        process = talking(twilio.url, registry=registry)
        process.send(say(text, "Sí", "No"))
        process.close()
    assert len(twilio.made("GET", "/Content")) == 1
    assert len(twilio.account.messages) == 2


def test_it_is_found_beyond_the_first_page(twilio: StandInTwilio, alba: Talking) -> None:
    for number in range(1_001):
        types = {"twilio/text": {"body": "otro"}}
        definition = {"friendly_name": f"otro {number}", "language": "es", "types": types}
        twilio.account.new_content(definition)
    alba.send(say("¿Vas?", "Sí", "No"))
    other = talking(twilio.url)
    other.send(say("¿Fuiste?", "Sí", "No"))
    other.close()
    assert len(twilio.made("POST", "/Content")) == 1


def test_a_content_that_was_deleted_is_made_anew(twilio: StandInTwilio, alba: Talking) -> None:
    alba.send(say("¿Vas?", "Sí", "No"))
    twilio.account.contents.clear()
    alba.send(say("¿Fuiste?", "Sí", "No"))
    assert twilio.last().buttons == (("id-Sí", "Sí"), ("id-No", "No"))
    assert len(twilio.account.contents) == 1


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(UNAUTHORIZED, id="not allowed"),
        pytest.param(refusal(404, 20404), id="not there"),
        pytest.param(refusal(429, 20429), id="too many"),
        pytest.param(SERVER_ERROR, id="broken"),
        pytest.param(garbage(), id="garbage"),
        pytest.param(garbage(body=b'{"contents": 1}'), id="JSON that is no list"),
        pytest.param(CUT, id="cut"),
    ],
)
@pytest.mark.parametrize("on", ["GET /Content", "POST /Content"])
def test_without_the_content_api_she_gets_numbers_at_once(
    twilio: StandInTwilio, alba: Talking, fault: Fault, on: str
) -> None:
    twilio.fail(fault, fault, on=on)  # what only reads is asked once more after a cut
    alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    assert twilio.bodies == [NUMBERED]


@pytest.mark.parametrize("on", ["GET /Content", "POST /Content"])
def test_nobody_waits_long_for_the_content_api(
    twilio: StandInTwilio, hasty: Talking, on: str
) -> None:
    twilio.fail(HANG, on=on)
    hasty.send(say("¿Cómo estás?", "Bien", "Mal"))
    assert twilio.bodies == [NUMBERED]


def test_a_broken_content_api_is_left_alone_for_a_while(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.fail(SERVER_ERROR, on="GET /Content")
    alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    assert len(twilio.made("GET", "/Content")) == 1
    alba.seconds.now += LEFT_ALONE_SECONDS
    alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    assert [bool(sent.buttons) for sent in twilio.account.messages.values()] == [False, False, True]


def test_a_content_made_and_cut_is_found_the_next_time(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.fail(CUT_AFTER_TAKING, on="POST /Content")
    alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    alba.seconds.now += LEFT_ALONE_SECONDS
    alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    assert len(twilio.account.contents) == 1
    assert twilio.last().buttons


@pytest.mark.parametrize(("code", "times"), [(21655, 2), (21656, 1), (63013, 1), (92007, 1)])
def test_buttons_that_twilio_refuses_become_numbers(
    twilio: StandInTwilio, alba: Talking, code: int, times: int
) -> None:
    twilio.fail(*[refusal(400, code)] * times)
    alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    assert twilio.bodies == [NUMBERED]


def test_a_doubt_about_buttons_is_not_followed_by_numbers(
    twilio: StandInTwilio, alba: Talking
) -> None:
    twilio.fail(CUT_AFTER_TAKING)
    with pytest.raises(UnknownOutcome):
        alba.send(say("¿Cómo estás?", "Bien", "Mal"))
    assert len(twilio.account.messages) == 1


texts = st.text(st.characters(codec="utf-8"), max_size=1_100)
titles = st.text(st.characters(codec="utf-8"), max_size=26)


@given(texts, st.lists(st.tuples(titles, titles), max_size=12))
def test_any_message_is_offered_within_the_limits_or_numbered(
    text: str, pairs: list[tuple[str, str]]
) -> None:
    choices = tuple(OfferedChoice(each, title) for each, title in pairs)
    message = Outbound("r", "a", text, choices)
    offered = offer(message)
    if offered is None:
        assert all(choice.title in as_text(message) for choice in choices)
        return
    (kind,) = offered.shape.types().values()
    body = filled(kind["body"], offered.variables)
    assert 0 < len(body) <= 1_024
    assert body.split() == text.split()
    assert len(kind.get("actions", ())) <= 3
    assert len(kind.get("items", ())) <= 10
    for value in offered.variables.values():
        assert value.strip()
        assert not {"\n", "\r", "\t"} & set(value)
        assert "     " not in value
