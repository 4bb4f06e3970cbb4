"""What may somebody of the staff do from their phone, and are they ever taken for a woman?"""

from datetime import timedelta

from bot.channels.port import ChannelKind, InboundKind
from bot.commands.chat_lines import Writes
from db.stores import cases, staff, staff_doors
from tests.stories.story import Story

DANGER = "él está afuera de la puerta y me va a matar"
MINUTE = timedelta(minutes=1)


def code_for(story: Story, alias: str) -> str:
    """A one-time code, as `alba staff link` shows it."""
    alba = story.stage.rehearsal.alba
    with alba.database.write() as tx:
        person = staff.by_alias(tx, alias)
        assert person is not None
        code = staff_doors.make_code(tx, alba.keyring, person, alba.clock.now())
        tx.commit()
    return code


def channels_of(story: Story, alias: str) -> set[str]:
    with story.stage.rehearsal.alba.database.read() as tx:
        (person,) = (each for each in staff.working(tx) if each.alias == alias)
    return set(person.channels)


def test_the_button_takes_the_case_and_she_is_told(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    lucia.presses("Lo tomo")
    assert "lucia ya leyó" in ana.reads
    assert "Ya es tuyo el caso" in lucia.reads
    assert story.statuses() == ["acknowledged"]


def test_words_do_what_the_button_does(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman().writes(DANGER)
    lucia.writes("Lo tomo")
    assert story.statuses() == ["acknowledged"]
    lucia.writes("ya hablamos")
    assert story.statuses() == ["in_contact"]


def test_a_number_means_the_button_that_was_shown_there(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman().writes(DANGER)
    lucia.writes("1")
    assert story.statuses() == ["acknowledged"]


def test_a_templates_button_means_the_last_case_on_that_phone(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman("ana").writes(DANGER)
    story.woman("eva").writes(DANGER)
    story.play(Writes("staff:lucia", InboundKind.CHOICE, choice="case.last.acknowledge"))
    with story.stage.rehearsal.alba.database.read() as tx:
        taken = cases.read(tx, lucia.case)
    assert taken is not None
    assert taken.status == "acknowledged"
    assert sorted(story.statuses()) == ["acknowledged", "open"]


def test_a_code_names_the_case_that_is_meant(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman("ana").writes(DANGER)
    first = lucia.reads.split()[1].rstrip(".")
    story.woman("eva").writes(DANGER)
    lucia.writes(f"lo tomo {first.lower()}")
    with story.stage.rehearsal.alba.database.read() as tx:
        taken = cases.by_code(tx, first)
    assert taken is not None
    assert taken.status == "acknowledged"
    assert sorted(story.statuses()) == ["acknowledged", "open"]


def test_to_look_shows_the_state_and_nothing_of_hers(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman("ana").writes("estoy en Tlalpan, " + DANGER)
    lucia.presses("Ver")
    assert "Nadie lo ha tomado." in lucia.reads
    for hers in ("ana", "Tlalpan", "puerta", "matar"):
        assert hers not in lucia.reads


def test_to_pass_rings_somebody_else_at_once(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    story.woman().writes(DANGER)
    lucia.presses("Lo tomo")
    lucia.presses("Pasar")
    assert irma.alerts == 1
    assert lucia.alerts == 1
    assert story.statuses() == ["open"]
    irma.presses("Lo tomo")
    story.passes(10 * MINUTE)
    assert (lucia.alerts, irma.alerts) == (1, 1)


def test_with_nobody_else_there_it_cannot_be_passed(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman().writes(DANGER)
    lucia.presses("Lo tomo")
    lucia.presses("Pasar")
    assert "no hay a quién pasar" in lucia.reads
    assert story.statuses() == ["acknowledged"]


def test_to_close_asks_how_it_ended(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.woman().writes(DANGER)
    lucia.presses("Cerrar")
    assert "¿Cómo terminó" in lucia.reads
    lucia.presses("Falsa alarma")
    assert story.outcomes() == {"false_alarm": 1}
    lucia.presses("Lo tomo")
    assert "ya no se puede" in lucia.reads


def test_of_two_presses_one_wins_and_the_other_hears_who(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    ana = story.woman().writes(DANGER)
    story.passes(5 * MINUTE)
    irma.presses("Lo tomo")
    lucia.presses("Lo tomo")
    assert "irma ya tomó el caso" in lucia.reads
    assert "Ya es tuyo" in irma.reads
    assert sum("ya leyó" in each.text for each in ana.inbox) == 1


def test_who_works_here_is_never_taken_for_a_woman(story: Story) -> None:
    lucia = story.caseworker("lucia")
    lucia.writes(DANGER)
    assert story.statuses() == []
    assert lucia.alerts == 0
    assert "Por aquí te llegan los casos" in lucia.reads


def test_a_womans_press_of_a_case_does_nothing_with_it(story: Story) -> None:
    story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    story.play(Writes("ana", InboundKind.CHOICE, choice="case.1.acknowledge", channel=ana.channel))
    assert story.statuses() == ["open"]


def test_a_code_links_a_phone_once_and_the_phone_is_welcomed(story: Story) -> None:
    lucia = story.hires("lucia")
    code = code_for(story, "lucia")
    whatsapp = ChannelKind.WHATSAPP
    story.play(Writes("staff:lucia", InboundKind.TEXT, texts=(code,), channel=whatsapp))
    assert "Listo, lucia." in lucia.reads
    assert channels_of(story, "lucia") == {"telegram", "whatsapp"}
    eva = story.woman("eva").writes(code)
    assert "Listo" not in eva.reads
    assert eva.latest
    assert channels_of(story, "lucia") == {"telegram", "whatsapp"}


def test_a_code_of_yesterday_links_nobody(story: Story) -> None:
    story.hires("lucia")
    code = code_for(story, "lucia")
    story.passes(timedelta(hours=24))
    eva = story.woman("eva", ChannelKind.WHATSAPP).writes(code)
    assert "Listo" not in eva.reads
    assert channels_of(story, "lucia") == {"telegram"}


def test_who_tried_alba_before_being_linked_is_no_woman_any_more(story: Story) -> None:
    lucia = story.hires("lucia")
    whatsapp = ChannelKind.WHATSAPP
    story.play(Writes("staff:lucia", InboundKind.TEXT, texts=("hola",), channel=whatsapp))
    code = code_for(story, "lucia")
    story.play(Writes("staff:lucia", InboundKind.START, texts=(code,), channel=whatsapp))
    assert "Listo, lucia." in lucia.reads
    before = len(lucia.phone)
    lucia.writes("busco un cuarto", whatsapp)
    assert len(lucia.phone) == before + 1
    assert "Por aquí te llegan los casos" in lucia.reads


def test_the_same_press_twice_is_one_press(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    press = Writes("staff:lucia", InboundKind.CHOICE, choice="case.1.acknowledge", id="p1")
    story.play(press)
    story.play(press)
    assert sum("Ya es tuyo" in each.text for each in lucia.phone) == 1
    assert sum("ya leyó" in each.text for each in ana.inbox) == 1


def test_who_left_can_do_nothing_with_a_case(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.caseworker("irma")
    story.woman().writes(DANGER)
    lucia.leaves()
    lucia.presses("Lo tomo")
    assert story.statuses() == ["open"]
    assert not any("Ya es tuyo" in each.text for each in lucia.phone)
