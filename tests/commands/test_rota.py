"""Does `alba rota show` say whose turn it is, and where nobody is?"""

from datetime import UTC, date, datetime, time
from pathlib import Path

from click.testing import CliRunner

from bot.commands.main import main
from bot.commands.rota import lines
from bot.organisation import Coverage, Leave, Organisation, Rota, Shift
from db.statuses import StaffRole
from db.stores.staff import OnCall

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)  # Monday at ten
OFFICE = Shift(frozenset({0, 1}), time(9), time(18))
NIGHT = Shift(frozenset({0}), time(18), time(9), ("irma",))


def test_now_and_the_days_to_come_with_the_gap() -> None:
    tuesday = date(2026, 11, 24)
    away = tuple(Leave(each, tuesday, tuesday) for each in ("lucia", "irma"))
    house = Organisation(
        "la casa",
        "America/Mexico_City",
        coverage=Coverage((OFFICE,), (NIGHT,)),
        rota=Rota(leave=away),
    )
    team = [
        OnCall(number, alias, StaffRole.CASEWORKER, False, ())
        for number, alias in enumerate(("lucia", "irma"), start=1)
    ]
    assert list(lines(house, team, NOW, 3)) == [
        "Ahora: lucia, irma",
        "lun 23/11 09:00 a 18:00: lucia, irma",
        "lun 23/11 18:00 a 09:00: noche, por voluntad: irma",
        "mar 24/11 09:00 a 18:00: HUECO: nadie",
        "mié 25/11: sin horario",
        "Huecos en horario: 1",
    ]


def test_the_command_runs_on_a_fresh_database(tmp_path: Path) -> None:
    there = {"DATABASE_URL": f"sqlite:///{tmp_path / 'alba.db'}"}
    assert CliRunner().invoke(main, ["migrate"], env=there).exit_code == 0
    answer = CliRunner().invoke(main, ["rota", "show", "--days", "2"], env=there)
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("Ahora: nadie\n")
