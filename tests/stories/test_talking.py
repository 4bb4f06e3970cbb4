"""Does she find her way back, and is whatever she sends answered fittingly and not twice alike?"""

from datetime import timedelta

import pytest

from bot.channels.port import ChannelKind, InboundKind
from tests.stories.story import Person, Story

ASIDES = [
    InboundKind.STICKER,
    InboundKind.IMAGE,
    InboundKind.FILE,
    InboundKind.VOICE,
    InboundKind.CONTACT_CARD,
]


def looking_for_work(story: Story) -> Person:
    """Somebody who waits at the results of a search for work."""
    ana = story.woman().writes("busco trabajo en Puebla").presses("Buscar empleo")
    return ana.presses("Luego te digo")


# -- no era eso ------------------------------------------------------------------------------------


def test_no_era_eso_asks_the_question_before_again(story: Story) -> None:
    ana = story.woman().writes("busco un cuarto").presses("Para otro día")
    ana.writes("no era eso")
    assert ana.reads.startswith("Va, me equivoqué. Volvamos a donde íbamos.")
    assert ana.buttons == ["Para esta noche", "Para otro día", "Hablar con alguien"]


def test_no_era_eso_brings_back_the_topic_that_was_left(story: Story) -> None:
    ana = looking_for_work(story).writes("quiero un abogado")
    assert ana.flow == "legal"
    ana.writes("no era eso")
    assert ana.flow == "jobs"
    assert "Más opciones" in ana.buttons


def test_no_era_eso_again_and_again_gets_easier_and_never_says_the_same(story: Story) -> None:
    ana = looking_for_work(story).writes("menú").presses("Más temas").writes("no era eso")
    said = [ana.reads]
    for _ in range(3):
        said.append(ana.writes("no era eso").reads)
    assert len(set(said)) == len(said)
    assert "Hablar con alguien" in ana.buttons
    assert ana.presses("Seguir donde iba").latest


def test_after_salir_no_era_eso_brings_nothing_back(story: Story) -> None:
    ana = looking_for_work(story).writes("salir").writes("no era eso")
    assert "trabajo" not in ana.reads.replace("cuarto, trabajo, papeles", "")
    assert "Ver temas" in ana.buttons


# -- what is not words -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ASIDES)
def test_what_is_not_words_is_answered_and_the_question_stays(
    story: Story, kind: InboundKind
) -> None:
    ana = looking_for_work(story)
    waited = ana.session.stack
    once = ana.sends(kind).reads
    assert ana.session.stack == waited
    twice = ana.sends(kind).reads
    assert ana.session.stack == waited
    assert once != twice


def test_a_heart_is_thanks_and_no_alarm(story: Story) -> None:
    lucia = story.caseworker()
    ana = looking_for_work(story).writes("❤️")
    assert "Gracias a ti" in ana.reads
    assert not lucia.phone


def test_a_mended_message_is_read_as_it_is_now(story: Story) -> None:
    ana = story.woman().writes("hola").writes("kiero trbjo")
    ana.edits("quiero trabajo")
    assert ana.flow == "jobs"


def test_danger_in_a_mended_message_is_danger(story: Story) -> None:
    lucia = story.caseworker()
    ana = looking_for_work(story)
    ana.edits("mi marido me está pegando")
    assert ana.flow == "violence_now"
    assert [alert.severity for alert in lucia.phone] == ["urgent"]


# -- old buttons and old questions -----------------------------------------------------------------


def test_an_old_button_is_refused_kindly_and_the_question_stays(story: Story) -> None:
    ana = story.woman().writes("hola").presses("Es para mí").presses("Dónde dormir")
    ana.presses("Para un familiar")
    assert "Ese botón era de antes" in ana.reads
    assert ana.flow == "housing"


def test_the_old_button_of_a_consent_question_keeps_its_meaning(story: Story) -> None:
    ana = story.woman().writes("busco trabajo en Puebla").presses("Buscar empleo")
    ana.writes("necesito sacar mi ine y mi acta")
    ana.presses("Sí, escríbeme")
    assert "Mis mensajes no dirán de qué hablamos" in ana.reads
    assert ana.knows("consent") == "yes"
    ana.presses("Prefiero no decir")
    assert ana.flow == "id_documents", "and she is where she was"


def test_a_question_that_stood_too_long_names_no_topic(story: Story) -> None:
    ana = looking_for_work(story)
    story.passes(timedelta(hours=5))
    ana.writes("ok")
    assert ana.reads == "¿Seguimos o empezamos de nuevo?"
    ana.presses("Seguimos")
    assert ana.flow == "jobs"


def test_a_flood_is_slowed_and_lost_nothing(story: Story) -> None:
    ana = story.woman()
    for number in range(40):
        ana.writes(f"hola {number}")
    ana.writes("necesito trabajo en Puebla")
    assert ana.flow == "jobs"


def test_danger_in_a_flood_is_answered_at_once(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes(*["jaja"] * 30, "mi marido me está pegando", *["jaja"] * 30)
    assert "911" in ana.reads
    assert [alert.severity for alert in lucia.phone] == ["urgent"]


def test_one_word_of_a_shown_title_is_enough(story: Story) -> None:
    ana = looking_for_work(story).writes("más")
    assert ana.flow == "jobs"


def test_a_topic_is_named_whatever_was_asked(story: Story) -> None:
    ana = looking_for_work(story).writes("Papeles: INE, CURP, acta")
    assert ana.flow == "id_documents"


@pytest.mark.parametrize("channel", [ChannelKind.TELEGRAM, ChannelKind.WHATSAPP, ChannelKind.WEB])
def test_every_channel_shows_the_topics(story: Story, channel: ChannelKind) -> None:
    assert len(story.woman(on=channel).writes("menú").buttons) == 10


def test_what_she_lacks_names_the_choice(story: Story) -> None:
    ana = story.woman().writes("papeles").writes("no tengo acta")
    assert "El acta se baja en línea" in ana.reads


def test_who_does_not_understand_is_asked_in_other_words(story: Story) -> None:
    ana = looking_for_work(story)
    asked = ana.writes("no entiendo").reads
    assert asked
    assert "Sigo sin entender" not in asked


def test_mis_datos_and_eres_policia_are_answered_anywhere(story: Story) -> None:
    ana = looking_for_work(story).writes("eres policía?")
    assert "No soy policía" in ana.reads
    ana.writes("mis datos")
    assert "Esto es lo que guardo" in ana.reads


def test_the_topic_that_waits_below_is_gone_on_with(story: Story) -> None:
    ana = story.woman().writes("quiero visitar a mi hija que está en Santa Martha")
    ana.presses("Luego te digo").writes("persona").writes("qué día es la visita")
    assert ana.flow == "visits"
    assert "Ropa y cosas" in ana.buttons


def test_who_speaks_little_spanish_is_told_what_alba_speaks(story: Story) -> None:
    ana = story.woman().writes("hola").writes("yo no hablar mucho español")
    assert "Solo hablo español" in ana.reads
    assert "Necesito intérprete" in ana.buttons


def test_a_common_word_is_no_choice(story: Story) -> None:
    ana = story.woman().writes("me pusieron un brazalete").writes("se me está acabando la pila")
    assert "cobro" not in ana.reads
