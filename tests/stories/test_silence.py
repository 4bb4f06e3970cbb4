"""What happens when she does not answer? The ladder reads what is known, and tells a person."""

from dataclasses import replace
from datetime import timedelta

from bot.channels.port import ChannelKind
from db.stores import case_words, contacts, identities
from db.stores.identities import Sender
from tests.stories.conftest import Begin
from tests.stories.following import agrees, asked, cases_of, first_asked, words_of
from tests.stories.story import Caseworker, Person, Story

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def reasons(worker: Caseworker) -> list[tuple[str | None, str | None]]:
    """Reason and severity of what rang."""
    return [(each.reason, each.severity) for each in worker.phone if each.kind == "alert"]


def test_near_the_gate_a_gentle_second_try_comes_before_anybody_is_told(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story)
    story.passes(5 * HOUR + HOUR / 2)
    assert "sin prisa" in asked(ana)[-1].text
    assert not reasons(lucia)
    story.passes(3 * HOUR)
    assert reasons(lucia) == [("silence", "normal")]
    story.passes(2 * HOUR)
    assert ("silence", "high") in reasons(lucia)
    assert len(asked(ana)) == 2


def test_any_message_of_hers_ends_the_climb(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story)
    story.passes(4 * HOUR)
    ana.writes("¿dónde saco mi INE?")
    story.passes(9 * HOUR)
    assert not reasons(lucia)


def test_far_from_the_gate_silence_is_on_the_mornings_list_and_rings_nobody(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story, came_out="hace 5 meses")
    story.passes(40 * DAY)
    assert asked(ana)
    assert not reasons(lucia)
    [notice] = [each for each in lucia.phone if "Lista de hoy" in each.text]
    assert cases_of(story)[0].code in notice.text
    assert "ana" not in notice.text


def test_the_case_says_what_is_known_and_what_she_asked_for_in_calm(story: Story) -> None:
    story.caseworker()
    ana = agrees(story)
    story.passes(2 * HOUR)
    ana.writes("todo bien").presses("No, todo bien")
    assert "Si un día no me contestas" in ana.reads
    ana.presses("Avisa al equipo").presses("Llámenme").presses("De una tienda")
    ana.presses("No, solo por aquí")
    story.passes(2 * DAY)
    said = words_of(story, "silence")
    assert "Telegram tomó el mensaje" in said
    assert "Pidió que le llamen" in said
    assert "tienda" in said
    assert "Escribió por última vez: 23/11/2026 12:00" in said


def test_the_plan_is_asked_once_and_can_be_changed(story: Story) -> None:
    ana = agrees(story)
    story.passes(2 * HOUR)
    ana.writes("todo bien").presses("No, todo bien").presses("Luego te digo")
    story.passes(DAY)
    ana.writes("todo bien").presses("No, todo bien")
    assert "Si un día" not in ana.reads
    ana.writes("cambiar mi plan")
    assert "Si un día no me contestas" in ana.reads


def test_who_wants_nothing_done_is_left_alone_far_from_the_gate(story: Story) -> None:
    story.caseworker()
    ana = agrees(story, came_out="hace 5 meses")
    ana.writes("cambiar mi plan").presses("Nada, yo escribo")
    story.passes(40 * DAY)
    assert asked(ana)
    assert not cases_of(story)


def test_who_wants_a_day_more_is_given_a_day_more(story: Story) -> None:
    story.caseworker()
    ana = agrees(story, came_out="hace 5 meses")
    ana.writes("cambiar mi plan").presses("Espera un día más").presses("Solo mensaje")
    ana.presses("No, solo por aquí")
    story.passes(32 * DAY)
    first = asked(ana)[0].at
    [case] = [each for each in cases_of(story) if each.reason == "silence"]
    assert case.opened_at - first >= 3 * DAY


def test_a_blocked_line_is_no_silence_and_a_person_is_told_at_once(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story)
    story.receipts(ana, "blocked")
    story.passes(2 * HOUR + HOUR / 2)
    assert reasons(lucia) == [("silence", "normal")]
    assert "Nos bloqueó" in words_of(story, "silence")
    assert "Sin contestar antes de esta: 0" in words_of(story, "silence")


def test_a_dead_line_is_called_so(story: Story) -> None:
    story.caseworker()
    ana = agrees(story)
    story.receipts(ana, "gone")
    story.passes(3 * HOUR)
    assert "Esa línea ya no existe" in words_of(story, "silence")


def test_on_whatsapp_not_delivered_delivered_and_read_are_told_apart(story: Story) -> None:
    story.caseworker()
    for name, fate, said in (
        ("eva", "sent", "salió y no ha llegado"),
        ("lola", "delivered", "llegó a su teléfono"),
        ("mia", "read", "abrió el mensaje"),
    ):
        her = agrees(story, name, on=ChannelKind.WHATSAPP)
        story.receipts(her, fate)
        assert said
    story.passes(9 * HOUR)
    told = [words(story, case.id) for case in cases_of(story) if case.reason == "silence"]
    for said in ("salió y no ha llegado", "llegó a su teléfono", "abrió el mensaje"):
        assert sum(said in each for each in told) == 1


