"""Do the crisis cards and the careful questions keep what they promise, in Alba's own book?"""

import re
from datetime import timedelta

import pytest

from flows.engine.effects import CancelWake, PlanWake, SayText
from flows.engine.understood import Place, PlaceAnswer
from flows.engine.vocabulary import Crisis, Severity
from tests.flows import books
from tests.flows.worlds import TEAMS, Her

NUMBERS_OF_VIOLENCE = {
    "MX-MEX": "800 108 4053",
    "MX-GUA": "075",
    "MX-COA": "800 846 5382",
    "MX-SLP": "444 110 9859",
    "MX-SON": "662 424 1397",
    "MX-TLA": "246 331 3731",
}


def somebody(team: str = "here") -> Her:
    """A contact of Alba's own book who has already said hello."""
    her = Her(books.alba()[0], books.directory(), TEAMS[team])
    her.writes()
    return her


def told(her: Her) -> str:
    """The last thing that she was told."""
    return her.said()[-1]


def numbers(text: str) -> list[str]:
    """The telephones of a text in their order, but for the one of emergencies."""
    return [each for each in re.findall(r"\d[\d ]{1,}\d", text) if each not in {"911", "24"}]


@pytest.mark.parametrize("crisis", list(Crisis))
def test_a_card_is_urgent_expires_and_tells_the_truth_about_people(crisis: Crisis) -> None:
    her = somebody("away")
    her.writes(crisis=crisis)
    assert [case.severity for case in her.cases()] == [Severity.URGENT]
    card = her.effects[-1]
    assert isinstance(card, SayText)
    assert card.use_by == timedelta(minutes=5)
    assert card.expired is not None
    assert card.expired.render(str) == "Aquí estoy. ¿Puedes escribir?"
    assert TEAMS["away"].closing in told(her)


@pytest.mark.parametrize(("state", "number"), NUMBERS_OF_VIOLENCE.items())
def test_violence_gets_the_line_of_her_state_first(state: str, number: str) -> None:
    her = somebody()
    her.writes(crisis=Crisis.VIOLENCE_NOW, place=Place(state))
    assert number in told(her)


@pytest.mark.parametrize(
    "crisis",
    [Crisis.SUICIDE_SELF_HARM, Crisis.VIOLENCE_NOW, Crisis.TRAFFICKING_COERCION],
)
def test_who_is_not_answered_gets_another_number_each_time(crisis: Crisis) -> None:
    her = somebody()
    her.writes(crisis=crisis, place=Place("MX-CMX", "Iztapalapa"))
    given = numbers(told(her))
    while not her.at.endswith((".chat", ".last")):
        her.presses("No contestan")
        new = numbers(told(her))[0]
        assert new not in given
        given.append(new)
    assert len(given) >= 4


def test_homeless_is_asked_where_with_a_card_that_expires() -> None:
    her = somebody("none")
    her.writes(crisis=Crisis.HOMELESS_TONIGHT)
    assert "911" in told(her)
    her.writes(answer=PlaceAnswer((Place("MX-CMX", "Iztapalapa"),)))
    assert "55 5658 1111" in told(her)


def test_a_bare_yes_after_a_suspicion_closes_nothing() -> None:
    her = somebody()
    her.writes(check=Crisis.VIOLENCE_NOW)
    assert any(isinstance(each, PlanWake) for each in her.effects)
    her.presses("Sí")
    assert not any(isinstance(each, CancelWake) for each in her.effects)
    assert her.session.suspicion is Crisis.VIOLENCE_NOW
    assert "Hablar con alguien" in [each.title for each in her.shown]


def test_a_denial_is_asked_about_once_and_stays_for_a_person() -> None:
    her = somebody()
    her.writes(crisis=Crisis.VIOLENCE_NOW)
    her.writes(denial=True)
    assert not her.cases()
    her.presses("Sigo con lo mío")
    assert [(case.severity, case.quiet) for case in her.cases()] == [(Severity.NORMAL, True)]


def test_beginning_anew_forgets_what_waited() -> None:
    her = somebody()
    her.writes(crisis=Crisis.HOMELESS_TONIGHT)
    her.waits(hours=5)
    her.writes()
    her.presses("Empezar de nuevo")
    assert len(her.session.stack) == 1
