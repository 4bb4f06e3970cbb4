"""Does she miss nothing that she must not miss? Understood, echoed, kept, reminded of neutrally."""

from datetime import timedelta

import pytest

from bot.rehearsal import Heard
from tests.stories.conftest import Begin
from tests.stories.following import agrees, hours_of
from tests.stories.story import MORNING, Person, Story

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SIGNING = "Tengo que firmar el viernes a las 10 en Santa Martha"


def reminded(her: Person) -> list[Heard]:
    """What Alba said of her own accord about appointments."""
    return [each for each in her.inbox if each.kind == "reminder"]


def texts(her: Person) -> list[str]:
    """The texts of it."""
    return [each.text for each in reminded(her)]


def test_what_she_says_is_told_back_and_kept_only_with_her_yes(story: Story) -> None:
    ana = story.woman().writes(SIGNING)
    assert "una firma, viernes 27/11, 10:00" in ana.reads
    ana.presses("Mejor no")
    story.passes(10 * DAY)
    assert not reminded(ana)


def test_three_reminders_and_one_question_that_say_nothing(story: Story) -> None:
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    story.passes(5 * DAY)
    assert texts(ana) == [
        "Recuerda tu pendiente del viernes 10:00. Escribe 1 si quieres detalles.",
        "Recuerda tu pendiente del viernes 10:00. Escribe 1 si quieres detalles.",
        "Recuerda tu pendiente del viernes 10:00. Escribe 1 si quieres detalles.",
        "Hola. ¿Pudiste ir a tu pendiente?",
    ]
    assert hours_of(reminded(ana)) == [11, 19, 8, 13]


def test_details_only_when_she_asks(story: Story) -> None:
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    story.passes(2 * DAY)
    ana.writes("1")
    assert "Es una firma, el viernes 27/11, 10:00" in ana.reads
    assert "Santa Martha" in ana.reads
    assert "Lleva identificación" in ana.reads
    ana.presses("No puedo ir")
    assert "Avisa antes" in ana.reads


def test_a_missed_signing_is_told_to_her_defender_today_and_is_a_case_in_that_hour(
    story: Story,
) -> None:
    lucia = story.caseworker()
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    story.passes(4 * DAY + 4 * HOUR)
    ana.writes("no, se me pasó")
    assert "hoy mismo a tu defensa" in ana.reads
    assert "orden en tu contra" in ana.reads
    assert ("missed_appointment", "high") in [(each.reason, each.severity) for each in lucia.phone]


def test_one_that_was_kept_is_thanked_for_and_not_asked_again(story: Story) -> None:
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    story.passes(5 * DAY)
    ana.writes("sí, ya fui")
    assert "comprobante" in ana.reads
    story.passes(30 * DAY)
    assert len(reminded(ana)) == 4


def test_a_hearing_without_an_hour_is_asked_for_its_hour(story: Story) -> None:
    ana = story.woman().writes("audiencia el 15 de diciembre")
    assert "¿A qué hora?" in ana.reads
    ana.writes("a las 9")
    assert "una audiencia, martes 15/12, 9:00" in ana.reads
    ana.presses("Sí, recuérdame").writes("qué citas tengo")
    assert "una audiencia: martes 15/12, 9:00" in ana.reads


def test_without_an_hour_it_is_kept_too(story: Story) -> None:
    ana = story.woman().writes("tengo audiencia el 15 de diciembre").presses("Prefiero no decir")
    ana.presses("Sí, recuérdame")
    story.passes(23 * DAY)
    assert "Recuerda tu pendiente del martes sin hora fija" in texts(ana)[0]


def test_every_second_monday_comes_every_second_monday(story: Story) -> None:
    ana = story.woman().writes("firmo cada segundo lunes a las 9 en la UMECA")
    assert "lunes 30/11, 9:00, cada dos semanas" in ana.reads
    ana.presses("Sí, recuérdame")
    story.passes(60 * DAY)
    asked = [each for each in reminded(ana) if "Pudiste" in each.text]
    days = [(each.at - MORNING).days for each in asked]
    assert days == [7, 21, 35, 49]


