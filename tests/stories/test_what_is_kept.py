"""Is what Alba keeps told, erased and let go as promised, and does she decide who writes first?"""

from datetime import timedelta

from bot.channels.port import ChannelKind
from tests.stories.story import Person, Story

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def found_work(story: Story, on: ChannelKind = ChannelKind.TELEGRAM) -> Person:
    """Somebody who has just had her first useful answer."""
    return story.woman(on=on).writes("busco trabajo en Puebla").presses("Buscar empleo")


# -- mis datos and borrar --------------------------------------------------------------------------


def test_mis_datos_tells_kinds_and_counts_and_no_contents(story: Story) -> None:
    ana = found_work(story).writes("mis datos")
    assert "Mensajes tuyos: 3" in ana.reads
    assert "Datos que me diste: 1" in ana.reads
    assert "Puebla" not in ana.reads
    assert "Borrar todo" in ana.buttons


def test_borrar_is_one_word_and_she_is_somebody_new(story: Story) -> None:
    ana = found_work(story).writes("borrar")
    assert ana.reads == "Listo."
    assert ana.flow == ""
    ana.writes("hola")
    assert "un programa, no una persona" in ana.reads
    assert ana.knows("place") == ""


def test_borrar_by_its_button_does_the_same(story: Story) -> None:
    ana = found_work(story).writes("mis datos").presses("Borrar todo")
    assert ana.reads == "Listo."
    assert story.rows_of(ana) == {}


def test_borrar_withdraws_what_was_planned_and_72_hours_later_nothing_is_left(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("mi marido me está pegando").writes("borrar")
    heard = len(ana.inbox)
    story.passes(4 * DAY)
    assert len(ana.inbox) == heard
    assert lucia.phone, "a person was told, and may still look"
    assert story.rows_of(ana) == {}


# -- what time lets go -----------------------------------------------------------------------------


def test_without_her_yes_words_go_after_three_days(story: Story) -> None:
    ana = found_work(story).presses("Yo te escribo")
    story.passes(3 * DAY - timedelta(hours=1))
    assert story.rows_of(ana)["messages"] == 3
    story.passes(timedelta(hours=3))
    assert not {"messages", "replies"} & story.rows_of(ana).keys()


def test_with_her_yes_words_stay_ninety_days(story: Story) -> None:
    ana = found_work(story).presses("Sí, escríbeme")
    story.passes(80 * DAY)
    assert story.rows_of(ana)["messages"] >= 3
    story.passes(12 * DAY)
    assert "messages" not in story.rows_of(ana)


def test_while_a_case_is_open_her_words_stay_for_who_looks(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes("mi marido me está pegando")
    story.passes(10 * DAY)
    assert story.rows_of(ana)["messages"] == 1
    [case, *_] = [alert.case for alert in lucia.phone]
    assert case is not None
    lucia.does("acknowledge", case)
    lucia.does("called", case)
    lucia.does("resolve", case)
    story.passes(4 * DAY)
    assert "messages" not in story.rows_of(ana)


def test_who_comes_back_when_all_is_gone_is_not_a_stranger_to_the_menu(story: Story) -> None:
    ana = found_work(story).presses("Yo te escribo")
    story.passes(10 * DAY)
    ana.writes("menú")
    assert "Dónde dormir" in ana.buttons


# -- may Alba write first? -------------------------------------------------------------------------


def test_she_is_asked_once_after_the_first_help(story: Story) -> None:
    ana = found_work(story)
    assert ana.buttons == ["Sí, escríbeme", "Yo te escribo", "Luego te digo"]
    ana.presses("Luego te digo").writes("busco un cuarto").presses("Para otro día")
    assert "¿Puedo escribirte yo" not in ana.reads


def test_her_yes_says_how_to_take_it_back(story: Story) -> None:
    ana = found_work(story).writes("sí, escríbeme")
    assert "ALTO" in ana.reads
    assert ana.knows("consent") == "yes"


def test_her_no_is_a_no(story: Story) -> None:
    ana = found_work(story).writes("no, mejor yo")
    assert "tú escribes cuando quieras" in ana.reads
    assert ana.knows("consent") == "no"


def test_no_answer_means_that_she_writes(story: Story) -> None:
    ana = found_work(story)
    heard = len(ana.inbox)
    story.passes(30 * DAY)
    assert len(ana.inbox) == heard
    assert ana.knows("consent") == ""


def test_on_the_web_page_nobody_is_asked(story: Story) -> None:
    ana = found_work(story, on=ChannelKind.WEB)
    assert "¿Puedo escribirte" not in ana.reads
    assert ana.flow == "jobs"


# -- silence ---------------------------------------------------------------------------------------


def test_alto_ends_what_she_did_not_ask_for(story: Story) -> None:
    story.caseworker()
    ana = story.woman().writes("mi marido me está pegando").writes("alto")
    assert "Ya no te escribo" in ana.reads
    heard = len(ana.inbox)
    story.passes(2 * DAY)
    assert len(ana.inbox) == heard


def test_after_alto_hola_is_enough(story: Story) -> None:
    ana = found_work(story).writes("ya no me escriban").writes("HOLA")
    assert ana.latest


def test_a_providers_stop_word_makes_a_person_look(story: Story) -> None:
    """QUIT, STOP, END: the provider silences her by itself, perhaps in distress."""
    lucia = story.caseworker()
    ana = story.woman(on=ChannelKind.WHATSAPP).writes("hola")
    story.receipts(ana, "stopped")
    ana.writes("QUIT")
    [alert] = lucia.phone
    assert (alert.severity, alert.reason) == ("high", "stopped_at_provider")
    heard = len(ana.inbox)
    story.passes(DAY)
    assert len(ana.inbox) == heard


# -- a page ----------------------------------------------------------------------------------------


def test_a_page_is_left_after_half_an_hour(story: Story) -> None:
    ana = found_work(story, on=ChannelKind.WEB)
    story.passes(40 * MINUTE)
    story.passes(timedelta(hours=1))
    assert story.rows_of(ana) == {}


def test_a_page_with_an_open_case_waits_for_its_answer(story: Story) -> None:
    lucia = story.caseworker()
    ana = story.woman(on=ChannelKind.WEB).writes("mi marido me está pegando")
    story.passes(timedelta(hours=5))
    [case, *_] = [alert.case for alert in lucia.phone]
    assert case is not None
    lucia.does("reply", case, "Aquí estoy, ¿puedes hablar?")
    assert "Aquí estoy" in ana.reads
    story.passes(4 * DAY)
    assert story.rows_of(ana) == {}
