"""Does a tried month say what the people will live, and the same each time?"""

from datetime import UTC, datetime, time
from pathlib import Path

from click.testing import CliRunner

from bot.care import policy_file
from bot.care.trying import Load, Played, play
from bot.commands.main import main
from bot.organisation import Coverage, Organisation, Shift
from db.statuses import StaffRole
from db.stores.staff import OnCall
from flows.engine.vocabulary import Severity

START = datetime(2026, 11, 23, 6, tzinfo=UTC)
OFFICE = Shift(frozenset(range(5)), time(9), time(18))
NIGHTS = Shift(frozenset(range(7)), time(18), time(9), ("irma",))
WEEKENDS = Shift(frozenset({5, 6}), time(9), time(18), ("irma",))
HOUSE = Organisation(
    "la casa", "America/Mexico_City", coverage=Coverage((OFFICE,), (NIGHTS, WEEKENDS))
)
TEAM = tuple(
    OnCall(number, alias, StaffRole.CASEWORKER, False, ("telegram",))
    for number, alias in enumerate(("lucia", "irma", "sol"), start=1)
)


def month(load: Load, *, house: Organisation = HOUSE, seed: int = 1) -> Played:
    return play(policy_file.load(), house, TEAM, load, START, seed)


def test_the_same_seed_is_the_same_month_and_another_is_another() -> None:
    load = Load(women=60)
    assert month(load) == month(load)
    assert month(load).rings != month(load, seed=2).rings


def test_more_women_are_more_cases_and_more_rings() -> None:
    few, many = month(Load(women=10)), month(Load(women=100))
    assert sum(many.cases.values()) > 5 * sum(few.cases.values())
    assert sum(many.rings.values()) > 5 * sum(few.rings.values())


def test_at_night_only_who_volunteered_is_woken() -> None:
    played = month(Load(women=200, cases={Severity.URGENT: 0.2}, silence=0))
    assert played.nights.keys() == {"irma"}


def test_phones_that_answer_spare_the_others_and_the_women() -> None:
    urgent = {Severity.URGENT: 0.1}
    awake = month(Load(100, urgent, 0, answers=1))
    asleep = month(Load(100, urgent, 0, answers=0.1))
    assert sum(awake.rings.values()) < sum(asleep.rings.values())
    assert awake.unattended == 0 < asleep.unattended
    assert max(awake.waits[Severity.URGENT]).total_seconds() <= 240


def test_without_hours_nobody_answers_and_it_ends() -> None:
    nobody = Organisation("la casa", "America/Mexico_City")
    played = month(Load(women=20), house=nobody)
    assert played.waits == {}
    assert played.never == sum(played.cases.values()) > 0


def test_the_command_says_it_in_words() -> None:
    answer = CliRunner().invoke(main, ["policy", "try", "--staff", "lucia,irma", "--seed", "3"])
    assert answer.exit_code == 0, answer.output
    assert "se prueba de lunes a viernes" in answer.output
    for words in ("Casos por semana:", "lucia:", "irma:", "por noche", "la mitad en"):
        assert words in answer.output


def test_rules_that_cannot_be_played_are_told(tmp_path: Path) -> None:
    broken = tmp_path / "escalation.yaml"
    written = policy_file.ESCALATION.read_text(encoding="utf-8")
    broken.write_text(written.replace("tell: next", "tell: todas"), encoding="utf-8")
    answer = CliRunner().invoke(main, ["policy", "try", str(broken)])
    assert answer.exit_code == 2
    assert "debe ser una de" in answer.output