def test_on_whatsapp_the_case_says_until_when_she_can_be_written_to(story: Story) -> None:
    story.caseworker()
    agrees(story, on=ChannelKind.WHATSAPP)
    story.passes(9 * HOUR)
    assert "sin plantilla hasta: 24/11/2026 10:00" in words_of(story, "silence")


def test_another_chat_of_hers_only_if_she_said_so(story: Story) -> None:
    story.caseworker()
    ana, eva = agrees(story), agrees(story, "eva")
    for her in (ana, eva):
        also_on_whatsapp(story, her)
    eva.writes("cambiar mi plan").presses("Avisa al equipo").presses("Solo mensaje").presses("Sí")
    story.passes(9 * HOUR)
    assert not reached(story, "ana-2")
    assert len(reached(story, "eva-2")) == 1


def test_sixty_silent_days_later_nothing_of_before_is_said(story: Story) -> None:
    ana = agrees(story)
    ana.writes("estoy en Tijuana")
    story.passes(61 * DAY)
    ana.writes("hola")
    assert "¿Ya habías hablado conmigo?" in ana.reads
    ana.presses("Sí, ya")
    assert "Qué bueno leerte" in ana.reads
    ana.writes("qué guardas de mí")
    assert ana.session.stranger == ""


def test_somebody_else_with_her_phone_gets_none_of_it(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story)
    story.passes(61 * DAY)
    rung = len(lucia.phone)
    ana.writes("quién es?").presses("No, primera vez")
    assert "¿Para quién es?" in ana.reads
    assert [each.reason for each in lucia.phone[rung:]] == ["someone_else"]
    before = len(asked(ana))
    story.passes(60 * DAY)
    assert len(asked(ana)) == before


def test_a_danger_is_heard_from_whoever_writes(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story)
    story.passes(61 * DAY)
    ana.writes("él está afuera de la puerta y me va a matar")
    assert lucia.phone[-1].severity == "urgent"
    assert "¿Ya habías" not in ana.reads


def test_alto_ends_everything_with_one_message(story: Story) -> None:
    ana = agrees(story)
    story.passes(2 * HOUR)
    ana.writes("alto")
    assert len(ana.latest) == 1
    seen = len(ana.inbox)
    story.passes(400 * DAY)
    assert len(ana.inbox) == seen
    assert not cases_of(story)


def test_alto_at_high_risk_is_a_quiet_normal_case(story: Story) -> None:
    lucia = story.caseworker()
    ana = agrees(story)
    ana.writes("él está afuera de la puerta y me va a matar")
    lucia.does("acknowledge", lucia.phone[0].case or 0)
    ana.writes("alto")
    assert len(ana.latest) == 1
    assert ("stopped_at_risk", "normal") in reasons(lucia)
    story.passes(5 * DAY)
    assert len(ana.inbox) == ana.inbox.index(ana.latest[0]) + 1 if ana.latest else True


def test_one_word_brings_her_back(story: Story) -> None:
    ana = agrees(story)
    ana.writes("alto")
    story.passes(10 * DAY)
    assert not asked(ana)
    ana.writes("vuelve")
    assert "te vuelvo a escribir" in ana.reads
    story.passes(20 * DAY)
    assert asked(ana)


def test_what_is_stale_after_an_outage_is_not_asked_and_nothing_comes_at_night(
    story_at: Begin,
) -> None:
    story = story_at()
    ana = agrees(story)
    rehearsal = story.stage.rehearsal
    rehearsal.clock.move_to(rehearsal.clock.now() + timedelta(hours=16))  # at two in the morning
    rehearsal.settle()
    story.passes(timedelta())
    assert not asked(ana)
    story.passes(12 * HOUR)
    assert len(first_asked(ana)) == 1


def words(story: Story, case: int) -> str:
    """What one case says."""

    alba = story.stage.rehearsal.alba
    with alba.database.read() as tx:
        said = case_words.words_of(tx, alba.keyring, case).words
    return said.reveal() if said else ""


def also_on_whatsapp(story: Story, her: Person) -> None:
    """She has another chat, on which she wrote before."""
    alba = story.stage.rehearsal.alba
    now = alba.clock.now()
    with alba.database.write() as tx:
        known = identities.find(tx, alba.keyring, Sender(her.channel, her.name))
        assert known is not None
        other = Sender("whatsapp", f"{her.name}-2")
        joined = identities.join(tx, alba.keyring, known.contact_id, other, now)
        identities.heard(tx, [joined.identity_id], now - timedelta(hours=3))
        assert contacts.read(tx, known.contact_id) is not None
        tx.commit()
    story.woman(f"{her.name}-2", ChannelKind.WHATSAPP)


def reached(story: Story, name: str) -> list[str]:
    """What reached somebody's other chat."""
    return [replace(each).text for each in story.people[name].inbox]


def test_without_any_staff_no_case_keeps_her_words_for_nobody(story: Story) -> None:
    ana = agrees(story, came_out="hace 5 meses")
    story.passes(40 * DAY)
    assert asked(ana)
    assert not cases_of(story)
