"""Who reads a complaint about the staff, and does the person it is about ever learn of it?"""

from datetime import timedelta

import pytest

from bot.commands.chat_lines import BadLine
from tests.stories.story import Caseworker, Person, Story

HOUR = timedelta(hours=1)


def complains(story: Story, words: str) -> Person:
    ana = story.woman().writes("quiero hablar con una persona")
    ana.presses("Queja del equipo")
    ana.writes(words)
    return ana


def heard_of_it(worker: Caseworker) -> bool:
    return any("una queja" in each.text for each in worker.phone)


def test_supervisors_read_it_and_caseworkers_do_not(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    marta = story.caseworker("marta", "supervisor")
    ana = complains(story, "Lucía me gritó y me colgó")
    assert "Solo lo puede leer quien coordina." in ana.reads
    story.passes(24 * HOUR)
    assert heard_of_it(marta)
    assert not heard_of_it(lucia)
    assert not heard_of_it(irma)
    assert "gritó" not in "".join(each.text for each in marta.phone)


@pytest.mark.parametrize(
    "words",
    [
        "quiero poner una queja de lucia",
        "me quiero quejar del equipo",
        "tengo una queja: Lucía me trató mal",
    ],
)
def test_whoever_says_so_by_themselves_is_heard_too(story: Story, words: str) -> None:
    lucia = story.caseworker("lucia")
    marta = story.caseworker("marta", "supervisor")
    ana = story.woman().writes(words)
    assert "quedó anotado" in ana.reads
    story.passes(24 * HOUR)
    assert heard_of_it(marta)
    assert not heard_of_it(lucia)


@pytest.mark.parametrize("words", ["quiero poner una queja del penal", "lucia me ayudó mucho"])
def test_other_complaints_and_other_words_are_none(story: Story, words: str) -> None:
    story.caseworker("lucia")
    marta = story.caseworker("marta", "supervisor")
    story.woman().writes(words)
    assert not heard_of_it(marta)


def test_a_supervisor_it_is_about_never_learns_of_it(story: Story) -> None:
    marta = story.caseworker("marta", "supervisor")
    rosa = story.caseworker("rosa", "supervisor")
    complains(story, "la que se llama marta me pidió dinero")
    story.passes(24 * HOUR)
    assert heard_of_it(rosa)
    assert not heard_of_it(marta)


def test_for_who_may_not_know_there_is_no_such_case(story: Story) -> None:
    story.caseworker("lucia")
    marta = story.caseworker("marta", "supervisor")
    complains(story, "lucia me trató mal")
    case = marta.case
    with pytest.raises(BadLine, match="no such case"):
        story.staff["lucia"].does("acknowledge", case)
    code = next(each.text.split()[1] for each in marta.phone if each.case == case).rstrip(".")
    story.staff["lucia"].writes(f"ver {code}")
    assert "No encuentro ese caso." in story.staff["lucia"].reads
    marta.does("acknowledge", case)
    assert "acknowledged" in story.statuses()


def test_when_only_that_person_could_read_it_nobody_rings_until_somebody_comes(
    story: Story,
) -> None:
    marta = story.caseworker("marta", "supervisor")
    complains(story, "marta me trató mal")
    story.passes(2 * HOUR)
    assert not heard_of_it(marta)
    rosa = story.caseworker("rosa", "supervisor")
    assert heard_of_it(rosa)
    assert not heard_of_it(marta)


def test_who_would_rather_not_say_leaves_no_case(story: Story) -> None:
    story.caseworker("marta", "supervisor")
    ana = story.woman().writes("quiero hablar con una persona")
    before = story.statuses()
    ana.presses("Queja del equipo")
    ana.writes("menú")
    assert story.statuses() == before


def test_a_complaint_is_not_greeted_in_the_morning_nor_in_the_list(story: Story) -> None:
    lucia = story.caseworker("lucia")
    story.caseworker("marta", "supervisor")
    complains(story, "lucia me trató mal")
    story.passes(48 * HOUR)
    assert not any("queja" in each.text for each in lucia.phone)
