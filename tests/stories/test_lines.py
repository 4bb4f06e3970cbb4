"""Which lines is she told, did they answer, and is any told twice?"""

from datetime import timedelta

import pytest

from db.stores import lines
from tests.stories.story import Person, Story

DANGER = "ya no quiero vivir, hoy me mato"
MINUTE = timedelta(minutes=1)


def counts(story: Story) -> dict[str, tuple[int, int, int]]:
    """For each line: told, answered, silent."""
    with story.stage.rehearsal.alba.database.read() as tx:
        found = lines.counts(tx)
    return {line: (each.told, each.answered, each.silent) for line, each in found.items()}


def lines_in(text: str) -> set[str]:
    """The telephones in a text, 911 apart."""
    return {each for each in ("800 911 2000", "079", "800 290 0024") if each in text}


def told_so_far(ana: Person) -> set[str]:
    return lines_in("\n".join(heard.text for heard in ana.inbox))


def in_danger(story: Story) -> Person:
    """A woman whom nobody answered for ten minutes."""
    story.caseworker("lucia")
    ana = story.woman().writes(DANGER)
    story.passes(10 * MINUTE)
    return ana


def test_when_she_next_writes_she_is_asked_once(story: Story) -> None:
    ana = in_danger(story)
    story.passes(6 * MINUTE)
    ana.writes("gracias")
    assert "¿Te contestaron en Línea de la Vida" in ana.reads
    assert ana.buttons == ["Sí, contestaron", "No contestaron"]
    ana.writes("sí, gracias")
    assert "¿Te contestaron" not in ana.reads


def test_not_at_once_for_she_is_calling(story: Story) -> None:
    ana = in_danger(story)
    story.passes(2 * MINUTE)
    ana.writes("gracias")
    assert "¿Te contestaron" not in ana.reads


@pytest.mark.parametrize("how", ["press", "words"])
def test_a_line_that_answered_is_counted(story: Story, how: str) -> None:
    ana = in_danger(story)
    story.passes(6 * MINUTE)
    ana.writes("gracias")
    if how == "press":
        ana.presses("Sí, contestaron")
    else:
        ana.writes("sí")
    assert "Gracias por decirme." in ana.reads
    assert counts(story)["D0002"][1:] == (1, 0)


@pytest.mark.parametrize("how", ["press", "words"])
def test_a_silent_line_is_counted_and_another_is_told(story: Story, how: str) -> None:
    ana = in_danger(story)
    before = told_so_far(ana)
    story.passes(6 * MINUTE)
    ana.writes("gracias")
    if how == "press":
        ana.presses("No contestaron")
    else:
        ana.writes("no, nadie contestó")
        ana.writes("no contestaron")
    if how == "press":
        assert counts(story)["D0002"][2] == 1
        assert lines_in(ana.reads)
        assert not lines_in(ana.reads) & before


def test_the_answer_counts_once(story: Story) -> None:
    ana = in_danger(story)
    story.passes(6 * MINUTE)
    ana.writes("gracias")
    ana.presses("Sí, contestaron")
    ana.presses("No contestaron")
    assert counts(story)["D0002"][1:] == (1, 0)


def test_no_line_is_told_twice_however_often_none_answers(story: Story) -> None:
    ana = in_danger(story)
    told: list[str] = []
    before = told_so_far(ana)
    for _ in range(3):
        story.passes(6 * MINUTE)
        ana.writes("gracias")
        if "¿Te contestaron" not in ana.reads:
            break
        ana.presses("No contestaron")
        told.extend(lines_in(ana.reads))
    assert told
    assert len(set(told)) == len(told)
    assert not set(told) & before


def test_a_bare_yes_long_after_is_no_answer(story: Story) -> None:
    ana = in_danger(story)
    story.passes(6 * MINUTE)
    ana.writes("gracias")
    ana.writes("necesito comida")
    ana.writes("sí")
    assert counts(story)["D0002"][1:] == (0, 0)


def test_who_is_in_danger_again_is_not_asked(story: Story) -> None:
    ana = in_danger(story)
    story.passes(6 * MINUTE)
    ana.writes("él está afuera de la puerta y me va a matar")
    assert "¿Te contestaron" not in ana.reads


def test_without_a_case_nobody_is_asked(story: Story) -> None:
    ana = story.woman().writes("hola")
    story.passes(10 * MINUTE)
    ana.writes("gracias")
    assert "¿Te contestaron" not in ana.reads
    assert counts(story) == {}
