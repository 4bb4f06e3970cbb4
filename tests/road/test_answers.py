"""What is answered, and how often? One effect for each message, in the order she wrote."""

import pytest

from bot.channels.port import InboundKind
from tests.road.world import ANA, BETO, Life, World


def test_a_first_word_is_greeted(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    assert world.telegram.texts(ANA) == ["Hola, soy Alba."]


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_message_again_has_no_effect(life: Life, world: World, times: int) -> None:
    hello = world.text(ANA, "hola")
    assert [life.hear(hello) for _ in range(times)] == [1] + [0] * (times - 1)
    life.settle()
    life.takes(hello, hello)
    assert world.telegram.texts(ANA) == ["Hola, soy Alba."]
    assert len(life.inbox_rows()) == 1


def test_texts_that_wait_together_are_one_answer(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"), world.text(ANA, "soy"), world.text(ANA, "yo"))
    assert world.telegram.texts(ANA) == ["Hola, soy Alba."]


def test_a_voice_note_between_texts_keeps_its_place(life: Life, world: World) -> None:
    life.takes(
        world.text(ANA, "hola"),
        world.thing(ANA, InboundKind.VOICE, media=("voice-1",)),
        world.text(ANA, "quiero un cuarto"),
    )
    assert world.telegram.texts(ANA) == [
        "Hola, soy Alba.",
        "No oigo audios, pero alguien lo va a oír.",
        "¿Dónde lo buscas?",
    ]


def test_pictures_of_one_album_are_answered_once(life: Life, world: World) -> None:
    life.takes(*(world.thing(ANA, InboundKind.IMAGE, media=(f"i{n}",)) for n in range(3)))
    assert world.telegram.texts(ANA) == ["No veo fotos."]


def test_a_danger_in_one_of_several_texts_wins(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"), world.text(ANA, "hay peligro"), world.text(ANA, "jaja"))
    assert world.telegram.texts(ANA)[0].startswith("Estoy contigo.")
    assert ("violence_now", "urgent", "open") in life.cases()


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (("gracias", "alto"), "Va. Ya no te escribo."),
        (("alto", "gracias"), "Gracias a ti."),
        (("hola", "borrar"), "Listo."),
    ],
)
def test_a_word_of_command_is_not_lost_among_others(
    life: Life, world: World, texts: tuple[str, ...], answer: str
) -> None:
    life.takes(*(world.text(ANA, text) for text in texts))
    assert world.telegram.texts(ANA)[-1] == answer


def test_an_edited_message_is_answered_as_what_it_says_now(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"))
    life.takes(world.text(ANA, "busco un cuarto", edited=True))
    assert world.telegram.texts(ANA)[-1] == "¿Dónde lo buscas?"


def test_an_edit_that_waits_with_its_message_takes_no_danger_back(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hay peligro"), world.text(ANA, "nada", edited=True))
    assert ("violence_now", "urgent", "open") in life.cases()


def test_what_two_webhooks_brought_in_the_wrong_order_is_read_in_hers(
    life: Life, world: World
) -> None:
    first, second = world.text(ANA, "cuarto"), world.thing(ANA, InboundKind.STICKER)
    life.takes(second, first)
    assert world.telegram.texts(ANA) == ["Soy un programa.", "¿Dónde lo buscas?", "Te leo."]


def test_each_woman_has_her_own(life: Life, world: World) -> None:
    life.takes(world.text(ANA, "hola"), world.text(BETO, "cuarto"), world.text(ANA, "y"))
    assert world.telegram.texts(ANA) == ["Hola, soy Alba."]
    assert world.telegram.texts(BETO) == ["Soy un programa.", "¿Dónde lo buscas?"]
