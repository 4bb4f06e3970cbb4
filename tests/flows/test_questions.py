"""How is a question asked and answered? By button, number and word; skipped, or asked back."""

from datetime import date, time, timedelta

import pytest

from flows.engine.effects import (
    Remember,
    SayText,
    ShowEntry,
)
from flows.engine.events import Chose
from flows.engine.understood import (
    ChoiceAnswer,
    DateAnswer,
    NameAnswer,
    NumberAnswer,
    Place,
    PlaceAnswer,
    SkipAnswer,
    TextAnswer,
)
from flows.engine.vocabulary import (
    ChoiceId,
    Command,
    Crisis,
    Topic,
)
from tests.flows import books
from tests.flows.worlds import Her

TIJUANA = Place("MX-BCN", "Tijuana")
TWO = PlaceAnswer((Place("MX-CMX", "Benito Juárez"), Place("MX-ROO", "Benito Juárez")))


@pytest.fixture
def her() -> Her:
    """A contact whom Alba knows already, with the small book and the whole directory."""
    someone = Her(books.small()[0], books.directory())
    someone.writes(Topic.GREETING)
    return someone


# -- choose ----------------------------------------------------------------------------------------


def test_a_choose_shows_its_choices_and_waits(her: Her) -> None:
    her.writes(Topic.JOBS)
    assert [(each.id, each.title) for each in her.shown] == [
        ("jobs.next.agree", "Escríbeme"),
        ("jobs.next.person", "Hablar con alguien"),
    ]
    assert her.at == "jobs.next"


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(lambda her: her.presses("Cambiar el día"), id="by its button"),
        pytest.param(
            lambda her: her.writes(answer=ChoiceAnswer(ChoiceId("change"))), id="in her words"
        ),
    ],
)
def test_a_choice_leads_on(her: Her, by: object) -> None:
    her.writes(Topic.APPOINTMENTS)
    her.writes(answer=SkipAnswer())
    assert callable(by)
    by(her)
    assert her.at == "appointments.when"


def test_choosing_keeps_what_it_tells(her: Her) -> None:
    _to_end_of_me(her)
    her.presses("Hablar con alguien")
    assert Remember("wanted", "person") in her.effects


def test_a_crisis_card_has_a_use_by_and_other_words_for_later(her: Her) -> None:
    her.writes(crisis=Crisis.VIOLENCE_NOW)
    card = next(each for each in her.effects if isinstance(each, SayText))
    assert card.use_by == timedelta(minutes=5)
    assert card.expired is not None
    assert card.expired.render(str) == "Aquí estoy. ¿Puedes escribir?"


# -- ask -------------------------------------------------------------------------------------------


def test_an_ask_can_be_skipped_by_its_button(her: Her) -> None:
    her.writes(Topic.HOUSING)
    assert [each.title for each in her.shown] == ["Prefiero no decir"]
    her.presses("Prefiero no decir")
    assert her.at == "housing.nothing"


def test_an_ask_can_be_skipped_in_her_words(her: Her) -> None:
    her.writes(Topic.HOUSING)
    her.writes(answer=SkipAnswer())
    assert her.at == "housing.nothing"


def test_a_sure_place_is_kept_and_searched(her: Her) -> None:
    her.writes(Topic.HOUSING)
    her.writes(answer=PlaceAnswer((TIJUANA,)))
    assert Remember("place", "MX-BCN/Tijuana") in her.effects
    assert any(isinstance(each, ShowEntry) for each in her.effects)


def test_an_ambiguous_place_is_asked_back_and_can_be_skipped(her: Her) -> None:
    her.writes(Topic.HOUSING)
    her.writes(answer=TWO)
    assert her.said() == ["Hay más de uno. ¿Cuál es?"]
    assert [(each.id, each.title) for each in her.shown] == [
        ("housing.where.o1", "Ciudad de México"),
        ("housing.where.o2", "Quintana Roo"),
        ("housing.where.skip", "Prefiero no decir"),
    ]
    her.presses("Quintana Roo")
    assert Remember("place", "MX-ROO/Benito Juárez") in her.effects


def test_an_ambiguous_place_is_answered_in_words(her: Her) -> None:
    her.writes(Topic.HOUSING)
    her.writes(answer=TWO)
    her.writes(answer=ChoiceAnswer(ChoiceId("o1")))
    assert her.facts["place"] == "MX-CMX/Benito Juárez"


