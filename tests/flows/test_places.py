"""Whose place is it, and what is answered with it: hers, a prison's, or what waits for one?"""

from dataclasses import replace

import pytest

from flows.engine.acting import pass_by
from flows.engine.events import SharedPlace
from flows.engine.nodes import Goto, Route
from flows.engine.session import Session
from flows.engine.understood import Place
from flows.engine.vocabulary import Crisis, NodeId, Topic
from flows.engine.walk import Walk
from tests.flows import books
from tests.flows.worlds import Her

TIJUANA = Place("MX-BCN", "Tijuana")
LA_PAZ, IZTAPALAPA = Place("MX-MEX", "La Paz"), Place("MX-CMX", "Iztapalapa")


@pytest.fixture
def her() -> Her:
    """Somebody who writes to Alba's own book."""
    return Her(books.alba()[0], books.directory())


def test_a_place_named_with_a_relatives_topic_is_the_prisons(her: Her) -> None:
    her.writes(Topic.HOUSING, place=TIJUANA)
    her.writes(Topic.VISITS, place=IZTAPALAPA)
    assert her.facts["place"] == "MX-BCN/Tijuana"
    assert her.facts["facility_place"] == "MX-CMX/Iztapalapa"


def test_a_place_named_in_danger_is_where_she_is(her: Her) -> None:
    her.writes(Topic.VISITS, place=TIJUANA)
    her.writes(crisis=Crisis.VIOLENCE_NOW, place=LA_PAZ)
    assert her.facts["place"] == "MX-MEX/La Paz"
    assert her.at == "violence_now.card_mex"


def test_a_point_between_states_changes_no_card(her: Her) -> None:
    her.writes(crisis=Crisis.VIOLENCE_NOW)
    her.does(SharedPlace((LA_PAZ, IZTAPALAPA)))
    assert her.at == "violence_now.card"
    assert "place" not in her.facts


def test_a_point_within_one_state_tells_the_card_its_state(her: Her) -> None:
    her.writes(crisis=Crisis.VIOLENCE_NOW)
    her.does(SharedPlace((LA_PAZ, Place("MX-MEX", "Chimalhuacán"))))
    assert her.at == "violence_now.card_mex"
    assert her.facts["place"] == "MX-MEX"


@pytest.mark.parametrize(
    ("on", "facts", "channel", "case"),
    [
        pytest.param("state", {"place": "MX-BCN/Tijuana"}, "", "MX-BCN", id="her state"),
        pytest.param(
            "state:facility_place", {"facility_place": "MX-PUE"}, "", "MX-PUE", id="a prison's"
        ),
        pytest.param("state:facility_place", {"place": "MX-PUE"}, "", "", id="not hers for it"),
        pytest.param("channel", {}, "web", "web", id="the channel"),
        pytest.param("waiting", {}, "", "", id="nothing waits below"),
    ],
)
def test_a_route_goes_by(her: Her, on: str, facts: dict[str, str], channel: str, case: str) -> None:
    around = replace(her.world(), facts=facts, channel=channel)
    walk = Walk(her.book, Session(), around)
    there, otherwise = Goto(NodeId("there")), Goto(NodeId("otherwise"))
    node = Route(on, {case or "known": there}, otherwise)
    assert pass_by(walk, node) == (there if case else otherwise)