def test_a_day_that_is_open_is_asked_back(story: Story) -> None:
    ana = story.woman().writes("tengo que firmar el lunes")
    assert "Hay más de uno" in ana.reads
    assert "30/11/2026" in ana.buttons


def test_a_day_that_does_not_exist_is_asked_again_kindly(story: Story) -> None:
    ana = story.woman().writes("tengo audiencia el 31 de febrero")
    assert "¿Qué día es?" in ana.reads


def test_moved_in_her_own_words(story: Story) -> None:
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    ana.writes("me cambiaron la firma al martes a las 11")
    assert "queda el martes 24/11, 11:00" in ana.reads
    ana.writes("sí").writes("mis citas")
    assert "martes 24/11, 11:00" in ana.reads
    story.passes(6 * DAY)
    assert all("viernes" not in text for text in texts(ana))


def test_taken_off_in_her_own_words(story: Story) -> None:
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    ana.writes("cancela mi firma del viernes")
    assert "¿Quito una firma del viernes 27/11?" in ana.reads
    ana.writes("sí")
    story.passes(10 * DAY)
    assert not reminded(ana)


def test_of_several_she_chooses(story: Story) -> None:
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    ana.writes("audiencia el 15 de diciembre a las 9").presses("Sí, recuérdame")
    ana.writes("quita una cita")
    assert ana.buttons[:2] == ["27/11 10:00", "15/12 9:00"]
    ana.presses("15/12 9:00")
    assert "martes 15/12" in ana.reads


def test_alto_ends_reminders_too(story: Story) -> None:
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    ana.writes("alto")
    story.passes(10 * DAY)
    assert not reminded(ana)


def test_a_relative_speaks_of_anothers_hearing(story: Story) -> None:
    ana = story.woman().writes("hola").presses("Para un familiar")
    ana.writes("mi hija tiene audiencia el 15 de diciembre")
    assert "¿La anoto" not in ana.reads


def test_after_an_outage_what_is_of_use_comes_once_and_not_at_night(story_at: Begin) -> None:
    story = story_at()
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    rehearsal = story.stage.rehearsal
    rehearsal.clock.move_to(MORNING + 3 * DAY + 16 * HOUR)  # Friday, two in the morning
    rehearsal.settle()
    story.passes(timedelta())
    assert not reminded(ana)
    story.passes(12 * HOUR)
    assert [text for text in texts(ana) if "Recuerda" in text] != []
    assert len([text for text in texts(ana) if "Recuerda" in text]) <= 2


def test_a_week_of_outage_asks_nothing_of_long_ago(story_at: Begin) -> None:
    story = story_at()
    ana = story.woman().writes(SIGNING).presses("Sí, recuérdame")
    rehearsal = story.stage.rehearsal
    rehearsal.clock.move_to(MORNING + 9 * DAY)
    rehearsal.settle()
    story.passes(DAY)
    assert not reminded(ana)


def test_who_agreed_to_check_ins_and_has_an_appointment_gets_both(story: Story) -> None:
    ana = agrees(story)
    ana.writes(SIGNING).presses("Sí, recuérdame")
    story.passes(5 * DAY)
    kinds = {each.kind for each in ana.inbox}
    assert {"check_in", "reminder"} <= kinds


@pytest.mark.parametrize(
    "words",
    [
        "necesito una cita con el doctor",
        "no puedo ir a firmar el viernes",
        "mi hijo tiene audiencia mañana",
        "firmé un contrato el lunes y no me pagan",
    ],
)
def test_what_is_no_appointment_of_hers_is_not_noted(story: Story, words: str) -> None:
    ana = story.woman().writes(words)
    assert "¿La anoto" not in ana.reads
