"""Are the caseworkers' files read, with every mistake told? And what does a changed file change?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.following.cadence import Cadence, Terms, Track, next_ask
from bot.following.policy_files import (
    APPOINTMENTS,
    CHECK_INS,
    SILENCE,
    load_appointments,
    load_check_ins,
    load_silence,
)
from bot.marked_yaml import WrongFile

GATE = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def changed(tmp_path: Path, source: Path, old: str, new: str) -> Path:
    """A shipped file with one change."""
    content = source.read_text("utf-8")
    assert old in content
    path = tmp_path / source.name
    path.write_text(content.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[2h, 12h, 24h, 72h]", "[2h, 24h, 12h]", "de menos a más"),
        ("every: 7d", "every: 7h", "de un día o más"),
        ("usual_hour: ", "usual_hora: ", "usual_hour"),
        ('usual_hour: "11:00"', 'usual_hour: "23:00"', "cae en la noche"),
        ('from: "21:00"', "from: nunca", "debe ser una hora"),
        ("less_often: 2", "less_often: 0", "del 1 al 10"),
        ("  house_arrest:", "  otra_cosa:", "nadie les preguntaría"),
    ],
)
def test_a_mistake_in_the_check_ins_is_told_with_its_remedy(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(WrongFile) as wrong:
        load_check_ins(changed(tmp_path, CHECK_INS, old, new))
    assert told in str(wrong.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("do: second_try", "do: scold", "debe ser una de"),
        ("after: 3h", "after: 9h", "del primero al último"),
        ("    unknown: *near\n", "", "hay al menos uno"),
        ('digest_at: "9:00"', "digest_at: 9", "debe ser una hora"),
    ],
)
def test_a_mistake_in_the_silence_is_told_with_its_remedy(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(WrongFile) as wrong:
        load_silence(changed(tmp_path, SILENCE, old, new))
    assert told in str(wrong.value)


def test_a_mistake_in_the_appointments_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(WrongFile) as wrong:
        load_appointments(changed(tmp_path, APPOINTMENTS, "days: 3", "days: 90"))
    assert "del 0 al 30" in str(wrong.value)


def test_a_changed_file_counts_from_the_gate_and_brings_nothing_back() -> None:
    before = load_check_ins()
    closer = Cadence((2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR))
    after = replace(before, cadences={**before.cadences, Track.RELEASED: closer})
    terms = Terms(Track.RELEASED, GATE)
    asked_at = GATE + 24 * HOUR
    assert next_ask(before, terms, asked_at, "America/Mexico_City") == GATE + 72 * HOUR
    assert next_ask(after, terms, asked_at, "America/Mexico_City") == GATE + 48 * HOUR


def test_a_cadence_that_became_shorter_ends_with_a_reason_and_not_with_a_burst() -> None:
    before = load_check_ins()
    short = replace(before, cadences={**before.cadences, Track.RELEASED: Cadence((2 * HOUR,))})
    terms = Terms(Track.RELEASED, GATE)
    assert next_ask(short, terms, GATE + 30 * HOUR, "America/Mexico_City") is None
