"""Does `alba chat --json` serve as a program of its own: line by line, and with a memory?"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.commands.program import ALBA, Line, read, written
from tests.databases import Databases
from tests.patience import PATIENCE_SECONDS

HELLO: Line = {"from": "ana", "text": "hola"}
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
BARE = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def play(folder: Path, *lines: Line, options: Sequence[str] = (), **env: str) -> Any:
    command = [*ALBA, "chat", "--json", *options]
    return subprocess.run(
        command,
        input=written(lines),
        capture_output=True,
        cwd=folder,
        env={**BARE, "PYTHONPATH": str(Path(__file__).parents[2]), **env},
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_nothing_of_the_environment_is_needed_and_nothing_is_left(tmp_path: Path) -> None:
    played = play(tmp_path, HELLO, options=("--at", "2026-11-23T10:00-06:00"))
    assert played.returncode == 0
    assert played.stderr == b""
    hello, done = read(played.stdout)
    assert hello["at"] == "2026-11-23T10:00:00-06:00"
    assert "trámites" in hello["text"]  # in UTF-8, whatever the machine speaks
    assert done["done"]["topic"] == "greeting"
    assert list(tmp_path.iterdir()) == []


def test_each_line_is_answered_before_the_next_is_written(tmp_path: Path) -> None:
    command = [*ALBA, "chat", "--json"]
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**BARE, "PYTHONPATH": root}
    ) as alba:
        assert alba.stdin is not None
        assert alba.stdout is not None
        for line in (HELLO, {"from": "ana", "text": "1"}):
            alba.stdin.write(written([line]))
            alba.stdin.flush()
            answers = [json.loads(alba.stdout.readline())]
            while "done" not in answers[-1]:
                answers.append(json.loads(alba.stdout.readline()))
            assert len(answers) == 2
        alba.stdin.close()
        assert alba.wait(10) == 0


@pytest.mark.parametrize("given", [{}, {"ALBA_SECRET_KEYS": KEY}], ids=["its own key", "our key"])
def test_a_file_remembers_her(tmp_path: Path, given: dict[str, str]) -> None:
    options = ("--database", f"sqlite:///{tmp_path / 'alba.db'}")
    first = play(tmp_path, {**HELLO, "id": "m1"}, options=options, **given)
    assert first.returncode == 0, first.stderr
    again = play(tmp_path, {**HELLO, "id": "m1"}, HELLO, options=options, **given)
    repeated, second, done = read(again.stdout)
    assert repeated["done"]["flow"] == "welcome"
    assert "aquí estoy" in second["text"]
    assert done["done"]["flow"] == "greeting"
    assert bool(list(tmp_path.glob("*key*"))) is not bool(given)
    assert b"hola" not in (tmp_path / "alba.db").read_bytes()


def test_postgresql_remembers_her(tmp_path: Path, alba_databases: Databases) -> None:
    url = alba_databases.url("postgresql")
    options = ("--database", url)
    first = play(tmp_path, HELLO, options=options, ALBA_SECRET_KEYS=KEY)
    second = play(tmp_path, HELLO, options=options, ALBA_SECRET_KEYS=KEY)
    alba_databases.drop(url)
    assert "un programa" in read(first.stdout)[0]["text"]
    assert "aquí estoy" in read(second.stdout)[0]["text"]


@pytest.mark.parametrize(
    ("options", "env", "told"),
    [
        (("--at", "mañana"), {}, "--at"),
        (("--at", "9999-12-31T23:59Z"), {}, "--at"),
        (("--database", "mysql://u:secreto@h/d"), {}, "--database"),
        (("--database", "postgresql://u:secreto@h/d"), {}, "ALBA_SECRET_KEYS"),
        (
            ("--database", "postgresql://u:secreto@127.0.0.1:1/d"),
            {"ALBA_SECRET_KEYS": KEY},
            "base de datos",
        ),
        (("--database", "sqlite:////dev/null/x/alba.db"), {"ALBA_SECRET_KEYS": KEY}, "base de"),
        (("--database", "sqlite:///alba.db"), {"ALBA_SECRET_KEYS": "corta"}, "ALBA_SECRET_KEYS"),
        (("--channel", "sms"), {}, "--channel"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else None,
)
def test_wrong_options_are_told_with_exit_code_2(
    tmp_path: Path, options: tuple[str, ...], env: dict[str, str], told: str
) -> None:
    played = play(tmp_path, HELLO, options=options, **env)
    assert played.returncode == 2
    assert told in played.stderr.decode()
    assert b"Traceback" not in played.stderr
    assert b"secreto" not in played.stderr


def test_a_broken_organisation_is_told(tmp_path: Path) -> None:
    (tmp_path / "organisation.yaml").write_text("name: 7\nzone: Marte\n", encoding="utf-8")
    played = play(tmp_path, HELLO)
    assert played.returncode == 2
    assert b"organisation.yaml:2" in played.stderr


def test_who_stops_listening_ends_it_quietly(tmp_path: Path) -> None:
    command = f"{' '.join(ALBA)} chat --json | head -n 1"
    lines = written([HELLO] * 30)
    played = subprocess.run(
        ["sh", "-c", command],
        input=lines,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert len(read(played.stdout)) == 1
    assert b"Traceback" not in played.stderr
