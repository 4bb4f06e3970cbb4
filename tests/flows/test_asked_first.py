"""What does an answer to Alba's own question mean, and who writes after a long silence?"""

from dataclasses import replace
from datetime import date, time

import pytest

from flows.engine.appointments import Appointment
from flows.engine.book import CHECK_IN
from flows.engine.effects import (
    AdjustCheckIns,
    CancelAppointment,
    KeepAppointment,
    OpenCase,
    Remember,
    SettleAppointment,
    TellAppointment,
)
from flows.engine.events import Chose, Said
from flows.engine.session import Frame, Session
from flows.engine.step import step
from flows.engine.understood import (
    AppointmentAct,
    AppointmentSaid,
    Understood,
    WritingWish,
)
from flows.engine.vocabulary import Command, Crisis, FlowId, NodeId, Topic
from tests.flows import books
from tests.flows.worlds import NOON, Her

ASKED = Session(stack=(Frame(CHECK_IN, NodeId("ask_1"), 1, True),), since=NOON, greeted=True)
FRIDAY = AppointmentSaid(AppointmentAct.NEW, "signing", (date(2026, 11, 27),), (time(10),))


def her(session: Session = ASKED, **facts: str) -> Her:
    """Somebody in this session."""
    return Her(books.alba()[0], books.directory(), session=session, facts=dict(facts))


def says(who: Her, **understood: object) -> None:
    """She writes, and this was understood."""
    who.does(Said("…", replace(Understood(confidence=0.9), **understood)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("topic", "flow"), [(Topic.CHECKIN_OK, "checkin_ok"), (Topic.CHECKIN_BAD, "checkin_bad")]
)
def test_her_own_words_answer_a_check_in(topic: Topic, flow: str) -> None:
    ana = her()
    says(ana, topic=topic)
    assert ana.at.startswith(f"{flow}.")


def test_what_is_not_understood_shows_that_she_is_there_once() -> None:
    ana = her()
    says(ana, confidence=0.0)
    assert ana.at == "check_in.there"
    says(ana, confidence=0.0)
    assert "no te entendí" not in ana.heard[-1]


def test_a_danger_in_the_answer_comes_first() -> None:
    ana = her()
    says(ana, topic=Topic.CHECKIN_OK, crisis=Crisis.VIOLENCE_NOW)
    assert ana.at.startswith("violence_now.")


def test_a_wish_about_writing_is_hers_only_where_she_agreed() -> None:
    wish = WritingWish(part="afternoon")
    ana, eva = her(consent="yes"), her()
    says(ana, writing=wish)
    says(eva, writing=wish)
    assert AdjustCheckIns(wish) in ana.effects
    assert not [each for each in eva.effects if isinstance(each, AdjustCheckIns)]


def test_a_stranger_is_asked_who_she_is_and_danger_and_commands_still_count() -> None:
    new = Session(stranger="new")
    ana = her(new)
    says(ana, topic=Topic.HOUSING)
    assert ana.at == "still_you.ask"
    assert ana.session.stranger == "asked"
    ana.presses("Sí, ya")
    assert ana.session.stranger == ""
    eva = her(new)
    says(eva, crisis=Crisis.VIOLENCE_NOW)
    assert eva.at.startswith("violence_now.")
    lola = her(new)
    says(lola, command=Command.RETURN)
    assert lola.at == "still_you.ask"


def test_who_says_that_she_is_another_is_a_quiet_case() -> None:
    ana = her(Session(stranger="new"))
    says(ana)
    ana.presses("No, primera vez")
    [case] = ana.cases()
    assert case == OpenCase("someone_else", case.severity, quiet=True)
    assert ana.session.stranger == ""


def test_an_appointment_is_told_back_and_kept_with_all_she_said() -> None:
    ana = her(Session(greeted=True))
    says(ana, appointment=replace(FRIDAY, place="Santa Martha", every="w2"))
    assert ana.at == "appointment_new.echo"
    assert "viernes 27/11, 10:00, cada dos semanas" in ana.heard[-1]
    ana.presses("Sí, recuérdame")
    [kept] = [each for each in ana.effects if isinstance(each, KeepAppointment)]
    assert (kept.draft.day, kept.draft.hour) == (date(2026, 11, 27), time(10))
    assert (kept.draft.place, kept.draft.every) == ("Santa Martha", "w2")
    forgotten = {each.name for each in ana.effects if isinstance(each, Remember) and not each.value}
    assert {"appt_day", "appt_hour", "appt_place"} <= forgotten


def test_an_old_reminder_still_tells_its_details() -> None:
    ana = her(Session(greeted=True))
    appointment = Appointment(7, "signing", NOON)
    world = replace(ana.world(), appointments=(appointment,))
    turn = step(ana.book, ana.session, Chose("reminder.ask.details"), world)
    assert TellAppointment(7) in turn.effects


def test_a_missed_duty_is_settled_and_opens_a_case() -> None:
    ana = her(Session(greeted=True))
    over = Appointment(7, "hearing", NOON, over=True)
    world = replace(ana.world(), appointments=(over, Appointment(8, "other", NOON)))
    turn = step(ana.book, ana.session, Chose("attended.ask.missed"), world)
    assert SettleAppointment(kept=False, id=7) in turn.effects
    assert "missed_appointment" in [
        each.reason for each in turn.effects if isinstance(each, OpenCase)
    ]


def test_the_only_one_is_taken_off_without_asking_which() -> None:
    ana = her(Session(greeted=True))
    world = replace(ana.world(), appointments=(Appointment(7, "signing", NOON),))
    wish = Understood(appointment=AppointmentSaid(AppointmentAct.CANCEL, "signing"))
    turn = step(ana.book, ana.session, Said("…", wish), world)
    assert turn.session.stack[-1].node == NodeId("sure")
    known = replace(world, facts={"appt_id": "7"})
    done = step(ana.book, turn.session, Chose("appointment_cancel.sure.off"), known)
    assert CancelAppointment(7) in done.effects


def test_a_late_check_in_is_not_asked_whether_to_go_on() -> None:
    ana = her()
    ana.waits(days=3)
    says(ana, topic=Topic.CHECKIN_OK)
    assert ana.at.startswith("checkin_ok.")
    assert FlowId("resume") not in {frame.flow for frame in ana.session.stack}
