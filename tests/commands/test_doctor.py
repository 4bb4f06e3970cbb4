"""Is `alba doctor` red until somebody is there to be told, and fine when all is in its place?"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.checkup.findings import Finding, State
from bot.commands import doctor
from bot.commands.main import main
from bot.road.clocks import SystemClock
from bot.serving.parts import PULSES
from db.engine import connect
from db.stores import heartbeats
from tests.channels.telegram.stand_in import TOKEN, StandIn, in_thread

CASA = """\
name: Casa Abierta
zone: America/Mexico_City
coverage:
  hours:
    - {days: [lunes, martes, miércoles, jueves, viernes], from: 09:00, to: 18:00}
"""


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    with in_thread() as there:
        yield there


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, telegram: StandIn) -> Mapping[str, str]:
    """A folder with an organisation of its own, and an environment with a bot."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "organisation.yaml").write_text(CASA, encoding="utf-8")
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'alba.db'}",
        "ALBA_TELEGRAM_TOKEN": TOKEN,
        "ALBA_TELEGRAM_API_URL": telegram.url,
    }


def alba(office: Mapping[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, words, env=dict(office))


def states(result: Result) -> dict[str, set[str]]:
    """The states of each check, as `--json` tells them."""
    found: dict[str, set[str]] = {}
    for each in json.loads(result.stdout):
        found.setdefault(each["check"], set()).add(each["state"])
    return found


def beat(office: Mapping[str, str], ago: timedelta = timedelta()) -> None:
    database = connect(office["DATABASE_URL"])
    with database.write() as tx:
        for name in PULSES:
            heartbeats.beat(tx, name, SystemClock().now() - ago)
        tx.commit()
    database.close()


def test_a_fresh_alba_is_red_until_somebody_is_on_call_and_it_runs(
    office: Mapping[str, str],
) -> None:
    fresh = alba(office, "doctor")
    assert fresh.exit_code == 1
    assert "alba migrate" in fresh.stdout
    assert "alba staff add" in fresh.stdout

    assert alba(office, "migrate").exit_code == 0
    empty = alba(office, "doctor", "--json")
    assert empty.exit_code == 1
    assert states(empty)["people"] == {"red"}
    assert states(empty)["pulse"] == {"red"}

    assert alba(office, "staff", "add", "lucía", "--telegram", "5550001").exit_code == 0
    beat(office)
    ready = alba(office, "doctor", "--json")
    assert ready.exit_code == 0, ready.stdout
    assert states(ready)["people"] == states(ready)["pulse"] == {"ok"}
    assert "red" not in set().union(*states(ready).values())
    assert states(ready)["twilio"] == {"skipped"}

    beat(office, ago=timedelta(minutes=5))
    silent = alba(office, "doctor", "--json")
    assert (silent.exit_code, states(silent)["pulse"]) == (1, {"red"})

    beat(office)
    assert alba(office, "staff", "leave", "lucía").exit_code == 0
    alone = alba(office, "doctor")
    assert alone.exit_code == 1
    assert "✗ Guardia" in alone.stdout


def test_wrong_settings_are_all_told_and_nothing_else_is_looked_at(
    office: Mapping[str, str],
) -> None:
    wrong = {**office, "PORT": "no", "ALBA_PUBLIC_URL": "http://alba.example"}
    told = alba(wrong, "doctor", "--json")
    assert told.exit_code == 1
    assert states(told) == {"settings": {"red"}}
    named = [each["found"] for each in json.loads(told.stdout)]
    assert {"PORT", "ALBA_PUBLIC_URL"} <= set(named)


def test_a_broken_organisation_is_told_with_its_line(
    office: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / "organisation.yaml").write_text("name: Casa\nzone: Marte\n", encoding="utf-8")
    told = alba(office, "doctor")
    assert told.exit_code == 1
    assert "organisation.yaml:2" in told.stdout


def test_no_secret_is_told(office: Mapping[str, str]) -> None:
    for words in (("doctor",), ("doctor", "--json")):
        told = alba(office, *words)
        assert TOKEN not in told.output


def test_each_finding_is_a_line_and_its_remedy_another() -> None:
    plain: dict[str, Any] = {"check": "people", "found": "Nadie."}
    alone = doctor.line(Finding(state=State.OK, **plain))
    assert "✓" in alone
    assert alone.endswith("Guardia        Nadie.")
    first, second = doctor.line(
        Finding(state=State.RED, remedy="Corre algo.", **plain)
    ).splitlines()
    assert "✗" in first
    assert second == f"{' ' * 17}→ Corre algo."


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ((), "Todo está en su lugar."),
        ((State.WARNING,), "Nada en rojo. Por mirar: 1."),
        ((State.RED, State.WARNING), "En rojo: 1. Por mirar: 1."),
    ],
    ids=["all is well", "one to look at", "one is red"],
)
def test_the_verdict_counts(found: tuple[State, ...], verdict: str) -> None:
    findings = [Finding("book", state, "") for state in found]
    assert doctor.verdict(findings) == verdict