def test_another_place_answers_while_several_are_offered(her: Her) -> None:
    her.writes(Topic.HOUSING)
    her.writes(answer=TWO)
    her.writes(place=TIJUANA)
    assert her.facts["place"] == "MX-BCN/Tijuana"
    assert her.at != "housing.where"


@pytest.mark.parametrize("wire", ["o0", "o3", "o²", "o", "o1x", "ox"])
def test_an_option_that_was_never_offered_does_not_count(her: Her, wire: str) -> None:
    her.writes(Topic.HOUSING)
    her.writes(answer=TWO)
    her.does(Chose(f"housing.where.{wire}"))
    assert her.said()[0] == "Ese botón era de antes."
    assert "place" not in her.facts


@pytest.mark.parametrize(
    ("places", "titles"),
    [
        pytest.param(
            (Place("MX-HID", "San Juan"), Place("MX-HID", "San Juan del Río")),
            ["San Juan", "San Juan del Río"],
            id="towns of one state by their names",
        ),
        pytest.param(
            (Place("MX-OAX", "San Juan"), Place("MX-PUE", "San Juan")),
            ["Oaxaca", "Puebla"],
            id="towns of one name by their states",
        ),
        pytest.param(
            (
                Place("MX-VER", "Dolores Hidalgo Cuna de la Independencia"),
                Place("MX-VER", "Dolores Hidalgo Cuna de la Revolución"),
            ),
            ["1. Dolores Hidalgo Cu", "2. Dolores Hidalgo Cu"],
            id="what is cut alike is numbered",
        ),
    ],
)
def test_options_are_told_apart_within_a_button(
    her: Her, places: tuple[Place, ...], titles: list[str]
) -> None:
    her.writes(Topic.HOUSING)
    her.writes(answer=PlaceAnswer(places))
    shown = [each.title for each in her.shown[:-1]]
    assert [title[:20] for title in titles] == shown


def test_a_day_is_kept_with_its_hour_and_told_as_people_write_it(her: Her) -> None:
    her.writes(Topic.APPOINTMENTS)
    her.writes(answer=DateAnswer((date(2026, 12, 1),), time(10, 30)))
    assert her.facts["day"] == "2026-12-01T10:30"
    her.writes()
    assert her.said() == ["El teléfono es 800 911 2000. Tu día: 01/12/2026, 10:30."]


def test_days_that_fit_are_asked_back(her: Her) -> None:
    her.writes(Topic.APPOINTMENTS)
    her.writes(answer=DateAnswer((date(2026, 12, 1), date(2027, 1, 1))))
    her.presses("01/01/2027")
    assert her.facts["day"] == "2027-01-01"


def test_an_impossible_day_is_asked_again(her: Her) -> None:
    her.writes(Topic.APPOINTMENTS)
    her.writes(answer=DateAnswer((), impossible=True))
    assert her.said() == ["Dime el día y el mes."]


def test_names_numbers_and_texts_are_kept(her: Her) -> None:
    _to_end_of_me(her)
    assert her.said() == ["Gracias, Ana."]
    her.presses("Con quién vivo")
    her.writes(answer=NumberAnswer(3))
    assert {name: her.facts[name] for name in ("name", "words", "people")} == {
        "name": "Ana",
        "words": "nada más",
        "people": "3",
    }


def test_a_very_long_text_is_kept_in_part(her: Her) -> None:
    her.writes(command=Command.MENU)
    her.presses("Más temas")
    her.presses("Sobre mí")
    her.writes(answer=SkipAnswer())
    her.writes(answer=TextAnswer("x" * 10_000))
    assert her.facts["words"] == "x" * 320


def test_an_answer_of_another_kind_does_not_fit(her: Her) -> None:
    her.writes(Topic.APPOINTMENTS)
    her.writes(answer=NumberAnswer(3))
    assert her.at == "appointments.when"
    assert her.said() == ["Dime el día y el mes."]


def _to_end_of_me(her: Her) -> None:
    her.writes(command=Command.MENU)
    her.presses("Más temas")
    her.presses("Sobre mí")
    her.writes(answer=NameAnswer("Ana"))
    her.writes(answer=TextAnswer("nada más"))
