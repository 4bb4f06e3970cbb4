"""Is the organisation's own file read, and is every mistake in it named with its line?"""

from datetime import date, time
from pathlib import Path

import pytest

from bot.marked_yaml import WrongFile
from bot.organisation import (
    Coverage,
    EasterHoliday,
    Organisation,
    Shift,
    SingleHoliday,
    YearlyHoliday,
)
from bot.organisation_file import EXAMPLE, find, load

WHOLE = """\
name: Casa Jacaranda
zone: America/Tijuana
privacy_contact: datos@casa.example
alarms_mail: Guardia <guardia@casa.example>
coverage:
  hours:
    - days: [lunes, Miércoles, sabado]
      from: 9:00
      to: 18:30
  nights:
    - {days: [viernes], from: 18:30, to: 24:00, who: [Irma, Lucía]}
  closed_until: 2027-01-04
  holidays:
    country: MX
    own:
      - {name: Viernes Santo, easter: -2}
      - {name: Aniversario, day: 2-29}
      - {name: Mudanza, day: 2027-03-01}
"""


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "organisation.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(WrongFile) as caught:
        load(path)
    return str(caught.value).splitlines()


def test_the_shipped_example_says_that_it_is_one_and_that_nobody_is_there() -> None:
    example = load(EXAMPLE)
    assert example.example
    assert "ejemplo" in example.name
    assert example.coverage.is_empty
    assert (example.privacy_contact, example.alarms_mail) == (None, None)


def test_everything_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, WHOLE)) == Organisation(
        name="Casa Jacaranda",
        zone="America/Tijuana",
        privacy_contact="datos@casa.example",
        alarms_mail="Guardia <guardia@casa.example>",
        coverage=Coverage(
            hours=(Shift(frozenset({0, 2, 5}), time(9), time(18, 30)),),
            nights=(Shift(frozenset({4}), time(18, 30), time(0), ("Irma", "Lucía")),),
            country="MX",
            own_holidays=(
                EasterHoliday(-2, "Viernes Santo"),
                YearlyHoliday(2, 29, "Aniversario"),
                SingleHoliday(date(2027, 3, 1), "Mudanza"),
            ),
            closed_until=date(2027, 1, 4),
        ),
    )


def test_a_name_and_a_zone_are_enough(tmp_path: Path) -> None:
    organisation = load(written(tmp_path, "name: Casa\nzone: America/Mexico_City\n"))
    assert organisation == Organisation("Casa", "America/Mexico_City")
    assert organisation.coverage.is_empty


def test_all_mistakes_come_together_from_the_top_down(tmp_path: Path) -> None:
    content = (
        WHOLE.replace("America/Tijuana", "Tijuana")
        .replace("Miércoles", "mier")
        .replace("9:00", "nueve")
        .replace("closed_until", "close_until")
        .replace("2-29", "2-30")
    )
    problems = problems_of(written(tmp_path, content))
    assert [problem.split(": ")[:2] for problem in problems] == [
        ["organisation.yaml:2", "zone"],
        ["organisation.yaml:7", "coverage.hours.days"],
        ["organisation.yaml:8", "coverage.hours.from"],
        ["organisation.yaml:12", "coverage.close_until"],
        ["organisation.yaml:17", "coverage.holidays.own.day"],
    ]
    assert problems[3].endswith("Alba no conoce esta clave. ¿Quisiste decir «closed_until»?")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("name: Casa Jacaranda", "name:", "1: name: falta"),
        ("name: Casa Jacaranda", "", "2: name: falta"),
        ("Casa Jacaranda", "x" * 61, "1: name: debe ser una sola línea de 1 a 60"),
        ("Casa Jacaranda", "'{organisation}'", "1: name: debe ser una sola línea"),
        ("Casa Jacaranda", "[Casa]", "1: name: debe ser un solo valor"),
        ("name: Casa Jacaranda", "name: A\nname: B", "2: name: está dos veces"),
        ("America/Tijuana", "../etc/passwd", "2: zone: no es una zona horaria"),
        ("Guardia <guardia@casa.example>", "guardia", "4: alarms_mail: debe ser un correo"),
        (
            "country: MX",
            "country: US",
            "14: coverage.holidays.country: por ahora solo puede ser MX",
        ),
        ("2027-01-04", "pronto", "12: coverage.closed_until: no es una fecha"),
        ("easter: -2", "easter: antes", "16: coverage.holidays.own.easter: debe ser un número"),
        (", easter: -2", "", "16: coverage.holidays.own.day: falta"),
        (", who: [Irma, Lucía]", "", "11: coverage.nights.who: falta"),
        ("days: [viernes]", "days: []", "11: coverage.nights.days: falta"),
        ("days: [viernes]", "days: viernes", "11: coverage.nights.days: debe ser una lista"),
        ("from: 18:30, ", "", "11: coverage.nights.from: falta"),
        ("24:00", "24:01", "11: coverage.nights.to: debe ser una hora"),
        ("zone:", "example: quizás\nzone:", "2: example: debe ser true o false"),
        ("    own:", "    own: [navidad]\n    mine:", "15: coverage.holidays.own: aquí van claves"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in WHOLE
    problems = problems_of(written(tmp_path, WHOLE.replace(old, new, 1)))
    assert any(one.startswith(f"organisation.yaml:{problem}") for one in problems), problems


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "1: name: falta"),
        (b"- una\n- lista\n", "1: aquí van claves"),
        (b"name: [abierta\nzone: x\n", ": esto no es YAML"),
        (b"? [a]\n: b\n", "1: una clave es una sola palabra"),
        (b"\xff\xfe\x00", "1: no es texto UTF-8"),
        (b"name: \x01\n", "1: tiene caracteres que no se ven"),
    ],
    ids=["empty", "a list", "not YAML", "a key that is a list", "not text", "control characters"],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    assert problem in problems_of(written(tmp_path, content))[0]


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    assert "no se puede leer" in problems_of(tmp_path / "nada.yaml")[0]


def test_the_chosen_file_comes_first_then_the_usual_one_then_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find() == EXAMPLE
    written(tmp_path, WHOLE)
    assert find() == Path("organisation.yaml")
    assert find(tmp_path / "otra.yaml") == tmp_path / "otra.yaml"
