"""How does a program talk to `alba chat --json`? A line in, lines of JSON out."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from click.testing import CliRunner

from bot.commands.main import main

MORNING: Final = "2026-11-23T10:00-06:00"
ALBA: Final = (sys.executable, "-m", "bot.commands.main")

Line = Mapping[str, Any]
Answers = list[dict[str, Any]]


def written(lines: Sequence[Line | bytes]) -> bytes:
    """What a program writes: objects as JSON, bytes as they are."""
    return b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines
    )


def read(output: bytes) -> Answers:
    """What it reads: every line is one object."""
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def talk(*lines: Line | bytes, options: Sequence[str] = ("--at", MORNING)) -> list[Answers]:
    """Play lines in this process; the answers of each line, the last of which ends it."""
    result = CliRunner().invoke(main, ["chat", "--json", *options], input=written(lines))
    assert result.exit_code == 0, result.output
    answers: list[Answers] = [[]]
    for answer in read(result.stdout_bytes):
        answers[-1].append(answer)
        if "done" in answer or "error" in answer:
            answers.append([])
    assert answers.pop() == [], "after the last line nothing is said"
    assert len(answers) == len(lines)
    return answers


def texts(answers: Answers, to: str = "ana") -> list[str]:
    """What reached somebody."""
    return [answer["text"] for answer in answers if answer.get("to") == to]


def done(answers: Answers) -> dict[str, Any]:
    """What the line came to."""
    found: dict[str, Any] = answers[-1]["done"]
    return found
